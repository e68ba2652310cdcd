"""Somebody disagrees with a result in publicity: recorded in words, decided with a reason before anything is given."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from boards.enums import ContestState, EntrantState, ResultRemedy
from boards.models import Contest, ContestEntrant, ContestObjection, ContestScore, ContestWalk, ContestWalker
from boards.services.contests import results, steps
from councils.enums import ObjectionState
from councils.queries import bodies
from points.enums import Role
from points.models import Household, User
from points.queries import access
from points.services import audit
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError

TEXT_LENGTH, NAME_LENGTH = 500, 40


@dataclass(frozen=True)
class Said:
    """What somebody said against a result. ``id`` is made with the form; ``entrant`` None: the result as a whole."""

    id: uuid.UUID
    text: str
    entrant: ContestEntrant | None = None
    #: At the office: who said it; empty if they wish to stay unnamed.
    name: str = ""


@transaction.atomic
def object_to(*, contest: Contest, said: Said, by: User, at: datetime) -> ContestObjection:
    """A household on its phone, or the office for somebody who came. The same form twice is one objection.

    Raises :class:`TransitionError` when the result is not in publicity (any more).
    """
    access.require(by, contest.village, Role.VILLAGER, Role.SUPERVISOR, *steps.RUNNERS)
    contest = steps.locked(contest, ContestState.PUBLICISED)
    if again := ContestObjection.objects.filter(village=contest.village, pk=said.id).first():
        return again
    assert contest.publicity_until is not None
    if clock.local_day(at) > contest.publicity_until:
        sentence = _("Publicity ended on %(day)s. Turn to the supervision committee.")
        raise TransitionError(sentence % {"day": f"{contest.publicity_until:%Y-%m-%d}"}, code="too_late")
    for_others = access.has_role(by, contest.village, Role.SUPERVISOR, *steps.RUNNERS)
    objection = ContestObjection.objects.create(
        id=said.id,
        village=contest.village,
        contest=contest,
        entrant=said.entrant,
        objector=None if for_others else by,
        name=" ".join(said.name.split())[:NAME_LENGTH] if for_others else "",
        household=None if for_others else _own(by, contest),
        recorded_by=by if for_others else None,
        text=_text(said.text),
        made_at=at,
    )
    # Nobody's name: the audit is read by people who must not learn who objected.
    audit.record(by=objection.recorded_by, at=at, action="contest.objected", subject=contest)
    return objection


def _text(text: str) -> str:
    found = text.strip()
    if not found:
        raise DomainError(_("Say what is wrong, in a few words."), field="text", code="required")
    if len(found) > TEXT_LENGTH:
        sentence = _("Put it in at most %(most)s characters.") % {"most": TEXT_LENGTH}
        raise DomainError(sentence, field="text", code="too_long")
    return found


def _own(by: User, contest: Contest) -> Household | None:
    own = access.own_households(by, contest.village)
    return Household.objects.filter(village=contest.village, pk__in=own).order_by("number").first()


@transaction.atomic
def decide(
    *,
    objection: ContestObjection,
    uphold: bool,
    reason: str,
    remedy: ResultRemedy | None = None,
    by: User,
    at: datetime,
) -> ContestObjection:
    """A supervisor without a part in the result decides, with a written reason.

    Upheld, the household is left out and the result put in publicity anew, or all are judged again. Raises
    :class:`NotAllowed` for whoever judged, :class:`DomainError` naming ``remedy`` or ``reason``.
    """
    contest = steps.locked(objection.contest, *ContestState)
    access.require(by, contest.village, Role.SUPERVISOR)
    objection = ContestObjection.objects.select_related("entrant").get(village=contest.village_id, pk=objection.pk)
    if objection.state != ObjectionState.OPEN:
        raise TransitionError(_("This objection has been decided already. Look at the list again."), code="decided")
    if sentence := why_not(by, contest):
        raise NotAllowed(sentence, code="had_a_part")
    note = steps.words(reason)
    objection.state = ObjectionState.UPHELD if uphold else ObjectionState.DISMISSED
    objection.remedy = ResultRemedy(remedy or ResultRemedy.RESCORE) if uphold else ""
    objection.reason, objection.decided_by, objection.decided_at = note, by, at
    if uphold:
        _follow(contest, objection, note, by, at)
    objection.save(update_fields=["state", "remedy", "reason", "decided_by", "decided_at"])
    after = {"state": objection.state, "remedy": objection.remedy}
    audit.record(by=by, at=at, action="contest.objection_decided", subject=contest, after=after)
    return objection


def why_not(user: User, contest: Contest) -> str:
    """Why this person may not decide on objections to the result, or nothing."""
    village = contest.village
    judged = ContestScore.objects.filter(village=village, entrant__contest=contest, judge=user, recused="").exists()
    walked = ContestWalker.objects.filter(village=village, walk__contest=contest, person=user.pk).exists()
    walk = ContestWalk.objects.filter(village=village, contest=contest)
    typed = walk.filter(Q(recorded_by=user) | Q(confirmed_by=user)).exists()
    if judged or walked or typed or contest.published_by_id == user.pk:
        return _("You had a part in this result: another supervisor decides.")
    entered = ContestEntrant.objects.filter(village=village, contest=contest, state=EntrantState.ENTERED)
    if entered.filter(household__in=bodies.barred_households(user, village)).exists():
        return _("Your own household or near kin takes part: another supervisor decides.")
    return ""


def _follow(contest: Contest, objection: ContestObjection, note: str, by: User, at: datetime) -> None:
    if contest.state != ContestState.PUBLICISED:
        sentence = _("The result has gone back to the judges already. Dismiss it with that reason.")
        raise TransitionError(sentence, code="not_in_publicity")
    if objection.remedy == ResultRemedy.EXCLUDE:
        _exclude(contest, objection, note, by, at)
    else:
        _judge_anew(contest, steps.entrants_of(contest), by, at)


def _exclude(contest: Contest, objection: ContestObjection, note: str, by: User, at: datetime) -> None:
    entrant = objection.entrant
    if entrant is None or entrant.state != EntrantState.ENTERED:
        raise DomainError(
            _("The objection is not about one household: all are judged anew, or it is dismissed."),
            field="remedy",
            code="no_entrant",
        )
    entrant.state, entrant.end_note, entrant.place, entrant.withheld = EntrantState.EXCLUDED, note, None, ""
    entrant.save(update_fields=["state", "end_note", "place", "withheld"])
    audit.record(by=by, at=at, action="contest.excluded", subject=entrant)
    held_back = {one.pk: (one.withheld, one.withheld_by) for one in steps.entrants_of(contest) if one.withheld}
    level = results.place(contest, steps.entrants_of(contest))
    if level:
        _back_to_the_judges(contest)
        return
    _withhold_again(contest, held_back)
    steps.take(contest, ContestState.PUBLICISED)
    results.into_publicity(contest, at)


def _withhold_again(contest: Contest, held_back: dict[uuid.UUID, tuple[str, User | None]]) -> None:
    """What was withheld from a household stays withheld, at whatever place it now has."""
    kept = [one for one in steps.entrants_of(contest) if one.pk in held_back and one.place]
    for one in kept:
        one.withheld, one.withheld_by = held_back[one.pk]
    ContestEntrant.objects.bulk_update(kept, ["withheld", "withheld_by"])


def _judge_anew(contest: Contest, entrants: list[ContestEntrant], by: User, at: datetime) -> None:
    contest.round += 1
    for entrant in entrants:
        entrant.round, entrant.results, entrant.place, entrant.withheld = contest.round, [], None, ""
    ContestEntrant.objects.bulk_update(entrants, ["round", "results", "place", "withheld"])
    _back_to_the_judges(contest)
    audit.record(by=by, at=at, action="contest.judged_anew", subject=contest, after={"round": contest.round})


def _back_to_the_judges(contest: Contest) -> None:
    steps.take(contest, ContestState.SCORING)
    contest.save(update_fields=["state", "round"])
