"""Going away and coming back, of the whole household or of some of it; living here or elsewhere."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import transaction

from points.enums import EventKind, EventReason, HouseholdState
from points.models import Household, HouseholdEvent, User
from points.queries import presence
from points.services.life import words
from points.services.life.common import (
    Record,
    Said,
    check_day,
    check_people,
    known,
    locked,
    require_left,
    require_open,
    step,
    write,
)


@transaction.atomic
def go_away(
    *,
    household: Household,
    day: date,
    reason: EventReason | str = "",
    note: str = "",
    returned_on: date | None = None,
    by: User | None,
    at: datetime,
    id: uuid.UUID | None = None,
) -> HouseholdEvent:
    """The whole household is away from the day on; with ``returned_on``, until then: an absence that is over.

    Deeds of these days cannot be claimed. Raises :class:`DomainError` naming ``day`` or ``returned_on``.
    """
    record = Record(day=day, by=by, at=at, id=id)
    household = locked(household, by)
    if done := known(household, record):
        return done
    require_open(household)
    check_day(household, record)
    life = presence.life(household)
    if (state := life.on(day)[0]) != HouseholdState.ACTIVE:
        raise words.wrong_state(household, state, day)
    if returned_on is None:
        return step(
            household, life, record, EventKind.AWAY, state=HouseholdState.AWAY, said=Said(reason=reason, note=note)
        )
    _check_return(record, returned_on)
    if (later := next((row for row in life.steps if row.day > day), None)) and later.day <= returned_on:
        raise words.out_of_order(later.kind, later.day, field="returned_on")
    said = Said(reason=reason, note=note)
    event = step(household, life, record, EventKind.AWAY, state=HouseholdState.AWAY, said=said, half=True)
    back = Record(day=returned_on, by=by, at=at)
    step(household, life, back, EventKind.RETURNED, state=HouseholdState.ACTIVE)
    return event


def _check_return(record: Record, returned_on: date) -> None:
    if returned_on > record.today:
        error = words.future()
        error.field = "returned_on"
        raise error
    if returned_on <= record.day:
        raise words.returned_early()


@transaction.atomic
def come_back(
    *,
    household: Household,
    day: date,
    note: str = "",
    by: User | None,
    at: datetime,
    id: uuid.UUID | None = None,
) -> HouseholdEvent:
    """A household that was away is at home again; its deeds count from the day on."""
    record = Record(day=day, by=by, at=at, id=id)
    household = locked(household, by)
    if done := known(household, record):
        return done
    require_open(household)
    check_day(household, record)
    life = presence.life(household)
    if (state := life.on(day)[0]) != HouseholdState.AWAY:
        raise words.wrong_state(household, state, day)
    return step(household, life, record, EventKind.RETURNED, state=HouseholdState.ACTIVE, said=Said(note=note))


@transaction.atomic
def set_resident(
    *,
    household: Household,
    day: date,
    resident: bool,
    note: str = "",
    by: User | None,
    at: datetime,
    id: uuid.UUID | None = None,
) -> HouseholdEvent:
    """Whether the household lives in the village from the day on: only those who do earn points."""
    record = Record(day=day, by=by, at=at, id=id)
    household = locked(household, by)
    if done := known(household, record):
        return done
    require_open(household)
    check_day(household, record)
    life = presence.life(household)
    if life.on(day)[1] == resident:
        raise words.nothing_to_change()
    kind = EventKind.RESIDENT if resident else EventKind.NOT_RESIDENT
    return step(household, life, record, kind, resident=resident, said=Said(note=note))


@transaction.atomic
def send_some(
    *,
    household: Household,
    day: date,
    people: int,
    reason: EventReason | str = "",
    note: str = "",
    by: User | None,
    at: datetime,
    id: uuid.UUID | None = None,
) -> HouseholdEvent:
    """Some of the family are away from the day on: army, work, a care home. The household stays and goes on earning."""
    record = Record(day=day, by=by, at=at, id=id)
    household = locked(household, by)
    if done := known(household, record):
        return done
    require_open(household)
    check_day(household, record)
    check_people(people)
    require_left(household, record, people)
    return write(household, record, EventKind.SOME_AWAY, away=people, said=Said(reason=reason, note=note))


@transaction.atomic
def welcome_some(
    *,
    household: Household,
    day: date,
    people: int,
    note: str = "",
    by: User | None,
    at: datetime,
    id: uuid.UUID | None = None,
) -> HouseholdEvent:
    """Some who were away are back."""
    record = Record(day=day, by=by, at=at, id=id)
    household = locked(household, by)
    if done := known(household, record):
        return done
    require_open(household)
    check_day(household, record)
    check_people(people)
    days = {day, record.today}
    away = min(presence.people_on(household.village, [household], when)[household.pk].away for when in days)
    if people > away:
        raise words.not_so_many_away(away)
    return write(household, record, EventKind.SOME_BACK, away=-people, said=Said(note=note))
