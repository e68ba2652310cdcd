"""The visit list: households without points, by group, on the screen and on paper. For the office alone."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from boards.queries import visits
from points.enums import Role
from points.models import Village
from points.views.off import with_points
from villagegov.kernel import clock
from villagegov.web.village import village_view

VISITORS = (Role.OFFICER, Role.GRID_OFFICER, Role.COMMITTEE, Role.ADMINISTRATOR)


@require_safe
@village_view(*VISITORS)
@with_points
def visit_list(request: HttpRequest) -> HttpResponse:
    """``?months=1``, ``3`` or ``6``: closed months in which nothing was counted for them."""
    village: Village = request.village  # type: ignore[attr-defined]
    months = next((span for span in visits.SPANS if str(span) == request.GET.get("months")), visits.SPANS[0])
    last, today = visits.last_closed(village), clock.today()
    groups = visits.without_points(village, last, months, today) if last else []
    context: dict[str, Any] = {
        "village": village,
        "groups": groups,
        "count": sum(len(group.visits) for group in groups),
        "last": last,
        "months": months,
        "tabs": [
            {
                "label": ngettext("%(count)s month", "%(count)s months", span) % {"count": span},
                "url": f"?months={span}",
                "current": span == months,
            }
            for span in visits.SPANS
        ],
        "today": today,
    }
    return render(request, "boards/visit_list.html", context)
