"""Objecting, and the supervisors' work."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from councils.forms.objections import DecideForm, ObjectForm
from councils.models import Objection
from councils.queries import objections as queries
from councils.queries import publicity, tellings
from councils.services import objections as services
from councils.views.publicity import reader_of
from points.enums import ClaimState, Role
from points.models import Claim, Village
from points.queries.claims import photos_of
from points.views.off import with_points
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, TransitionError
from villagegov.web.village import village_view

#: What lies behind the list of open ones.
DECIDED_SHOWN = 30


@village_view(Role.VILLAGER)
@with_points
def make(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """Object to one claim in publicity."""
    village: Village = request.village  # type: ignore[attr-defined]
    claim = _claim(village, claim_id)
    reader = reader_of(request)
    if not publicity.was_listed(claim) or not queries.may_see(request.user, claim):  # type: ignore[arg-type]
        raise Http404(claim_id)
    form = ObjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.object_to(claim=claim, text=form.cleaned_data["text"], by=request.user, at=clock.now())  # type: ignore[arg-type]
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(
                request,
                _(
                    "Your objection has been taken down. The claim is not counted until the supervisors have decided. "
                    "You read their answer here."
                ),
            )
            return redirect("points:my", slug=village.slug)
    line = publicity.line(claim, reader=reader, day=clock.today())
    context = {
        "village": village,
        "line": line,
        "open": claim.state == ClaimState.PUBLICISED and line.days_left >= 0,
        "state": claim.state,
        "form": form,
    }
    return render(request, "councils/object.html", context)


@require_safe
@village_view(Role.SUPERVISOR)
@with_points
def listing(request: HttpRequest) -> HttpResponse:
    """Open objections with what keeps this supervisor from deciding, then those decided lately."""
    village: Village = request.village  # type: ignore[attr-defined]
    opened = list(queries.open_ones(village))
    decided = list(queries.decided(village)[:DECIDED_SHOWN])
    obstacles = queries.obstacles(request.user, village, [*opened, *decided])  # type: ignore[arg-type]
    context = {
        "village": village,
        "opened": [{"objection": one, "obstacle": obstacles.get(one.pk, "")} for one in opened],
        "decided": [{"objection": one, "obstacle": obstacles.get(one.pk, "")} for one in decided],
    }
    return render(request, "councils/objections.html", context)


@village_view(Role.SUPERVISOR)
@with_points
def decide(request: HttpRequest, objection_id: uuid.UUID) -> HttpResponse:
    """One objection: the claim, what was said, the decision with its reason."""
    village: Village = request.village  # type: ignore[attr-defined]
    objection = get_object_or_404(queries.with_claim(village), pk=objection_id)
    obstacle = queries.obstacles(request.user, village, [objection]).get(objection.pk, "")  # type: ignore[arg-type]
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _decided(request, objection, form):
        return redirect("councils:objections", slug=village.slug)
    context = {
        "village": village,
        "objection": objection,
        "claim": objection.claim,
        "telling": tellings.of_claim(objection.claim),
        "votes": queries.votes_on(objection.claim),
        "photos": _photos(village, objection.claim),
        "obstacle": obstacle,
        "form": form,
    }
    return render(
        request, "councils/objection.html", context, status=403 if obstacle and request.method == "POST" else 200
    )


def _decided(request: HttpRequest, objection: Objection, form: DecideForm) -> bool:
    uphold = form.cleaned_data["decision"] == "uphold"
    try:
        services.decide_objection(
            objection=objection,
            uphold=uphold,
            reason=form.cleaned_data["reason"],
            by=request.user,  # type: ignore[arg-type]
            at=clock.now(),
        )
    except TransitionError as error:  # decided meanwhile: the form is gone, the sentence stays
        messages.error(request, str(error))
        return False
    except DomainError as error:
        form.add_domain_error(error)
        return False
    if uphold:
        messages.success(request, _("Upheld: the claim is not accepted. Both sides read the reason on their page."))
    else:
        messages.success(request, _("Dismissed: the claim is counted when its publicity is over."))
    return True


def _photos(village: Village, claim: Claim) -> list[dict[str, str]]:
    """Addresses of the claim's photos."""
    return [
        {
            size: reverse("points:photo", kwargs={"slug": village.slug, "pk": link.photo_id, "size": size})
            for size in ("small", "large")
        }
        for link in photos_of(village, [claim.pk]).get(claim.pk, [])
    ]


def _claim(village: Village, claim_id: uuid.UUID) -> Claim:
    return get_object_or_404(
        Claim.objects.filter(village=village).select_related("household__group", "item__category"), pk=claim_id
    )
