"""What moved: who gained most against the month before, a household's own way through the months, and what the open
month has corrected. Everything but the corrections is read from frozen rankings.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest

from boards.enums import RankingKind
from boards.models import RankingRow
from boards.queries.board import public_name
from councils.queries import corrections
from councils.queries.publicity import Reader
from points.models import Village
from points.queries import presence
from villagegov.kernel import periods

MOVERS = 5
#: Months of a household's own way.
MONTHS = 12
#: Corrections written out; the rest stand on their own page.
CORRECTIONS = 5


@dataclass(frozen=True)
class Mover:
    household: str
    group: str
    points: int
    #: What it earned in the month before, not below zero: what somebody lost is told by the board alone.
    before: int
    place: int

    @property
    def gain(self) -> int:
        return self.points - self.before


@dataclass(frozen=True)
class OwnMonth:
    month: date
    points: int
    #: None where nothing was earned.
    place: int | None


@dataclass(frozen=True)
class OwnWay:
    """A household's months, oldest first."""

    household_id: uuid.UUID
    household: str
    months: tuple[OwnMonth, ...]


@dataclass(frozen=True)
class OpenCorrections:
    month: date
    count: int
    lines: Sequence[corrections.Line]


def movers(village: Village, month: date, count: int = MOVERS) -> list[Mover]:
    """Who earned more than in the month before, the largest difference first. Nobody who earned less is named. None in
    the first ranked month, of which nothing was before. One query.
    """
    before = RankingRow.objects.filter(
        village=OuterRef("village"),
        household=OuterRef("household"),
        ranking__kind=RankingKind.MONTH,
        ranking__start=periods.add_months(month, -1),
    )
    rows = (
        RankingRow.objects.filter(village=village, ranking__kind=RankingKind.MONTH, ranking__start=month, earned__gt=0)
        .exclude(presence.gone("household"))
        .annotate(was=Subquery(before.values("earned")[:1]))
        .exclude(was=None)
        .annotate(floor=Greatest(Coalesce("was", 0), 0))
        .annotate(gain=F("earned") - F("floor"))
        .filter(gain__gt=0)
        .select_related("household__group")
        .order_by("-gain", "rank", "household__number")[:count]
    )
    return [
        Mover(public_name(row.household), row.household.group.name, row.earned, row.floor, row.rank) for row in rows
    ]


def own_ways(village: Village, households: Collection[uuid.UUID], last: date) -> list[OwnWay]:
    """One's own households' months up to ``last``, for nobody else to see. One query; none without a household."""
    if not households:
        return []
    rows = (
        RankingRow.objects.filter(
            village=village,
            household__in=households,
            ranking__kind=RankingKind.MONTH,
            ranking__start__lte=last,
            ranking__start__gt=periods.add_months(last, -MONTHS),
        )
        .order_by("household__number", "ranking__start")
        .values_list("household_id", "household__head_name", "ranking__start", "earned", "rank")
    )
    found: dict[uuid.UUID, tuple[str, list[OwnMonth]]] = {}
    for household, name, month, earned, rank in rows:
        found.setdefault(household, (name, []))[1].append(OwnMonth(month, earned, rank if earned > 0 else None))
    return [OwnWay(household, name, tuple(months)) for household, (name, months) in found.items()]


def open_corrections(village: Village, month: date) -> OpenCorrections:
    """What was corrected since the last close and therefore counts in ``month``, the one that is open. Two queries."""
    counted = Q(reversal__counted_in__gte=month) | Q(reversal=None, new_entry__counted_in__gte=month)
    rows = corrections.public(village).filter(counted)
    count = rows.count()
    return OpenCorrections(month, count, corrections.lines(rows[:CORRECTIONS], Reader()) if count else [])
