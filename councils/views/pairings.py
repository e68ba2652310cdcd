"""Pairs: who looks in on whom, what is due, pairing, handing over, the table."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from councils.forms.dividends import TableForm
from councils.forms.pairings import EndForm, HandOverForm, PairForm
from councils.queries import pairings as queries
from councils.services import pairings as services
from points.enums import Module, Role
from points.models import Household, User, Village
from points.queries import access
from points.queries.villages import uses
from points.views.my import Part
from points.views.off import with_module
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view


def _who(request: HttpRequest) -> tuple[Village, User]:
    return request.village, request.user  # type: ignore[attr-defined,return-value]


@require_safe
@village_view(*queries.OFFICE)
@with_module(Module.DEMANDS)
def listing(request: HttpRequest) -> HttpResponse:
    """The own pairs, what is due first; for the office all of them."""
    village, user = _who(request)
    today = clock.today()
    rows = queries.due(queries.visible(user, village, today), today)
    context = {
        "village": village,
        "rows": rows,
        "late": sum(row.late for row in rows),
        "people": len({row.pairing.name for row in rows}),
        "sees_all": access.has_role(user, village, *queries.ALL),
        "administers": Role.ADMINISTRATOR in request.roles,  # type: ignore[attr-defined]
        "me": user.pk,
        "ended": queries.ended(village, today) if Role.ADMINISTRATOR in request.roles else [],  # type: ignore[attr-defined]
    }
    return render(request, "councils/pairs/list.html", context)


@village_view(Role.ADMINISTRATOR)
@with_module(Module.DEMANDS)
def new(request: HttpRequest) -> HttpResponse:
    village, user = _who(request)
    form = PairForm(request.POST or None, village=village, people=queries.people(village))
    if request.method == "POST" and form.is_valid():
        try:
            services.pair(village=village, pair=form.pair(), id=form.cleaned_data["id"], by=user, at=clock.now())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Paired. The first visit stands on the list."))
            return redirect("councils:pairs", slug=village.slug)
    return render(request, "councils/pairs/new.html", {"village": village, "form": form})


@village_view(Role.ADMINISTRATOR)
@with_module(Module.DEMANDS)
def from_table(request: HttpRequest) -> HttpResponse:
    village, user = _who(request)
    form = TableForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        try:
            count = services.import_pairs(village=village, file=form.cleaned_data["file"], by=user, at=clock.now())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            words = ngettext("%(count)s household newly paired.", "%(count)s households newly paired.", count)
            messages.success(request, words % {"count": count})
            return redirect("councils:pairs", slug=village.slug)
    return render(
        request, "councils/pairs/import.html", {"village": village, "form": form, "days": services.USUAL_DAYS}
    )


@village_view(Role.ADMINISTRATOR)
@with_module(Module.DEMANDS)
def hand_over(request: HttpRequest) -> HttpResponse:
    """``?like=<pairing>``: those of the same person alone, ticked."""
    village, user = _who(request)
    rows = list(queries.running(village, clock.today()))
    wanted = ""
    if like := request.GET.get("like", ""):
        one = next((row for row in rows if str(row.pk) == like), None)
        if one is None:
            raise Http404(like)
        wanted = one.name
        rows = [row for row in rows if (row.name, row.user_id) == (one.name, one.user_id)]
    form = HandOverForm(
        request.POST or None, rows=rows, people=queries.people(village),
        initial={"keys": [str(row.pk) for row in rows] if wanted else []},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = form.cleaned_data
        try:
            made = services.hand_over(
                village=village, keys=form.chosen(), name=said["name"], user=said["person"], day=said["day"], by=user,
                at=clock.now(),
            )  # fmt: skip
        except DomainError as error:
            form.add_domain_error(error)
        else:
            words = ngettext("%(count)s household handed over.", "%(count)s households handed over.", len(made))
            messages.success(request, words % {"count": len(made)})
            return redirect("councils:pairs", slug=village.slug)
    context = {"village": village, "form": form, "name": wanted, "people": queries.by_person(rows)}
    return render(request, "councils/pairs/hand_over.html", context)


@village_view(Role.ADMINISTRATOR)
@with_module(Module.DEMANDS)
def end(request: HttpRequest, pairing_id: uuid.UUID) -> HttpResponse:
    village, user = _who(request)
    row = queries.of_key(village, pairing_id)
    if row is None:
        raise Http404(pairing_id)
    row.village = village
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.end(pairing=row, day=form.cleaned_data["day"], by=user, at=clock.now())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("The pairing has ended."))
            return redirect("councils:pairs", slug=village.slug)
    return render(request, "councils/pairs/end.html", {"village": village, "pairing": row, "form": form})


def my_part(user: User, village: Village, household: Household, year: int) -> Part | None:
    """On the own page of somebody paired with others: whom to visit by when. One query."""
    if not uses(Module.DEMANDS)(village):
        return None
    today = clock.today()
    rows = queries.due(queries.of_person(village, today, user), today)
    if not rows:
        return None
    office = access.has_role(user, village, *queries.OFFICE)
    return Part("councils/pairs/my_part.html", {"village": village, "rows": rows[:10], "office": office})


def alarm(user: Any, village: Any) -> str:
    """Where the own visit is late."""
    count = queries.late_count(user, village, clock.today())
    return ngettext("%(count)s overdue", "%(count)s overdue", count) % {"count": count} if count else ""
