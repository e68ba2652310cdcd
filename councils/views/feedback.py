"""意见建议: for everybody, log-in or not."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from councils.forms.feedback import FeedbackForm
from councils.services import feedback as services
from points.models import Village
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.logs import client_ip
from villagegov.web.village import village_view

#: From one address in one hour. A whole village office may share an address.
MOST_PER_HOUR = 10
HOUR = 3600


@village_view()
def feedback(request: HttpRequest) -> HttpResponse:
    """Leave a word for the village."""
    village: Village = request.village  # type: ignore[attr-defined]
    form = FeedbackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.trapped:  # a program; it may believe that it was heard
            return redirect("councils:feedback_thanks", slug=village.slug)
        try:
            _not_too_often(request, village)
            services.leave(
                village=village, text=form.cleaned_data["text"], contact=form.cleaned_data["contact"], at=clock.now()
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            return redirect("councils:feedback_thanks", slug=village.slug)
    return render(request, "councils/feedback.html", {"village": village, "form": form})


@require_safe
@village_view()
def thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "councils/feedback_thanks.html", {"village": request.village})  # type: ignore[attr-defined]


def _not_too_often(request: HttpRequest, village: Village) -> None:
    """Count in the cache by a hash of the address; without the cache nobody is counted."""
    address = salted_hmac("councils.feedback", client_ip(request)).hexdigest()[:24]
    key = f"{village.pk}:feedback:{address}"
    cache.add(key, 0, HOUR)
    if _one_more(key) > MOST_PER_HOUR:
        raise DomainError(
            _("Many messages came from here within the hour. Try again later, or tell somebody at the village office."),
            code="too_often",
        )


def _one_more(key: str) -> int:
    try:
        count: Any = cache.incr(key)
    except ValueError:  # expired in between, or no cache
        return 0
    return int(count or 0)
