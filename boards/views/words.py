"""Names of periods."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from villagegov.kernel.periods import Period, PeriodKind


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


def month_label(month: date) -> str:
    return _("month %(number)s") % {"number": month.month}
