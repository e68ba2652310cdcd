"""The register of households: groups, households, their state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from pypinyin import Style, lazy_pinyin

from points.enums import HouseholdState
from points.models import Group, Household, User, Village
from points.services import audit
from points.services.locks import lock_village
from villagegov.kernel.errors import DomainError, Problems


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


def spell(name: str) -> tuple[str, str]:
    """Full pinyin and initials in small letters: 李小华 -> ``lixiaohua``, ``lxh``."""
    full = "".join(lazy_pinyin(name, strict=False))
    initials = "".join(syllable[:1] for syllable in lazy_pinyin(name, style=Style.NORMAL))
    return full.lower()[:120], initials.lower()[:20]


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
    Household.objects.bulk_create(households, batch_size=1000)
    audit.record_many(
        [audit.row(by=by, at=at, action="household.added", subject=household) for household in households]
    )
    return households


def _household(village: Village, group: Group, row: HouseholdRow) -> Household:
    pinyin, initials = spell(row.head_name.strip())
    return Household(
        village=village,
        group=group,
        number=row.number.strip(),
        head_name=row.head_name.strip(),
        pinyin=pinyin,
        initials=initials,
        members=row.members,
        resident=row.resident,
        state=row.state,
        joined_on=row.joined_on,
        left_on=row.left_on,
        unranked=row.unranked,
        names_public=row.names_public,
    )


#: What an administrator changes on a household's page.
EDITABLE = ("head_name", "group", "members", "resident", "state", "joined_on", "left_on", "unranked", "names_public")


@transaction.atomic
def change_household(*, household: Household, by: User | None, at: datetime, **changes: object) -> Household:
    """Change what is written of a household; the number stays. A closed household needs the day it left."""
    locked = Household.objects.select_for_update().get(village=household.village_id, pk=household.pk)
    if unknown := set(changes) - set(EDITABLE):
        raise TypeError(f"not editable: {sorted(unknown)}")
    changed = [name for name, value in changes.items() if getattr(locked, name) != value]
    for name in changed:
        setattr(locked, name, changes[name])
    if locked.state == HouseholdState.CLOSED and locked.left_on is None:
        raise DomainError(_("Give the day on which the household was closed."), field="left_on", code="left_on_missing")
    if locked.left_on and locked.left_on < locked.joined_on:
        raise DomainError(_("It cannot leave before it joined. Check both days."), field="left_on", code="left_early")
    locked.pinyin, locked.initials = spell(locked.head_name)
    locked.save()
    # Which fields, not what they held: names do not belong into the audit.
    audit.record(by=by, at=at, action="household.changed", subject=locked, after={"fields": changed})
    return locked
