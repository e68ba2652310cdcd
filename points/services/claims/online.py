"""What a household claims itself, on its phone.

It is sent up at once: nobody of the office can let it lie. The next batch takes it along, so that it stands on the list
the committee has before it; the committee sees it in its work list from the first minute.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from points.enums import Channel, ClaimState, Role
from points.models import Claim, Item, User, Village
from points.queries import access, cards
from points.queries.claims import OPEN_STATES
from points.services import audit
from points.services.claims import words
from points.services.claims.changes import edit_claim, withdraw
from points.services.claims.entry import enter_claim
from points.services.claims.inputs import ClaimInput
from points.services.claims.overlaps import lock_replaceable
from points.services.claims.state import change_state, outline
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed

#: Claims of one household that may wait for the committee at a time: nobody does more in a month.
MOST_WAITING = 30


@transaction.atomic
def claim_online(*, village: Village, data: ClaimInput, by: User, at: datetime) -> Claim:
    """A claim of a villager for the own household, sent up at once. The same id again gives the first claim.

    Raises what :func:`points.services.claims.enter_claim` raises, and :class:`DomainError` where the village has no
    household accounts or too many claims of the household wait.
    """
    data = replace(data, channel=Channel.ONLINE, slip_number="", vouched_name="", vouched_by=None)
    _require_own(village, data, by, at)
    waiting = Claim.objects.filter(village=village, household=data.household_id, state=ClaimState.SUBMITTED)
    if waiting.filter(channel=Channel.ONLINE).exclude(id=data.id).count() >= MOST_WAITING:
        raise DomainError(
            _("%(count)s of your claims wait for the committee. Send more when it has sat.") % {"count": MOST_WAITING},
            code="too_many_waiting",
        )
    claim = enter_claim(village=village, data=data, by=by, at=at)
    if claim.state == ClaimState.DRAFT and claim.created_at == at:
        _send(claim, by, at, claimed_by=by)
    return claim


@transaction.atomic
def correct_online(*, claim: Claim, data: ClaimInput, by: User, at: datetime) -> Claim:
    """A returned claim, corrected by its household and sent up again at once.

    Raises what :func:`points.services.claims.edit_claim` raises.
    """
    data = replace(data, channel=Channel.ONLINE, household_id=claim.household_id)
    data = replace(data, slip_number=claim.slip_number, vouched_name=claim.vouched_name, vouched_by=claim.vouched_by_id)
    _require_own(claim.village, data, by, at)
    edited = edit_claim(claim=claim, data=data, by=by, at=at)
    _send(edited, by, at)
    return edited


@transaction.atomic
def replace_online(*, claim: Claim, data: ClaimInput, by: User, at: datetime) -> Claim:
    """A claim that waits for review, changed by its household: it is withdrawn and the changed one takes its place.

    With another id: whoever of the committee has just read the first one decides on nothing they have not read. The
    same id again gives the first answer. Raises what :func:`claim_online` and :func:`withdraw` raise.
    """
    data = replace(data, household_id=claim.household_id)
    known = Claim.objects.filter(village=claim.village_id, id=data.id, typed_by=by).first()
    if known is not None:
        return known
    _require_own(claim.village, data, by, at)
    if claim.channel != Channel.ONLINE:
        raise NotAllowed(words.not_yours(), code="not_yours")
    lock_replaceable(claim.village, [data], by, beside=claim)
    withdraw(claim=claim, by=by, at=at)
    return claim_online(village=claim.village, data=data, by=by, at=at)


def _send(claim: Claim, by: User, at: datetime, **fields: Any) -> None:
    """The caller holds the row: it has just made it, or locked it."""
    assert claim.state in OPEN_STATES
    before = outline(claim)
    fields |= {"batch": None, "review_round": F("review_round") + 1}
    change_state(claims=[claim], to=ClaimState.SUBMITTED, at=at, **fields)
    audit.record(by=by, at=at, action="claim.sent_up", subject=claim, before=before, after=outline(claim))


def _require_own(village: Village, data: ClaimInput, by: User, at: datetime) -> None:
    if not village.points_on or not cards.accounts_on(village, clock.local_day(at)):
        raise DomainError(cards.closed_words(village), code="no_accounts")
    access.require(by, village, Role.VILLAGER)
    if data.household_id not in access.own_households(by, village):
        raise NotAllowed(words.own_household_only(), field="household", code="not_own_household")
    if Item.objects.filter(village=village, id=data.item_id, villagers_may_claim=False).exists():
        raise NotAllowed(words.office_enters(), field="item", code="role")
