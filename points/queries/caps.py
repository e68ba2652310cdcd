"""How often an item may count for a household in a month, quarter or year, and what is left of it.

Periods are those of the day of the deed. Every live claim counts (drafts too), only rejected and withdrawn ones do not:
what has been said to fit when it was typed in still fits when it is posted.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from points.enums import DEAD_CLAIM_STATES
from points.models import Claim, Item, Village
from villagegov.kernel import periods
from villagegov.kernel.periods import Period, PeriodKind


@dataclass(frozen=True)
class Room:
    """What the tightest cap leaves, in units of the item. ``limit``, ``left`` and ``period`` are None without a cap."""

    used: int
    limit: int | None = None
    left: int | None = None
    period: Period | None = None

    def fits(self, quantity: int) -> bool:
        return self.left is None or quantity <= self.left


def caps_of(item: Item) -> list[tuple[PeriodKind, int]]:
    """The item's caps, the shortest period first."""
    limits = (
        (PeriodKind.MONTH, item.max_per_month),
        (PeriodKind.QUARTER, item.max_per_quarter),
        (PeriodKind.YEAR, item.max_per_year),
    )
    return [(kind, limit) for kind, limit in limits if limit is not None]


@dataclass
class Usage:
    """Units claimed by household, item number and month. Grows while many claims are checked one after the other."""

    by_month: Counter[tuple[uuid.UUID, int, date]] = field(default_factory=Counter)

    def room(self, household_id: uuid.UUID, item: Item, day: date) -> Room:
        """The tightest cap on the day; of equally tight ones the shortest period, which is the first to pass."""
        rooms = [
            Room(used, limit, max(0, limit - used), period)
            for kind, limit in caps_of(item)
            for period in [periods.period(kind, day)]
            for used in [self.used(household_id, item.code, period)]
        ]
        if not rooms:
            return Room(self.used(household_id, item.code, periods.month(day)))
        return min(rooms, key=lambda room: room.left or 0)

    def used(self, household_id: uuid.UUID, code: int, period: Period) -> int:
        return sum(
            self.by_month[household_id, code, month]
            for month in periods.months_between(period.start, period.last_month)
        )

    def take(self, household_id: uuid.UUID, code: int, day: date, quantity: int) -> None:
        self.by_month[household_id, code, periods.month_of(day)] += quantity


def usage(
    village: Village,
    household_ids: Collection[uuid.UUID],
    codes: Collection[int],
    days: Iterable[date],
    *,
    exclude_claims: Collection[uuid.UUID] = (),
) -> Usage:
    """Live claims in the years of the days, in one query."""
    spans = sorted({periods.year(day) for day in days})
    if not spans:
        return Usage()
    rows = (
        Claim.objects.filter(village=village, household__in=household_ids, item_code__in=codes)
        .filter(day__gte=spans[0].start, day__lt=spans[-1].end)
        .exclude(state__in=DEAD_CLAIM_STATES)
    )
    if exclude_claims:
        rows = rows.exclude(id__in=exclude_claims)
    sums = rows.order_by().values_list("household_id", "item_code", TruncMonth("day")).annotate(units=Sum("quantity"))
    return Usage(Counter({(household, code, month): units for household, code, month, units in sums}))


def room(
    village: Village,
    household_ids: Collection[uuid.UUID],
    items: Collection[Item],
    day: date,
    exclude_claims: Collection[uuid.UUID] = (),
) -> dict[tuple[uuid.UUID, int], Room]:
    """What is left on a day for each household and item (by its number), in one query."""
    codes = {item.code for item in items}
    found = usage(village, household_ids, codes, [day], exclude_claims=exclude_claims)
    return {(household, item.code): found.room(household, item, day) for household in household_ids for item in items}
