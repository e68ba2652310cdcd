"""The three hundred-percents 三个100% of a quarter, what is open by age, and what the public is told.

Counted by the day a demand was brought in; what was taken back is left out. Never by officer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from councils.enums import DEMAND_OPEN, DemandKind, DemandOutcome, DemandState
from councils.models import Demand
from councils.queries.fairness import Share, too_few
from points.models import Village
from villagegov.kernel import clock, periods
from villagegov.kernel.periods import Period

_STANDS = Q(state__in=[DemandState.ANSWERED, DemandState.SETTLED])
_NOT_HERE = Q(outcome__in=[DemandOutcome.EXPLAINED, DemandOutcome.PASSED_ON])
#: Days since they were brought in, from and to.
AGES: tuple[tuple[int, int | None], ...] = ((0, 7), (8, 30), (31, 90), (91, None))
#: Counts of a table, by name.
COUNTS = {
    "filed": Q(),
    "solved": Q(outcome=DemandOutcome.SOLVED) & _STANDS,
    "explained": Q(outcome=DemandOutcome.EXPLAINED) & _STANDS,
    "passed_on": Q(outcome=DemandOutcome.PASSED_ON) & _STANDS,
    "answered": Q(answered_at__isnull=False),
    "agreed": Q(state=DemandState.SETTLED),
    "solvable": ~_NOT_HERE,
    "not_here": _NOT_HERE,
    "told": _NOT_HERE & _STANDS,
    "must": Q(visit_due_on__isnull=False),
    "in_time": Q(visited_on__lte=F("visit_due_on")),
}


@dataclass
class Row:
    """A kind, or all of them (label empty)."""

    label: str
    filed: int = 0
    solved: int = 0
    explained: int = 0
    passed_on: int = 0
    hidden: bool = False

    @property
    def under_way(self) -> int:
        return self.filed - self.solved - self.explained - self.passed_on


@dataclass(frozen=True)
class Age:
    first: int
    last: int | None
    count: int


@dataclass(frozen=True)
class Report:
    period: Period
    filed: int
    #: Solved of those that can be solved; explained of those that cannot be now; answered of all.
    solved: Share
    explained: Share
    answered: Share
    #: The household says that it is so, of those answered. Somebody was there in time, of those that ask for it.
    agreed: Share
    in_time: Share
    kinds: Sequence[Row]
    ages: Sequence[Age]
    #: By quarter up to this one: brought in, answered.
    quarters: Sequence[tuple[Period, int, int]] = field(default_factory=tuple)


def report(village: Village, period: Period, today: date) -> Report:
    """Three queries and one for each quarter of the picture."""
    found = of_period(village, period)
    counts = found.aggregate(**{name: Count("pk", filter=where) for name, where in COUNTS.items()})
    return Report(
        period,
        counts["filed"],
        Share(counts["solved"], counts["solvable"]),
        Share(counts["told"], counts["not_here"]),
        Share(counts["answered"], counts["filed"]),
        Share(counts["agreed"], counts["answered"]),
        Share(counts["in_time"], counts["must"]),
        by_kind(found),
        ages(village, today),
        quarters(village, period),
    )


def of_period(village: Village, period: Period) -> QuerySet[Demand]:
    start, end = clock.start_of(period.start), clock.start_of(period.end)
    rows = Demand.objects.filter(village=village, filed_at__gte=start, filed_at__lt=end)
    return rows.exclude(state=DemandState.WITHDRAWN).order_by()


def by_kind(rows: QuerySet[Demand]) -> list[Row]:
    """Every kind, also those of which there is none. One query."""
    names = ("filed", "solved", "explained", "passed_on")
    counted = rows.values("kind").annotate(**{name: Count("pk", filter=COUNTS[name]) for name in names})
    known: dict[str, dict[str, Any]] = {one["kind"]: dict(one) for one in counted}
    found = []
    for kind in DemandKind:
        row = Row(str(kind.label))
        for name in names:
            setattr(row, name, known.get(kind, {}).get(name, 0))
        found.append(row)
    return found


def ages(village: Village, today: date) -> list[Age]:
    """Open ones, those that nobody agrees on among them, by days since they were brought in."""
    states = [*DEMAND_OPEN, DemandState.UNSETTLED]
    rows = Demand.objects.filter(village=village, state__in=states).values_list("filed_at", flat=True)
    days = [(today - clock.local_day(moment)).days for moment in rows]
    return [
        Age(first, last, sum(first <= day and (last is None or day <= last) for day in days)) for first, last in AGES
    ]


def quarters(village: Village, period: Period, many: int = 5) -> list[tuple[Period, int, int]]:
    """The quarters up to this one. One query."""
    found = [periods.quarter(periods.add_months(period.start, -3 * back)) for back in range(many)][::-1]
    counts = {}
    for number, one in enumerate(found):
        inside = Q(filed_at__gte=clock.start_of(one.start), filed_at__lt=clock.start_of(one.end))
        counts[f"filed_{number}"] = Count("pk", filter=inside)
        counts[f"answered_{number}"] = Count("pk", filter=inside & COUNTS["answered"])
    rows = Demand.objects.filter(village=village).exclude(state=DemandState.WITHDRAWN)
    known = rows.aggregate(**counts)
    return [(one, known[f"filed_{n}"], known[f"answered_{n}"]) for n, one in enumerate(found)]


# ------------------------------------------------------------------------------------------------------------ in public


@dataclass(frozen=True)
class Public:
    filed: int
    answered: int
    solved: int
    kinds: Sequence[Row]
    #: Told in public with the household's leave, in words that name nobody.
    told: Sequence[Demand]


def in_short(village: Village, period: Period) -> dict[str, int]:
    """``filed``, ``answered``, ``solved``. One query."""
    names = ("filed", "answered", "solved")
    return of_period(village, period).aggregate(**{name: Count("pk", filter=COUNTS[name]) for name in names})


def public(village: Village, period: Period) -> Public:
    """Kinds of which there are too few are held back, with the next smallest where one could work it out."""
    found = of_period(village, period)
    counts = in_short(village, period)
    rows = [row for row in by_kind(found) if row.filed]
    for row in too_few(rows, lambda row: row.filed, False):
        row.hidden = True
    told = found.filter(_STANDS, may_publish=True).exclude(public_words="").order_by("-filed_at", "-number")
    return Public(counts["filed"], counts["answered"], counts["solved"], rows, list(told[:50]))


def years(village: Village, today: date) -> list[Period]:
    """Years with demands, the running one first."""
    first = Demand.objects.filter(village=village).order_by("filed_at").values_list("filed_at", flat=True).first()
    oldest = clock.local_day(first).year if first else today.year
    return [periods.year(date(year, 1, 1)) for year in range(today.year, max(oldest, today.year - 4) - 1, -1)]


def quarters_known(today: date, many: int = 9) -> list[Period]:
    """The running quarter and those before it."""
    start = periods.quarter(today).start
    return [periods.quarter(periods.add_months(start, -3 * back)) for back in range(many)]


def last_day(period: Period, today: date) -> date:
    return min(period.end - timedelta(days=1), today)
