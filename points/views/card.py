"""A household's own way in: the code of its card, a PIN, logging in, another PIN. No message goes to any phone."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from points.forms.cards import ChangePinForm, CodeForm, FirstPinForm, PinForm
from points.models import HouseholdCard, User, Village
from points.queries import cards as queries
from points.services import cards
from points.views.off import with_accounts
from points.views.villager import household_page
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.logs import client_ip
from villagegov.web.caching import public_page
from villagegov.web.forms import PlainForm
from villagegov.web.village import village_view

#: From the right code to the PIN.
TIME_FOR_THE_PIN = timedelta(minutes=30)
#: A phone that is not the household's own forgets the log-in by itself.
SHARED_PHONE = timedelta(hours=2)
_FOUND = "card_found"
_BACKEND = "django.contrib.auth.backends.ModelBackend"


@public_page()
@require_safe
def villages(request: HttpRequest) -> HttpResponse:
    """Which village? For whoever comes from the site's log-in page."""
    found = queries.villages_with_accounts(clock.today())
    return render(request, "points/card_villages.html", {"villages": found})


@never_cache
@sensitive_post_parameters("code")
@village_view()
@with_accounts
def enter_code(request: HttpRequest) -> HttpResponse:
    """The digits of the card. Behind the square code they come with the address, behind its #, and never to us."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            card = cards.find(code=form.cleaned_data["code"], address=client_ip(request), at=clock.now())
            if card.used_at is not None:
                raise cards.used_up()
        except DomainError as error:
            form.add_domain_error(error)
            return _form_page(request, "points/card_code.html", form, error)
        request.session[_FOUND] = {"card": str(card.pk), "at": clock.now().isoformat()}
        return HttpResponseRedirect(reverse("points:card_pin", args=[card.village.slug]))
    return _form_page(request, "points/card_code.html", form)


@never_cache
@sensitive_post_parameters("pin", "again")
@village_view()
@with_accounts
def first_pin(request: HttpRequest) -> HttpResponse:
    """Whose household this is, and its PIN, twice; then one is logged in."""
    village: Village = request.village  # type: ignore[attr-defined]
    card = _found_card(request, village)
    if card is None:
        messages.warning(request, _("Enter the digits of your card first."))
        return HttpResponseRedirect(reverse("points:card", args=[village.slug]))
    form = FirstPinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = cards.redeem(card=card, pin=form.cleaned_data["pin"], at=clock.now())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            _log_in(request, user, stay=form.cleaned_data["stay"])
            sentence = _("Done. From now on log in with household number %(number)s and your PIN.")
            messages.success(request, sentence % {"number": card.household.number})
            return HttpResponseRedirect(reverse("points:my", args=[village.slug]))
    return _form_page(request, "points/card_pin.html", form, card=card)


def _found_card(request: HttpRequest, village: Village) -> HouseholdCard | None:
    """The card whose code this browser has just shown to be right."""
    held = request.session.get(_FOUND)
    if not held or clock.now() - datetime.fromisoformat(held["at"]) > TIME_FOR_THE_PIN:
        return None
    rows = HouseholdCard.objects.filter(village=village, pk=uuid.UUID(held["card"]), replaced_at=None, used_at=None)
    return rows.select_related("household__group", "village").first()


@never_cache
@sensitive_post_parameters("pin")
@village_view()
@with_accounts
def log_in(request: HttpRequest) -> HttpResponse:
    """Household number and PIN; back to the page one came from."""
    village: Village = request.village  # type: ignore[attr-defined]
    form = PinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = cards.log_in(
                village=village,
                number=form.cleaned_data["number"],
                pin=form.cleaned_data["pin"],
                address=client_ip(request),
                at=clock.now(),
            )
        except DomainError as error:
            form.add_domain_error(error)
            return _form_page(request, "points/card_log_in.html", form, error, next=_next(request))
        _log_in(request, user, stay=form.cleaned_data["stay"])
        return HttpResponseRedirect(_next(request) or reverse("points:my", args=[village.slug]))
    return _form_page(request, "points/card_log_in.html", form, next=_next(request))


def _next(request: HttpRequest) -> str:
    """A page of ours to go back to, or nothing."""
    target = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else ""


@sensitive_post_parameters("old", "pin", "again")
@household_page
def change_pin(request: HttpRequest) -> HttpResponse:
    """Another PIN, by whoever knows the old one."""
    village: Village = request.village  # type: ignore[attr-defined]
    card = queries.of_user(request.user, village)  # type: ignore[arg-type]
    if card is None:
        return HttpResponseRedirect(reverse("password_change"))
    form = ChangePinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = cards.change_pin(
                card=card,
                old=form.cleaned_data["old"],
                new=form.cleaned_data["pin"],
                address=client_ip(request),
                at=clock.now(),
            )
        except DomainError as error:
            form.add_domain_error(error)
            return _form_page(request, "points/card_change.html", form, error, card=card)
        stay = request.session.get_expiry_age() > SHARED_PHONE.total_seconds()
        _log_in(request, user, stay=stay)
        messages.success(request, _("The PIN is changed. Other phones have been logged out."))
        return HttpResponseRedirect(reverse("points:my", args=[village.slug]))
    return _form_page(request, "points/card_change.html", form, card=card)


def _log_in(request: HttpRequest, user: User, *, stay: bool) -> None:
    request.session.pop(_FOUND, None)
    login(request, user, backend=_BACKEND)
    request.session.set_expiry(settings.SESSION_COOKIE_AGE if stay else int(SHARED_PHONE.total_seconds()))


def _form_page(
    request: HttpRequest, template: str, form: PlainForm, error: DomainError | None = None, **more: Any
) -> HttpResponse:
    """429 where too many tries are the reason, for whatever looks at our answers by number."""
    village: Village = request.village  # type: ignore[attr-defined]
    request.next_page = more.get("next", "")  # type: ignore[attr-defined]
    code = error.code if error else ""
    tail = f"?{urlencode({'next': more['next']})}" if more.get("next") else ""
    context = {
        "village": village,
        "form": form,
        "used_already": code == "card_used",
        "log_in_url": reverse("points:pin", args=[village.slug]) + tail,
        "office_url": reverse("login") + tail,
        **more,
    }
    status = 429 if code == "too_many_tries" else 200
    return render(request, template, context, status=status)
