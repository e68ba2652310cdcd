"""A village with a grid, and a demand at each stage."""

from __future__ import annotations

from datetime import date
from typing import Any

from councils.models import Demand, Grid
from councils.services import demands, grids, visits
from points.models import Household
from tests import stage
from tests.factories import Cast
from villagegov.kernel import clock

NOW = clock.moment(date(2026, 11, 16), 10)
TODAY = clock.local_day(NOW)
WORDS = "路口的灯坏了半个月"


def home(cast: Cast, number: int = 0) -> Household:
    found = Household.objects.select_related("group").get(village=cast.village, pk=cast.households[number].pk)
    found.village = cast.village
    return found


def grid(cast: Cast, number: int = 1, officer: Any = None) -> Grid:
    """Of the first group, in which the villager lives."""
    return grids.save_grid(
        village=cast.village, number=number, name=f"第{number}网格", groups=[cast.groups[0].pk],
        officers=[officer.pk] if officer else [], by=cast.administrator, at=NOW,
    )  # fmt: skip


def brought(cast: Cast, kind: str = "problem", **more: Any) -> Demand:
    data = demands.DemandInput(kind, more.pop("text", WORDS), "road", "三岔路口", **more)
    made = demands.bring(household=home(cast), data=data, by=cast.villager, at=NOW)
    made.village = cast.village
    return made


def written(cast: Cast, kind: str = "wish", household: int = 0, by: Any = None) -> Demand:
    data = demands.DemandInput(kind, WORDS)
    made = demands.write_down(household=home(cast, household), data=data, by=by or cast.officer, at=NOW)
    made.village = cast.village
    return made


def seen(cast: Cast, demand: Demand) -> Demand:
    data = visits.VisitInput(TODAY, "罗成玉", "看了，灯头坏了", demand)
    visits.record(household=home(cast), data=data, by=cast.officer, at=NOW)
    return fresh(demand)


def solved(words: str = "换了灯头", **more: Any) -> demands.Answer:
    return demands.Answer("solved", words, **more)


def answered(cast: Cast, demand: Demand | None = None) -> Demand:
    found = seen(cast, demand or brought(cast))
    return demands.answer(demand=found, data=solved(), by=cast.officer, at=NOW)


def again_on(cast: Cast, day: date, count: int = 2) -> None:
    """Wishes that were explained, to be looked at again on a day."""
    Demand.objects.bulk_create(
        Demand(
            village=cast.village, number=900 + number, household=cast.households[0], kind="wish", topic="road",
            text=WORDS, filed_by=cast.officer, filed_at=NOW, state="settled", outcome="explained", answer="明年再看",
            answered_by=cast.officer, answered_at=NOW, closed_at=NOW, look_again_on=day,
        )
        for number in range(count)
    )  # fmt: skip


def fresh(demand: Demand) -> Demand:
    found: Demand = stage.fresh(demand)
    return found
