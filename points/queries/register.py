"""The register of households as a list, and as a table to take out."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import QuerySet, Sum

from points.enums import HouseholdState
from points.models import Entry, Group, Household, Village
from points.queries.households import matching, words_of

#: States to filter by, besides those of ``HouseholdState``: all but the closed, and all.
OPEN, EVERY = "open", "all"


def listed(village: Village, *, text: str = "", group: int | None = None, state: str = OPEN) -> QuerySet[Household]:
    """Households by number; ``text`` is a number, name, pinyin or initials."""
    rows = matching(Household.objects.filter(village=village), words_of(text))
    rows = rows.select_related("group").order_by("number")
    if group is not None:
        rows = rows.filter(group__number=group)
    if state == OPEN:
        rows = rows.exclude(state=HouseholdState.CLOSED)
    elif state != EVERY:
        rows = rows.filter(state=state)
    return rows


def groups(village: Village) -> QuerySet[Group]:
    return Group.objects.filter(village=village).order_by("number")


def present_points(
    village: Village, year: int, households: Collection[uuid.UUID] | None = None
) -> dict[uuid.UUID, int]:
    """Points of the year, by household; of all of them or of some. One query."""
    rows = Entry.objects.filter(
        village=village, counted_in__gte=date(year, 1, 1), counted_in__lt=date(year + 1, 1, 1)
    ).order_by()
    if households is not None:
        rows = rows.filter(household__in=households)
    return dict(rows.values("household_id").annotate(total=Sum("points")).values_list("household_id", "total"))


def whole(village: Village, today: date) -> Iterator[tuple[Household, int]]:
    """Every household, the closed ones too, with its points of this year. Two queries."""
    points = present_points(village, today.year)
    for household in listed(village, state=EVERY).iterator(chunk_size=2000):
        yield household, points.get(household.pk, 0)
