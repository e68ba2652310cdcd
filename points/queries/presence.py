"""How households stood on a day: at home, away, closed; living here; how many of them. Computed from dated events.

The columns of ``Household`` say how things stand now and are written by the same services. What asks about a past day
(a deed, a month, a year) asks here, so that an event recorded late counts from its day, and one of today changes no
past. A household without events stands as its row says, a closed one from ``left_on`` on.

A village has a few hundred such events in ten years. They are read in one query and put in order here: one place
that knows the rule, for a single claim and for a whole ranking.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Sum

from points.enums import PRESENCE_EVENTS, WEAK_MARKS, EventKind, HouseholdState
from points.models import CareMark, Household, HouseholdEvent, Village
from villagegov.kernel import periods
from villagegov.kernel.periods import Period

#: Whoever is away longer than this has no place in a ranking and is spared the bottom three.
LONG_ABSENCE_MONTHS = 6


@dataclass(frozen=True)
class Step:
    """How a household stands from a day on."""

    day: date
    state: HouseholdState
    resident: bool
    state_before: HouseholdState
    resident_before: bool
    kind: EventKind = EventKind.REGISTER
    event_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Absence:
    """The whole household away from a day on (None: since before anything is known), until it came back."""

    since: date | None
    until: date | None

    def is_long(self, day: date) -> bool:
        """Whether, seen on the day, it lasts or lasted more than ``LONG_ABSENCE_MONTHS``."""
        if self.since is None:
            return True
        return min(self.until or day, day) > periods.shift_months(self.since, LONG_ABSENCE_MONTHS)

    def touches(self, first: date, last: date) -> bool:
        return (self.since is None or self.since <= last) and (self.until is None or self.until > first)


@dataclass
class Life:
    """One household's way through the register."""

    household_id: uuid.UUID
    joined_on: date
    left_on: date | None
    #: As the register says today.
    state: HouseholdState
    resident: bool
    #: In order of time.
    steps: list[Step] = field(default_factory=list)

    def on(self, day: date) -> tuple[HouseholdState, bool]:
        """State and residence on the day."""
        past = [step for step in self.steps if step.day <= day]
        if past:
            return past[-1].state, past[-1].resident
        if self.steps:
            return self.steps[0].state_before, self.steps[0].resident_before
        if self.state == HouseholdState.CLOSED and self.left_on and day < self.left_on:
            return HouseholdState.ACTIVE, self.resident
        return self.state, self.resident

    @property
    def died_out(self) -> bool:
        return bool(self.steps) and self.steps[-1].kind == EventKind.DIED_OUT

    def absences(self) -> list[Absence]:
        """Every time the whole household was away, in order; the last may go on."""
        away = HouseholdState.AWAY
        if not self.steps:
            return [Absence(None, None)] if self.state == away else []
        found: list[Absence] = []
        since = None
        is_away = self.steps[0].state_before == away
        for step in self.steps:
            if step.state == away and not is_away:
                since, is_away = step.day, True
            elif step.state != away and is_away:
                found.append(Absence(since, step.day))
                since, is_away = None, False
        return [*found, Absence(since, None)] if is_away else found

    def long_away(self, day: date) -> bool:
        """Away on the day, and for more than six months by then."""
        return any(absence.touches(day, day) and absence.is_long(day) for absence in self.absences())

    def counted_from(self, year: int, until: date) -> date | None:
        """The first day of the year, up to ``until``, on which it lived here and was on the register; None: never."""
        first, last = max(date(year, 1, 1), self.joined_on), min(date(year, 12, 31), until)
        if first > last:
            return None
        days = [first, *(step.day for step in self.steps if first < step.day <= last)]
        return next((day for day in days if self._counts(day)), None)

    def _counts(self, day: date) -> bool:
        state, resident = self.on(day)
        return resident and state != HouseholdState.CLOSED


def events(village: Village | uuid.UUID) -> QuerySet[HouseholdEvent]:
    """Events that stand: neither struck out nor a striking out, in order of time."""
    return (
        HouseholdEvent.objects.filter(village=village, cancelled_by__isnull=True)
        .exclude(kind=EventKind.CANCELLED)
        .order_by("household", "day", "id")
    )


def lives(village: Village, households: Iterable[Household]) -> dict[uuid.UUID, Life]:
    """The lives of these households. One query."""
    found = {row.pk: _life(row) for row in households}
    steps = _steps(village).filter(household__in=list(found)) if found else ()
    return _filled(found, steps)


def eventful(village: Village) -> dict[uuid.UUID, Life]:
    """The lives of the village's households that have presence events. Two queries."""
    steps = list(_steps(village))
    rows = Household.objects.filter(village=village, pk__in={step.household_id for step in steps}) if steps else ()
    return _filled({row.pk: _life(row) for row in rows}, steps)


def life(household: Household) -> Life:
    return lives(household.village, [household])[household.pk]


def _steps(village: Village) -> QuerySet[HouseholdEvent]:
    return events(village).filter(kind__in=PRESENCE_EVENTS)


def _life(row: Household) -> Life:
    return Life(row.pk, row.joined_on, row.left_on, HouseholdState(row.state), row.resident)


def _filled(found: dict[uuid.UUID, Life], steps: Iterable[HouseholdEvent]) -> dict[uuid.UUID, Life]:
    for event in steps:
        found[event.household_id].steps.append(step_of(event))
    return found


