"""Calling a sitting and recording it; the notice its members read; sheets for paper."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from councils.forms.matters.matter import ReasonForm
from councils.forms.matters.sitting import AwayForm, CallForm, CloseForm, CountForm, PagesForm, VotesForm
from councils.matter_enums import MatterStepState, SittingState, VoteWay
from councils.models import Matter, MatterStep, Sitting
from councils.queries.matters import nexts, procedures, rolls, sittings, standing
from councils.queries.matters.sittings import Item
from councils.services.matters import advancing, calling, holding
from councils.views.matters.pages import find, who
from points.enums import Module, Role
from points.models import Village
from points.queries import access
from points.views.off import with_module
from points.views.officer import photos_of_form
from villagegov.db.keys import as_uuid
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed
from villagegov.web.village import village_view

SHEETS = ("notice", "roll", "minutes")


def _find(village: Village, number: int) -> Sitting:
    found: Sitting = get_object_or_404(sittings.rows(village), number=number)
    found.village = village
    return found


@village_view(*standing.HANDLERS)
@with_module(Module.MATTERS)
def new(request: HttpRequest, number: int) -> HttpResponse:
    """Call the people of the step whose turn it is; ``?step=2`` of another is refused with the reason."""
    village, user = who(request)
    matter = find(village, number)
    steps = standing.steps_of(village, [matter.pk])[matter.pk]
    if why := _not_its_turn(matter, steps, request.GET.get("step", "")):
        messages.error(request, why)
        return redirect("councils:matter", slug=village.slug, number=number)
    now = standing.turn(matter, steps)
    if now is None or not now.is_held or now.state != MatterStepState.WAITING:
        messages.info(request, _("No sitting is to be called for this matter now."))
        return redirect("councils:matter", slug=village.slug, number=number)
    now.village, now.matter = village, matter
    today = clock.today()
    others = sittings.may_be_called_with(now, standing.on_their_turn(village))
    form = CallForm(request.POST or None, step=now, others=others, initial={"held_on": sittings.earliest(now, today)})
    if request.method == "POST" and form.is_valid():
        try:
            made = calling.call(village=village, data=form.call(now), by=user, at=clock.now())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Called. Print the notice; members with a log-in have it in their inbox."))
            return redirect("councils:sitting", slug=village.slug, number=made.number)
    roll = rolls.roll(now, today)
    context = {
        "village": village, "matter": matter, "step": now, "form": form, "roll": roll, "today": today,
        "asked": procedures.in_words(now), "earliest": sittings.earliest(now, today), "who": nexts.who_of(now),
    }  # fmt: skip
    return render(request, "councils/matters/call.html", context)


def _not_its_turn(matter: Matter, steps: Sequence[MatterStep], wanted: str) -> str:
    """The sentence that names the step whose turn it is; empty where none was asked for, or the right one."""
    step = next((one for one in standing.latest(steps) if str(one.number) == wanted), None)
    if step is not None:
        try:
            advancing.require_turn(matter, step)
        except DomainError as error:
            return str(error.message)
    return ""


@village_view(*standing.LOOKERS)
@with_module(Module.MATTERS)
def sitting(request: HttpRequest, number: int) -> HttpResponse:
    """One sitting: the roll to tick, each matter's votes, the minutes, closing."""
    village, user = who(request)
    found = _find(village, number)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    forms: dict[str, Any] = {
        "pages": PagesForm(request.POST if act == "pages" else None, request.FILES if act == "pages" else None,
                           auto_id="pages_%s"),
        "close": CloseForm(request.POST if act == "close" else None, auto_id="close_%s"),
        "off": ReasonForm(request.POST if act == "off" else None, auto_id="off_%s"),
    }  # fmt: skip
    if request.method == "POST" and _done(request, found, act, forms):
        anchor = {"tick": "#items", "pages": "#minutes"}.get(act, "")
        return redirect(request.path + anchor)
    roll = sittings.seats(found)
    is_called, begun = found.state == SittingState.CALLED, found.held_on <= clock.today()
    context = {
        "village": village,
        "sitting": found,
        "roll": roll,
        "items": sittings.items(found, roll),
        "pages": sittings.pages(found),
        "forms": forms,
        "here": sum(seat.present for seat in roll),
        "may_type": is_called and begun and access.has_role(user, village, *standing.TYPISTS),
        "may_close": is_called and begun and access.has_role(user, village, *standing.HANDLERS),
        "may_call_off": is_called and access.has_role(user, village, *standing.HANDLERS),
        "waits_until": found.held_on if is_called and not begun else None,
    }
    return render(request, "councils/matters/sitting.html", context)


