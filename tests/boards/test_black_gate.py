"""No step to the black board can be skipped: by service, by database."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from boards.enums import Colour, EntryState
from boards.models import BoardDeed, BoardEntry, BoardVote
from boards.queries import checks
from boards.services import black, due, issues
from councils.enums import TellingWay
from councils.models import BodyMember, NearKin
from points.enums import EntryKind, HouseholdState
from points.models import AuditRow, Entry, Household
from points.queries import ledger_check
from points.services import ledger
from tests.boards.support import (
    ISSUE_DAY,
    decided,
    deed,
    entries,
    issue_of,
    lifted,
    publish,
    small_village,
    sweep,
    told,
    with_black,
)
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return small_village(4)


@pytest.fixture
def reviewed(cast):
    """The black entry of a published issue."""
    deed(cast, cast.households[2], cast.deduction)
    sweep(cast)
    publish(cast)
    [entry] = entries(cast, "black")
    return entry


def at(day, hour=10):
    return clock.moment(date(2026, 11, day), hour)


def black_lines(cast):
    return Entry.objects.filter(village=cast.village, kind=EntryKind.BOARD, points__lt=0).count()


def test_the_whole_way(cast, reviewed):
    assert reviewed.state == EntryState.REVIEWED
    assert reviewed.reviewed_at is not None
    entry = told(cast, reviewed)
    assert (entry.state, entry.reply_until) == (EntryState.TOLD, date(2026, 11, 13))
    entry = black.record_reply(entry=entry, reply="那天是我家地里冒烟，已经扑灭。", by=cast.branch, at=at(11))
    entry = black.vote_black(entry=entry, agrees=True, by=cast.branch, at=at(11))
    assert entry.state == EntryState.TOLD
    entry = black.vote_black(entry=entry, agrees=True, by=cast.supervision, at=at(12))
    entry.refresh_from_db()
    assert (entry.state, entry.supplement, entry.until) == (EntryState.PUBLISHED, True, date(2026, 12, 11))
    line = entry.ledger_entry
    assert (line.points, line.idempotency_key, line.item_code) == (-10, f"board:{entry.pk}", 69)
    assert checks.problems(cast.village) == ledger_check.problems(cast.village) == []


def test_before_its_issue_is_published_nobody_is_told(cast):
    deed(cast, cast.households[2], cast.deduction)
    sweep(cast)
    [entry] = entries(cast, "black")
    with pytest.raises(TransitionError):
        told(cast, entry)


def test_an_untold_household_is_not_decided_on_and_has_no_reply(cast, reviewed):
    with pytest.raises(TransitionError):
        black.vote_black(entry=reviewed, agrees=True, by=cast.branch, at=at(20))
    with pytest.raises(TransitionError):
        black.record_reply(entry=reviewed, reply="没有", by=cast.branch, at=at(20))
    with pytest.raises(TransitionError):
        lifted(cast, reviewed)


@pytest.mark.parametrize(("day", "may"), [(11, False), (13, False), (14, True)])
def test_without_a_reply_its_days_must_be_over(cast, reviewed, day, may):
    entry = told(cast, reviewed)
    if may:
        black.vote_black(entry=entry, agrees=True, by=cast.branch, at=at(day, 0))
    else:
        with pytest.raises(TransitionError, match="2026-11-13"):
            black.vote_black(entry=entry, agrees=True, by=cast.branch, at=at(day, 23))


def test_telling_is_refused_before_the_decision_in_the_future_and_without_witnesses(cast, reviewed):
    for day, way, witnesses, code in (
        (date(2026, 11, 8), TellingWay.PHONE, "", "told_before_review"),
        (date(2026, 11, 12), TellingWay.PHONE, "", "future"),
        (date(2026, 11, 10), TellingWay.WITNESSED, "", "witnesses_missing"),
        (date(2026, 11, 10), TellingWay.WITNESSED, "王大爷", "witnesses_missing"),
        (date(2026, 11, 10), TellingWay.WITNESSED, "王大爷 王大爷", "witnesses_missing"),
    ):
        with pytest.raises(DomainError) as refusal:
            black.tell(entry=reviewed, way=way, told_on=day, witnesses=witnesses, by=cast.branch, at=at(10))
        assert refusal.value.code == code
    entry = black.tell(
        entry=reviewed,
        way=TellingWay.WITNESSED,
        told_on=date(2026, 11, 10),
        witnesses="王大爷，李婶",
        by=cast.branch,
        at=at(10),
    )
    assert entry.witnesses == "王大爷、李婶"
    with pytest.raises(TransitionError):
        told(cast, entry)


def test_a_reply_is_kept_and_added_to_until_somebody_decides(cast, reviewed):
    entry = told(cast, reviewed)
    black.record_reply(entry=entry, reply="第一次", by=cast.branch, at=at(11))
    entry = black.record_reply(entry=entry, reply="第二次", by=cast.branch, at=at(11))
    assert entry.reply == "第一次\n第二次"
    with pytest.raises(DomainError):
        black.record_reply(entry=entry, reply="  ", by=cast.branch, at=at(11))
    black.vote_black(entry=entry, agrees=True, by=cast.branch, at=at(11))
    with pytest.raises(DomainError) as refusal:
        black.record_reply(entry=entry, reply="第三次", by=cast.branch, at=at(12))
    assert refusal.value.code == "deciding"


def test_a_quorum_against_drops_it_with_the_reason_and_no_points(cast, reviewed):
    entry = told(cast, reviewed)
    with pytest.raises(DomainError) as refusal:
        black.vote_black(entry=entry, agrees=False, by=cast.branch, at=at(14))
    assert refusal.value.field == "note"
    entry = decided(cast, entry, agrees=False)
    entry.refresh_from_db()
    assert (entry.state, entry.decision_note) == (EntryState.DROPPED, "已核实")
    assert black_lines(cast) == 0
    with pytest.raises(TransitionError):
        black.vote_black(entry=entry, agrees=True, by=cast.supervision, at=at(15))


def test_one_constituency_is_no_quorum_and_nobody_votes_twice(cast, reviewed):
    entry = told(cast, reviewed)
    for voter in (cast.branch, cast.branch_two):
        entry = black.vote_black(entry=entry, agrees=True, by=voter, at=at(14))
    assert entry.state == EntryState.TOLD
    with pytest.raises(NotAllowed):
        black.vote_black(entry=entry, agrees=True, by=cast.branch, at=at(14))
    first = BoardVote.objects.filter(entry=entry).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        BoardVote.objects.create(
            village=cast.village,
            stage="black",
            issue=entry.issue,
            entry=entry,
            voter=first.voter,
            constituencies=[],
            agrees=True,
            at=at(14),
        )


def test_only_members_and_not_for_their_own_or_near_kin(cast, reviewed):
    for outsider in (cast.officer, cast.supervisor, cast.administrator, cast.villager, cast.superuser):
        with pytest.raises(NotAllowed):
            black.tell(entry=reviewed, way=TellingWay.PHONE, told_on=date(2026, 11, 10), by=outsider, at=at(10))
    NearKin.objects.create(
        village=cast.village, user=cast.branch, household=cast.households[2], registered_on=date(2026, 1, 1)
    )
    BodyMember.objects.filter(user=cast.representative).update(household=cast.households[2])
    for member in (cast.branch, cast.representative):
        with pytest.raises(NotAllowed) as refusal:
            black.tell(entry=reviewed, way=TellingWay.PHONE, told_on=date(2026, 11, 10), by=member, at=at(10))
        assert refusal.value.code == "own_household"


@pytest.mark.parametrize("changes", [{"state": HouseholdState.AWAY}, {"unranked": True}])
def test_who_went_away_or_was_exempted_meanwhile_is_not_published(cast, reviewed, changes):
    entry = told(cast, reviewed)
    Household.objects.filter(pk=entry.household_id).update(**changes)
    with pytest.raises(DomainError) as refusal:
        black.vote_black(entry=entry, agrees=True, by=cast.branch, at=at(14))
    assert refusal.value.code == "household_unfit"
    assert decided(cast, entry, agrees=False).state == EntryState.DROPPED


def test_a_deduction_corrected_meanwhile_publishes_nobody(cast, reviewed):
    entry = told(cast, reviewed)
    line = BoardDeed.objects.get(entry=entry).ledger_entry
    ledger.reverse(entry=line, reason="认错了人", by=cast.administrator, at=at(12))
    with pytest.raises(DomainError) as refusal:
        black.vote_black(entry=entry, agrees=True, by=cast.branch, at=at(14))
    assert refusal.value.code == "deeds_corrected"


# ----------------------------------------------------------------------------------------------------------- the end


def test_it_is_taken_off_the_day_after_its_last_day(cast):
    entry = with_black(cast)
    assert entry.until == date(2026, 12, 13)
    assert due.run_village(cast.village, clock.moment(date(2026, 12, 13), 23)).expired == 0
    assert due.run_village(cast.village, clock.moment(date(2026, 12, 14), 0, 5)).expired == 1
    entry.refresh_from_db()
    assert entry.state == EntryState.EXPIRED
    assert black.expire_due(village=cast.village, at=clock.moment(date(2026, 12, 15))) == 0
    assert checks.problems(cast.village) == []


def test_put_right_it_is_lifted_with_a_reason_and_its_points_stay(cast):
    entry = with_black(cast)
    with pytest.raises(DomainError):
        lifted(cast, entry, reason=" ")
    entry = lifted(cast, entry, reason="已清理并参加防火宣传")
    assert entry.state == EntryState.LIFTED
    assert black_lines(cast) == 1
    with pytest.raises(TransitionError):
        lifted(cast, entry, reason="再来", on=date(2026, 11, 21))
    assert black.expire_due(village=cast.village, at=clock.moment(date(2027, 1, 1))) == 0


# ------------------------------------------------------------------------------------------------------ the database


GATE = ("reviewed_at", "told_on", "reply_until", "decided_at", "until")


@pytest.mark.parametrize("missing", GATE)
@pytest.mark.parametrize("state", [EntryState.PUBLISHED, EntryState.EXPIRED, EntryState.LIFTED])
def test_the_database_keeps_a_black_entry_without_each_of_its_dates_off(cast, missing, state):
    entry = with_black(cast)
    with pytest.raises(IntegrityError, match="boards_boardentry_black_gate"), transaction.atomic():
        BoardEntry.objects.filter(pk=entry.pk).update(**{missing: None, "state": state})


def test_the_database_wants_a_public_entry_posted_and_the_right_sign(cast):
    entry = with_black(cast)
    for name, constraint in (("ledger_entry", "published_is_posted"), ("published_at", "published_is_posted")):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            BoardEntry.objects.filter(pk=entry.pk).update(**{name: None})
    for colour, points in ((Colour.BLACK, 10), (Colour.RED, -10)):
        with pytest.raises(IntegrityError, match="points_sign"), transaction.atomic():
            BoardEntry.objects.filter(pk=entry.pk).update(colour=colour, points=points)


def test_the_audit_tells_the_whole_way_without_a_name(cast):
    entry = with_black(cast)
    lifted(cast, entry)
    rows = AuditRow.objects.filter(village=cast.village, subject_id=entry.pk).order_by("at", "id")
    assert [row.action for row in rows] == [
        "board_entry.told",
        "board_entry.voted",
        "board_entry.voted",
        "board_entry.published",
        "board_entry.lifted",
    ]
    assert entry.household.head_name not in "".join(str(row.before) + str(row.after) for row in rows)


def test_a_proposal_of_the_committee_passes_the_same_gate(cast):
    sweep(cast)
    issues.add_entry(
        issue=issue_of(cast),
        colour=Colour.BLACK,
        household=cast.households[3],
        reason="两次劝阻后仍露天焚烧秸秆",
        article="第六条",
        deed_day=date(2026, 10, 20),
        by=cast.branch_two,
        at=ISSUE_DAY,
    )
    publish(cast)
    [entry] = entries(cast, "black")
    assert (entry.state, entry.article) == (EntryState.REVIEWED, "第六条")
    with pytest.raises(TransitionError):
        black.vote_black(entry=entry, agrees=True, by=cast.branch, at=at(30))
    assert decided(cast, told(cast, entry)).state == EntryState.PUBLISHED
    assert black_lines(cast) == 1


def test_the_days_of_the_village_count(cast, reviewed):
    from points.services import villages

    villages.change_settings(
        village=cast.village,
        by=cast.administrator,
        at=at(9),
        effective_from=date(2026, 11, 9),
        black_reply_days=10,
        black_days=5,
    )
    entry = told(cast, reviewed)
    assert entry.reply_until == date(2026, 11, 20)
    entry = decided(cast, entry, on=date(2026, 11, 21))
    assert entry.until == date(2026, 11, 21) + timedelta(days=4)
