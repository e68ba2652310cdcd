"""Working days of a village, and whether its calendar is up to date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from chinese_calendar import constants
from django.db.models import Exists, OuterRef

from points.enums import CalendarSource, DayKind
from points.models import CalendarDay, CalendarYear, Village
from villagegov.kernel.workdays import ONE_DAY, WorkingDays

DECEMBER = 12


def library_years() -> range:
    """Years whose days off the kept library knows: as far as the State Council has announced them."""
    return range(min(constants.holidays).year, max(constants.holidays).year + 1)


def working_days(village: Village) -> WorkingDays:
    """The village's calendar, all years. Two queries; a year has some forty rows."""
    days = list(CalendarDay.objects.filter(village=village).values_list("day", "kind"))
    years = CalendarYear.objects.filter(village=village).values_list("year", flat=True)
    return WorkingDays(
        off=frozenset(day for day, kind in days if kind == DayKind.OFF),
        work=frozenset(day for day, kind in days if kind == DayKind.WORK),
        years=frozenset(years),
    )


def years_wanted(day: date) -> list[int]:
    """Years whose calendar one needs on a day: this one, and from December on the next one."""
    return [day.year, day.year + 1] if day.month == DECEMBER else [day.year]


def missing_years(village: Village, day: date) -> list[int]:
    """Years wanted on a day that are not entered and that the library does not know: somebody must type them in."""
    wanted = _unknown(day)
    if not wanted:
        return []
    known = CalendarYear.objects.filter(village=village, year__in=wanted).values_list("year", flat=True)
    return sorted(set(wanted) - set(known))


def missing_anywhere(day: date) -> bool:
    """Whether some village with points lacks a year, for the health page. One query for each year wanted."""
    return any(
        Village.objects.filter(points_on=True)
        .exclude(Exists(CalendarYear.objects.filter(village=OuterRef("pk"), year=year)))
        .exists()
        for year in _unknown(day)
    )


def _unknown(day: date) -> list[int]:
    return [year for year in years_wanted(day) if year not in library_years()]


@dataclass(frozen=True)
class Stretch:
    """Days of one kind and one name that follow each other."""

    first: date
    last: date
    name: str
    kind: DayKind

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Year:
    year: int
    source: CalendarSource
    off: Sequence[Stretch]
    work: Sequence[Stretch]


def years(village: Village, first: int) -> list[Year]:
    """Calendars from a year on, as a page shows them. Two queries."""
    rows = list(CalendarYear.objects.filter(village=village, year__gte=first).order_by("year"))
    days = CalendarDay.objects.filter(village=village, calendar__in=rows).order_by("day")
    by_year = {key: list(group) for key, group in groupby(days, key=lambda day: day.calendar_id)}
    found = []
    for row in rows:
        stretches = _stretches(by_year.get(row.pk, []))
        off = [stretch for stretch in stretches if stretch.kind == DayKind.OFF]
        work = [stretch for stretch in stretches if stretch.kind == DayKind.WORK]
        found.append(Year(row.year, CalendarSource(row.source), off, work))
    return found


def _stretches(days: Sequence[CalendarDay]) -> list[Stretch]:
    found: list[Stretch] = []
    for day in days:
        before = found[-1] if found else None
        if before and before.last + ONE_DAY == day.day and (before.kind, before.name) == (day.kind, day.name):
            found[-1] = Stretch(before.first, day.day, before.name, before.kind)
        else:
            found.append(Stretch(day.day, day.day, day.name, DayKind(day.kind)))
    return found
