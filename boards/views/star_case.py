"""One star's page: its way, what the site found, the votes, objections, and the form of the next step."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from boards.enums import HAS_STAR, StarObjectionState, StarState
from boards.forms.stars import AgreeForm, AnswerForm, KeepForm, RecordObjectionForm, RefuseForm, WithdrawForm
from boards.models import StarAward, StarObjection
from boards.queries import star_checks, star_work
from boards.services import star_objections, star_withdrawals, stars
from boards.views.star_work import OFFICE, PRINTERS
from boards.views.stars import with_stars
from councils.queries import bodies
from points.enums import Role
from points.models import User, Village
from points.queries import access
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.forms import PlainForm
from villagegov.web.templatetags.web import short_day
from villagegov.web.village import village_view

FORMS: dict[str, type[PlainForm]] = {
    "agree": AgreeForm,
    "refuse": RefuseForm,
    "record": RecordObjectionForm,
    "answer": AnswerForm,
    "withdraw": WithdrawForm,
    "withdraw_too": PlainForm,
    "keep": KeepForm,
    "take_back": PlainForm,
}


@village_view(*OFFICE)
@with_stars
def award_page(request: HttpRequest, award_id: uuid.UUID) -> HttpResponse:
    village: Village = request.village  # type: ignore[attr-defined]
    user: User = request.user  # type: ignore[assignment]
    award = get_object_or_404(star_work.awards(village), pk=award_id)
    award.village = award.star.star_year.village = village
    failing = star_checks.failing(village, [award], clock.today())[award.pk]
    objections = star_work.objections_to(award)
    open_objection = next((one for one in objections if one.state == StarObjectionState.OPEN), None)
    votes = star_work.votes_on(award)
    voted = any(vote.voter_id == user.pk and vote.round == award.round for vote in votes)
    possible, obstacle = _possible(user, award, open_objection, voted, bool(votes))
    step = request.POST.get("step", "")
    forms = {name: FORMS[name](request.POST if name == step else None, prefix=name) for name in possible}
    if request.method == "POST":
        if step not in forms:
            messages.error(request, _("This step cannot be taken now. The page shows where the star stands."))
            return redirect(request.path)
        if forms[step].is_valid() and _taken(request, award, open_objection, step, forms[step]):
            return redirect(request.path)
    if "agree" in forms:
        _explain(forms["agree"], bool(failing))
    context = {
        "village": village,
        "award": award,
        "steps": _steps(award),
        "forms": forms,
        "votes": votes,
        "objections": objections,
        "found": star_checks.words(failing),
        "hard": star_checks.words(star_checks.hard(failing)),
        "overruled": star_checks.words(award.overruled),
        "obstacle": obstacle,
        "has_star": award.state in HAS_STAR,
        "may_print": bool(set(PRINTERS) & request.roles),  # type: ignore[attr-defined]
    }
    return render(request, "boards/stars/award.html", context)


def _explain(form: PlainForm, needed: bool) -> None:
    if needed:
        form.fields["note"].label = _("Why all the same")
        form.fields["note"].help_text = _("It stands beside the star in public: facts, no names.")
        form.fields["note"].required = True
    else:
        del form.fields["note"]


def _possible(
    user: User, award: StarAward, objection: StarObjection | None, voted: bool, any_vote: bool
) -> tuple[list[str], str]:
    """The steps this person may take now, and what keeps a member from voting, in words."""
    village, state, found = award.village, award.state, []
    member = access.has_role(user, village, Role.COMMITTEE)
    barred = bodies.barred_households(user, village) if member else set()
    obstacle = ""
    if state == StarState.NOMINATED and member:
        obstacle = star_work.why_barred(award, user, barred, voted)
        found += [] if obstacle else ["agree", "refuse"]
    own = award.household_id in barred
    if state == StarState.GRANTED and member and not own:
        found.append("withdraw")
    if state == StarState.QUESTIONED and member and not own and not voted:
        found += ["withdraw_too", "keep"]
    if state == StarState.POSTED and access.has_role(user, village, *star_objections.RECORDERS):
        found.append("record")
    if objection and not (obstacle := star_work.why_not_deciding(user, award, objection)):
        found.append("answer")
    typist = access.has_role(user, village, *stars.TYPISTS) or award.nominated_by_id == user.pk
    if state == StarState.NOMINATED and not any_vote and typist:
        found.append("take_back")
    return found, obstacle


def _taken(request: HttpRequest, award: StarAward, objection: StarObjection | None, step: str, form: PlainForm) -> bool:
    who: dict[str, Any] = {"by": request.user, "at": clock.now()}
    try:
        sentence = ACTS[step](award, objection, form.cleaned_data, who)
    except DomainError as error:
        form.add_domain_error(error)
        return False
    messages.success(request, sentence)
    return True


def _vote(award: StarAward, agrees: bool, note: str, who: dict[str, Any]) -> str:
    outcome = stars.decide(village=award.village, award_ids=[award.pk], agrees=agrees, note=note, **who)
    if refusal := outcome.refused.get(award.pk):
        raise refusal
    state = outcome.decided.get(award.pk)
    if state == StarState.POSTED:
        return _("The star is in publicity now.")
    if state == StarState.REFUSED:
        return _("The star is not awarded.")
    return _("Your vote is recorded. The star waits for the other members.")


def _agree(award: StarAward, _objection: Any, data: dict[str, Any], who: dict[str, Any]) -> str:
    return _vote(award, True, data.get("note", ""), who)


def _refuse(award: StarAward, _objection: Any, data: dict[str, Any], who: dict[str, Any]) -> str:
    return _vote(award, False, data["note"], who)


def _record(award: StarAward, _objection: Any, data: dict[str, Any], who: dict[str, Any]) -> str:
    star_objections.record(award=award, **data, **who)
    return _("The objection is written down. The star is not awarded until it has been decided.")


def _answer(award: StarAward, objection: Any, data: dict[str, Any], who: dict[str, Any]) -> str:
    objection.village = award.village
    upheld = data["upheld"] == "yes"
    star_objections.decide_objection(objection=objection, upheld=upheld, answer=data["answer"], **who)
    return _("The star is not awarded.") if upheld else _("The objection is dismissed; the publicity goes on.")


def _withdraw(award: StarAward, _objection: Any, data: dict[str, Any], who: dict[str, Any]) -> str:
    found = star_withdrawals.propose(award=award, reason=data["reason"], **who)
    return _outcome(found)


def _withdraw_too(award: StarAward, _objection: Any, data: dict[str, Any], who: dict[str, Any]) -> str:
    return _outcome(star_withdrawals.decide(award=award, agrees=True, **who))


def _keep(award: StarAward, _objection: Any, data: dict[str, Any], who: dict[str, Any]) -> str:
    return _outcome(star_withdrawals.decide(award=award, agrees=False, note=data["note"], **who))


def _outcome(award: StarAward) -> str:
    if award.state == StarState.WITHDRAWN:
        return _("The star is withdrawn. The public page does not show it any more.")
    if award.state == StarState.GRANTED:
        return _("The star stays.")
    return _("Your vote is recorded. The star waits for the other members.")


def _take_back(award: StarAward, _objection: Any, data: dict[str, Any], who: dict[str, Any]) -> str:
    stars.take_back(award=award, **who)
    return _("The nomination is taken back.")


ACTS: dict[str, Callable[[StarAward, Any, dict[str, Any], dict[str, Any]], str]] = {
    "agree": _agree,
    "refuse": _refuse,
    "record": _record,
    "answer": _answer,
    "withdraw": _withdraw,
    "withdraw_too": _withdraw_too,
    "keep": _keep,
    "take_back": _take_back,
}

#: How far each state has come: nominated, decided, publicity, awarded, withdrawn.
REACHED = {
    StarState.NOMINATED: 1,
    StarState.TAKEN_BACK: 1,
    StarState.REFUSED: 2,
    StarState.POSTED: 2,
    StarState.OBJECTED: 2,
    StarState.GRANTED: 4,
    StarState.QUESTIONED: 4,
    StarState.WITHDRAWN: 5,
}


def _steps(award: StarAward) -> list[dict[str, str]]:
    """Its way, each step with its day."""
    refused = award.state in (StarState.REFUSED, StarState.TAKEN_BACK)
    until = _("until %(day)s") % {"day": short_day(award.publicity_until)} if award.publicity_until else ""
    plate = _("plate %(number)s") % {"number": award.plate} if award.plate else ""
    labels = [
        (_("Nominated"), short_day(clock.local_day(award.nominated_at))),
        (_("Decided"), short_day(clock.local_day(award.decided_at)) if award.decided_at else ""),
        (_("In publicity"), until),
        (_("Awarded"), plate),
    ]
    if refused:
        labels = [labels[0], (str(StarState(award.state).label), labels[1][1])]
    elif award.state in (StarState.QUESTIONED, StarState.WITHDRAWN):
        day = short_day(clock.local_day(award.withdrawn_at)) if award.withdrawn_at else ""
        labels.append((str(StarState(award.state).label), day))
    reached = REACHED[StarState(award.state)]
    return [
        {"label": label, "note": note, "state": "past" if n < reached else "now" if n == reached else "next"}
        for n, (label, note) in enumerate(labels)
    ]
