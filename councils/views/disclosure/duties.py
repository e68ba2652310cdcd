"""What the village owes to be read: the list, the ready one with one press, a duty's terms from a month on."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from councils.forms.disclosure.duty import CategoryForm, DutyForm, EndForm
from councils.queries.disclosure import calendar, fulfilment, postings, who
from councils.queries.disclosure.calendar import History
from councils.services.disclosure import duties as services
from councils.views.disclosure.desk import here
from points.enums import Module
from points.models import Village
from points.queries.villages import settings_on
from points.views.off import with_module
from villagegov.kernel import clock, periods
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view


@village_view(*who.KEEPERS)
@with_module(Module.DISCLOSURE)
def listing(request: HttpRequest) -> HttpResponse:
    village, user = here(request)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    form = CategoryForm(request.POST if act == "category" else None)
    today = clock.today()
    if act == "take_over":
        count = services.take_over(village=village, since=periods.month_of(today), by=user, at=clock.now())
        words = ngettext("%(count)s duty taken over.", "%(count)s duties taken over.", count)
        messages.success(request, words % {"count": count})
        return redirect("councils:disclosure_duties", slug=village.slug)
    if act == "category" and form.is_valid():
        try:
            services.save_category(village=village, name=form.cleaned_data["name"], by=user, at=clock.now())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("councils:disclosure_duties", slug=village.slug)
    found = calendar.histories(village)
    context = {
        "village": village,
        "rows": [(one, one.on(today)) for one in found],
        "categories": postings.categories(village),
        "form": form,
        "today": today,
        "days": settings_on(village, today).publicity_days,
    }
    return render(request, "councils/disclosure/duties.html", context)


@village_view(*who.KEEPERS)
@with_module(Module.DISCLOSURE)
def edit(request: HttpRequest, duty_id: uuid.UUID | None = None) -> HttpResponse:
    """A new duty, or new terms of one from a month on; ``act=end``: no longer."""
    village, user = here(request)
    history = _history(village, duty_id)
    today = clock.today()
    act = request.POST.get("act", "") if request.method == "POST" else ""
    form = DutyForm(
        request.POST if act == "save" else None, categories=postings.categories(village),
        fulfilments=fulfilment.choices(village), today=today, days=settings_on(village, today).publicity_days,
        terms=history.latest if history else None,
    )  # fmt: skip
    ending = EndForm(request.POST if act == "end" else None, today=today, auto_id="end_%s")
    given = {"save": form, "end": ending}.get(act)
    if given is not None and given.is_valid():
        common = {"by": user, "at": clock.now()}
        try:
            if act == "save":
                services.save_duty(village=village, data=form.duty(), duty=history.duty if history else None, **common)  # type: ignore[arg-type]
            elif history is not None:
                history.duty.village = village
                services.end_duty(duty=history.duty, effective_from=ending.day(), **common)  # type: ignore[arg-type]
        except DomainError as error:
            given.add_domain_error(error)
        else:
            messages.success(request, _("Saved. The calendar before it stays as it was."))
            return redirect("councils:disclosure_duties", slug=village.slug)
    context = {"village": village, "history": history, "form": form, "ending": ending}
    return render(request, "councils/disclosure/duty.html", context)


def _history(village: Village, key: uuid.UUID | None) -> History | None:
    if key is None:
        return None
    found = calendar.history_of(village, key)
    if found is None:
        raise Http404(key)
    return found
