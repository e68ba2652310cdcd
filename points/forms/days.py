"""A day as it is typed in a hurry: ``21``, ``10-21``, ``1021``. What is left out is the latest that fits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from unicodedata import normalize

_FULL = re.compile(r"([0-9]{4})[-./年]?([0-9]{1,2})[-./月]?([0-9]{1,2})[日号]?")
_MONTH_AND_DAY = re.compile(r"([0-9]{1,2})[-./月]([0-9]{1,2})[日号]?|([0-9]{2})([0-9]{2})")
_DAY = re.compile(r"([0-9]{1,2})[日号]?")


def read_day(text: str, today: date) -> date | None:
    """The day that was meant, None where it cannot be told.

    Without a year or a month: the latest such day that is not still to come, so that ``28`` typed on the 3rd is last
    month's. A day with its year is taken as it stands.
    """
    text = "".join(normalize("NFKC", text).split())
    if found := _FULL.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _MONTH_AND_DAY.fullmatch(text):
        month, day = int(found[1] or found[3]), int(found[2] or found[4])
        # Nine years hold a 29 February, also around a year like 2100.
        years = (_day(today.year - back, month, day) for back in range(9))
        return _latest(years, today)
    if found := _DAY.fullmatch(text):
        months = (divmod(today.year * 12 + today.month - 1 - back, 12) for back in range(3))
        return _latest((_day(year, month + 1, int(found[1])) for year, month in months), today)
    return None


def typed_day(day: date, today: date) -> str:
    """The shortest way of writing it that is read as the same day again."""
    short = f"{day:%m-%d}"
    return short if read_day(short, today) == day else day.isoformat()


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _latest(days: Iterable[date | None], today: date) -> date | None:
    return next((day for day in days if day and day <= today), None)
