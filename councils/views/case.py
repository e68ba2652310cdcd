"""The page of one case: for supervisors, and for those drawn for its panel."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from councils.enums import ObjectionKind, ObjectionState
from councils.forms.objections import DecideForm, ExcuseForm, WordForm
from councils.models import Correction, Objection, PanelSeat
from councils.queries import objections as queries
from councils.queries import panels, tellings
from councils.services import objections as services
from councils.services import panels as panel_services
from points.enums import ClaimState, Role
from points.models import Claim, Village
from points.queries import access, calendar
from points.queries.claims import photos_of
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, TransitionError

#: Forms beside the decision itself.
ACTS = ("word", "excuse")


def decide_page(request: HttpRequest, objection: Objection, *, back: str, **more: Any) -> HttpResponse:
    """Shared by supervisors and by those drawn for a panel."""
    village = objection.village
    obstacle = queries.obstacles(request.user, village, [objection]).get(objection.pk, "")  # type: ignore[arg-type]
    form = DecideForm(request.POST if request.method == "POST" and not more else None, objection=objection)
    if request.method == "POST" and not more and form.is_valid() and _decided(request, objection, form):
        return redirect(back, slug=village.slug)
    staff = bool(access.STAFF_ROLES & access.roles_of(request.user, village))  # type: ignore[arg-type]
    context = {
        **case_context(objection, obstacle, with_photos=staff),
        "supervisor": access.has_role(request.user, village, Role.SUPERVISOR),  # type: ignore[arg-type]
        "may_know": not obstacle or objection.recorded_by_id == request.user.pk,
        "form": form,
        "back": reverse(back, kwargs={"slug": village.slug}),
        **keeping(request, objection),
        **more,
    }
    refused = obstacle and request.method == "POST" and not more
    return render(request, "councils/objection.html", context, status=403 if refused else 200)


def case_context(objection: Objection, obstacle: str, *, with_photos: bool) -> dict[str, Any]:
    """What the page of a case shows beside its forms. Photos are the office's: villagers see them there."""
    village, claim = objection.village, objection.claim
    days = calendar.working_days(village)
    seats = panels.seats_of(objection) if objection.drawn_at else []
    return {
        "village": village,
        "objection": objection,
        "claim": claim,
        "term": queries.term(days, objection, clock.today()) if objection.is_open else None,
        "telling": tellings.of_claim(claim),
        "votes": queries.votes_on(claim),
        "photos": photos_of_claim(village, claim) if with_photos else [],
        "obstacle": obstacle,
        "seats": seats,
        "panel": panels.panel_of(objection, seats),
        "words": panels.words_on(objection),
        "corrections": Correction.objects.filter(village=village, objection=objection).order_by("number"),
    }


def _decided(request: HttpRequest, objection: Objection, form: DecideForm) -> bool:
    uphold = form.cleaned_data["decision"] == "uphold"
    try:
        case = services.decide_objection(
            objection=objection,
            uphold=uphold,
            reason=form.cleaned_data["reason"],
            remedy=form.remedy() if uphold else None,
            by=request.user,  # type: ignore[arg-type]
            at=clock.now(),
        )
    except TransitionError as error:  # decided meanwhile: the form is gone, the sentence stays
        messages.error(request, str(error))
        return False
    except DomainError as error:
        form.add_domain_error(error)
        return False
    messages.success(request, what_follows(case))
    return True


def what_follows(case: Objection) -> str:
    """The next step, in a sentence."""
    upheld = case.state == ObjectionState.UPHELD
    if case.is_open:
        return _("Your word is kept. The case waits for the others who decide with you.")
    if case.kind == ObjectionKind.ENTRY:
        if upheld:
            return _("Upheld: the correction is proposed. A second person carries it out under “Corrections”.")
        return _("Dismissed: the line stays as it is. Both sides read the reason.")
    if case.is_appeal:
        if upheld and case.claim.state == ClaimState.PUBLICISED:
            return _("Upheld: the claim is in publicity from today. Tell the household.")
        if upheld:
            return _("Upheld: the points are entered again as soon as a second person confirms it.")
        return _("Dismissed: the decision stands. Tell the household.")
    if upheld:
        return _("Upheld: the claim is not accepted. Both sides read the reason on their page.")
    return _("Dismissed: the claim is counted when its publicity is over.")


def photos_of_claim(village: Village, claim: Claim) -> list[dict[str, str]]:
    """Addresses of the claim's photos."""
    return [
        {
            size: reverse("points:photo", kwargs={"slug": village.slug, "pk": link.photo_id, "size": size})
            for size in ("small", "large")
        }
        for link in photos_of(village, [claim.pk]).get(claim.pk, [])
    ]


# ---------------------------------------------------------------------------------------------------- a panel's paper


def keeping(request: HttpRequest, objection: Objection) -> dict[str, Any]:
    """The forms with which supervisors keep a panel's paper; none for anybody else."""
    if not objection.drawn_at or not objection.is_open:
        return {}
    if not access.has_role(request.user, objection.village, Role.SUPERVISOR):  # type: ignore[arg-type]
        return {}
    seats = panels.seats_of(objection)
    silent = _silent(objection, panels.panel_of(objection, seats))
    without = [seat for seat in silent if not (seat.user is not None and seat.user.is_active)]
    spare = sum(not seat.excused for seat in seats) > objection.deciders
    found: dict[str, Any] = {}
    if without:
        found["word_form"] = WordForm(objection=objection, seats=without, prefix="word")
    if silent and spare:
        found["excuse_form"] = ExcuseForm(seats=silent, prefix="excuse")
    return found


def _silent(objection: Objection, panel: list[PanelSeat]) -> list[PanelSeat]:
    """Those of the panel who have not said their word."""
    words = panels.words_on(objection)
    seats, voters = {word.seat_id for word in words}, {word.voter_id for word in words if word.voter_id}
    return [seat for seat in panel if seat.pk not in seats and seat.user_id not in voters]


def act(request: HttpRequest, objection: Objection) -> HttpResponse:
    """A word from a signed sheet, or somebody drawn who cannot come."""
    silent = _silent(objection, panels.panel_of(objection))
    word = request.POST["act"] == "word"
    form: Any = (
        WordForm(request.POST, objection=objection, seats=silent, prefix="word")
        if word
        else ExcuseForm(request.POST, seats=silent, prefix="excuse")
    )
    if form.is_valid():
        seat = next(one for one in silent if str(one.pk) == form.cleaned_data["seat"])
        try:
            sentence = what_follows(_word(request, objection, seat, form)) if word else _excuse(request, seat, form)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, sentence)
            return redirect("councils:objection", slug=objection.village.slug, objection_id=objection.pk)
    return decide_page(request, objection, back="councils:objections", **{"word_form" if word else "excuse_form": form})


def _word(request: HttpRequest, objection: Objection, seat: PanelSeat, form: WordForm) -> Objection:
    answers = form.cleaned_data
    uphold = answers["decision"] == "uphold"
    return services.record_word(
        objection=objection,
        seat=seat,
        uphold=uphold,
        reason=answers["reason"],
        sheet=answers["sheet"],
        remedy=form.remedy() if uphold else None,
        by=request.user,  # type: ignore[arg-type]
        at=clock.now(),
    )


def _excuse(request: HttpRequest, seat: PanelSeat, form: ExcuseForm) -> str:
    panel_services.excuse(seat=seat, reason=form.cleaned_data["excuse"], by=request.user, at=clock.now())  # type: ignore[arg-type]
    return str(_("Kept. The next in the order drawn takes the seat."))
