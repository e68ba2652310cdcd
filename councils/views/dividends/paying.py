"""Ticking off who has signed, and adding a correction."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from councils.enums import DIVIDEND_PUBLIC
from councils.forms.dividends import CorrectionForm, PaidForm
from councils.models import Dividend
from councils.queries.dividends import lists
from councils.services.dividends import correcting, paying
from councils.views.dividends.desk import dividend_of, user_of
from points.enums import Module, Role
from points.views.off import with_module
from villagegov.db.keys import as_uuid
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view


@village_view(*lists.PAYERS)
@with_module(Module.ECONOMY)
def pay(request: HttpRequest, dividend_id: uuid.UUID) -> HttpResponse:
    """One group at a time (``?group=``), as its sheet lies on the table: tick who has signed."""
    dividend = dividend_of(request, dividend_id, *DIVIDEND_PUBLIC)
    groups = lists.by_group(line for line in lists.lines(dividend).filter(lists.COUNTS) if line.amount)
    wanted = request.GET.get("group", "")
    chosen = next((one for one in groups if not wanted or str(one.number) == wanted), None)
    if wanted and chosen is None:
        raise Http404(wanted)
    rows = chosen.lines if chosen else []
    undo = request.POST.get("untick", "")
    form = PaidForm(request.POST if request.method == "POST" and not undo else None, lines=rows)
    if request.method == "POST" and (_unticked(request, dividend, undo) if undo else _ticked(request, dividend, form)):
        return redirect(request.get_full_path())
    context = {
        "village": dividend.village,
        "dividend": dividend,
        "chosen": chosen,
        "form": form,
        "ticked": set(form.data.getlist("lines")) if form.is_bound else set(),  # type: ignore[attr-defined]
        "tabs": [
            {
                "label": f"{one.name} {one.paid}/{len(one.lines)}",
                "url": f"?group={one.number}",
                "current": one is chosen,
            }
            for one in groups
        ],
    }
    return render(request, "councils/dividends/pay.html", context)


def _ticked(request: HttpRequest, dividend: Dividend, form: PaidForm) -> bool:
    if not form.is_valid():
        return False
    try:
        count = paying.tick(
            dividend=dividend, lines=form.keys(), paid_on=form.cleaned_data["paid_on"], by=user_of(request),
            at=clock.now(),
        )  # fmt: skip
    except DomainError as error:
        form.add_domain_error(error)
        return False
    words = ngettext("%(count)s line ticked off.", "%(count)s lines ticked off.", count)
    messages.success(request, words % {"count": count})
    return True


def _unticked(request: HttpRequest, dividend: Dividend, key: str) -> bool:
    line = as_uuid(key)
    if line is None:
        raise Http404(key)
    paying.untick(dividend=dividend, line=line, by=user_of(request), at=clock.now())
    messages.success(request, _("The tick is taken back."))
    return True


@village_view(Role.ADMINISTRATOR)
@with_module(Module.ECONOMY)
def correct(request: HttpRequest, dividend_id: uuid.UUID) -> HttpResponse:
    """A line of its own; the list itself stays as it was published."""
    dividend = dividend_of(request, dividend_id, *DIVIDEND_PUBLIC)
    form = CorrectionForm(request.POST or None, village=dividend.village)
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = form.cleaned_data
        try:
            correcting.add(
                dividend=dividend, household=said["household"], units=said["units"], reason=said["reason"],
                id=said["id"], by=user_of(request), at=clock.now(),
            )  # fmt: skip
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Added. It counts when a supervisor has checked it."))
            return redirect("councils:dividend", slug=dividend.village.slug, dividend_id=dividend.pk)
    context = {"village": dividend.village, "dividend": dividend, "form": form, "left": lists.left_over(dividend)}
    return render(request, "councils/dividends/correct.html", context)
