"""Matters of the village 村务议事 for everybody: what is discussed and decided, what became of it; on paper too."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from councils.forms.carrying import FindForm
from councils.queries.carrying import affairs as queries
from councils.queries.fairness import LEAST
from councils.services.carrying import results
from points.enums import Module, Role
from points.models import User, Village
from points.queries.villages import uses
from points.views.off import with_module
from points.views.villager import chosen, household_page, household_tabs, own_households
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.caching import public_page
from villagegov.web.templatetags.web import short_day
from villagegov.web.village import village_view


@require_safe
@village_view()
@with_module(Module.MATTERS)
@public_page()
def overview(request: HttpRequest) -> HttpResponse:
    """What is discussed with its next meeting; decisions with their numbers, the latest first."""
    village: Village = request.village  # type: ignore[attr-defined]
    page = Paginator(queries.decided(village), queries.SHOWN).get_page(request.GET.get("page"))
    context = {
        "village": village,
        "discussed": queries.affairs(village, queries.discussed(village)),
        "page_obj": page,
        "decided": queries.affairs(village, page.object_list),
        "least": LEAST,
        "villager": Role.VILLAGER in request.roles,  # type: ignore[attr-defined]
    }
    return render(request, "councils/affairs/overview.html", context)


@require_safe
@village_view()
@with_module(Module.MATTERS)
@public_page()
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One matter: where it stands, the numbers of its decision, tasks with their progress, the result."""
    village: Village = request.village  # type: ignore[attr-defined]
    matter = get_object_or_404(queries.public(village), number=number)
    [affair] = queries.affairs(village, [matter])
    context = {"village": village, "affair": affair, "least": LEAST, "steps": queries.course(village, matter)}
    return render(request, "councils/affairs/one.html", context)


@require_safe
@village_view()
@with_module(Module.MATTERS)
def printed(request: HttpRequest) -> HttpResponse:
    """For the notice board, on A4: what is discussed, and the latest decisions with what became of them."""
    village: Village = request.village  # type: ignore[attr-defined]
    context = {
        "village": village,
        "discussed": queries.affairs(village, queries.discussed(village)),
        "decided": queries.affairs(village, queries.decided(village)[: queries.SHOWN]),
        "today": clock.today(),
        "issuer": _("Villagers’ committee of %(name)s") % {"name": village.name},
        "least": LEAST,
    }
    return render(request, "councils/affairs/printed.html", context)


@household_page
@with_module(Module.MATTERS)
def found(request: HttpRequest, number: int) -> HttpResponse:
    """Whether the household finds it done: yes or no, with a word, once."""
    village: Village = request.village  # type: ignore[attr-defined]
    matter = get_object_or_404(queries.public(village), number=number)
    [affair] = queries.affairs(village, [matter])
    if affair.result is None:
        messages.info(request, _("The result is not posted yet."))
        return redirect("councils:affair", slug=village.slug, number=number)
    homes = own_households(request.user, village)  # type: ignore[arg-type]
    household = chosen(homes, request.GET.get("household", ""))
    known = queries.finding_of(village, affair.result, [household.pk]).get(household.pk)
    form = FindForm(request.POST or None)
    if request.method == "POST" and known is None and form.is_valid() and _said(request, affair, household, form):
        return redirect("councils:affair", slug=village.slug, number=number)
    context = {
        "village": village,
        "affair": affair,
        "household": household,
        "household_tabs": household_tabs(homes, household),
        "known": known,
        "form": form,
    }
    return render(request, "councils/affairs/found.html", context)


def _said(request: HttpRequest, affair: queries.Affair, household: Any, form: FindForm) -> bool:
    user: User = request.user  # type: ignore[assignment]
    assert affair.result is not None
    affair.result.village = request.village  # type: ignore[attr-defined]
    try:
        results.find(result=affair.result, household=household, by=user, at=clock.now(), **form.cleaned_data)
    except DomainError as error:
        form.add_domain_error(error)
        return False
    messages.success(request, _("Thank you. It is counted."))
    return True


def news(village: Village) -> str:
    """On the first page: how much is discussed, and when the next meeting is."""
    if not uses(Module.MATTERS)(village):
        return ""
    count = queries.discussed(village).count()
    if not count:
        return ""
    words = ngettext("%(count)s matter is being discussed", "%(count)s matters are being discussed", count)
    day = queries.next_sitting(village, clock.today())
    said = words % {"count": count}
    return said if day is None else _("%(said)s; next meeting %(day)s") % {"said": said, "day": short_day(day)}
