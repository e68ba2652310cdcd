"""Open data: the list of months with what each field means, and a month as .csv or .json."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from boards.queries import board as boards
from boards.queries import open_data
from boards.queries.open_data import Month
from boards.views.board import how_it_stands
from councils.queries.fairness import LEAST
from points.models import Village
from villagegov.kernel import clock, periods
from villagegov.sheets import as_csv
from villagegov.web.caching import public_page
from villagegov.web.village import village_view


@village_view()
@public_page(stamp=how_it_stands)
def dictionary(request: HttpRequest) -> HttpResponse:
    """Which months there are, what a field means, and what is not in it."""
    village: Village = request.village  # type: ignore[attr-defined]
    months = [
        {
            "label": date_format(month, "YEAR_MONTH_FORMAT"),
            "csv": _address(village, month, "csv"),
            "json": _address(village, month, "json"),
        }
        for month in boards.months(village)
    ]
    context = {
        "village": village,
        "months": months,
        "fields": list(zip(open_data.FIELDS, _meanings(), strict=True)),
        "measures": _measures() if village.points_on else _measures()[-1:],
        "version": open_data.VERSION,
        "least": LEAST,
    }
    response = render(request, "boards/open_data.html", context)
    return response


@village_view()
@public_page(stamp=how_it_stands)
def as_table(request: HttpRequest, month: str) -> HttpResponse:
    """One number a line, safe to open in a spreadsheet."""
    village: Village = request.village  # type: ignore[attr-defined]
    found = _month(village, month)
    response = HttpResponse(
        as_csv(open_data.FIELDS, open_data.as_rows(village, found)), content_type="text/csv; charset=utf-8"
    )
    return _file(response, f"{village.slug}-{month}.csv")


@village_view()
@public_page(stamp=how_it_stands)
def as_tree(request: HttpRequest, month: str) -> HttpResponse:
    village: Village = request.village  # type: ignore[attr-defined]
    found = _month(village, month)
    response = JsonResponse(open_data.as_tree(village, found), json_dumps_params={"ensure_ascii": False, "indent": 1})
    return _file(response, f"{village.slug}-{month}.json")


def _month(village: Village, code: str) -> Month:
    try:
        found = open_data.month(village, periods.parse_month(code), clock.today())
    except ValueError as error:
        raise Http404(code) from error
    if found is None:
        raise Http404(code)
    return found


def _file(response: HttpResponse, name: str) -> HttpResponse:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _address(village: Village, month: Any, kind: str) -> str:
    return reverse(f"boards:data_{kind}", kwargs={"slug": village.slug, "month": f"{month:%Y-%m}"})


def _meanings() -> tuple[str, ...]:
    """In the order of the fields."""
    return (
        _("Version of these fields, a whole number."),
        _("The village’s word in its address."),
        _("The month, as 2026-10."),
        _("What the line is about: village, category, group or red (an entry of the red board)."),
        _("Number of the category or group, or the place on the red board; 0 for the village."),
        _("Name of the village, category or group; of a red entry the head of the household, masked."),
        _("What was counted; see below."),
        _("The number; empty where it is held back."),
        _("1 where the number is held back, else 0."),
        _("Group of a red entry; empty where the group is small."),
        _("Reason of a red entry, as it stands on the board, names masked."),
    )


def _measures() -> list[tuple[str, str]]:
    return [
        ("households", _("Households ranked in the month; of a group, its households.")),
        ("scoring_households", _("Households that earned something in the month.")),
        (
            "points",
            _(
                "Points: of the village as frozen at the close, deductions and corrections taken in; of a category "
                "what deeds brought; of a group what its households earned; of a red entry what the board gave."
            ),
        ),
        ("red_entries", _("Entries of the red board; of a red entry 1, where the village has no points.")),
    ]
