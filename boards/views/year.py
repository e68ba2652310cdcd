"""The year's end: what it did and what is open; the statement of each household, on the screen and on A4."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from boards.queries import year_end
from boards.queries.year_end import YearEnd
from points.enums import Role
from points.models import Household, User, Village
from points.queries import access, households, statements
from points.services.due import close_day
from points.views.my import Part
from points.views.off import with_points
from points.views.villager import villager_page
from villagegov.kernel import clock
from villagegov.web.village import village_view

#: Households of one print; a larger village is printed in parts.
PART_SIZE = 300
#: Until this month the year that is over is what people come for.
LOOKS_BACK_UNTIL = 6


def _year(request: HttpRequest, known: Sequence[int], today: date) -> int:
    wanted = request.GET.get("year", "")
    if wanted:
        if not wanted.isascii() or not wanted.isdigit() or len(wanted) > 4 or int(wanted) not in known:
            raise Http404(wanted)
        return int(wanted)
    last = today.year - 1 if today.month <= LOOKS_BACK_UNTIL else today.year
    return last if last in known else today.year


def _tabs(known: Sequence[int], current: int) -> list[dict[str, Any]]:
    return [{"label": str(year), "url": f"?year={year}", "current": year == current} for year in sorted(known)]


# ------------------------------------------------------------------------------------------------------- year's end


@require_safe
@village_view(Role.ADMINISTRATOR, Role.SUPERVISOR)
@with_points
def year_page(request: HttpRequest) -> HttpResponse:
    """What the year's end has done, step by step, and what is still on its way."""
    village: Village = request.village  # type: ignore[attr-defined]
    today = clock.today()
    known = year_end.years(village, today)
    year = _year(request, known, today)
    found = year_end.year_end(village, year, close_day(village, date(year, 12, 1)), today)
    context = {
        "village": village,
        "end": found,
        "next_year": year + 1,
        "new_year": date(year + 1, 1, 1),
        "over": today.year > year,
        "tabs": _tabs(known, year),
        "steps": _steps(found, today),
        "board_published": year_end.is_published(found.board),
        "may_print": bool({Role.OFFICER, Role.ADMINISTRATOR} & request.roles),  # type: ignore[attr-defined]
        "open_claims": [(state.label, count) for state, count in found.open_claims.items()],
    }
    return render(request, "boards/year_end.html", context)


def _steps(found: YearEnd, today: date) -> list[dict[str, str]]:
    """Where the year stands: each step past, the first that is not is now."""
    facts = (
        (_("The year is over"), today.year > found.year, f"{found.year}-12-31"),
        (_("Base points of the new year"), bool(found.base.posted), f"{found.year + 1}-01-01"),
        (_("December is closed"), found.closed_at is not None, f"{found.closes_on:%Y-%m-%d}"),
        (_("The year’s ranking is frozen"), found.ranking is not None, ""),
        (_("December’s board is out"), year_end.is_published(found.board), ""),
    )
    first_open = next((number for number, fact in enumerate(facts) if not fact[1]), len(facts))
    return [
        {"label": label, "note": note, "state": "past" if done else "now" if number == first_open else "next"}
        for number, (label, done, note) in enumerate(facts)
    ]


# ------------------------------------------------------------------------------------------------------- statements


@require_safe
@village_view(Role.OFFICER, Role.ADMINISTRATOR)
@with_points
def statement_list(request: HttpRequest) -> HttpResponse:
    """Which statements to print: one household's, a group's, or all."""
    village: Village = request.village  # type: ignore[attr-defined]
    today = clock.today()
    known = year_end.years(village, today)
    year = _year(request, known, today)
    everybody = statements.with_lines(village, year)
    groups = everybody.order_by("group__number").values_list("group__number", "group__name").annotate(Count("id"))
    total = sum(count for _number, _name, count in groups)
    text = request.GET.get("household", "").replace("\0", "")[:40].strip()
    context = {
        "village": village,
        "year": year,
        "tabs": _tabs(known, year),
        "closed": statements.is_closed(village, year),
        "groups": groups,
        "total": total,
        "parts": range(1, -(-total // PART_SIZE) + 1),
        "text": text,
        "found": households.search(village, text) if text else [],
    }
    return render(request, "boards/statement_list.html", context)


@require_safe
@village_view(Role.OFFICER, Role.ADMINISTRATOR)
@with_points
def statement_print(request: HttpRequest) -> HttpResponse:
    """``?year=2026`` with ``household=<key>``, ``group=3``, or ``part=2`` of the whole village; a household a page."""
    village: Village = request.village  # type: ignore[attr-defined]
    today = clock.today()
    year = _year(request, year_end.years(village, today), today)
    return _printed(request, village, year, _wanted(request, village, year), back="boards:statements")


def _wanted(request: HttpRequest, village: Village, year: int) -> list[Household]:
    asked = request.GET
    if asked.get("household"):
        return [_household(village, asked["household"])]
    rows = statements.with_lines(village, year)
    if asked.get("group"):
        if not asked["group"].isascii() or not asked["group"].isdigit() or len(asked["group"]) > 4:
            raise Http404(asked["group"])
        return list(rows.filter(group__number=int(asked["group"])))
    return list(Paginator(rows, PART_SIZE).get_page(asked.get("part")).object_list)


def _household(village: Village, key: str) -> Household:
    found = statements.find(village, key)
    if found is None:
        raise Http404(key)
    return found


@require_safe
@villager_page
def my_statement(request: HttpRequest) -> HttpResponse:
    """The household's own: ``?year=2026``, and ``household=<key>`` for people of several."""
    village: Village = request.village  # type: ignore[attr-defined]
    user: User = request.user  # type: ignore[assignment]
    today = clock.today()
    year = _year(request, year_end.years(village, today), today)
    own = Household.objects.filter(village=village, pk__in=access.own_households(user, village))
    mine = list(own.select_related("group"))
    wanted = request.GET.get("household", "")
    chosen = [one for one in mine if str(one.pk) == wanted] if wanted else mine[:1]
    if not chosen:
        raise Http404(wanted)
    return _printed(request, village, year, chosen, back="points:my")


def _printed(
    request: HttpRequest, village: Village, year: int, wanted: Sequence[Household], *, back: str
) -> HttpResponse:
    new_year = date(year, 1, 1)
    ranked, places = year_end.places(village, year, [household.pk for household in wanted])
    found = statements.statements(village, wanted, year)
    context = {
        "village": village,
        "year": year,
        "closed": statements.is_closed(village, year),
        "last_line": statements.last_line(village, year),
        "rows": [{"statement": one, "place": places.get(one.household.pk)} for one in found],
        "ranked": ranked,
        "new_year": new_year,
        "today": clock.today(),
        "back": back,
    }
    return render(request, "boards/statement.html", context)


def my_part(user: User, village: Village, household: Household, year: int) -> Part | None:
    """In the passbook: the way to the year's statement; without points there is none."""
    if not village.points_on:
        return None
    return Part("boards/my_statement_part.html", {"village": village, "household": household, "year": year})
