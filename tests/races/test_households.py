"""Two events of one household in the same second, recorded at two computers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from points.models import Claim, Household, HouseholdEvent
from points.services import care, consents, life
from points.services.claims import enter_claim
from tests import stage
from tests.factories import Cast
from tests.races.support import exactly_one, overlapping, refused, went_through

pytestmark = pytest.mark.django_db(transaction=True)
NOW = stage.MEETING
DAY = date(2026, 10, 25)


@pytest.fixture
def cast() -> Cast:
    cast = stage.village()
    Household.objects.filter(village=cast.village).update(members=3)
    return cast


def act(cast: Cast, name: str, **said: Any) -> Callable[[], Any]:
    return lambda: getattr(life, name)(household=stage.household(cast), day=DAY, by=cast.officer, at=NOW, **said)


def test_a_household_goes_away_once(cast: Cast) -> None:
    _winner, refusal = exactly_one(*overlapping(act(cast, "go_away"), act(cast, "go_away"), at=NOW))
    assert refusal.code == "state" and HouseholdEvent.objects.count() == 1


def test_a_household_that_was_closed_meanwhile_is_not_split(cast: Cast) -> None:
    split = act(cast, "split", number="900", head_name="陈芳", people=1)
    first, second = overlapping(act(cast, "move_out"), split, at=NOW)
    went_through(first)
    assert refused(second).code == "closed" and Household.objects.count() == 4


def test_two_splits_of_three_people_leave_one(cast: Cast) -> None:
    acts = [act(cast, "split", number=number, head_name="陈芳", people=2) for number in ("900", "901")]
    _winner, refusal = exactly_one(*overlapping(*acts, at=NOW))
    assert refusal.code == "people_left" and stage.household(cast).members == 1


def test_two_new_households_of_two_families_get_two_numbers(cast: Cast) -> None:
    def split(index: int) -> Callable[[], Any]:
        return lambda: life.split(
            household=stage.household(cast, index), day=DAY, number="900", head_name="陈芳", people=1,
            by=cast.officer, at=NOW,
        )  # fmt: skip

    _winner, refusal = exactly_one(*overlapping(split(0), split(1), at=NOW))
    assert refusal.code == "number_taken" and Household.objects.count() == 5


def test_two_households_are_not_merged_into_each_other(cast: Cast) -> None:
    def merge(one: int, other: int) -> Callable[[], Any]:
        return lambda: life.merge(
            household=stage.household(cast, one), into=stage.household(cast, other), day=DAY, by=cast.officer, at=NOW
        )

    exactly_one(*overlapping(merge(0, 1), merge(1, 0), at=NOW))
    assert Household.objects.filter(state="closed").count() == 1


def last_one(cast: Cast) -> None:
    Household.objects.filter(pk=cast.households[0].pk).update(members=1)


def test_a_claim_for_a_day_after_the_closing_waits_and_is_refused(cast: Cast) -> None:
    data = stage.claim_input(cast, 0, day=date(2026, 10, 26))
    last_one(cast)
    close = act(cast, "die_out")
    first, second = overlapping(
        close, lambda: enter_claim(village=cast.village, data=data, by=cast.officer, at=NOW), at=NOW
    )
    went_through(first)
    assert refused(second).code == "household_closed" and not Claim.objects.exists()


def test_an_approval_meanwhile_leaves_no_deduction_that_nobody_can_be_told(cast: Cast) -> None:
    last_one(cast)
    claim = stage.submitted(cast, 0, cast.deduction)
    stage.vote(cast, cast.branch, claim)
    first, second = overlapping(lambda: stage.vote(cast, cast.supervision, claim), act(cast, "die_out"), at=NOW)
    went_through(first)
    assert refused(second).code == "changed_meanwhile"
    went_through(overlapping(act(cast, "die_out"), lambda: None, at=NOW)[0])
    assert stage.fresh(claim).state == "rejected"


def test_a_form_sent_twice_at_once_is_one_event_one_consent_one_mark(cast: Cast) -> None:
    from villagegov.db.keys import new_id

    event, agreed, marked = new_id(), new_id(), new_id()
    said = {"by": cast.administrator, "at": NOW}
    for twice in (
        act(cast, "go_away", id=event),
        lambda: consents.give(
            household=stage.household(cast), kind="names", given_on=DAY, paper="1", id=agreed, **said
        ),
        lambda: care.mark(household=stage.household(cast), kind="ill", since=DAY, id=marked, **said),
    ):
        first, second = overlapping(twice, twice, at=NOW)
        assert went_through(first).pk == went_through(second).pk
