"""The committee decides on claims, one or three hundred at once."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from councils.enums import Decision
from councils.models import Vote
from councils.queries import review as queries
from councils.services.outcomes import follow, lock_claims
from points.enums import ClaimState, Role
from points.models import Claim, User, Village
from points.queries import access
from points.services import audit
from points.services.claims import recheck
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

    Returning is one member's word. Approving and rejecting take the village's quorum of the round: so many people, no
    two of them near kin, from so many constituencies; on the light route one member's word, or that of the leader of
    the household's group. Approved awards begin their publicity on the day; for approved deductions the household is
    told first. What cannot be voted on (decided meanwhile, withdrawn, own household, near kin, own claim, voted
    already, a cap now broken) is refused by itself and holds up nothing else. The number of queries does not depend on
    how many claims there are. Raises :class:`NotAllowed` for people who review nothing, :class:`DomainError` naming
    ``note``.
    """
    decision, note = Decision(decision), note.strip()
    access.require(by, village, Role.COMMITTEE)
    day = clock.local_day(at)
    if refusal := queries.not_a_reviewer(by, village, day):
        raise NotAllowed(refusal, code="no_seat")
    _check_note(decision, note)
    claims, refused = lock_claims(village, claim_ids)
    bench = queries.Bench(village, day)
    barred = bench.obstacles(by, claims)
    refused |= {pk: DomainError(sentence, code="barred", subject=pk) for pk, sentence in barred.items()}
    open_ones = [claim for claim in claims if claim.pk not in refused]
    if decision == Decision.APPROVE:
        refused |= recheck(village=village, claims=open_ones, at=at)
        open_ones = [claim for claim in open_ones if claim.pk not in refused]
    voices = bench.voices(by, open_ones)
    votes = Vote.objects.bulk_create(
        [
            Vote(
                village=village,
                claim=claim,
                round=claim.review_round,
                voter=by,
                constituencies=sorted(voices[claim.pk].constituencies),
                decision=decision,
                note=note,
                at=at,
            )
            for claim in open_ones
        ],
        batch_size=1000,
    )
    words = "" if decision == Decision.APPROVE else note
    decided = _decided(bench, open_ones, decision)
    states = follow(village, dict.fromkeys(decided, (decision, words)), at)
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


def _decided(bench: queries.Bench, claims: Sequence[Claim], decision: Decision) -> list[Claim]:
    """Of the claims just voted on, those whose votes now decide."""
    if decision == Decision.RETURN:
        return list(claims)
    votes = queries.votes_of(bench.village, claims)
    return [
        claim
        for claim in claims
        if bench.decides(claim, [vote for vote in votes[claim.pk] if vote.decision == decision])
    ]


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
