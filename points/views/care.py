"""Care marks: for whoever visits and for the administrator. Every page that shows marks writes down who read them."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from points.enums import HouseholdState
from points.forms.privacy import CareFilter, MarkEndForm, MarkForm
from points.models import CareMark, Group, Household, User, Village
from points.queries import care as queries
from points.queries import households
from points.services import care
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view

PER_PAGE = 30


@require_safe
@village_view(*care.CARERS)
def listing(request: HttpRequest) -> HttpResponse:
    """The running marks, group by group; or households by name, to set a mark."""
    village, user = _who(request)
    form = CareFilter(request.GET or None, groups=list(Group.objects.filter(village=village)))
    asked = form.cleaned_data if form.is_valid() else {}
    context: dict[str, Any] = {"village": village, "form": form, "asked": asked.get("q", "")}
    if asked.get("q"):
        context["found"] = households.search(village, asked["q"])
        return render(request, "points/care.html", context)
    groups = [int(asked["group"])] if asked.get("group") else []
    rows = queries.running(village, clock.today(), kind=asked.get("kind", ""), groups=groups)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    marks = list(page.object_list)
    care.read_list(village=village, marks=marks, by=user, at=clock.now())
    context |= {"page_obj": page, "households": _by_household(marks), "count": page.paginator.count}
    return render(request, "points/care.html", context)


def _by_household(marks: list[CareMark]) -> list[dict[str, Any]]:
    found: dict[uuid.UUID, dict[str, Any]] = {}
    for mark in marks:
        found.setdefault(mark.household_id, {"household": mark.household, "marks": []})["marks"].append(mark)
    return list(found.values())


@village_view(*care.CARERS)
def household(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The marks of one household, and the form for another."""
    village, user = _who(request)
    found = _household(village, pk)
    form = MarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            care.mark(household=found, by=user, at=clock.now(), **form.cleaned_data)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("The mark is set. Only grid officers and the administrator see it."))
            return redirect("points:care_household", slug=village.slug, pk=found.pk)
    marks = care.read(household=found, by=user, at=clock.now())
    context = {
        "village": village,
        "household": found,
        "running": [mark for mark in marks if mark.until is None],
        "ended": [mark for mark in marks if mark.until is not None],
        "form": form,
        "open": found.state != HouseholdState.CLOSED,
    }
    return render(request, "points/care_household.html", context)


@village_view(*care.CARERS)
def end(request: HttpRequest, pk: uuid.UUID, mark_id: uuid.UUID) -> HttpResponse:
    """Date the end of a mark."""
    village, user = _who(request)
    found = _household(village, pk)
    mark = get_object_or_404(CareMark.objects.filter(village=village, household=found), pk=mark_id)
    mark.household = found
    form = MarkEndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            care.end(mark=mark, until=form.cleaned_data["until"], by=user, at=clock.now())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("The mark has ended; it stays among the earlier ones."))
            return redirect("points:care_household", slug=village.slug, pk=found.pk)
    if request.method != "POST":
        care.read(household=found, by=user, at=clock.now())
    return render(request, "points/care_end.html", {"village": village, "household": found, "mark": mark, "form": form})


def _who(request: HttpRequest) -> tuple[Village, User]:
    return request.village, request.user  # type: ignore[attr-defined,return-value]


def _household(village: Village, pk: uuid.UUID) -> Household:
    found = get_object_or_404(Household.objects.filter(village=village).select_related("group"), pk=pk)
    found.village = village
    return found
