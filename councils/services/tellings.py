"""Telling a household of a deduction before anybody else reads of it.

Publicity of a deduction begins with its telling. What the household said is kept; silence admits nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.enums import TellingWay
from councils.models import Telling
from councils.queries import bodies
from points.enums import ClaimState, Role
from points.models import Claim, User
from points.queries import access
from points.queries.villages import settings_on
from points.services import audit
from points.services.claims import change_state
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, Problems, TransitionError

#: Who may tell a household.
TELLERS = (Role.OFFICER, Role.COMMITTEE, Role.ADMINISTRATOR)
REPLY_LENGTH = 300
WITNESS_LENGTH = 30

_TOO_LATE = {
    ClaimState.POSTED: gettext_lazy("This deduction has been posted already. A mistake is put right by a correction."),
    ClaimState.REJECTED: gettext_lazy("This deduction was rejected. There is nothing to tell any more."),
}


@transaction.atomic
def tell(
    *,
    claim: Claim,
    way: str,
    told_on: date,
    witnesses: Sequence[str] = (),
    reply: str = "",
    by: User,
    at: datetime,
) -> Telling:
    """Record that the household was told, and begin the publicity of the deduction today.

    Raises :class:`NotAllowed` for the wrong role and for one's own household, :class:`TransitionError` where the claim
    does not wait to be told, :class:`DomainError` naming ``way``, ``told_on``, ``witnesses`` or ``reply``.
    """
    access.require(by, claim.village, *TELLERS)
    claim = Claim.objects.select_for_update(of=("self",)).get(village=claim.village_id, pk=claim.pk)
    if claim.household_id in bodies.own_households(by, claim.village):
        raise NotAllowed(_("This is your own household. Ask somebody else to tell it."), code="own_household")
    if claim.state != ClaimState.TELLING:
        raise _not_waiting(claim)
    named = [name.strip() for name in witnesses if name.strip()]
    Problems.raise_if([*_wrong(claim, way, told_on, named, by, at), *_wrong_reply(reply)])
    today = clock.local_day(at)
    days = settings_on(claim.village, today).publicity_days
    telling = Telling.objects.create(
        village=claim.village,
        claim=claim,
        way=way,
        told_on=told_on,
        told_by=by,
        witnesses="、".join(named) if way == TellingWay.WITNESSED else "",
        reply=reply.strip(),
        recorded_at=at,
    )
    until = today + timedelta(days=days - 1)
    change_state(claims=[claim], to=ClaimState.PUBLICISED, at=at, publicity_from=today, publicity_until=until)
    audit.record(
        by=by,
        at=at,
        action="claim.told",
        subject=claim,
        before={"state": ClaimState.TELLING},
        after={
            "state": ClaimState.PUBLICISED,
            "way": way,
            "told_on": told_on,
            "replied": bool(telling.reply),
            "publicity_until": until,
        },
    )
    return telling


@transaction.atomic
def record_reply(*, telling: Telling, reply: str, by: User, at: datetime) -> Telling:
    """Add what the household said later, until the deduction is posted; what it said before stays."""
    access.require(by, telling.village, *TELLERS)
    claim = Claim.objects.select_for_update(of=("self",)).get(village=telling.village_id, pk=telling.claim_id)
    telling = Telling.objects.select_for_update(of=("self",)).get(village=claim.village_id, pk=telling.pk)
    if claim.household_id in bodies.own_households(by, claim.village):
        raise NotAllowed(_("This is your own household. Ask somebody else to write down its reply."))
    if claim.state not in (ClaimState.PUBLICISED, ClaimState.HELD):
        raise _not_waiting(claim)
    if not reply.strip():
        raise DomainError(_("Write down what the household said."), field="reply", code="required")
    Problems.raise_if(_wrong_reply(reply))
    added = f"{clock.local_day(at):%Y-%m-%d} {reply.strip()}" if telling.reply else reply.strip()
    telling.reply = "\n".join(filter(None, [telling.reply, added]))
    telling.save(update_fields=["reply"])
    audit.record(by=by, at=at, action="claim.replied", subject=claim, after={"telling": str(telling.pk)})
    return telling


def _wrong(claim: Claim, way: str, told_on: date, witnesses: list[str], by: User, at: datetime) -> list[DomainError]:
    errors = []
    decided_on = clock.local_day(claim.decided_at) if claim.decided_at else claim.day
    if way not in TellingWay.values:
        errors.append(DomainError(_("Choose how the household was told."), field="way", code="way"))
    if told_on > clock.local_day(at):
        sentence = _("That day is still to come. Tell the household first, then record it here.")
        errors.append(DomainError(sentence, field="told_on", code="future"))
    elif told_on < decided_on:
        sentence = _("The committee decided on %(day)s. The household can be told from that day on.")
        errors.append(DomainError(sentence % {"day": decided_on.isoformat()}, field="told_on", code="before_decision"))
    if way == TellingWay.WITNESSED:
        errors += _wrong_witnesses(claim, witnesses, by)
    return errors


def _wrong_witnesses(claim: Claim, witnesses: list[str], by: User) -> list[DomainError]:
    sentence = ""
    if len(witnesses) < 2 or witnesses[0] == witnesses[1]:
        sentence = _("Name two witnesses, two different people.")
    elif len(witnesses) > 2 or any(len(name) > WITNESS_LENGTH for name in witnesses):
        sentence = _("Two names, no more than %(most)s characters each.") % {"most": WITNESS_LENGTH}
    elif by.name in witnesses:
        sentence = _("Whoever tells is no witness. Name two other people.")
    elif claim.household.head_name in witnesses:
        sentence = _("The household itself is no witness. Name two other people.")
    return [DomainError(sentence, field="witnesses", code="witnesses")] if sentence else []


def _wrong_reply(reply: str) -> list[DomainError]:
    if len(reply.strip()) <= REPLY_LENGTH:
        return []
    sentence = _("Put it in at most %(most)s characters.") % {"most": REPLY_LENGTH}
    return [DomainError(sentence, field="reply", code="too_long")]


def _not_waiting(claim: Claim) -> TransitionError:
    told = Telling.objects.filter(village=claim.village_id, claim=claim).select_related("told_by").first()
    if claim.state in _TOO_LATE:
        sentence = str(_TOO_LATE[ClaimState(claim.state)])
    elif told:
        sentence = _("%(name)s recorded on %(day)s that this household was told. It need not be told twice.") % {
            "name": told.told_by.name,
            "day": clock.local_day(told.recorded_at).isoformat(),
        }
    else:
        sentence = _("This claim does not wait for the household to be told. Look it up in the list again.")
    return TransitionError(sentence, code="not_waiting")
