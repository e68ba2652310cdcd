"""Dividends for everybody, and a household's own lines."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from councils.models import Dividend
from councils.queries.dividends import lists
from councils.queries.dividends import public as queries
from points.enums import Module
from points.models import Household, User, Village
from points.queries import access
from points.queries.villages import uses
from points.views import villager
from points.views.my import Part
from points.views.off import with_module
from points.views.villager import household_page
from villagegov.web.caching import public_page
from villagegov.web.charts import chart
from villagegov.web.village import village_view

#: Years in the chart.
SHOWN = 10


@village_view()
@with_module(Module.ECONOMY)
@public_page()
def public(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """The latest year, or the one of the address: how the amount came about, and each household's line, masked."""
    village: Village = request.village  # type: ignore[attr-defined]
    years = queries.years(village)
    chosen = next((one for one in years if year is None or one.year == year), None)
    if year is not None and chosen is None:
        raise Http404(year)
    context: dict[str, Any] = {"village": village, "chosen": chosen, "years": years, "older": years[:SHOWN][::-1]}
    if chosen is not None:
        chosen.village = village
        context |= _one(chosen, request)
        shown = context["older"]
        strong = shown.index(chosen) if chosen in shown else -1
        context["chart"] = chart([(str(one.year), round(one.amount)) for one in shown], strong=strong)
        context["tabs"] = [
            {"label": str(one.year), "url": f"/v/{village.slug}/dividends/{one.year}/", "current": one == chosen}
            for one in years
        ]
    return render(request, "councils/dividends/public.html", context)


def _one(dividend: Dividend, request: HttpRequest) -> dict[str, Any]:
    own = access.own_households(request.user, dividend.village) if isinstance(request.user, User) else ()
    units, amount, corrections = queries.sums(dividend)
    return {
        "groups": queries.groups(dividend, own),
        "units": units,
        "amount": amount,
        "corrected": corrections,
        "left": lists.left_over(dividend),
        "issuer": _("Villagers’ committee of %(name)s") % {"name": dividend.village.name},
    }


@require_safe
@household_page
@with_module(Module.ECONOMY)
def mine(request: HttpRequest) -> HttpResponse:
    """The lines of the reader's own households, year by year."""
    village: Village = request.village  # type: ignore[attr-defined]
    own = villager.own_households(request.user, village)  # type: ignore[arg-type]
    lines = list(queries.of_households(village, own))
    return render(request, "councils/dividends/mine.html", {"village": village, "lines": lines, "many": len(own) > 1})


def my_part(user: User, village: Village, household: Household, year: int) -> Part | None:
    """The latest lines of the household, on its own page. One query."""
    if not uses(Module.ECONOMY)(village):
        return None
    lines = list(queries.of_households(village, [household])[:3])
    return Part("councils/dividends/my_part.html", {"village": village, "lines": lines})
