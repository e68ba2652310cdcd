"""The disclosure board as everybody reads it: by category, the year's calendar, the archive."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from councils.enums_disclosure import DueState
from councils.queries.disclosure import calendar, postings, questions
from councils.views.disclosure import words
from points.enums import Module
from points.models import Village
from points.queries.villages import settings_on
from points.views.off import with_module
from villagegov.kernel import clock
from villagegov.web.caching import public_page
from villagegov.web.village import village_view

PER_PAGE = 30
MONTHS = range(1, 13)


@village_view()
@with_module(Module.DISCLOSURE)
@public_page()
def board(request: HttpRequest) -> HttpResponse:
    """The newest of each category, and whether what is owed is there."""
    village: Village = request.village  # type: ignore[attr-defined]
    today = clock.today()
    rows = calendar.rows(village, date(today.year - 1, 12, 1), date(today.year, 12, 1), today)
    year = [one for one in calendar.all_dues(rows) if one.last.year == today.year or one.state == DueState.OVERDUE]
    shelves = postings.shelves(village)
    context = {
        "village": village,
        "today": today,
        "shelves": shelves,
        "empty": [shelf.category.name for shelf in shelves if not shelf.postings],
        "standing": [(one, words.period(one.first, one.last), words.due(one)) for one in calendar.standing(rows)],
        "counts": words.counts(year),
        "questions": questions.counts(village, today),
        "days": settings_on(village, today).publicity_days,
        "year": today.year,
    }
    return render(request, "councils/disclosure/board.html", context)


@village_view()
@with_module(Module.DISCLOSURE)
@public_page()
def year(request: HttpRequest) -> HttpResponse:
    """Duties by months. ``?year=2026``; prints on one sheet."""
    village: Village = request.village  # type: ignore[attr-defined]
    today = clock.today()
    known = calendar.years(village, today)
    wanted = request.GET.get("year", "")
    shown = next((one for one in known if str(one) == wanted), known[0])
    rows = calendar.rows(village, date(shown, 1, 1), date(shown, 12, 1), today)
    context = {
        "village": village,
        "year": shown,
        "today": today,
        "lines": words.lines(rows, shown),
        "months": MONTHS,
        "counts": words.counts(calendar.all_dues(rows)),
        "states": DueState,
        "tabs": [{"label": str(one), "url": f"?year={one}", "current": one == shown} for one in reversed(known)],
    }
    return render(request, "councils/disclosure/calendar.html", context)


@village_view()
@with_module(Module.DISCLOSURE)
@public_page()
def archive(request: HttpRequest) -> HttpResponse:
    """Everything that was ever posted. ``?q=`` words, ``?category=``, ``?year=``."""
    village: Village = request.village  # type: ignore[attr-defined]
    today = clock.today()
    categories = postings.categories(village)
    category = next((one for one in categories if str(one.pk) == request.GET.get("category", "")), None)
    known = calendar.years(village, today)
    of_year = next((one for one in known if str(one) == request.GET.get("year", "")), None)
    text = request.GET.get("q", "").replace("\x00", "")[:60]
    found = postings.search(village, text=text, category=category, year=of_year)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "village": village,
        "today": today,
        "page_obj": page,
        "count": page.paginator.count,
        "categories": categories,
        "category": category,
        "years": known,
        "year": of_year,
        "q": text,
    }
    return render(request, "councils/disclosure/archive.html", context)
