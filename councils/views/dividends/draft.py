"""A draft of the administrator's: its numbers, and the list with people or shares."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from councils.enums import DividendBasis, DividendState, Rounding
from councils.forms.dividends import DividendForm, TableForm, UnitsForm
from councils.models import Dividend
from councils.queries.dividends import lists
from councils.services.dividends import drafting, sheet
from councils.views.dividends.desk import dividend_of, user_of
from points.enums import Module, Role
from points.models import Village
from points.views.off import with_module
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view


@village_view(Role.ADMINISTRATOR)
@with_module(Module.ECONOMY)
def new(request: HttpRequest) -> HttpResponse:
    """Last year's, with the way and share of the year before filled in."""
    village: Village = request.village  # type: ignore[attr-defined]
    form = DividendForm(request.POST or None, initial=_suggested(village))
    if request.method == "POST" and form.is_valid():
        who: dict[str, Any] = {"by": user_of(request), "at": clock.now()}
        try:
            made = drafting.draft(village=village, data=form.values(), id=form.cleaned_data["id"], **who)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Drafted. Look through the list, then a supervisor checks it."))
            return redirect("councils:dividend", slug=village.slug, dividend_id=made.pk)
    return render(request, "councils/dividends/edit.html", {"village": village, "form": form, "dividend": None})


def _suggested(village: Village) -> dict[str, Any]:
    last, year = lists.of_village(village).first(), clock.today().year - 1
    initial: dict[str, Any] = {
        "year": year, "entitled_on": date(year, 12, 31), "basis": DividendBasis.HEADS, "step": Rounding.CENT
    }  # fmt: skip
    if last is not None:
        year = last.year + 1
        initial = {
            "year": year, "entitled_on": min(date(year, 12, 31), clock.today()), "basis": last.basis, "step": last.step,
            "share_percent": f"{last.share_percent.normalize():f}",
        }  # fmt: skip
    return initial


@village_view(Role.ADMINISTRATOR)
@with_module(Module.ECONOMY)
def edit(request: HttpRequest, dividend_id: uuid.UUID) -> HttpResponse:
    dividend = dividend_of(request, dividend_id)
    if dividend.state != DividendState.DRAFT:
        return _frozen(request, dividend)
    names = ("year", "profit", "share_percent", "decided", "basis", "entitled_on", "step")
    form = DividendForm(request.POST or None, initial={name: getattr(dividend, name) for name in names})
    if request.method == "POST" and form.is_valid():
        try:
            drafting.change(dividend=dividend, data=form.values(), by=user_of(request), at=clock.now())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("councils:dividend", slug=dividend.village.slug, dividend_id=dividend.pk)
    context = {"village": dividend.village, "form": form, "dividend": dividend}
    return render(request, "councils/dividends/edit.html", context)


@village_view(Role.ADMINISTRATOR)
@with_module(Module.ECONOMY)
def listed(request: HttpRequest, dividend_id: uuid.UUID) -> HttpResponse:
    """People or shares, one group at a time (``?group=``), or all from a table."""
    dividend = dividend_of(request, dividend_id)
    if dividend.state != DividendState.DRAFT:
        return _frozen(request, dividend)
    groups = lists.by_group(lists.lines(dividend))
    chosen = _chosen(groups, request.GET.get("group", ""))
    of_table = "table" in request.POST
    form = UnitsForm(
        request.POST if request.method == "POST" and not of_table else None,
        lines=chosen.lines if chosen else [], heads=dividend.by_heads,
    )  # fmt: skip
    table = TableForm(*((request.POST, request.FILES) if of_table else ()))
    if request.method == "POST" and (
        _from_table(request, dividend, table) if of_table else _typed(request, dividend, form)
    ):
        return redirect(request.get_full_path())
    context = {
        "village": dividend.village, "dividend": dividend, "chosen": chosen, "form": form, "table": table,
        "tabs": [
            {"label": one.name, "url": f"?group={one.number}", "current": one is chosen} for one in groups
        ],
    }  # fmt: skip
    return render(request, "councils/dividends/units.html", context)


def _chosen(groups: list[lists.GroupList], wanted: str) -> lists.GroupList | None:
    if not wanted:
        return groups[0] if groups else None
    for one in groups:
        if str(one.number) == wanted:
            return one
    raise Http404(wanted)


def _typed(request: HttpRequest, dividend: Dividend, form: UnitsForm) -> bool:
    if not form.is_valid():
        return False
    try:
        count = drafting.set_units(dividend=dividend, units=form.units(), by=user_of(request), at=clock.now())
    except DomainError as error:
        form.add_domain_error(error)
        return False
    messages.success(request, _changed(count))
    return True


def _from_table(request: HttpRequest, dividend: Dividend, form: TableForm) -> bool:
    if not form.is_valid():
        return False
    try:
        count = sheet.import_units(
            dividend=dividend, file=form.cleaned_data["file"], by=user_of(request), at=clock.now()
        )
    except DomainError as error:
        form.add_domain_error(error)
        return False
    messages.success(request, _changed(count))
    return True


def _changed(count: int) -> str:
    return ngettext("%(count)s household changed.", "%(count)s households changed.", count) % {"count": count}


def _frozen(request: HttpRequest, dividend: Dividend) -> HttpResponse:
    messages.warning(request, _("This dividend was checked and is frozen. After publication a correction is added."))
    return redirect("councils:dividend", slug=dividend.village.slug, dividend_id=dividend.pk)
