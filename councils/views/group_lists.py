"""Group lists for the wall, one group on a page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from councils.queries.group_lists import group_lists
from councils.views.publicity import PRINTERS
from points.models import Village
from points.views.off import with_points
from villagegov.kernel import clock, periods
from villagegov.web.templatetags.web import month_name
from villagegov.web.village import village_view

#: Months one may go back to.
MONTHS = 4


@require_safe
@village_view(*PRINTERS)
@with_points
def printed(request: HttpRequest) -> HttpResponse:
    """By ``month`` (the running one); ``names=full`` as the committee settled for its own wall, else as agreed."""
    village: Village = request.village  # type: ignore[attr-defined]
    today = clock.today()
    months = [periods.add_months(periods.month_of(today), -back) for back in range(MONTHS)]
    month = _month(request.GET.get("month", ""), months)
    full = request.GET.get("names") == "full"
    context = {
        "village": village,
        "today": today,
        "month": month,
        "full": full,
        "lists": group_lists(village, month, today, full_names=full),
        "tabs": _tabs(months, month, full),
    }
    return render(request, "councils/group_lists.html", context)


def _month(wanted: str, months: list[date]) -> date:
    if not wanted:
        return months[0]
    for month in months:
        if f"{month:%Y-%m}" == wanted:
            return month
    raise Http404(wanted)


def _tabs(months: list[date], current: date, full: bool) -> list[dict[str, Any]]:
    tail = "&names=full" if full else ""
    return [
        {"label": month_name(month), "url": f"?month={month:%Y-%m}{tail}", "current": month == current}
        for month in reversed(months)
    ]
