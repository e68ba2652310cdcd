"""The caps against a plain model: for every cap, the claims that stand in its period never add up to more, and what
would still fit is never refused.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from points.enums import ClaimState
from points.models import Claim, Item
from points.queries import caps
from points.queries.caps import Measure, Usage
from points.services.claims import ClaimInput, delete_draft, enter_claim
from tests.claims.conftest import NOW
from tests.factories import ClaimFactory, ItemFactory
from tests.faults.injection import undone
from villagegov.db.keys import new_id
from villagegov.kernel.errors import DomainError

FIRST = date(2025, 12, 1)
LIMITS = {
    "max_per_month": 6,
    "max_per_quarter": 9,
    "max_per_year": 15,
    "max_points_per_month": 40,
    "max_points_per_quarter": 60,
    "max_points_per_year": 100,
}
#: Months of a calendar period, by the end of the name of a limit.
PERIODS = {"month": 1, "quarter": 3, "year": 12}

limits = st.fixed_dictionaries({}, optional={name: st.integers(0, most) for name, most in LIMITS.items()})
ranges = st.sampled_from([(5, None), (5, 12), (-5, None), (-5, -12), (1, None)])
acts = st.lists(
    st.tuples(
        st.integers(0, 355).map(lambda days: FIRST + timedelta(days=days)),
        st.integers(1, 5),
        st.integers(0, 7),
        st.sampled_from(["enter", "enter", "enter", "delete", "reject"]),
    ),
    max_size=9,
)


def same_period(name: str, one: date, other: date) -> bool:
    months = PERIODS[name.rsplit("_", 1)[1]]
    return (one.year, (one.month - 1) // months) == (other.year, (other.month - 1) // months)


def fits(item: dict[str, Any], standing: list[tuple[date, int, int]], day: date, quantity: int, worth: int) -> bool:
    """The model: every claim that stands, cap by cap."""
    for name, limit in item.items():
        beside = [(units, points) for other, units, points in standing if same_period(name, other, day)]
        if "points" in name:
            total = sum(units * abs(points) for units, points in beside) + quantity * abs(worth)
        else:
            total = sum(units for units, _points in beside) + quantity
        if total > limit:
            return False
    return True


@given(limits, ranges, acts)
@settings(max_examples=150, deadline=None)
def test_the_reckoning(given_limits: dict[str, int], points: tuple[int, int | None], wanted: Any) -> None:
    item = Item(code=1, points=points[0], points_to=points[1], **given_limits)
    household, usage = new_id(), Usage()
    standing: list[tuple[date, int, int]] = []
    for day, quantity, more, _act in wanted:
        worth = item.worth(points[0] + (more if points[0] > 0 else -more))
        rooms = usage.rooms(household, item, day)
        assert all(room.fits(quantity, worth) for room in rooms) == fits(given_limits, standing, day, quantity, worth)
        tightest = usage.room(household, item, day, worth).units(worth)
        for units in range(1, 6):
            assert (tightest is None or units <= tightest) == fits(given_limits, standing, day, units, worth)
        if fits(given_limits, standing, day, quantity, worth):
            usage.take(household, item, day, quantity, worth)
            standing.append((day, quantity, worth))


@given(limits, ranges, acts)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_services(world: Any, given_limits: dict[str, int], points: tuple[int, int | None], wanted: Any) -> None:
    """Entered, deleted and rejected in any order: what the database holds is what the model holds."""
    with undone():
        item = ItemFactory(
            scheme=world.scheme, category=world.category, points=points[0], points_to=points[1], **given_limits
        )
        household = world.households[0]
        standing: dict[Any, tuple[date, int, int]] = {}
        for day, quantity, more, act in wanted:
            if act == "enter":
                chosen = points[0] + (more if points[0] > 0 else -more)
                worth = item.worth(chosen)
                data = ClaimInput(
                    household_id=household.pk, item_id=item.pk, day=day, quantity=quantity, unit_points=chosen
                )
                fit = fits(given_limits, list(standing.values()), day, quantity, worth)
                try:
                    claim = enter_claim(village=world.village, data=data, by=world.officer, at=NOW)
                except DomainError as error:
                    assert (error.code, fit) == ("cap", False)
                else:
                    assert fit and claim.points == quantity * worth
                    standing[claim.pk] = (day, quantity, worth)
            elif standing:
                pk = next(iter(standing))
                del standing[pk]
                if act == "delete":
                    delete_draft(claim=Claim.objects.get(pk=pk), by=world.officer, at=NOW)
                else:
                    Claim.objects.filter(pk=pk).update(state=ClaimState.REJECTED, submitted_at=NOW)
        usage = caps.usage(world.village, [household.pk], [item], [FIRST, NOW.date()])
        held = dict.fromkeys(Measure, 0)
        for (_household, _origin, _month, measure), amount in usage.by_month.items():
            held[measure] += amount
        assert held[Measure.UNITS] == sum(units for _day, units, _worth in standing.values())
        assert held[Measure.POINTS] == sum(units * abs(worth) for _day, units, worth in standing.values())


def test_other_households_items_and_years_are_not_counted(world: Any) -> None:
    item = world.item.monthly
    common = {"village": world.village, "typed_by": world.officer}
    ClaimFactory(household=world.households[1], item=item, day=date(2026, 11, 1), **common)
    ClaimFactory(household=world.households[0], item=world.item.award, day=date(2026, 11, 1), **common)
    ClaimFactory(household=world.households[0], item=item, day=date(2025, 12, 31), **common)
    usage = caps.usage(world.village, [world.households[0].pk], [item], [date(2026, 11, 5)])
    assert not +usage.by_month
