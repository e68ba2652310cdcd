"""Hours at the office: what waits for a second signature, typing in from paper, taking back; and drafts of claims."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from councils.forms.volunteers.activities import ItemsForm
from councils.forms.volunteers.hours import PaperServiceForm, TakeBackForm
from councils.models import ServiceRecord
from councils.queries.volunteers import credit as credit_queries
from councils.queries.volunteers import hours as queries
from councils.queries.volunteers import people
from councils.services.volunteers import credit as credit_services
from councils.services.volunteers import hours as services
from councils.views.volunteers.common import done, signed, who
from points.enums import Module, Role
from points.models import Village
from points.queries import access
from points.views.off import with_module, with_points
from villagegov.db.keys import as_uuid
from villagegov.kernel import clock, periods
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view

PER_PAGE = 30
#: Months whose service can still be drafted from.
MONTHS = 4


@village_view(*people.MANAGERS)
@with_module(Module.VOLUNTEERS)
def listing(request: HttpRequest) -> HttpResponse:
    """``?demand=`` or ``?volunteer=`` begin the form with what is known."""
    village, user = who(request)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    form = PaperServiceForm(request.POST if act == "enter" else None, village=village, initial=_begun(request))
    back = TakeBackForm(request.POST if act == "take_back" else None, auto_id="back_%s")
    if act and _acted(request, act, form, back):
        return redirect("councils:service_list", slug=village.slug)
    signer = queries.Signer(user, village)
    rows = queries.waiting(village)
    page = Paginator(queries.records(village).filter(queries.SIGNED | queries.REVERSED), PER_PAGE)
    context = {
        "village": village,
        "waiting": [{"record": row, "may": signer.kind(row)} for row in rows],
        "page_obj": page.get_page(request.GET.get("page")),
        "form": form,
        "back": back,
        "wrong": request.POST.get("record", "") if back.is_bound else "",
    }
    return render(request, "councils/volunteers/hours.html", context)


def _begun(request: HttpRequest) -> dict[str, Any]:
    found = {}
    if demand := request.GET.get("demand"):
        found["purpose"] = f"demand:{demand}"
    if volunteer := request.GET.get("volunteer"):
        found["volunteer"] = volunteer
    return found


def record_of(request: HttpRequest) -> ServiceRecord:
    """The service whose button was pressed; unknown ones are not found."""
    village, _user = who(request)
    rows = ServiceRecord.objects.filter(village=village).select_related("volunteer")
    found = get_object_or_404(rows, pk=as_uuid(request.POST.get("record", "")))
    found.village = found.volunteer.village = village
    return found


def _acted(request: HttpRequest, act: str, form: PaperServiceForm, back: TakeBackForm) -> bool:
    if act == "sign":
        services.sign(record=record_of(request), **signed(request))
        messages.success(request, _("Signed. The hours count."))
        return True
    if act == "enter":
        if not done(form, lambda: _entered(request, form)):
            return False
        messages.success(request, _("Entered. A second person signs it, then it counts."))
        return True
    if act == "take_back":
        found = record_of(request)
        taken = done(back, lambda: services.take_back(record=found, **back.cleaned_data, **signed(request)))
        if taken:
            messages.success(request, _("Taken back, with the reason."))
        return bool(taken)
    return False


def _entered(request: HttpRequest, form: PaperServiceForm) -> ServiceRecord:
    volunteer = form.chosen()
    volunteer.village = request.village  # type: ignore[attr-defined]
    return services.enter(volunteer=volunteer, data=form.service(), **signed(request))


# -------------------------------------------------------------------------------------------------------------- points


@village_view(*people.MANAGERS)
@with_points
@with_module(Module.VOLUNTEERS)
def credit(request: HttpRequest) -> HttpResponse:
    """Drafts of claims from a month's service and sign-ins (``?month=2026-11``); the administrator sets the items."""
    village, user = who(request)
    today = clock.today()
    months = [periods.add_months(periods.month_of(today), -back) for back in range(MONTHS)]
    month = next((one for one in months if f"{one:%Y-%m}" == request.GET.get("month")), months[0])
    sets = access.has_role(user, village, Role.ADMINISTRATOR)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    form = ItemsForm(request.POST if act == "items" else None, village=village) if sets else None
    if act == "draft":
        return _draft(request, village, month)
    if act == "items" and form is not None and _set(request, village, form):
        return redirect("councils:service_credit", slug=village.slug)
    deeds = credit_queries.deeds(village, month)
    looks = credit_services.look(village=village, deeds=deeds, at=clock.now())
    context = {
        "village": village,
        "month": month,
        "tabs": [
            {"label": date_format(one, "YEAR_MONTH_FORMAT"), "url": f"?month={one:%Y-%m}", "current": one == month}
            for one in reversed(months)
        ],
        "ready": [deed for deed in deeds if deed.item and not looks[deed.key].problems],
        "left": [(deed, looks[deed.key].problems) for deed in deeds if deed.item and looks[deed.key].problems],
        "without": sum(deed.item is None for deed in deeds),
        "drafted": credit_queries.drafted(village, month),
        "form": form,
    }
    return render(request, "councils/volunteers/credit.html", context)


def _draft(request: HttpRequest, village: Village, month: date) -> HttpResponse:
    saved, _deeds = credit_services.draft_claims(village=village, month=month, **signed(request))
    count = len(saved.claims)
    sentence = ngettext("%(count)s claim drafted.", "%(count)s claims drafted.", count) % {"count": count}
    if saved.refused:
        left = ngettext("%(count)s left out, see why below.", "%(count)s left out, see why below.", len(saved.refused))
        sentence = f"{sentence} {left % {'count': len(saved.refused)}}"
    messages.success(request, sentence)
    response = redirect("councils:service_credit", slug=village.slug)
    response["Location"] += f"?month={month:%Y-%m}"
    return response


def _set(request: HttpRequest, village: Village, form: ItemsForm) -> bool:
    if not form.is_valid():
        return False
    try:
        credit_services.set_items(village=village, codes=form.codes(), **signed(request))
    except DomainError as error:
        form.add_domain_error(error)
        return False
    messages.success(request, _("Saved. Drafts from now on go by it."))
    return True
