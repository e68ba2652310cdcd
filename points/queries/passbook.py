"""A household's passbook: its lines of the ledger in a year, their sums, and what is under way.

A year is made of the accounting months in it; it starts with its base points. Sums and running balance are the
database's.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When, Window
from django.db.models.functions import Coalesce, ExtractYear
from django.utils.translation import gettext as _

from points.enums import ClaimState, EntryKind
from points.models import Claim, Entry, EntrySecret, Household, Village
from villagegov.kernel import clock

#: How long a rejected claim stays among what is under way, so that its reason is read.
REJECTED_SHOWN = timedelta(days=30)
_UNDER_WAY = (ClaimState.SUBMITTED, ClaimState.RETURNED, ClaimState.PUBLICISED, ClaimState.HELD)


@dataclass(frozen=True)
class Line:
    """One entry. ``item``, ``wording`` and ``note`` come from its erasable part; empty when that is ``erased``."""

    seq: int
    kind: EntryKind
    day: date
    counted_in: date
    points: int
    #: Sum of the year's lines up to this one.
    balance: int
    item_code: int | None
    category_number: int | None
    item: str
    wording: str
    note: str
    erased: bool
    #: The line this one corrects, and its year; the line that corrected this one, and its year.
    reverses: int | None
    reverses_year: int | None
    reversed_by: int | None
    reversed_year: int | None
    #: The line of the same household in whose place this one was entered, after it had been corrected.
    replaces: int | None = None


@dataclass(frozen=True)
class Totals:
    """Points of one year. A correction counts against what it corrects, so ``total`` is the sum of the other four."""

    year: int
    #: Carried over from the village's old sheet.
    opening: int
    base: int
    earned: int
    #: Zero or below.
    deducted: int
    total: int
    line_count: int


def totals(village: Village, household: Household, day: date) -> Totals:
    """The sums of the day's year. One query."""
    own_points = Case(When(kind=EntryKind.REVERSAL, then=-F("points")), default=F("points"))
    is_base, is_opening = Q(origin=EntryKind.BASE), Q(origin=EntryKind.OPENING)
    of_deeds = ~is_base & ~is_opening
    sums = (
        _entries(village, day.year)
        .filter(household=household)
        .annotate(origin=Coalesce("reverses__kind", "kind"), own=own_points)
        .aggregate(
            opening=Coalesce(Sum("points", filter=is_opening), 0),
            base=Coalesce(Sum("points", filter=is_base), 0),
            earned=Coalesce(Sum("points", filter=of_deeds & Q(own__gt=0)), 0),
            deducted=Coalesce(Sum("points", filter=of_deeds & Q(own__lt=0)), 0),
            total=Coalesce(Sum("points"), 0),
            line_count=Count("seq"),
        )
    )
    return Totals(year=day.year, **sums)


def lines(village: Village, household: Household, year: int) -> list[Line]:
    """The lines counted in a year, in the order of the ledger. Two queries."""
    return lines_of_many(village, [household.pk], year).get(household.pk, [])


def lines_of_many(village: Village, households: Collection[uuid.UUID], year: int) -> dict[uuid.UUID, list[Line]]:
    """The same for many households, by household. Two queries."""
    entries = (
        _entries(village, year)
        .filter(household__in=households)
        .select_related("reverses")
        .annotate(
            balance=Window(Sum("points"), partition_by="household", order_by="seq"),
            reversed_by_seq=F("reversed_by__seq"),
            reversed_by_month=F("reversed_by__counted_in"),
        )
        .defer("record", "leaf", "reverses__record", "reverses__leaf")
        .order_by("seq")
    )
    secrets = _secrets(village, households, year)
    found: dict[uuid.UUID, list[Line]] = {}
    for entry in entries:
        found.setdefault(entry.household_id, []).append(_line(entry, secrets.get(entry.pk)))
    return found


def years(village: Village, household: Household) -> list[int]:
    """Years in which the household has lines, the latest first."""
    found = Entry.objects.filter(village=village, household=household).annotate(year=ExtractYear("counted_in"))
    return list(found.order_by("-year").values_list("year", flat=True).distinct())


def under_way(village: Village, household: Household, day: date) -> list[Claim]:
    """Awards sent up and not posted, the latest deed first; rejected ones while their reason is news.

    Deductions are not here: a person tells the household of them first, and they are read beside that telling.
    """
    since = day - REJECTED_SHOWN
    lately = Q(decided_at__gte=clock.start_of(since)) | Q(publicity_until__gte=since)
    return list(
        Claim.objects.filter(village=village, household=household, points__gt=0)
        .filter(Q(state__in=_UNDER_WAY) | (Q(state=ClaimState.REJECTED) & lately))
        .order_by("-day", "-id")
    )


def _entries(village: Village, year: int) -> QuerySet[Entry]:
    return Entry.objects.filter(village=village, counted_in__gte=date(year, 1, 1), counted_in__lt=date(year + 1, 1, 1))


def _secrets(village: Village, households: Collection[uuid.UUID], year: int) -> dict[uuid.UUID, dict[str, Any]]:
    """The personal parts of the year's lines, as far as they have not been erased."""
    rows = EntrySecret.objects.filter(
        village=village,
        entry__household__in=households,
        entry__counted_in__gte=date(year, 1, 1),
        entry__counted_in__lt=date(year + 1, 1, 1),
    )
    return {entry: json.loads(bytes(data)) for entry, data in rows.values_list("entry_id", "data")}


def _board(colour: str | None) -> str:
    """A line that came with the red or black board; empty for any other."""
    if colour is None:
        return ""
    return _("On the red board") if colour == "red" else _("On the black board")


def _line(entry: Any, secret: dict[str, Any] | None) -> Line:
    words = secret or {}
    origin = entry.reverses
    return Line(
        seq=entry.seq,
        kind=EntryKind(entry.kind),
        day=entry.deed_day,
        counted_in=entry.counted_in,
        points=entry.points,
        balance=entry.balance,
        item_code=entry.item_code,
        category_number=entry.category_number,
        item=words.get("item") or _board(words.get("board")),
        wording=words.get("wording", ""),
        note=words.get("note") or words.get("reason") or "",
        erased=secret is None,
        reverses=origin.seq if origin else None,
        reverses_year=origin.counted_in.year if origin else None,
        reversed_by=entry.reversed_by_seq,
        reversed_year=entry.reversed_by_month.year if entry.reversed_by_month else None,
        replaces=words.get("replaces"),
    )
