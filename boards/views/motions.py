"""Motions to lift an entry or to take it back: proposing, and the committee's vote."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from boards.enums import EntryState, MotionKind, MotionState
from boards.forms import MotionForm, MotionVoteForm
from boards.models import BoardMotion
from boards.queries import record, work
from boards.services import motions
from boards.views.desk import READERS, entry_of
from points.enums import Role
from points.models import Village
from points.queries.villages import settings_on
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view

KINDS = {"lift": MotionKind.LIFT, "take-back": MotionKind.CORRECT}


@village_view(*motions.PROPOSERS)
def new(request: HttpRequest, entry_id: uuid.UUID, kind: str) -> HttpResponse:
    """What was put right, or what was wrong; who looked, and when."""
    village: Village = request.village  # type: ignore[attr-defined]
    if kind not in KINDS:
        raise Http404(kind)
    entry = entry_of(village, entry_id)
    form = MotionForm(request.POST or None, kind=KINDS[kind], initial={"seen_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            motions.propose(entry=entry, kind=KINDS[kind], by=request.user, at=clock.now(), **form.cleaned_data)  # type: ignore[arg-type]
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Proposed. Next: the committee decides; until then everything stays as it is."))
            return redirect("boards:desk", slug=village.slug)
    numbers = settings_on(village, clock.today())
    context = {
        "village": village,
        "entry": entry,
        "form": form,
        "lift": KINDS[kind] == MotionKind.LIFT,
        "back": min(numbers.black_repair_points, abs(entry.points)),
        "least": numbers.black_correction_days,
    }
    return render(request, "boards/motion_new.html", context)


@village_view(*READERS)
def motion(request: HttpRequest, motion_id: uuid.UUID) -> HttpResponse:
    """A motion with the record it is about; members vote here, each once."""
    village: Village = request.village  # type: ignore[attr-defined]
    rows = BoardMotion.objects.filter(village=village).select_related("proposed_by")
    found = get_object_or_404(rows, pk=motion_id)
    found.entry, found.village = record.entries(village).get(pk=found.entry_id), village
    votes = work.votes_on_motion(found)
    why_not = _why_not(request, found, votes)
    form = MotionVoteForm(request.POST or None)
    if request.method == "POST":
        answer = _vote(request, found, form, why_not)
        if answer is not None:
            return answer
    context = {
        "village": village,
        "motion": found,
        "entry": found.entry,
        "record": record.record(found.entry),
        "votes": votes,
        "form": form,
        "why_not": why_not,
        "lift": found.kind == MotionKind.LIFT,
        "settings": settings_on(village, clock.today()),
    }
    return render(request, "boards/motion.html", context)


def _vote(request: HttpRequest, found: BoardMotion, form: MotionVoteForm, why_not: str) -> HttpResponse | None:
    if Role.COMMITTEE not in request.roles or not form.is_valid():  # type: ignore[attr-defined]
        return None
    agrees = request.POST.get("word") == "agree"
    if why_not or request.POST.get("word") not in {"agree", "disagree"}:
        form.add_error(None, why_not or _("Agree or disagree."))
        return None
    try:
        done = motions.vote(
            motion=found,
            agrees=agrees,
            note=form.cleaned_data["note"],
            by=request.user,  # type: ignore[arg-type]
            at=clock.now(),
        )
    except DomainError as error:
        form.add_domain_error(error)
        return None
    messages.success(request, _said(done))
    return redirect("boards:desk", slug=found.village.slug)


def _said(done: BoardMotion) -> str:
    if done.state == MotionState.REFUSED:
        return _("Not agreed: everything stays as it is. The household reads why in its record.")
    if done.state == MotionState.OPEN:
        return _("Your vote is recorded. The motion waits for the other members.")
    if done.kind == MotionKind.LIFT:
        return _("Taken off. The public page does not show it any more.")
    return _("Taken back. The correction stands where the entry stood, and the points are corrected.")


def _why_not(request: HttpRequest, found: BoardMotion, votes: list) -> str:
    """Why this person cannot vote here; empty for who can."""
    if Role.COMMITTEE not in request.roles:  # type: ignore[attr-defined]
        return _("The members of the committee vote on it.")
    if found.state != MotionState.OPEN:
        return _("The committee has decided on this motion already.")
    if found.entry.state == EntryState.CORRECTED or (
        found.kind == MotionKind.LIFT and found.entry.state != EntryState.PUBLISHED
    ):
        return _("The entry has come off the board meanwhile: there is nothing left to decide.")
    if found.proposed_by_id == request.user.pk:
        return _("You proposed it: the other members decide on it.")
    if any(vote.voter_id == request.user.pk for vote in votes):
        return _("You have voted on it. It waits for the other members.")
    if found.entry.household_id in work.hands_barred(request.user, found.village):  # type: ignore[arg-type]
        return _("Your own household or near kin is on it: leave it to the other members.")
    return ""
