"""What every event has in common: who records it, under which lock, whether it fits, how it is written."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from points.enums import EventKind, EventReason, HouseholdState, Role
from points.models import EventWords, Household, HouseholdEvent, User, Village
from points.queries import access, households, presence
from points.queries.presence import Life, Step
from points.services import audit
from points.services.life import words
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError

#: Who keeps the register.
RECORDERS = (Role.OFFICER, Role.ADMINISTRATOR)
NOTE_LENGTH, HEAD_LENGTH = 200, 40
#: More than this in one household is a slip of the keyboard.
MOST_PEOPLE = 99


@dataclass(frozen=True, kw_only=True)
class Said:
    """The part of an event that can be erased: why, and whose name."""

    reason: EventReason | str = ""
    note: str = ""
    old_head: str = ""
    new_head: str = ""

    def __bool__(self) -> bool:
        return bool(self.reason or self.note or self.old_head or self.new_head)


@dataclass(frozen=True, kw_only=True)
class Record:
    """Who records which day's event, and under which id: a form sent twice is one event."""

    day: date
    by: User | None
    at: datetime
    id: uuid.UUID | None = None

    @property
    def today(self) -> date:
        return clock.local_day(self.at)


def locked(household: Household, by: User | None) -> Household:
    """The household as it stands now, its row held until the commit. Raises NotAllowed for the wrong role."""
    return locked_all(household.village, [household.pk], by)[household.pk]


def locked_all(village: Village, ids: list[uuid.UUID], by: User | None) -> dict[uuid.UUID, Household]:
    if by is not None:
        access.require(by, village, *RECORDERS)
    found = households.lock(village, ids)
    for row in found.values():
        row.village = village
    return found


def known(household: Household, record: Record) -> HouseholdEvent | None:
    """The event this very form has made already. Asked under the lock."""
    if record.id is None:
        return None
    event = HouseholdEvent.objects.filter(village=household.village_id, pk=record.id).first()
    if event and (event.household_id != household.pk or event.recorded_by_id != (record.by and record.by.pk)):
        raise words.form_used()
    return event


def check_day(household: Household, record: Record) -> None:
    if record.day > record.today:
        raise words.future()
    if record.day < household.joined_on:
        raise words.before_joined(household)


def require_open(household: Household) -> None:
    if household.state == HouseholdState.CLOSED:
        raise words.closed(household)


def check_people(people: int) -> None:
    """A number of people that may be one."""
    if not 1 <= people <= MOST_PEOPLE:
        raise words.no_people() if people < 1 else words.that_many(MOST_PEOPLE)


def require_left(
    household: Household,
    record: Record,
    going: int,
    refusal: Callable[[int], DomainError] = words.too_many_people,
) -> None:
    """At least one of those at home stays, on the day and today."""
    if going <= 0:
        return
    village = household.village
    left = min(
        presence.people_on(village, [household], day)[household.pk].at_home for day in {record.day, record.today}
    )
    if going >= left:
        raise refusal(left)


# ------------------------------------------------------------------------------------------------------ presence


def step(
    household: Household,
    life: Life,
    record: Record,
    kind: EventKind,
    *,
    state: HouseholdState | None = None,
    resident: bool | None = None,
    other: Household | None = None,
    said: Said | None = None,
    half: bool = False,
) -> HouseholdEvent:
    """Write a presence event in its place and take the register's row along. Raises where what follows would no longer
    build on it; ``half``: the first of two, the second is looked at.
    """
    before = life.on(record.day)
    new = Step(
        day=record.day,
        state=before[0] if state is None else state,
        resident=before[1] if resident is None else resident,
        state_before=before[0],
        resident_before=before[1],
        kind=kind,
    )
    following = next((row for row in life.steps if row.day > record.day), None)
    if following and not half and (following.state_before, following.resident_before) != (new.state, new.resident):
        raise words.out_of_order(following.kind, following.day)
    event = write(household, record, kind, other=other, said=said, step=new)
    life.steps = [*(row for row in life.steps if row.day <= record.day), presence.step_of(event)] + [
        row for row in life.steps if row.day > record.day
    ]
    follow(household, life)
    return event


def follow(household: Household, life: Life) -> None:
    """The register's row says what the last event says."""
    if life.steps:
        last = life.steps[-1]
        household.state, household.resident = last.state, last.resident
        household.left_on = last.day if last.state == HouseholdState.CLOSED else None
    household.save(update_fields=["state", "resident", "left_on"])


# ------------------------------------------------------------------------------------------------------- writing


def write(
    household: Household,
    record: Record,
    kind: EventKind,
    *,
    other: Household | None = None,
    people: int = 0,
    away: int = 0,
    cancels: HouseholdEvent | None = None,
    said: Said | None = None,
    step: Step | None = None,
) -> HouseholdEvent:
    """The row, its words, and the audit. The caller holds the household."""
    event = HouseholdEvent(
        id=record.id or new_id(),
        village=household.village,
        household=household,
        kind=kind,
        day=record.day,
        other=other,
        people=people,
        away=away,
        cancels=cancels,
        recorded_by=record.by,
        recorded_at=record.at,
    )
    if step is not None:
        event.state_before, event.state = step.state_before, step.state
        event.resident_before, event.resident = step.resident_before, step.resident
    event.save(force_insert=True)
    if said:
        EventWords.objects.create(
            village=household.village,
            event=event,
            reason=said.reason,
            note=said.note.strip()[:NOTE_LENGTH],
            old_head=said.old_head,
            new_head=said.new_head,
        )
    _audit(event, record)
    return event


def _audit(event: HouseholdEvent, record: Record) -> None:
    """The day and the numbers; reasons and names do not belong into the audit."""
    after: dict[str, object] = {"day": event.day}
    if event.people:
        after["people"] = event.people
    if event.away:
        after["away"] = event.away
    audit.record(by=record.by, at=record.at, action=f"household.{event.kind}", subject=event.household, after=after)
