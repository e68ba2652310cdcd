"""Telling people of decisions: a household of what became of its claim, who objected of the answer.

The household's days to appeal begin with the day on which it was told.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from councils.enums import ObjectionState, Recipient
from councils.models import DecisionTelling, Objection
from councils.queries import bodies
from councils.queries import decisions as queries
from councils.services.cases import lock_claim
from councils.services.delivery import Delivery, problems
from councils.services.tellings import TELLERS
from points.enums import ClaimState, Role
from points.models import Claim, User
from points.queries import access
from points.services import audit
from villagegov.kernel import clock
from villagegov.kernel.errors import NotAllowed, Problems, TransitionError

#: Supervisors too: an answer to an objection is theirs to give.
DECISION_TELLERS = (*TELLERS, Role.SUPERVISOR)


@transaction.atomic
def tell_decision(
    *,
    claim: Claim,
    objection: Objection | None = None,
    recipient: Recipient = Recipient.HOUSEHOLD,
    told: Delivery,
    by: User,
    at: datetime,
) -> DecisionTelling:
    """Record that somebody was told of a decision: of the committee's rejection, or of what became of an objection.

    Only supervisors tell who objected: they alone know who it was. Raises :class:`NotAllowed`, :class:`TransitionError`
    where there is nothing to tell or it has been told, :class:`DomainError` naming the field of ``told``.
    """
    roles = DECISION_TELLERS if recipient == Recipient.HOUSEHOLD else (Role.SUPERVISOR,)
    access.require(by, claim.village, *roles)
    claim = lock_claim(claim)
    if recipient == Recipient.HOUSEHOLD and claim.household_id in bodies.own_households(by, claim.village):
        raise NotAllowed(_("This is your own household. Ask somebody else to tell it."), code="own_household")
    decided_at = _decided_at(claim, objection)
    if before := queries.telling_of(claim, objection, recipient):
        sentence = _("%(name)s recorded on %(day)s that they were told. It need not be told twice.")
        values = {"name": before.told_by.name, "day": clock.local_day(before.recorded_at).isoformat()}
        raise TransitionError(sentence % values, code="told")
    person = claim.household.head_name if recipient == Recipient.HOUSEHOLD else ""
    too_early = _("It was decided on %(day)s. One can be told from that day on.")
    decided_on = clock.local_day(decided_at)
    wrong = problems(told, decided_on=decided_on, told_person=person, by=by, at=at, too_early=too_early)
    Problems.raise_if(list(wrong))
    telling = DecisionTelling.objects.create(
        village=claim.village,
        claim=claim,
        objection=objection,
        recipient=recipient,
        told_by=by,
        recorded_at=at,
        **told.columns(),
    )
    after = {"way": told.way, "told_on": told.told_on, "replied": bool(telling.reply)}
    audit.record(by=by, at=at, action="decision.told", subject=objection or claim, after=after)
    return telling


def _decided_at(claim: Claim, objection: Objection | None) -> datetime:
    """When it was decided. The claim is locked."""
    if objection is not None:
        objection = Objection.objects.get(village=claim.village_id, pk=objection.pk)
        if objection.state != ObjectionState.OPEN and objection.decided_at is not None:
            return objection.decided_at
    elif claim.state == ClaimState.REJECTED and claim.decided_at is not None:
        return claim.decided_at
    raise TransitionError(_("Nothing has been decided yet that could be told."), code="undecided")
