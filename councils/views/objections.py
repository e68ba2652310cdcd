"""Objecting and appealing, and the supervisors' work."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from councils.enums import ObjectionKind
from councils.forms.objections import AppealForm, ObjectForm
from councils.models import Objection
from councils.queries import appeals, publicity
from councils.queries import objections as queries
from councils.services import objections as services
from councils.views import case
from councils.views.publicity import how_to_object, reader_of
from points.enums import ClaimState, Role
from points.models import Claim, Entry, Village
from points.queries import access, calendar
from points.views.off import with_points
from points.views.villager import villager_page
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.templatetags.web import short_day
from villagegov.web.village import village_view

#: What lies behind the list of open ones.
DECIDED_SHOWN = 30


# ----------------------------------------------------------------------------------------------------------- villagers


@villager_page
def make(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """Object to one claim, in publicity or counted."""
    village: Village = request.village  # type: ignore[attr-defined]
    claim = _claim(village, claim_id)
    if not publicity.was_listed(claim) or not queries.may_see(request.user, claim):  # type: ignore[arg-type]
        raise Http404(claim_id)
    form = ObjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.object_to(claim=claim, text=form.cleaned_data["text"], by=request.user, at=clock.now())  # type: ignore[arg-type]
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _taken_down(made))
            return redirect("points:my", slug=village.slug)
    line = publicity.line(claim, reader=reader_of(request), day=clock.today())
    until = _until(village, claim, line)
    context = {
        "village": village,
        "line": line,
        "until": until,
        "open": until is not None,
        "state": claim.state,
        "form": form,
        **how_to_object(village),
    }
    return render(request, "councils/object.html", context)


def _until(village: Village, claim: Claim, line: publicity.Line) -> Any:
    """The last day to object, or None where one cannot."""
    today = clock.today()
    if claim.state == ClaimState.PUBLICISED:
        return line.until if line.days_left >= 0 else None
    if claim.state == ClaimState.POSTED:
        entry = Entry.objects.filter(village=village, claim=claim, kind="claim").first()
        until = appeals.objection_until(village, entry) if entry else None
        return until if until and until >= today else None
    return None


def _taken_down(made: Objection) -> str:
    values = {"day": short_day(made.due_on)}
    if made.kind == ObjectionKind.ENTRY:
        return (
            _(
                "Your objection has been taken down. It is decided by %(day)s; what was counted stays until then. "
                "You read the answer here."
            )
            % values
        )
    if made.is_appeal:
        return _("Your appeal has been taken down. It is decided by %(day)s. You read the answer here.") % values
    return (
        _(
            "Your objection has been taken down. The claim is not counted until it has been decided, by %(day)s. "
            "You read the answer here."
        )
        % values
    )


@villager_page
def appeal(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """The household's one appeal against what was decided on its claim."""
    village: Village = request.village  # type: ignore[attr-defined]
    claim = _claim(village, claim_id)
    if claim.household_id not in access.own_households(request.user, village):  # type: ignore[arg-type]
        raise Http404(claim_id)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.appeal(claim=claim, text=form.cleaned_data["text"], by=request.user, at=clock.now())  # type: ignore[arg-type]
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _taken_down(made))
            return redirect("points:my", slug=village.slug)
    context = {
        "village": village,
        "claim": claim,
        "right": appeals.right_of(claim, clock.today()),
        "form": form,
    }
    return render(request, "councils/appeal.html", context)


# --------------------------------------------------------------------------------------------------------- supervisors


@require_safe
@village_view(Role.SUPERVISOR)
@with_points
def listing(request: HttpRequest) -> HttpResponse:
    """Open cases, the overdue ones first, with what keeps this supervisor from deciding; then those decided lately."""
    village: Village = request.village  # type: ignore[attr-defined]
    opened = list(queries.open_ones(village))
    decided = list(queries.decided(village)[:DECIDED_SHOWN])
    obstacles = queries.obstacles(request.user, village, opened)  # type: ignore[arg-type]
    days, today = calendar.working_days(village), clock.today()
    rows = [_row(one, obstacles, queries.term(days, one, today)) for one in opened]
    context = {
        "village": village,
        "late": [row for row in rows if row["term"].overdue],
        "opened": [row for row in rows if not row["term"].overdue],
        "waiting": len(rows),
        "decided": decided,
    }
    return render(request, "councils/objections.html", context)


def _row(objection: Objection, obstacles: dict[uuid.UUID, str], term: queries.Term) -> dict[str, Any]:
    return {"objection": objection, "obstacle": obstacles.get(objection.pk, ""), "term": term}


@village_view(Role.SUPERVISOR)
@with_points
def decide(request: HttpRequest, objection_id: uuid.UUID) -> HttpResponse:
    """One case: the claim, what was said, who decides, the decision with its reason."""
    village: Village = request.village  # type: ignore[attr-defined]
    objection = get_object_or_404(queries.with_claim(village), pk=objection_id)
    if request.method == "POST" and request.POST.get("act") in case.ACTS:
        return case.act(request, objection)
    return case.decide_page(request, objection, back="councils:objections")


def _claim(village: Village, claim_id: uuid.UUID) -> Claim:
    return get_object_or_404(
        Claim.objects.filter(village=village).select_related("village", "household__group", "item__category"),
        pk=claim_id,
    )
