"""Scenarios of demands, visits and grids for tests of injected errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from councils.services import demands, grids, visits
from tests.demands.support import NOW, TODAY, answered, brought, grid, home, seen, solved
from tests.factories import Cast

Scenario = tuple[Callable[[Cast], Any], Callable[[Cast, Any], Any]]
_DATA = demands.DemandInput("wish", "想装健身器材")

DEMANDS: dict[str, Scenario] = {
    "councils.services.demands.bring": (
        lambda c: None, lambda c, w: demands.bring(household=home(c), data=_DATA, by=c.villager, at=NOW)
    ),
    "councils.services.demands.write_down": (
        lambda c: None, lambda c, w: demands.write_down(household=home(c, 1), data=_DATA, by=c.officer, at=NOW)
    ),
    "councils.services.demands.hand": (
        brought,
        lambda c, w: demands.hand(demand=w, to=c.administrator, words="去看看", by=c.officer, at=NOW),
    ),
    "councils.services.demands.answer": (
        lambda c: seen(c, brought(c)),
        lambda c, w: demands.answer(demand=w, data=solved(), by=c.officer, at=NOW),
    ),
    "councils.services.demands.say": (
        answered, lambda c, w: demands.say(demand=w, so=False, words="还是不亮", by=c.villager, at=NOW)
    ),
    "councils.services.demands.withdraw": (
        brought, lambda c, w: demands.withdraw(demand=w, by=c.villager, at=NOW)
    ),
    "councils.services.visits.record": (
        brought,
        lambda c, w: visits.record(
            household=home(c), data=visits.VisitInput(TODAY, "罗成玉", "灯坏了", w, _DATA), by=c.officer, at=NOW
        ),
    ),
    "councils.services.grids.save_grid": (
        lambda c: None, lambda c, w: grid(c)
    ),
    "councils.services.grids.remove_grid": (
        grid, lambda c, w: grids.remove_grid(grid=w, by=c.administrator, at=NOW)
    ),
    "councils.services.grids.set_rhythm": (
        lambda c: None,
        lambda c, w: grids.set_rhythm(
            village=c.village, days={"hardship": 20, "revisit": 10}, by=c.administrator, at=NOW
        ),
    ),
}  # fmt: skip

DEMANDS_EXEMPT = {
    "demand_steps.*": "parts of every step of a demand, broken there",
    "demands.arrived": "a part of recording a visit",
}
