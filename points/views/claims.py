"""Typing in one claim, correcting it, deleting or withdrawing it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from points.enums import ClaimState, SlipBooks
from points.forms.claims import ClaimForm, item_label, label_of
from points.models import Claim, Photo, User, Village
from points.queries import claims as claim_queries
from points.services import claims
from points.services.claims import slip_books
from points.views.claim_look import look_at
from points.views.officer import (
    kept,
    officer_page,
    only_looking,
    photos_of_form,
    sent_data,
    tabs,
    today_beside,
    village_and_user,
)
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed
from villagegov.web.templatetags.web import points as signed

#: Fields in which a look before saving says what is wrong.
LOOKED_AT = ("household", "item")


@officer_page
def claim_new(request: HttpRequest) -> HttpResponse:
    """The entry form; saving leads to the next slip or to the list."""
    village, user = village_and_user(request)
    if request.method == "POST":
        return _save_new(request, village, user)
    initial = kept(request) or _carried(request, village)
    if slip := request.GET.get("slip", "")[:30].replace("\0", ""):
        initial["slip_number"] = slip
    form = ClaimForm(village=village, user=user, initial=initial)
    return _form_page(request, form, [], focus="household")


def _save_new(request: HttpRequest, village: Village, user: User) -> HttpResponse:
    form = _bound(request)
    form.is_valid()
    shown = photos_of_form(request, form, [])
    if only_looking(request):
        form.forget_errors_except(*LOOKED_AT)
        return _form_page(request, form, shown, focus=_next_empty(form))
    if form.is_valid():
        try:
            claim = claims.enter_claim(
                village=village, data=form.to_input([photo.pk for photo in shown]), by=user, at=clock.now()
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            return _saved(request, village, claim)
    return _form_page(request, form, shown)


def _bound(request: HttpRequest, claim: Claim | None = None) -> ClaimForm:
    village, user = village_and_user(request)
    data = sent_data(request, claim.pk if claim else None)
    return ClaimForm(data, request.FILES, village=village, user=user)


def _remark(request: HttpRequest, village: Village, claim: Claim) -> None:
    """Where the slip books only remark on a number, it is said once it has been saved."""
    if claim.slip_number and slip_books.rule_on(village, clock.today()) == SlipBooks.WARN:
        for error in slip_books.remarks(village, {claim.slip_number: claim.household}).values():
            messages.warning(request, str(error.message))


def _saved(request: HttpRequest, village: Village, claim: Claim) -> HttpResponse:
    _remark(request, village, claim)
    line = f"{label_of(claim.household)} · {item_label(claim.item)} {signed(claim.points)}"
    request.session["saved_claim"] = str(claim.pk)
    if request.POST.get("act") == "save":
        request.session.pop("carried", None)
        messages.success(request, _("Saved: %(line)s. Send up when the slips are through.") % {"line": line})
        return HttpResponseRedirect(reverse("points:claim_list", args=[village.slug]))
    request.session["carried"] = {
        "village": str(village.pk),
        "typed_on": clock.today().isoformat(),
        "day": claim.day.isoformat(),
        "vouched_name": request.POST.get("vouched_name", "")[:40],
        "slip_number": claims.next_slip(claim.slip_number),
    }
    messages.success(request, _("Saved: %(line)s. Next slip.") % {"line": line})
    return HttpResponseRedirect(reverse("points:claim_new", args=[village.slug]))


def _carried(request: HttpRequest, village: Village) -> dict[str, Any]:
    """Day, who vouches and the slip after the last one; of today's work in this village only."""
    carried = request.session.get("carried", {})
    if carried.get("village") == str(village.pk) and carried.get("typed_on") == clock.today().isoformat():
        return {name: carried[name] for name in ("day", "vouched_name", "slip_number")}
    return {"day": clock.today().isoformat()}


def _form_page(
    request: HttpRequest, form: ClaimForm, shown: list[Photo], *, focus: str = "", claim: Claim | None = None
) -> HttpResponse:
    village, _user = village_and_user(request)
    context = {
        "form": form,
        "claim": claim,
        "shown_photos": shown,
        "look": look_at(village, form, correcting=claim),
        "focus": focus if not form.errors else "",
        "saved_claim": request.session.pop("saved_claim", "") if request.method == "GET" else "",
        "tabs": tabs(request, "points:claim_new" if claim is None else ""),
        "today": clock.today(),
        **(today_beside(request) if claim is None else {}),
    }
    return render(request, "points/claim_form.html", context)


