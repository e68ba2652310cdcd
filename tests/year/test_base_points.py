"""Base points around New Year: the rules in force on the day, whoever lives here on the day, and late sweeps alike."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from points.enums import EntryKind, HouseholdState, LateJoinRule
from points.models import Entry, VillageSettings
from points.queries import ledger_check
from points.services.due import run_points
from tests.factories import Cast, HouseholdFactory, MandateFactory, SchemeFactory, make_village
from villagegov.kernel import clock

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2027, 1, 1)


@pytest.fixture
def cast() -> Cast:
    """Uses the site since December; 100 base points under the rules of 2019."""
    cast = make_village(households=2)
    VillageSettings.objects.filter(village=cast.village).update(effective_from=date(2026, 12, 1))
    return cast


def base_of(cast: Cast, year: int) -> dict[str, tuple[int, date, date]]:
    rows = Entry.objects.filter(village=cast.village, kind=EntryKind.BASE, deed_day__year=year)
    return {
        row.household.number: (row.points, row.deed_day, row.counted_in) for row in rows.select_related("household")
    }


@pytest.mark.parametrize("swept_on", [NEW_YEAR, date(2027, 1, 7), date(2027, 3, 20)])
def test_rules_that_begin_on_new_years_day_give_the_new_years_base(cast: Cast, swept_on: date) -> None:
    """December was swept; whenever January is, the base is the new rules' and counts in January."""
    SchemeFactory(
        village=cast.village, effective_from=NEW_YEAR, base_points=60, mandate=MandateFactory(village=cast.village)
    )
    run_points(cast.village, clock.moment(date(2026, 12, 31), 23))
    assert {points for points, _day, _month in base_of(cast, 2026).values()} == {100}
    run_points(cast.village, clock.moment(swept_on, 0, 5))
    assert set(base_of(cast, 2027).values()) == {(60, NEW_YEAR, NEW_YEAR)}
    run_points(cast.village, clock.moment(swept_on + timedelta(days=1)))
    assert Entry.objects.filter(village=cast.village, kind=EntryKind.BASE).count() == 4
    assert ledger_check.problems(cast.village) == []


def test_rules_that_begin_a_day_later_leave_the_years_base_alone(cast: Cast) -> None:
    SchemeFactory(
        village=cast.village,
        effective_from=NEW_YEAR + timedelta(days=1),
        base_points=60,
        late_join=LateJoinRule.FULL,
        mandate=MandateFactory(village=cast.village),
    )
    late = HouseholdFactory(village=cast.village, number="900", joined_on=NEW_YEAR + timedelta(days=1))
    run_points(cast.village, clock.moment(date(2027, 2, 1)))
    found = base_of(cast, 2027)
    assert found.pop(late.number)[0] == 60, "who joins later gets what is in force then"
    assert {points for points, _day, _month in found.values()} == {100}


@pytest.mark.parametrize(
    ("joined", "this_year", "next_year"),
    [(date(2026, 12, 31), 8, 100), (NEW_YEAR, None, 100), (date(2027, 1, 2), None, 100), (date(2027, 2, 1), None, 91)],
)
@pytest.mark.parametrize("punctual", [True, False])
def test_whoever_joins_around_new_year(
    cast: Cast, joined: date, this_year: int | None, next_year: int, punctual: bool
) -> None:
    new = HouseholdFactory(village=cast.village, number="900", joined_on=joined)
    days = [date(2026, 12, 31) + timedelta(days=n) for n in range(34)] if punctual else [date(2027, 2, 2)]
    for day in days:
        run_points(cast.village, clock.moment(day, 0, 5))
    found = [base_of(cast, year).get(new.number, (None,))[0] for year in (2026, 2027)]
    assert found == [this_year, next_year]


@pytest.mark.parametrize(("left", "gets"), [(date(2026, 12, 31), False), (NEW_YEAR, False), (date(2027, 1, 2), True)])
def test_whoever_leaves_around_new_year_had_to_live_here_on_the_day(cast: Cast, left: date, gets: bool) -> None:
    gone = HouseholdFactory(village=cast.village, number="900", left_on=left, state=HouseholdState.CLOSED)
    run_points(cast.village, clock.moment(date(2027, 1, 20)))
    assert (gone.number in base_of(cast, 2027)) is gets
