"""The public red and black board: no log-in, the village's front page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from boards.queries import board as boards
from boards.queries.board import Board
from boards.services.due import next_issue_day
from boards.views.words import label, short_label
from points.enums import BlackAudience, Role
from points.models import Village
from villagegov.kernel import clock, periods
from villagegov.web.caching import public_page
from villagegov.web.village import village_view

#: Who puts the sheet up on the wall and therefore sees all of it.
STAFF = frozenset({Role.OFFICER, Role.COMMITTEE, Role.SUPERVISOR, Role.ADMINISTRATOR})
#: Months one tap away; the older ones one tap more.
MONTHS_SHOWN = 6


@village_view()
@public_page()
def current(request: HttpRequest) -> HttpResponse:
    """The latest published issue; before the first one, when it comes."""
    village: Village = request.village  # type: ignore[attr-defined]
    found = boards.board(village, None, clock.today())
    return _show(request, village, found) if found else _nothing_yet(request, village)


@village_view()
@public_page()
def of_month(request: HttpRequest, month: str) -> HttpResponse:
    """The issue of a month, as it stands today. Without one: 404, with the way to those there are."""
    village: Village = request.village  # type: ignore[attr-defined]
    try:
        start = periods.parse_month(month)
    except ValueError as error:
        raise Http404(month) from error
    found = boards.board(village, start, clock.today())
    if found is None:
        return _no_such_month(request, village, start)
    return _show(request, village, found)


def _show(request: HttpRequest, village: Village, board: Board) -> HttpResponse:
    sees_black = _sees_black(request, board)
    quarter = periods.quarter(board.quarter) if board.quarter else None
    context = {
        "village": village,
        "board": board,
        "black": board.black if sees_black else (),
        "sees_black": sees_black,
        "audience": board.audience,
        "for_staff_only": sees_black and board.audience == BlackAudience.PAPER,
        "red_each": _same_for_all([line.points for line in board.red]),
        "quarter_label": label(quarter) if quarter else "",
        "quarter_code": quarter.code if quarter else "",
        "tabs": _tabs(village, board.months, board.month),
        "older": _older(village, board.months, board.month),
        "issuer": _("Villagers’ committee of %(name)s") % {"name": village.name},
        "noindex": sees_black,
    }
    response = render(request, "boards/board.html", context)
    if sees_black:
        response.headers["X-Robots-Tag"] = "noindex, noarchive"
    return response


def _sees_black(request: HttpRequest, board: Board) -> bool:
    roles = request.roles  # type: ignore[attr-defined]
    if board.audience == BlackAudience.PUBLIC or roles & STAFF:
        return True
    return board.audience == BlackAudience.SIGNED_IN and bool(roles)


def _same_for_all(points: list[int]) -> int | None:
    return points[0] if len(set(points)) == 1 else None


def _tabs(village: Village, months: tuple[date, ...], current: date | None) -> list[dict[str, Any]]:
    """The latest months, the oldest of them first."""
    return [
        {
            "label": short_label(periods.month(month), first=index == 0),
            "url": _address(village, month),
            "current": month == current,
        }
        for index, month in enumerate(sorted(months[:MONTHS_SHOWN]))
    ]


def _older(village: Village, months: tuple[date, ...], current: date) -> list[dict[str, Any]]:
    return [
        {"label": date_format(month, "YEAR_MONTH_FORMAT"), "url": _address(village, month), "current": month == current}
        for month in months[MONTHS_SHOWN:]
    ]


def _address(village: Village, month: date) -> str:
    return reverse("boards:board_month", kwargs={"slug": village.slug, "month": f"{month:%Y-%m}"})


def _nothing_yet(request: HttpRequest, village: Village) -> HttpResponse:
    waiting = boards.waiting_month(village)
    context = {
        "village": village,
        "waiting": waiting,
        "issue_day": next_issue_day(village, clock.today()) if village.points_on and not waiting else None,
    }
    return render(request, "boards/nothing_yet.html", context)


def _no_such_month(request: HttpRequest, village: Village, month: date) -> HttpResponse:
    months = tuple(boards.months(village))
    context = {"village": village, "month": month, "tabs": _tabs(village, months, None)}
    return render(request, "boards/no_such_month.html", context, status=404)
