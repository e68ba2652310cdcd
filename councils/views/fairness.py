"""Fairness and reach 公平与覆盖面: pictures with their numbers, by group and by item."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from councils.queries import fairness
from councils.queries.fairness import Row
from points.enums import Channel, Role
from points.models import Village
from points.views.off import with_points
from villagegov.kernel import clock, periods
from villagegov.kernel.periods import Period
from villagegov.web.village import village_view

#: Quarters one tap away, the running one included.
QUARTERS = 5


@require_safe
@village_view(Role.COMMITTEE, Role.SUPERVISOR, Role.ADMINISTRATOR)
@with_points
def fairness_page(request: HttpRequest) -> HttpResponse:
    """``?period=2026-Q3`` or ``2026``; the running quarter by default."""
    village: Village = request.village  # type: ignore[attr-defined]
    today = clock.today()
    known = _periods(today)
    period = next((one for one in known if one.code == request.GET.get("period")), known[0])
    found = fairness.report(village, period, today)
    context = {
        "village": village,
        "report": found,
        "title": _words(period),
        "tabs": [
            {"label": _words(one), "url": f"?period={one.code}", "current": one == period} for one in _in_order(known)
        ],
        "least": fairness.LEAST,
        "channels": [str(channel.label) for channel in Channel],
        "channel_shares": list(zip((str(channel.label) for channel in Channel), found.village.channels, strict=False)),
        "tables": _tables(found),
        "today": today,
    }
    return render(request, "councils/fairness.html", context)


def _periods(today: date) -> list[Period]:
    """The running quarter and those before it, then the running year and the one before."""
    quarter = periods.quarter(today)
    quarters = [periods.quarter(periods.add_months(quarter.start, -3 * back)) for back in range(QUARTERS)]
    return [*quarters, periods.year(today), periods.year(periods.add_months(periods.year(today).start, -12))]


def _in_order(known: Sequence[Period]) -> list[Period]:
    """As tabs: the quarters, oldest first, then the years."""
    return sorted(known, key=lambda one: (one.kind is periods.PeriodKind.YEAR, one.start))


def _words(period: Period) -> str:
    if period.kind is periods.PeriodKind.YEAR:
        return _("Year %(year)s") % {"year": period.start.year}
    return _("Quarter %(number)s of %(year)s") % {
        "number": (period.start.month + 2) // 3,
        "year": period.start.year,
    }


def _tables(found: fairness.Report) -> dict[str, Any]:
    """The rows of each picture: those that have anything to say there, each with its bar."""
    by = {"groups": found.groups, "categories": found.categories}
    return {
        "approved": {name: _shares(rows, "approved") for name, rows in by.items()},
        "upheld": {name: _shares(rows, "upheld") for name, rows in by.items()},
        "without": {"groups": _shares(found.groups, "without")},
        "days": {name: _days(rows) for name, rows in by.items()},
        "channels": {"groups": [_parts(row) for row in found.groups if row.channels]},
        "items": [row for row in found.items if row.approved.of and not row.approved.hidden],
        "items_hidden": sum(row.approved.hidden for row in found.items),
    }


def _shares(rows: Sequence[Row], name: str) -> list[dict[str, Any]]:
    return [{"label": row.label, "share": share} for row in rows if (share := getattr(row, name)).of]


def _days(rows: Sequence[Row]) -> dict[str, Any]:
    shown = [row for row in rows if row.days.of]
    most = max((row.days.median or 0 for row in shown if not row.days.hidden), default=0)
    return {"most": most, "rows": [{"label": row.label, "days": row.days} for row in shown]}


def _parts(row: Row) -> dict[str, Any]:
    """A bar made of parts: where each begins and how wide it is, in per cent."""
    bars, start = [], 0.0
    for share in row.channels:
        width = 0.0 if share.hidden else round(100 * share.part / share.of, 1)
        bars.append((f"{start:.1f}", f"{width:.1f}"))
        start += width
    return {"label": row.label, "channels": row.channels, "bars": bars}
