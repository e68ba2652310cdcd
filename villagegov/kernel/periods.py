"""Months, quarters and years as half-open ranges of days. A month is named by its first day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class PeriodKind(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, order=True)
class Period:
    """``start`` inclusive, ``end`` exclusive, both first days of a month."""

    start: date
    end: date
    kind: PeriodKind

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    @property
    def code(self) -> str:
        """``2026-10``, ``2026-Q4`` or ``2026``."""
        if self.kind is PeriodKind.MONTH:
            return f"{self.start:%Y-%m}"
        if self.kind is PeriodKind.QUARTER:
            return f"{self.start.year}-Q{(self.start.month + 2) // 3}"
        return str(self.start.year)

    @property
    def last_month(self) -> date:
        return add_months(self.end, -1)


def month_of(day: date) -> date:
    """The first day of the day's month."""
    return day.replace(day=1)


def add_months(month: date, count: int) -> date:
    """The first day of the month ``count`` months after the month of ``month``."""
    years, zero_based = divmod(month.year * 12 + month.month - 1 + count, 12)
    return date(years, zero_based + 1, 1)


def shift_months(day: date, count: int) -> date:
    """The same day ``count`` months later (or earlier); the last of the month where that month is too short."""
    month = add_months(day, count)
    last = (add_months(month, 1) - timedelta(days=1)).day
    return month.replace(day=min(day.day, last))


def months_between(first: date, last: date) -> Iterator[date]:
    """First days of the months from ``first`` to ``last``, both included."""
    month = month_of(first)
    while month <= month_of(last):
        yield month
        month = add_months(month, 1)


def month(day: date) -> Period:
    start = month_of(day)
    return Period(start, add_months(start, 1), PeriodKind.MONTH)


def quarter(day: date) -> Period:
    start = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return Period(start, add_months(start, 3), PeriodKind.QUARTER)


def year(day: date) -> Period:
    return Period(date(day.year, 1, 1), date(day.year + 1, 1, 1), PeriodKind.YEAR)


_MAKERS = {PeriodKind.MONTH: month, PeriodKind.QUARTER: quarter, PeriodKind.YEAR: year}


def period(kind: PeriodKind | str, day: date) -> Period:
    """The period of that kind in which the day lies."""
    return _MAKERS[PeriodKind(kind)](day)


def parse_month(text: str) -> date:
    """``2026-10`` to its first day; ValueError for anything else."""
    year_text, dash, month_text = text.partition("-")
    if not (dash and len(year_text) == 4 and len(month_text) == 2 and (year_text + month_text).isascii()):
        raise ValueError(f"not a month: {text!r}")
    return date(int(year_text), int(month_text), 1)
