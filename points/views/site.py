"""Pages of the whole site: the villages by county; a village's profile."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from points.models import Village
from points.queries import profile, villages
from points.views.frame import VillagePages
from villagegov.kernel import clock
from villagegov.web.caching import public_page
from villagegov.web.village import village_view


@public_page()
def home(request: HttpRequest) -> HttpResponse:
    """County by county, every village with the way to its board."""
    found = list(villages.by_region())
    counties = [
        {"name": county, "villages": [_line(village) for village in members]}
        for county, members in groupby(found, key=_county)
    ]
    return render(request, "points/home.html", {"counties": counties, "village_count": len(found)})


def _county(village: Village) -> str:
    return village.town.parent.name if village.town.parent else ""


def _line(village: Village) -> dict[str, Any]:
    return {
        "name": village.name,
        "town": village.town.name,
        "profile": village.profile,
        "url": VillagePages().first_page(village),
    }


@village_view()
@public_page()
def about(request: HttpRequest) -> HttpResponse:
    """The profile: where the village lies, what it says of itself, its figures."""
    village: Village = request.village  # type: ignore[attr-defined]
    figures = profile.figures(village, clock.today())
    context = {
        "village": village,
        "region_path": "".join(profile.region_names(village)),
        "figures": figures,
        "rules_url": reverse("points:rules", kwargs={"slug": village.slug}) if figures.items else "",
    }
    return render(request, "points/about.html", context)
