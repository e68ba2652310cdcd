"""Drawn panels: those who were drawn decide on their own page; supervisors keep the paper of those without a log-in."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from councils.queries import objections as queries
from councils.queries import panels
from councils.views.case import decide_page
from points.enums import Role
from points.models import Village
from points.queries import calendar
from points.views.off import with_points
from villagegov.kernel import clock
from villagegov.web.village import village_view

EVERY_ROLE = tuple(Role)


@require_safe
@village_view(*EVERY_ROLE)
@with_points
def mine(request: HttpRequest) -> HttpResponse:
    """Cases for whose panel this person was drawn."""
    village: Village = request.village  # type: ignore[attr-defined]
    found = panels.seated(request.user, village)  # type: ignore[arg-type]
    obstacles = queries.obstacles(request.user, village, found)  # type: ignore[arg-type]
    days, today = calendar.working_days(village), clock.today()
    rows = [
        {"objection": one, "obstacle": obstacles.get(one.pk, ""), "term": queries.term(days, one, today)}
        for one in found
    ]
    return render(request, "councils/panels.html", {"village": village, "rows": rows})


@village_view(*EVERY_ROLE)
@with_points
def case(request: HttpRequest, objection_id: uuid.UUID) -> HttpResponse:
    """One of them. Nobody else finds this page."""
    village: Village = request.village  # type: ignore[attr-defined]
    objection = queries.with_claim(village).filter(pk=objection_id).first()
    if objection is None or not any(seat.user_id == request.user.pk for seat in panels.panel_of(objection)):
        raise Http404(objection_id)
    return decide_page(request, objection, back="councils:panels")
