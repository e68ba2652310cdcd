"""The board and the standing on sheets for the wall, A4 or A3, from the same values as the pages."""

from __future__ import annotations

from typing import Any

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from boards.queries import board as boards
from boards.queries import standing as standings
from boards.views import standing as standing_page
from boards.views.board import hidden_from_robots, how_it_stands, values
from points.models import Village
from villagegov.kernel import clock, periods
from villagegov.web.caching import public_page
from villagegov.web.village import village_view

PAPERS = ("a4", "a3")


@village_view()
@public_page()
def board(request: HttpRequest, month: str) -> HttpResponse:
    """An issue as one puts it up: red, then black as far as this reader may see it, the seal's place left free."""
    village: Village = request.village  # type: ignore[attr-defined]
    try:
        start = periods.parse_month(month)
    except ValueError as error:
        raise Http404(month) from error
    found = boards.board(village, start, clock.today(), how_it_stands(request))
    if found is None:
        raise Http404(month)
    back = reverse("boards:board_month", kwargs={"slug": village.slug, "month": f"{start:%Y-%m}"})
    context = {**values(request, village, found), **_sheet(request, back)}
    return hidden_from_robots(render(request, "boards/board_paper.html", context), context["sees_black"])


@village_view()
@public_page()
def standing(request: HttpRequest) -> HttpResponse:
    """A standing in columns, all groups or one. Nobody's own household is marked: the sheet is for the wall."""
    village: Village = request.village  # type: ignore[attr-defined]
    period = standing_page.chosen_period(standings.periods_of(village), request.GET.get("period", ""))
    if period is None:
        return render(request, "boards/standing_empty.html", {"village": village})
    found, groups, chosen = standing_page.read(request, village, period, ())
    back = standing_page.address(village, period, chosen)
    context = {
        "village": village,
        "standing": found,
        **standing_page.lists(found, period, chosen),
        "group": chosen,
        "group_name": dict(groups).get(chosen, ""),  # type: ignore[arg-type]
        "issuer": _("Villagers’ committee of %(name)s") % {"name": village.name},
        "day": found.frozen_on or clock.today(),
        **_sheet(request, back),
    }
    return render(request, "boards/standing_paper.html", context)


def _sheet(request: HttpRequest, back: str) -> dict[str, Any]:
    """The paper chosen, the way to the other, and the page's address to scan."""
    paper = request.GET.get("paper", "")
    paper = paper if paper in PAPERS else PAPERS[0]
    tabs = []
    for one in PAPERS:
        query = request.GET.copy()
        query["paper"] = one
        tabs.append({"label": one.upper(), "url": f"?{query.urlencode()}", "current": one == paper})
    code = segno.make(request.build_absolute_uri(back), error="m").svg_inline(border=1, omitsize=True)
    return {"paper": paper, "papers": tabs, "back": back, "code": mark_safe(code)}  # noqa: S308 - segno's own drawing
