"""Corrections: proposed by one, carried out by another; and what the public reads of decisions and corrections."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from councils.forms.corrections import ProposeForm, RefuseForm
from councils.models import Correction, Objection
from councils.queries import bodies, decisions
from councils.queries import corrections as queries
from councils.services import corrections as services
from councils.services.corrections import CORRECTORS
from councils.views.publicity import reader_of
from points.models import Entry, Village
from points.views.off import with_points
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.caching import public_page
from villagegov.web.village import village_view

PAGE_SIZE = 50
SETTLED_SHOWN = 30


@village_view()
@public_page()
@with_points
def public(request: HttpRequest) -> HttpResponse:
    """What was decided on objections and appeals, and what was corrected in the ledger: masked, with the reason."""
    village: Village = request.village  # type: ignore[attr-defined]
    reader, cases = reader_of(request), request.GET.get("show") == "decisions"
    rows: Any = decisions.public(village) if cases else queries.public(village)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    here = reverse("councils:corrections", kwargs={"slug": village.slug})
    context = {
        "village": village,
        "tabs": [
            {"label": _("Corrections"), "url": here, "current": not cases},
            {"label": _("Decisions on objections"), "url": f"{here}?show=decisions", "current": cases},
        ],
        "cases": cases,
        "lines": decisions.lines(page.object_list, reader) if cases else queries.lines(page.object_list, reader),
        "page_obj": page,
    }
    return render(request, "councils/corrections_public.html", context)


@require_safe
@village_view(*CORRECTORS)
@with_points
def listing(request: HttpRequest) -> HttpResponse:
    """What waits for a second person, what an objection asks for and nobody proposed, what was settled lately."""
    village: Village = request.village  # type: ignore[attr-defined]
    barred = bodies.barred_households(request.user, village)  # type: ignore[arg-type]
    context = {
        "village": village,
        "waiting": [
            {"correction": one, "obstacle": _obstacle(request, one, barred)} for one in queries.proposed(village)
        ],
        "still": queries.still_to_do(village),
        "settled": queries.settled(village)[:SETTLED_SHOWN],
    }
    return render(request, "councils/corrections.html", context)


def _obstacle(request: HttpRequest, correction: Correction, barred: set[uuid.UUID]) -> str:
    if correction.proposed_by_id == request.user.pk:
        return _("You proposed it: a second person decides.")
    if barred & {correction.entry.household_id, correction.right_household_id}:
        return _("Your own household, or near kin: somebody else decides.")
    return ""


@village_view(*CORRECTORS)
@with_points
def propose(request: HttpRequest, entry_id: uuid.UUID) -> HttpResponse:
    """Propose to correct a line."""
    village: Village = request.village  # type: ignore[attr-defined]
    rows = Entry.objects.filter(village=village, kind__in=queries.CORRECTABLE)
    entry = get_object_or_404(rows.select_related("village", "household__group", "claim__item"), pk=entry_id)
    objection = _asked_by(village, entry, request.GET.get("case", ""))
    form = ProposeForm(request.POST or None, village=village, initial={"reason": objection.reason if objection else ""})
    if request.method == "POST" and form.is_valid():
        try:
            services.propose(
                entry=entry,
                remedy=form.remedy() or services.Remedy(),
                reason=form.cleaned_data["reason"],
                objection=objection,
                by=request.user,  # type: ignore[arg-type]
                at=clock.now(),
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Proposed. A second person carries it out or refuses it."))
            return redirect("councils:correction_list", slug=village.slug)
    context = {"village": village, "entry": entry, "objection": objection, "form": form}
    return render(request, "councils/correction_new.html", context)


def _asked_by(village: Village, entry: Entry, number: str) -> Objection | None:
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        return None
    return Objection.objects.filter(village=village, entry=entry, number=int(number), state="upheld").first()


@village_view(*CORRECTORS)
@with_points
def settle(request: HttpRequest, correction_id: uuid.UUID) -> HttpResponse:
    """The second person looks, and carries it out or refuses it."""
    village: Village = request.village  # type: ignore[attr-defined]
    correction = get_object_or_404(queries.with_lines(village), pk=correction_id)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    refusing = act == "refuse"
    form = RefuseForm(request.POST if refusing else None)
    if act == "confirm" or (refusing and form.is_valid()):
        try:
            sentence = _settled(request, correction, form if refusing else None)
        except DomainError as error:
            if not refusing:
                messages.error(request, str(error))
                return redirect("councils:correction_list", slug=village.slug)
            form.add_domain_error(error)
        else:
            messages.success(request, sentence)
            return redirect("councils:correction_list", slug=village.slug)
    barred = bodies.barred_households(request.user, village)  # type: ignore[arg-type]
    context = {
        "village": village,
        "correction": correction,
        "entry": correction.entry,
        "obstacle": _obstacle(request, correction, barred),
        "form": form,
    }
    return render(request, "councils/correction.html", context)


def _settled(request: HttpRequest, correction: Correction, form: RefuseForm | None) -> str:
    user: Any = request.user
    if form is not None:
        services.refuse(correction=correction, note=form.cleaned_data["note"], by=user, at=clock.now())
        return str(_("Refused: nothing has changed in the ledger."))
    services.confirm(correction=correction, by=user, at=clock.now())
    return str(_("Corrected. The passbook and the public list say why."))
