"""A supervisor writes down what somebody says at the office, or enters what they handed in."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from councils.enums import ObjectionChannel
from councils.forms.objections import FindForm, RecordForm
from councils.models import Objection
from councils.queries import appeals, cases
from councils.queries import objections as queries
from councils.services import objections as services
from points.enums import ClaimState, Role
from points.models import Claim, Household, Village
from points.queries import households
from points.views.off import with_points
from villagegov.db.keys import as_uuid
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.templatetags.web import short_day
from villagegov.web.village import village_view


@require_safe
@village_view(Role.SUPERVISOR, Role.ADMINISTRATOR)
@with_points
def find(request: HttpRequest) -> HttpResponse:
    """Which line is it about? A household, then what of it one may object to, appeal or correct."""
    village: Village = request.village  # type: ignore[attr-defined]
    readable = request.GET and "\0" not in request.GET.get("q", "")
    form = FindForm(request.GET if readable else None)
    text = form.cleaned_data["q"] if form.is_bound and form.is_valid() else ""
    found = households.search(village, text, limit=12)
    chosen = _chosen(village, request.GET.get("household", ""), text, found)
    context = {
        "village": village,
        "form": form,
        "text": text,
        "found": found,
        "chosen": chosen,
        "choices": cases.of_household(village, chosen, clock.today()) if chosen else [],
        "may_record": Role.SUPERVISOR in request.roles,  # type: ignore[attr-defined]
    }
    return render(request, "councils/objection_find.html", context)


def _chosen(village: Village, wanted: str, text: str, found: list[Household]) -> Household | None:
    """The one picked; the one with just this number; the only one found."""
    if wanted:
        key = as_uuid(wanted)
        rows = Household.objects.filter(village=village).select_related("group")
        return rows.filter(pk=key).first() if key else None
    if found and (exact := cases.household_by_number(village, text.strip())):
        return exact
    return found[0] if len(found) == 1 else None


@village_view(Role.SUPERVISOR)
@with_points
def record(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """Write it down: an objection, or where the claim was decided against its household, an appeal."""
    village: Village = request.village  # type: ignore[attr-defined]
    rows = Claim.objects.filter(village=village).select_related("village", "household__group", "item__category")
    claim = get_object_or_404(rows, pk=claim_id)
    right = appeals.right_of(claim, clock.today())
    appeal = not right.refusal and claim.state not in (ClaimState.PUBLICISED, ClaimState.HELD)
    form = RecordForm(request.POST or None, appeal=appeal, initial=_initial())
    form.fields["received_on"].widget.attrs["max"] = clock.today().isoformat()
    if request.method == "POST" and form.is_valid() and (case := _recorded(request, claim, form, appeal)):
        messages.success(request, _written_down(case))
        return redirect("councils:objection_sheet", slug=village.slug, objection_id=case.pk)
    context = {"village": village, "claim": claim, "appeal": appeal, "right": right, "form": form}
    return render(request, "councils/objection_record.html", context)


def _initial() -> dict[str, Any]:
    return {"id": uuid.uuid4(), "received_on": clock.today().isoformat(), "channel": ObjectionChannel.ORAL}


def _recorded(request: HttpRequest, claim: Claim, form: RecordForm, appeal: bool) -> Objection | None:
    answers = form.cleaned_data
    household = None
    if number := answers.get("household", "").strip():
        household = cases.household_by_number(claim.village, number)
        if household is None:
            sentence = _("There is no household %(number)s. Look at the number again.") % {"number": number}
            form.add_error("household", ValidationError(sentence))
            return None
    try:
        return services.record_objection(
            claim=claim,
            data=services.Recorded(
                id=answers["id"],
                channel=ObjectionChannel(answers["channel"]),
                text=answers["text"],
                received_on=answers["received_on"],
                name=answers["name"],
                household=household,
                slip_number=answers["slip_number"],
                read_back=answers["read_back"],
                appeal=appeal,
            ),
            by=request.user,  # type: ignore[arg-type]
            at=clock.now(),
        )
    except DomainError as error:
        form.add_domain_error(error)
        return None


def _written_down(case: Objection) -> str:
    return _("Written down as case %(number)s, to be decided by %(day)s. Print the sheet and have it signed.") % {
        "number": case.number,
        "day": short_day(case.due_on),
    }


@require_safe
@village_view(Role.SUPERVISOR)
@with_points
def sheet(request: HttpRequest, objection_id: uuid.UUID) -> HttpResponse:
    """What was written down, on A4, to read out and to sign. Only for who may decide it or wrote it down."""
    village: Village = request.village  # type: ignore[attr-defined]
    objection = get_object_or_404(queries.with_claim(village), pk=objection_id)
    if objection.recorded_by_id != request.user.pk:
        obstacle = queries.obstacles(request.user, village, [objection]).get(objection.pk, "")  # type: ignore[arg-type]
        if obstacle:
            return render(request, "web/refused.html", {"sentences": [obstacle], "back": ""}, status=403)
    context = {"village": village, "objection": objection, "claim": objection.claim, "today": clock.today()}
    return render(request, "councils/objection_sheet.html", context)
