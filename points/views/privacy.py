"""The privacy desk: what is held about a household, correcting and erasing it, consents, who read care marks."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from points.enums import HouseholdState, Role
from points.forms.privacy import ConsentForm, ContactForm, CorrectForm, EraseForm, WithdrawForm
from points.models import Consent, Household, ImpactAssessment, User, Village
from points.queries import care as care_queries
from points.queries import held, households
from points.services import assessments, care, consents, privacy, register
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.caching import public_page
from villagegov.web.village import village_view

READINGS_PER_PAGE = 50


@village_view()
@public_page()
def notice(request: HttpRequest) -> HttpResponse:
    """The privacy notice, for everybody."""
    village: Village = request.village  # type: ignore[attr-defined]
    return render(request, "points/privacy_notice.html", {"village": village})


@village_view(Role.ADMINISTRATOR)
def desk(request: HttpRequest) -> HttpResponse:
    """Look a household up; running consents; the way to notice, assessment and log."""
    village, user = _who(request)
    asked = request.GET.get("q", "")[:40]
    form = ContactForm(request.POST or None, initial={"contact": village.privacy_contact})
    if request.method == "POST" and form.is_valid():
        try:
            assessments.set_contact(village=village, contact=form.cleaned_data["contact"], by=user, at=clock.now())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Saved. It stands on the privacy notice now."))
            return redirect("points:privacy", slug=village.slug)
    running = Consent.objects.filter(village=village, withdrawn_on=None).select_related("household__group")
    context = {
        "village": village,
        "asked": asked,
        "found": households.search(village, asked) if asked else [],
        "consents": Paginator(running.order_by("household__number", "kind"), 30).get_page(request.GET.get("page")),
        "assessment": ImpactAssessment.objects.filter(village=village).order_by("-number").first(),
        "form": form,
    }
    return render(request, "points/privacy.html", context)


@require_safe
@village_view(Role.ADMINISTRATOR)
def household(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What is held, in words, to read and to print for the household."""
    village, user = _who(request)
    found = _household(village, pk)
    care.read(household=found, by=user, at=clock.now())
    context = {
        "village": village,
        "household": found,
        "sections": held.sections(found),
        "consents": list(Consent.objects.filter(village=village, household=found).order_by("-given_on", "-id")),
        "erased": held.erased_on(found),
        "open": found.state != HouseholdState.CLOSED,
        "today": clock.today(),
    }
    return render(request, "points/privacy_household.html", context)


@village_view(Role.ADMINISTRATOR)
def correct(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Correct what is written of a household."""
    village, user = _who(request)
    found = _household(village, pk)
    form = CorrectForm(request.POST or None, household=found)
    if request.method == "POST" and form.is_valid():
        try:
            register.change_household(household=found, by=user, at=clock.now(), **form.cleaned_data)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Corrected on the register."))
            return redirect("points:privacy_household", slug=village.slug, pk=found.pk)
    return render(request, "points/privacy_form.html", _form(village, found, form, _("Correct what is written")))


@village_view(Role.ADMINISTRATOR)
def erase(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Tick, read what goes and what stays, erase."""
    village, user = _who(request)
    found = _household(village, pk)
    parts = privacy.erasable(found)
    form = EraseForm(request.POST or None, parts=parts)
    sure = request.method == "POST" and request.POST.get("act") == "erase"
    if request.method == "POST" and form.is_valid():
        try:
            if sure:
                return _erased(request, village, user, found, form)
            privacy.check_request(at=clock.now(), **form.cleaned_data)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            if request.POST.get("act") != "change":
                chosen = [(part, count) for part, count in parts if part.key in form.cleaned_data["parts"]]
                context = {"village": village, "household": found, "form": form, "chosen": chosen}
                return render(request, "points/privacy_erase_question.html", context)
    context = {"village": village, "household": found, "form": form, "parts": parts}
    return render(request, "points/privacy_erase.html", context)


def _erased(request: HttpRequest, village: Village, user: User, found: Household, form: EraseForm) -> HttpResponse:
    counts = privacy.erase(household=found, by=user, at=clock.now(), **form.cleaned_data)
    total = sum(counts.values())
    sentence = ngettext("Erased: %(count)s record.", "Erased: %(count)s records.", total) % {"count": total}
    messages.success(request, sentence)
    return redirect("points:privacy_household", slug=village.slug, pk=found.pk)


@village_view(Role.ADMINISTRATOR)
def consent_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Record a consent with its paper."""
    village, user = _who(request)
    found = _household(village, pk)
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            consents.give(household=found, by=user, at=clock.now(), **form.cleaned_data)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("The consent is recorded and holds from now on."))
            return redirect("points:privacy_household", slug=village.slug, pk=found.pk)
    return render(request, "points/privacy_form.html", _form(village, found, form, _("Record a consent")))


@village_view(Role.ADMINISTRATOR)
def consent_withdraw(request: HttpRequest, pk: uuid.UUID, consent_id: uuid.UUID) -> HttpResponse:
    """Record that a consent was taken back."""
    village, user = _who(request)
    found = _household(village, pk)
    consent = get_object_or_404(Consent.objects.filter(village=village, household=found), pk=consent_id)
    consent.household = found
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            consents.withdraw(consent=consent, by=user, at=clock.now(), **form.cleaned_data)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("The consent is withdrawn. Every public page follows at once."))
            return redirect("points:privacy_household", slug=village.slug, pk=found.pk)
    context = _form(village, found, form, _("Withdraw a consent"))
    context["about"] = _("Agreed %(kind)s, on %(day)s (%(paper)s).") % {
        "kind": consent.get_kind_display(),
        "day": f"{consent.given_on:%Y-%m-%d}",
        "paper": consent.paper,
    }
    return render(request, "points/privacy_form.html", context)


@require_safe
@village_view(Role.ADMINISTRATOR)
def readings(request: HttpRequest) -> HttpResponse:
    """Who read whose care marks, the latest first."""
    village, _user = _who(request)
    asked = request.GET.get("q", "")[:40]
    named = households.named(village, asked) if asked else []
    rows = care_queries.readings(village, named[0] if len(named) == 1 else None)
    if asked and len(named) != 1:
        rows = rows.filter(household__in=[row.pk for row in named])
    page = Paginator(rows, READINGS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "points/care_readings.html", {"village": village, "page_obj": page, "asked": asked})


def _form(village: Village, found: Household, form: Any, title: str) -> dict[str, Any]:
    return {"village": village, "household": found, "form": form, "title": title}


def _who(request: HttpRequest) -> tuple[Village, User]:
    return request.village, request.user  # type: ignore[attr-defined,return-value]


def _household(village: Village, pk: uuid.UUID) -> Household:
    found = get_object_or_404(Household.objects.filter(village=village).select_related("group"), pk=pk)
    found.village = village
    return found
