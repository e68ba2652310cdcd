"""Who heads a household and how many belong to it; whether it is left out of the bottom three."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import transaction

from points.enums import EventKind, EventReason
from points.models import Household, HouseholdEvent, User
from points.queries import presence
from points.services import consents
from points.services.life import words
from points.services.life.common import (
    HEAD_LENGTH,
    Record,
    Said,
    check_day,
    check_people,
    known,
    locked,
    require_left,
    require_open,
    write,
)
from points.services.register import spell
from villagegov.kernel import clock


@transaction.atomic
def change_head(
    *,
    household: Household,
    day: date,
    head_name: str,
    reason: EventReason | str = "",
    note: str = "",
    by: User | None,
    at: datetime,
    id: uuid.UUID | None = None,
) -> HouseholdEvent:
    """Somebody else heads the household from the day on. Points, log-ins and number stay with the household.

    A consent to be named was the former head's own: it ends, and the name is masked at once.
    """
    record = Record(day=day, by=by, at=at, id=id)
    household = locked(household, by)
    if done := known(household, record):
        return done
    require_open(household)
    check_day(household, record)
    return renamed(household, record, head_name, Said(reason=reason, note=note))


def renamed(household: Household, record: Record, head_name: str, said: Said) -> HouseholdEvent:
    """The new head, in a household that is held. Part of splitting and merging too."""
    new, old = tidy_head(head_name), household.head_name
    if new == old:
        raise words.same_head(new)
    heads = presence.events(household.village).filter(household=household, kind=EventKind.HEAD)
    if later := heads.filter(day__gt=record.day).order_by("-day").first():
        raise words.out_of_order(EventKind.HEAD, later.day)
    household.head_name = new
    household.pinyin, household.initials = spell(new)
    household.save(update_fields=["head_name", "pinyin", "initials"])
    consents.end_names(household=household, day=record.day, why="head", by=record.by, at=record.at)
    more = Said(reason=said.reason, note=said.note, old_head=old, new_head=new)
    return write(household, record, EventKind.HEAD, said=more)


def tidy_head(head_name: str) -> str:
    head = " ".join(head_name.split())
    if not head:
        raise words.no_head()
    if len(head) > HEAD_LENGTH:
        raise words.long_head(HEAD_LENGTH)
    return head


@transaction.atomic
def change_people(
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
    """Some more (a birth, a wedding) or some fewer (a death, a wedding elsewhere) belong to it; one at least stays."""
    record = Record(day=day, by=by, at=at, id=id)
    household = locked(household, by)
    if done := known(household, record):
        return done
    require_open(household)
    check_day(household, record)
    check_people(abs(people))
    check_people(household.members + max(people, 0))
    require_left(household, record, -people)
    household.members += people
    household.save(update_fields=["members"])
    return write(household, record, EventKind.PEOPLE, people=people, said=Said(reason=reason, note=note))


@transaction.atomic
def set_ranked(
    *,
    household: Household,
    ranked: bool,
    note: str = "",
    by: User | None,
    at: datetime,
    id: uuid.UUID | None = None,
) -> HouseholdEvent:
    """Leave a household out of the bottom three by hand, with the reason, or take that back. In public
    nothing is said.
    """
    record = Record(day=clock.local_day(at), by=by, at=at, id=id)
    household = locked(household, by)
    if done := known(household, record):
        return done
    require_open(household)
    if household.unranked != ranked:
        raise words.nothing_to_change()
    if not ranked and not note.strip():
        raise words.no_note()
    household.unranked = not ranked
    household.save(update_fields=["unranked"])
    kind = EventKind.RANKED if ranked else EventKind.UNRANKED
    return write(household, record, kind, said=Said(note=note))
