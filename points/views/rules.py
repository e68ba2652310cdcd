"""The points rules of a village, open to everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from points.queries import rules as queries
from points.views.off import with_points
from villagegov.kernel import clock
from villagegov.web.caching import public_page
from villagegov.web.village import village_view


@village_view()
@public_page(max_age=300)
@with_points
def rules(request: HttpRequest) -> HttpResponse:
    """Every item of the scheme in force, by category, with points, unit, caps and what is made public."""
    village = request.village  # type: ignore[attr-defined]
    today = clock.today()
    context = {"village": village, "rules": queries.rules_on(village, today), "today": today}
    return render(request, "points/rules.html", context)
