"""The end of a household: its last member died, or it moved out for good. And its coming back onto the register."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from points.enums import ClaimState, EventKind, HouseholdState, Role
from points.models import Claim, Household, HouseholdEvent, Membership, User
from points.queries import presence
from points.services import audit, care, consents
from points.services.claims import change_state
from points.services.life import words
from points.services.life.common import Record, Said, check_day, check_people, known, locked, require_open, step, write


@transaction.atomic
def die_out(
    *, household: Household, day: date, note: str = "", by: User | None, at: datetime, id: uuid.UUID | None = None
) -> HouseholdEvent:
    """The last member died. The household is closed, stands on no public page from this moment, and its log-ins end.

    A deduction that still waits to be told lapses: there is nobody left to tell.
    """
    record = Record(day=day, by=by, at=at, id=id)
    untold = _untold(household)
    household = locked(household, by)
    if done := known(household, record):
        return done
    require_open(household)
    if household.members > 1:
        raise words.others_left(household.members)
    event = _close(household, record, EventKind.DIED_OUT, note)
    if {claim.pk for claim in _untold(household, lock=False)} - {claim.pk for claim in untold}:
        raise words.changed_meanwhile()
    _let_lapse(untold, record)
    _end_log_ins(household, record)
    return event


@transaction.atomic
def move_out(
    *, household: Household, day: date, note: str = "", by: User | None, at: datetime, id: uuid.UUID | None = None
) -> HouseholdEvent:
    """The household moved out for good: closed, and off every public page. Its points stay on its account."""
    record = Record(day=day, by=by, at=at, id=id)
    household = locked(household, by)
    if done := known(household, record):
        return done
    return _close(household, record, EventKind.MOVED_OUT, note)


@transaction.atomic
def reopen(
    *,
    household: Household,
    day: date,
    people: int = 1,
    note: str = "",
    by: User | None,
    at: datetime,
    id: uuid.UUID | None = None,
) -> HouseholdEvent:
    """A closed household is here again, with so many people, under its old number and with its old account."""
    record = Record(day=day, by=by, at=at, id=id)
    household = locked(household, by)
    if done := known(household, record):
        return done
    check_day(household, record)
    if household.state != HouseholdState.CLOSED:
        raise words.nothing_to_change()
    check_people(people)
    life = presence.life(household)
    if (state := life.on(day)[0]) != HouseholdState.CLOSED:
        raise words.wrong_state(household, state, day)
    _keep_closing(household, life, at)
    event = step(
        household, life, record, EventKind.REOPENED, state=HouseholdState.ACTIVE, resident=True, said=Said(note=note)
    )
    household.members = people
    household.save(update_fields=["members"])
    return event


def _keep_closing(household: Household, life: presence.Life, at: datetime) -> None:
    """Of a household that came closed with the register, the day it left stands in its row alone: keep it as an event
    before the row is written over.
    """
    if life.steps or household.left_on is None:
        return
    closing = presence.Step(
        day=household.left_on,
        state=HouseholdState.CLOSED,
        resident=household.resident,
        state_before=HouseholdState.ACTIVE,
        resident_before=household.resident,
    )
    record = Record(day=household.left_on, by=None, at=at)
    life.steps.append(presence.step_of(write(household, record, EventKind.REGISTER, step=closing)))


def _close(household: Household, record: Record, kind: EventKind, note: str) -> HouseholdEvent:
    require_open(household)
    check_day(household, record)
    life = presence.life(household)
    event = step(household, life, record, kind, state=HouseholdState.CLOSED, said=Said(note=note))
    end_all(household, record)
    return event


def end_all(household: Household, record: Record) -> None:
    """What ends with a household: its consents, its care marks."""
    consents.end_names(household=household, day=record.day, why="closed", by=record.by, at=record.at, every_kind=True)
    care.end_all(household=household, day=record.day, by=record.by, at=record.at)


def _untold(household: Household, *, lock: bool = True) -> list[Claim]:
    """Approved deductions that wait to be told. Claims are locked before households."""
    rows = Claim.objects.filter(village=household.village_id, household=household, state=ClaimState.TELLING)
    if lock:
        rows = rows.select_for_update(of=("self",))
    return list(rows.order_by("pk"))


def _let_lapse(claims: list[Claim], record: Record) -> None:
    with translation.override("zh-hans"):
        note = _("The household has been closed; there is nobody to tell.")
    change_state(claims=claims, to=ClaimState.REJECTED, at=record.at, decided_at=record.at, decision_note=note)
    audit.record_many(
        [
            audit.row(
                by=record.by,
                at=record.at,
                action="claim.lapsed",
                subject=claim,
                before={"state": ClaimState.TELLING},
                after={"state": ClaimState.REJECTED},
            )
            for claim in claims
        ]
    )


def _end_log_ins(household: Household, record: Record) -> None:
    rows = Membership.objects.filter(
        village=household.village, household=household, role=Role.VILLAGER, active=True
    ).select_for_update()
    for membership in rows.order_by("pk"):
        membership.active = False
        membership.save(update_fields=["active"])
        audit.record(
            by=record.by, at=record.at, action="role.revoked", subject=membership, before={"role": Role.VILLAGER}
        )
