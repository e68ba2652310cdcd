"""Activities: what comes, what was held, who signed in, and the year's figures by kind."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Count, Prefetch, QuerySet, Sum

from councils.enums import ActivityKind, ActivityState
from councils.models import Activity, ActivityPhoto, SignIn
from councils.queries.volunteers.people import MANAGERS
from points.models import Group, Household, Photo, User, Village
from points.queries import access, households
from villagegov.kernel import clock, periods

PHOTOS = "shown_photos"


def rows(village: Village) -> QuerySet[Activity]:
    return Activity.objects.filter(village=village)


def coming(village: Village, day: date) -> QuerySet[Activity]:
    """Planned, today or later, the next first."""
    return rows(village).filter(state=ActivityState.PLANNED, day__gte=day).order_by("day", "begins", "number")


def to_report(village: Village, day: date) -> QuerySet[Activity]:
    """Their day is over and nobody has written what became of them."""
    return rows(village).filter(state=ActivityState.PLANNED, day__lt=day).order_by("day", "number")


def waiting_count(user: User, village: Village) -> int:
    """Activities that wait for their report."""
    return to_report(village, clock.today()).count() if access.has_role(user, village, *MANAGERS) else 0


def of_year(village: Village, year: int) -> QuerySet[Activity]:
    period = periods.year(date(year, 1, 1))
    return rows(village).filter(day__gte=period.start, day__lt=period.end).order_by("-day", "-number")


def held(village: Village, year: int) -> QuerySet[Activity]:
    return of_year(village, year).filter(state=ActivityState.HELD)


def years(village: Village, today: date) -> list[int]:
    found = {day.year for day in rows(village).dates("day", "year")}
    return sorted({year for year in found if year <= today.year} | {today.year}, reverse=True)


@dataclass(frozen=True)
class Figure:
    label: str
    count: int
    participants: int


def figures(village: Village, year: int) -> list[Figure]:
    """What was held in the year, by kind; kinds without any are left out. One query."""
    found = held(village, year).order_by().values_list("kind").annotate(count=Count("id"), people=Sum("participants"))
    by_kind = {kind: (count, people) for kind, count, people in found}
    return [Figure(str(kind.label), *by_kind[kind]) for kind in ActivityKind if kind in by_kind]


def with_pictures(found: QuerySet[Activity], *, public: bool) -> QuerySet[Activity]:
    """``shown_photos``: the pictures; in public those alone on which everybody agreed."""
    photos = ActivityPhoto.objects.filter(photo__deleted_at__isnull=True).select_related("photo").order_by("id")
    photos = photos.filter(agreed=True) if public else photos
    return found.prefetch_related(Prefetch("photos", photos, to_attr=PHOTOS))


def sign_ins(activity: Activity) -> QuerySet[SignIn]:
    found = SignIn.objects.filter(village=activity.village_id, activity=activity)
    return found.select_related("household__group").order_by("household__group__number", "household__number")


def people_signed(activity: Activity) -> int:
    found = SignIn.objects.filter(village=activity.village_id, activity=activity)
    return found.aggregate(sum=Sum("people"))["sum"] or 0


@dataclass
class Line:
    household: Household
    sign_in: SignIn | None


def sheet(activity: Activity, day: date) -> list[tuple[Group, list[Line]]]:
    """Every household at home, group by group, with its sign-in; and whoever signed in and is not at home. Few queries,
    however many households.
    """
    village = activity.village
    there: dict[uuid.UUID, SignIn] = {row.household_id: row for row in sign_ins(activity)}
    listed = {home.pk: home for home in households.by_group(village, day)}
    listed |= {key: row.household for key, row in there.items() if key not in listed}
    homes = sorted(listed.values(), key=lambda home: (home.group.number, home.number))
    return [
        (group, [Line(home, there.get(home.pk)) for home in members])
        for group, members in groupby(homes, key=lambda home: home.group)
    ]


def mine(village: Village, keys: set[uuid.UUID], year: int) -> list[SignIn]:
    """The households' own sign-ins of the year."""
    found = SignIn.objects.filter(village=village, household__in=keys, activity__day__year=year)
    return list(found.select_related("activity", "household").order_by("-activity__day", "-activity__number"))


def may_see_photo(user: User, village: Village, photo: Photo) -> bool:
    """A picture of an activity: where everybody on it agreed, whoever is signed in here; else the office."""
    shown: Any = ActivityPhoto.objects.filter(village=village, photo=photo, agreed=True)
    return shown.exists() and bool(access.roles_of(user, village))
