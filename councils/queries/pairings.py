"""Pairing 结对 as the office and the paired person see it. In public there is only a count."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.db.models import CharField, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat, StrIndex

from councils.models import Pairing, Visit
from councils.queries import fairness
from points.enums import HouseholdState, Role
from points.models import Household, Membership, User, Village
from points.queries import access

#: Who sees all pairs; everybody of the office sees the own ones.
ALL = (Role.OFFICER, Role.ADMINISTRATOR)
OFFICE = (*ALL, Role.GRID_OFFICER, Role.COMMITTEE, Role.SUPERVISOR)


#: Between names, and what stands beside one: titles are no part of it.
_BETWEEN = "[\\s　、，。,;；/／|+＋&.()（）]+|和|与|及|同志|书记|主任|委员|组长|会计|文书"


@dataclass(frozen=True)
class PairDue:
    """A pair, when its person was there last, and by when the next visit is."""

    pairing: Pairing
    last: date | None
    due_on: date
    late: bool


def running(village: Village, day: date) -> QuerySet[Pairing]:
    """Those that hold on the day, of households still there."""
    rows = Pairing.objects.filter(village=village, since__lte=day).exclude(until__lte=day)
    rows = rows.exclude(household__state=HouseholdState.CLOSED)
    return rows.select_related("household__group", "user").order_by("household__group__number", "household__number")


def of_person(village: Village, day: date, user: User) -> QuerySet[Pairing]:
    return running(village, day).filter(user=user)


def visible(user: User, village: Village, day: date) -> QuerySet[Pairing]:
    """All for the office, else the own ones."""
    if access.has_role(user, village, *ALL):
        return running(village, day)
    return of_person(village, day, user)


def is_paired(user: User, household: Household, day: date) -> bool:
    """Whether this person may write down a visit because of a pairing."""
    return of_person(household.village, day, user).filter(household=household).exists()


def _apart(names: str | OuterRef) -> Concat:
    """Names as people write them one after the other, each between the same signs: 李华 is not found in 李华强."""
    bare = Func(names, Value(_BETWEEN), Value("、"), Value("g"), function="regexp_replace", output_field=CharField())
    return Concat(Value("、"), bare, Value("、"), output_field=CharField())


def with_last(rows: QuerySet[Pairing]) -> QuerySet[Pairing]:
    """``last``: the day on which the paired person was there: written down by, or with the name of, that person."""
    visits = Visit.objects.alias(place=StrIndex(_apart("visitors"), _apart(OuterRef("name")))).filter(
        Q(recorded_by=OuterRef("user")) | Q(place__gt=0),
        village=OuterRef("village"), household=OuterRef("household"), visited_on__gte=OuterRef("since"),
    ).order_by("-visited_on")  # fmt: skip
    return rows.annotate(last=Subquery(visits.values("visited_on")[:1]))


def due(rows: QuerySet[Pairing], day: date) -> list[PairDue]:
    """The next visit of each pair, the most pressing first; families away wait. One query."""
    found = []
    for row in with_last(rows.exclude(household__state=HouseholdState.AWAY)):
        last = row.last  # type: ignore[attr-defined]
        due_on = (last or row.since) + timedelta(days=row.days)
        found.append(PairDue(row, last, due_on, due_on < day))
    return sorted(found, key=lambda one: (one.due_on, one.pairing.household.number))


def late_count(user: User, village: Village, day: date) -> int:
    """The own ones that are late."""
    return sum(one.late for one in due(of_person(village, day, user), day))


def ended(village: Village, day: date, limit: int = 20) -> list[Pairing]:
    rows = Pairing.objects.filter(village=village, until__lte=day).select_related("household")
    return list(rows.order_by("-until", "household__number")[:limit])


def by_person(rows: Collection[Pairing]) -> list[tuple[str, list[Pairing]]]:
    """Name and pairs, by name."""
    ordered = sorted(rows, key=lambda row: (row.name, str(row.user_id or ""), row.household.number))
    return [(name, list(found)) for name, found in groupby(ordered, key=lambda row: row.name)]


def public_count(village: Village, day: date) -> int | None:
    """How many households are paired; None where there are none, or so few that somebody could be recognised."""
    count = running(village, day).count()
    return count if count >= fairness.LEAST else None


def people(village: Village) -> list[User]:
    """Who has a log-in in this village, by name: whom a household can be paired with."""
    rows = Membership.objects.filter(village=village, active=True, user__is_active=True).select_related("user")
    return sorted({row.user for row in rows}, key=lambda user: (user.name, user.pk))


def users_by_name(village: Village) -> dict[str, list[User]]:
    found: dict[str, list[User]] = {}
    for user in people(village):
        found.setdefault(user.name, []).append(user)
    return found


def of_key(village: Village, key: uuid.UUID) -> Pairing | None:
    return Pairing.objects.filter(village=village, pk=key).select_related("household__group", "user").first()
