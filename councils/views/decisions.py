"""Telling people of decisions: which are still to be told, the record of it, the letter."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from councils.enums import ObjectionState, Recipient
from councils.forms.tellings import DecisionToldForm
from councils.models import Objection
from councils.queries import appeals, bodies, decisions, objections
from councils.services.decisions import DECISION_TELLERS, tell_decision
from councils.views.publicity import how_to_object
from points.enums import ClaimState, Role
from points.models import Claim, Village
from points.queries.villages import settings_on
from points.views.off import with_points
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view

PAGE_SIZE = 50
TOLD_SHOWN = 20


@require_safe
@village_view(*DECISION_TELLERS)
@with_points
def listing(request: HttpRequest) -> HttpResponse:
    """Whom to tell of which decision; for supervisors, who waits for an answer to an objection."""
    village: Village = request.village  # type: ignore[attr-defined]
    own = bodies.own_households(request.user, village)  # type: ignore[arg-type]
    page = Paginator(decisions.to_tell(village), PAGE_SIZE).get_page(request.GET.get("page"))
    supervisor = Role.SUPERVISOR in request.roles  # type: ignore[attr-defined]
    context = {
        "village": village,
        "page_obj": page,
        "waiting": [{"due": due, "own": due.claim.household_id in own} for due in page.object_list],
        "answers": decisions.to_answer(village) if supervisor else (),
        "told": decisions.lately_told(village)[:TOLD_SHOWN],
    }
    return render(request, "councils/decisions.html", context)


@village_view(*DECISION_TELLERS)
@with_points
def tell(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """Record that the household was told of a decision on its claim."""
    claim, objection = _decided(request, claim_id)
    return _page(request, claim, objection, Recipient.HOUSEHOLD, "councils:decisions")


@village_view(Role.SUPERVISOR)
@with_points
def answer(request: HttpRequest, objection_id: uuid.UUID) -> HttpResponse:
    """Record that whoever objected without an account was told the answer."""
    village: Village = request.village  # type: ignore[attr-defined]
    rows = objections.with_claim(village).exclude(state=ObjectionState.OPEN).exclude(objector_name="")
    objection = get_object_or_404(rows, pk=objection_id)
    return _page(request, objection.claim, objection, Recipient.OBJECTOR, "councils:decisions")


def _page(
    request: HttpRequest, claim: Claim, objection: Objection | None, recipient: Recipient, back: str
) -> HttpResponse:
    village: Village = request.village  # type: ignore[attr-defined]
    today = clock.today().isoformat()
    form = DecisionToldForm(request.POST or None, initial={"told_on": today})
    form.fields["told_on"].widget.attrs["max"] = today
    if request.method == "POST" and form.is_valid():
        try:
            tell_decision(
                claim=claim,
                objection=objection,
                recipient=recipient,
                told=form.delivery(),
                by=request.user,  # type: ignore[arg-type]
                at=clock.now(),
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _said(claim, recipient))
            return redirect(back, slug=village.slug)
    household = recipient == Recipient.HOUSEHOLD
    context = {
        "village": village,
        "claim": claim,
        "objection": objection,
        "household": household,
        "telling": decisions.telling_of(claim, objection, recipient),
        "own": household and claim.household_id in bodies.own_households(request.user, village),  # type: ignore[arg-type]
        "form": form,
    }
    return render(request, "councils/decision_tell.html", context)


def _said(claim: Claim, recipient: Recipient) -> str:
    if recipient == Recipient.HOUSEHOLD:
        right = appeals.right_of(claim, clock.today())
        if not right.refusal and right.until:
            sentence = _("Recorded. The household may appeal until %(day)s. Next household.")
            return sentence % {"day": right.until.isoformat()}
    return str(_("Recorded. Next household."))


@require_safe
@village_view(*DECISION_TELLERS)
@with_points
def letter(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """The letter to the household, to print and hand over."""
    claim, objection = _decided(request, claim_id)
    village, today = claim.village, clock.today()
    right = appeals.right_of(claim, today)
    settings = settings_on(village, today)
    context: dict[str, Any] = {
        "village": village,
        "claim": claim,
        "objection": objection,
        "right": right,
        "appeal_days": settings.appeal_days,
        "today": today,
        **how_to_object(village),
    }
    return render(request, "councils/decision_letter.html", context)


def _decided(request: HttpRequest, claim_id: uuid.UUID) -> tuple[Claim, Objection | None]:
    """The claim and, with ``?case=12``, the case; without, the committee's rejection. Http404 for what is undecided."""
    village: Village = request.village  # type: ignore[attr-defined]
    rows = Claim.objects.filter(village=village).select_related("village", "household__group", "item__category")
    claim = get_object_or_404(rows, pk=claim_id)
    number = request.GET.get("case", "")
    if number:
        if not number.isascii() or not number.isdigit() or len(number) > 9:
            raise Http404(number)
        cases = objections.with_claim(village).filter(claim=claim, number=int(number))
        return claim, get_object_or_404(cases.exclude(state=ObjectionState.OPEN))
    if claim.state != ClaimState.REJECTED:
        raise Http404(claim_id)
    return claim, None
