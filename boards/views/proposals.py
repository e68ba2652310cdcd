"""Proposing for the boards, outside the admin; pictures of red entries, for everybody while the household agrees."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from boards.enums import Colour, ProposalState
from boards.forms import ProposeBlackForm, ProposeRedForm, SendBackForm, TakeUpForm
from boards.models import BoardProposal
from boards.queries import board, desk
from boards.services import breaches, papers, proposals
from councils.models import Breach
from councils.queries import bodies
from councils.queries import breaches as breach_queries
from councils.queries.breaches import ForBoard
from points.enums import Module
from points.models import Village
from points.services import photos
from points.views.off import with_module
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.caching import kept_by_nobody
from villagegov.web.forms import PlainForm
from villagegov.web.templatetags.web import short_day
from villagegov.web.village import village_view

SIZES = ("small", "large")


@village_view(*proposals.PROPOSERS)
def propose(request: HttpRequest, colour: str) -> HttpResponse:
    """A good deed with its reason, perhaps a story and a picture; or a breach with its article, day and facts."""
    village: Village = request.village  # type: ignore[attr-defined]
    if colour not in Colour.values:
        raise Http404(colour)
    red = colour == Colour.RED
    form_class = ProposeRedForm if red else ProposeBlackForm
    form = form_class(
        request.POST or None,
        request.FILES or None,
        village=village,
        initial={"household": request.GET.get("household", ""), "deed_day": clock.today()},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = proposals.propose(
                village=village,
                id=data["id"],
                colour=Colour(colour),
                household=data["household"],
                deed_day=data["deed_day"],
                reason=data["reason"],
                article=data.get("article", ""),
                story=data.get("story", ""),
                upload=data.get("photo"),
                by=request.user,  # type: ignore[arg-type]
                at=clock.now(),
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _said(made, village))
            return redirect("boards:desk", slug=village.slug)
    context = {"village": village, "form": form, "red": red}
    return render(request, "boards/propose.html", context)


def _said(made: BoardProposal, village: Village) -> str:
    if made.state == ProposalState.TAKEN:
        return _("Proposed. It stands on the draft the committee is going over now.")
    if not village.points_on:
        day = papers.comes_on(village, made.deed_day, clock.today())
        return _("Proposed. It comes onto the draft of %(day)s, the issue day.") % {"day": short_day(day)}
    return _("Proposed. It comes onto the next draft of the board, when the month is closed.")


@village_view(*proposals.PROPOSERS)
@with_module(Module.VILLAGE_RULES)
def take_up(request: HttpRequest, breach_id: uuid.UUID) -> HttpResponse:
    """A breach that two dissuasions did not end: its record, and the sentence that would stand; or send it back."""
    village: Village = request.village  # type: ignore[attr-defined]
    row = next((one for one in desk.waiting_breaches(village) if one.breach.pk == breach_id), None)
    if row is None:
        get_object_or_404(Breach, village=village, pk=breach_id)
        messages.success(request, _("Somebody has taken it up, or it was put right: it does not wait any more."))
        return redirect("boards:desk", slug=village.slug)
    act = request.POST.get("act", "")
    data = request.POST or None
    form = TakeUpForm(data if act == "take" else None, initial={"reason": row.facts})
    back = SendBackForm(data if act == "back" else None, prefix="back")
    chosen = {"take": form, "back": back}.get(act)
    if chosen is not None and chosen.is_valid() and _took(request, village, row, chosen):
        return redirect("boards:desk", slug=village.slug)
    context = {
        "village": village,
        "row": row,
        "form": form,
        "back": back,
        "lines": breach_queries.lines(village, [breach_id])[breach_id],
        "barred": row.household.pk in bodies.barred_households(request.user, village),  # type: ignore[arg-type]
    }
    return render(request, "boards/take_up.html", context)


def _took(request: HttpRequest, village: Village, row: ForBoard, form: PlainForm) -> bool:
    who: dict[str, Any] = {"village": village, "breach": row.breach, "by": request.user, "at": clock.now()}
    try:
        if isinstance(form, SendBackForm):
            breaches.send_back(reason=form.cleaned_data["reason"], **who)
            said = _("Sent back. Something else may be proposed in its record.")
        else:
            made = breaches.take_up(id=form.cleaned_data["id"], reason=form.cleaned_data["reason"], **who)
            said = _said(made, village)
    except DomainError as error:
        form.add_domain_error(error)
        return False
    messages.success(request, said)
    return True


@require_POST
@village_view(*proposals.PROPOSERS)
def withdraw(request: HttpRequest, proposal_id: uuid.UUID) -> HttpResponse:
    """Take back what stands on no draft yet. A refusal is shown on the desk."""
    village: Village = request.village  # type: ignore[attr-defined]
    found = get_object_or_404(BoardProposal.objects.filter(village=village), pk=proposal_id)
    found.village = village
    try:
        proposals.withdraw(proposal=found, by=request.user, at=clock.now())  # type: ignore[arg-type]
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The proposal is withdrawn."))
    return redirect("boards:desk", slug=village.slug)


@require_safe
@village_view()
def picture(request: HttpRequest, entry_id: uuid.UUID, size: str) -> HttpResponse:
    """The picture of a red entry, to everybody, as long as the household agrees: nobody keeps it. Else: not there."""
    village: Village = request.village  # type: ignore[attr-defined]
    entry = board.with_picture(village).filter(pk=entry_id).first()
    if entry is None or entry.photo is None or size not in SIZES:
        raise Http404(entry_id)
    try:
        stored = photos.read(entry.photo, size)
    except FileNotFoundError as error:
        raise Http404(entry_id) from error
    return kept_by_nobody(FileResponse(stored, content_type="image/jpeg"))
