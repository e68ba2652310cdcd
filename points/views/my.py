"""A villager's passbook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from points.models import Claim, Household, User, Village
from points.queries import passbook
from points.views.course import sentence_of
from points.views.villager import chosen, household_page, household_tabs, my_tabs, own_households
from villagegov.kernel import clock
from villagegov.web.public import shown_pages


@dataclass(frozen=True)
class Part:
    """A section of the page that an app above adds: a template and the values it is given as ``part``."""

    template: str
    values: Any


#: ``maker(user, village, household, year)``; None where there is nothing to say.
PartMaker = Callable[[User, Village, Household, int], Part | None]
_makers: dict[str, PartMaker] = {}


def register_part(key: str, maker: PartMaker) -> None:
    """For apps above this one; the last one registered under a key counts."""
    _makers[key] = maker


@require_safe
@household_page
def my(request: HttpRequest) -> HttpResponse:
    """Points of the household this year, line by line, and every claim; without points what else concerns it."""
    village: Village = request.village  # type: ignore[attr-defined]
    user: User = request.user  # type: ignore[assignment]
    households = own_households(user, village)
    household = chosen(households, request.GET.get("household", ""))
    today = clock.today()
    if not village.points_on:
        return _without_points(request, village, households, household, today)
    known = sorted({today.year, *passbook.years(village, household)}, reverse=True)
    year = _year(request.GET.get("year", ""), known, today.year)
    parts = (maker(user, village, household, year) for maker in _makers.values())
    context = {
        "village": village,
        "household": household,
        "household_tabs": household_tabs(households, household),
        "year": year,
        "this_year": today.year,
        "year_tabs": _year_tabs(known, year, household, many=len(households) > 1),
        "totals": passbook.totals(village, household, date(year, 12, 31)),
        "lines": passbook.lines(village, household, year)[::-1],
        "under_way": [_standing(claim, today) for claim in passbook.under_way(village, household, today)],
        "tabs": my_tabs(village, "points:my"),
        "parts": [part for part in parts if part is not None],
        "today": today,
    }
    return render(request, "points/my.html", context)


def _without_points(
    request: HttpRequest, village: Village, households: list[Household], household: Household, today: date
) -> HttpResponse:
    """The parts of this year alone: stars, demands, dividends, dissuasion, whatever the village uses."""
    user: User = request.user  # type: ignore[assignment]
    parts = (maker(user, village, household, today.year) for maker in _makers.values())
    context = {
        "village": village,
        "household": household,
        "household_tabs": household_tabs(households, household),
        "parts": [part for part in parts if part is not None],
        "pages": shown_pages(village),
    }
    return render(request, "points/my_without_points.html", context)


def _year(wanted: str, known: list[int], this_year: int) -> int:
    if not wanted:
        return this_year
    if not wanted.isascii() or not wanted.isdigit() or int(wanted) not in known:
        raise Http404(wanted)
    return int(wanted)


def _year_tabs(years: list[int], current: int, household: Household, *, many: bool) -> list[dict[str, Any]]:
    tail = f"&household={household.pk}" if many else ""
    return [{"label": str(year), "url": f"?year={year}{tail}", "current": year == current} for year in years]


def _standing(claim: Claim, today: date) -> dict[str, Any]:
    """Where a claim stands, in a sentence."""
    return {"claim": claim, "sentence": sentence_of(claim, today)}
