"""Striking out an event that was recorded by mistake. The row stays, and a second one says that it does not count."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from django.db import transaction

from points.enums import PRESENCE_EVENTS, SHARED_EVENTS, EventKind, EventReason, Role
from points.models import EventWords, Household, HouseholdEvent, User
from points.queries import access, presence
from points.services.life import words
from points.services.life.common import Record, Said, follow, known, locked, write
from points.services.register import spell
from villagegov.kernel import clock


@transaction.atomic
def strike_out(
    *, event: HouseholdEvent, note: str = "", by: User, at: datetime, id: uuid.UUID | None = None
) -> HouseholdEvent:
    """Take an event back, as far as nothing later builds on it. The administrator's alone.

    What ended with a closed household (log-ins, consents, care marks) does not begin again by itself.
    """
    if not access.has_role(by, event.village, Role.ADMINISTRATOR):
        raise words.only_administrator()
    record = Record(day=clock.local_day(at), by=by, at=at, id=id)
    household = locked(event.household, by)
    if done := known(household, record):
        return done
    found = HouseholdEvent.objects.filter(village=household.village, household=household, pk=event.pk).first()
    if found is None:
        raise words.event_gone()
    kind = EventKind(found.kind)
    if kind in SHARED_EVENTS or kind == EventKind.CANCELLED:
        raise words.not_cancelled(kind)
    if HouseholdEvent.objects.filter(village=household.village, cancels=found).exists():
        raise words.cancelled_already()
    cancelling = Record(day=found.day, by=by, at=at, id=id)
    _take_back(household, found, kind, record.day)
    return write(
        household,
        cancelling,
        EventKind.CANCELLED,
        cancels=found,
        said=Said(reason=EventReason.MISTAKE, note=note),
    )


def _take_back(household: Household, event: HouseholdEvent, kind: EventKind, today: date) -> None:
    if kind in PRESENCE_EVENTS:
        _presence(household, event)
    elif kind == EventKind.HEAD:
        _head(household, event)
    elif kind == EventKind.PEOPLE:
        _require_people(household, event, today)
        household.members -= event.people
        household.save(update_fields=["members"])
    elif kind in (EventKind.SOME_AWAY, EventKind.SOME_BACK):
        _require_people(household, event, today)
    elif kind in (EventKind.UNRANKED, EventKind.RANKED):
        _require_last(household, event, (EventKind.UNRANKED, EventKind.RANKED))
        household.unranked = kind == EventKind.RANKED
        household.save(update_fields=["unranked"])


def _presence(household: Household, event: HouseholdEvent) -> None:
    """The next event must build on what was before this one."""
    life = presence.life(household)
    place = next(index for index, row in enumerate(life.steps) if row.event_id == event.pk)
    gone = life.steps.pop(place)
    if place < len(life.steps):
        following = life.steps[place]
        if (following.state_before, following.resident_before) != (gone.state_before, gone.resident_before):
            raise words.later_first(following.kind, following.day)
    if not life.steps:
        household.state, household.resident, household.left_on = gone.state_before, gone.resident_before, None
    follow(household, life)


def _head(household: Household, event: HouseholdEvent) -> None:
    _require_last(household, event, (EventKind.HEAD,))
    said = EventWords.objects.filter(village=household.village, event=event).first()
    if said is None or not said.old_head:
        raise words.words_erased()
    household.head_name = said.old_head
    household.pinyin, household.initials = spell(said.old_head)
    household.save(update_fields=["head_name", "pinyin", "initials"])


def _require_last(household: Household, event: HouseholdEvent, kinds: tuple[EventKind, ...]) -> None:
    rows: Any = presence.events(household.village).filter(household=household, kind__in=kinds)
    last = rows.order_by("-day", "-id").first()
    if last is not None and last.pk != event.pk:
        raise words.later_first(EventKind(last.kind), last.day)


def _require_people(household: Household, event: HouseholdEvent, today: date) -> None:
    """Without the event, there must be somebody at home and nobody away who does not belong to it."""
    now = presence.people_on(household.village, [household], max(event.day, household.joined_on))[household.pk]
    last = presence.people_on(household.village, [household], today)[household.pk]
    for people in (now, last):
        away = people.away - event.away
        members = people.members - event.people
        if members - away < 1:
            raise words.too_many_people(people.at_home)
        if away < 0:
            raise words.not_so_many_away(people.away)
