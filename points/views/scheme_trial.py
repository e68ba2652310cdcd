"""Before the vote and after it: two versions side by side, the replay on last year's deeds, taking effect."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from points.enums import MeetingKind, Role
from points.models import Item, Scheme, Village
from points.queries import replay as replays
from points.queries import schemes
from points.queries.scheme_changes import compare
from points.queries.villages import settings_on
from points.services import mandates
from points.services import schemes as services
from points.views.decisions import decision_forms
from points.views.officer import Tab, village_and_user
from points.views.scheme_desk import draft_page, readers_page, scheme_of, to_scheme
from villagegov.db.keys import as_uuid
from villagegov.kernel import clock, periods
from villagegov.kernel.errors import DomainError
from villagegov.kernel.periods import Period, PeriodKind

#: Names in the replay are for those who decide; supervisors see how it moves, not who.
NAMED = (Role.ADMINISTRATOR, Role.COMMITTEE)
SHOWN_ITEMS, SHOWN_HOUSEHOLDS = 14, 10


# ---------------------------------------------------------------------------------------------------------- compare


@readers_page
def scheme_compare(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A version beside another: ``with`` names it; else the one it would follow."""
    scheme = scheme_of(request, pk)
    village, _user = village_and_user(request)
    others = [row for row in Scheme.objects.filter(village=village).order_by("-effective_from", "-pk") if row != scheme]
    wanted = as_uuid(request.GET.get("with", ""))
    other = next((row for row in others if row.pk == wanted), None) or schemes.before(scheme)
    tabs = [Tab(_name(row), f"?with={row.pk}", row == other) for row in others]
    context = {
        "scheme": scheme,
        "other": other,
        "tabs": tabs,
        "comparison": compare(other, scheme) if other else None,
    }
    return render(request, "points/scheme/compare.html", context)


def _name(scheme: Scheme) -> str:
    if scheme.effective_from is None:
        return scheme.title
    return _("%(title)s, from %(day)s") % {"title": scheme.title, "day": scheme.effective_from.isoformat()}


# ----------------------------------------------------------------------------------------------------------- replay


@dataclass(frozen=True)
class Bar:
    label: str
    before: int
    after: int

    @property
    def change(self) -> int:
        return self.after - self.before


@readers_page
def scheme_replay(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A version on a year's posted claims. ``year`` is a calendar year, else the last twelve whole months."""
    scheme = scheme_of(request, pk)
    village, _user = village_and_user(request)
    today = clock.today()
    period, tabs = _period(request, village, today)
    found = replays.replay(scheme, village, period)
    named = bool(frozenset(NAMED) & request.roles) and "masked" not in request.GET  # type: ignore[attr-defined]
    shown = found.items[:SHOWN_ITEMS]
    gainers, losers = found.gainers(SHOWN_HOUSEHOLDS), found.losers(SHOWN_HOUSEHOLDS)
    bars = [Bar(f"{row.code} {row.name}", row.before, row.after) for row in shown]
    context = {
        "scheme": scheme,
        "replay": found,
        "period": period,
        "last_day": periods.add_months(period.end, -1),
        "tabs": tabs,
        "bars": bars,
        "most": max([abs(value) for bar in bars for value in (bar.before, bar.after)], default=0),
        "more_items": found.items[SHOWN_ITEMS:],
        "gainers": gainers,
        "losers": losers,
        "most_moved": max([abs(row.change - found.base_change) for row in (*gainers, *losers)], default=0),
        "first": found.households[:SHOWN_HOUSEHOLDS],
        "moves": found.moves,
        "named": named,
        "may_name": bool(frozenset(NAMED) & request.roles),  # type: ignore[attr-defined]
        "today": today,
    }
    return render(request, "points/scheme/replay.html", context)


def _period(request: HttpRequest, village: Village, today: date) -> tuple[Period, list[Tab]]:
    """The twelve whole months before this one, or a calendar year in which claims were posted."""
    month = periods.month_of(today)
    lately = Period(periods.add_months(month, -12), month, PeriodKind.YEAR)
    years = replays.years(village)
    text = request.GET.get("year", "")
    chosen = int(text) if text.isdigit() and int(text) in years else None
    tabs = [Tab(_("the last twelve months"), "?", chosen is None)]
    tabs += [Tab(str(year), f"?year={year}", chosen == year) for year in years]
    return (periods.year(date(chosen, 1, 1)) if chosen else lately), tabs


# ----------------------------------------------------------------------------------------------------------- effect


@draft_page
def scheme_effect(request: HttpRequest, scheme: Scheme) -> HttpResponse:
    """Puts a draft in force with the decision of the meeting."""
    village, user = village_and_user(request)
    today = clock.today()
    forms = decision_forms(request, village, {"effective_from": today, "kind": MeetingKind.REPRESENTATIVES})
    sent = forms.sent
    if request.method == "POST" and sent.is_valid():
        day = sent.cleaned_data["effective_from"]
        try:
            done = services.take_effect(
                scheme=scheme,
                mandate=sent.mandate(),
                effective_from=day,
                by=user,
                at=clock.now(),
                first=True,
                decision=sent.decision_key(),
            )
        except DomainError as error:
            sent.add_domain_error(error)
        else:
            messages.success(
                request,
                _("The rules are in force from %(day)s on. From now on they stay as they were decided.")
                % {"day": day.isoformat()},
            )
            done.village = village
            return to_scheme(done)
    settings = settings_on(village, today)
    context = {
        "scheme": scheme,
        "forms": forms,
        "item_count": Item.objects.filter(village=village, scheme=scheme).count(),
        "thresholds": [mandates.thresholds(settings, kind) for kind in MeetingKind.values],
        "now": schemes.scheme_on(village, today),
    }
    return render(request, "points/scheme/effect.html", context)
