"""Whom the figures of a month propose for the red and the black board.

Both go by the month's deeds without board points: who stands on a board is not carried onto the next one by it.

The rule of the red board: the first three, above zero; deeds that may not be shown in public would lead to whoever gave
notice of something, and do not count. Equals are not parted: who shares the third place comes too, up
to six; if that were more, those who share it stay off and the committee adds by hand.

The rule of the bottom three: a household has at least one deduction and ends
below zero; lowest first, at most three, and equals across the cut are left off. What was corrected, what already stands
on a black board and deductions that may not be shown in public (``Disclosure.NONE``) do not count against anybody.

What does not count is left out by ``NOT IN`` over the village's few such rows, never by a join or by ``EXISTS``: that
is one hashed list whatever the planner believes. A village whose year was just loaded has no statistics yet, and joins
on its id were then planned as loops over the whole village for every line.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db.models import Count, Q, QuerySet, Sum

from boards.enums import Colour
from boards.models import BoardDeed
from points.enums import Disclosure, EntryKind, HouseholdState
from points.models import Entry, Household, Item, Village
from points.queries import presence
from villagegov.kernel import clock

RED_UP_TO = 3
RED_AT_MOST = 6
BOTTOM = 3

T = TypeVar("T")


@dataclass(frozen=True)
class NamedDeed:
    """A line of the ledger, its item, how much of it, and whether it may be named in public."""

    entry_id: uuid.UUID
    points: int
    item: str
    quantity: int
    unit: str
    nameable: bool


@dataclass
class Candidate:
    household_id: uuid.UUID
    points: int
    deeds: list[NamedDeed] = field(default_factory=list)
    #: The household's; known once it has deeds.
    number: str = ""


def red(village: Village, month: date) -> list[Candidate]:
    """The best of a month, each with the deeds that brought points. Two queries."""
    deeds = month_deeds(village, month).exclude(claim__item__in=_undisclosed(village))
    rows = (
        deeds.exclude(household__in=_out_of_place(village))
        .values("household_id")
        .annotate(total=Sum("points"))
        .filter(total__gt=0)
        .order_by("-total", "household_id")[: RED_AT_MOST + 1]
    )
    chosen = [Candidate(row["household_id"], row["total"]) for row in first_places(list(rows), _total)]
    found = _with_deeds(village, chosen, deeds.filter(points__gt=0))
    return sorted(found, key=lambda candidate: (-candidate.points, candidate.number))


def bottom_three(village: Village, month: date, day: date | None = None) -> list[Candidate]:
    """Lowest first, each with the deductions it stands for. Nobody is a valid result. ``day``: on which this is asked.

    Nobody who was to be spared at any time between the month's beginning and the day.
    """
    deeds = _countable(village, month)
    spared = presence.spared(village, month, max(month, day or clock.today()))
    rows = (
        deeds.exclude(household__in=_out_of_place(village))
        .exclude(household__in=list(spared))
        .values("household_id")
        .annotate(total=Sum("points"), deductions=Count("id", filter=Q(points__lt=0)))
        .filter(total__lt=0, deductions__gte=1)
        .order_by("total", "household_id")[: BOTTOM + 1]
    )
    chosen = [Candidate(row["household_id"], row["total"]) for row in without_tied_cut(list(rows), BOTTOM, _total)]
    return _with_deeds(village, chosen, deeds.filter(points__lt=0))


def _total(row: Mapping[str, Any]) -> int:
    return row["total"]


def month_deeds(village: Village, month: date) -> QuerySet[Entry]:
    """Lines of deeds counted in the month that were not corrected since."""
    corrected = Entry.objects.filter(village=village, reverses__isnull=False).values("reverses_id")
    return Entry.objects.filter(village=village, kind=EntryKind.CLAIM, counted_in=month).exclude(pk__in=corrected)


def _countable(village: Village, month: date) -> QuerySet[Entry]:
    on_board = BoardDeed.objects.filter(village=village, colour=Colour.BLACK)
    return (
        month_deeds(village, month)
        .exclude(pk__in=on_board.values("ledger_entry_id"))
        .exclude(points__lte=0, claim__item__in=_undisclosed(village))
    )


def _undisclosed(village: Village) -> QuerySet[Any]:
    """Ids of items nothing of which is shown in public."""
    return Item.objects.filter(village=village, disclosure=Disclosure.NONE).values("pk")


def _out_of_place(village: Village) -> QuerySet[Any]:
    """Ids of households that stand on no board now: not resident, not active."""
    out = Q(resident=False) | ~Q(state=HouseholdState.ACTIVE)
    return Household.objects.filter(out, village=village).values("pk")


def _with_deeds(village: Village, candidates: list[Candidate], deeds: QuerySet[Entry]) -> list[Candidate]:
    found: dict[uuid.UUID, list[NamedDeed]] = {}
    rows: Any = deeds.filter(household__in=[candidate.household_id for candidate in candidates]).order_by("seq")
    numbers: dict[uuid.UUID, str] = {}
    for household, number, entry, points, item, quantity, unit, disclosure in rows.values_list(
        "household_id",
        "household__number",
        "id",
        "points",
        "claim__item_name",
        "claim__quantity",
        "claim__item__unit",
        "claim__item__disclosure",
    ):
        deed = NamedDeed(entry, points, item, quantity, unit, nameable=disclosure == Disclosure.FULL)
        found.setdefault(household, []).append(deed)
        numbers[household] = number
    for candidate in candidates:
        candidate.deeds = found.get(candidate.household_id, [])
        candidate.number = numbers.get(candidate.household_id, "")
    return candidates


def first_places(rows: Sequence[T], measure: Callable[[T], int]) -> list[T]:
    """Up to ``RED_UP_TO`` of rows in order, with whoever equals the last of them while that stays within
    ``RED_AT_MOST``; ``rows`` may be cut after one more than that.
    """
    if len(rows) <= RED_UP_TO:
        return list(rows)
    last = measure(rows[RED_UP_TO - 1])
    chosen = [row for row in rows if measure(row) >= last]
    return chosen if len(chosen) <= RED_AT_MOST else [row for row in chosen if measure(row) > last]


def without_tied_cut(rows: Sequence[T], limit: int, measure: Callable[[T], int]) -> list[T]:
    """The first ``limit`` rows; whoever equals the first row beyond them is left off."""
    if len(rows) <= limit:
        return list(rows)
    beyond = measure(rows[limit])
    return [row for row in rows[:limit] if measure(row) != beyond]
