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
from boards.queries.board_lines import Board
from boards.queries.nines import Articles, articles_on
from boards.queries.stamp import stamp
from boards.services.due import next_issue_day
from boards.views.words import MONTHS_SHOWN, chart_month, label, month_tabs
from points.enums import BlackAudience, Module, Role
from points.models import Village
from points.queries.villages import uses
from villagegov.kernel import clock, periods
from villagegov.web.caching import public_page
from villagegov.web.charts import chart
from villagegov.web.public import shown_pages
from villagegov.web.templatetags.web import signless
from villagegov.web.village import village_view

#: Who puts the sheet up on the wall and therefore sees all of it.
STAFF = frozenset({Role.OFFICER, Role.COMMITTEE, Role.SUPERVISOR, Role.ADMINISTRATOR})


def how_it_stands(request: HttpRequest) -> str:
    """The village's stamp, asked for once in a request."""
    if not hasattr(request, "stamp"):
        request.stamp = stamp(request.village)  # type: ignore[attr-defined]
    return request.stamp  # type: ignore[attr-defined]


@village_view()
@public_page(stamp=how_it_stands)
def current(request: HttpRequest) -> HttpResponse:
    """The latest published issue; before the first one, when it comes."""
    village: Village = request.village  # type: ignore[attr-defined]
    found = boards.board(village, None, clock.today(), how_it_stands(request))
    if not village.points_on:
        return _front(request, village, found)
    return _show(request, village, found) if found else _nothing_yet(request, village)


@village_view()
@public_page(stamp=how_it_stands)
def of_month(request: HttpRequest, month: str) -> HttpResponse:
    """The issue of a month, as it stands today. Without one: 404, with the way to those there are."""
    village: Village = request.village  # type: ignore[attr-defined]
    start = _parsed(month)
    found = boards.board(village, start, clock.today(), how_it_stands(request))
    if found is None:
        return _no_such_month(request, village, start)
    return _show(request, village, found)


def _show(request: HttpRequest, village: Village, board: Board) -> HttpResponse:
    context = {
        **values(request, village, board),
        **_months(village, board),
        **charts(board),
        "nine": _nine(village, board.published_on),
        "parts": shown_pages(village),
    }
    response = render(request, "boards/board.html", context)
    return hidden_from_robots(response, context["sees_black"])


def _front(request: HttpRequest, village: Village, board: Board | None) -> HttpResponse:
    """The first page of a village without points: its latest board, if it has one, and all that it has besides."""
    context: dict[str, Any] = {"village": village, "pages": shown_pages(village, with_news=True)}
    if board is None:
        return render(request, "boards/without_points.html", context)
    context |= {
        **values(request, village, board),
        **_months(village, board),
        "nine": _nine(village, clock.today()),
    }
    return hidden_from_robots(render(request, "boards/without_points.html", context), context["sees_black"])


def _months(village: Village, board: Board) -> dict[str, Any]:
    return {
        "tabs": _tabs(village, board.months, board.month),
        "older": _older(village, board.months, board.month),
    }


def _nine(village: Village, day: date) -> Articles | None:
    """The articles that stand beside the board, where the village has them."""
    return articles_on(village, day) if uses(Module.STARS)(village) else None


def values(request: HttpRequest, village: Village, board: Board) -> dict[str, Any]:
    """What this reader may see of an issue, for the page and for the sheet."""
    sees_black = _sees_black(request, board)
    quarter = periods.quarter(board.quarter) if board.quarter else None
    return {
        "village": village,
        "board": board,
        "black": board.black if sees_black else (),
        "black_corrections": board.black_corrections if sees_black else (),
        "sees_black": sees_black,
        "audience": board.audience,
        "for_staff_only": sees_black and board.audience == BlackAudience.PAPER,
        "red_each": _same_for_all([line.points for line in board.red]),
        "quarter_label": label(quarter) if quarter else "",
        "quarter_code": quarter.code if quarter else "",
        "issuer": _("Villagers’ committee of %(name)s") % {"name": village.name},
        "noindex": sees_black,
    }


