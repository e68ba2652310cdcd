"""Objections and appeals: made by villagers or written down for them, decided by people from outside the first review.

An objection to a claim in publicity holds it; only a decision, or for a deduction the end of the days to decide, lets
it go on. An objection to a counted claim holds nothing and, upheld, leads to a correction. The claim's row is the lock
that all of them share with posting.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from councils.enums import ObjectionChannel, ObjectionKind, ObjectionState
from councils.models import Objection, ObjectionVote, PanelSeat
from councils.queries import objections as queries
from councils.queries import panels
from councils.services import cases, corrections, tell
from councils.services.cases import TEXT_LENGTH
from councils.services.corrections import Remedy
from points.enums import ClaimState, Role
from points.models import Claim, Household, User
from points.queries import access
from points.queries.villages import settings_on
from points.services import audit
from points.services.claims import change_state, recheck
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, Problems, TransitionError

__all__ = [
    "NAME_LENGTH",
    "REASON_LENGTH",
    "SHEET_LENGTH",
    "TEXT_LENGTH",
    "Recorded",
    "appeal",
    "decide_objection",
    "object_to",
    "record_objection",
    "record_word",
]

#: The reason stands on the claim too, where its household reads it.
REASON_LENGTH = 300
NAME_LENGTH = 40
SHEET_LENGTH = 30
#: How late something said or handed in may be typed.
TYPED_LATE = timedelta(days=30)


# ------------------------------------------------------------------------------------------------------------- making


@transaction.atomic
def object_to(*, claim: Claim, text: str, by: User, at: datetime) -> Objection:
    """Object to a claim in publicity, which holds it, or to one that has been counted, which opens a case.

    The same person objecting again while theirs is open gets the first objection back. Raises :class:`NotAllowed` for
    people who are no villagers of the village and for claims they cannot see, :class:`TransitionError` where one
    cannot object (any more), :class:`DomainError` for ``text``.
    """
    access.require(by, claim.village, Role.VILLAGER)
    claim = cases.lock_claim(claim)
    if not queries.may_see(by, claim):
        raise NotAllowed(_("This claim is not on the public list."), code="not_listed")
    mine = Objection.objects.filter(village=claim.village_id, claim=claim, objector=by)
    earlier = mine.exclude(kind=ObjectionKind.APPEAL).order_by("-made_at").first()
    if earlier is not None and earlier.state == ObjectionState.OPEN:
        return earlier
    if earlier is not None:
        raise TransitionError(_("Your objection to this claim has been decided. You find the reason on your page."))
    what = cases.objectionable(claim, at)
    day = clock.local_day(at)
    return cases.open_case(claim=claim, what=what, who=_online(by, claim), text=text, received_on=day, at=at)


@transaction.atomic
def appeal(*, claim: Claim, text: str, by: User, at: datetime) -> Objection:
    """The household's one appeal against what was decided on its claim. Pressed twice, it is the first one.

    Raises :class:`NotAllowed` for other households, :class:`TransitionError` where there is nothing to appeal or the
    days for it are over.
    """
    access.require(by, claim.village, Role.VILLAGER)
    claim = cases.lock_claim(claim)
    if claim.household_id not in access.own_households(by, claim.village):
        raise NotAllowed(_("Only the household itself can appeal."), code="not_own")
    mine = Objection.objects.filter(village=claim.village_id, claim=claim, kind=ObjectionKind.APPEAL, objector=by)
    if found := mine.filter(state=ObjectionState.OPEN).first():
        return found
    what = cases.appealable(claim, at)
    day = clock.local_day(at)
    return cases.open_case(claim=claim, what=what, who=_online(by, claim), text=text, received_on=day, at=at)


def _online(user: User, claim: Claim) -> cases.Who:
    own = access.own_households(user, claim.village)
    household = Household.objects.filter(village=claim.village_id, pk__in=own).order_by("number").first()
    return cases.Who(objector=user, household=claim.household if claim.household_id in own else household)


@dataclass(frozen=True)
class Recorded:
    """What somebody said at the office or handed in, as it is written down for them. ``id`` is made with the form."""

    id: uuid.UUID
    channel: ObjectionChannel
    text: str
    received_on: date
    #: Empty: whoever it was wishes to stay unnamed.
    name: str = ""
    household: Household | None = None
    slip_number: str = ""
    #: An oral one was read back to them, and they found it right.
    read_back: bool = False
    appeal: bool = False


@transaction.atomic
def record_objection(*, claim: Claim, data: Recorded, by: User, at: datetime) -> Objection:
    """A supervisor writes down an oral objection or appeal, or enters one on paper. The same form twice is one case.

    Raises :class:`NotAllowed`, :class:`TransitionError` as :func:`object_to` and :func:`appeal` do, and
    :class:`DomainError` naming ``channel``, ``received_on``, ``name``, ``slip_number``, ``read_back`` or ``text``.
    """
    access.require(by, claim.village, Role.SUPERVISOR)
    claim = cases.lock_claim(claim)
    if again := Objection.objects.filter(village=claim.village_id, pk=data.id).first():
        return again
    Problems.raise_if(_wrong(claim, data, at))
    what = cases.appealable(claim, at) if data.appeal else cases.objectionable(claim, at)
    who = cases.Who(
        channel=data.channel,
        name=data.name.strip(),
        household=claim.household if data.appeal else data.household,
        slip_number=data.slip_number.strip(),
        read_back=data.read_back,
        recorded_by=by,
    )
    return cases.open_case(
        claim=claim, what=what, who=who, text=data.text, received_on=data.received_on, at=at, pk=data.id
    )


def _wrong(claim: Claim, data: Recorded, at: datetime) -> list[DomainError]:
    today, errors = clock.local_day(at), []

    def wrong(field: str, sentence: str) -> None:
        errors.append(DomainError(sentence, field=field, code=field))

    if data.channel not in (ObjectionChannel.ORAL, ObjectionChannel.PAPER):
        wrong("channel", _("Choose whether it was said or handed in."))
    if not today - TYPED_LATE <= data.received_on <= today:
        wrong("received_on", _("Enter the day on which it was said or handed in, at most 30 days ago."))
    if len(data.name.strip()) > NAME_LENGTH:
        wrong("name", _("Put it in at most %(most)s characters.") % {"most": NAME_LENGTH})
    if data.appeal and not data.name.strip():
        wrong("name", _("Write down who of the household appeals."))
    if data.channel == ObjectionChannel.PAPER and not data.slip_number.strip():
        wrong("slip_number", _("Give the paper a number and write it on the paper, so that it is found again."))
    if len(data.slip_number.strip()) > SHEET_LENGTH:
        wrong("slip_number", _("Put it in at most %(most)s characters.") % {"most": SHEET_LENGTH})
    if data.channel == ObjectionChannel.ORAL and not data.read_back:
        wrong("read_back", _("Read it back to whoever said it, and tick that they found it right."))
    return errors


# ----------------------------------------------------------------------------------------------------------- deciding


@dataclass(frozen=True)
class _Word:
    uphold: bool
    reason: str
    voter: User | None = None
    seat: PanelSeat | None = None
    recorded_by: User | None = None
    sheet: str = ""


@transaction.atomic
def decide_objection(
    *, objection: Objection, uphold: bool, reason: str, by: User, at: datetime, remedy: Remedy | None = None
) -> Objection:
    """One decider's word; where it settles the case, what follows from that.

    Upheld (more than half of the deciders find it right): a claim in publicity is rejected, a counted one is proposed
    for correction (``remedy``: what is right instead; None: nothing), an appealed one goes to publicity. Dismissed:
    what was held stands in publicity again, until today at least. Raises :class:`NotAllowed` for whoever had a part in
    the claim or is not among the deciders, :class:`TransitionError` where it is decided already, :class:`DomainError`
    for ``reason`` and for the remedy's fields.
    """
    claim, objection = _locked(objection)
    seat = next((one for one in panels.panel_of(objection) if one.user_id == by.pk), None)
    if seat is None:
        access.require(by, objection.village, Role.SUPERVISOR)
    _open(objection)
    if obstacle := queries.obstacles(by, claim.village, [objection]).get(objection.pk):
        raise NotAllowed(obstacle, code="obstacle")
    return _say(objection, _Word(uphold, reason, voter=by, seat=seat), remedy, by, at)


@transaction.atomic
def record_word(
    *,
    objection: Objection,
    seat: PanelSeat,
    uphold: bool,
    reason: str,
    sheet: str,
    by: User,
    at: datetime,
    remedy: Remedy | None = None,
) -> Objection:
    """Write down the word of a drawn representative without a log-in, from the sheet the panel signed.

    Whoever has a log-in says it there. Raises what :func:`decide_objection` raises, :class:`DomainError` for ``sheet``.
    """
    access.require(by, objection.village, Role.SUPERVISOR, Role.ADMINISTRATOR)
    claim, objection = _locked(objection)
    _open(objection)
    found = next((one for one in panels.panel_of(objection) if one.pk == seat.pk), None)
    if found is None:
        raise TransitionError(_("This person is not on the panel."), code="not_seated")
    if found.user is not None and found.user.is_active:
        sentence = _("%(name)s has a log-in and decides there.") % {"name": found.member.name}
        raise NotAllowed(sentence, code="has_login")
    if claim.household_id in access.own_households(by, claim.village):
        raise NotAllowed(_("Your own household, or near kin: another supervisor decides."), code="own_household")
    if ObjectionVote.objects.filter(village=claim.village_id, objection=objection, seat=found).exists():
        raise TransitionError(_("%(name)s has decided already.") % {"name": found.member.name}, code="spoken")
    if not sheet.strip() or len(sheet.strip()) > SHEET_LENGTH:
        sentence = _("Name the signed sheet by its number, in at most %(most)s characters.") % {"most": SHEET_LENGTH}
        raise DomainError(sentence, field="sheet", code="sheet")
    word = _Word(uphold, reason, seat=found, recorded_by=by, sheet=sheet.strip())
    return _say(objection, word, remedy, by, at)


def _locked(objection: Objection) -> tuple[Claim, Objection]:
    claim = cases.lock_claim(objection.claim)
    rows = Objection.objects.select_for_update(of=("self",)).select_related("village", "entry", "against")
    objection = rows.get(village=claim.village_id, pk=objection.pk)
    objection.claim = claim
    return claim, objection


def _open(objection: Objection) -> None:
    if objection.state != ObjectionState.OPEN:
        raise TransitionError(_("This objection has been decided already. Look at the list again."), code="decided")


def _say(objection: Objection, word: _Word, remedy: Remedy | None, by: User, at: datetime) -> Objection:
    words = cases.words(word.reason, "reason", REASON_LENGTH)
    ObjectionVote.objects.create(
        village=objection.village,
        objection=objection,
        voter=word.voter,
        seat=word.seat,
        uphold=word.uphold,
        reason=words,
        recorded_by=word.recorded_by,
        sheet=word.sheet,
        at=at,
    )
    state = _settled(objection)
    if state is None:
        audit.record(by=by, at=at, action="objection.voted", subject=objection)
        return objection
    objection.state, objection.decided_by, objection.decided_at, objection.reason = state, by, at, words
    objection.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    before = objection.claim.state
    if objection.kind == ObjectionKind.PUBLICITY:
        _after_publicity(objection, at)
    elif state == ObjectionState.UPHELD:
        _after_upheld(objection, remedy, by, at)
    audit.record(
        by=by,
        at=at,
        action="objection.decided",
        subject=objection,
        before={"state": ObjectionState.OPEN, "claim": before},
        after={"state": objection.state, "claim": objection.claim.state},
    )
    tell.objection_decided(objection, at)
    return objection


def _settled(objection: Objection) -> ObjectionState | None:
    """Upheld by more than half; dismissed as soon as that can no longer come about."""
    rows = ObjectionVote.objects.filter(village=objection.village_id, objection=objection)
    words = list(rows.values_list("uphold", flat=True))
    right, wrong = words.count(True), words.count(False)
    if 2 * right > objection.deciders:
        return ObjectionState.UPHELD
    return ObjectionState.DISMISSED if 2 * (objection.deciders - wrong) <= objection.deciders else None


def _after_publicity(objection: Objection, at: datetime) -> None:
    claim = objection.claim
    if objection.state == ObjectionState.UPHELD:
        change_state(claims=[claim], to=ClaimState.REJECTED, at=at, decided_at=at, decision_note=objection.reason)
        return
    assert claim.publicity_until is not None
    until = max(claim.publicity_until, clock.local_day(at))
    change_state(claims=[claim], to=ClaimState.PUBLICISED, at=at, publicity_until=until)


def _after_upheld(objection: Objection, remedy: Remedy | None, by: User, at: datetime) -> None:
    claim = objection.claim
    if objection.kind == ObjectionKind.ENTRY:
        assert objection.entry is not None
        corrections.propose_after(objection=objection, entry=objection.entry, remedy=remedy or Remedy(), by=by, at=at)
    elif claim.state == ClaimState.REJECTED:
        _to_publicity(claim, at)
    else:
        corrections.put_back(objection=objection, by=by, at=at)


def _to_publicity(claim: Claim, at: datetime) -> None:
    """An appeal was upheld: what was rejected is checked anew, as at any approval, and stands in publicity."""
    if refusal := recheck(village=claim.village, claims=[claim], at=at).get(claim.pk):
        sentence = _("The claim can no longer be counted: %(reason)s") % {"reason": refusal}
        raise DomainError(sentence, field="decision", code="recheck")
    day = clock.local_day(at)
    until = day + timedelta(days=settings_on(claim.village, day).publicity_days - 1)
    change_state(
        claims=[claim],
        to=ClaimState.PUBLICISED,
        at=at,
        decided_at=at,
        decision_note="",
        publicity_from=day,
        publicity_until=until,
    )
