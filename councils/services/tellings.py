"""Telling a household of a deduction before anybody else reads of it.

Publicity of a deduction begins with its telling. What the household said is kept; silence admits nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.models import Telling
from councils.queries import bodies
from councils.services.delivery import READER_LENGTH, REPLY_LENGTH, WITNESS_LENGTH, Delivery, problems, wrong_reply
from points.enums import ClaimState, Role
from points.models import Claim, User
from points.queries import access
from points.queries.villages import settings_on
from points.services import audit
from points.services.claims import change_state
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, Problems, TransitionError

__all__ = ["READER_LENGTH", "REPLY_LENGTH", "TELLERS", "WITNESS_LENGTH", "record_reply", "reply_online", "tell"]

#: Who may tell a household.
TELLERS = (Role.OFFICER, Role.COMMITTEE, Role.ADMINISTRATOR)

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
    read_back_to: str = "",
    by: User,
    at: datetime,
) -> Telling:
    """Record that the household was told, and begin the publicity of the deduction today.

    Raises :class:`NotAllowed` for the wrong role and for one's own household, :class:`TransitionError` where the claim
    does not wait to be told, :class:`DomainError` naming ``way``, ``told_on``, ``witnesses``, ``reply`` or
    ``read_back_to``.
    """
    access.require(by, claim.village, *TELLERS)
    claim = Claim.objects.select_for_update(of=("self",)).get(village=claim.village_id, pk=claim.pk)
    if claim.household_id in bodies.own_households(by, claim.village):
        raise NotAllowed(_("This is your own household. Ask somebody else to tell it."), code="own_household")
    if claim.state != ClaimState.TELLING:
        raise _not_waiting(claim)
    told = Delivery(way, told_on, witnesses, reply, read_back_to)
    Problems.raise_if(list(_wrong(claim, told, by, at)))
    today = clock.local_day(at)
    days = settings_on(claim.village, today).publicity_days
    telling = Telling.objects.create(
        village=claim.village,
        claim=claim,
        told_by=by,
        recorded_at=at,
        **told.columns(),
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
def record_reply(*, telling: Telling, reply: str, read_back_to: str = "", by: User, at: datetime) -> Telling:
    """Add what the household said later, until the deduction is posted; what it said before stays."""
    access.require(by, telling.village, *TELLERS)
    claim = Claim.objects.select_for_update(of=("self",)).get(village=telling.village_id, pk=telling.claim_id)
    telling = Telling.objects.select_for_update(of=("self",)).get(village=claim.village_id, pk=telling.pk)
    if claim.household_id in bodies.own_households(by, claim.village):
        raise NotAllowed(_("This is your own household. Ask somebody else to write down its reply."))
    return _add_reply(claim, telling, reply, read_back_to, by, at)


@transaction.atomic
def reply_online(*, telling: Telling, reply: str, by: User, at: datetime) -> Telling:
    """The household's own words from its phone, while the deduction is not counted; what it said before stays.

    The same words once more in a row (the button pressed twice) add nothing. Raises :class:`NotAllowed` for anybody
    else's household, and what :func:`record_reply` raises.
    """
    access.require(by, telling.village, Role.VILLAGER)
    claim = Claim.objects.select_for_update(of=("self",)).get(village=telling.village_id, pk=telling.claim_id)
    telling = Telling.objects.select_for_update(of=("self",)).get(village=claim.village_id, pk=telling.pk)
    if claim.household_id not in access.own_households(by, claim.village):
        raise NotAllowed(_("Only the household itself replies here."), code="not_own_household")
    if reply.strip() and telling.reply.endswith(reply.strip()):
        return telling
    return _add_reply(claim, telling, reply, "", by, at)


def _add_reply(claim: Claim, telling: Telling, reply: str, read_back_to: str, by: User, at: datetime) -> Telling:
    """The caller holds both rows."""
    if claim.state not in (ClaimState.PUBLICISED, ClaimState.HELD):
        raise _not_waiting(claim)
    if not reply.strip():
        raise DomainError(_("Write down what the household said."), field="reply", code="required")
    Problems.raise_if(list(wrong_reply(reply, read_back_to)))
    added = f"{clock.local_day(at):%Y-%m-%d} {reply.strip()}" if telling.reply else reply.strip()
    telling.reply = "\n".join(filter(None, [telling.reply, added]))
    telling.read_back_to = read_back_to.strip() or telling.read_back_to
    telling.save(update_fields=["reply", "read_back_to"])
    audit.record(by=by, at=at, action="claim.replied", subject=claim, after={"telling": str(telling.pk)})
    return telling


def _wrong(claim: Claim, told: Delivery, by: User, at: datetime) -> Iterator[DomainError]:
    decided_on = clock.local_day(claim.decided_at) if claim.decided_at else claim.day
    too_early = _("The committee decided on %(day)s. The household can be told from that day on.")
    person = claim.household.head_name
    yield from problems(told, decided_on=decided_on, told_person=person, by=by, at=at, too_early=too_early)


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
