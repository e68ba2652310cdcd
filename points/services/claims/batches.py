"""Sending up 汇总上报, and checking anew what was checked when it was typed in."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from points.enums import ClaimState
from points.models import Batch, Claim, User, Village
from points.queries import access, households
from points.queries.claims import OPEN_STATES, may_change, photos_of
from points.services import audit
from points.services.claims import words
from points.services.claims.checks import Checks, candidate_of_claim
from points.services.claims.entry import TYPISTS, lock_numbers, outline
from points.services.claims.state import change_state
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, Problems, TransitionError


@transaction.atomic
def send_up(*, village: Village, claim_ids: Collection[uuid.UUID], by: User, at: datetime) -> Batch:
    """Drafts and returned claims become a batch that waits for review: all or none.

    Everything is checked anew. The same selection sent twice by the same person gives the first batch. The number of
    queries does not depend on how many there are. Raises :class:`DomainError` or :class:`Problems`; ``subject`` is the
    claim's id, and each sentence begins with its household and item.
    """
    access.require(by, village, *TYPISTS)
    claims = _lock(village, claim_ids)
    if sent := _sent_already(claims, by):
        return sent
    if not all(may_change(by, village, claim) for claim in claims):
        raise NotAllowed(words.not_yours(), code="not_yours")
    Problems.raise_if([_not_open(claim) for claim in claims if claim.state not in OPEN_STATES])
    refused = recheck(village=village, claims=claims, at=at)
    Problems.raise_if([_of_claim(claim, refused[claim.pk]) for claim in claims if claim.pk in refused])
    lock_numbers(village)
    batch = _number(village, claims, by, at)
    before = {claim.pk: outline(claim) for claim in claims}
    change_state(
        claims=claims, to=ClaimState.SUBMITTED, at=at, batch=batch, review_round=F("review_round") + 1, submitted_at=at
    )
    counts = {"claims": batch.claim_count, "points": batch.points_total, "number": batch.number}
    audit.record(by=by, at=at, action="batch.sent_up", subject=batch, after=counts)
    audit.record_many(
        [
            audit.row(
                by=by,
                at=at,
                action="claim.sent_up",
                subject=claim,
                before=before[claim.pk],
                after={**outline(claim), "batch": batch.number},
            )
            for claim in claims
        ]
    )
    return batch


def recheck(*, village: Village, claims: Sequence[Claim], at: datetime) -> dict[uuid.UUID, DomainError]:
    """What keeps each of these claims from standing, by id; empty if nothing does.

    For whoever holds the claims' locks (sending up, approval): locks their households, so that nothing can be typed in
    between the check and the commit. Claims count against each other's caps in the order given.
    """
    locked = households.lock(village, {claim.household_id for claim in claims})
    shown = photos_of(village, [claim.pk for claim in claims])
    candidates = [candidate_of_claim(claim, (link.photo_id for link in shown.get(claim.pk, ()))) for claim in claims]
    checks = Checks(village, candidates, locked, clock.local_day(at))
    refused: dict[uuid.UUID, DomainError] = {}
    for candidate in candidates:
        found = checks.problems(candidate)
        if found:
            refused[candidate.id] = found[0] if len(found) == 1 else Problems(found)
        else:
            checks.take(candidate)
    return refused


def _lock(village: Village, claim_ids: Collection[uuid.UUID]) -> list[Claim]:
    """Rows locked by id, given back in the order in which they were typed in."""
    wanted = set(claim_ids)
    if not wanted:
        raise DomainError(_("Tick at least one line to send up."), code="nothing_ticked")
    rows = Claim.objects.filter(village=village, id__in=wanted)
    # Locked bare, then read: after waiting for a lock, Postgres reads the claim anew and the joined rows as they were:
    # a claim whose household was just corrected would seem to be gone.
    locked = list(rows.select_for_update().order_by("id").values_list("id", flat=True))
    claims = list(rows.select_related("household", "deed"))
    if len(locked) != len(wanted):
        raise DomainError(
            _("Some of the lines are no longer there. Load the page anew and tick again."), code="claim_gone"
        )
    return sorted(claims, key=lambda claim: (claim.created_at, claim.pk))


def _sent_already(claims: Sequence[Claim], by: User) -> Batch | None:
    """The batch these very claims form already: the second press of a slow button."""
    batch_id = claims[0].batch_id
    if batch_id is None or not all(
        claim.state == ClaimState.SUBMITTED and claim.batch_id == batch_id for claim in claims
    ):
        return None
    return Batch.objects.filter(village=claims[0].village_id, id=batch_id, sent_by=by, claim_count=len(claims)).first()


def _number(village: Village, claims: Sequence[Claim], by: User, at: datetime) -> Batch:
    """The next number of the village, without gaps: the numbers are locked, and a refusal takes none."""
    last = Batch.objects.filter(village=village).aggregate(last=Max("number"))["last"] or 0
    return Batch.objects.create(
        village=village,
        number=last + 1,
        sent_by=by,
        sent_at=at,
        claim_count=len(claims),
        points_total=sum(claim.points for claim in claims),
    )


def _not_open(claim: Claim) -> DomainError:
    return _of_claim(
        claim,
        TransitionError(
            _("It is “%(state)s” already. Take its tick away.") % {"state": ClaimState(claim.state).label},
            code="claim_not_open",
        ),
    )


def _of_claim(claim: Claim, error: DomainError) -> DomainError:
    """The refusal with its household and item in front, so that one finds the line."""
    sentence = _("%(household)s, %(item)s: %(problem)s") % {
        "household": f"{claim.household.number} {claim.household.head_name}",
        "item": f"{claim.item_code} {claim.item_name}",
        "problem": str(error),
    }
    kind = DomainError if isinstance(error, Problems) else type(error)
    return kind(sentence, code=error.code, subject=claim.pk)
