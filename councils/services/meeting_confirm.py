"""A second attendee confirms the record, and the votes of everybody who was there follow from it."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from councils.enums import LineResult, MeetingState
from councils.models import Meeting, MeetingAttendee, MeetingLine, MeetingSheet, Vote
from councils.queries import meetings as queries
from councils.queries.review import votes_of
from councils.queries.sitting import Settled, Sitting
from councils.services.meetings import lock, require_step, tidy_reason
from councils.services.outcomes import follow, lock_claims
from points.enums import ClaimState
from points.models import Claim, User
from points.services import audit
from points.services.claims import look_at, recheck, set_measure, write_measures
from villagegov.db.copying import insert_many
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError


@dataclass(frozen=True)
class Confirmed:
    """What became of the lines. ``meeting.state`` says whether a second attendee is still to come."""

    meeting: Meeting
    states: Counter[str] = field(default_factory=Counter)
    waiting: int = 0
    left: int = 0


def preview(*, meeting: Meeting, at: datetime) -> list[Settled]:
    """What confirming would do now, line by line. Locks nothing, promises nothing; a constant number of queries."""
    lines, attendees = queries.lines_of(meeting), queries.attendees_of(meeting)
    for line in lines:
        line.claim.village = meeting.village
    earlier = votes_of(meeting.village, [line.claim for line in lines])
    return Sitting(meeting, attendees).settle(
        lines,
        earlier,
        measure=_measure,
        check=lambda claims: look_at(village=meeting.village, claims=claims, at=at),
    )


@transaction.atomic
def confirm(*, meeting: Meeting, edition: int, by: User, at: datetime) -> Confirmed:
    """Somebody who was there says on their own account that the record is right.

    Where the recorder was there, or somebody has said so before, this is the second one: then, and only then, every
    line is decided as far as those present could. They must be able to stand for two constituencies. Lines that too few
    could decide wait, with the reason; lines whose claim was decided or changed meanwhile are left as they are. Once
    confirmed, a second call changes nothing. The number of statements does not depend on how many lines there are.

    Raises :class:`NotAllowed` for whoever was not there or cannot be the second, :class:`TransitionError` where the
    record is another one than was read, :class:`DomainError` where the signed sheet is missing.
    """
    locked = lock(meeting)
    if locked.state == MeetingState.CONFIRMED:
        return _done(locked)
    attendees = queries.attendees_of(locked)
    _require(locked, attendees, edition)
    sitting = Sitting(locked, attendees)
    if obstacle := queries.cannot_confirm(locked, attendees, sitting.roll, by):
        raise NotAllowed(obstacle, code="cannot_confirm")
    if locked.first_by_id is None:
        return _first(locked, by, at)
    settled = _settled(locked, sitting, at)
    _vote(settled, at)
    states = _follow(locked, settled, at)
    _close(locked, settled, states, by, at)
    return Confirmed(
        locked,
        Counter(states.values()),
        sum(one.result == LineResult.WAITING for one in settled),
        sum(one.result == LineResult.LEFT for one in settled),
    )


def _require(meeting: Meeting, attendees: Sequence[MeetingAttendee], edition: int) -> None:
    if meeting.state != MeetingState.RECORDED:
        raise TransitionError(
            _("The meeting is “%(state)s”: there is no record to confirm. Load the page anew.")
            % {"state": MeetingState(meeting.state).label},
            code="not_recorded",
        )
    if meeting.edition != edition:
        raise TransitionError(
            _("The record has been written anew since you read it. Load the page and look it over again."),
            code="edition",
        )
    if not MeetingSheet.objects.filter(village=meeting.village_id, meeting=meeting).exists():
        raise DomainError(
            _("The photo of the signed sheet is missing. Take a photo of every page and upload it, then confirm."),
            field="photos",
            code="sheet_missing",
        )


def _first(meeting: Meeting, by: User, at: datetime) -> Confirmed:
    meeting.first_by, meeting.first_at = by, at
    meeting.save(update_fields=["first_by", "first_at"])
    after = {"number": meeting.number, "edition": meeting.edition}
    audit.record(by=by, at=at, action="meeting.seconded", subject=meeting, after=after)
    return Confirmed(meeting)


def _settled(meeting: Meeting, sitting: Sitting, at: datetime) -> list[Settled]:
    lines = list(MeetingLine.objects.filter(village=meeting.village_id, meeting=meeting).order_by("number"))
    claims, _gone = lock_claims(meeting.village, [line.claim_id for line in lines])
    by_id = {claim.pk: claim for claim in claims}
    for line in lines:
        line.claim = by_id[line.claim_id]
    return sitting.settle(
        lines,
        votes_of(meeting.village, claims),
        measure=_measure,
        check=lambda stands: recheck(village=meeting.village, claims=stands, at=at),
    )


def _measure(line: MeetingLine, claim: Claim) -> None:
    set_measure(claim, quantity=line.quantity_to, unit_points=line.unit_points_to)


def _vote(settled: Sequence[Settled], at: datetime) -> None:
    insert_many(
        [
            Vote(
                village_id=one.line.village_id,
                claim_id=one.claim.pk,
                round=one.claim.review_round,
                voter_id=voter.attendee.user_id,
                seat_id=voter.attendee.seat_id,
                attendee_id=voter.attendee.pk,
                constituencies=list(voter.constituencies),
                decision=one.line.decision,
                note=one.line.reason,
                at=at,
            )
            for one in settled
            if one.result == LineResult.DECIDED or one.heard
            for voter in one.voters
        ]
    )


def _follow(meeting: Meeting, settled: Sequence[Settled], at: datetime) -> dict[uuid.UUID, ClaimState]:
    assert meeting.recorded_by is not None
    changed = [one.claim for one in settled if one.line.changed and (one.result == LineResult.DECIDED or one.heard)]
    write_measures(claims=changed, by=meeting.recorded_by, at=at)
    words = {one.claim: (one.decision, one.line.reason) for one in settled if one.result == LineResult.DECIDED}
    return follow(meeting.village, words, at)


def _close(
    meeting: Meeting, settled: Sequence[Settled], states: Mapping[uuid.UUID, ClaimState], by: User, at: datetime
) -> None:
    lines = []
    for one in settled:
        one.line.result, one.line.result_note = one.result, one.note[:300]
        lines.append(one.line)
    MeetingLine.objects.filter(village=meeting.village_id).bulk_update(lines, ["result", "result_note"])
    meeting.state, meeting.confirmed_by, meeting.confirmed_at = MeetingState.CONFIRMED, by, at
    meeting.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    counts = Counter(one.result for one in settled)
    after = {
        "number": meeting.number,
        "edition": meeting.edition,
        "decided": counts[LineResult.DECIDED],
        "waiting": counts[LineResult.WAITING],
        "left": counts[LineResult.LEFT],
    }
    audit.record(by=by, at=at, action="meeting.confirmed", subject=meeting, after=after)
    audit.record_many(
        [
            audit.row(
                by=by,
                at=at,
                action=f"claim.meeting_{one.line.decision}",
                subject=one.claim,
                before={"state": ClaimState.SUBMITTED},
                after={
                    "state": states.get(one.claim.pk, ClaimState.SUBMITTED),
                    "round": one.claim.review_round,
                    "meeting": meeting.number,
                    "line": one.line.number,
                },
            )
            for one in settled
            if one.result == LineResult.DECIDED or one.heard
        ]
    )


def _done(meeting: Meeting) -> Confirmed:
    """What the first confirmation did, told again."""
    lines = queries.lines_of(meeting)
    decided = [line for line in lines if line.result == LineResult.DECIDED]
    return Confirmed(
        meeting,
        Counter(line.claim.state for line in decided),
        sum(line.result == LineResult.WAITING for line in lines),
        sum(line.result == LineResult.LEFT for line in lines),
    )


@transaction.atomic
def refuse(*, meeting: Meeting, edition: int, reason: str, by: User, at: datetime) -> Meeting:
    """Somebody who was there says that the record is wrong: it is written down anew."""
    locked = lock(meeting)
    if queries.attendee_of(queries.attendees_of(locked), by) is None:
        raise NotAllowed(
            _("Only somebody who was at the meeting says whether its record is right."), code="cannot_confirm"
        )
    require_step(locked, MeetingState.OPEN)
    if locked.edition != edition:
        raise TransitionError(
            _("The record has been written anew since you read it. Load the page and look it over again."),
            code="edition",
        )
    locked.state, locked.refusal = MeetingState.OPEN, tidy_reason(reason)
    locked.refused_by, locked.refused_at = by, at
    locked.first_by = locked.first_at = None
    locked.save(update_fields=["state", "refusal", "refused_by", "refused_at", "first_by", "first_at"])
    after = {"number": locked.number, "edition": locked.edition}
    audit.record(by=by, at=at, action="meeting.refused", subject=locked, after=after)
    return locked
