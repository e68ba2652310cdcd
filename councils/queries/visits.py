"""Whom to visit next, and what a month of visits brought. Care marks are read through ``points.services.care``."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from councils.enums import (
    DEMAND_OPEN,
    VISIT_DAYS,
    DemandKind,
    DemandOutcome,
    DemandState,
    DemandTopic,
    VisitKind,
)
from councils.models import Demand, Pairing, Visit, VisitRhythm
from councils.queries import demands, grids, pairings
from points.enums import HouseholdState, Role
from points.models import CareMark, Household, User, Village
from points.queries import access
from points.queries import care as care_queries
from villagegov.kernel import clock, periods
from villagegov.kernel.periods import Period

#: A demand that could not be met asks for a visit afterwards; after so many months it is over.
REVISIT_MONTHS = 6
MARKED = (VisitKind.HARDSHIP, VisitKind.LONE_ELDERLY, VisitKind.LEFT_BEHIND)


@dataclass
class Due:
    """A household, why it is to be visited, when somebody was there last, and until when the next visit is."""

    household: Household
    due_on: date
    kinds: list[str] = field(default_factory=list)
    last: date | None = None
    late: bool = False


def rhythm(village: Village) -> dict[VisitKind, int]:
    """Days between two visits, by kind."""
    own = dict(VisitRhythm.objects.filter(village=village).values_list("kind", "days"))
    return {kind: own.get(kind, days) for kind, days in VISIT_DAYS.items()}


def groups_of(user: User, village: Village) -> list[int] | None:
    """The groups whose marks this person may see; None: all of the village."""
    if access.has_role(user, village, Role.ADMINISTRATOR):
        return None
    return grids.own_groups(user, village)


def marks(village: Village, day: date, groups: list[int] | None) -> list[CareMark]:
    """Running marks of the three kinds, at home; none for whoever has no grid."""
    if groups is not None and not groups:
        return []
    rows = care_queries.running(village, day, groups=groups or ())
    return list(rows.filter(kind__in=MARKED).exclude(household__state=HouseholdState.AWAY))


def due(village: Village, day: date, found: Sequence[CareMark], groups: list[int] | None) -> list[Due]:
    """The list, the most pressing first. ``found``: the marks this person reads. Four queries."""
    days = rhythm(village)
    wanted: dict[uuid.UUID, tuple[Household, list[tuple[VisitKind, date]]]] = {}
    for mark in found:
        wanted.setdefault(mark.household_id, (mark.household, []))[1].append((VisitKind(mark.kind), mark.since))
    for demand in _unmet(village, day, groups):
        answered = clock.local_day(demand.answered_at) if demand.answered_at else day
        kinds = wanted.setdefault(demand.household_id, (demand.household, []))[1]
        kinds.append((VisitKind.REVISIT, answered))
    last = last_visits(village, wanted)
    rows = [row for key, (home, kinds) in wanted.items() if (row := _due(home, kinds, last.get(key), days, day))]
    return sorted(rows, key=lambda row: (row.due_on, row.household.number))


def with_pairs(found: Sequence[Due], pairs: QuerySet[Pairing], day: date) -> list[Due]:
    """The list with the duties of pairing 结对 as a reason of their own: their visits are those of the paired person.

    A household that is on the list for another reason too stands there once, by the earlier day. One query.
    """
    rows = {row.household.pk: row for row in found}
    for pair in pairings.due(pairs, day):
        household, words = pair.pairing.household, _("paired with %(name)s") % {"name": pair.pairing.name}
        row = rows.setdefault(household.pk, Due(household, pair.due_on, [], pair.last, pair.late))
        row.kinds.append(words)
        row.due_on, row.late = min(row.due_on, pair.due_on), row.late or pair.late
    return sorted(rows.values(), key=lambda row: (row.due_on, row.household.number))


def _due(
    household: Household, kinds: list[tuple[VisitKind, date]], last: date | None, days: dict[VisitKind, int], day: date
) -> Due | None:
    """Marks ask again and again; a demand that could not be met asks for one visit after its answer."""
    asked = [
        (kind, (max(last, since) if last else since) + timedelta(days=days[kind]))
        for kind, since in kinds
        if kind is not VisitKind.REVISIT or last is None or last < since
    ]
    if not asked:
        return None
    due_on = min(until for _kind, until in asked)
    labels = list(dict.fromkeys(str(kind.label) for kind, _until in asked))
    return Due(household, due_on, labels, last, late=due_on < day)


def _unmet(village: Village, day: date, groups: list[int] | None) -> QuerySet[Demand]:
    """Explained, passed on, or not agreed to, not long ago."""
    since = clock.start_of(periods.shift_months(day, -REVISIT_MONTHS))
    rows = Demand.objects.filter(village=village, answered_at__gte=since).exclude(state=DemandState.REOPENED)
    rows = rows.filter(
        Q(outcome__in=[DemandOutcome.EXPLAINED, DemandOutcome.PASSED_ON]) | Q(state=DemandState.UNSETTLED)
    )
    if groups is not None:
        rows = rows.filter(household__group__number__in=groups)
    gone = [HouseholdState.CLOSED, HouseholdState.AWAY]
    return rows.exclude(household__state__in=gone).select_related("household__group").order_by("answered_at")


def last_visits(village: Village, households: Iterable[uuid.UUID]) -> dict[uuid.UUID, date]:
    rows = Visit.objects.filter(village=village, household__in=list(households)).order_by()
    return dict(rows.values_list("household").annotate(last=Max("visited_on")))


def waiting_count(user: User, village: Village) -> int:
    """Where somebody must arrive and nobody was yet."""
    return demands.to_arrive(demands.visible(user, village)).count()


def late_count(user: User, village: Village, day: date) -> int:
    return demands.to_arrive(demands.visible(user, village)).filter(visit_due_on__lt=day).count()


def visible(user: User, village: Village) -> QuerySet[Visit]:
    """All for the office; for a grid officer those in the own grids and the own ones."""
    rows = Visit.objects.filter(village=village).select_related("household__group", "recorded_by", "demand")
    if access.has_role(user, village, *demands.READERS):
        return rows
    return rows.filter(Q(household__group__number__in=grids.own_groups(user, village)) | Q(recorded_by=user))


def of_household(household: Household, limit: int = 5) -> list[Visit]:
    rows = Visit.objects.filter(village=household.village_id, household=household)
    return list(rows.order_by("-visited_on", "-recorded_at")[:limit])


# ------------------------------------------------------------------------------------------- the study of a month


@dataclass(frozen=True)
class Repeat:
    topic: str
    #: This month, the three months before, still open now.
    now: int
    before: int
    open: int


@dataclass(frozen=True)
class Study:
    period: Period
    visits: int
    households: int
    heard: Sequence[Visit]
    kinds: Sequence[tuple[str, int]]
    repeats: Sequence[Repeat]
    open: Sequence[Demand]
    again: Sequence[Demand]


def study(user: User, village: Village, month: date, today: date) -> Study:
    """What was heard, what is open, what repeats, for the meeting of the month. Seven queries."""
    period = periods.month(month)
    rows = visible(user, village).filter(visited_on__gte=period.start, visited_on__lt=period.end)
    counts = rows.order_by().aggregate(visits=Count("pk"), households=Count("household", distinct=True))
    seen = demands.visible(user, village)
    opened = seen.filter(state__in=[*DEMAND_OPEN, DemandState.UNSETTLED]).order_by("filed_at", "number")
    return Study(
        period,
        counts["visits"],
        counts["households"],
        list(rows.exclude(heard="").order_by("household__group__number", "visited_on", "pk")[:100]),
        _kinds(seen, period),
        _repeats(seen, period),
        list(opened[:100]),
        list(demands.again(seen, today)[:50]),
    )


def _inside(start: date, end: date) -> Q:
    return Q(filed_at__gte=clock.start_of(start), filed_at__lt=clock.start_of(end))


def _kinds(seen: QuerySet[Demand], period: Period) -> list[tuple[str, int]]:
    rows = seen.filter(_inside(period.start, period.end)).exclude(state=DemandState.WITHDRAWN).order_by()
    known = dict(rows.values_list("kind").annotate(count=Count("pk")))
    return [(str(kind.label), known.get(kind, 0)) for kind in DemandKind]


def _repeats(seen: QuerySet[Demand], period: Period) -> list[Repeat]:
    """What came more than once in four months, the most frequent first."""
    since = periods.add_months(period.start, -3)
    rows: Any = seen.filter(_inside(since, period.end)).exclude(state=DemandState.WITHDRAWN).order_by()
    counted = rows.values("topic").annotate(
        now=Count("pk", filter=_inside(period.start, period.end)),
        before=Count("pk", filter=_inside(since, period.start)),
        open=Count("pk", filter=Q(state__in=DEMAND_OPEN)),
    )
    found = [
        Repeat(str(DemandTopic(row["topic"]).label), row["now"], row["before"], row["open"])
        for row in counted
        if row["now"] and row["now"] + row["before"] > 1
    ]
    return sorted(found, key=lambda one: (-one.now - one.before, one.topic))


def months(today: date, many: int = 6) -> list[date]:
    return [periods.add_months(today, -back) for back in range(many)]
