"""Visits: the list of whom to visit, and writing a visit down on the phone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from councils.forms.visits import VisitForm
from councils.models import Demand
from councils.queries import demands as demand_queries
from councils.queries import grids, pairings
from councils.queries import visits as queries
from councils.services import visits as services
from points.enums import Module, Role
from points.models import User, Village
from points.queries import access
from points.services import care
from points.views.off import with_module
from villagegov.db.keys import as_uuid
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view

VISITORS = (Role.GRID_OFFICER, Role.OFFICER, Role.ADMINISTRATOR)
SHOWN, LATEST = 100, 10


def _who(request: HttpRequest) -> tuple[Village, User]:
    return request.village, request.user  # type: ignore[attr-defined,return-value]


@require_safe
@village_view(*VISITORS)
@with_module(Module.DEMANDS)
def listing(request: HttpRequest) -> HttpResponse:
    """Where somebody must arrive; then, for whoever may read care marks, whom to visit by the village's rhythm."""
    village, user = _who(request)
    today = clock.today()
    arrive = demand_queries.to_arrive(demand_queries.visible(user, village))
    context: dict[str, Any] = {
        "village": village,
        "arrive": [
            {"demand": demand, "late": demand.visit_due_on is not None and demand.visit_due_on < today}
            for demand in arrive[:SHOWN]
        ],
        "latest": list(queries.visible(user, village).order_by("-visited_on", "-recorded_at")[:LATEST]),
        "carer": access.has_role(user, village, *care.CARERS),
        "administers": access.has_role(user, village, Role.ADMINISTRATOR),
        "grids": grids.own_grids(user, village),
        "today": today,
    }
    found: list[queries.Due] = []
    if context["carer"]:
        groups = queries.groups_of(user, village)
        marks = queries.marks(village, today, groups)
        care.read_list(village=village, marks=marks, by=user, at=clock.now())
        found = queries.due(village, today, marks, groups)
    context["due"] = queries.with_pairs(found, pairings.visible(user, village, today), today)[:SHOWN]
    context["late"] = sum(row.late for row in context["due"])
    if context["carer"]:
        context["rhythm"] = [(kind.label, days) for kind, days in queries.rhythm(village).items()]
    return render(request, "councils/demands/visits.html", context)


@village_view(*demand_queries.OFFICE)
@with_module(Module.DEMANDS)
def new(request: HttpRequest) -> HttpResponse:
    """``?household=037`` and ``?demand=<key>`` where one comes from a list."""
    village, user = _who(request)
    demand = _demand(request, village, user)
    paired = pairings.of_person(village, clock.today(), user).exists()
    if demand is None and not paired and not access.has_role(user, village, *VISITORS):
        sentence = _("Visits are written down by the office and by the grid’s officer.")
        return render(request, "web/refused.html", {"sentences": [sentence], "back": ""}, status=403)
    number = demand.household.number if demand else request.GET.get("household", "")
    form = VisitForm(
        request.POST or None, village=village, demand=demand, initial={"household": number, "visitors": user.name}
    )
    if request.method == "POST" and form.is_valid() and _recorded(request, form):
        if demand is not None:
            return redirect("councils:demand", slug=village.slug, demand_id=demand.pk)
        if "pair" in request.GET:
            return redirect("councils:pairs", slug=village.slug)
        return redirect("councils:visits", slug=village.slug)
    return render(request, "councils/demands/visit.html", {"village": village, "form": form, "demand": demand})


def _demand(request: HttpRequest, village: Village, user: User) -> Demand | None:
    wanted = request.GET.get("demand", "")
    if not wanted:
        return None
    found = get_object_or_404(demand_queries.visible(user, village), pk=as_uuid(wanted))
    found.village = village
    return found


def _recorded(request: HttpRequest, form: VisitForm) -> bool:
    try:
        services.record(
            household=form.cleaned_data["household"],
            data=form.visit(),
            by=request.user,  # type: ignore[arg-type]
            at=clock.now(),
        )
    except DomainError as error:
        form.add_domain_error(error)
        return False
    messages.success(request, _("The visit is written down."))
    return True


def alarm(user: Any, village: Any) -> str:
    """Where the last day is over and nobody was there."""
    count = queries.late_count(user, village, clock.today())
    return ngettext("%(count)s overdue", "%(count)s overdue", count) % {"count": count} if count else ""
