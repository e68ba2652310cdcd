"""Pages of the whole site: the villages by county; a village's profile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from points.enums import Module
from points.models import Village
from points.queries import profile, villages
from points.views.frame import VillagePages
from villagegov.kernel import clock
from villagegov.web.caching import public_page
from villagegov.web.village import village_view

#: Characters of a profile on the first page of the site.
MOST_OF_PROFILE = 80


@dataclass(frozen=True)
class AboutPart:
    """A section of the page about a village that an app above adds: a template and its values, given as ``part``."""

    template: str
    values: Any


#: ``maker(village)``; None where there is nothing to say.
AboutMaker = Callable[[Village], AboutPart | None]
_about_makers: dict[str, AboutMaker] = {}


def register_about_part(key: str, maker: AboutMaker) -> None:
    """For apps above this one; the last one registered under a key counts."""
    _about_makers[key] = maker


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
        "about": first_sentence(village.profile),
        "parts": _parts(village),
        "url": VillagePages().first_page(village),
    }


def _parts(village: Village) -> list[str]:
    """What the village uses, in its own words for it."""
    points = [str(_("points system"))] if village.points_on else []
    return points + [str(Module(key).label) for key in village.modules]


def first_sentence(profile: str) -> str:
    """What a village says of itself first; a long one ends where a phone's card would be full."""
    sentence, stop, _rest = profile.strip().partition("。")
    return Truncator(sentence.split("\n")[0] + stop).chars(MOST_OF_PROFILE)


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
        "parts": [part for maker in _about_makers.values() if (part := maker(village)) is not None],
        "rules_url": reverse("points:rules", kwargs={"slug": village.slug}) if figures.items else "",
    }
    return render(request, "points/about.html", context)
