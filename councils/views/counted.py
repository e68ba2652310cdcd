"""What has been counted, month by month, for the village's signed-in: to look over, and to object to."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from councils.queries import appeals, cases
from councils.views.publicity import how_to_object
from points.enums import Disclosure, Role
from points.models import Entry, Village
from points.queries import access
from points.views.off import with_points
from villagegov.kernel import clock, periods
from villagegov.web.templatetags.web import month_name
from villagegov.web.village import village_view

PAGE_SIZE = 100


@require_safe
@village_view(*Role)
@with_points
def counted(request: HttpRequest) -> HttpResponse:
    """Awards of everybody, deductions of one's own household, each open to objection until its year closes."""
    village: Village = request.village  # type: ignore[attr-defined]
    today = clock.today()
    months = cases.months(village, today)
    month = _month(request.GET.get("month", ""), months)
    own = frozenset(access.own_households(request.user, village))  # type: ignore[arg-type]
    rows = cases.counted(village, month, own) if month else Entry.objects.none()
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "village": village,
        "month": month,
        "tabs": [{"label": month_name(one), "url": f"?month={one:%Y-%m}", "current": one == month} for one in months],
        "page_obj": page,
        "lines": [_line(entry, entry.household_id in own) for entry in page],
        "until": appeals.last_day_of_year(village, month) if month else None,
        "may_object": Role.VILLAGER in request.roles,  # type: ignore[attr-defined]
        **how_to_object(village),
    }
    return render(request, "councils/counted.html", context)


def _line(entry: Entry, own: bool) -> dict[str, Any]:
    """``full``: whether the item may be named, or its category alone."""
    full = own or (entry.claim is not None and entry.claim.item.disclosure == Disclosure.FULL)
    return {"entry": entry, "own": own, "full": full}


def _month(wanted: str, months: list[Any]) -> Any:
    if not wanted:
        return months[0] if months else None
    try:
        month = periods.parse_month(wanted)
    except ValueError as error:
        raise Http404(wanted) from error
    if month not in months:
        raise Http404(wanted)
    return month
