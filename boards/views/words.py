"""Names of periods."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from villagegov.kernel import periods
from villagegov.kernel.periods import Period, PeriodKind

#: Months one tap away; the older ones one tap more.
MONTHS_SHOWN = 6


def label(period: Period) -> str:
    """``2026年10月``, ``2026年第3季度``, ``2026年``."""
    if period.kind is PeriodKind.MONTH:
        return date_format(period.start, "YEAR_MONTH_FORMAT")
    if period.kind is PeriodKind.QUARTER:
        quarter = (period.start.month + 2) // 3
        return _("%(year)s, quarter %(quarter)s") % {"year": period.start.year, "quarter": quarter}
    return _("the year %(year)s") % {"year": period.start.year}


def short_label(period: Period, *, first: bool) -> str:
    """For a row of tabs: the year stands on the first and where it changes."""
    if first or period.start.month == 1 or period.kind is PeriodKind.YEAR:
        return label(period)
    if period.kind is PeriodKind.MONTH:
        return month_label(period.start)
    return _("quarter %(quarter)s") % {"quarter": (period.start.month + 2) // 3}


def month_tabs(months: Sequence[date], current: date | None, address: Callable[[date], str]) -> list[dict[str, Any]]:
    """The latest months, the oldest of them first."""
    return [
        {
            "label": short_label(periods.month(month), first=index == 0),
            "url": address(month),
            "current": month == current,
        }
        for index, month in enumerate(sorted(months[:MONTHS_SHOWN]))
    ]


def chart_month(month: date) -> str:
    """As short as it gets: there are twelve of them under a chart."""
    return date_format(month, pgettext("format of a month under a chart", "M"))


def month_label(month: date) -> str:
    return _("month %(number)s") % {"number": month.month}
