"""The standing: a month, a quarter or a year, for all groups or one."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from boards.queries import movement
from boards.queries import standing as standings
from boards.queries.movement import OwnWay
from boards.queries.standing import Standing
from boards.views.board import how_it_stands
from boards.views.words import chart_month, label, short_label
from points.models import User, Village
from points.queries import access
from villagegov.kernel.periods import Period, PeriodKind, add_months
from villagegov.web.caching import public_page
from villagegov.web.charts import chart
from villagegov.web.templatetags.web import points
from villagegov.web.village import village_view

#: Periods of one kind that are one tap away.
SHOWN = {PeriodKind.YEAR: 3, PeriodKind.QUARTER: 4, PeriodKind.MONTH: 6}
KINDS = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR)


@village_view()
@public_page(stamp=how_it_stands)
def standing(request: HttpRequest) -> HttpResponse:
    """``?period=2026-10``, ``2026-Q3`` or ``2026`` (default: the running year), ``?group=3``."""
    village: Village = request.village  # type: ignore[attr-defined]
    periods = standings.periods_of(village)
    period = chosen_period(periods, request.GET.get("period", ""))
    if period is None:
        return render(request, "boards/standing_empty.html", {"village": village})
    own = access.own_households(request.user, village) if isinstance(request.user, User) else set()
    found, groups, chosen = read(request, village, period, own)
    context = {
        "village": village,
        "standing": found,
        **lists(found, period, chosen),
        "mine": [row for row in (*found.placed, *found.others) if row.mine],
        "ways": [_way(way) for way in movement.own_ways(village, own, found.through)],
        "kinds": _kind_tabs(village, periods, period, chosen),
        "tabs": _period_tabs(village, periods, period, chosen),
        "groups": groups,
        "group": chosen,
        "group_name": dict(groups).get(chosen, ""),  # type: ignore[arg-type]
        **_around(village, periods, period, found),
    }
    response = render(request, "boards/standing.html", context)
    # Only addresses that this page itself leads to are worth keeping.
    here = address(village, period, chosen).partition("?")[2]
    response.keep = request.META["QUERY_STRING"] in ("", here, f"{here}&group=")  # type: ignore[attr-defined]
    return response


def read(
    request: HttpRequest, village: Village, period: Period, own: Collection[uuid.UUID]
) -> tuple[Standing, list[tuple[int, str]], int | None]:
    """The standing, the groups that stand in it, and the one that was asked for."""
    found = standings.standing(village, period, own)
    assert found is not None, "periods_of names ranked periods only"
    groups = sorted({(row.group_number, row.group) for row in (*found.placed, *found.others)})
    asked = request.GET.get("group", "")
    return found, groups, next((number for number, _name in groups if str(number) == asked), None)


def lists(found: Standing, period: Period, group: int | None) -> dict[str, Any]:
    """The lists of all groups or one, for the page and for the sheet."""
    return {
        "title": label(period),
        "period": period.code,
        "is_year": period.kind is PeriodKind.YEAR,
        "running": period.kind is PeriodKind.YEAR and found.through != period.last_month,
        "placed": [row for row in found.placed if group in (None, row.group_number)],
        "others": [row for row in found.others if group in (None, row.group_number)],
    }


def _around(village: Village, periods: list[Period], period: Period, found: Standing) -> dict[str, Any]:
    """What moved in a month; what the open month has corrected, beside the latest list of its kind."""
    is_latest = period == next(one for one in periods if one.kind is period.kind)
    corrections = movement.open_corrections(village, add_months(found.through, 1)) if is_latest else None
    return {
        "movers": movement.movers(village, period.start) if period.kind is PeriodKind.MONTH else [],
        "corrections": corrections,
        "parts": [part for part in found.groups if part.points is not None],
        "parts_most": max((part.points or 0 for part in found.groups), default=0),
        "parts_hidden": sum(part.points is None for part in found.groups),
    }


def _way(way: OwnWay) -> dict[str, Any]:
    return {
        "household": way.household,
        "chart": chart([(chart_month(one.month), one.points) for one in way.months]),
        "heads": [_("Month"), _("Points"), _("Place")],
        "rows": [
            [date_format(one.month, "YEAR_MONTH_FORMAT"), points(one.points), str(one.place or _("no place"))]
            for one in reversed(way.months)
        ],
    }


def chosen_period(periods: list[Period], code: str) -> Period | None:
    """The one asked for; else the latest year, whose list is what people look for first."""
    by_code = {period.code: period for period in periods}
    years = [period for period in periods if period.kind is PeriodKind.YEAR]
    return by_code.get(code) or (years[0] if years else None)


def _kind_tabs(village: Village, periods: list[Period], period: Period, group: int | None) -> list[dict[str, Any]]:
    words = {PeriodKind.MONTH: _("By month"), PeriodKind.QUARTER: _("By quarter"), PeriodKind.YEAR: _("By year")}
    latest = {kind: next((one for one in periods if one.kind is kind), None) for kind in KINDS}
    return [
        {"label": words[kind], "url": address(village, one, group), "current": kind is period.kind}
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
            "url": address(village, one, group),
            "current": one == period,
        }
        for index, one in enumerate(sorted(shown))
    ]


def address(village: Village, period: Period, group: int | None) -> str:
    query: dict[str, str | int] = {"period": period.code, **({"group": group} if group is not None else {})}
    return f"{reverse('boards:standing', kwargs={'slug': village.slug})}?{urlencode(query)}"
