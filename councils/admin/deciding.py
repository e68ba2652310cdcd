"""From buttons to votes: the confirm page, what it says, and what is said afterwards."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from councils.enums import Decision
from councils.forms.review import DecisionForm
from councils.queries import review as queries
from councils.services import ranges
from councils.services import review as services
from points.enums import ClaimState
from points.models import Claim
from points.queries.villages import settings_on
from villagegov.db.keys import as_uuid
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError

if TYPE_CHECKING:
    from councils.admin.claims import ClaimAdmin

#: Refusals spelt out after the vote; the rest is counted. (Most were named on the confirm page already.)
REFUSALS_SHOWN = 10


def decide_view(page: ClaimAdmin, request: HttpRequest) -> HttpResponse:
    """Asks first (GET, or a POST without the confirm button), then votes."""
    if not page.has_decide_permission(request):
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else request.GET
    ids = [key for text in sent.getlist("claim") if (key := as_uuid(text))]
    decision = sent.get("decision", "")
    if decision not in Decision.values or not ids:
        messages.warning(request, _("Choose at least one claim, then press one of the three buttons."))
        return HttpResponseRedirect(_work_list(page, request))
    form = None
    if request.method == "POST" and "confirmed" in request.POST:
        claims = page.get_queryset(request).filter(pk__in=ids)
        form = DecisionForm(request.POST, decision=Decision(decision), ranged=_ranged(Decision(decision), claims))
        if form.is_valid():
            try:
                outcome = _decide(request, ids, Decision(decision), form)
            except DomainError as error:
                form.add_domain_error(error)
            else:
                tell(request, Decision(decision), outcome)
                return HttpResponseRedirect(_work_list(page, request))
    return ask(page, request, Decision(decision), page.get_queryset(request).filter(pk__in=ids), form)


def _decide(request: HttpRequest, ids: list[uuid.UUID], decision: Decision, form: DecisionForm) -> services.Outcome:
    who: dict[str, Any] = {"village": request.village, "by": request.user, "at": clock.now()}  # type: ignore[attr-defined]
    note = form.cleaned_data["note"]
    if form.unit_points is not None:
        return ranges.approve_with(claim_id=ids[0], unit_points=form.unit_points, note=note, **who)
    return services.decide(claim_ids=ids, decision=decision, note=note, **who)


def _ranged(decision: Decision, claims: Iterable[Claim]) -> Claim | None:
    """The claim whose points are chosen with this vote: one alone, where its item has a range."""
    found = list(claims) if decision == Decision.APPROVE else []
    return found[0] if len(found) == 1 and found[0].item.is_range else None


def ask(
    page: ClaimAdmin,
    request: HttpRequest,
    decision: Decision,
    queryset: QuerySet[Claim],
    form: DecisionForm | None = None,
) -> HttpResponse:
    """One page that lists what is about to be decided, what cannot be, why, and what would follow."""
    claims = list(queryset.order_by("household__number", "day", "pk"))
    barred = queries.obstacles(request.user, claims)  # type: ignore[arg-type]
    votable = [claim for claim in claims if claim.pk not in barred]
    context = {
        **page.admin_site.each_context(request),
        "title": _TITLES[decision](len(votable)),
        "opts": page.opts,
        "decision": decision,
        "claims": votable,
        "left_out": [(claim, barred[claim.pk]) for claim in claims if claim.pk in barred],
        "total": sum(claim.points for claim in votable),
        "follows": _what_follows(request, decision, votable),
        "form": form or DecisionForm(decision=decision, ranged=_ranged(decision, votable)),
        "back": _work_list(page, request),
        "preserved_filters": page.get_preserved_filters(request) or _filters_of(request),
    }
    return TemplateResponse(request, "admin/points/claim/decide.html", context)


_TITLES = {
    Decision.APPROVE: lambda n: ngettext("Approve %(n)s claim?", "Approve %(n)s claims?", n) % {"n": n},
    Decision.RETURN: lambda n: ngettext("Return %(n)s claim?", "Return %(n)s claims?", n) % {"n": n},
    Decision.REJECT: lambda n: ngettext("Reject %(n)s claim?", "Reject %(n)s claims?", n) % {"n": n},
}


def _what_follows(request: HttpRequest, decision: Decision, claims: Sequence[Claim]) -> list[str]:
    """What this vote would do, in words, before it is given."""
    if not claims:
        return []
    if decision == Decision.RETURN:
        return [_("They go back to the information officer, who corrects and sends them up again, or withdraws them.")]
    village, day = request.village, clock.today()  # type: ignore[attr-defined]
    ends = set(queries.would_decide(request.user, village, claims, decision, day))  # type: ignore[arg-type]
    awards = sum(claim.points > 0 for claim in claims if claim.pk in ends)
    lines = []
    if decision == Decision.REJECT and ends:
        lines.append(
            ngettext(
                "%(n)s claim is rejected with your vote and gives no points.",
                "%(n)s claims are rejected with your vote and give no points.",
                len(ends),
            )
            % {"n": len(ends)}
        )
    if decision == Decision.APPROVE and awards:
        lines.append(_publicity(awards, request))
    if decision == Decision.APPROVE and len(ends) > awards:
        lines.append(_telling(len(ends) - awards))
    if len(claims) > len(ends):
        lines.append(_waiting(len(claims) - len(ends)))
    return lines


def _publicity(count: int, request: HttpRequest) -> str:
    day = clock.today()
    until = day + timedelta(days=settings_on(request.village, day).publicity_days - 1)  # type: ignore[attr-defined]
    return ngettext(
        "%(n)s claim is approved: in publicity from %(day)s until %(until)s, then posted.",
        "%(n)s claims are approved: in publicity from %(day)s until %(until)s, then posted.",
        count,
    ) % {"n": count, "day": _day(day), "until": _day(until)}


def _telling(count: int) -> str:
    return ngettext(
        "%(n)s deduction is approved: its household is told first, then it is made public.",
        "%(n)s deductions are approved: their households are told first, then they are made public.",
        count,
    ) % {"n": count}


def _waiting(count: int) -> str:
    return ngettext(
        "%(n)s claim still waits for members of other constituencies.",
        "%(n)s claims still wait for members of other constituencies.",
        count,
    ) % {"n": count}


def tell(request: HttpRequest, decision: Decision, outcome: services.Outcome) -> None:
    """One message of what happened, one for what was left out."""
    states = list(outcome.decided.values())
    lines = []
    if count := states.count(ClaimState.PUBLICISED):
        lines.append(_publicity(count, request))
    if count := states.count(ClaimState.TELLING):
        lines.append(_telling(count))
    if count := states.count(ClaimState.RETURNED):
        lines.append(
            ngettext(
                "%(n)s claim is returned. The information officer reads your reason.",
                "%(n)s claims are returned. The information officer reads your reason.",
                count,
            )
            % {"n": count}
        )
    if count := states.count(ClaimState.REJECTED):
        lines.append(
            ngettext(
                "%(n)s claim is rejected and gives no points.", "%(n)s claims are rejected and give no points.", count
            )
            % {"n": count}
        )
    if outcome.waiting:
        lines.append(_("Your vote is counted.") + " " + _waiting(len(outcome.waiting)))
    if lines:
        messages.success(request, " ".join(lines))
    if outcome.refused:
        messages.warning(request, " ".join(_refusals(request, outcome)))


def _refusals(request: HttpRequest, outcome: services.Outcome) -> list[str]:
    count = len(outcome.refused)
    lines = [
        ngettext(
            "%(n)s claim was left out and stays as it is:", "%(n)s claims were left out and stay as they are:", count
        )
        % {"n": count}
    ]
    shown = list(outcome.refused)[:REFUSALS_SHOWN]
    rows = Claim.objects.filter(village=request.village, pk__in=shown).select_related("household")  # type: ignore[attr-defined]
    names = {claim.pk: f"{claim.household} {claim.item_name}" for claim in rows}
    lines += [
        _("%(claim)s: %(reason)s") % {"claim": names[pk], "reason": outcome.refused[pk]}
        if pk in names
        else str(outcome.refused[pk])
        for pk in shown
    ]
    if count > REFUSALS_SHOWN:
        lines.append("……")
    return lines


def _day(day: Any) -> str:
    return date_format(day, "MONTH_DAY_FORMAT")


def _filters_of(request: HttpRequest) -> str:
    """The filters of the list the buttons were pressed on, kept for the way back."""
    from urllib.parse import urlencode

    match = request.resolver_match
    on_list = match is not None and match.url_name == "points_claim_changelist"
    return urlencode({"_changelist_filters": request.GET.urlencode()}) if on_list and request.GET else ""


def _work_list(page: ClaimAdmin, request: HttpRequest) -> str:
    filters = page.get_preserved_filters(request) or _filters_of(request)
    return add_preserved_filters(
        {"preserved_filters": filters, "opts": page.opts}, reverse("admin:points_claim_changelist")
    )