def _next_empty(form: ClaimForm) -> str:
    for name in ("household", "item"):
        if name not in form.cleaned_data:
            return name
    return "quantity"


# ----------------------------------------------------------------------------------------------------- one claim


@officer_page
def claim_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Correct a draft or a returned claim; any other is shown as it stands."""
    village, user = village_and_user(request)
    claim = _own_claim(request, pk)
    shown = [link.photo for link in claim_queries.photos_of(village, [claim.pk]).get(claim.pk, [])]
    if claim.state not in claim_queries.OPEN_STATES:
        context = {"claim": claim, "shown_photos": shown, "tabs": tabs(request, "")}
        return render(request, "points/claim_shown.html", {**context, "withdrawable": claim.state == "submitted"})
    if request.method == "POST":
        return _save_edit(request, claim, shown)
    form = ClaimForm(village=village, user=user, initial=kept(request) or _initial_of(claim))
    return _form_page(request, form, shown, claim=claim)


def _save_edit(request: HttpRequest, claim: Claim, already: list[Photo]) -> HttpResponse:
    village, user = village_and_user(request)
    form = _bound(request, claim)
    form.is_valid()
    shown = photos_of_form(request, form, already)
    if only_looking(request):
        form.forget_errors_except(*LOOKED_AT)
        return _form_page(request, form, shown, claim=claim, focus=_next_empty(form))
    if form.is_valid():
        try:
            with transaction.atomic():  # corrected and sent up again, or neither
                data = form.to_input([photo.pk for photo in shown])
                edited = claims.edit_claim(claim=claim, data=data, by=user, at=clock.now())
                return _after_edit(request, village, user, edited)
        except DomainError as error:
            form.add_domain_error(error)
    return _form_page(request, form, shown, claim=claim)


def _after_edit(request: HttpRequest, village: Village, user: User, claim: Claim) -> HttpResponse:
    _remark(request, village, claim)
    line = f"{label_of(claim.household)} · {item_label(claim.item)} {signed(claim.points)}"
    request.session["saved_claim"] = str(claim.pk)
    if request.POST.get("act") == "send":
        batch = claims.send_up(village=village, claim_ids=[claim.pk], by=user, at=clock.now())
        messages.success(
            request,
            _("Sent up again as batch %(number)s: %(line)s.") % {"number": batch.number, "line": line},
        )
    else:
        messages.success(request, _("Corrected: %(line)s.") % {"line": line})
    return HttpResponseRedirect(reverse("points:claim_list", args=[village.slug]))


@officer_page
def claim_delete(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Delete a draft, after one question."""
    return _confirmed(request, pk, ClaimState.DRAFT)


@officer_page
def claim_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Withdraw what waits or was returned, after one question."""
    return _confirmed(request, pk, ClaimState.WITHDRAWN)


def _confirmed(request: HttpRequest, pk: uuid.UUID, kind: ClaimState) -> HttpResponse:
    village, user = village_and_user(request)
    claim = _own_claim(request, pk)
    if request.method == "POST":
        if kind == ClaimState.DRAFT:
            claims.delete_draft(claim=claim, by=user, at=clock.now())
            messages.success(request, _("Deleted. Its slip number can be used again."))
        else:
            claims.withdraw(claim=claim, by=user, at=clock.now())
            messages.success(request, _("Withdrawn. It takes up no cap any more; enter it anew where it was right."))
        return HttpResponseRedirect(reverse("points:claim_list", args=[village.slug]))
    context = {"claim": claim, "deleting": kind == ClaimState.DRAFT, "tabs": tabs(request, "")}
    return render(request, "points/claim_confirm.html", context)


def _own_claim(request: HttpRequest, pk: uuid.UUID) -> Claim:
    """The claim, if this person looks after it. Raises :class:`DomainError`."""
    village, user = village_and_user(request)
    rows = Claim.objects.filter(village=village, id=pk)
    claim = rows.select_related("household__group", "item__category", "typed_by", "deed", "batch").first()
    if claim is None:
        raise claims.words.gone()
    if not claim_queries.may_change(user, village, claim):
        raise NotAllowed(claims.words.not_yours(), code="not_yours")
    return claim


def _initial_of(claim: Claim) -> dict[str, Any]:
    return {
        "id": claim.pk,
        "household": label_of(claim.household),
        "item": f"{claim.item_code} {claim.item_name}",
        "day": claim.day.isoformat(),
        "quantity": claim.quantity,
        "unit_points": abs(claim.unit_points) if claim.item.is_range else "",
        "note": claim.note,
        "slip_number": claim.slip_number,
        "vouched_name": claim.vouched_name,
    }
