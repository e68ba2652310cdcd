"""The public list, on the screen and for the wall."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from councils.forms.publicity import FindForm
from councils.queries import decisions, objections, publicity
from points.enums import Role
from points.models import Village
from points.queries import access
from points.queries.villages import settings_on
from points.views.off import with_points
from villagegov.kernel import clock
from villagegov.web.caching import public_page
from villagegov.web.village import village_view

PAGE_SIZE = 100
DECISIONS_SHOWN = 20
#: Who prints the list for the wall, with names in full.
PRINTERS = frozenset({Role.OFFICER, Role.COMMITTEE, Role.ADMINISTRATOR})


def reader_of(request: HttpRequest) -> publicity.Reader:
    """The village's signed-in read who and why; everybody else reads as the public."""
    roles: frozenset[Role] = request.roles  # type: ignore[attr-defined]
    if not roles:
        return publicity.Reader()
    own = access.own_households(request.user, request.village)  # type: ignore[arg-type,attr-defined]
    return publicity.Reader(names=True, words=True, own=frozenset(own))


def how_to_object(village: Village) -> dict[str, Any]:
    """Where and how one objects in person and by telephone. Two queries."""
    settings = settings_on(village, clock.today())
    return {
        "supervisors": objections.supervisor_names(village),
        "place": settings.contact_place,
        "phone": settings.contact_phone,
        "objection_days": settings.objection_days,
    }


@village_view()
@public_page()
@with_points
def listing(request: HttpRequest) -> HttpResponse:
    """Every claim that may be objected to, with its last day."""
    village: Village = request.village  # type: ignore[attr-defined]
    today = clock.today()
    reader = reader_of(request)
    find = FindForm(request.GET, groups=publicity.groups(village), by_number=reader.names)
    group, text = find.wanted()
    claims = publicity.find(publicity.listed(village), group=group, text=text, reader=reader)
    page = Paginator(claims, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "village": village,
        "today": today,
        "counts": publicity.counts(village),
        "find": find,
        "finding": group is not None or bool(text),
        "page_obj": page,
        "sections": _sections(publicity.lines(village, page.object_list, reader=reader, day=today)),
        "decisions": decisions.lines(decisions.lately(village, today)[:DECISIONS_SHOWN], reader),
        **how_to_object(village),
        "member": reader.names,
        "may_object": Role.VILLAGER in request.roles,  # type: ignore[attr-defined]
        "may_print": bool(PRINTERS & request.roles),  # type: ignore[attr-defined]
    }
    return render(request, "councils/publicity.html", context)


@village_view()
@public_page()
@with_points
def printed(request: HttpRequest) -> HttpResponse:
    """The whole list on A4, numbered. Names stand in full only for those who post it on the wall."""
    village: Village = request.village  # type: ignore[attr-defined]
    today = clock.today()
    full = bool(PRINTERS & request.roles)  # type: ignore[attr-defined]
    reader = publicity.Reader(names=full)
    context = {
        "village": village,
        "today": today,
        "counts": publicity.counts(village),
        "sections": _sections(publicity.lines(village, publicity.listed(village), reader=reader, day=today)),
        "full": full,
        **how_to_object(village),
    }
    return render(request, "councils/publicity_print.html", context)


def _sections(lines: list[publicity.Line]) -> list[dict[str, Any]]:
    """Awards, then deductions; each only where there are any."""
    parts = (
        ("awards", [line for line in lines if line.points > 0]),
        ("deductions", [line for line in lines if line.points < 0]),
    )
    return [{"kind": kind, "lines": found} for kind, found in parts if found]
