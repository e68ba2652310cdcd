"""The three hundred-percents of a quarter on the screen and on paper, the study of a month, and the public page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from councils.queries import demand_figures as queries
from councils.queries import demands, visits
from councils.queries.fairness import LEAST
from points.enums import Module, Role
from points.models import User, Village
from points.views.off import with_module
from villagegov.kernel import clock
from villagegov.kernel.periods import Period
from villagegov.web.caching import public_page
from villagegov.web.charts import chart
from villagegov.web.village import village_view


@require_safe
@village_view(*demands.OFFICE)
@with_module(Module.DEMANDS)
def figures(request: HttpRequest) -> HttpResponse:
    """``?quarter=2026-Q3``; the running quarter by default. Prints on one sheet of A4."""
    village: Village = request.village  # type: ignore[attr-defined]
    today = clock.today()
    known = queries.quarters_known(today)
    period = next((one for one in known if one.code == request.GET.get("quarter")), known[0])
    found = queries.report(village, period, today)
    context = {
        "village": village,
        "report": found,
        "title": quarter_words(period),
        "tabs": [
            {"label": quarter_words(one), "url": f"?quarter={one.code}", "current": one == period}
            for one in reversed(known[:5])
        ],
        "hundreds": _hundreds(found),
        "ages": [{"label": _age(one), "value": one.count} for one in found.ages],
        "ages_most": max((one.count for one in found.ages), default=0),
        "chart": chart([(_short(one), filed) for one, filed, _answered in found.quarters]),
        "chart_rows": [[quarter_words(one), filed, answered] for one, filed, answered in found.quarters],
        "through": queries.last_day(period, today),
        "today": today,
        "issuer": _("Villagers’ committee of %(name)s") % {"name": village.name},
    }
    return render(request, "councils/demands/figures.html", context)


def quarter_words(period: Period) -> str:
    return _("Quarter %(number)s of %(year)s") % {
        "number": (period.start.month + 2) // 3,
        "year": period.start.year,
    }


def _short(period: Period) -> str:
    return f"{period.start:%y}-{(period.start.month + 2) // 3}"


def _hundreds(found: queries.Report) -> list[dict[str, Any]]:
    """Each with what it is a share of: a per cent without its base says nothing."""
    return [
        {
            "label": pgettext("share", "Solved"),
            "share": found.solved,
            "base": _("of what can be solved: everything but what was explained or passed on"),
        },
        {
            "label": pgettext("share", "Explained"),
            "share": found.explained,
            "base": _("of what was explained or passed on: the household did not say that it is not so"),
        },
        {"label": pgettext("share", "Answered"), "share": found.answered, "base": _("of all: answered in words")},
        {
            "label": _("Found to be so"),
            "share": found.agreed,
            "base": _("of what was answered: the household says that it is so"),
        },
        {
            "label": _("There in time"),
            "share": found.in_time,
            "base": _("of problems, emergencies and disputes: somebody was there by the last day"),
        },
    ]


def _age(age: queries.Age) -> str:
    if age.last is None:
        return _("more than %(days)s days") % {"days": age.first - 1}
    if not age.first:
        return _("up to %(days)s days") % {"days": age.last}
    return _("%(first)s to %(last)s days") % {"first": age.first, "last": age.last}


@require_safe
@village_view(*demands.OFFICE)
@with_module(Module.DEMANDS)
def study(request: HttpRequest) -> HttpResponse:
    """``?month=2026-10``; the running month by default."""
    village: Village = request.village  # type: ignore[attr-defined]
    user: User = request.user  # type: ignore[assignment]
    today = clock.today()
    known = visits.months(today)
    month = next((one for one in known if f"{one:%Y-%m}" == request.GET.get("month")), known[0])
    context = {
        "village": village,
        "study": visits.study(user, village, month, today),
        "month": month,
        "tabs": [_month_tab(one, month) for one in reversed(known)],
        "today": today,
    }
    return render(request, "councils/demands/study.html", context)


def _month_tab(one: date, month: date) -> dict[str, Any]:
    return {"label": date_format(one, "YEAR_MONTH_FORMAT"), "url": f"?month={one:%Y-%m}", "current": one == month}


@village_view()
@with_module(Module.DEMANDS)
@public_page()
def public(request: HttpRequest) -> HttpResponse:
    """Counts of a year, and what was told with the household's leave. ``?year=2026``."""
    village: Village = request.village  # type: ignore[attr-defined]
    today = clock.today()
    known = queries.years(village, today)
    period = next((one for one in known if one.code == request.GET.get("year")), known[0])
    context = {
        "village": village,
        "found": queries.public(village, period),
        "year": period.start.year,
        "tabs": [{"label": one.code, "url": f"?year={one.code}", "current": one == period} for one in reversed(known)],
        "least": LEAST,
        "villager": Role.VILLAGER in request.roles,  # type: ignore[attr-defined]
    }
    return render(request, "councils/demands/public.html", context)
