"""The office's list of dividends, one dividend with its next step, and its sheets to be signed."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from councils.enums import DIVIDEND_PUBLIC, DividendState
from councils.forms.dividends import WordsForm
from councils.models import Dividend
from councils.queries.dividends import lists
from councils.services.dividends import correcting, drafting, steps
from points.enums import Module, Role
from points.models import User, Village
from points.views.off import with_module
from villagegov.db.keys import as_uuid
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view


def dividend_of(request: HttpRequest, key: uuid.UUID, *states: DividendState) -> Dividend:
    """404 for another village's, and where the page is not for this state."""
    village: Village = request.village  # type: ignore[attr-defined]
    found = Dividend.objects.filter(village=village, pk=key).select_related("drafted_by", "checked_by").first()
    if found is None or (states and found.state not in states):
        raise Http404(key)
    found.village = village
    return found


def user_of(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


@require_safe
@village_view(*lists.READERS)
@with_module(Module.ECONOMY)
def listing(request: HttpRequest) -> HttpResponse:
    village: Village = request.village  # type: ignore[attr-defined]
    context = {
        "village": village,
        "dividends": list(lists.of_village(village)),
        "administers": Role.ADMINISTRATOR in request.roles,  # type: ignore[attr-defined]
    }
    return render(request, "councils/dividends/list.html", context)


@village_view(*lists.READERS)
@with_module(Module.ECONOMY)
def one(request: HttpRequest, dividend_id: uuid.UUID) -> HttpResponse:
    """Numbers, the list by group, corrections; each role finds its own next step."""
    dividend = dividend_of(request, dividend_id)
    form = WordsForm(request.POST if request.POST.get("act") == "send_back" else None)
    if request.method == "POST":
        answer = _acted(request, dividend, form)
        if answer is not None:
            return answer
        dividend = dividend_of(request, dividend_id)
    rows = list(lists.lines(dividend))
    roles = request.roles  # type: ignore[attr-defined]
    waiting = [line for line in rows if line.number and not line.checked_by_id]
    context = {
        "village": dividend.village,
        "dividend": dividend,
        "groups": lists.by_group(rows),
        "corrections": [line for line in rows if line.number],
        "waiting": waiting,
        "corrected": sum(line.checked_by_id is not None for line in rows),
        "unpaid": sum(not line.paid_on and bool(line.amount) and line not in waiting for line in rows),
        "left": lists.left_over(dividend),
        "steps": _course(dividend),
        "form": form,
        "administers": Role.ADMINISTRATOR in roles,
        "supervises": Role.SUPERVISOR in roles,
        "pays": bool(set(lists.PAYERS) & set(roles)),
        "own_draft": dividend.drafted_by_id == request.user.pk,
        "me": request.user.pk,
        "is_public": dividend.state in DIVIDEND_PUBLIC,
    }
    return render(request, "councils/dividends/one.html", context)


def _course(dividend: Dividend) -> list[dict[str, Any]]:
    labels = {
        DividendState.DRAFT: pgettext("step of a dividend", "Draft and list"),
        DividendState.CHECKED: pgettext("step of a dividend", "Checked by a supervisor"),
        DividendState.PUBLISHED: pgettext("step of a dividend", "Published"),
        DividendState.PAID: pgettext("step of a dividend", "Paid out"),
    }
    order = list(labels)
    here = order.index(DividendState(dividend.state))
    notes = {
        DividendState.CHECKED: dividend.checked_by.name if dividend.checked_by else "",
        DividendState.PUBLISHED: f"{dividend.published_on:%Y-%m-%d}" if dividend.published_on else "",
        DividendState.PAID: f"{dividend.paid_out_on:%Y-%m-%d}" if dividend.paid_out_on else "",
    }
    return [
        {
            "label": label,
            "state": "past" if place < here or (place == here == 3) else "now" if place == here else "next",
            "note": notes.get(state, ""),
        }
        for place, (state, label) in enumerate(labels.items())
    ]


#: What may be asked for by a button, and the sentence afterwards.
_ACTS: dict[str, tuple[Callable[..., Any], Any]] = {
    "check": (steps.check, lambda: _("Checked. It is frozen now; the administrator publishes it.")),
    "publish": (steps.publish, lambda: _("Published. Print the sheets to be signed, then tick off who has signed.")),
    "finish": (steps.finish, lambda: _("Paid out, every line.")),
}


def _acted(request: HttpRequest, dividend: Dividend, form: WordsForm) -> HttpResponse | None:
    """What the buttons of the page do; None where the form is to be shown again."""
    who: dict[str, Any] = {"by": user_of(request), "at": clock.now()}
    act = request.POST.get("act", "")
    if act == "send_back":
        if not form.is_valid():
            return None
        try:
            steps.send_back(dividend=dividend, words=form.cleaned_data["words"], **who)
        except DomainError as error:
            form.add_domain_error(error)
            return None
        messages.success(request, _("Sent back; the administrator reads what is wrong."))
    elif act == "delete":
        drafting.delete(dividend=dividend, **who)
        messages.success(request, _("The draft is gone."))
        return redirect("councils:dividends", slug=dividend.village.slug)
    elif act in _ACTS:
        service, words = _ACTS[act]
        service(dividend=dividend, **who)
        messages.success(request, words())
    elif act in {"check_line", "drop_line"}:
        _line_acted(request, dividend, act, who)
    else:
        return None
    return redirect("councils:dividend", slug=dividend.village.slug, dividend_id=dividend.pk)


def _line_acted(request: HttpRequest, dividend: Dividend, act: str, who: dict[str, Any]) -> None:
    key = as_uuid(request.POST.get("line", ""))
    if key is None:
        raise Http404("line")
    line = lists.lines(dividend).filter(pk=key, number__gt=0).first()
    if line is None:
        messages.warning(request, _("This correction is no longer waiting."))
        return
    line.dividend = dividend
    if act == "check_line":
        correcting.check(line=line, **who)
        messages.success(request, _("The correction is checked and counts."))
    else:
        correcting.drop(line=line, **who)
        messages.success(request, _("The correction is gone."))


@require_safe
@village_view(*lists.PAYERS)
@with_module(Module.ECONOMY)
def printed(request: HttpRequest, dividend_id: uuid.UUID) -> HttpResponse:
    """Sheets to be signed, one group on a page, names in full: for the table at which the money is handed out."""
    dividend = dividend_of(request, dividend_id, *DIVIDEND_PUBLIC)
    rows = [line for line in lists.lines(dividend).filter(lists.COUNTS) if line.amount]
    context = {
        "village": dividend.village,
        "dividend": dividend,
        "groups": lists.by_group(rows),
        "today": clock.today(),
    }
    return render(request, "councils/dividends/sheets.html", context)
