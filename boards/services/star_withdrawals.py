"""Taking a star back where its ground fell away: proposed with the fact, decided by quorum, gone from the public page
in the same moment, the groups worked out anew.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from boards.enums import StarState, StarVoteStage, StarYearState
from boards.models import StarAward, StarVote
from boards.models.star import WORDS_LENGTH
from boards.services import star_steps, star_years, steps, tell, wording
from points.models import User
from points.services import audit
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed


@transaction.atomic
def propose(*, award: StarAward, reason: str, by: User, at: datetime) -> StarAward:
    """A member proposes to withdraw a star and votes for it with that. The plate hangs until the quorum is reached."""
    found = _locked(award, by)
    if found.state != StarState.GRANTED:
        raise star_steps.wrong_step(found)
    reason = wording.checked(reason, found.household)
    star_steps.take(found, StarState.QUESTIONED)
    found.round, found.withdrawal_reason = found.round + 1, reason
    found.save(update_fields=["state", "round", "withdrawal_reason"])
    audit.record(by=by, at=at, action="star_award.withdrawal_proposed", subject=found)
    return _vote(found, True, "", by, at)


@transaction.atomic
def decide(*, award: StarAward, agrees: bool, note: str = "", by: User, at: datetime) -> StarAward:
    """A member's word on a proposal to withdraw. A quorum against it leaves the star where it is."""
    found = _locked(award, by)
    if found.state != StarState.QUESTIONED:
        raise star_steps.wrong_step(found)
    note = " ".join(note.split())
    if not agrees and not note:
        raise DomainError(_("Say why the star should stay."), field="note", code="note_missing")
    if len(note) > WORDS_LENGTH:
        sentence = _("Put it in at most %(most)s characters.") % {"most": WORDS_LENGTH}
        raise DomainError(sentence, field="note", code="too_long")
    if StarVote.objects.filter(village=found.village_id, award=found, round=found.round, voter=by).exists():
        raise NotAllowed(_("You have decided on this star. It waits for the other members."), code="voted")
    return _vote(found, agrees, note, by, at)


def _locked(award: StarAward, by: User) -> StarAward:
    """The year first: a withdrawal in a closed year works out its groups anew."""
    star_steps.locked_year(award.village, award.star.star_year_id)
    found = star_steps.locked_one(award)
    steps.require_member(by, found.village, {found.household_id})
    return found


def _vote(award: StarAward, agrees: bool, note: str, by: User, at: datetime) -> StarAward:
    village, day = award.village, clock.local_day(at)
    StarVote.objects.create(
        village=village,
        award=award,
        stage=StarVoteStage.WITHDRAW,
        round=award.round,
        voter=by,
        constituencies=steps.constituencies(by, village, day),
        agrees=agrees,
        note=note,
        at=at,
    )
    audit.record(by=by, at=at, action="star_award.withdrawal_voted", subject=award, after={"agrees": agrees})
    if star_steps.Count(village, [award], StarVoteStage.WITHDRAW, day).reached(award, agrees):
        _withdraw(award, by, at) if agrees else _keep(award, by, at)
    return award


def _withdraw(award: StarAward, by: User, at: datetime) -> None:
    star_steps.take(award, StarState.WITHDRAWN)
    award.withdrawn_at = at
    award.save(update_fields=["state", "withdrawn_at"])
    audit.record(by=by, at=at, action="star_award.withdrawn", subject=award, after={"plate": award.plate})
    tell.stars(award.village, [award], at)
    year = award.star.star_year
    if year.state == StarYearState.CLOSED:
        year.village = award.village
        star_years.reckon_groups(year=year, by=by, at=at)


def _keep(award: StarAward, by: User, at: datetime) -> None:
    star_steps.take(award, StarState.GRANTED)
    award.withdrawal_reason = ""
    award.save(update_fields=["state", "withdrawal_reason"])
    audit.record(by=by, at=at, action="star_award.kept", subject=award)
