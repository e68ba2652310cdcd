"""Names of periods."""

from __future__ import annotations

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
