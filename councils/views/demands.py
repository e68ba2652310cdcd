"""Demands at the office: the list, writing one down, and the page of one with every step."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from councils.enums import DEMAND_STEPS, DemandAct, DemandState
from councils.forms.demands import AnswerForm, HandForm, SayForm, WriteDownForm
from councils.models import Demand
from councils.queries import demands as queries
from councils.queries import visits
from councils.queries.volunteers import people as volunteers
from councils.services import demands as services
from points.enums import Module, Role
from points.models import User, Village
from points.queries import access
from points.queries.villages import uses
from points.views.off import with_module
from points.views.officer import photos_of_form
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view

PER_PAGE = 40
LISTS = {
    "open": gettext_lazy("Open"),
    "mine": gettext_lazy("In my hands"),
    "answered": gettext_lazy("Answered"),
    "again": gettext_lazy("To be looked at again"),
    "closed": gettext_lazy("Settled"),
    "all": gettext_lazy("All"),
}


def who(request: HttpRequest) -> tuple[Village, User]:
    return request.village, request.user  # type: ignore[attr-defined,return-value]


@require_safe
@village_view(*queries.OFFICE)
@with_module(Module.DEMANDS)
def listing(request: HttpRequest) -> HttpResponse:
    """``?list=open`` and the others."""
    village, user = who(request)
    what = request.GET.get("list", "open")
    what = what if what in LISTS else "open"
    today = clock.today()
    found = queries.of_state(queries.visible(user, village), what, user, today)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "village": village,
        "page_obj": page,
        "tabs": [{"label": label, "url": f"?list={key}", "current": key == what} for key, label in LISTS.items()],
        "what": what,
        "today": today,
        "may_write": access.has_role(user, village, *queries.HANDLERS, Role.GRID_OFFICER),
        "count": page.paginator.count,
    }
    return render(request, "councils/demands/list.html", context)


@village_view(*queries.HANDLERS, Role.GRID_OFFICER)
@with_module(Module.DEMANDS)
def new(request: HttpRequest) -> HttpResponse:
    """For a household that came, telephoned or was met."""
    village, user = who(request)
    form = WriteDownForm(
        request.POST or None, request.FILES or None, village=village,
        initial={"household": request.GET.get("household", "")},
    )  # fmt: skip
    photos: list[Any] = []
    if request.method == "POST" and form.is_valid():
        photos = photos_of_form(request, form, [])
        if form.is_valid():
            try:
                made = services.write_down(
                    household=form.cleaned_data["household"], data=form.demand(photos), by=user, at=clock.now()
                )
            except DomainError as error:
                form.add_domain_error(error)
            else:
                messages.success(request, _("Written down as number %(number)s.") % {"number": made.number})
                return redirect("councils:demand", slug=village.slug, demand_id=made.pk)
    context = {"village": village, "form": form, "shown_photos": photos}
    return render(request, "councils/demands/new.html", context)


@village_view(*queries.OFFICE)
@with_module(Module.DEMANDS)
def demand(request: HttpRequest, demand_id: uuid.UUID) -> HttpResponse:
    """One demand: what was said, every step, and what can be done with it now."""
    village, user = who(request)
    found: Demand = get_object_or_404(queries.visible(user, village), pk=demand_id)
    found.village = village
    act = request.POST.get("act", "") if request.method == "POST" else ""
    forms: dict[str, Any] = {
        "hand": HandForm(
            request.POST if act == "hand" else None,
            hands=queries.hands(village),
            offers=_offers(found) if uses(Module.VOLUNTEERS)(village) else None,
            initial=_handed(found),
            auto_id="hand_%s",
        ),
        "answer": AnswerForm(
            request.POST if act == "answer" else None, demand=found, initial=_answered(found), auto_id="answer_%s"
        ),
        "say": SayForm(request.POST if act == "say" else None, auto_id="say_%s"),
    }
    if request.method == "POST" and _done(request, found, act, forms):
        return redirect("councils:demand", slug=village.slug, demand_id=found.pk)
    steps = DEMAND_STEPS[DemandState(found.state)]
    taken = queries.steps(found)
    handles = queries.may_handle(user, found)
    to_visit = found.visit_due_on and not found.visited_on and found.state != DemandState.WITHDRAWN
    context = {
        "village": village,
        "demand": found,
        "steps": taken,
        "helped": taken[-1] if taken and taken[-1].act == DemandAct.HELPED else None,
        "photos": [row.photo_id for row in found.photos.filter(village=village)],
        "visits": list(found.visits.filter(village=village).select_related("recorded_by")),
        "forms": forms,
        "may_hand": handles
        and steps & {DemandState.HANDED, DemandState.REOPENED} - {DemandState.SETTLED}
        and found.state != DemandState.ANSWERED,
        "may_answer": handles and DemandState.ANSWERED in steps and not to_visit,
        "may_visit": handles and to_visit,
        "may_say": queries.may_say(user, found) if found.state == DemandState.ANSWERED else "",
        "may_withdraw": DemandState.WITHDRAWN in steps and not found.online and found.filed_by_id == user.pk,
        "late": bool(to_visit and found.visit_due_on and found.visit_due_on < clock.today()),
        "earlier": [visit for visit in visits.of_household(found.household) if visit.demand_id != found.pk]
        if handles
        else [],
    }
    return render(request, "councils/demands/demand.html", context)


def _offers(demand: Demand) -> list[volunteers.Offer]:
    """Everybody who serves, but for the household's own people."""
    offers = volunteers.offers(demand.village, demand.topic, clock.today())
    return [offer for offer in offers if offer.volunteer.household_id != demand.household_id]


def _handed(demand: Demand) -> dict[str, Any]:
    named = {"helper": demand.helper, "strength": demand.strength} if demand.volunteer_id is None else {}
    return {"to": str(demand.handed_to_id or ""), "volunteer": str(demand.volunteer_id or ""), **named}


def _answered(demand: Demand) -> dict[str, Any]:
    return {"outcome": demand.outcome, "passed_to": demand.passed_to, "passed_number": demand.passed_number}


def _done(request: HttpRequest, demand: Demand, act: str, forms: dict[str, Any]) -> bool:
    """One act of the page; a refusal goes beside its field."""
    form: Any = forms.get(act)
    common: dict[str, Any] = {"demand": demand, "by": request.user, "at": clock.now()}
    if form is not None and not form.is_valid():
        return False
    try:
        if act == "hand":
            services.hand(**form.values(), **common)
            sentence = _("Handed over. It stands in that person’s list.")
        elif act == "answer":
            services.answer(data=form.answer(), **common)
            sentence = _("Answered. The household is asked whether it is so.")
        elif act == "say":
            services.say(so=request.POST.get("so") == "yes", words=form.cleaned_data["words"], **common)
            sentence = _("The household’s word is written down.")
        elif act == "withdraw":
            services.withdraw(**common)
            sentence = _("Taken back.")
        else:
            return False
    except DomainError as error:
        if form is None:
            raise
        form.add_domain_error(error)
        return False
    messages.success(request, sentence)
    return True
