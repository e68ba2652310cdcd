"""Working days 工作日: Monday to Friday, less the days off of a calendar, with the days it makes up for.

Pure arithmetic; where a village's calendar comes from is no matter here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkingDays:
    """A calendar. In a year that it does not know, only Saturdays and Sundays are free."""

    off: frozenset[date] = frozenset()
    #: Saturdays and Sundays on which people work to make up for a holiday 调休上班.
    work: frozenset[date] = frozenset()
    #: Years whose holidays have been entered.
    years: frozenset[int] = frozenset()

    def __contains__(self, day: date) -> bool:
        return day in self.work or (day.weekday() < SATURDAY and day not in self.off)

    def after(self, start: date, count: int) -> date:
        """The ``count``-th working day after ``start``, whose own day does not count. Its evening is the deadline."""
        day = start
        while count > 0:
            day += ONE_DAY
            count -= day in self
        return day

    def between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and with ``end``; negative where ``end`` is the earlier one."""
        if end < start:
            return -self.between(end, start)
        days = (end - start).days
        return sum((start + timedelta(days=step)) in self for step in range(1, days + 1))

    def knows(self, start: date, end: date) -> bool:
        """Whether the holidays of every year from ``start`` to ``end`` are entered."""
        return set(range(start.year, end.year + 1)) <= self.years
