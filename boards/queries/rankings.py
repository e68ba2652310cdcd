"""What stands in a frozen ranking, and what a ranking is made from."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet, Sum, Window
from django.db.models.functions import Coalesce, Rank

from boards.enums import RankingKind
from points.enums import EntryKind
from points.models import Household, Village
from points.queries import presence
from villagegov.kernel import periods
from villagegov.kernel.periods import Period

#: What a household earns, as against what it is given (base, opening) or hands in.
EARNED = (EntryKind.CLAIM, EntryKind.AWARD, EntryKind.BOARD, EntryKind.ADJUSTMENT)
#: What makes up a year's total. Points handed in for goods do not lower it.
OF_THE_YEAR = (*EARNED, EntryKind.BASE, EntryKind.OPENING)


@dataclass(frozen=True)
class Place:
    """One household's line in a ranking that is being made."""

    household_id: uuid.UUID
    rank: int
    earned: int
    year_total: int


def places(village: Village, kind: RankingKind, period: Period) -> list[Place]:
    """Every household's place. One query beside those that tell who is at home."""
    rows = ranked(village, kind, period)
    return [Place(row["id"], row["rank"], row["earned"], row["year_total"]) for row in rows]


def ranked(village: Village, kind: RankingKind, period: Period) -> QuerySet[Household, Any]:
    """``id``, ``number``, ``earned``, ``year_total`` and ``rank`` of every household, in order. Months and quarters go
    by the points earned in them, a year by its total.

    A correction counts in the month in which it was made, and as what it corrects.
    """
    counted = Q(entries__counted_in__gte=period.start, entries__counted_in__lt=period.end)
    of_year = Q(entries__counted_in__gte=periods.year(period.start).start, entries__counted_in__lt=period.end)
    measure = "year_total" if kind == RankingKind.YEAR else "earned"
    return (
        presence.ranked(village, period)
        .values("id", "number")
        .annotate(
            earned=Coalesce(Sum("entries__points", filter=counted & _of_kinds(EARNED)), 0),
            year_total=Coalesce(Sum("entries__points", filter=of_year & _of_kinds(OF_THE_YEAR)), 0),
        )
        .annotate(rank=Window(Rank(), order_by=F(measure).desc()))
        .order_by("rank", "number")
    )


def _of_kinds(kinds: Sequence[EntryKind]) -> Q:
    return Q(entries__kind__in=kinds) | Q(entries__reverses__kind__in=kinds)
