"""Cases from their opening to what follows: who objects, who decides, until when, and what the ledger says then."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db.models import QuerySet

from boards.services import due
from councils.enums import CorrectionState, ObjectionChannel, ObjectionKind, ObjectionState, Recipient, TellingWay
from councils.models import Correction, NearKin, Objection, PanelSeat
from councils.queries import appeals, decisions, panels
from councils.queries import objections as queries
from councils.services import corrections, objections
from councils.services import panels as panel_services
from councils.services.corrections import Remedy
from councils.services.decisions import tell_decision
from councils.services.delivery import Delivery
from councils.services.due import run_cases
from points.enums import ClaimState, EntryKind, Role
from points.models import AuditRow, CalendarDay, Claim, Entry, Household
from points.queries import ledger_check, passbook
from points.services.villages import change_settings
from tests import stage
from tests.factories import Cast, member
from tests.objections.conftest import (
    COUNTED,
    DUE,
    DURING,
    counted,
    decide,
    only_reviewers_supervise,
    record,
    rejected,
    representatives,
    said,
)
from villagegov.kernel import clock, draw
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError

pytestmark = pytest.mark.django_db
NOW = clock.moment(COUNTED)


def lines() -> QuerySet[Entry]:
    """The ledger without base points."""
    return Entry.objects.exclude(kind=EntryKind.BASE).order_by("seq")


# --------------------------------------------------------------------------------------------------- what is counted


def test_an_objection_to_what_was_counted_holds_nothing(cast: Cast) -> None:
    entry = counted(cast)
    objection = objections.object_to(claim=entry.claim, text="那天他没来", by=cast.villager, at=NOW)
    assert (objection.kind, objection.entry, objection.due_on) == (ObjectionKind.ENTRY, entry, DUE)
    assert (objection.number, objection.received_on) == (1, COUNTED)
    assert stage.fresh(entry.claim).state == ClaimState.POSTED and lines().count() == 1
    assert not AuditRow.objects.filter(by=cast.villager).exists()
    with pytest.raises(TransitionError, match="已有人"):
        record(entry.claim, cast)


def test_upheld_it_ends_in_a_reversal_and_the_right_line_by_two_people(cast: Cast) -> None:
    entry = counted(cast)
    objection = record(entry.claim, cast, name="李大爷")
    decide(objection, cast.supervisor, remedy=Remedy(points=5, household_id=cast.households[2].pk))
    correction = Correction.objects.get()
    assert lines().count() == 1, "one person alone changes nothing"
    with pytest.raises(NotAllowed, match="另一个人"):
        corrections.confirm(correction=correction, by=cast.supervisor, at=NOW)
    done = corrections.confirm(correction=correction, by=cast.administrator, at=NOW)
    reversal, right = lines()[1:]
    assert (reversal.kind, reversal.points, reversal.reverses) == (EntryKind.REVERSAL, -10, entry)
    assert (right.kind, right.points, right.household, right.claim) == (
        EntryKind.ADJUSTMENT, 5, cast.households[2], entry.claim,
    )  # fmt: skip
    assert (done.reversal, done.new_entry, done.state) == (reversal, right, CorrectionState.DONE)
    assert reversal.counted_in == right.counted_in == date(2026, 11, 1)
    assert ledger_check.problems(cast.village) == []
    line = passbook.lines(cast.village, cast.households[2], 2026)[-1]
    assert (line.item, line.note) == ("治安巡防", "查过签到表")
    with pytest.raises(TransitionError):
        corrections.confirm(correction=correction, by=member(cast.village, Role.ADMINISTRATOR), at=NOW)


def test_dismissed_it_changes_nothing(cast: Cast) -> None:
    objection = record(counted(cast).claim, cast)
    decide(objection, cast.supervisor, uphold=False)
    assert not Correction.objects.exists() and lines().count() == 1


def test_one_may_object_until_the_year_closes_and_thirty_days_at_least(cast: Cast) -> None:
    entry = counted(cast)
    assert appeals.objection_until(cast.village, entry) == date(2027, 1, 7)
    entry.posted_at = clock.moment(date(2027, 1, 3))
    assert appeals.objection_until(cast.village, entry) == date(2027, 2, 2)
    with pytest.raises(TransitionError, match="2027-01-07"):
        objections.object_to(
            claim=stage.fresh(entry.claim), text="晚了", by=cast.villager, at=clock.moment(date(2027, 1, 8))
        )


# -------------------------------------------------------------------------------------------------- in words, on paper


def test_what_was_said_is_written_down_and_read_back(cast: Cast) -> None:
    claim = stage.approved(cast, 1)
    day = clock.moment(DURING)
    with pytest.raises(DomainError) as caught:
        record(claim, cast, day, read_back=False, received_on=DURING)
    assert caught.value.field == "read_back"
    data = said(received_on=DURING, name="  王婆婆 ")
    first, again = (
        objections.record_objection(claim=claim, data=data, by=cast.supervisor, at=day) for _time in range(2)
    )
    assert first == again and Objection.objects.count() == 1, "the same form twice is one case"
    assert (first.objector, first.objector_name, first.recorded_by) == (None, "王婆婆", cast.supervisor)
    assert stage.fresh(claim).state == ClaimState.HELD


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("channel", {"channel": ObjectionChannel.ONLINE}),
        ("received_on", {"received_on": COUNTED + timedelta(days=1)}),
        ("received_on", {"received_on": COUNTED - timedelta(days=31)}),
        ("name", {"name": "长" * 41}),
        ("slip_number", {"channel": ObjectionChannel.PAPER}),
        ("slip_number", {"slip_number": "9" * 31}),
        ("text", {"text": " "}),
    ],
)
def test_what_is_wrong_in_the_record_is_said_at_its_field(cast: Cast, field: str, more: dict) -> None:
    claim = counted(cast).claim
    with pytest.raises(DomainError) as caught:
        record(claim, cast, **more)
    assert caught.value.field == field and not Objection.objects.exists()


def test_a_paper_is_entered_once(cast: Cast) -> None:
    paper = {"channel": ObjectionChannel.PAPER, "slip_number": "异-7", "read_back": False}
    record(counted(cast).claim, cast, **paper)
    with pytest.raises(DomainError, match="异-7"):
        record(stage.approved(cast, 2), cast, clock.moment(DURING), received_on=DURING, **paper)


def test_only_supervisors_write_down(cast: Cast) -> None:
    claim = counted(cast).claim
    for user in (cast.officer, cast.branch, cast.administrator, cast.villager, cast.superuser):
        with pytest.raises(NotAllowed):
            objections.record_objection(claim=claim, data=said(), by=user, at=NOW)


def test_the_days_begin_with_the_day_it_was_said(cast: Cast) -> None:
    """Said on the Friday before, typed on Tuesday."""
    assert record(counted(cast).claim, cast, received_on=date(2026, 10, 30)).due_on == date(2026, 11, 10)


# ------------------------------------------------------------------------------------------------------ who decides


def test_supervisors_from_outside_decide(cast: Cast) -> None:
    objection = record(counted(cast).claim, cast)
    assert objection.drawn_at is None and queries.waiting_count(cast.supervisor, cast.village) == 1
    assert decide(objection, cast.supervisor).state == ObjectionState.UPHELD


def test_where_they_took_part_a_panel_is_drawn_by_the_published_rule(cast: Cast) -> None:
    only_reviewers_supervise(cast)
    seats = representatives(cast, 5)
    NearKin.objects.create(
        village=cast.village, user=seats[0].user, household=cast.households[1], registered_on=date(2026, 1, 1)
    )
    claim = stage.approved(cast, 1)
    objection = objections.object_to(claim=claim, text="不对", by=cast.villager, at=clock.moment(DURING))
    assert objection.deciders == 3 and objection.seed
    drawn = list(PanelSeat.objects.filter(objection=objection).order_by("position").select_related("member"))
    # cast.representative sits there too; kin of the household is not on the list at all.
    names = sorted(seat.member.name for seat in drawn)
    assert names == ["representative", "代表1", "代表2", "代表3", "代表4"]
    by_place = {seat.place: seat.member.name for seat in drawn}
    assert [seat.place for seat in drawn] == draw.order(objection.seed, 5)
    assert [by_place[place] for place in range(1, 6)] == names, "the list is in the order of the names"
    panel = panels.panel_of(objection)
    outsider = next(seat.user for seat in drawn[3:])
    with pytest.raises(NotAllowed):
        decide(objection, outsider)
    with pytest.raises(NotAllowed, match="抽签"):
        decide(objection, member(cast.village, Role.SUPERVISOR))
    assert [panels.waiting_count(seat.user, cast.village) for seat in panel] == [1, 1, 1]
    assert decide(objection, panel[0].user).state == ObjectionState.OPEN
    with pytest.raises(NotAllowed, match="已经表决"):
        decide(objection, panel[0].user)
    assert panels.waiting_count(panel[0].user, cast.village) == 0
    assert decide(objection, panel[2].user).state == ObjectionState.UPHELD, "two of three"
    with pytest.raises(TransitionError):
        decide(objection, panel[1].user)


def test_two_of_three_dismiss(cast: Cast) -> None:
    only_reviewers_supervise(cast)
    representatives(cast, 2)
    objection = record_by_reviewer(cast)
    panel = panels.panel_of(objection)
    decide(objection, panel[0].user, uphold=False)
    assert decide(objection, panel[1].user, uphold=False).state == ObjectionState.DISMISSED


def record_by_reviewer(cast: Cast) -> Objection:
    """Typing is no deciding: the supervisor who voted may write it down."""
    data = said(received_on=COUNTED)
    return objections.record_objection(claim=counted(cast).claim, data=data, by=cast.supervision, at=NOW)


def test_representatives_without_a_login_sign_a_sheet(cast: Cast) -> None:
    only_reviewers_supervise(cast)
    representatives(cast, 4, with_login=False)
    objection = record_by_reviewer(cast)
    panel = panels.panel_of(objection)
    paper = [seat for seat in panel if seat.user_id is None]
    how = {"objection": objection, "uphold": True, "reason": "到场核实", "at": NOW}
    with pytest.raises(DomainError) as caught:
        objections.record_word(seat=paper[0], sheet=" ", by=cast.administrator, **how)
    assert caught.value.field == "sheet"
    objections.record_word(seat=paper[0], sheet="复-1", by=cast.administrator, **how)
    with pytest.raises(TransitionError):
        objections.record_word(seat=paper[0], sheet="复-1", by=cast.administrator, **how)
    with pytest.raises(NotAllowed):
        objections.record_word(seat=paper[1], sheet="复-1", by=cast.officer, **how)
    objections.record_word(seat=paper[1], sheet="复-1", by=cast.administrator, **how)
    assert stage.fresh(objection).state == ObjectionState.UPHELD


def test_whoever_cannot_come_is_followed_by_the_next(cast: Cast) -> None:
    only_reviewers_supervise(cast)
    representatives(cast, 4)
    objection = record_by_reviewer(cast)
    first, *_rest = panels.panel_of(objection)
    reserve = panels.seats_of(objection)[3]
    with pytest.raises(DomainError, match="原因"):
        panel_services.excuse(seat=first, reason=" ", by=cast.administrator, at=NOW)
    panel_services.excuse(seat=first, reason="住院", by=cast.administrator, at=NOW)
    assert panels.panel_of(objection)[-1].pk == reserve.pk
    with pytest.raises(NotAllowed):
        panel_services.excuse(seat=reserve, reason="忙", by=cast.officer, at=NOW)


def test_without_anybody_the_case_waits_and_is_drawn_by_a_later_run(cast: Cast) -> None:
    only_reviewers_supervise(cast)
    cast.bodies["representatives"].members.all().delete()
    objection = record_by_reviewer(cast)
    assert objection.drawn_at is None
    representatives(cast, 1)
    assert run_cases(cast.village, NOW).drawn == 1
    assert stage.fresh(objection).deciders == 1
    assert run_cases(cast.village, NOW).drawn == 0, "once and for good"


def test_the_number_of_deciders_is_the_villages(cast: Cast) -> None:
    second = member(cast.village, Role.SUPERVISOR, name="监督员二")
    change_settings(village=cast.village, by=cast.administrator, at=NOW, effective_from=COUNTED, objection_deciders=2)
    objection = record(counted(cast).claim, cast)
    assert objection.deciders == 2
    assert decide(objection, second).state == ObjectionState.OPEN
    assert decide(objection, cast.supervisor, uphold=False).state == ObjectionState.DISMISSED, "a tie upholds nothing"


def test_who_typed_decides_nothing(cast: Cast) -> None:
    claim = counted(cast).claim
    assert claim is not None
    Claim.objects.filter(pk=claim.pk).update(typed_by=cast.supervisor)
    member(cast.village, Role.SUPERVISOR, name="另一位")
    objection = record(stage.fresh(claim), cast)
    with pytest.raises(NotAllowed, match="录入"):
        decide(objection, cast.supervisor)


# --------------------------------------------------------------------------------------------------------- too late


def overdue(cast: Cast, claim: Claim) -> Objection:
    return record(claim, cast, clock.moment(DURING), received_on=DURING)


def test_an_overdue_objection_to_a_deduction_lets_it_lapse(cast: Cast) -> None:
    objection = overdue(cast, stage.deduction(cast))
    assert objection.due_on == date(2026, 11, 9)
    assert run_cases(cast.village, clock.moment(date(2026, 11, 9), 23, 59)).lapsed == 0
    assert due.next_due_day(cast.village, date(2026, 11, 8)) == date(2026, 11, 10)
    done = due.run_village(cast.village, clock.moment(date(2026, 11, 10), 0, 5))
    assert done.lapsed == 1
    claim, objection = stage.fresh(objection.claim), stage.fresh(objection)
    assert (claim.state, objection.state, objection.decided_by) == (ClaimState.REJECTED, ObjectionState.LAPSED, None)
    assert "2026-11-09" in claim.decision_note
    assert not Entry.objects.filter(claim=claim).exists()
    [telling] = decisions.to_tell(cast.village)
    assert telling.objection == objection, "the household is told"
    assert run_cases(cast.village, clock.moment(date(2026, 11, 11))).lapsed == 0


def test_an_overdue_objection_to_an_award_never_posts_it(cast: Cast) -> None:
    objection = overdue(cast, stage.approved(cast, 1))
    due.run_village(cast.village, clock.moment(date(2026, 12, 20)))
    assert stage.fresh(objection).state == ObjectionState.OPEN
    assert stage.fresh(objection.claim).state == ClaimState.HELD
    with clock.frozen(date(2026, 12, 20)):
        assert "逾期" in queries.alarm(cast.supervisor, cast.village)


def test_an_overdue_objection_to_a_counted_deduction_waits_for_people(cast: Cast) -> None:
    objection = record(stage.posted(cast, 2, cast.deduction).claim, cast)
    assert run_cases(cast.village, clock.moment(date(2026, 12, 20))).lapsed == 0
    assert stage.fresh(objection).state == ObjectionState.OPEN


def test_a_mended_calendar_moves_the_last_day_later_never_earlier(cast: Cast) -> None:
    objection = record(counted(cast).claim, cast)
    days = CalendarDay.objects.filter(village=cast.village)
    calendar = days.first().calendar  # type: ignore[union-attr]
    CalendarDay.objects.create(village=cast.village, calendar=calendar, day=date(2026, 11, 6), name="村里停电")
    assert run_cases(cast.village, NOW).moved == 1
    assert stage.fresh(objection).due_on == date(2026, 11, 13)
    days.filter(day=date(2026, 11, 6)).delete()
    assert run_cases(cast.village, NOW).moved == 0
    assert stage.fresh(objection).due_on == date(2026, 11, 13)


def test_how_long_in_words(cast: Cast) -> None:
    record(counted(cast).claim, cast)
    said_on = {}
    for day in (COUNTED, date(2026, 11, 10), DUE, date(2026, 11, 13), date(2026, 11, 15)):
        with clock.frozen(day):
            said_on[day.day] = queries.alarm(cast.supervisor, cast.village)
    assert said_on == {3: "", 10: "还剩2个工作日", 12: "今天到期", 13: "1件逾期", 15: "1件逾期"}


# ------------------------------------------------------------------------------------------------------------ appeals


def told(claim: Claim, cast: Cast, on: date, objection: Objection | None = None, **more: object) -> None:
    tell_decision(
        claim=claim,
        objection=objection,
        told=Delivery(TellingWay.PHONE, on),
        by=cast.officer,
        at=clock.moment(on),
        **more,
    )  # type: ignore[arg-type]


def test_a_household_appeals_once_and_upheld_it_goes_to_publicity(cast: Cast) -> None:
    claim = rejected(cast)
    told(claim, cast, COUNTED)
    right = appeals.right_of(stage.fresh(claim), COUNTED)
    assert (right.refusal, right.until, right.against) == ("", DUE, None)
    first, again = (
        objections.appeal(claim=stage.fresh(claim), text="我有签到", by=cast.villager, at=NOW) for _time in range(2)
    )
    assert first == again and first.kind == ObjectionKind.APPEAL
    assert stage.fresh(claim).state == ClaimState.REJECTED
    decide(first, cast.supervisor)
    claim = stage.fresh(claim)
    assert (claim.state, claim.publicity_from, claim.publicity_until) == (
        ClaimState.PUBLICISED, COUNTED, date(2026, 11, 9),
    )  # fmt: skip
    due.run_village(cast.village, clock.moment(date(2026, 11, 10)))
    assert Entry.objects.get(claim=claim).points == 10
    # Rejected again after an objection: no second appeal.
    with pytest.raises(TransitionError):
        objections.appeal(claim=stage.fresh(claim), text="再来", by=cast.villager, at=NOW)


def test_dismissed_there_is_no_second_one(cast: Cast) -> None:
    claim = rejected(cast)
    decide(objections.appeal(claim=claim, text="我有签到", by=cast.villager, at=NOW), cast.supervisor, uphold=False)
    assert stage.fresh(claim).state == ClaimState.REJECTED
    with pytest.raises(TransitionError, match="只能申请一次"):
        objections.appeal(claim=stage.fresh(claim), text="再来", by=cast.villager, at=NOW)
    assert [one.objection.kind for one in decisions.to_tell(cast.village) if one.objection] == [ObjectionKind.APPEAL]


def test_the_days_to_appeal_begin_when_the_household_is_told(cast: Cast) -> None:
    claim = rejected(cast)
    late = clock.moment(date(2026, 12, 1))
    assert appeals.right_of(claim, date(2026, 12, 1)).until is None
    told(claim, cast, COUNTED)
    with clock.frozen(late), pytest.raises(TransitionError, match="2026-11-12"):
        objections.appeal(claim=stage.fresh(claim), text="晚了", by=cast.villager, at=late)


def test_only_the_household_itself_appeals(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        objections.appeal(claim=rejected(cast, 1), text="帮他说", by=cast.villager, at=NOW)


def test_an_appeal_in_words_names_who_came(cast: Cast) -> None:
    claim = rejected(cast, 1)
    with pytest.raises(DomainError) as caught:
        record(claim, cast, appeal=True)
    assert caught.value.field == "name"
    made = record(claim, cast, appeal=True, name="他儿子")
    assert (made.kind, made.objector_household) == (ObjectionKind.APPEAL, cast.households[1])


def test_whoever_upheld_the_objection_does_not_decide_the_appeal(cast: Cast) -> None:
    other = member(cast.village, Role.SUPERVISOR, name="另一位")
    claim = stage.approved(cast)
    at = clock.moment(DURING)
    decide(record(claim, cast, at, received_on=DURING), cast.supervisor)
    appeal = objections.appeal(claim=stage.fresh(claim), text="我来了", by=cast.villager, at=NOW)
    assert appeal.against is not None and appeal.against.state == ObjectionState.UPHELD
    with pytest.raises(NotAllowed, match="处理过"):
        decide(appeal, cast.supervisor)
    assert decide(appeal, other).state == ObjectionState.UPHELD
    assert stage.fresh(claim).state == ClaimState.PUBLICISED


def test_an_appeal_that_is_right_too_late_says_why_it_cannot_be_counted(cast: Cast) -> None:
    """The slip was used for another claim in between: checked anew, as at any approval."""
    claim = stage.draft(cast, 0, slip_number="WJG-1")
    stage.send(cast, claim)
    for voter in (cast.branch, cast.supervision):
        stage.vote(cast, voter, claim, decision="reject", note="没有签到")
    stage.draft(cast, 1, slip_number="WJG-1")
    appeal = objections.appeal(claim=stage.fresh(claim), text="我来了", by=cast.villager, at=NOW)
    with pytest.raises(DomainError, match="WJG-1"):
        decide(appeal, cast.supervisor)
    assert stage.fresh(appeal).state == ObjectionState.OPEN


def test_an_appeal_against_a_correction_puts_the_points_back(cast: Cast) -> None:
    second, third = (member(cast.village, Role.SUPERVISOR, name=name) for name in ("另一位", "第三位"))
    entry = counted(cast, 0)
    decide(record(entry.claim, cast), cast.supervisor, remedy=Remedy(points=3))
    corrections.confirm(correction=Correction.objects.get(), by=third, at=NOW)
    appeal = objections.appeal(claim=stage.fresh(entry.claim), text="我来了", by=cast.villager, at=NOW)
    decide(appeal, second)
    corrections.confirm(correction=Correction.objects.latest("number"), by=third, at=NOW)
    assert [entry.points for entry in lines()] == [10, -10, 3, -3, 10]
    assert sum(entry.points for entry in lines()) == 10
    assert ledger_check.problems(cast.village) == []


def test_an_appeal_upheld_before_the_correction_was_carried_out_strikes_it(cast: Cast) -> None:
    second = member(cast.village, Role.SUPERVISOR, name="另一位")
    entry = counted(cast, 0)
    decide(record(entry.claim, cast), cast.supervisor)
    decide(objections.appeal(claim=stage.fresh(entry.claim), text="我来了", by=cast.villager, at=NOW), second)
    assert Correction.objects.get().state == CorrectionState.REFUSED and lines().count() == 1


# -------------------------------------------------------------------------------------------------------- corrections


def test_the_office_finds_a_mistake_itself(cast: Cast) -> None:
    entry = counted(cast)
    made = corrections.propose(entry=entry, remedy=Remedy(), reason="录重了", by=cast.administrator, at=NOW)
    with pytest.raises(TransitionError):
        corrections.propose(entry=entry, remedy=Remedy(), reason="录重了", by=cast.supervisor, at=NOW)
    corrections.refuse(correction=made, note="没有录重", by=cast.supervisor, at=NOW)
    assert lines().count() == 1


@pytest.mark.parametrize(
    ("item", "remedy", "field"),
    [
        ("award", {"points": 10}, "points"),
        ("award", {"points": -5}, "points"),
        ("award", {"points": 501}, "points"),
        ("award", {"household": 2}, "points"),
        ("deduction", {"points": 5}, "points"),
        ("deduction", {"points": -6}, "points"),
        ("deduction", {"points": -3, "household": 3}, "household"),
    ],
)
def test_what_is_right_does_not_go_round_the_gate(cast: Cast, item: str, remedy: dict, field: str) -> None:
    entry = counted(cast, 1, getattr(cast, item))
    number = remedy.get("household")
    right = Remedy(remedy.get("points"), cast.households[number].pk if number else None)
    with pytest.raises(DomainError) as caught:
        corrections.propose(entry=entry, remedy=right, reason="录错", by=cast.administrator, at=NOW)
    assert caught.value.field == field


def test_a_household_off_the_register_gets_no_line(cast: Cast) -> None:
    entry = counted(cast)
    Household.objects.filter(pk=cast.households[2].pk).update(state="closed")
    with pytest.raises(DomainError) as caught:
        corrections.propose(
            entry=entry, remedy=Remedy(10, cast.households[2].pk), reason="录错", by=cast.administrator, at=NOW
        )
    assert caught.value.field == "household"


def test_nobody_corrects_the_line_of_their_own_household(cast: Cast) -> None:
    entry = counted(cast)
    NearKin.objects.create(
        village=cast.village, user=cast.administrator, household=cast.households[1], registered_on=COUNTED
    )
    with pytest.raises(NotAllowed):
        corrections.propose(entry=entry, remedy=Remedy(), reason="录错", by=cast.administrator, at=NOW)


# ------------------------------------------------------------------------------------------------------------ telling


def test_a_decision_is_told_once_and_before_two_witnesses(cast: Cast) -> None:
    claim = rejected(cast)
    wrong = Delivery(TellingWay.WITNESSED, COUNTED, ["甲"])
    with pytest.raises(DomainError) as caught:
        tell_decision(claim=claim, told=wrong, by=cast.officer, at=NOW)
    assert caught.value.field == "witnesses"
    with pytest.raises(DomainError) as caught:
        told(claim, cast, date(2026, 10, 25))
    assert caught.value.field == "told_on"
    answer = Delivery(TellingWay.IN_PERSON, COUNTED, reply="我要复核", read_back_to="他媳妇")
    made = tell_decision(claim=claim, told=answer, by=cast.officer, at=NOW)
    assert (made.reply, made.read_back_to) == ("我要复核", "他媳妇")
    with pytest.raises(TransitionError, match="不用"):
        told(claim, cast, COUNTED)
    assert decisions.to_tell(cast.village) == []


def test_who_objected_is_told_by_supervisors_alone(cast: Cast) -> None:
    objection = record(counted(cast).claim, cast, name="王婆婆")
    decide(objection, cast.supervisor, uphold=False)
    objection = stage.fresh(objection)
    assert [one.pk for one in decisions.to_answer(cast.village)] == [objection.pk]
    with pytest.raises(NotAllowed):
        told(objection.claim, cast, COUNTED, objection, recipient=Recipient.OBJECTOR)
    tell_decision(
        claim=objection.claim, objection=objection, recipient=Recipient.OBJECTOR,
        told=Delivery(TellingWay.IN_PERSON, COUNTED), by=cast.supervisor, at=NOW,
    )  # fmt: skip
    assert not decisions.to_answer(cast.village).exists()


def test_nothing_is_told_before_it_is_decided(cast: Cast) -> None:
    objection = record(counted(cast).claim, cast)
    for claim, case in ((objection.claim, objection), (stage.submitted(cast, 2), None)):
        with pytest.raises(TransitionError):
            told(claim, cast, COUNTED, case)
