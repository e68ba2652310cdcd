"""A household's own demands: bringing one in from the phone, what became of it, and whether it is really so."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from councils.enums import DEMAND_STEPS, DemandState
from councils.forms.demands import OwnDemandForm, SayForm
from councils.models import Demand
from councils.queries import demands as queries
from councils.services import demands as services
from points.enums import Module
from points.models import Household, User, Village
from points.queries import access
from points.queries.villages import uses
from points.views import villager
from points.views.my import Part
from points.views.off import with_module
from points.views.officer import kept, photos_of_form
from points.views.villager import household_page
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError


def _who(request: HttpRequest) -> tuple[Village, User]:
    return request.village, request.user  # type: ignore[attr-defined,return-value]


@require_safe
@household_page
@with_module(Module.DEMANDS)
def mine(request: HttpRequest) -> HttpResponse:
    """Everything the household brought in, the latest first."""
    village, user = _who(request)
    own = villager.own_households(user, village)
    context = {"village": village, "demands": list(queries.of_households(village, [row.pk for row in own])[:100])}
    return render(request, "councils/demands/mine.html", context)


@household_page
@with_module(Module.DEMANDS)
def new(request: HttpRequest) -> HttpResponse:
    """``?household=`` where a person belongs to two."""
    village, user = _who(request)
    own = villager.own_households(user, village)
    household = villager.chosen(own, request.GET.get("household", ""))
    household.village = village
    form = OwnDemandForm(request.POST or None, request.FILES or None, initial=kept(request))
    photos: list[Any] = []
    if request.method == "POST" and form.is_valid():
        photos = photos_of_form(request, form, [])
        if form.is_valid() and (made := _brought(household, form, photos, user)):
            sentence = _("It has arrived, as number %(number)s. You read here what becomes of it.")
            messages.success(request, sentence % {"number": made.number})
            return redirect("councils:my_demand", slug=village.slug, demand_id=made.pk)
    context = {
        "village": village,
        "household": household,
        "tabs": villager.household_tabs(own, household),
        "form": form,
        "shown_photos": photos,
    }
    return render(request, "councils/demands/my_new.html", context)


def _brought(household: Household, form: OwnDemandForm, photos: list[Any], user: User) -> Demand | None:
    try:
        return services.bring(household=household, data=form.demand(photos), by=user, at=clock.now())
    except DomainError as error:
        form.add_domain_error(error)
        return None


@household_page
@with_module(Module.DEMANDS)
def one(request: HttpRequest, demand_id: uuid.UUID) -> HttpResponse:
    """Its steps and the answer; the household says whether it is so, or takes it back."""
    village, user = _who(request)
    own = access.own_households(user, village)
    demand = queries.of_households(village, own).filter(pk=demand_id).first()
    if demand is None:
        raise Http404(demand_id)
    demand.village = village
    form = SayForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _said(request, demand, form):
        return redirect("councils:my_demand", slug=village.slug, demand_id=demand.pk)
    context = {
        "village": village,
        "demand": demand,
        "steps": queries.steps(demand),
        "photos": [row.photo_id for row in demand.photos.filter(village=village)],
        "form": form,
        "asked": demand.state == DemandState.ANSWERED,
        "may_withdraw": DemandState.WITHDRAWN in DEMAND_STEPS[DemandState(demand.state)],
        "sentence": sentence_of(demand),
    }
    return render(request, "councils/demands/my_demand.html", context)


def _said(request: HttpRequest, demand: Demand, form: SayForm) -> bool:
    common: dict[str, Any] = {"demand": demand, "by": request.user, "at": clock.now()}
    so = request.POST.get("so", "")
    try:
        if "withdraw" in request.POST:
            services.withdraw(**common)
            sentence = _("Taken back.")
        elif so in ("yes", "no"):
            services.say(so=so == "yes", words=form.cleaned_data["words"], **common)
            sentence = _("Thank you. It is settled.") if so == "yes" else _("Written down. It is in hand once more.")
            if so == "no" and demand.reopened:
                sentence = _("Written down. The village committee and the supervisors read that you do not agree.")
        else:
            return False
    except DomainError as error:
        form.add_domain_error(error)
        return False
    messages.success(request, sentence)
    return True


def sentence_of(demand: Demand) -> str:
    """Where it stands, for the household."""
    state = demand.state
    if state == DemandState.ANSWERED:
        return _("Answered. Is it really so? Say it below.")
    if state == DemandState.SETTLED:
        return _("Settled: you said that it is so.")
    if state == DemandState.UNSETTLED:
        return _("You do not agree with the second answer. The committee and the supervisors read this.")
    if state == DemandState.WITHDRAWN:
        return _("Taken back.")
    name = demand.handed_to.name if demand.handed_to else demand.helper
    if state == DemandState.REOPENED:
        return _("Once more in hand: %(name)s.") % {"name": name}
    if demand.visit_due_on and not demand.visited_on:
        day = f"{demand.visit_due_on:%Y-%m-%d}"
        if name:
            return _("%(name)s has it in hand and comes by %(day)s.") % {"name": name, "day": day}
        return _("Somebody comes by %(day)s.") % {"day": day}
    if state == DemandState.HANDED:
        return _("%(name)s has it in hand.") % {"name": name}
    return _("The office has it.")


def my_part(user: User, village: Village, household: Household, year: int) -> Part | None:
    """In the passbook, where the village uses demands. One query."""
    if not uses(Module.DEMANDS)(village):
        return None
    rows = list(queries.of_households(village, [household.pk])[:3])
    return Part("councils/demands/my_part.html", {"village": village, "household": household, "demands": rows})
