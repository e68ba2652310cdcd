"""Telling households of deductions: what is still to be told, the record of it, the letter."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from councils.forms.tellings import ReplyForm, TellForm
from councils.models import Telling
from councils.queries import bodies
from councils.queries import tellings as queries
from councils.services import tellings as services
from councils.views.publicity import how_to_object
from points.enums import ClaimState
from points.models import Claim, Village
from points.queries.villages import settings_on
from points.views.off import with_points
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.forms import PlainForm
from villagegov.web.templatetags.web import short_day
from villagegov.web.village import village_view

#: Deductions that were approved: before that there is nothing to tell and no letter.
TOLD_OR_TO_TELL = (ClaimState.TELLING, ClaimState.PUBLICISED, ClaimState.HELD, ClaimState.POSTED)


@require_safe
@village_view(*services.TELLERS)
@with_points
def listing(request: HttpRequest) -> HttpResponse:
    """Whom to tell of what; below, what was told and is not posted yet."""
    village: Village = request.village  # type: ignore[attr-defined]
    own = bodies.own_households(request.user, village)  # type: ignore[arg-type]
    context = {
        "village": village,
        "waiting": [{"claim": claim, "own": claim.household_id in own} for claim in queries.waiting(village)],
        "recorded": [
            {"telling": telling, "own": telling.claim.household_id in own} for telling in queries.recorded(village)
        ],
        "days": settings_on(village, clock.today()).publicity_days,
    }
    return render(request, "councils/tellings.html", context)


@village_view(*services.TELLERS)
@with_points
def tell(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """Record that the household was told; once it was, add to its reply."""
    village: Village = request.village  # type: ignore[attr-defined]
    claim = _deduction(village, claim_id)
    telling = queries.of_claim(claim)
    form: PlainForm = ReplyForm(request.POST or None) if telling else _tell_form(request)
    if request.method == "POST" and form.is_valid():
        try:
            sentence = _reply(request, telling, form) if telling else _tell(request, claim, form)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, sentence)
            return redirect("councils:tellings", slug=village.slug)
    context = {
        "village": village,
        "claim": claim,
        "telling": telling,
        "own": claim.household_id in bodies.own_households(request.user, village),  # type: ignore[arg-type]
        "open": telling is None or claim.state in queries.OPEN_STATES,
        "form": form,
    }
    return render(request, "councils/tell.html", context)


@require_safe
@village_view(*services.TELLERS)
@with_points
def letter(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """The letter to the household, to print and hand over."""
    village: Village = request.village  # type: ignore[attr-defined]
    claim = _deduction(village, claim_id)
    today = clock.today()
    days = settings_on(village, today).publicity_days
    context = {
        "village": village,
        "claim": claim,
        "days": days,
        "until": claim.publicity_until or today + timedelta(days=days - 1),
        "told": claim.publicity_until is not None,
        **how_to_object(village),
        "today": today,
    }
    return render(request, "councils/telling_letter.html", context)


def _deduction(village: Village, claim_id: uuid.UUID) -> Claim:
    """An approved deduction of this village."""
    claims = Claim.objects.filter(village=village).select_related("household__group", "item__category")
    claim = get_object_or_404(claims, pk=claim_id)
    if claim.points > 0 or claim.state not in TOLD_OR_TO_TELL:
        raise Http404(claim_id)
    return claim


def _tell_form(request: HttpRequest) -> TellForm:
    today = clock.today().isoformat()
    form = TellForm(request.POST or None, initial={"told_on": today})
    form.fields["told_on"].widget.attrs["max"] = today
    return form


def _tell(request: HttpRequest, claim: Claim, form: PlainForm) -> str:
    assert isinstance(form, TellForm)
    answers = form.cleaned_data
    services.tell(
        claim=claim,
        way=answers["way"],
        told_on=answers["told_on"],
        witnesses=form.witnesses(),
        reply=answers["reply"],
        read_back_to=answers["read_back_to"],
        by=request.user,  # type: ignore[arg-type]
        at=clock.now(),
    )
    claim.refresh_from_db(fields=["publicity_until"])
    return _("Recorded. The deduction is in publicity from today until %(day)s. Next household.") % {
        "day": short_day(claim.publicity_until)
    }


def _reply(request: HttpRequest, telling: Telling, form: PlainForm) -> str:
    services.record_reply(
        telling=telling,
        reply=form.cleaned_data["reply"],
        read_back_to=form.cleaned_data["read_back_to"],
        by=request.user,  # type: ignore[arg-type]
        at=clock.now(),
    )
    return str(_("The reply has been added. The signed-in of the village read it beside the deduction."))
