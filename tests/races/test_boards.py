"""Rankings, issues of the board, the gate of a black entry: the same step by two people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from boards.enums import Colour, EntryState, IssueState, MotionKind, MotionState, RankingKind
from boards.models import BoardEntry, BoardIssue, BoardProposal, BoardVote, Ranking, RankingRow
from boards.queries import checks
from boards.services import black, issues, motions, proposals, rankings, taking
from points.enums import EntryKind
from points.models import AuditRow, Entry
from points.queries import ledger_check
from points.services import ledger
from points.services.due import run_points
from tests import stage
from tests.factories import Cast
from tests.races.support import exactly_one, overlapping, refused, went_through
from villagegov.db.keys import new_id
from villagegov.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)
NOV = date(2026, 11, 1)
NOV_ISSUE_DAY = clock.moment(date(2026, 12, 8), 0, 5)


@pytest.fixture
def cast() -> Cast:
    return stage.village()


def holds(cast: Cast) -> None:
    assert ledger_check.problems(cast.village) == []
    assert checks.problems(cast.village) == []


def lines(cast: Cast) -> int:
    return Entry.objects.filter(village=cast.village, kind=EntryKind.BOARD).count()


def test_a_ranking_is_frozen_once(cast: Cast) -> None:
    stage.closed(cast)

    def freeze() -> Ranking:
        return rankings.freeze(village=cast.village, kind=RankingKind.MONTH, start=stage.OCT, at=stage.ISSUE_DAY)

    first, second = overlapping(freeze, freeze, at=stage.ISSUE_DAY)
    assert went_through(first).pk == went_through(second).pk
    assert (Ranking.objects.count(), RankingRow.objects.count()) == (1, 4)
    holds(cast)


def test_a_month_is_drafted_once(cast: Cast) -> None:
    stage.ranked(cast)

    def draft() -> BoardIssue:
        return issues.draft(village=cast.village, month=stage.OCT, at=stage.ISSUE_DAY)

    first, second = overlapping(draft, draft, at=stage.ISSUE_DAY)
    assert went_through(first).pk == went_through(second).pk
    assert BoardEntry.objects.count() == 2


def test_two_members_whose_votes_publish_together(cast: Cast) -> None:
    stage.drafted(cast)
    first, second = overlapping(
        lambda: stage.issue_vote(cast, cast.branch),
        lambda: stage.issue_vote(cast, cast.supervision),
        at=stage.BOARD_MEETING,
    )
    assert went_through(first).state == IssueState.DRAFT and went_through(second).state == IssueState.PUBLISHED
    assert lines(cast) == 1 and BoardVote.objects.count() == 2
    holds(cast)


def test_publish_with_publish(cast: Cast) -> None:
    """One agreed before; two more agree in the same second, and each would be the one that publishes."""
    stage.drafted(cast)
    stage.issue_vote(cast, cast.branch)
    sides = overlapping(
        lambda: stage.issue_vote(cast, cast.supervision),
        lambda: stage.issue_vote(cast, cast.representative),
        at=stage.BOARD_MEETING,
    )
    _winner, refusal = exactly_one(*sides)
    assert refusal.code == "issue_published"
    issue = BoardIssue.objects.get(village=cast.village, month=stage.OCT)
    assert (issue.state, issue.number, lines(cast)) == (IssueState.PUBLISHED, 1, 1)
    assert AuditRow.objects.filter(action="issue.published").count() == 1
    holds(cast)


def test_two_issues_published_at_once_are_numbered_one_after_the_other(cast: Cast) -> None:
    stage.drafted(cast)
    stage.issue_vote(cast, cast.branch)
    run_points(cast.village, NOV_ISSUE_DAY)
    rankings.freeze(village=cast.village, kind=RankingKind.MONTH, start=NOV, at=NOV_ISSUE_DAY)
    later = issues.draft(village=cast.village, month=NOV, at=NOV_ISSUE_DAY)
    issues.vote(issue=later, agrees=True, by=cast.branch, at=NOV_ISSUE_DAY)
    sides = overlapping(
        lambda: stage.issue_vote(cast, cast.supervision),
        lambda: issues.vote(issue=stage.fresh(later), agrees=True, by=cast.supervision, at=NOV_ISSUE_DAY),
        at=NOV_ISSUE_DAY,
    )
    for side in sides:
        went_through(side)
    assert sorted(BoardIssue.objects.values_list("number", flat=True)) == [1, 2]
    holds(cast)


@pytest.mark.parametrize("edited_first", [True, False])
def test_a_draft_edited_while_it_is_voted_on(cast: Cast, edited_first: bool) -> None:
    """A vote is for what was read: it is refused when the edit came first, and counts no more when it came after."""
    issue = stage.drafted(cast)
    red = stage.entry(cast, Colour.RED)

    def edit() -> Any:
        return issues.edit_entry(
            entry=red, reason="夜里巡逻，防了一场火", position=1, by=cast.branch, at=stage.BOARD_MEETING
        )

    def vote() -> Any:
        return issues.vote(issue=issue, agrees=True, edition=issue.edition, by=cast.supervision, at=stage.BOARD_MEETING)

    first, second = overlapping(*((edit, vote) if edited_first else (vote, edit)), at=stage.BOARD_MEETING)
    went_through(first)
    if edited_first:
        assert refused(second).code == "edition_changed" and not BoardVote.objects.exists()
    else:
        went_through(second)
        assert BoardVote.objects.get().edition < stage.fresh(issue).edition
        assert stage.issue_vote(cast, cast.branch).state == IssueState.DRAFT, "the old vote no longer counts"


@pytest.mark.parametrize("struck_first", [True, False])
def test_an_entry_struck_while_the_issue_is_published(cast: Cast, struck_first: bool) -> None:
    stage.drafted(cast)
    stage.issue_vote(cast, cast.branch)
    red = stage.entry(cast, Colour.RED)

    def strike() -> Any:
        return issues.strike(entry=red, by=cast.branch_two, at=stage.BOARD_MEETING)

    def vote() -> Any:
        return stage.issue_vote(cast, cast.supervision)

    first, second = overlapping(*((strike, vote) if struck_first else (vote, strike)), at=stage.BOARD_MEETING)
    went_through(first)
    if struck_first:
        assert went_through(second).state == IssueState.DRAFT, "the vote before was for another edition"
        assert lines(cast) == 0
    else:
        assert refused(second).code == "issue_published" and lines(cast) == 1
    holds(cast)


def test_a_household_is_told_once_of_a_black_entry(cast: Cast) -> None:
    stage.published(cast)
    entry = stage.entry(cast)

    def tell(by: Any) -> Callable[[], Any]:
        return lambda: black.tell(entry=entry, way="phone", told_on=clock.local_day(stage.TOLD), by=by, at=stage.TOLD)

    _winner, refusal = exactly_one(*overlapping(tell(cast.branch), tell(cast.supervision), at=stage.TOLD))
    assert refusal.code == "entry_state"


@pytest.mark.parametrize("agrees", [True, False])
def test_two_members_decide_a_black_entry_that_a_third_has_voted_on(cast: Cast, agrees: bool) -> None:
    stage.black_told(cast)
    stage.black_vote(cast, cast.branch, agrees)
    sides = overlapping(
        lambda: stage.black_vote(cast, cast.supervision, agrees),
        lambda: stage.black_vote(cast, cast.representative, agrees),
        at=stage.BLACK_MEETING,
    )
    _winner, refusal = exactly_one(*sides)
    assert refusal.code == "entry_state"
    assert stage.entry(cast).state == (EntryState.PUBLISHED if agrees else EntryState.DROPPED)
    assert lines(cast) == (2 if agrees else 1)
    holds(cast)


def test_a_reply_written_down_while_the_committee_decides(cast: Cast) -> None:
    stage.black_told(cast)
    first, second = overlapping(
        lambda: stage.black_vote(cast, cast.branch),
        lambda: black.record_reply(
            entry=stage.entry(cast), reply="那天是邻居烧的", by=cast.supervision, at=stage.BLACK_MEETING
        ),
        at=stage.BLACK_MEETING,
    )
    went_through(first)
    assert refused(second).code == "deciding"


@pytest.mark.parametrize("lifted_first", [True, False])
def test_lift_with_expire(cast: Cast, lifted_first: bool) -> None:
    entry = stage.black_public(cast)
    over = clock.moment(entry.until + timedelta(days=1), 0, 5)
    motion = stage.motion_voted(cast)

    def lift() -> Any:
        return motions.vote(motion=motion, agrees=True, by=cast.supervision, at=over)

    def expire() -> int:
        return black.expire_due(village=cast.village, at=over)

    first, second = overlapping(*((lift, expire) if lifted_first else (expire, lift)), at=over)
    went_through(first)
    if lifted_first:
        assert went_through(second) == 0 and stage.fresh(entry).state == EntryState.LIFTED
    else:
        assert refused(second).code == "entry_state" and stage.fresh(entry).state == EntryState.EXPIRED
    holds(cast)


# ------------------------------------------------------------------------------------------------ motions, proposals


@pytest.mark.parametrize("kind", list(MotionKind))
def test_two_members_whose_votes_carry_a_motion_together(cast: Cast, kind: MotionKind) -> None:
    motion = stage.motion(cast, kind)

    def vote(by: Any) -> Callable[[], Any]:
        return lambda: motions.vote(motion=motion, agrees=True, by=by, at=stage.LOOKED)

    first, second = overlapping(vote(cast.branch), vote(cast.supervision), at=stage.LOOKED)
    assert went_through(first).state == MotionState.OPEN and went_through(second).state == MotionState.CARRIED
    reversals = Entry.objects.filter(village=cast.village, kind=EntryKind.REVERSAL).count()
    assert reversals == (kind == MotionKind.CORRECT)
    holds(cast)


def test_a_board_s_line_is_reversed_once(cast: Cast) -> None:
    """The committee takes an entry back while the supervisors correct its line."""
    motion = stage.motion(cast, MotionKind.CORRECT)
    motions.vote(motion=motion, agrees=True, by=cast.branch, at=stage.LOOKED)
    line = stage.entry(cast).ledger_entry
    assert line is not None
    first, second = overlapping(
        lambda: ledger.reverse(
            entry=Entry.objects.select_related("village").get(pk=line.pk), reason="认错了人", by=cast.administrator,
            at=stage.LOOKED,
        ),
        lambda: motions.vote(motion=motion, agrees=True, by=cast.supervision, at=stage.LOOKED),
        at=stage.LOOKED,
    )  # fmt: skip
    went_through(first)
    went_through(second)
    assert stage.entry(cast).state == EntryState.CORRECTED
    assert Entry.objects.filter(village=cast.village, kind=EntryKind.REVERSAL).count() == 1
    holds(cast)


def deed(cast: Cast, by: Any) -> BoardProposal:
    return proposals.propose(
        village=cast.village, id=new_id(), colour=Colour.RED, household=stage.household(cast, 1),
        deed_day=stage.DEED_DAY, reason="帮邻居收稻三天", by=by, at=stage.ISSUE_DAY,
    )  # fmt: skip


@pytest.mark.parametrize("with_draft", [True, False])
def test_one_deed_is_proposed_once_by_two_people(cast: Cast, with_draft: bool) -> None:
    if with_draft:
        stage.drafted(cast)
    else:
        stage.ranked(cast)
    first, second = overlapping(lambda: deed(cast, cast.officer), lambda: deed(cast, cast.branch), at=stage.ISSUE_DAY)
    went_through(first)
    assert refused(second).code == "deed_known"
    assert BoardProposal.objects.count() == 1


def test_a_deed_is_proposed_while_the_draft_is_made(cast: Cast) -> None:
    """In either order it comes onto the draft, at once or with the next sweep."""
    stage.ranked(cast)
    first, second = overlapping(
        lambda: issues.draft(village=cast.village, month=stage.OCT, at=stage.ISSUE_DAY),
        lambda: deed(cast, cast.officer),
        at=stage.ISSUE_DAY,
    )
    went_through(first)
    went_through(second)
    taking.take_waiting(village=cast.village, at=stage.ISSUE_DAY)
    assert BoardProposal.objects.get().state == "taken"
    assert BoardEntry.objects.filter(colour=Colour.RED).count() == 2
