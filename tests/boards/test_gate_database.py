"""The database itself follows the gate: whatever writes, no step is skipped and nothing recorded is changed."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from boards.enums import Colour, EntrySource, EntryState, MotionKind, MotionState
from boards.models import BoardEntry, BoardMotion, BoardVote
from boards.services import black, issues, motions
from councils.models import BodyMember
from points.models import Entry
from tests.boards.support import deed, entries, issue_of, proposed, publish, small_village, sweep, told, with_black
from villagegov.kernel import clock

pytestmark = pytest.mark.django_db
AT = clock.moment(date(2026, 11, 14), 9)


@pytest.fixture
def cast():
    return small_village(4)


@pytest.fixture
def drafted(cast):
    deed(cast, cast.households[0])
    deed(cast, cast.households[2], cast.deduction)
    sweep(cast)
    return cast


def refused(entry, constraint, **changes):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        type(entry).objects.filter(pk=entry.pk).update(**changes)
    assert caught.value.__cause__.diag.constraint_name == constraint


def whole(cast, **more):
    """Every date of the gate, as if it had been passed."""
    line = Entry.objects.filter(village=cast.village).first()
    return {
        "reviewed_at": AT,
        "told_way": "phone",
        "told_on": date(2026, 11, 10),
        "reply_until": date(2026, 11, 13),
        "decided_at": AT,
        "published_at": AT,
        "until": date(2026, 12, 1),
        "ledger_entry": line,
        **more,
    }


def test_no_entry_begins_anywhere_but_as_a_draft(drafted):
    for state in (EntryState.REVIEWED, EntryState.TOLD, EntryState.PUBLISHED, EntryState.EXPIRED):
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            BoardEntry.objects.create(
                village=drafted.village, issue=issue_of(drafted), colour=Colour.BLACK, household=drafted.households[1],
                reason="焚烧秸秆", source=EntrySource.PROPOSAL, points=-10, created_at=AT, state=state,
                **whole(drafted),
            )  # fmt: skip
        assert caught.value.__cause__.diag.constraint_name == "boards_boardentry_step"


@pytest.mark.parametrize("state", ["told", "dropped", "published", "expired", "lifted"])
def test_a_draft_goes_nowhere_but_through_the_committee(drafted, state):
    [entry] = entries(drafted, "black")
    refused(entry, "boards_boardentry_step", state=state, **whole(drafted))


def test_without_the_quorum_nothing_is_reviewed_nor_praised(drafted):
    [black_one], [red] = entries(drafted, "black"), entries(drafted, "red")
    issues.vote(issue=issue_of(drafted), agrees=True, by=drafted.branch, at=AT)
    refused(black_one, "boards_boardentry_quorum", state="reviewed", reviewed_at=AT)
    refused(
        red, "boards_boardentry_quorum", state="published", published_at=AT, ledger_entry=whole(drafted)["ledger_entry"]
    )


def test_a_vote_on_an_older_draft_does_not_count(drafted):
    [entry], [red] = entries(drafted, "black"), entries(drafted, "red")
    issues.vote(issue=issue_of(drafted), agrees=True, by=drafted.branch, at=AT)
    issues.edit_entry(entry=red, reason="夜里巡逻", position=1, by=drafted.branch, at=AT)
    issues.vote(issue=issue_of(drafted), agrees=True, by=drafted.supervision, at=AT)
    refused(entry, "boards_boardentry_quorum", state="reviewed", reviewed_at=AT)


def test_an_untold_household_is_not_published(drafted):
    publish(drafted)
    [entry] = entries(drafted, "black")
    refused(entry, "boards_boardentry_step", state="published", **whole(drafted, reviewed_at=entry.reviewed_at))
    refused(entry, "boards_boardentry_recorded", state="told")
    refused(entry, "boards_boardentry_recorded", state="told", told_on=date(2026, 11, 10), told_way="phone")
    left = {"told_on": date(2026, 11, 10), "told_way": "witnessed", "reply_until": date(2026, 11, 13)}
    refused(entry, "boards_boardentry_recorded", state="told", **left)


def test_without_a_second_decision_nothing_is_published_or_dropped(drafted):
    publish(drafted)
    entry = told(drafted, entries(drafted, "black")[0])
    done = {"decided_at": AT, "published_at": AT, "until": date(2026, 12, 1)}
    line = whole(drafted)["ledger_entry"]
    refused(entry, "boards_boardentry_quorum", state="published", ledger_entry=line, **done)
    refused(entry, "boards_boardentry_quorum", state="dropped", decided_at=AT)
    black.vote_black(entry=entry, agrees=True, by=drafted.branch, at=AT)
    refused(entry, "boards_boardentry_quorum", state="published", ledger_entry=line, **done)


def test_the_days_to_reply_are_the_household_s(drafted):
    publish(drafted)
    entry = told(drafted, entries(drafted, "black")[0])
    for voter in (drafted.branch, drafted.supervision):  # as something that is no service might write it
        BoardVote.objects.create(
            village=drafted.village, stage="black", issue=entry.issue, entry=entry, voter=voter,
            constituencies=["branch"], agrees=True, at=AT,
        )  # fmt: skip
    early = clock.moment(date(2026, 11, 13), 23)
    done = {"until": date(2026, 12, 1), "ledger_entry": whole(drafted)["ledger_entry"]}
    refused(entry, "boards_boardentry_heard", state="published", decided_at=early, published_at=early, **done)


def test_somebody_of_another_group_must_have_agreed(drafted):
    """By service: it waits. By database: it is refused."""
    home = drafted.households[2].group
    for user in (drafted.branch, drafted.supervision):
        BodyMember.objects.filter(village=drafted.village, user=user).update(household=drafted.households[0])
    assert drafted.households[0].group_id == home.pk
    # households[0] is on the red board; its members keep out of the issue, so the praise is struck first
    issues.strike(entry=entries(drafted, "red")[0], by=drafted.branch_two, at=AT)
    issue = publish(drafted)
    assert issue.state == "draft", "two of the household's own group"
    [entry] = entries(drafted, "black")
    refused(entry, "boards_boardentry_outside", state="reviewed", reviewed_at=AT)
    issue = issues.vote(issue=issue, agrees=True, by=drafted.representative, at=AT)
    assert issue.state == "published"
    entry = told(drafted, entries(drafted, "black")[0], on=date(2026, 11, 14))
    day = clock.moment(date(2026, 11, 20), 9)
    for voter in (drafted.branch, drafted.supervision):
        entry = black.vote_black(entry=entry, agrees=True, by=voter, at=day)
    assert entry.state == EntryState.TOLD
    entry = black.vote_black(entry=entry, agrees=True, by=drafted.representative, at=day)
    assert entry.state == EntryState.PUBLISHED
    votes = BoardVote.objects.filter(village=drafted.village, entry=entry).order_by("at", "id")
    assert sorted(vote.groups for vote in votes) == [[], [home.number], [home.number]]


def test_what_was_recorded_stays_as_it_was_recorded(cast):
    entry = with_black(cast)
    for changes in (
        {"told_on": date(2026, 11, 9)},
        {"reply_until": date(2026, 11, 12)},
        {"reviewed_at": AT},
        {"decided_at": AT + timedelta(days=1)},
        {"published_at": AT + timedelta(days=1)},
        {"household": cast.households[1]},
        {"created_at": AT},
    ):
        refused(entry, "boards_boardentry_kept", **changes)


def test_nothing_is_lifted_without_a_motion_that_was_carried(cast):
    entry = with_black(cast)
    refused(entry, "boards_boardentry_motion", state="lifted", ended_at=AT)
    motion = proposed(cast, entry)
    refused(entry, "boards_boardentry_motion", state="lifted", ended_at=AT)
    refused(motion, "boards_boardmotion_quorum", state=MotionState.CARRIED, decided_at=AT)
    motions.vote(motion=motion, agrees=True, by=cast.branch, at=clock.moment(date(2026, 11, 20), 10))
    refused(motion, "boards_boardmotion_quorum", state=MotionState.CARRIED, decided_at=AT)
    motions.vote(motion=motion, agrees=True, by=cast.supervision, at=clock.moment(date(2026, 11, 20), 10))
    refused(motion, "boards_boardmotion_step", reason="别的")
    entry.refresh_from_db()
    refused(entry, "boards_boardentry_step", state="published")
    with pytest.raises(IntegrityError, match="open"), transaction.atomic():
        BoardMotion.objects.create(
            village=cast.village, entry=entry, kind=MotionKind.CORRECT, state=MotionState.CARRIED, reason="错",
            seen_by="我", seen_on=date(2026, 11, 20), proposed_by=cast.branch, proposed_at=AT, decided_at=AT,
        )  # fmt: skip


def test_nothing_is_taken_back_while_its_line_stands(cast):
    entry = with_black(cast)
    other = Entry.objects.filter(village=cast.village).first()
    refused(
        entry, "boards_boardentry_reversed", state="corrected", corrected_at=AT, correction="错",
        correction_until=date(2026, 12, 1), reversal=other,
    )  # fmt: skip
