"""Periods and days of the disclosure board in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from councils.enums_disclosure import DueState, Rhythm
from councils.queries.disclosure.calendar import Due, Row
from councils.queries.disclosure.words import MONTHS, period
from villagegov.web.templatetags.web import short_day


def due(one: Due) -> str:
    """How it stands, with the day."""
    day = short_day(one.due_on)
    if one.shown is not None:
        on = short_day(one.shown.on)
        if one.state == DueState.LATE:
            words = ngettext("posted %(on)s, %(count)s day late", "posted %(on)s, %(count)s days late", one.days_late)
            return words % {"on": on, "count": one.days_late}
        return _("posted %(on)s, in time") % {"on": on}
    if one.state == DueState.OVERDUE:
        words = ngettext(
            "was due %(day)s, %(count)s day overdue", "was due %(day)s, %(count)s days overdue", one.days_late
        )
        return words % {"day": day, "count": one.days_late}
    return _("due by %(day)s") % {"day": day}


@dataclass(frozen=True)
class Cell:
    """A stretch of months of the year's picture; without ``due`` nothing is owed in it."""

    months: int
    due: Due | None = None
    label: str = ""
    words: str = ""
    #: Of what happens now and then: how many in this month.
    many: int = 0


@dataclass(frozen=True)
class Line:
    row: Row
    cells: Sequence[Cell]


#: Of several in one month the one that should be seen.
_GRAVEST = (DueState.OVERDUE, DueState.LATE, DueState.DUE, DueState.IN_TIME, DueState.COMING)


def lines(rows: Sequence[Row], year: int) -> list[Line]:
    """The year as twelve months a row, periods as stretches of cells. After a change of rhythm none overlap."""
    return [Line(row, _cells(row, year)) for row in rows]


def _cells(row: Row, year: int) -> list[Cell]:
    found: list[Cell] = []
    month = 1
    by_end: dict[int, list[Due]] = {}
    for one in row.dues:
        if one.last.year == year:
            by_end.setdefault(one.last.month, []).append(one)
    for end, dues in sorted(by_end.items()):
        gravest = min(dues, key=lambda one: _GRAVEST.index(one.state))
        eventful = gravest.terms.rhythm == Rhythm.AS_IT_HAPPENS
        start = end if eventful else max(gravest.first.month if gravest.first.year == year else 1, month)
        found += [Cell(1) for _month in range(month, start)]
        label = period(gravest.first, gravest.last)
        found.append(Cell(end - start + 1, gravest, label, due(gravest), len(dues) if eventful else 0))
        month = end + 1
    return found + [Cell(1) for _month in range(month, MONTHS + 1)]


def counts(dues: Sequence[Due]) -> dict[str, Any]:
    """Of what had to be public by now: how many, how many in time, late, not at all."""
    by_state = {state: sum(one.state == state for one in dues) for state in DueState}
    come = (DueState.IN_TIME, DueState.LATE, DueState.OVERDUE)
    return {
        "owed": sum(by_state[state] for state in come),
        "posted": by_state[DueState.IN_TIME] + by_state[DueState.LATE],
        **{state.value: count for state, count in by_state.items()},
    }
