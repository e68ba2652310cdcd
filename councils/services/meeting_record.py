"""Writing down what a meeting said: who came, and the exceptions. What is not named was approved by all of them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from councils.enums import Decision, MeetingState
from councils.models import Meeting, MeetingAttendee, MeetingLine
from councils.queries import meetings as queries
from councils.queries.people import Person, roll
from councils.services import tell
from councils.services.meetings import lock, require_step, tidy_reason
from points.models import User
from points.queries import access
from points.services import audit
from points.services.claims import set_measure
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, Problems, TransitionError


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What was said of one line: struck, returned, or approved with another quantity or other points of one unit."""

    decision: Decision = Decision.APPROVE
    reason: str = ""
    quantity_to: int | None = None
    #: Signed, within the item's range.
    unit_points_to: int | None = None
    #: Where it stands on the form: refusals name it.
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class Record:
    held_on: date
    #: Keys of people: see :class:`councils.queries.people.Person`.
    present: Sequence[uuid.UUID]
    #: By the number of the line.
    marks: Mapping[int, Mark] = field(default_factory=dict)
    #: Lines for which somebody stepped out, beyond what is known of near kin.
    stepped_out: Mapping[uuid.UUID, Sequence[int]] = field(default_factory=dict)
    #: The edition that was on the screen: 0 before the first recording.
    edition: int = 0


@transaction.atomic
def record(*, meeting: Meeting, data: Record, by: User, at: datetime) -> Meeting:
    """Write down (or write down anew) what the meeting said. Nothing is decided yet: an attendee confirms it.

    A recorder who was there stands behind the record as its first attendee. Raises :class:`DomainError` or
    :class:`Problems`, naming ``held_on``, ``present`` or the place of a mark, and :class:`TransitionError` where
    somebody else recorded meanwhile.
    """
    access.require(by, meeting.village, *queries.RECORDERS)
    locked = lock(meeting)
    require_step(locked, MeetingState.RECORDED)
    if locked.edition != data.edition:
        raise TransitionError(
            _("Somebody else has recorded this meeting meanwhile. Load the page anew and look at what stands there."),
            code="edition",
        )
    lines = queries.lines_of(locked)
    people = _people(locked, data, at)
    _check_marks(lines, data.marks)
    locked.held_on = data.held_on
    _write_lines(lines, data.marks)
    _write_attendees(locked, people, data)
    _write_meeting(locked, {person.user_id for person in people}, by, at)
    audit.record(
        by=by,
        at=at,
        action="meeting.recorded",
        subject=locked,
        after={
            "number": locked.number,
            "edition": locked.edition,
            "present": len(people),
            "lines": len(lines),
            "marked": len(data.marks),
        },
    )
    tell.meeting_recorded(locked, by, at)
    return locked


def _people(meeting: Meeting, data: Record, at: datetime) -> list[Person]:
    """Those who came, checked: they sat in the body that meets on the day."""
    if data.held_on > clock.local_day(at):
        raise DomainError(
            _("This day is still to come. Record the meeting when it has been held."), field="held_on", code="future"
        )
    if data.held_on < clock.local_day(meeting.opened_at):
        raise DomainError(
            _("The list was printed on %(day)s: the meeting was not held before that. Check the day.")
            % {"day": f"{clock.local_day(meeting.opened_at):%Y-%m-%d}"},
            field="held_on",
            code="before_list",
        )
    if not data.present:
        raise DomainError(_("Tick everybody who was there."), field="present", code="nobody")
    may_come = {person.key: person for person in queries.invited(roll(meeting.village, data.held_on), meeting.kind)}
    if any(key not in may_come for key in data.present):
        raise DomainError(
            _("Somebody ticked had no seat on the day of the meeting. Load the page anew and tick again."),
            field="present",
            code="no_seat",
        )
    return [may_come[key] for key in dict.fromkeys(data.present)]


def _check_marks(lines: Sequence[MeetingLine], marks: Mapping[int, Mark]) -> None:
    by_number = {line.number: line for line in lines}
    Problems.raise_if(
        [error for number, mark in marks.items() if (error := _wrong(by_number.get(number), number, mark))]
    )


def _wrong(line: MeetingLine | None, number: int, mark: Mark) -> DomainError | None:
    if line is None:
        return DomainError(_("The list has no line %(number)s.") % {"number": number}, field=mark.place, code="no_line")
    try:
        tidy_reason(mark.reason, mark.place)
        changed = mark.quantity_to is not None or mark.unit_points_to is not None
        if mark.decision == Decision.APPROVE:
            if not changed:
                raise DomainError(
                    _("Line %(number)s: enter the quantity or the points that were agreed on.") % {"number": number},
                    code="nothing_changed",
                )
            _measurable(line, mark)
    except DomainError as error:
        error.field = mark.place
        return error
    return None


def _measurable(line: MeetingLine, mark: Mark) -> None:
    """Whether the rules allow it; the claim on the list is only tried on and not saved."""
    claim = line.claim
    before = claim.quantity, claim.unit_points
    set_measure(claim, quantity=mark.quantity_to, unit_points=mark.unit_points_to)
    if (claim.quantity, claim.unit_points) == before:
        raise DomainError(
            _("Line %(number)s: that is what stands on the list already.") % {"number": line.number}, code="unchanged"
        )


def _write_lines(lines: Sequence[MeetingLine], marks: Mapping[int, Mark]) -> None:
    """Those that are marked now, and those that were; one statement."""
    touched = []
    for line in lines:
        mark = marks.get(line.number, Mark())
        values = {
            "decision": mark.decision,
            "reason": " ".join(mark.reason.split()),
            "quantity_to": mark.quantity_to if mark.decision == Decision.APPROVE else None,
            "unit_points_to": mark.unit_points_to if mark.decision == Decision.APPROVE else None,
        }
        if any(getattr(line, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(line, name, value)
            touched.append(line)
    if touched:
        rows = MeetingLine.objects.filter(village=touched[0].village_id)
        rows.bulk_update(touched, ["decision", "reason", "quantity_to", "unit_points_to"])


def _write_attendees(meeting: Meeting, people: Sequence[Person], data: Record) -> None:
    MeetingAttendee.objects.filter(village=meeting.village_id, meeting=meeting).delete()
    MeetingAttendee.objects.bulk_create(
        MeetingAttendee(
            village_id=meeting.village_id,
            meeting=meeting,
            user_id=person.user_id,
            seat_id=None if person.user_id else person.seat_id,
            name=person.name,
            position=person.position,
            constituencies=sorted(person.constituencies),
            alternate_for=sorted(person.alternate_for),
            stepped_out=sorted(set(data.stepped_out.get(person.key, ()))),
        )
        for person in people
    )


def _write_meeting(meeting: Meeting, attended: set[uuid.UUID | None], by: User, at: datetime) -> None:
    there = by.pk in attended
    meeting.state, meeting.edition = MeetingState.RECORDED, meeting.edition + 1
    meeting.recorded_by, meeting.recorded_at = by, at
    meeting.first_by, meeting.first_at = (by, at) if there else (None, None)
    meeting.refused_by = meeting.refused_at = None
    meeting.refusal = ""
    meeting.save()