def _done(request: HttpRequest, sitting: Sitting, act: str, forms: dict[str, Any]) -> bool:
    form: Any = forms.get(act)
    common: dict[str, Any] = {"sitting": sitting, "by": request.user, "at": clock.now()}
    if form is not None and not form.is_valid():
        return False
    try:
        if act == "tick":
            ticked = [key for text in request.POST.getlist("present") if (key := as_uuid(text))]
            holding.tick(present=ticked, **common)
            sentence = _("Attendance saved: %(count)s came.") % {"count": len(set(ticked))}
        elif act == "pages":
            shown = photos_of_form(request, form, [])
            if not form.is_valid():
                return False
            for photo in shown:
                holding.add_page(photo=photo, **common)
            sentence = _("Added.")
        elif act == "close":
            holding.close(minutes=form.cleaned_data["minutes"], **common)
            sentence = _("Closed. What each matter reached is computed and stands for good.")
        elif act == "off":
            calling.call_off(reason=form.cleaned_data["reason"], **common)
            sentence = _("Called off; the members are told. The matters wait for another sitting.")
        else:
            return False
    except DomainError as error:
        if form is None:
            raise
        form.add_domain_error(error)
        return False
    messages.success(request, sentence)
    return True


@village_view(*standing.TYPISTS)
@with_module(Module.MATTERS)
def votes(request: HttpRequest, number: int, step_id: uuid.UUID) -> HttpResponse:
    """One matter of a sitting: who keeps away, and the votes; or the second person's count of the paper."""
    village, user = who(request)
    found = _find(village, number)
    roll = sittings.seats(found)
    item = next((one for one in sittings.items(found, roll) if one.step.pk == step_id), None)
    if item is None:
        raise Http404(step_id)
    if found.state != SittingState.CALLED or item.reached is None:
        return redirect("councils:sitting", slug=village.slug, number=number)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    forms = _forms(request, act, roll, item)
    if request.method == "POST" and _entered(request, item, act, forms):
        if act == "away":
            return redirect("councils:sitting_votes", slug=village.slug, number=number, step_id=step_id)
        return redirect("councils:sitting", slug=village.slug, number=number)
    first = item.counts.get(1)
    context = {
        "village": village,
        "sitting": found,
        "item": item,
        "forms": forms,
        "asked": procedures.in_words(item.step),
        "is_open": item.step.vote == VoteWay.OPEN,
        #: Somebody else typed first: this person counts the paper anew, without seeing those numbers.
        "second": bool(first and item.step.count_twice and first.typed_by_id != user.pk and not item.agree),
        "first": first,
    }
    return render(request, "councils/matters/votes.html", context)


def _forms(request: HttpRequest, act: str, roll: list[Any], item: Item) -> dict[str, Any]:
    def data(name: str) -> Any:
        return request.POST if act == name else None

    return {
        "away": AwayForm(data("away"), roll=roll, item=item, auto_id="away_%s"),
        "votes": VotesForm(data("votes"), roll=roll, item=item, auto_id="votes_%s"),
        "count": CountForm(data("count"), auto_id="count_%s"),
        "second": CountForm(data("second"), auto_id="second_%s"),
    }


def _entered(request: HttpRequest, item: Item, act: str, forms: dict[str, Any]) -> bool:
    form: Any = forms.get(act)
    if form is None or not form.is_valid():
        return False
    common: dict[str, Any] = {"step": item.step, "by": request.user, "at": clock.now()}
    try:
        if act == "away":
            holding.keep_away(seats=form.seats(), **common)
            sentence = _("Saved. Whoever keeps away has no vote on this matter.")
        elif act == "votes":
            holding.enter_votes(choices=form.choices(), **common)
            sentence = _("Votes saved.")
        elif act == "count":
            holding.enter_count(votes=form.votes(), **common)
            sentence = _("Numbers saved; nobody’s name stands with them.")
        else:
            holding.count_again(votes=form.votes(), **common)
            sentence = _("Both counts are alike.")
    except DomainError as error:
        form.add_domain_error(error)
        return False
    messages.success(request, sentence)
    return True


@require_safe
@village_view(*Role)
@with_module(Module.MATTERS)
def notice(request: HttpRequest, number: int) -> HttpResponse:
    """What a member, or a household on the roll, reads: when, where, about what."""
    village, user = who(request)
    found = _find(village, number)
    looks = access.has_role(user, village, *standing.LOOKERS)
    if not looks and not sittings.on_roll(user, found):
        raise NotAllowed(_("This notice is for those who are called to the sitting."), code="not_on_roll")
    items = sittings.items(found, [])
    return render(request, "councils/matters/notice.html", {"village": village, "sitting": found, "items": items,
                                                            "looks": looks})  # fmt: skip


@require_safe
@village_view(*standing.LOOKERS)
@with_module(Module.MATTERS)
def printed(request: HttpRequest, number: int, sheet: str) -> HttpResponse:
    """On A4: the notice for the wall, the roll to sign, the minutes with their numbers."""
    village, _user = who(request)
    if sheet not in SHEETS:
        raise Http404(sheet)
    found = _find(village, number)
    roll = sittings.seats(found)
    context = {
        "village": village, "sitting": found, "roll": roll, "items": sittings.items(found, roll), "sheet": sheet,
        "here": sum(seat.present for seat in roll),
    }  # fmt: skip
    return render(request, f"councils/matters/print_{sheet}.html", context)
