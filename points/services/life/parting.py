"""One household becomes two 分户, two become one 并户.

Earned points stay with the household that earned them. A new household begins with base points by the rule of the
scheme for those who join late; a merged one keeps its points on its own closed account.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import transaction

from points.enums import EventKind, EventReason, HouseholdState, Role
from points.models import Household, HouseholdEvent, Membership, User
from points.queries import presence
from points.services import audit, register
from points.services.life import words
from points.services.life.common import (
    Record,
    Said,
    check_day,
    check_people,
    known,
    locked,
    locked_all,
    require_left,
    require_open,
    step,
    write,
)
from points.services.life.ending import end_all
from points.services.life.family import renamed, tidy_head
from villagegov.kernel.errors import DomainError, Problems


@transaction.atomic
def split(
    *,
    household: Household,
    day: date,
    number: str,
    head_name: str,
    people: int,
    stay_head: str = "",
    reason: EventReason | str = EventReason.OWN_HOUSEHOLD,
    note: str = "",
    by: User | None,
    at: datetime,
    id: uuid.UUID | None = None,
) -> Household:
    """Some of the household set up their own, in the same group, under a new number. Returns the new household.

    ``stay_head`` where the old household has another head from then on. Raises :class:`DomainError` or
    :class:`Problems` naming ``day``, ``number``, ``head_name``, ``people`` or ``stay_head``.
    """
    record = Record(day=day, by=by, at=at, id=id)
    household = locked(household, by)
    if done := known(household, record):
        assert done.other is not None
        return done.other
    require_open(household)
    Problems.raise_if(list(_split_problems(household, record, number, head_name, people)))
    said = Said(reason=reason, note=note)
    new = _founded(household, record, number, tidy_head(head_name), people)
    household.members -= people
    household.save(update_fields=["members"])
    write(household, record, EventKind.SPLIT, other=new, people=-people, said=said)
    beside = Record(day=day, by=by, at=at)
    write(new, beside, EventKind.SPLIT_FROM, other=household, said=said)
    if stay_head.strip():
        try:
            renamed(household, beside, stay_head, said)
        except DomainError as error:
            error.field = "stay_head" if error.field == "head_name" else error.field
            raise
    return new


def _split_problems(
    household: Household, record: Record, number: str, head_name: str, people: int
) -> list[DomainError]:
    found = []
    for check in (
        lambda: check_day(household, record),
        lambda: tidy_head(head_name),
        lambda: _number(number),
        lambda: check_people(people),
        lambda: require_left(household, record, people, words.all_leave),
    ):
        try:
            check()
        except DomainError as error:
            found.append(error)
    return found


def _number(number: str) -> None:
    if not number.strip():
        raise words.no_number()
    if len(number.strip()) > register.NUMBER_LENGTH:
        raise words.long_number(register.NUMBER_LENGTH)


def _founded(household: Household, record: Record, number: str, head: str, people: int) -> Household:
    """The new household's row; a number that is taken is refused."""
    _state, resident = presence.life(household).on(record.day)
    row = register.HouseholdRow(
        number=number,
        head_name=head,
        group_number=household.group.number,
        members=people,
        resident=resident,
        joined_on=record.day,
    )
    (new,) = register.add_households(village=household.village, rows=[row], by=record.by, at=record.at)
    return new


@transaction.atomic
def merge(
    *,
    household: Household,
    into: Household,
    day: date,
    head_name: str = "",
    note: str = "",
    by: User | None,
    at: datetime,
    id: uuid.UUID | None = None,
) -> HouseholdEvent:
    """The household joins another and is closed; its people belong to the other from the day on.

    Its points stay on its own account. Its log-ins follow its people. ``head_name`` where the other has a new head.
    """
    record = Record(day=day, by=by, at=at, id=id)
    rows = locked_all(household.village, [household.pk, into.pk], by)
    household, other = rows[household.pk], rows.get(into.pk)
    if done := known(household, record):
        return done
    require_open(household)
    _check_pair(household, other, record)
    assert other is not None
    people = presence.people_on(household.village, [household], record.today)[household.pk]
    life = presence.life(household)
    if (state := life.on(day)[0]) == HouseholdState.CLOSED:
        raise words.wrong_state(household, state, day)
    event = step(
        household, life, record, EventKind.MERGED, state=HouseholdState.CLOSED, other=other, said=Said(note=note)
    )
    other.members += people.members
    other.save(update_fields=["members"])
    beside = Record(day=day, by=by, at=at)
    write(other, beside, EventKind.TOOK_IN, other=household, people=people.members, away=people.away)
    if head_name.strip() and " ".join(head_name.split()) != other.head_name:
        renamed(other, beside, head_name, Said(note=note))
    end_all(household, record)
    _log_ins_follow(household, other, record)
    return event


def _check_pair(household: Household, other: Household | None, record: Record) -> None:
    if other is None:
        raise words.no_other()
    if other.pk == household.pk:
        raise words.itself()
    if other.state == HouseholdState.CLOSED:
        raise words.other_closed(other)
    check_day(household, record)
    if record.day < other.joined_on:
        raise words.other_joined_later(other)


def _log_ins_follow(household: Household, other: Household, record: Record) -> None:
    rows = Membership.objects.filter(village=household.village, household=household, role=Role.VILLAGER)
    for membership in rows.select_for_update().order_by("pk"):
        membership.household = other
        membership.save(update_fields=["household"])
        audit.record(
            by=record.by,
            at=record.at,
            action="role.moved",
            subject=membership,
            before={"household": str(household.pk)},
            after={"household": str(other.pk)},
        )
