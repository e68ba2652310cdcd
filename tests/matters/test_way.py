"""A matter on its way: opened, held, supervised, posted; sent back, held again, withdrawn."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from councils.matter_enums import MatterState, MatterStepState, SittingState
from councils.models import BodyMember, Matter, MatterStep, Sitting, SittingSeat, StepCount, StepRecusal, StepVote
from councils.queries import matters as found_matters
from councils.services.carrying import results
from councils.services.matters import calling, holding, opening, procedures, watching
from points.enums import NoticeKind, Role
from points.models import AuditRow, Notice
from tests.factories import Cast, member, seat
from tests.matters import support as s
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError

#: Steps that hang, in their order.
PUBLISHED = ("publish_decision", "publish_result")


def code(error: pytest.ExceptionInfo[DomainError]) -> str:
    return next(iter(error.value)).code


def test_from_the_proposal_to_the_notice_board(cast: Cast) -> None:
    matter = s.opened(cast)
    first = s.held(cast, matter)
    second = s.held(cast, matter, at=clock.moment(first.held_on, 21), present=8, in_favour=5)
    s.supervised(cast, matter, at=clock.moment(second.held_on, 21))
    posted = watching.post(step=s.turn(matter), by=cast.branch, at=clock.moment(second.held_on, 22))
    assert posted.posted_until == second.held_on + timedelta(days=6)
    assert watching.run_matters(cast.village, clock.moment(posted.posted_until, 23)) == 0
    assert s.fresh(matter).state == MatterState.RUNNING
    assert watching.run_matters(cast.village, clock.moment(posted.posted_until + timedelta(days=1), 1)) == 1
    matter = s.fresh(matter)
    assert (matter.state, matter.decided_on) == (MatterState.PASSED, second.held_on)
    [passed] = found_matters.passed(cast.village)
    deciding = found_matters.deciding(passed)
    assert deciding is not None
    assert (deciding.entitled, deciding.present, deciding.in_favour, deciding.body_kind, deciding.held_on) == (
        10, 8, 5, "council", second.held_on,
    )  # fmt: skip
    assert (deciding.attendance_base, deciding.attendance_needed, deciding.majority_needed) == (10, 7, 5)


@pytest.mark.parametrize(("present", "state"), [(6, "failed"), (7, "passed"), (8, "passed")])
def test_two_thirds_of_ten_are_seven(cast: Cast, present: int, state: str) -> None:
    matter = s.opened(cast, s.procedure(cast, [s.decide(cast)]))
    sitting = s.called(cast, matter)
    at = s.held_at(sitting)
    if state == "failed":
        holding.tick(sitting=sitting, present=s.seats(sitting)[:present], by=cast.branch, at=at)
    else:
        s.voted(cast, sitting, present=present, in_favour=present)
    holding.close(sitting=sitting, minutes="…", by=cast.branch, at=at)
    assert s.step_of(matter, 1).state == state


def test_too_few_came_and_the_step_is_called_once_more(cast: Cast) -> None:
    matter = s.opened(cast)
    s.held(cast, matter)
    sitting = s.called(cast, matter)
    holding.tick(sitting=sitting, present=s.seats(sitting)[:6], by=cast.branch, at=s.held_at(sitting))
    with pytest.raises(DomainError) as error:
        holding.enter_votes(step=s.turn(matter), choices={}, by=cast.branch, at=s.held_at(sitting))
    assert code(error) == "not_quorate"
    holding.close(sitting=sitting, minutes="人不够", by=cast.branch, at=s.held_at(sitting))
    matter = s.fresh(matter)
    assert (matter.state, matter.round, s.turn(matter).number) == (MatterState.RUNNING, 2, 2)
    s.held(cast, matter, at=clock.moment(sitting.held_on, 21))
    assert s.turn(matter).kind == "supervise"


def test_not_passed_it_goes_back_to_the_proposing(cast: Cast) -> None:
    matter = s.opened(cast)
    s.held(cast, matter)
    s.held(cast, matter, present=8, in_favour=4)
    matter = s.fresh(matter)
    assert matter.state == MatterState.RETURNED and "4" in matter.reason and "5" in matter.reason
    data = opening.MatterInput("修三组的路（缓建）", "先修一半", proposer_id=s.proposer(cast).pk)
    opening.save_draft(matter=matter, data=data, by=cast.branch, at=s.NOW)
    again = opening.take_up_again(matter=matter, by=cast.branch, at=s.NOW)
    step = s.turn(again)
    assert (again.state, again.round, step.number, step.round) == (MatterState.RUNNING, 2, 1, 2)
    assert s.fresh(matter).title == "修三组的路（缓建）"
    assert s.step_of(matter, 2).state == MatterStepState.FAILED, "what the first round reached stays"


def test_supervision_objects_and_it_goes_back(cast: Cast) -> None:
    matter = s.opened(cast)
    s.held(cast, matter)
    s.held(cast, matter)
    with pytest.raises(NotAllowed):
        watching.supervise(step=s.turn(matter), right=True, by=cast.branch, at=s.NOW)
    with pytest.raises(DomainError, match="请写明哪里不对") as error:
        s.supervised(cast, matter, right=False)
    assert error.value.field == "reason"
    s.supervised(cast, matter, right=False, reason="通知没有贴出来")
    assert (s.fresh(matter).state, s.fresh(matter).reason) == (MatterState.RETURNED, "通知没有贴出来")


def test_the_notice_is_too_short(cast: Cast) -> None:
    matter = s.opened(cast)
    s.held(cast, matter)
    with pytest.raises(DomainError) as error:
        s.called(cast, matter, held_on=s.TODAY + timedelta(days=2))
    assert (code(error), error.value.field) == ("notice", "held_on")
    assert "2026-11-19" in str(error.value)
    assert s.called(cast, matter, held_on=s.TODAY + timedelta(days=3)).state == SittingState.CALLED


@pytest.mark.parametrize(
    ("at", "earliest"),
    [
        (clock.moment(date(2026, 9, 29), 23, 59), date(2026, 10, 2)),
        (clock.moment(date(2026, 9, 30), 0, 0), date(2026, 10, 3)),
        (clock.moment(date(2026, 12, 30), 8), date(2027, 1, 2)),
    ],
)
def test_days_of_notice_run_through_holidays_by_the_shanghai_day(cast: Cast, at, earliest: date) -> None:  # type: ignore[no-untyped-def]
    """Three days of the calendar: holidays are when people are at home."""
    matter = s.opened(cast, s.procedure(cast, [s.decide(cast, notice_days=3)]))
    with pytest.raises(DomainError, match=f"{earliest:%Y-%m-%d}"):
        s.called(cast, matter, at, held_on=earliest - timedelta(days=1))
    assert s.called(cast, matter, at, held_on=earliest).held_on == earliest


def test_the_urgent_path_only_where_the_procedure_has_one(cast: Cast) -> None:
    matter = s.opened(cast)
    with pytest.raises(DomainError) as error:
        s.called(cast, matter, urgent=True, urgent_why="山洪", held_on=s.TODAY + timedelta(days=1))
    assert code(error) == "no_urgent_path"
    s.held(cast, matter)
    tomorrow = s.TODAY + timedelta(days=1)
    with pytest.raises(DomainError) as error:
        s.called(cast, matter, urgent=True, held_on=tomorrow)
    assert error.value.field == "urgent_why"
    assert s.called(cast, matter, urgent=True, urgent_why="山洪", held_on=tomorrow).urgent


def test_the_roll_is_frozen_when_it_is_called(cast: Cast) -> None:
    """Somebody leaves, somebody joins, somebody is renamed: the sitting counts as on the day of its call."""
    matter = s.opened(cast, s.procedure(cast, [s.decide(cast, notice_days=3)]))
    sitting = s.called(cast, matter)
    body = cast.bodies[s.BodyKind.COUNCIL]
    left = BodyMember.objects.filter(village=cast.village, body=body).earliest("pk")
    left.term_to, left.name = s.TODAY, "改名"
    left.save()
    joined = seat(body, member(cast.village, Role.COMMITTEE, name="新人"))
    roll = SittingSeat.objects.filter(village=cast.village, sitting=sitting)
    assert roll.count() == s.MEMBERS and roll.filter(member=left, name="议事会1").exists()
    assert not roll.filter(member=joined).exists()
    with pytest.raises(DomainError) as error:
        holding.tick(sitting=sitting, present=[joined.pk], by=cast.branch, at=s.held_at(sitting))
    assert code(error) == "not_on_roll"
    s.voted(cast, sitting, present=7, in_favour=4)
    holding.close(sitting=sitting, minutes="…", by=cast.branch, at=s.held_at(sitting))
    assert s.step_of(matter, 1).entitled == s.MEMBERS


def test_a_person_of_both_bodies_is_once_on_the_roll(cast: Cast) -> None:
    council = cast.bodies[s.BodyKind.COUNCIL]
    seat(council, cast.branch)
    branch = cast.bodies[s.BodyKind.BRANCH]
    matter = s.opened(cast, s.procedure(cast, [s.decide(cast, with_id=branch.pk)]))
    assert len(s.seats(s.called(cast, matter))) == s.MEMBERS + 2


@pytest.mark.parametrize("home", [True, False])
def test_one_person_of_two_bodies_with_a_log_in_in_one(cast: Cast, home: bool) -> None:
    """The seat with the log-in stands for them, whichever is the older one; one vote, and they are told of it."""
    household = cast.households[1] if home else None
    council = cast.bodies[s.BodyKind.COUNCIL]
    BodyMember.objects.create(
        village=cast.village, body=council, name=cast.branch_two.name, household=household, term_from=date(2023, 1, 1)
    )
    own = BodyMember.objects.get(village=cast.village, user=cast.branch_two)
    BodyMember.objects.filter(village=cast.village, pk=own.pk).update(household=cast.households[1])
    matter = s.opened(cast, s.procedure(cast, [s.decide(cast, with_id=cast.bodies[s.BodyKind.BRANCH].pk)]))
    sitting = s.called(cast, matter)
    roll = SittingSeat.objects.filter(village=cast.village, sitting=sitting)
    assert roll.count() == s.MEMBERS + 2
    assert [seat.member for seat in roll.filter(name=cast.branch_two.name)] == [own]
    assert Notice.objects.filter(user=cast.branch_two, kind=NoticeKind.SITTING_CALLED).count() == 1


def test_two_people_of_one_name_stand_twice(cast: Cast) -> None:
    homes = [cast.households[1], cast.households[2]]
    for body, home in zip((s.BodyKind.COUNCIL, s.BodyKind.BRANCH), homes, strict=True):
        BodyMember.objects.create(
            village=cast.village, body=cast.bodies[body], name="李小明", household=home, term_from=date(2024, 1, 1)
        )
    matter = s.opened(cast, s.procedure(cast, [s.decide(cast, with_id=cast.bodies[s.BodyKind.BRANCH].pk)]))
    roll = SittingSeat.objects.filter(village=cast.village, sitting=s.called(cast, matter))
    assert roll.filter(name="李小明").count() == 2


def test_the_villagers_meeting_has_the_register_as_its_roll(cast: Cast) -> None:
    step = procedures.StepInput("decide", "户代表会议", households=True, attendance="two_thirds")
    matter = s.opened(cast, s.procedure(cast, [step]))
    sitting = s.called(cast, matter)
    assert set(
        SittingSeat.objects.filter(village=cast.village, sitting=sitting).values_list("household", flat=True)
    ) == {home.pk for home in cast.households}
    assert Notice.objects.filter(user=cast.villager, kind=NoticeKind.SITTING_CALLED).count() == 1


def test_members_are_told_and_told_when_it_is_called_off(cast: Cast) -> None:
    matter = s.opened(cast)
    sitting = s.called(cast, matter)
    told = Notice.objects.filter(village=cast.village, kind=NoticeKind.SITTING_CALLED)
    assert [notice.user for notice in told] == [cast.branch_two], "who called knows"
    calling.call_off(sitting=sitting, reason="下暴雨", by=cast.branch, at=s.NOW)
    assert Notice.objects.filter(user=cast.branch_two, kind=NoticeKind.SITTING_OFF).count() == 1
    assert s.turn(matter).state == MatterStepState.WAITING
    assert s.called(cast, matter).number == 2


def test_several_matters_at_one_sitting(cast: Cast) -> None:
    used = s.procedure(cast, [s.decide(cast)])
    one, two = s.opened(cast, used), s.opened(cast, used)
    data = calling.Call([s.turn(one).pk, s.turn(two).pk], s.TODAY)
    sitting = calling.call(village=cast.village, data=data, by=cast.branch, at=s.NOW)
    s.voted(cast, sitting, present=9, in_favour=9)
    holding.close(sitting=sitting, minutes="…", by=cast.branch, at=s.held_at(sitting))
    assert {s.fresh(one).state, s.fresh(two).state} == {MatterState.PASSED}


def test_what_is_frozen_when_it_is_opened(cast: Cast) -> None:
    used = s.procedure(cast, [s.decide(cast)])
    matter = s.opened(cast, used)
    data = procedures.ProcedureInput("试行程序", steps=[s.decide(cast, attendance="", majority="three_quarters")])
    procedures.save_procedure(village=cast.village, data=data, procedure=used, by=cast.administrator, at=s.NOW)
    assert (s.turn(matter).attendance, s.turn(matter).majority) == ("two_thirds", "over_half")
    assert (s.turn(s.opened(cast, used)).majority) == "three_quarters"


def test_withdrawn_with_a_reason(cast: Cast) -> None:
    matter = s.opened(cast)
    sitting = s.called(cast, matter)
    with pytest.raises(DomainError) as error:
        opening.withdraw(matter=matter, reason=" ", by=cast.branch, at=s.NOW)
    assert (code(error), error.value.field) == ("required", "reason")
    opening.withdraw(matter=matter, reason="资金没有着落", by=cast.branch, at=s.NOW)
    assert s.fresh(matter).state == MatterState.WITHDRAWN
    assert not MatterStep.objects.filter(village=cast.village, sitting=sitting).exists()
    with pytest.raises(TransitionError):
        opening.withdraw(matter=matter, reason="再来", by=cast.branch, at=s.NOW)


def test_withdrawn_with_votes_that_were_entered(cast: Cast) -> None:
    """They go, and the sitting with them: nobody is to come for nothing."""
    used = s.procedure(cast, [s.decide(cast, with_id=cast.bodies[s.BodyKind.BRANCH].pk)])
    matter = s.opened(cast, used)
    sitting = s.called(cast, matter)
    s.voted(cast, sitting, present=8, in_favour=6, away=1)
    opening.withdraw(matter=matter, reason="资金没有着落", by=cast.branch, at=s.NOW)
    for model in (StepVote, StepCount, StepRecusal):
        assert not model.objects.filter(village=cast.village, step__matter=matter).exists()
    sitting.refresh_from_db()
    assert (sitting.state, sitting.reason) == (SittingState.CANCELLED, "资金没有着落")
    assert Notice.objects.filter(user=cast.branch_two, kind=NoticeKind.SITTING_OFF).count() == 1


def test_withdrawn_from_a_sitting_that_has_more_to_do(cast: Cast) -> None:
    used = s.procedure(cast, [s.decide(cast)])
    one, two = s.opened(cast, used), s.opened(cast, used)
    data = calling.Call([s.turn(one).pk, s.turn(two).pk], s.TODAY)
    sitting = calling.call(village=cast.village, data=data, by=cast.branch, at=s.NOW)
    s.voted(cast, sitting, present=9, in_favour=9)
    opening.withdraw(matter=one, reason="改期", by=cast.branch, at=s.NOW)
    holding.close(sitting=sitting, minutes="…", by=cast.branch, at=s.held_at(sitting))
    assert (s.fresh(one).state, s.fresh(two).state) == (MatterState.WITHDRAWN, MatterState.PASSED)
    talk = s.called(cast, matter := s.opened(cast, used), agenda="通报上月开支")
    opening.withdraw(matter=matter, reason="改期", by=cast.branch, at=s.NOW)
    talk.refresh_from_db()
    assert talk.state == SittingState.CALLED, "something else is spoken about"
    holding.tick(sitting=talk, present=s.seats(talk), by=cast.branch, at=s.NOW)
    holding.close(sitting=talk, minutes="通报了", by=cast.branch, at=s.NOW)


def test_opinions_before_a_rules_vote_and_only_there(cast: Cast) -> None:
    from councils.services.matters import papers

    used = s.procedure(cast, [s.decide(cast, town_opinion=True)])
    assert s.called(cast, s.opened(cast, used)).number == 1
    matter = s.opened(cast, used, weight="rules")
    with pytest.raises(DomainError) as error:
        s.called(cast, matter)
    assert code(error) == "paper"
    papers.add_paper(matter=matter, kind="town_opinion", dated=s.TODAY, words="没有意见", by=cast.officer, at=s.NOW)
    assert s.called(cast, matter).number == 2


def test_the_form_sent_twice_is_one(cast: Cast) -> None:
    key = new_id()
    assert s.draft(cast, id=key) == s.draft(cast, id=key)
    assert Matter.objects.filter(village=cast.village).count() == 1
    matter = s.opened(cast)
    sitting = s.called(cast, matter, id=key)
    data = calling.Call([s.turn(matter).pk], sitting.held_on, id=key)
    assert calling.call(village=cast.village, data=data, by=cast.branch, at=s.NOW) == sitting
    assert Sitting.objects.filter(village=cast.village).count() == 1


def test_a_minor_matter_is_its_result(cast: Cast) -> None:
    data = opening.MinorInput("借会议室", "同意借给夜校", s.TODAY, s.proposer(cast).pk)
    matter = opening.record_minor(village=cast.village, data=data, by=cast.officer, at=s.NOW)
    assert (matter.state, matter.decided_on) == (MatterState.PASSED, s.TODAY)
    assert list(found_matters.passed(cast.village)) == [matter] and found_matters.deciding(matter) is None
    assert AuditRow.objects.filter(village=cast.village, action="matter.minor").count() == 1


def test_a_result_hangs_with_its_words_and_not_without(cast: Cast) -> None:
    steps = [s.decide(cast), *(s.procedures.StepInput(kind, "公开", posted_days=7) for kind in PUBLISHED)]
    matter = s.opened(cast, s.procedure(cast, steps))
    s.held(cast, matter)
    watching.post(step=s.turn(matter), by=cast.branch, at=s.NOW)
    later = s.NOW + timedelta(days=8)
    watching.run_matters(cast.village, later)
    with pytest.raises(TransitionError) as refused:
        watching.post(step=s.turn(matter), by=cast.branch, at=later)
    assert code(refused) == "no_result"
    results.post_result(matter=s.fresh(matter), text="路修好了", by=cast.branch, at=later)
    assert s.step_of(matter, 3).posted_until == clock.local_day(later) + timedelta(days=6)
    assert watching.run_matters(cast.village, later + timedelta(days=7)) == 1
    assert s.step_of(matter, 3).state == "passed"
