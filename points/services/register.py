"""The register of households: groups, households, their state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from points.enums import EventKind, HouseholdState
from points.models import Group, Household, HouseholdEvent, User, Village
from points.models.household import PRIVATE_FIELDS
from points.queries import households as queries
from points.queries import presence
from points.services import audit, consents
from points.services.locks import lock_village
from villagegov.db.copying import insert_many
from villagegov.kernel import clock, pinyin
from villagegov.kernel.errors import DomainError, Problems

#: Lengths of the columns.
NUMBER_LENGTH = 12


@dataclass(frozen=True)
class HouseholdRow:
    """A household as it comes from a register."""

    number: str
    head_name: str
    group_number: int
    members: int = 1
    resident: bool = True
    state: HouseholdState = HouseholdState.ACTIVE
    joined_on: date = date(2019, 10, 1)
    left_on: date | None = None
    unranked: bool = False
    names_public: bool = False
    phone: str = ""
    address: str = ""
    note: str = ""


def spell(name: str) -> tuple[str, str]:
    """Full pinyin and initials of a head of household, as long as the register keeps them."""
    full, initials = pinyin.spell_name(name)
    return full[:120], initials[:20]


@transaction.atomic
def ensure_groups(*, village: Village, numbers: Sequence[int]) -> dict[int, Group]:
    """The village's groups by number, made where missing."""
    lock_village(village)
    known = {group.number: group for group in Group.objects.filter(village=village)}
    missing = [
        Group(village=village, number=number, name=f"{number}组") for number in sorted(set(numbers) - set(known))
    ]
    Group.objects.bulk_create(missing)
    return {**known, **{group.number: group for group in missing}}


@transaction.atomic
def add_households(*, village: Village, rows: Sequence[HouseholdRow], by: User | None, at: datetime) -> list[Household]:
    """New households, all or none. Raises :class:`Problems` naming each number that is empty, doubled or taken."""
    lock_village(village)
    numbers = [row.number.strip() for row in rows]
    taken = set(Household.objects.filter(village=village, number__in=numbers).values_list("number", flat=True))
    errors: list[DomainError] = []
    seen: set[str] = set()
    for number, row in zip(numbers, rows, strict=True):
        if not number or not row.head_name.strip():
            errors.append(DomainError(_("Every household needs a number and a head."), field="number", subject=row))
        elif number in taken or number in seen:
            errors.append(
                DomainError(
                    _("The household number %(number)s is taken. Give this household another.") % {"number": number},
                    field="number",
                    code="number_taken",
                    subject=row,
                )
            )
        seen.add(number)
    Problems.raise_if(errors)
    groups = ensure_groups(village=village, numbers=[row.group_number for row in rows])
    households = [_household(village, groups[row.group_number], row) for row in rows]
    insert_many(households)
    audit.record_many(
        [audit.row(by=by, at=at, action="household.added", subject=household) for household in households]
    )
    note_ranking(households=[household for household in households if household.unranked], by=by, at=at)
    consents.give_with_register(
        rows=[household for household, row in zip(households, rows, strict=True) if row.names_public], by=by, at=at
    )
    return households


def _household(village: Village, group: Group, row: HouseholdRow) -> Household:
    spelt, initials = spell(row.head_name.strip())
    return Household(
        village=village,
        group=group,
        number=row.number.strip(),
        head_name=row.head_name.strip(),
        pinyin=spelt,
        initials=initials,
        members=row.members,
        resident=row.resident,
        state=row.state,
        joined_on=row.joined_on,
        left_on=row.left_on,
        unranked=row.unranked,
        phone=row.phone.strip(),
        address=row.address.strip(),
        note=row.note.strip(),
    )


#: What is corrected on the register. What happened in the life of a household goes through ``points.services.life``; a
#: correction of these columns leaves an event too, so that a past day can be asked about.
EDITABLE = ("head_name", "group", "members", "resident", "state", "joined_on", "left_on", "unranked", *PRIVATE_FIELDS)


@transaction.atomic
def change_household(*, household: Household, by: User | None, at: datetime, **changes: object) -> Household:
    """Change what is written of a household; the number stays. A closed household needs the day it left."""
    locked = queries.lock(household.village, [household.pk])[household.pk]
    if unknown := set(changes) - set(EDITABLE):
        raise TypeError(f"not editable: {sorted(unknown)}")
    changed = [name for name, value in changes.items() if getattr(locked, name) != value]
    before = presence.life(locked)
    for name in changed:
        setattr(locked, name, changes[name])
    if locked.state == HouseholdState.CLOSED and locked.left_on is None:
        raise DomainError(_("Give the day on which the household was closed."), field="left_on", code="left_on_missing")
    if locked.left_on and locked.left_on < locked.joined_on:
        raise DomainError(_("It cannot leave before it joined. Check both days."), field="left_on", code="left_early")
    locked.pinyin, locked.initials = spell(locked.head_name)
    locked.save()
    note_presence(changes=[(locked, before)], by=by, at=at)
    if "unranked" in changed:
        note_ranking(households=[locked], by=by, at=at)
    if locked.state == HouseholdState.CLOSED and "state" in changed:
        consents.end_names(
            household=locked, day=locked.left_on or clock.local_day(at), why="closed", by=by, at=at, every_kind=True
        )
    # Which fields, not what they held: names do not belong into the audit.
    audit.record(by=by, at=at, action="household.changed", subject=locked, after={"fields": changed})
    return locked


def note_presence(
    *, changes: Sequence[tuple[Household, presence.Life]], by: User | None, at: datetime
) -> list[HouseholdEvent]:
    """An event for each household whose state or residence was corrected, given its life as it was before. For whoever
    changes the register's rows, inside that transaction and under the rows' locks.

    It holds from the day the household was closed, else from today, and never from a day before the last event.
    """
    today = clock.local_day(at)
    made = []
    for row, before in changes:
        if (row.state, row.resident) == (before.state, before.resident):
            continue
        day = row.left_on if row.state == HouseholdState.CLOSED and row.left_on else today
        made.append(
            HouseholdEvent(
                village_id=row.village_id,
                household=row,
                kind=EventKind.REGISTER,
                day=max([day, *(step.day for step in before.steps[-1:])]),
                state_before=before.state,
                state=row.state,
                resident_before=before.resident,
                resident=row.resident,
                recorded_by=by,
                recorded_at=at,
            )
        )
    return HouseholdEvent.objects.bulk_create(made, batch_size=1000)


def note_ranking(*, households: Sequence[Household], by: User | None, at: datetime) -> None:
    """An event for each household that was left out of the bottom three, or no longer is, with the register."""
    HouseholdEvent.objects.bulk_create(
        [
            HouseholdEvent(
                village_id=row.village_id,
                household=row,
                kind=EventKind.UNRANKED if row.unranked else EventKind.RANKED,
                day=clock.local_day(at),
                recorded_by=by,
                recorded_at=at,
            )
            for row in households
        ],
        batch_size=1000,
    )
