"""A villager's passbook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from points.enums import ClaimState, Role
from points.models import Claim, Household, User, Village
from points.queries import access, passbook
from points.views.off import with_points
from villagegov.kernel import clock
from villagegov.web.templatetags.web import short_day
from villagegov.web.village import village_view


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
@village_view(Role.VILLAGER)
@with_points
def my(request: HttpRequest) -> HttpResponse:
    """Points of the household this year, line by line, and where every claim stands."""
    village: Village = request.village  # type: ignore[attr-defined]
    user: User = request.user  # type: ignore[assignment]
    households = _households(user, village)
    household = _chosen(households, request.GET.get("household", ""))
    today = clock.today()
    known = sorted({today.year, *passbook.years(village, household)}, reverse=True)
    year = _year(request.GET.get("year", ""), known, today.year)
    parts = (maker(user, village, household, year) for maker in _makers.values())
    context = {
        "village": village,
        "household": household,
        "household_tabs": _tabs(households, household),
        "year": year,
        "this_year": today.year,
        "year_tabs": _year_tabs(known, year, household, many=len(households) > 1),
        "totals": passbook.totals(village, household, date(year, 12, 31)),
        "lines": passbook.lines(village, household, year)[::-1],
        "under_way": [_standing(claim, today) for claim in passbook.under_way(village, household, today)],
        "parts": [part for part in parts if part is not None],
        "today": today,
    }
    return render(request, "points/my.html", context)


def _households(user: User, village: Village) -> list[Household]:
    """The reader's own households; one, as a rule. Never empty: the role comes with a household."""
    own = access.own_households(user, village)
    return list(Household.objects.filter(village=village, pk__in=own).select_related("group"))


def _chosen(households: list[Household], wanted: str) -> Household:
    """The one asked for, else the first. Somebody else's is not found."""
    if not wanted:
        return households[0]
    for household in households:
        if str(household.pk) == wanted:
            return household
    raise Http404(wanted)


def _year(wanted: str, known: list[int], this_year: int) -> int:
    if not wanted:
        return this_year
    if not wanted.isascii() or not wanted.isdigit() or int(wanted) not in known:
        raise Http404(wanted)
    return int(wanted)


def _tabs(households: list[Household], current: Household) -> list[dict[str, Any]]:
    if len(households) < 2:
        return []
    return [
        {"label": str(household), "url": f"?household={household.pk}", "current": household.pk == current.pk}
        for household in households
    ]


def _year_tabs(years: list[int], current: int, household: Household, *, many: bool) -> list[dict[str, Any]]:
    tail = f"&household={household.pk}" if many else ""
    return [{"label": str(year), "url": f"?year={year}{tail}", "current": year == current} for year in years]


def _standing(claim: Claim, today: date) -> dict[str, Any]:
    """Where a claim stands, in a sentence."""
    return {"claim": claim, "sentence": _sentence(claim, today)}


def _sentence(claim: Claim, today: date) -> str:
    reason = claim.decision_note
    until = claim.publicity_until
    if claim.state == ClaimState.SUBMITTED:
        return _("Waits for the committee.")
    if claim.state == ClaimState.RETURNED:
        return _("Sent back to the information officer: %(reason)s") % {"reason": reason}
    if claim.state == ClaimState.REJECTED:
        return _("Not accepted: %(reason)s") % {"reason": reason}
    if claim.state == ClaimState.HELD:
        return _("Somebody objected. The supervisors are checking it; it is not counted meanwhile.")
    if until is not None and until >= today:
        return _("In publicity until %(day)s. Without an objection it counts after that.") % {"day": short_day(until)}
    return _("Publicity is over. It will be counted within the hour.")
