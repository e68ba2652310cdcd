"""Points within an item's range: chosen by whoever types the claim in, and again by the committee that decides it."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from councils.enums import Decision
from councils.queries import review as queries
from councils.services.outcomes import lock_claims
from councils.services.review import Outcome, decide
from points.enums import Role
from points.models import User, Village
from points.queries import access
from points.services.claims import set_measure, write_measures
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed


@transaction.atomic
def approve_with(
    *, village: Village, claim_id: uuid.UUID, unit_points: int, note: str, by: User, at: datetime
) -> Outcome:
    """Approve one claim with other points (signed, of one unit) than were typed in, within the item's range.

    The points change with this first vote, and a new round of review begins: who approved others before is asked again.
    The same points as before: a vote as any other. Raises what :func:`decide` raises, and :class:`DomainError` naming
    ``unit_points`` or ``note``; where the claim can no longer stand, nothing is changed.
    """
    access.require(by, village, Role.COMMITTEE)
    day = clock.local_day(at)
    if refusal := queries.not_a_reviewer(by, village, day):
        raise NotAllowed(refusal, code="no_seat")
    claims, gone = lock_claims(village, [claim_id])
    if gone:
        raise gone[claim_id]
    claim = claims[0]
    changed = unit_points != claim.unit_points
    if changed:
        if obstacle := queries.Bench(village, day).obstacles(by, claims).get(claim.pk):
            raise DomainError(obstacle, code="barred", subject=claim.pk)
        set_measure(claim, unit_points=unit_points)
        if not note.strip():
            raise DomainError(
                _("Say why other points are right: the household and the other members read it."),
                field="note",
                code="note_missing",
            )
        write_measures(claims=claims, by=by, at=at)
    outcome = decide(village=village, claim_ids=[claim_id], decision=Decision.APPROVE, note=note, by=by, at=at)
    if changed and outcome.refused:
        raise outcome.refused[claim_id]
    return outcome
