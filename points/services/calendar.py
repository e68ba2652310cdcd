"""The working-day calendar of a village: filled from the kept library, mended by people in the admin."""

from __future__ import annotations

from datetime import date, datetime

from chinese_calendar import constants
from django.db import transaction

from points.enums import CalendarSource, DayKind
from points.models import CalendarDay, CalendarYear, Village, VillageSettings
from points.queries import calendar as queries
from points.services import audit
from points.services.locks import lock_village
from villagegov.kernel import clock


@transaction.atomic
def seed(*, village: Village, at: datetime) -> list[int]:
    """Enter the years that the library knows and the village has not; returns them. One query where none is missing.

    A year that is there, whoever entered it, is left as it is: what people mended stays mended.
    """
    if not _missing(village, at):
        return []
    lock_village(village)
    years = _missing(village, at)
    for year in years:
        _enter(village, year, at)
    return years


def _missing(village: Village, at: datetime) -> list[int]:
    known = set(CalendarYear.objects.filter(village=village).values_list("year", flat=True))
    wanted = {year for year in queries.library_years() if year >= clock.local_day(at).year}
    if wanted <= known:
        return []
    # The years before only at the first time: deadlines of the past are past.
    if not known:
        started = VillageSettings.objects.filter(village=village).earliest("effective_from").effective_from
        wanted |= {year for year in queries.library_years() if year >= started.year}
    return sorted(wanted - known)


def _enter(village: Village, year: int, at: datetime) -> None:
    calendar = CalendarYear.objects.create(village=village, year=year, source=CalendarSource.LIBRARY)
    CalendarDay.objects.bulk_create(
        CalendarDay(village=village, calendar=calendar, day=day, kind=kind, name=_name(name))
        for kind, days in ((DayKind.OFF, constants.holidays), (DayKind.WORK, constants.workdays))
        for day, name in days.items()
        if day.year == year
    )
    audit.record(by=None, at=at, action="calendar.seeded", subject=calendar, after={"year": year})


def _name(english: str) -> str:
    """国庆节 for ``National Day``: these names are of the country whatever the language of the page."""
    return next((holiday.chinese for holiday in constants.Holiday if holiday.value == english), "")


def deadline(*, village: Village, start: date, days: int, at: datetime) -> date:
    """The last of so many working days after ``start``, by a calendar that has been looked after."""
    seed(village=village, at=at)
    return queries.working_days(village).after(start, days)
