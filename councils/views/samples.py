"""The supervisors' sample: their list and their findings; and the public page by which anybody can draw it anew."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from councils.forms.samples import FindingForm
from councils.models import Sample, SampledClaim
from councils.queries import objections, samples, tellings
from councils.services import samples as services
from points.enums import Disclosure, Role
from points.models import Claim, Entry, User, Village
from points.queries.claims import photos_of
from points.queries.villages import settings_on
from points.views.off import with_points
from villagegov.kernel import clock, periods, sampling
from villagegov.kernel.errors import DomainError
from villagegov.web.caching import public_page
from villagegov.web.village import village_view


def _sample(village: Village, month: str) -> Sample:
    try:
        found = samples.of_month(village, periods.parse_month(month))
    except ValueError:
        found = None
    if found is None:
        raise Http404(month)
    return found


# ------------------------------------------------------------------------------------------------------------- public


@village_view()
@public_page()
@with_points
def public(request: HttpRequest) -> HttpResponse:
    """How the sample is drawn, and what came out, in counts."""
    village: Village = request.village  # type: ignore[attr-defined]
    context = {
        "village": village,
        "samples": samples.samples(village),
        "numbers": settings_on(village, clock.today()),
    }
    return render(request, "councils/samples_public.html", context)


@village_view()
@public_page()
@with_points
def proof(request: HttpRequest, month: str) -> HttpResponse:
    """All that is needed to draw a month's sample anew: numbers of lines and the seed, no household."""
    village: Village = request.village  # type: ignore[attr-defined]
    sample = _sample(village, month)
    lines = samples.lines_of_month(village, sample.month)
    leaf = Entry.objects.filter(village=village, seq=sample.last_seq).values_list("leaf", flat=True).first()
    drawn = samples.numbers_of(village, sample)
    example = drawn[0] if drawn else (lines[0].number if lines else None)
    context = {
        "village": village,
        "sample": sample,
        "leaf": bytes(leaf or b"").hex(),
        "rule": sampling.RULE,
        "full": [line.number for line in lines if not line.light],
        "light": [line.number for line in lines if line.light],
        "drawn": drawn,
        "example": example,
        "ticket": sampling.ticket(sample.seed, example) if example else "",
    }
    return render(request, "councils/sample_proof.html", context)


# ------------------------------------------------------------------------------------------------------------- office


@require_safe
@village_view(Role.SUPERVISOR, Role.ADMINISTRATOR)
@with_points
def listing(request: HttpRequest) -> HttpResponse:
    """Every month's sample, with what is still to be checked."""
    village: Village = request.village  # type: ignore[attr-defined]
    return render(request, "councils/samples.html", {"village": village, "samples": samples.samples(village)})


@require_safe
@village_view(Role.SUPERVISOR, Role.ADMINISTRATOR)
@with_points
def of_month(request: HttpRequest, month: str) -> HttpResponse:
    """The claims of one month's sample, those that wait first."""
    village: Village = request.village  # type: ignore[attr-defined]
    sample = _sample(village, month)
    rows = samples.claims_of(village, sample)
    supervises = Role.SUPERVISOR in request.roles  # type: ignore[attr-defined]
    obstacles = samples.obstacles(request.user, village, rows) if supervises else {}  # type: ignore[arg-type]
    lines = [{"row": row, "obstacle": obstacles.get(row.pk, "")} for row in rows]
    context = {
        "village": village,
        "sample": sample,
        "waiting": [line for line in lines if not line["row"].finding],  # type: ignore[attr-defined]
        "found": [line for line in lines if line["row"].finding],  # type: ignore[attr-defined]
        "supervises": supervises,
    }
    return render(request, "councils/sample.html", context)


@require_safe
@village_view(Role.SUPERVISOR, Role.ADMINISTRATOR)
@with_points
def printed(request: HttpRequest, month: str) -> HttpResponse:
    """The checklist on A4 for the walk through the village."""
    village: Village = request.village  # type: ignore[attr-defined]
    sample = _sample(village, month)
    context = {
        "village": village,
        "sample": sample,
        # What would name an informant goes on no paper: the supervisor reads it on the screen.
        "rows": [
            {"row": row, "secret": row.claim.item.disclosure == Disclosure.NONE}
            for row in samples.claims_of(village, sample)
        ],
        "today": clock.today(),
    }
    return render(request, "councils/sample_print.html", context)


@village_view(Role.SUPERVISOR)
@with_points
def check(request: HttpRequest, sampled_id: uuid.UUID) -> HttpResponse:
    """One claim of the sample: all that is known of it, and what the supervisor found."""
    village: Village = request.village  # type: ignore[attr-defined]
    sampled = get_object_or_404(samples.with_claim(village), pk=sampled_id)
    user: User = request.user  # type: ignore[assignment]
    obstacle = samples.obstacles(user, village, [sampled]).get(sampled.pk, "")
    form = FindingForm(request.POST or None, initial={"finding": sampled.finding, "words": sampled.words})
    if request.method == "POST" and form.is_valid() and _recorded(request, sampled, form):
        return redirect("councils:sample", slug=village.slug, month=f"{sampled.sample.month:%Y-%m}")
    context = {
        "village": village,
        "sampled": sampled,
        "claim": sampled.claim,
        "telling": tellings.of_claim(sampled.claim),
        "votes": objections.votes_on(sampled.claim),
        "photos": _photos(village, sampled.claim),
        "obstacle": obstacle,
        "form": form,
    }
    return render(
        request, "councils/sampled.html", context, status=403 if obstacle and request.method == "POST" else 200
    )


def _recorded(request: HttpRequest, sampled: SampledClaim, form: FindingForm) -> bool:
    try:
        services.record_finding(
            sampled=sampled,
            finding=form.cleaned_data["finding"],
            words=form.cleaned_data["words"],
            by=request.user,  # type: ignore[arg-type]
            at=clock.now(),
        )
    except DomainError as error:
        form.add_domain_error(error)
        return False
    left = samples.waiting_count(request.user, sampled.village)  # type: ignore[arg-type]
    messages.success(
        request,
        _("Recorded. %(count)s more wait for you.") % {"count": left} if left else _("Recorded. Nothing more waits."),
    )
    return True


def _photos(village: Village, claim: Claim) -> list[dict[str, Any]]:
    return [
        {
            size: reverse("points:photo", kwargs={"slug": village.slug, "pk": link.photo_id, "size": size})
            for size in ("small", "large")
        }
        for link in photos_of(village, [claim.pk]).get(claim.pk, [])
    ]
