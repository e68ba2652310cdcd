"""Boards of a village without points: drafted on the issue day from what was proposed, nothing posted anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from boards.enums import Colour, EntrySource, EntryState, IssueState, ProposalState
from boards.models import BoardEntry, BoardIssue, BoardProposal, Ranking
from boards.queries import checks, desk
from boards.services import breaches, due, issues, papers, proposals
from councils.enums import BreachState
from points.enums import HouseholdState, NoticeKind
from points.models import Entry, Household, MonthClose, Notice, VillageSettings
from tests.boards.plain import added, blame, drafted, plain_village, published, red, taken_back
from tests.boards.support import ISSUE_DAY, OCT, decided, entries, issue_of, lifted, publish, told
from tests.dissuasion import support
from tests.factories import Cast, make_village
from villagegov.db.keys import new_id
from villagegov.kernel import clock

pytestmark = pytest.mark.django_db
SEP, NOV, DEC = date(2026, 9, 1), date(2026, 11, 1), date(2026, 12, 1)
BEFORE = clock.moment(date(2026, 11, 7), 23)


@pytest.fixture
def cast() -> Iterator[Cast]:
    with clock.frozen(clock.moment(date(2026, 11, 2), 9)):
        yield plain_village()


def run(cast: Cast, day: date, hour: int = 0) -> due.Done:
    return due.run_village(cast.village, clock.moment(day, hour, 5))


def months(cast: Cast) -> list[date]:
    return list(BoardIssue.objects.filter(village=cast.village).order_by("month").values_list("month", flat=True))


# --------------------------------------------------------------------------------------------------------------- drafts


def test_an_issue_is_drafted_on_the_issue_day_and_once(cast: Cast) -> None:
    red(cast)
    blame(cast)
    due.run_village(cast.village, BEFORE)
    assert months(cast) == [], "the day before"
    done = due.run_village(cast.village, ISSUE_DAY)
    assert done.drafts == [OCT] and "2026-10" in str(done)
    rows = BoardEntry.objects.filter(village=cast.village)
    assert sorted(rows.values_list("colour", "points", "source", "state")) == [
        ("black", 0, EntrySource.PROPOSAL, "drafted"), ("red", 0, EntrySource.PROPOSAL, "drafted"),
    ]  # fmt: skip
    assert set(BoardProposal.objects.values_list("state", flat=True)) == {ProposalState.TAKEN}
    assert not due.run_village(cast.village, ISSUE_DAY) and not run(cast, date(2026, 11, 30))
    assert months(cast) == [OCT] and rows.count() == 2
    assert not Entry.objects.exists() and not MonthClose.objects.exists() and not Ranking.objects.exists()
    told_of = Notice.objects.filter(village=cast.village, kind=NoticeKind.BOARD_DRAFTED)
    assert told_of.count() == 4, "each member of the committee, once"


def test_without_a_proposal_there_is_no_paper(cast: Cast) -> None:
    for month in range(1, 13):
        assert not run(cast, date(2026, month, 8), 9)
    assert months(cast) == []


def test_what_is_proposed_after_the_issue_day_waits_for_the_next_however_old(cast: Cast) -> None:
    late = red(cast, day=date(2026, 8, 3), at=clock.moment(date(2026, 11, 9), 9))
    for day in (9, 20, 30):
        run(cast, date(2026, 11, day))
    assert months(cast) == []
    run(cast, date(2026, 12, 8))
    assert months(cast) == [NOV]
    late.refresh_from_db()
    assert late.state == ProposalState.TAKEN


def test_a_run_that_comes_late_drafts_what_the_issue_day_would_have(cast: Cast) -> None:
    red(cast)
    red(cast, household=3, at=clock.moment(date(2026, 11, 12), 9))
    run(cast, date(2026, 11, 20))
    assert months(cast) == [OCT]
    assert BoardEntry.objects.count() == 2, "once there is a draft, it takes what waits"


def test_proposed_on_the_issue_day_it_comes_onto_the_draft_of_that_day(cast: Cast) -> None:
    run(cast, date(2026, 11, 8))
    red(cast, at=clock.moment(date(2026, 11, 8), 15))
    run(cast, date(2026, 11, 8), 16)
    assert months(cast) == [OCT]


def test_a_deed_of_the_running_month_waits_until_it_is_over(cast: Cast) -> None:
    red(cast, day=date(2026, 11, 1))
    run(cast, date(2026, 11, 8))
    assert months(cast) == []
    run(cast, date(2026, 12, 8))
    assert months(cast) == [NOV]


def test_onto_an_open_draft_a_proposal_comes_at_once(cast: Cast) -> None:
    drafted(cast)
    more = red(cast, household=3, at=clock.moment(date(2026, 11, 9), 9))
    assert more.state == ProposalState.TAKEN and more.entry is not None and more.entry.points == 0
    assert issue_of(cast).edition == 2


def test_whoever_may_not_be_named_makes_no_paper(cast: Cast) -> None:
    waits = red(cast)
    Household.objects.filter(pk=cast.households[1].pk).update(state=HouseholdState.AWAY)
    run(cast, date(2026, 11, 8))
    assert months(cast) == []
    Household.objects.filter(pk=cast.households[1].pk).update(state=HouseholdState.ACTIVE)
    run(cast, date(2026, 12, 8))
    waits.refresh_from_db()
    assert (months(cast), waits.state) == ([NOV], ProposalState.TAKEN)


def test_broken_off_half_way_the_next_run_begins_anew(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    red(cast)
    blame(cast)

    def broken(*_more: object) -> None:
        raise RuntimeError("the machine stopped")

    with monkeypatch.context() as patch, pytest.raises(RuntimeError, match="stopped"), transaction.atomic():
        patch.setattr("boards.services.tell.board_drafted", broken)
        due.run_village(cast.village, ISSUE_DAY)
    assert months(cast) == [] and set(BoardProposal.objects.values_list("state", flat=True)) == {ProposalState.WAITING}
    due.run_village(cast.village, ISSUE_DAY)
    assert months(cast) == [OCT] and BoardEntry.objects.count() == 2


def test_the_day_on_which_something_waits_is_known(cast: Cast) -> None:
    today = date(2026, 11, 2)
    assert due.next_due_day(cast.village, today) == date(2027, 1, 1), "nothing waits"
    red(cast, day=date(2026, 6, 3))
    assert due.next_due_day(cast.village, today) == date(2026, 11, 8)
    assert due.next_due_day(cast.village, date(2026, 11, 8)) == date(2026, 12, 8)
    done = due.run_days([cast.village], today, clock.moment(date(2026, 11, 20)))
    assert done[cast.village.slug].drafts == [OCT]
    issue = issue_of(cast)
    assert clock.local_day(issue.drafted_at) == date(2026, 11, 8)


def test_the_day_that_is_told_to_whoever_proposes(cast: Cast) -> None:
    assert papers.comes_on(cast.village, OCT, date(2026, 11, 2)) == date(2026, 11, 8)
    assert papers.comes_on(cast.village, OCT, date(2026, 11, 8)) == date(2026, 11, 8)
    assert papers.comes_on(cast.village, OCT, date(2026, 11, 9)) == date(2026, 12, 8)
    assert papers.comes_on(cast.village, NOV, date(2026, 11, 2)) == date(2026, 12, 8)
    drafted(cast)
    assert papers.comes_on(cast.village, OCT, date(2026, 11, 8)) == date(2026, 12, 8)


def test_a_quiet_hour_costs_one_query(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert papers.draft_due(village=cast.village, at=ISSUE_DAY) == []
    assert len(queries) == 1


def test_a_village_with_points_is_drafted_from_its_figures_alone() -> None:
    other = make_village(households=4)
    proposals.propose(
        village=other.village, id=new_id(), colour=Colour.RED, household=other.households[1],
        deed_day=date(2026, 11, 20), reason="帮邻居收稻三天", by=other.officer, at=clock.moment(date(2026, 11, 21)),
    )  # fmt: skip
    due.run_village(other.village, clock.moment(date(2026, 12, 8), 9))
    assert months(other)[-1] == NOV and MonthClose.objects.filter(village=other.village, month=NOV).exists()
    assert [entry.points for entry in entries(other, "red", NOV)] == [10]


# --------------------------------------------------------------------------------------------------- after the draft


def test_the_committee_adds_edits_and_publishes_without_a_line_of_the_ledger(cast: Cast) -> None:
    drafted(cast)
    praised = added(cast, Colour.RED, 3, reason="雨夜清开水沟")
    blamed = added(cast, Colour.BLACK, 4, reason="建渣倒在路边", article="第9条", deed_day=date(2026, 10, 25))
    issues.edit_entry(entry=praised, reason="雨夜带人清开水沟", position=1, by=cast.branch, at=ISSUE_DAY)
    issues.strike(entry=entries(cast, "red")[1], by=cast.branch, at=ISSUE_DAY)
    issue = publish(cast)
    assert (issue.state, issue.number) == (IssueState.PUBLISHED, 1)
    [first] = [entry for entry in entries(cast, "red") if entry.state == EntryState.PUBLISHED]
    assert (first.pk, first.points, first.ledger_entry_id) == (praised.pk, 0, None)
    blamed.refresh_from_db()
    assert (blamed.state, blamed.points) == (EntryState.REVIEWED, 0)
    assert not Entry.objects.exists() and checks.problems(cast.village) == []


def test_through_the_gate_until_its_days_are_over(cast: Cast) -> None:
    entry = published(cast)
    assert (entry.state, entry.points, entry.ledger_entry_id, entry.supplement) == ("published", 0, None, True)
    assert entry.until == date(2026, 12, 13)
    assert due.next_due_day(cast.village, date(2026, 11, 20)) == date(2026, 12, 14)
    assert run(cast, date(2026, 12, 13)).expired == 0
    assert run(cast, date(2026, 12, 14)).expired == 1
    entry.refresh_from_db()
    assert entry.state == EntryState.EXPIRED and not Entry.objects.exists() and checks.problems(cast.village) == []


def test_lifted_nothing_is_given_back(cast: Cast) -> None:
    VillageSettings.objects.filter(village=cast.village).update(black_repair_points=5)
    entry = lifted(cast, published(cast))
    assert (entry.state, entry.repair_id) == (EntryState.LIFTED, None) and not Entry.objects.exists()


def test_taken_back_as_wrong_there_is_no_reversal(cast: Cast) -> None:
    entry = published(cast)
    [praised] = entries(cast, "red")
    for wrong, until in ((entry, date(2026, 11, 26)), (praised, date(2026, 12, 1))):
        taken_back(cast, wrong)
        wrong.refresh_from_db()
        assert (wrong.state, wrong.reversal_id) == (EntryState.CORRECTED, None)
        assert wrong.correction == "认错了人家" and wrong.correction_until == until, "as long as it stood"
    assert not Entry.objects.exists() and checks.problems(cast.village) == []
    due.run_village(cast.village, clock.moment(date(2026, 11, 21)))


def test_a_breach_comes_from_its_record_onto_the_board_and_off_it(cast: Cast) -> None:
    """What waited for ever: dissuaded twice in October, proposed, taken up, drafted, decided, over."""
    with clock.frozen(support.NOW):
        support.in_force(cast)
        breach = support.proposed(cast, "board")
        assert [row.breach.pk for row in desk.waiting_breaches(cast.village)] == [breach.pk]
        said = {"village": cast.village, "breach": breach, "reason": "在路边堆放建材三天没有清走"}
        proposal = breaches.take_up(id=new_id(), by=cast.officer, at=support.NOW, **said)
        assert proposal.state == ProposalState.WAITING
    run(cast, date(2026, 12, 7))
    assert months(cast) == []
    run(cast, date(2026, 12, 8))
    assert months(cast) == [NOV]
    assert desk.days_waiting(issue_of(cast, NOV), date(2026, 12, 14)) == 6
    with clock.frozen(clock.moment(date(2026, 12, 14), 9)):
        assert "6" in desk.alarm(cast.branch, cast.village), "the committee is reminded"
        assert desk.waiting(cast.branch, cast.village) == 1
    publish(cast, NOV, clock.moment(date(2026, 12, 14), 10))
    [entry] = entries(cast, "black", NOV)
    entry = decided(cast, told(cast, entry, date(2026, 12, 15)), on=date(2026, 12, 19))
    assert support.fresh(breach).state == BreachState.DEALT and entry.article == "第3条 垃圾入桶，不占道"
    done = due.run_village(cast.village, clock.moment(entry.until + timedelta(days=1)))
    assert done.expired == 1 and not Entry.objects.exists()


def test_a_breach_that_was_put_right_meanwhile_makes_no_paper(cast: Cast) -> None:
    with clock.frozen(support.NOW):
        support.in_force(cast)
        breach = support.proposed(cast, "board")
        breaches.take_up(
            village=cast.village, breach=breach, id=new_id(), reason="在路边堆放建材", by=cast.officer, at=support.NOW
        )
        support.righted(cast, breach, support.AGAIN)
    run(cast, date(2026, 12, 8))
    assert months(cast) == []
    assert BoardProposal.objects.get().state == ProposalState.WITHDRAWN


# ------------------------------------------------------------------------------------------------------ the database


def refused(entry: BoardEntry, constraint: str, **changes: object) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        BoardEntry.objects.filter(pk=entry.pk).update(**changes)
    assert caught.value.__cause__.diag.constraint_name == constraint  # type: ignore[union-attr]


def test_points_are_where_the_village_has_points_and_nowhere_else(cast: Cast) -> None:
    other = make_village(households=4)
    for one, points in ((cast, 10), (other, 0)):
        issue = BoardIssue.objects.create(village=one.village, month=DEC, drafted_at=ISSUE_DAY)
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            BoardEntry.objects.create(
                village=one.village, issue=issue, colour=Colour.RED, household=one.households[0], reason="好事",
                source=EntrySource.PROPOSAL, points=points, created_at=ISSUE_DAY,
            )  # fmt: skip
        assert caught.value.__cause__.diag.constraint_name == "boards_boardentry_worth"  # type: ignore[union-attr]


def test_what_is_worth_points_still_needs_its_line_and_its_reversal() -> None:
    other = make_village(households=4)
    with clock.frozen(clock.moment(date(2026, 11, 2), 9)):
        red(other, household=3)
    due.run_village(other.village, ISSUE_DAY)
    [entry] = entries(other, "red")
    at = clock.moment(date(2026, 11, 9))
    refused(
        entry, "boards_boardentry_published_is_posted", state=EntryState.PUBLISHED, published_at=at, ledger_entry=None
    )
    publish(other)
    wrong = {"state": EntryState.CORRECTED, "corrected_at": at, "correction": "错", "correction_until": DEC}
    refused(entry, "boards_boardentry_corrected_whole", **wrong)


def test_the_gate_holds_where_there_are_no_points(cast: Cast) -> None:
    drafted(cast)
    [entry] = entries(cast, "black")
    at = clock.moment(date(2026, 11, 9))
    refused(entry, "boards_boardentry_quorum", state=EntryState.REVIEWED, reviewed_at=at)
    refused(entry, "boards_boardentry_points_sign", points=1)
    refused(entries(cast, "red")[0], "boards_boardentry_published_is_posted", state=EntryState.PUBLISHED)
    publish(cast)
    refused(entry, "boards_boardentry_kept", points=-10)
    refused(entry, "boards_boardentry_black_gate", state=EntryState.PUBLISHED, published_at=at)
