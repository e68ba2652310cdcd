"""Objections to a star in publicity: one holds it until somebody who had no part in the decision gives a reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from boards.enums import StarObjectionState, StarState
from boards.models import StarAward, StarObjection
from boards.models.star import WORDS_LENGTH
from boards.queries import star_work
from boards.services import star_steps, tell
from points.enums import Role
from points.models import User
from points.queries import access
from points.services import audit
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError

RECORDERS = (Role.SUPERVISOR, Role.OFFICER, Role.ADMINISTRATOR)
NAME_LENGTH = 40


@transaction.atomic
def object_to(*, award: StarAward, text: str, by: User, at: datetime) -> StarObjection:
    """A villager's own, on the phone. The same person objecting again gets the first one back."""
    access.require(by, award.village, Role.VILLAGER)
    found = star_steps.locked_one(award)
    mine = StarObjection.objects.filter(village=found.village_id, award=found, objector=by)
    if known := mine.filter(state=StarObjectionState.OPEN).first():
        return known
    return _hold(found, StarObjection(objector=by), text, by, at)


@transaction.atomic
def record(*, award: StarAward, text: str, name: str, by: User, at: datetime) -> StarObjection:
    """Said at the office or handed in on paper; whoever wishes stays unnamed."""
    access.require(by, award.village, *RECORDERS)
    name = " ".join(name.split())
    if len(name) > NAME_LENGTH:
        raise DomainError(_("At most %(most)s characters.") % {"most": NAME_LENGTH}, field="name", code="too_long")
    found = star_steps.locked_one(award)
    return _hold(found, StarObjection(objector_name=name, recorded_by=by), text, by, at)


def _hold(award: StarAward, objection: StarObjection, text: str, by: User, at: datetime) -> StarObjection:
    over = award.state == StarState.POSTED and award.publicity_until < clock.local_day(at)  # type: ignore[operator]
    if award.state != StarState.POSTED or over:
        raise TransitionError(
            _("One objects while a star is in publicity. After that, tell the committee why it should be withdrawn."),
            code="not_posted",
        )
    objection.text = " ".join(text.split())
    if not objection.text or len(objection.text) > WORDS_LENGTH:
        sentence = _("Write in at most %(most)s characters what is wrong.") % {"most": WORDS_LENGTH}
        raise DomainError(sentence, field="text", code="text_missing")
    star_steps.take(award, StarState.OBJECTED)
    award.save(update_fields=["state"])
    objection.village, objection.award, objection.made_at = award.village, award, at
    objection.save(force_insert=True)
    audit.record(by=by, at=at, action="star_objection.made", subject=objection)
    return objection


@transaction.atomic
def decide_objection(*, objection: StarObjection, upheld: bool, answer: str, by: User, at: datetime) -> StarObjection:
    """Upheld, the star is not awarded; dismissed, its publicity goes on and ends today at the earliest.

    A supervisor or a committee member decides who has no part in it: no vote, no nomination, no kin.
    """
    award = star_steps.locked_one(StarAward(village=objection.village, id=objection.award_id))
    found = StarObjection.objects.select_for_update().get(village=award.village_id, pk=objection.pk)
    if refusal := star_work.why_not_deciding(by, award, found):
        raise NotAllowed(refusal, code="part_in_it")
    if found.state != StarObjectionState.OPEN or award.state != StarState.OBJECTED:
        raise TransitionError(_("This objection has been decided."), code="decided")
    answer = " ".join(answer.split())
    if not answer or len(answer) > WORDS_LENGTH:
        sentence = _("Give the reason in at most %(most)s characters. The household reads it.") % {"most": WORDS_LENGTH}
        raise DomainError(sentence, field="answer", code="answer_missing")
    found.state = StarObjectionState.UPHELD if upheld else StarObjectionState.DISMISSED
    found.decided_by, found.decided_at, found.answer = by, at, answer
    found.save(update_fields=["state", "decided_by", "decided_at", "answer"])
    if upheld:
        star_steps.take(award, StarState.REFUSED)
        award.decided_at, award.decision_note = at, answer
    else:
        star_steps.take(award, StarState.POSTED)
        award.publicity_until = max(award.publicity_until, clock.local_day(at))  # type: ignore[type-var]
    award.save(update_fields=["state", "decided_at", "decision_note", "publicity_until"])
    audit.record(by=by, at=at, action="star_objection.decided", subject=found, after={"state": found.state})
    tell.stars(award.village, [award], at)
    return found