def step_of(event: HouseholdEvent) -> Step:
    return Step(
        day=event.day,
        state=HouseholdState(event.state),
        resident=bool(event.resident),
        state_before=HouseholdState(event.state_before),
        resident_before=bool(event.resident_before),
        kind=EventKind(event.kind),
        event_id=event.pk,
    )


# --------------------------------------------------------------------------------------------------------- people


@dataclass(frozen=True)
class People:
    """How many belong to a household on a day, and how many of them are at home."""

    members: int
    away: int

    @property
    def at_home(self) -> int:
        return self.members - self.away


def people_on(village: Village, households: Collection[Household], day: date) -> dict[uuid.UUID, People]:
    """Today's number less what came after the day. One query."""
    sums = (
        events(village)
        .filter(household__in=[row.pk for row in households])
        .order_by()
        .values("household_id")
        .annotate(after=Sum("people", filter=Q(day__gt=day)), gone=Sum("away", filter=Q(day__lte=day)))
    )
    by_household = {row["household_id"]: row for row in sums}
    nothing: dict[str, int | None] = {"after": 0, "gone": 0}
    return {
        row.pk: People(row.members - (found["after"] or 0), found["gone"] or 0)
        for row in households
        for found in [by_household.get(row.pk, nothing)]
    }


# ------------------------------------------------------------------------------------------------ rankings, boards


def at_home(village: Village, day: date) -> QuerySet[Household]:
    """Households for which a deed of the day counts: living here, on the register and not away on it. Three queries
    with the one it returns.
    """
    known = eventful(village)
    inside = [key for key, found in known.items() if found.on(day) == (HouseholdState.ACTIVE, True)]
    of_row = Q(state=HouseholdState.ACTIVE) | Q(state=HouseholdState.CLOSED, left_on__gt=day)
    return Household.objects.filter(
        (of_row & Q(resident=True) & ~Q(pk__in=list(known))) | Q(pk__in=inside),
        Q(left_on__isnull=True) | Q(left_on__gt=day),
        village=village,
        joined_on__lte=day,
    )


def ranked(village: Village, period: Period) -> QuerySet[Household]:
    """Who has a place in the period's ranking: living here and on the register on its last day, and not away for more
    than six months by then. Three queries with the one it returns.

    Households left out of the bottom three have their place like all others: a gap in the list would say about them in
    public what the exemption is to keep quiet.
    """
    last = period.end - timedelta(days=1)
    known = eventful(village)
    inside = [key for key, found in known.items() if _has_place(found, last)]
    of_row = Q(state=HouseholdState.ACTIVE) | Q(state=HouseholdState.CLOSED, left_on__gte=period.end)
    return Household.objects.filter(
        (of_row & Q(resident=True) & ~Q(pk__in=list(known))) | Q(pk__in=inside),
        Q(left_on__isnull=True) | Q(left_on__gte=period.end),
        village=village,
        joined_on__lt=period.end,
    )


def _has_place(found: Life, day: date) -> bool:
    state, resident = found.on(day)
    return resident and state != HouseholdState.CLOSED and not found.long_away(day)


def spared(village: Village, since: date, until: date) -> frozenset[uuid.UUID]:
    """Households that nobody is to find at the bottom of anything in these days (both included): left out by hand, away
    for more than six months, of nobody but old, ill or disabled people. Five queries; whoever asks shows no reason.
    """
    by_hand = Household.objects.filter(village=village, unranked=True).values_list("pk", flat=True)
    away = {
        key
        for key, found in eventful(village).items()
        for absence in found.absences()
        if absence.touches(since, until) and absence.is_long(until)
    }
    return frozenset({*by_hand, *away, *_weak(village, since, until)})


def is_spared(household: Household, day: date) -> bool:
    return household.unranked or household.pk in spared(household.village, day, day)


def _weak(village: Village, since: date, until: date) -> set[uuid.UUID]:
    """Households where the marks of old, ill and disabled people cover everybody who is at home."""
    marks = CareMark.objects.filter(village=village, kind__in=WEAK_MARKS, since__lte=until)
    marks = marks.filter(Q(until__isnull=True) | Q(until__gt=since))
    covered = dict(marks.order_by().values_list("household_id").annotate(Sum("people")))
    rows = list(Household.objects.filter(village=village, pk__in=list(covered))) if covered else []
    at_home = people_on(village, rows, until) if rows else {}
    return {row.pk for row in rows if covered[row.pk] >= at_home[row.pk].at_home}


# --------------------------------------------------------------------------------------------------------- public


def gone(path: str = "") -> Q:
    """Closed households: they stand on no public page, from the moment this is recorded. ``path``: the way there."""
    return Q(**{f"{path}__state" if path else "state": HouseholdState.CLOSED})


def former_heads(village: Village, households: Any) -> dict[uuid.UUID, set[str]]:
    """Names that headed these households (ids, or a queryset of them) before: as personal as today's. One query."""
    rows = (
        HouseholdEvent.objects.filter(village=village, household__in=households, words__isnull=False)
        .exclude(words__old_head="")
        .values_list("household_id", "words__old_head")
    )
    found: dict[uuid.UUID, set[str]] = {}
    for household, name in rows:
        found.setdefault(household, set()).add(name)
    return found
