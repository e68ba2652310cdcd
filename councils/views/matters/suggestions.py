"""What households suggest: their own page, and the office's list."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from councils.forms.matters.matter import AnswerForm, SuggestForm
from councils.queries.matters import lists, standing
from councils.services.matters import suggestions as services
from councils.views.matters.pages import who
from points.enums import Module
from points.models import Household, User, Village
from points.queries import access
from points.queries.villages import uses
from points.views import villager
from points.views.my import Part
from points.views.off import with_module
from points.views.villager import household_page
from villagegov.db.keys import as_uuid
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view

PER_PAGE = 30


@household_page
@with_module(Module.MATTERS)
def mine(request: HttpRequest) -> HttpResponse:
    """Suggesting something, and what became of what was suggested before. ``?household=`` for people of two."""
    village, user = who(request)
    own = villager.own_households(user, village)
    household = villager.chosen(own, request.GET.get("household", ""))
    household.village = village
    form = SuggestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.suggest(household=household, text=said["text"], id=said["id"], by=user, at=clock.now())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("It has arrived. You read here what becomes of it."))
            return redirect("councils:my_suggestions", slug=village.slug)
    context = {
        "village": village,
        "form": form,
        "tabs": villager.household_tabs(own, household),
        "suggestions": list(lists.of_households(village, [row.pk for row in own])[:50]),
    }
    return render(request, "councils/matters/my_suggestions.html", context)


@village_view(*standing.LOOKERS)
@with_module(Module.MATTERS)
def listing(request: HttpRequest) -> HttpResponse:
    """Each is taken up as a matter, or answered in words."""
    village, user = who(request)
    form: Any = None
    key = as_uuid(request.POST.get("suggestion", ""))
    if request.method == "POST" and key:
        found = get_object_or_404(lists.suggestions(village), pk=key)
        found.village = village
        form = AnswerForm(request.POST)
        if form.is_valid():
            try:
                services.answer(suggestion=found, words=form.cleaned_data["words"], by=user, at=clock.now())
            except DomainError as error:
                form.add_domain_error(error)
            else:
                messages.success(request, _("Answered; the household is told."))
                return redirect("councils:suggestions", slug=village.slug)
    page = Paginator(
        lists.suggestions(village).order_by(F("answered_at").desc(nulls_first=True), "-made_at"), PER_PAGE
    ).get_page(request.GET.get("page"))
    context = {
        "village": village,
        "page_obj": page,
        "lines": [(row, form if form and row.pk == key else AnswerForm(auto_id=f"answer_{row.pk}_%s")) for row in page],
        "may_answer": access.has_role(user, village, *standing.HANDLERS),
    }
    return render(request, "councils/matters/suggestions.html", context)


def my_part(user: User, village: Village, household: Household, year: int) -> Part | None:
    """In the passbook, where the village uses matters. No query."""
    if not uses(Module.MATTERS)(village):
        return None
    return Part("councils/matters/my_part.html", {"village": village, "household": household})
