"""Figures of closed months for everybody: how much was given in each, in which category, to which group.

What stands on fewer than five households is not told (``councils.queries.fairness.LEAST``): in a village it would name
somebody. Deeds that may not be shown in public count in no figure by category.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Max, Q, Sum

from boards.enums import RankingKind
from boards.models import Ranking, RankingRow
from boards.queries import candidates
from councils.queries.fairness import too_few
from points.enums import Disclosure
from points.models import Item, Village
from points.queries import presence
from villagegov.kernel import periods

#: Months of a trend.
MONTHS = 12


@dataclass(frozen=True)
class MonthFigure:
    """A closed month of the village, as it was frozen."""

    month: date
    households: int
    #: Households that earned something.
    scoring: int
    points: int


@dataclass(frozen=True)
class Part:
    """A category or a group in a period."""

    number: int
    name: str
    #: Households that earned something; of a group, all its households as well.
    scoring: int
    households: int
    #: None where it stands on too few households.
    points: int | None


def months(village: Village, last: date, count: int = MONTHS) -> tuple[MonthFigure, ...]:
    """The ranked months up to ``last``, oldest first. One query, of frozen rankings."""
    rows = (
        Ranking.objects.filter(village=village, kind=RankingKind.MONTH, start__lte=last)
        .filter(start__gt=periods.add_months(last, -count))
        .order_by("start")
        .values_list("start", "households", "scoring_households", "points_total")
    )
    return tuple(MonthFigure(*row) for row in rows)


def categories(village: Village, month: date) -> tuple[Part, ...]:
    """Points given in a closed month, by category in the order of the rules. One query."""
    hidden = Item.objects.filter(village=village, disclosure=Disclosure.NONE).values("pk")
    rows = (
        candidates.month_deeds(village, month)
        .filter(points__gt=0)
        .exclude(claim__item__in=hidden)
        .values_list("category_number")
        .annotate(
            Max("claim__item__category__name"),
            Count("household", distinct=True),
            Sum("points"),
        )
        .order_by("category_number")
    )
    return held_back([Part(number, name, scoring, scoring, points) for number, name, scoring, points in rows])


def groups(village: Village, ranking: Ranking) -> tuple[Part, ...]:
    """Points of a ranking's period by group, without households that were closed since. One query."""
    rows = (
        RankingRow.objects.filter(village=village, ranking=ranking)
        .exclude(presence.gone("household"))
        .values("household__group__number")
        .annotate(
            name=Max("household__group__name"),
            scoring=Count("id", filter=Q(earned__gt=0)),
            households=Count("id"),
            points=Sum("earned", filter=Q(earned__gt=0), default=0),
        )
        .order_by("household__group__number")
        .values_list("household__group__number", "name", "scoring", "households", "points")
    )
    return held_back([Part(*row) for row in rows])


def held_back(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The same with no points where they stand on too few, and where they could be worked out from the rest."""
    few = {part.number for part in too_few(parts, lambda part: part.scoring, alone=False)}
    return tuple(replace(part, points=None) if part.number in few else part for part in parts)
