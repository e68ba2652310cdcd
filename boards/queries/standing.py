"""Who stands where in a month, a quarter or a year.

Everybody is on the list; a place has whoever earned something in the period. The others follow in the order of the
register, without place and number: half of the households have no points in a month, that is no offence, and what
somebody lost is told in public by the board alone, after its gate.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Sum

from boards.enums import RankingKind
from boards.models import Ranking, RankingRow
from boards.queries import figures
from boards.queries.board import public_name
from points.models import Village
from points.queries import presence
from villagegov.kernel import clock, periods
from villagegov.kernel.periods import Period, PeriodKind


@dataclass(frozen=True)
class Row:
    #: None for those who have no points in the period.
    place: int | None
    household: str
    group: str
    group_number: int
    #: None where it is nobody's business: without a place, and not one's own.
    points: int | None
    mine: bool
    #: Among the households of its group.
    group_place: int | None = None


@dataclass(frozen=True)
class Standing:
    period: Period
    #: The last month that is counted; for a year that is still running, the last closed one.
    through: date
    placed: list[Row]
    others: list[Row]
    households: int
    most: int
    #: When the period was frozen; None for a running year.
    frozen_on: date | None = None
    #: Points by group; nothing for a running year, whose months are frozen one by one.
    groups: tuple[figures.Part, ...] = ()


def periods_of(village: Village) -> list[Period]:
    """Every period with a standing, the latest first; the running year from its first closed month on. One query."""
    found = set()
    for kind, start in Ranking.objects.filter(village=village).values_list("kind", "start"):
        found.add(periods.period(kind, start))
        found.add(periods.year(start))
    return sorted(found, key=lambda period: (period.kind, period.start), reverse=True)


def standing(village: Village, period: Period, own: Collection[uuid.UUID] = ()) -> Standing | None:
    """The standing of a period; three queries, for a running year too. None where it has not been ranked."""
    ranking = _ranking(village, period)
    if ranking is None:
        return None
    measure = "year_total" if period.kind is PeriodKind.YEAR else "earned"
    rows = list(
        RankingRow.objects.filter(village=village, ranking=ranking)
        .exclude(presence.gone("household"))
        .select_related("household__group")
        .order_by(f"-{measure}", "household__number")
    )
    earned = _earned(village, period, ranking, rows)
    placed: list[Row] = []
    others: list[tuple[int, str, Row]] = []
    last = place = 0
    for number, row in enumerate(rows, 1):
        points, household = getattr(row, measure), row.household
        if number == 1 or points != last:
            last, place = points, number
        scores, mine = earned.get(household.pk, 0) > 0, household.pk in own
        line = Row(
            place=place if scores else None,
            household=public_name(household),
            group=household.group.name,
            group_number=household.group.number,
            points=points if scores or mine else None,
            mine=mine,
        )
        if scores:
            placed.append(line)
        else:
            others.append((household.group.number, household.number, line))
    in_register_order = [line for _group, _number, line in sorted(others, key=lambda other: other[:2])]
    through = periods.period(ranking.kind, ranking.start).last_month
    frozen_on = clock.local_day(ranking.frozen_at) if ranking.kind == period.kind.value else None
    most = placed[0].points or 0 if placed else 0
    groups = figures.groups(village, ranking) if frozen_on else ()
    return Standing(period, through, _in_groups(placed), in_register_order, len(rows), most, frozen_on, groups)


def _in_groups(placed: list[Row]) -> list[Row]:
    """Each with its place among its group; equals share one, as in the village."""
    before: dict[int, list[int]] = {}
    found = []
    for row in placed:
        places = before.setdefault(row.group_number, [])
        places.append(row.place or 0)
        found.append(replace(row, group_place=1 + places.index(row.place or 0)))
    return found


def _earned(village: Village, period: Period, ranking: Ranking, rows: list[RankingRow]) -> dict[uuid.UUID, int]:
    """What each household earned in the period; for a running year, over its ranked months."""
    if ranking.kind == period.kind.value:
        return {row.household_id: row.earned for row in rows}
    months = RankingRow.objects.filter(
        village=village,
        ranking__kind=RankingKind.MONTH,
        ranking__start__gte=period.start,
        ranking__start__lt=period.end,
    )
    return dict(months.order_by().values_list("household_id").annotate(Sum("earned")))


def _ranking(village: Village, period: Period) -> Ranking | None:
    rankings = Ranking.objects.filter(village=village)
    found = rankings.filter(kind=period.kind.value, start=period.start).first()
    if found is None and period.kind is PeriodKind.YEAR:
        months = rankings.filter(kind=RankingKind.MONTH, start__gte=period.start, start__lt=period.end)
        found = months.order_by("-start").first()
    return found
