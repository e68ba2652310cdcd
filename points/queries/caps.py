"""How often an item may count, and for how many points, for a household in a month, quarter or year; and what is left.

Periods are those of the day of the deed. Every live claim counts (drafts too), only rejected and withdrawn ones do not,
nor what was counted and taken back whole: what has been said to fit when it was typed in still fits when it is posted.
An item is the same through all versions of the rules (``Item.origin``), whatever its number there.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, Sum
from django.db.models.functions import Abs, TruncMonth

from points.enums import DEAD_CLAIM_STATES, EntryKind
from points.models import Claim, Entry, Item, Village
from villagegov.kernel import periods
from villagegov.kernel.periods import Period, PeriodKind


class Measure(StrEnum):
    """What a cap counts."""

    #: Units of the item: times, people, hundreds of yuan.
    UNITS = "units"
    #: Points without their sign.
    POINTS = "points"


@dataclass(frozen=True)
class Cap:
    kind: PeriodKind
    measure: Measure
    limit: int


@dataclass(frozen=True)
class Room:
    """What one cap leaves, in its own measure. ``limit``, ``left`` and ``period`` are None without a cap."""

    used: int
    limit: int | None = None
    left: int | None = None
    period: Period | None = None
    measure: Measure = Measure.UNITS

    def fits(self, quantity: int, unit_points: int) -> bool:
        wanted = quantity if self.measure == Measure.UNITS else quantity * abs(unit_points)
        return self.left is None or wanted <= self.left

    def units(self, unit_points: int) -> int | None:
        """How many units of so many points still fit; None: any number."""
        if self.left is None or self.measure == Measure.UNITS:
            return self.left
        return self.left // abs(unit_points)


def caps_of(item: Item) -> list[Cap]:
    """The item's caps, the shortest period first, units before points."""
    limits = (
        (PeriodKind.MONTH, item.max_per_month, item.max_points_per_month),
        (PeriodKind.QUARTER, item.max_per_quarter, item.max_points_per_quarter),
        (PeriodKind.YEAR, item.max_per_year, item.max_points_per_year),
    )
    return [
        Cap(kind, measure, limit)
        for kind, units, points in limits
        for measure, limit in ((Measure.UNITS, units), (Measure.POINTS, points))
        if limit is not None
    ]


@dataclass
class Usage:
    """What has been claimed, by household, item (its origin), month and measure. Grows while claims are checked one
    after the other.
    """

    by_month: Counter[tuple[uuid.UUID, uuid.UUID, date, Measure]] = field(default_factory=Counter)

    def rooms(self, household_id: uuid.UUID, item: Item, day: date) -> list[Room]:
        """What each cap of the item leaves on the day, in the order of :func:`caps_of`."""
        found = []
        for cap in caps_of(item):
            period = periods.period(cap.kind, day)
            used = self.used(household_id, item, period, cap.measure)
            found.append(Room(used, cap.limit, max(0, cap.limit - used), period, cap.measure))
        return found

    def room(self, household_id: uuid.UUID, item: Item, day: date, unit_points: int | None = None) -> Room:
        """The tightest cap on the day; of equally tight ones the shortest period, which is the first to pass.

        ``unit_points``: what was chosen within the item's range; until then its least points are reckoned with.
        """
        rooms = self.rooms(household_id, item, day)
        if not rooms:
            return Room(self.used(household_id, item, periods.month(day)))
        return min(rooms, key=lambda room: room.units(item.worth(unit_points)) or 0)

    def used(self, household_id: uuid.UUID, item: Item, period: Period, measure: Measure = Measure.UNITS) -> int:
        return sum(
            self.by_month[household_id, item.origin, month, measure]
            for month in periods.months_between(period.start, period.last_month)
        )

    def take(self, household_id: uuid.UUID, item: Item, day: date, quantity: int, unit_points: int) -> None:
        month = periods.month_of(day)
        self.by_month[household_id, item.origin, month, Measure.UNITS] += quantity
        self.by_month[household_id, item.origin, month, Measure.POINTS] += quantity * abs(unit_points)


def _taken_back() -> Q:
    """The counted line was reversed and no right one entered for the household: the deed was none, or another's."""
    lines = Entry.objects.filter(village=OuterRef("village"), claim=OuterRef("pk"))
    reversed_whole = Exists(lines.filter(kind=EntryKind.REVERSAL, reverses__kind=EntryKind.CLAIM))
    return Q(reversed_whole) & ~Q(Exists(lines.filter(kind=EntryKind.ADJUSTMENT, household=OuterRef("household"))))


def usage(
    village: Village,
    household_ids: Collection[uuid.UUID],
    items: Collection[Item],
    days: Iterable[date],
    *,
    exclude_claims: Collection[uuid.UUID] = (),
) -> Usage:
    """Live claims in the years of the days, in one query."""
    spans = sorted({periods.year(day) for day in days})
    if not spans:
        return Usage()
    rows = (
        Claim.objects.filter(village=village, household__in=household_ids)
        .filter(item__origin__in={item.origin for item in items})
        .filter(day__gte=spans[0].start, day__lt=spans[-1].end)
        .exclude(state__in=DEAD_CLAIM_STATES)
        .exclude(_taken_back())
    )
    if exclude_claims:
        rows = rows.exclude(id__in=exclude_claims)
    sums = (
        rows.order_by()
        .values_list("household_id", "item__origin", TruncMonth("day"))
        .annotate(units=Sum("quantity"), points=Sum(Abs("points")))
    )
    found = Usage()
    for household, origin, month, units, points in sums:
        found.by_month[household, origin, month, Measure.UNITS] = units
        found.by_month[household, origin, month, Measure.POINTS] = points
    return found


def room(
    village: Village,
    household_ids: Collection[uuid.UUID],
    items: Collection[Item],
    day: date,
    exclude_claims: Collection[uuid.UUID] = (),
) -> dict[tuple[uuid.UUID, int], Room]:
    """What is left on a day for each household and item (by its number), in one query."""
    found = usage(village, household_ids, items, [day], exclude_claims=exclude_claims)
    return {(household, item.code): found.room(household, item, day) for household in household_ids for item in items}