@village_view()
@public_page(stamp=how_it_stands)
def notice(request: HttpRequest, month: str) -> HttpResponse:
    """The notice 通报 on the month's bottom three: those whose gate has ended, one sheet of A4. Before the committee
    has published the month there is none.
    """
    village: Village = request.village  # type: ignore[attr-defined]
    start = _parsed(month)
    board = boards.board(village, start, clock.today(), how_it_stands(request))
    if board is None:
        return _no_such_month(request, village, start)
    sees_black = _sees_black(request, board)
    context = {
        "village": village,
        "board": board,
        "lines": [line for line in board.black if line.bottom] if sees_black else [],
        "corrections": [line for line in board.black_corrections if line.bottom] if sees_black else [],
        "sees_black": sees_black,
        "audience": board.audience,
        "for_staff_only": sees_black and board.audience == BlackAudience.PAPER,
        "issuer": _("Villagers’ committee of %(name)s") % {"name": village.name},
        "noindex": sees_black,
    }
    return hidden_from_robots(render(request, "boards/notice.html", context), sees_black)


def hidden_from_robots(response: HttpResponse, sees_black: bool) -> HttpResponse:
    if sees_black:
        response.headers["X-Robots-Tag"] = "noindex, noarchive"
    return response


def charts(board: Board) -> dict[str, Any]:
    """The months and the month's categories, drawn; nothing where there is nothing to compare."""
    shown = [part for part in board.categories if part.points is not None]
    return {
        "trend": chart([(chart_month(one.month), one.points) for one in board.trend]) if len(board.trend) > 1 else None,
        "trend_heads": [_("Month"), _("Households with points"), _("Points")],
        "trend_rows": [
            [date_format(one.month, "YEAR_MONTH_FORMAT"), signless(one.scoring), signless(one.points)]
            for one in reversed(board.trend)
        ],
        "categories": [{"label": part.name, "value": part.points} for part in shown],
        "categories_most": max((part.points or 0 for part in shown), default=0),
        "categories_hidden": len(board.categories) - len(shown),
    }


def _parsed(month: str) -> date:
    try:
        return periods.parse_month(month)
    except ValueError as error:
        raise Http404(month) from error


def _sees_black(request: HttpRequest, board: Board) -> bool:
    roles = request.roles  # type: ignore[attr-defined]
    if board.audience == BlackAudience.PUBLIC or roles & STAFF:
        return True
    return board.audience == BlackAudience.SIGNED_IN and bool(roles)


def _same_for_all(points: list[int]) -> int | None:
    return points[0] if len(set(points)) == 1 else None


def _tabs(village: Village, months: tuple[date, ...], current: date | None) -> list[dict[str, Any]]:
    return month_tabs(months, current, lambda month: _address(village, month))


def _older(village: Village, months: tuple[date, ...], current: date) -> list[dict[str, Any]]:
    return [
        {"label": date_format(month, "YEAR_MONTH_FORMAT"), "url": _address(village, month), "current": month == current}
        for month in months[MONTHS_SHOWN:]
    ]


def _address(village: Village, month: date) -> str:
    return reverse("boards:board_month", kwargs={"slug": village.slug, "month": f"{month:%Y-%m}"})


def _nothing_yet(request: HttpRequest, village: Village) -> HttpResponse:
    """Before the first board, when it comes."""
    waiting = boards.waiting_month(village)
    issue_day = None if waiting else next_issue_day(village, clock.today())
    return render(request, "boards/nothing_yet.html", {"village": village, "waiting": waiting, "issue_day": issue_day})


def _no_such_month(request: HttpRequest, village: Village, month: date) -> HttpResponse:
    months = tuple(boards.months(village))
    context = {"village": village, "month": month, "tabs": _tabs(village, months, None)}
    return render(request, "boards/no_such_month.html", context, status=404)
