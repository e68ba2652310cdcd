"""Sending up 汇总上报, and checking anew what was checked when it was typed in."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from points.enums import ClaimState
from points.models import Batch, Claim, Household, User, Village
from points.queries import access, households
from points.queries.claims import OPEN_STATES, may_change, photos_of, waiting_online
from points.services import audit
from points.services.claims import words
from points.services.claims.candidates import candidate_of_claim
from points.services.claims.checks import Checks
from points.services.claims.entry import TYPISTS, lock_numbers
from points.services.claims.state import change_state, outline
from points.services.notices import tell_of_batch
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, Problems, TransitionError


@transaction.atomic
def send_up(*, village: Village, claim_ids: Collection[uuid.UUID], by: User, at: datetime) -> Batch:
    """Drafts and returned claims become a batch that waits for review: all or none.

    What households have claimed online since the last batch joins it: that waits for review already, and the batch's
    list is what lies on the committee's table. With nothing ticked, those alone make a batch.

    Everything is checked anew. The same selection sent twice by the same person gives the first batch. The number of
    queries does not depend on how many there are. Raises :class:`DomainError` or :class:`Problems`; ``subject`` is the
    claim's id, and each sentence begins with its household and item.
    """
    access.require(by, village, *TYPISTS)
    claims, online = _lock(village, claim_ids)
    if claims and (sent := _sent_already(claims, by)):
        return sent
    if not all(may_change(by, village, claim) for claim in claims):
        raise NotAllowed(words.not_yours(), code="not_yours")
    Problems.raise_if([_not_open(claim) for claim in claims if claim.state not in OPEN_STATES])
    refused = recheck(village=village, claims=claims, at=at)
    Problems.raise_if([_of_claim(claim, refused[claim.pk]) for claim in claims if claim.pk in refused])
    lock_numbers(village)
    batch = _number(village, [*claims, *online], by, at)
    _join(batch, online)
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
        + [
            audit.row(by=by, at=at, action="claim.joined", subject=claim, after={"batch": batch.number})
            for claim in online
        ]
    )
    tell_of_batch(batch=batch, by=by, at=at)
    return batch


def _join(batch: Batch, online: Sequence[Claim]) -> None:
    if online:
        Claim.objects.filter(village=batch.village_id, id__in=[claim.pk for claim in online]).update(batch=batch)


def recheck(*, village: Village, claims: Sequence[Claim], at: datetime) -> dict[uuid.UUID, DomainError]:
    """What keeps each of these claims from standing, by id; empty if nothing does.

    For whoever holds the claims' locks (sending up, approval): locks their households, so that nothing can be typed in
    between the check and the commit. Claims count against each other's caps in the order given.
    """
    return _problems(village, claims, households.lock(village, {claim.household_id for claim in claims}), at)


def look_at(*, village: Village, claims: Sequence[Claim], at: datetime) -> dict[uuid.UUID, DomainError]:
    """The same before anybody decides: locks nothing and promises nothing. ``claim.household`` should be loaded."""
    return _problems(village, claims, {claim.household_id: claim.household for claim in claims}, at)


def _problems(
    village: Village, claims: Sequence[Claim], found: dict[uuid.UUID, Household], at: datetime
) -> dict[uuid.UUID, DomainError]:
    if not claims:
        return {}
    shown = photos_of(village, [claim.pk for claim in claims])
    candidates = [candidate_of_claim(claim, (link.photo_id for link in shown.get(claim.pk, ()))) for claim in claims]
    checks = Checks(village, candidates, found, clock.local_day(at))
    refused: dict[uuid.UUID, DomainError] = {}
    for candidate in candidates:
        broken = checks.problems(candidate)
        if broken:
            refused[candidate.id] = broken[0] if len(broken) == 1 else Problems(broken)
        else:
            checks.take(candidate)
    return refused


def _lock(village: Village, claim_ids: Collection[uuid.UUID]) -> tuple[list[Claim], list[Claim]]:
    """Rows locked by id, given back in the order in which they were typed in; and those that join from online."""
    wanted = set(claim_ids)
    joining = set(waiting_online(village).exclude(id__in=wanted).values_list("id", flat=True))
    if not wanted and not joining:
        raise DomainError(_("Tick at least one line to send up."), code="nothing_ticked")
    rows = Claim.objects.filter(village=village, id__in=wanted | joining)
    # Locked bare, then read: after waiting for a lock, Postgres reads the claim anew and the joined rows as they were:
    # a claim whose household was just corrected would seem to be gone.
    list(rows.select_for_update().order_by("id").values_list("id", flat=True))
    found = sorted(rows.select_related("household", "deed"), key=lambda claim: (claim.created_at, claim.pk))
    claims = [claim for claim in found if claim.pk in wanted]
    if len(claims) != len(wanted):
        raise DomainError(
            _("Some of the lines are no longer there. Load the page anew and tick again."), code="claim_gone"
        )
    # What was withdrawn or joined another batch while we waited stays out.
    still = [claim for claim in found if claim.pk in joining and claim.state == ClaimState.SUBMITTED]
    return claims, [claim for claim in still if claim.batch_id is None]


def _sent_already(claims: Sequence[Claim], by: User) -> Batch | None:
    """The batch these very claims form already: the second press of a slow button."""
    batch_id = claims[0].batch_id
    if batch_id is None or not all(
        claim.state == ClaimState.SUBMITTED and claim.batch_id == batch_id for claim in claims
    ):
        return None
    # What joined from online was sent in before the batch was made.
    sent = Claim.objects.filter(village=claims[0].village_id, batch=batch_id, submitted_at=F("batch__sent_at"))
    if sent.count() != len(claims):
        return None
    return Batch.objects.filter(village=claims[0].village_id, id=batch_id, sent_by=by).first()


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
