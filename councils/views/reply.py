"""A household's own reply to a deduction it was told of."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from councils.forms.tellings import OwnReplyForm
from councils.models import Telling
from councils.queries import tellings as queries
from councils.services import tellings as services
from points.models import Village
from points.queries import access
from points.views.officer import kept
from points.views.villager import villager_page
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError


@villager_page
def reply(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """Until the deduction is counted; what was said before stays."""
    village: Village = request.village  # type: ignore[attr-defined]
    telling = _telling(request, village, claim_id)
    form = OwnReplyForm(request.POST or None, initial=kept(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.reply_online(
                telling=telling,
                reply=form.cleaned_data["reply"],
                by=request.user,  # type: ignore[arg-type]
                at=clock.now(),
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Your reply is written down beside the deduction. It stands there for good."))
            return redirect("points:my_claim", slug=village.slug, pk=claim_id)
    context = {
        "village": village,
        "telling": telling,
        "claim": telling.claim,
        "form": form,
        "open": telling.claim.state in queries.OPEN_STATES,
    }
    return render(request, "councils/reply.html", context)


def _telling(request: HttpRequest, village: Village, claim_id: uuid.UUID) -> Telling:
    own = access.own_households(request.user, village)  # type: ignore[arg-type]
    rows = Telling.objects.filter(village=village, claim=claim_id, claim__household__in=own)
    found = rows.select_related("claim__household__group", "village", "told_by").first()
    if found is None:
        raise Http404(claim_id)
    return found
