"""The committee decides on claims, one or three hundred at once."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from councils.enums import Decision
from councils.models import Vote
from councils.queries import bodies
from councils.queries import review as queries
from points.enums import ClaimState, Role
from points.models import Claim, User, Village
from points.queries import access
from points.queries.villages import settings_on
from points.services import audit
from points.services.claims import change_state, recheck
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed

#: Length of the column.
NOTE_LENGTH = 300


@dataclass(frozen=True)
class Outcome:
    """What became of a decision, by claim."""

    #: Claims this vote decided: returned, rejected, in publicity, or their household to be told first.
    decided: dict[uuid.UUID, ClaimState] = field(default_factory=dict)
    #: Claims whose vote is counted and which wait for other members.
    waiting: list[uuid.UUID] = field(default_factory=list)
    #: Claims this member could not vote on, with the reason. Their rows are untouched.
    refused: dict[uuid.UUID, DomainError] = field(default_factory=dict)


@transaction.atomic
def decide(
    *, village: Village, claim_ids: Collection[uuid.UUID], decision: Decision, note: str = "", by: User, at: datetime
) -> Outcome:
    """One member's word on many claims, and what follows from it.

    Returning is one member's word. Approving and rejecting take the village's quorum of the round: so many people from
    so many constituencies. Approved awards begin their publicity on the day; for approved deductions the household is
    told first. What cannot be voted on (decided meanwhile, withdrawn, own household, near kin, own claim, voted
    already, a cap now broken) is refused by itself and holds up nothing else. The number of queries does not depend on
    how many claims there are. Raises :class:`NotAllowed` for people who review nothing, :class:`DomainError` naming
    ``note``.
    """
    decision, note = Decision(decision), note.strip()
    access.require(by, village, Role.COMMITTEE)
    day = clock.local_day(at)
    constituencies = bodies.constituencies_of(by, village, day)
    if not constituencies:
        raise NotAllowed(queries.not_a_reviewer(by, village, day), code="no_seat")
    _check_note(decision, note)
    claims, refused = _lock(village, claim_ids)
    barred = queries.obstacles(by, claims, day)
    refused |= {pk: DomainError(sentence, code="barred", subject=pk) for pk, sentence in barred.items()}
    open_ones = [claim for claim in claims if claim.pk not in refused]
    if decision == Decision.APPROVE:
        refused |= recheck(village=village, claims=open_ones, at=at)
        open_ones = [claim for claim in open_ones if claim.pk not in refused]
    votes = Vote.objects.bulk_create(
        [
            Vote(
                village=village,
                claim=claim,
                round=claim.review_round,
                voter=by,
                constituencies=sorted(constituencies),
                decision=decision,
                note=note,
                at=at,
            )
            for claim in open_ones
        ],
        batch_size=1000,
    )
    decided = _decided(village, open_ones, decision, at)
    states = _follow(village, decided, decision, note, at)
    _record(votes, states, by, at)
    waiting = [claim.pk for claim in open_ones if claim.pk not in states]
    return Outcome(decided=states, waiting=waiting, refused=refused)


def _check_note(decision: Decision, note: str) -> None:
    if not note and decision != Decision.APPROVE:
        raise DomainError(
            _("Write down why: the information officer and the household will read it."),
            field="note",
            code="note_missing",
        )
    if len(note) > NOTE_LENGTH:
        raise DomainError(
            _("Put it in at most %(most)s characters.") % {"most": NOTE_LENGTH}, field="note", code="too_long"
        )


def _lock(village: Village, claim_ids: Collection[uuid.UUID]) -> tuple[list[Claim], dict[uuid.UUID, DomainError]]:
    """The claims, locked in the order of their ids; refusals for those that are not (or no longer) here."""
    wanted = set(claim_ids)
    rows = Claim.objects.select_for_update(of=("self",)).select_related("household", "village", "deed")
    claims = list(rows.filter(village=village, pk__in=wanted).order_by("pk"))
    gone = wanted - {claim.pk for claim in claims}
    sentence = _("It is no longer there: whoever typed it in has deleted it.")
    return claims, {pk: DomainError(sentence, code="gone", subject=pk) for pk in gone}


def _decided(village: Village, claims: Sequence[Claim], decision: Decision, at: datetime) -> list[Claim]:
    """Of the claims just voted on, those whose votes now decide."""
    if decision == Decision.RETURN:
        return list(claims)
    settings = settings_on(village, clock.local_day(at))
    votes = queries.votes_of(village, claims)
    return [
        claim
        for claim in claims
        if queries.quorum_reached([vote for vote in votes[claim.pk] if vote.decision == decision], settings)
    ]


def _follow(
    village: Village, claims: Sequence[Claim], decision: Decision, note: str, at: datetime
) -> dict[uuid.UUID, ClaimState]:
    """Take the decided claims to the state the decision leads to."""
    day = clock.local_day(at)
    until = day + timedelta(days=settings_on(village, day).publicity_days - 1)
    publicity = {"publicity_from": day, "publicity_until": until, "decision_note": ""}
    ways: dict[ClaimState, dict[str, Any]] = {
        ClaimState.PUBLICISED: publicity,
        ClaimState.TELLING: {"decision_note": ""},
        ClaimState.RETURNED: {"decision_note": note},
        ClaimState.REJECTED: {"decision_note": note},
    }
    states = {claim.pk: state_after(decision, claim.points) for claim in claims}
    for state, fields in ways.items():
        led_here = [claim for claim in claims if states[claim.pk] == state]
        change_state(claims=led_here, to=state, at=at, decided_at=at, **fields)
    return states


def state_after(decision: Decision, points: int) -> ClaimState:
    """Where a decision leads: an award to its publicity, a deduction to the telling of its household."""
    if decision == Decision.RETURN:
        return ClaimState.RETURNED
    if decision == Decision.REJECT:
        return ClaimState.REJECTED
    return ClaimState.TELLING if points < 0 else ClaimState.PUBLICISED


def _record(votes: Sequence[Vote], states: Mapping[uuid.UUID, ClaimState], by: User, at: datetime) -> None:
    """One audit row for each vote; where it decided, with the state it led to."""
    audit.record_many(
        [
            audit.row(
                by=by,
                at=at,
                action=f"claim.vote_{vote.decision}",
                subject=vote.claim,
                before={"state": ClaimState.SUBMITTED},
                after={"state": states.get(vote.claim_id, ClaimState.SUBMITTED), "round": vote.round},
            )
            for vote in votes
        ]
    )
