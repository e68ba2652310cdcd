"""Hours: two different people, thresholds, taking back, and the task that is done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from councils.enums import DemandAct, SignerKind
from councils.models import DemandStep, ServiceClaim, ServiceRecord, ServiceSignature
from councils.queries import demands as demand_queries
from councils.queries.volunteers import hours as queries
from councils.services import demands
from councils.services.volunteers import hours, tasks
from points.enums import ClaimState, Role
from points.models import Claim
from points.services import accounts, privacy
from tests import stage
from tests.factories import Cast, member
from tests.volunteers import support
from tests.volunteers.support import NOW, SINCE, TODAY, fresh, home, later
from villagegov.db.keys import new_id
from villagegov.kernel import clock, periods
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError


def own(cast: Cast, **more: Any) -> ServiceRecord:
    """Of the villager, from the phone."""
    who = support.volunteer(cast, 0)
    return support.service(cast, who, support.post(cast, who), by=cast.villager, **more)


def test_entered_on_the_phone_it_counts_once_somebody_else_has_signed(cast: Cast) -> None:
    who = support.volunteer(cast, 0)
    data = hours.ServiceInput(TODAY, 6, "给老人换了水龙头", post=support.post(cast, who), id=new_id())
    made = hours.enter(volunteer=who, data=data, by=cast.villager, at=NOW)
    assert hours.enter(volunteer=who, data=data, by=cast.villager, at=NOW).pk == made.pk
    assert not made.on_paper and queries.total(cast.village, 2026) == 0
    made.village = cast.village
    for nobody in (cast.villager, cast.neighbour, cast.branch):  # type: ignore[attr-defined]
        with pytest.raises(NotAllowed):
            hours.sign(record=made, by=nobody, at=NOW)
    signature = hours.sign(record=made, by=cast.officer, at=NOW)
    assert signature.as_who == SignerKind.OFFICE and queries.total(cast.village, 2026) == 6
    assert hours.sign(record=made, by=cast.administrator, at=NOW).pk == signature.pk, "signed once"


def test_whoever_typed_it_in_from_paper_does_not_sign(cast: Cast) -> None:
    who = support.volunteer(cast, 1)
    data = hours.ServiceInput(TODAY, 4, "巡山", post=support.post(cast, who), helped=home(cast, 2))
    made = hours.enter(volunteer=who, data=data, by=cast.officer, at=NOW)
    made.village = cast.village
    assert made.on_paper
    assert queries.waiting_count(cast.officer, cast.village) == 0
    assert queries.waiting_count(cast.administrator, cast.village) == 1
    with pytest.raises(NotAllowed):
        hours.sign(record=made, by=cast.officer, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceSignature.objects.create(village=cast.village, record=made, as_who="office", by=cast.officer, at=NOW)
    assert hours.sign(record=made, by=cast.administrator, at=NOW).as_who == SignerKind.OFFICE


def test_who_was_helped_signs_and_a_team_leader_but_not_for_themselves(cast: Cast) -> None:
    who = support.volunteer(cast, 2)
    leader = support.volunteer(cast, 0, "队长", team_leader=True)
    post = support.post(cast, who, leader)
    helped = support.service(cast, who, post, helped=home(cast, 1))
    led, of_leader = support.service(cast, who, post), support.service(cast, leader, post)
    assert queries.to_sign(cast.neighbour, cast.village) == [helped]  # type: ignore[attr-defined]
    assert set(queries.to_sign(cast.villager, cast.village)) == {helped, led}
    assert hours.sign(record=helped, by=cast.neighbour, at=NOW).as_who == SignerKind.HELPED  # type: ignore[attr-defined]
    assert hours.sign(record=led, by=cast.villager, at=NOW).as_who == SignerKind.LEADER
    with pytest.raises(NotAllowed):
        hours.sign(record=of_leader, by=cast.villager, at=NOW)


@pytest.mark.parametrize(("quarters", "stands"), [(0, False), (1, True), (42, True), (43, False)])
def test_hours_of_a_day(cast: Cast, quarters: int, stands: bool) -> None:
    """Six are entered already; twelve hours is the most."""
    who = support.volunteer(cast, 1)
    post = support.post(cast, who)
    support.service(cast, who, post)
    data = hours.ServiceInput(TODAY, quarters, "巡山", post=post)
    if stands:
        hours.enter(volunteer=who, data=data, by=cast.officer, at=NOW)
        return
    with pytest.raises(DomainError) as caught:
        hours.enter(volunteer=who, data=data, by=cast.officer, at=NOW)
    assert {single.field for single in caught.value} == {"quarters"}


def test_days_and_purposes_that_do_not_stand(cast: Cast) -> None:
    who = support.volunteer(cast, 0)
    other = support.volunteer(cast, 1)
    post, foreign = support.post(cast, who), support.post(cast, other, name="别的岗")
    demand = support.handed(cast, other, household=2)
    long_ago = periods.shift_months(TODAY, -hours.MONTHS_BACK)
    good = {"day": TODAY, "quarters": 4, "what": "巡山", "post": post}
    for wrong, field in (
        ({"day": later(1)}, "day"),
        ({"day": long_ago - timedelta(days=1)}, "day"),
        ({"what": " "}, "what"),
        ({"what": "长" * 121}, "what"),
        ({"post": None}, "post"),
        ({"post": foreign}, "post"),
        ({"demand": demand}, "demand"),
        ({"helped": home(cast, 0)}, "helped"),
    ):
        with pytest.raises(DomainError) as caught:
            hours.enter(volunteer=who, data=hours.ServiceInput(**{**good, **wrong}), by=cast.villager, at=NOW)
        assert {single.field for single in caught.value} == {field}, wrong
    hours.enter(volunteer=who, data=hours.ServiceInput(**{**good, "day": long_ago}), by=cast.villager, at=NOW)
    with pytest.raises(NotAllowed):
        hours.enter(volunteer=who, data=hours.ServiceInput(**good), by=cast.neighbour, at=NOW)  # type: ignore[arg-type,attr-defined]
    assert long_ago > SINCE


def test_taken_back_it_stands_with_its_reason_and_counts_no_more(cast: Cast) -> None:
    made = own(cast, signed_by=cast.officer)
    with pytest.raises(NotAllowed):
        hours.take_back(record=made, reason="记错了", by=cast.villager, at=NOW)
    with pytest.raises(DomainError) as caught:
        hours.take_back(record=made, reason=" ", by=cast.officer, at=NOW)
    assert caught.value.field == "reason"
    back = hours.take_back(record=made, reason="那天没去", by=cast.officer, at=NOW)
    assert hours.take_back(record=made, reason="又一次", by=cast.officer, at=NOW).pk == back.pk
    assert queries.total(cast.village, 2026) == 0 and ServiceRecord.objects.filter(pk=made.pk).exists()
    open_one = support.service(cast, support.volunteer(cast, 1), support.post(cast, name="二"), by=cast.officer)
    hours.take_back(record=open_one, reason="录错人", by=cast.officer, at=NOW)
    with pytest.raises(TransitionError):
        hours.sign(record=open_one, by=cast.administrator, at=NOW)


def test_nobody_takes_back_signed_hours_of_the_own_household(cast: Cast) -> None:
    """Whose log-in it is makes no difference: the volunteer has one of their own, and lives with the officer."""
    who = support.volunteer(cast, 0, user=cast.villager)
    made = support.service(cast, who, support.post(cast, who), by=cast.villager, signed_by=cast.administrator)
    kin = member(cast.village, Role.OFFICER, name="同户文书")
    accounts.grant_role(
        village=cast.village, user=kin, role=Role.VILLAGER, household=cast.households[0], by=None, at=NOW
    )
    with pytest.raises(NotAllowed):
        hours.take_back(record=made, reason="记错了", by=kin, at=NOW)
    assert hours.take_back(record=made, reason="记错了", by=cast.officer, at=NOW).by_id == cast.officer.pk


def test_what_was_handed_to_somebody_is_found_behind_any_number_of_others(cast: Cast) -> None:
    mine, other = support.volunteer(cast, 0), support.volunteer(cast, 1)
    first = support.handed(cast, mine, household=2)
    later_one = support.handed(cast, other, household=3)
    assert [row.pk for row in queries.lately_handed(cast.village, limit=1)] == [later_one.pk]
    assert [row.pk for row in queries.lately_handed(cast.village, [mine], limit=1)] == [first.pk]
    assert not queries.lately_handed(cast.village, [])


def test_an_unsigned_one_is_taken_back_by_who_entered_it(cast: Cast) -> None:
    made = own(cast)
    with pytest.raises(NotAllowed):
        hours.take_back(record=made, reason="不是", by=cast.neighbour, at=NOW)  # type: ignore[attr-defined]
    assert hours.take_back(record=made, reason="日期错了", by=cast.villager, at=NOW).by_id == cast.villager.pk


def test_rows_of_hours_are_never_changed(cast: Cast) -> None:
    made = own(cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        ServiceRecord.objects.filter(pk=made.pk).update(quarters=8)


@pytest.mark.parametrize(("state", "stands"), [(ClaimState.DRAFT, True), (ClaimState.SUBMITTED, False)])
def test_a_draft_goes_with_the_hours_a_claim_on_its_way_does_not(cast: Cast, state: str, stands: bool) -> None:
    made = own(cast, signed_by=cast.officer)
    claim = stage.draft(cast, 0, day=TODAY, at=NOW)
    ServiceClaim.objects.create(village=cast.village, record=made, claim=claim)
    if state == ClaimState.SUBMITTED:
        stage.send(cast, claim, at=NOW)
        with pytest.raises(DomainError) as caught:
            hours.take_back(record=made, reason="没去", by=cast.officer, at=NOW)
        assert caught.value.code == "claimed" and not stands
        return
    hours.take_back(record=made, reason="没去", by=cast.officer, at=NOW)
    assert not Claim.objects.filter(pk=claim.pk).exists() and stands


def test_done_on_the_phone_counts_as_somebody_having_been_there(cast: Cast) -> None:
    demand = support.handed(cast, support.volunteer(cast, 0), household=1, kind="problem")
    with pytest.raises(NotAllowed):
        tasks.say_done(demand=demand, words="修好了", by=cast.neighbour, at=NOW)  # type: ignore[attr-defined]
    with pytest.raises(DomainError):
        tasks.say_done(demand=demand, words=" ", by=cast.villager, at=NOW)
    tasks.say_done(demand=demand, words="换了接头，不漏了", by=cast.villager, at=NOW)
    tasks.say_done(demand=demand, words="换了接头，不漏了", by=cast.villager, at=NOW)
    found = fresh(demand)
    assert found.visited_on == TODAY and found.state == "handed"
    acts = list(DemandStep.objects.filter(demand=demand).order_by("at", "id").values_list("act", flat=True))
    assert acts[-2:] == [DemandAct.VISITED, DemandAct.HELPED] and acts.count(DemandAct.HELPED) == 1
    assert demand_queries.steps(found)[-1].words.get().text == "换了接头，不漏了"
    demands.answer(demand=found, data=demands.Answer("solved", "志愿者已修好"), by=cast.officer, at=NOW)
    with pytest.raises(TransitionError):
        tasks.say_done(demand=demand, words="再说一次", by=cast.villager, at=NOW)


def test_words_are_erased_and_the_hours_stay(cast: Cast) -> None:
    made = own(cast, signed_by=cast.officer)
    counts = privacy.erase(
        household=home(cast), parts=["service"], asked_on=TODAY, paper="申请书", by=cast.administrator, at=NOW
    )
    assert counts["service"] == 1 and not made.words.filter(village=cast.village).exists()
    assert queries.total(cast.village, 2026) == 6
    assert clock.today() == TODAY
