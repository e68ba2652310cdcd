"""Elections of a body: opened, candidates, the count typed twice, the result."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from councils.enums import ElectionState
from councils.forms.bodies.elections import CountForm, ElectionForm
from councils.forms.bodies.seats import SeatForm
from councils.models import Candidate, Election
from councils.queries.serving import elections as queries
from councils.queries.serving.people import term_end
from councils.queries.serving.tally import candidates_of
from councils.services.bodies import elections as services
from councils.views.bodies.asked import READERS, administers, body_of, found_of, who
from points.enums import Role
from villagegov.db.keys import as_uuid
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view


@village_view(Role.ADMINISTRATOR)
def new(request: HttpRequest, body_id: uuid.UUID) -> HttpResponse:
    """The day, how many are to be elected, for which term."""
    village, user = who(request)
    body, today = body_of(request, body_id), clock.today()
    initial = {
        "held_on": today.isoformat(),
        "term_from": today.isoformat(),
        "term_to": term_end(today).isoformat(),
        "follows": request.GET.get("follows", ""),
    }
    form = ElectionForm(
        request.POST or None, follows=queries.with_seats_left(body), handovers=queries.handovers_of(body),
        initial=initial,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            made = services.open_election(
                body=body, data=form.election(), id=form.cleaned_data["id"], by=user, at=clock.now()
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("The election is entered. Now put up the candidates."))
            return redirect("councils:election", slug=village.slug, election_id=made.pk)
    return render(request, "councils/bodies/election_new.html", {"village": village, "body": body, "form": form})


@village_view(*READERS)
def election(request: HttpRequest, election_id: uuid.UUID) -> HttpResponse:
    """Candidates, how far the count is, and the result with its reckoning."""
    village, _user = who(request)
    found = _found(request, election_id)
    is_open, may = found.state == ElectionState.OPEN, administers(request)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    form = None
    if may and is_open:
        form = SeatForm(request.POST if act == "put_up" else None, village=village, body=found.body)
    if act and may and _done(request, found, act, form):
        return redirect("councils:election", slug=village.slug, election_id=found.pk)
    context = {
        "village": village,
        "election": found,
        "seen": queries.page(found),
        "form": form,
        "administers": may,
        "is_open": is_open,
        "may_type": queries.may_type(request.user, found),  # type: ignore[arg-type]
    }
    return render(request, "councils/bodies/election.html", context)


def _found(request: HttpRequest, election_id: uuid.UUID) -> Election:
    found: Election = found_of(request, Election, election_id, "body", "handover", "follows")
    found.body.village = found.village
    return found


def _done(request: HttpRequest, election: Election, act: str, form: SeatForm | None) -> bool:
    """One act of the page; a refusal of a candidate goes beside its field, any other becomes a message."""
    _village, user = who(request)
    common: dict[str, Any] = {"by": user, "at": clock.now()}
    if act == "put_up":
        return form is not None and form.is_valid() and _put_up(request, election, form)
    if act == "take_down":
        key = request.POST.get("candidate", "")
        row = get_object_or_404(
            Candidate.objects.select_related("election"), village=election.village, election=election, pk=as_uuid(key)
        )
        row.village = election.village
        services.take_down(candidate=row, **common)
        sentence = _("%(name)s is no longer put up.") % {"name": row.name}
    elif act == "decide":
        result = services.decide(election=election, **common)
        sentence = result.why or _("The result is entered: %(count)s elected.") % {"count": len(result.elected)}
    elif act == "discard":
        services.discard_counts(election=election, **common)
        sentence = _("What was typed is gone. Type the tally sheet anew.")
    elif act == "cancel":
        services.cancel_election(election=election, **common)
        sentence = _("The election is not held.")
    else:
        return False
    messages.success(request, sentence)
    return True


def _put_up(request: HttpRequest, election: Election, form: SeatForm) -> bool:
    said = form.cleaned_data
    try:
        made = services.put_up(
            election=election, data=form.seat(), despite=said["despite"], id=said["id"], by=request.user,  # type: ignore[arg-type]
            at=clock.now(),
        )  # fmt: skip
    except DomainError as error:
        form.add_domain_error(error)
        return False
    messages.success(request, _("%(name)s is candidate no. %(number)s.") % {"name": made.name, "number": made.number})
    return True


@village_view(*services.TYPISTS)
def count(request: HttpRequest, election_id: uuid.UUID) -> HttpResponse:
    """The tally sheet typed, by two people one after the other; neither sees what the other typed."""
    village, user = who(request)
    found = _found(request, election_id)
    why_not = queries.why_not_typing(user, found)
    if why_not:
        messages.warning(request, why_not)
        return redirect("councils:election", slug=village.slug, election_id=found.pk)
    form = CountForm(request.POST or None, candidates=candidates_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.type_count(election=found, tally=form.tally(), by=user, at=clock.now())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            sentence = _("Typed once. Now another person types the same sheet.")
            if made.turn == 2:
                sentence = _("Both say the same. The administrator can enter the result.")
            messages.success(request, sentence)
            return redirect("councils:election", slug=village.slug, election_id=found.pk)
    context = {"village": village, "election": found, "form": form, "turn": queries.next_turn(found)}
    return render(request, "councils/bodies/election_count.html", context)


@require_safe
@village_view(*READERS)
def printed(request: HttpRequest, election_id: uuid.UUID) -> HttpResponse:
    """Before: a tally sheet to fill in by hand. After: the result for the notice board."""
    village, _user = who(request)
    found = _found(request, election_id)
    context = {"village": village, "election": found, "seen": queries.page(found), "over": found.decided_at is not None}
    return render(request, "councils/bodies/election_print.html", context)
