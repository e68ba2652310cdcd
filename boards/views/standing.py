"""The standing: a month, a quarter or a year, for all groups or one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from boards.queries import standing as standings
from boards.views.words import label, short_label
from points.models import User, Village
from points.queries import access
from villagegov.kernel.periods import Period, PeriodKind
from villagegov.web.caching import public_page
from villagegov.web.village import village_view

#: Periods of one kind that are one tap away.
SHOWN = {PeriodKind.YEAR: 3, PeriodKind.QUARTER: 4, PeriodKind.MONTH: 6}
KINDS = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR)


@village_view()
@public_page()
def standing(request: HttpRequest) -> HttpResponse:
    """``?period=2026-10``, ``2026-Q3`` or ``2026`` (default: the running year), ``?group=3``."""
    village: Village = request.village  # type: ignore[attr-defined]
    periods = standings.periods_of(village)
    period = _chosen(periods, request.GET.get("period", ""))
    if period is None:
        return render(request, "boards/standing_empty.html", {"village": village})
    own = access.own_households(request.user, village) if isinstance(request.user, User) else set()
    found = standings.standing(village, period, own)
    assert found is not None, "periods_of names ranked periods only"
    group = request.GET.get("group", "")
    groups = sorted({(row.group_number, row.group) for row in (*found.placed, *found.others)})
    chosen = next((number for number, _name in groups if str(number) == group), None)
    context = {
        "village": village,
        "standing": found,
        "title": label(period),
        "is_year": period.kind is PeriodKind.YEAR,
        "running": period.kind is PeriodKind.YEAR and found.through != period.last_month,
        "placed": [row for row in found.placed if chosen in (None, row.group_number)],
        "others": [row for row in found.others if chosen in (None, row.group_number)],
        "mine": [row for row in (*found.placed, *found.others) if row.mine],
        "kinds": _kind_tabs(village, periods, period, chosen),
        "tabs": _period_tabs(village, periods, period, chosen),
        "groups": groups,
        "group": chosen,
        "group_name": dict(groups).get(chosen, ""),  # type: ignore[arg-type]
        "period": period.code,
    }
    return render(request, "boards/standing.html", context)


def _chosen(periods: list[Period], code: str) -> Period | None:
    """The one asked for; else the latest year, whose list is what people look for first."""
    by_code = {period.code: period for period in periods}
    years = [period for period in periods if period.kind is PeriodKind.YEAR]
    return by_code.get(code) or (years[0] if years else None)


def _kind_tabs(village: Village, periods: list[Period], period: Period, group: int | None) -> list[dict[str, Any]]:
    words = {PeriodKind.MONTH: _("By month"), PeriodKind.QUARTER: _("By quarter"), PeriodKind.YEAR: _("By year")}
    latest = {kind: next((one for one in periods if one.kind is kind), None) for kind in KINDS}
    return [
        {"label": words[kind], "url": _address(village, one, group), "current": kind is period.kind}
        for kind, one in latest.items()
        if one is not None
    ]


def _period_tabs(village: Village, periods: list[Period], period: Period, group: int | None) -> list[dict[str, Any]]:
    """Of the kind chosen, the latest ones, oldest first; and the one chosen, if it is older."""
    same = [one for one in periods if one.kind is period.kind]
    shown = same[: SHOWN[period.kind]]
    if period not in shown:
        shown.append(period)
    return [
        {
            "label": short_label(one, first=index == 0),
            "url": _address(village, one, group),
            "current": one == period,
        }
        for index, one in enumerate(sorted(shown))
    ]


def _address(village: Village, period: Period, group: int | None) -> str:
    query: dict[str, str | int] = {"period": period.code, **({"group": group} if group is not None else {})}
    return f"{reverse('boards:standing', kwargs={'slug': village.slug})}?{urlencode(query)}"
