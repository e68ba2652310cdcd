"""Periods in words."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from villagegov.kernel import periods

MONTHS = 12


def period(first: date | None, last: date | None) -> str:
    """2026年10月; 2026年第3季度; 2026年上半年; 2026年; one day; or from one day to another. Empty without days."""
    if first is None or last is None:
        return ""
    if first == last:
        return date_format(first, "DATE_FORMAT")
    whole = first.day == 1 and (periods.add_months(last, 1) - last).days == 1
    many = (last.year - first.year) * MONTHS + last.month - first.month + 1
    if whole and many == 1:
        return date_format(first, "YEAR_MONTH_FORMAT")
    if whole and first.year == last.year and (first.month - 1) % many == 0:
        return _whole(first, many)
    return _("%(first)s to %(last)s") % {
        "first": date_format(first, "SHORT_DATE_FORMAT"),
        "last": date_format(last, "SHORT_DATE_FORMAT"),
    }


def _whole(first: date, many: int) -> str:
    if many == MONTHS:
        return _("the year %(year)s") % {"year": first.year}
    if many == 6:
        words = _("first half of %(year)s") if first.month == 1 else _("second half of %(year)s")
        return words % {"year": first.year}
    if many == 3:
        return _("quarter %(number)s of %(year)s") % {"number": (first.month + 2) // 3, "year": first.year}
    return _("%(first)s to %(last)s") % {"first": first.month, "last": first.month + many - 1}
