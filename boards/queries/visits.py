"""Households without points: they go to a list of visits, not to a board."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q

from points.enums import EntryKind
from points.models import Entry, Household, MonthClose, Village
from points.queries import presence
from villagegov.kernel import periods

#: What a household does something for; base points, balances and corrections come by themselves.
EARNED = (EntryKind.CLAIM, EntryKind.AWARD, EntryKind.BOARD)
#: Closed months one can look back over.
SPANS = (1, 3, 6)


@dataclass(frozen=True)
class Visit:
    household: Household
    #: Month in which points were last counted for it; None: never.
    last: date | None


@dataclass(frozen=True)
class VisitGroup:
    name: str
    visits: tuple[Visit, ...]


def last_closed(village: Village) -> date | None:
    return MonthClose.objects.filter(village=village).aggregate(last=Max("month"))["last"]


def without_points(village: Village, last: date, months: int, today: date) -> list[VisitGroup]:
    """Households that are at home today and for which nothing was counted in these closed months, by group.

    Who lost points has had somebody at the door; who neither won nor lost any may need a hand. A handful of queries.
    """
    first = periods.add_months(last, 1 - months)
    counted = Entry.objects.filter(village=village, kind__in=EARNED, counted_in__range=(first, last))
    latest = Max("counted_in")
    known = dict(
        Entry.objects.filter(village=village, kind__in=EARNED, points__gt=0)
        .order_by()
        .values_list("household_id")
        .annotate(last=latest)
    )
    rows = (
        presence.at_home(village, today)
        .filter(Q(joined_on__lte=periods.add_months(first, 1)))
        .exclude(pk__in=counted.values("household_id"))
        .select_related("group")
        .order_by("group__number", "number")
    )
    return _by_group([Visit(row, known.get(row.pk)) for row in rows])


def _by_group(visits: Sequence[Visit]) -> list[VisitGroup]:
    found: dict[str, list[Visit]] = {}
    for visit in visits:
        found.setdefault(visit.household.group.name, []).append(visit)
    return [VisitGroup(name, tuple(rows)) for name, rows in found.items()]
