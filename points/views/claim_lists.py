"""What waits at the officer's desk, and sending it up."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from points.enums import Role
from points.models import Batch, Claim, Village
from points.queries import batches
from points.queries import claims as claim_queries
from points.queries.villages import settings_on
from points.services import claims
from points.views.off import with_points
from points.views.officer import officer_page, tabs, village_and_user
from villagegov.db.keys import as_uuid
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, Problems
from villagegov.web.templatetags.web import points as signed
from villagegov.web.village import village_view

WAITING_ON_A_PAGE = 50


@require_safe
@officer_page
def claim_list(request: HttpRequest) -> HttpResponse:
    """Returned claims with the committee's reason, drafts with ticks, what waits for review, the last batches."""
    village, user = village_and_user(request)
    drafts = list(claim_queries.drafts_of(user, village))
    waiting = Paginator(claim_queries.waiting_of(user, village), WAITING_ON_A_PAGE)
    context = {
        "tabs": tabs(request, "points:claim_list"),
        "returned": list(claim_queries.returned_of(user, village)),
        "drafts": drafts,
        "draft_points": sum(claim.points for claim in drafts),
        "with_photos": _with_photos(village, drafts),
        "waiting": waiting.get_page(request.GET.get("page")),
        "batches": Batch.objects.filter(village=village).select_related("sent_by").order_by("-number")[:6],
        "shared_desk": any(claim.typed_by_id != user.pk for claim in drafts),
    }
    return render(request, "points/claim_list.html", context)


def _with_photos(village: Village, rows: Iterable[Claim]) -> set[uuid.UUID]:
    return set(claim_queries.photos_of(village, [claim.pk for claim in rows]))


@officer_page
def claim_send(request: HttpRequest) -> HttpResponse:
    """The ticked lines once more with count and total; the second press sends them up."""
    village, user = village_and_user(request)
    here = reverse("points:claim_list", args=[village.slug])
    ids = [key for text in request.POST.getlist("claims") if (key := as_uuid(text))]
    if request.method != "POST":
        return HttpResponseRedirect(here)
    if not ids:
        messages.error(request, _("Tick at least one line to send up."))
        return HttpResponseRedirect(here)
    refused: dict[Any, str] = {}
    if request.POST.get("act") == "send":
        try:
            batch = claims.send_up(village=village, claim_ids=ids, by=user, at=clock.now())
        except DomainError as error:
            refused = _by_claim(error)
            for single in error:
                if single.subject is None:
                    messages.error(request, str(single.message))
        else:
            return _sent(request, village, batch)
    return _confirm_page(request, ids, refused)


def _confirm_page(request: HttpRequest, ids: list[uuid.UUID], refused: dict[Any, str]) -> HttpResponse:
    village, user = village_and_user(request)
    rows = list(claim_queries.typed_by(user, village).filter(id__in=ids).order_by("created_at", "id"))
    lines = [{"claim": claim, "problem": refused.get(claim.pk, "")} for claim in rows]
    standing = [claim for claim in rows if claim.pk not in refused]
    context = {
        "lines": lines,
        "refused": refused,
        "count": len(standing),
        "points": sum(claim.points for claim in standing),
        "households": len({claim.household_id for claim in standing}),
        "tabs": tabs(request, ""),
    }
    return render(request, "points/claim_send.html", context)


def _by_claim(error: DomainError) -> dict[Any, str]:
    """Sentences by claim."""
    found: dict[Any, str] = {}
    for single in error if isinstance(error, Problems) else [error]:
        if single.subject is not None:
            found[single.subject] = str(single.message)
    return found


def _sent(request: HttpRequest, village: Village, batch: Batch) -> HttpResponse:
    rules = settings_on(village, clock.today())
    values = {
        "number": batch.number,
        "count": batch.claim_count,
        "points": signed(batch.points_total),
        "votes": rules.quorum_votes,
        "days": rules.publicity_days,
    }
    sentence = ngettext(
        "Batch %(number)s is sent up: %(count)s claim, %(points)s points. Next, at least %(votes)s members review it; "
        "then it is in publicity for %(days)s days.",
        "Batch %(number)s is sent up: %(count)s claims, %(points)s points. Next, at least %(votes)s members review "
        "them; then they are in publicity for %(days)s days.",
        batch.claim_count,
    )
    messages.success(request, sentence % values)
    return HttpResponseRedirect(reverse("points:batch", args=[village.slug, batch.number]))


@require_safe
@village_view(Role.OFFICER, Role.ADMINISTRATOR, Role.COMMITTEE, Role.SUPERVISOR)
@with_points
def batch(request: HttpRequest, number: int) -> HttpResponse:
    """One batch, to print on A4 for the committee's table."""
    village, _user = village_and_user(request)
    found = batches.find(village, number)
    if found is None:
        raise Http404(number)
    rows = batches.lines(village, found)
    context = {
        "batch": found,
        "claims": rows,
        "moved_on": found.claim_count - len(rows),
        "with_photos": _with_photos(village, rows),
        "sign_lines": [_("Information officer"), _("Members of the committee"), _("Date")],
    }
    return render(request, "points/claim_batch.html", context)
