"""What a household reads of its own breaches: every step, and its own word to it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from councils.forms.dissuasion import WordForm
from councils.queries import breaches as queries
from councils.services import dissuasion as services
from councils.views.dissuasion import course
from points.enums import Module
from points.models import Household, User, Village
from points.queries import access
from points.queries.villages import uses
from points.views.my import Part
from points.views.off import with_module
from points.views.villager import chosen, household_page, household_tabs, own_households
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError


@require_safe
@household_page
@with_module(Module.VILLAGE_RULES)
def mine(request: HttpRequest) -> HttpResponse:
    """All of one household's, the latest first."""
    village: Village = request.village  # type: ignore[attr-defined]
    homes = own_households(request.user, village)  # type: ignore[arg-type]
    household = chosen(homes, request.GET.get("household", ""))
    context = {
        "village": village,
        "household": household,
        "household_tabs": household_tabs(homes, household),
        "breaches": queries.of_household(village, household),
    }
    return render(request, "councils/dissuasion/mine.html", context)


@household_page
@with_module(Module.VILLAGE_RULES)
def one(request: HttpRequest, breach_id: uuid.UUID) -> HttpResponse:
    """Every step of one of them; a word of its own while it is open."""
    village: Village = request.village  # type: ignore[attr-defined]
    own = access.own_households(request.user, village)  # type: ignore[arg-type]
    row = get_object_or_404(queries.breaches(village), pk=breach_id, household__in=own)
    row.village = village
    form = WordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_word(
                breach=row, text=form.cleaned_data["reply"], by=request.user, at=clock.now()  # type: ignore[arg-type]
            )  # fmt: skip
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Your word has been added. The village office reads it."))
            return redirect(request.path)
    context = {
        "village": village,
        "breach": row,
        "lines": queries.lines(village, [row.pk])[row.pk],
        "claims": queries.claims_of(row),
        "steps": course(row),
        "form": form if row.closed_on is None else None,
    }
    return render(request, "councils/dissuasion/my_breach.html", context)


def part(user: User, village: Village, household: Household, year: int) -> Part | None:
    """On the passbook: that there is something open, or was this year. One query."""
    if not uses(Module.VILLAGE_RULES)(village):
        return None
    rows = [row for row in queries.of_household(village, household) if row.closed_on is None or row.day.year == year]
    return Part("councils/dissuasion/my_part.html", {"village": village, "breaches": rows}) if rows else None
