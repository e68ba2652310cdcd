"""Imports of the register that wait, and how one would change it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import date

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from points.enums import EntryKind
from points.models import AuditRow, Entry, Group, Household, RegisterImport, Village, VillageSettings
from points.queries import presence
from points.queries.base import base_of, schemes_in_force
from points.sheets.comparison import Comparing, Comparison, Known, Register, Standing
from points.sheets.groups import Groups
from points.sheets.households import Line

_COLUMNS = (
    "id", "number", "head_name", "group__number", "group__name", "members", "phone", "address", "resident", "joined_on",
    "note", "state", "left_on",
)  # fmt: skip


def waiting(village: Village) -> QuerySet[RegisterImport]:
    """Imports nobody has confirmed yet, the latest first, without their rows."""
    rows = RegisterImport.objects.filter(village=village).select_related("made_by")
    return rows.defer("lines", "remarks").order_by("-made_at")


def was_confirmed(village: Village, import_id: uuid.UUID) -> bool:
    """Whether an import that is no longer there has reached the register."""
    return AuditRow.objects.filter(village=village, subject_id=import_id, action="register.imported").exists()


def first_day(village: Village, today: date) -> date:
    """Since when new households count as registered, unless somebody says otherwise: an empty register is one that was
    kept on paper until now, so its households lived here at the beginning of the village's first year with the site.
    """
    if Household.objects.filter(village=village).exists():
        return today
    started = VillageSettings.objects.filter(village=village).earliest("effective_from").effective_from
    return date(min(started, today).year, 1, 1)


def compare(found: RegisterImport, today: date) -> Comparison:
    """The import beside the register as it is now. Five queries at most, whatever its size."""
    village, lines = found.village, [Line.of(kept) for kept in found.lines]
    with_points = any(line.points is not None for line in lines)
    base_points = _base_points(village, today)
    register = Register(
        households=[Known(*row) for row in _rows(village).values_list(*_COLUMNS)],
        groups=Groups(village.name, Group.objects.filter(village=village).values_list("number", "name")),
        today=today,
        standings=_standings(village, today.year) if with_points and base_points else None,
        away=_away(village),
        base_of=base_points or (lambda day: 0),
    )
    return Comparing(register, joined_on=found.joined_on, with_base=found.with_base).compare(lines)


def _away(village: Village) -> dict[uuid.UUID, int]:
    rows = presence.events(village).exclude(away=0).order_by().values("household_id").annotate(gone=Sum("away"))
    return dict(rows.filter(gone__gt=0).values_list("household_id", "gone"))


def _rows(village: Village) -> QuerySet[Household]:
    return Household.objects.filter(village=village).order_by("number")


def takes_points(village: Village, today: date) -> bool:
    """Opening entries need rules in force: without them nobody can say which part are base points."""
    return _base_points(village, today) is not None


def _base_points(village: Village, today: date) -> Callable[[date], int] | None:
    """Base points of this year for a household that lives here and joined on a day."""
    schemes = schemes_in_force(village) if village.points_on else []
    if not schemes or schemes[0].effective_from > today:  # type: ignore[operator]
        return None
    new_year = date(today.year, 1, 1)

    def base(joined_on: date) -> int:
        day = max(new_year, joined_on)
        return base_of(schemes, day, joined_in_year=joined_on > new_year) if day <= today else 0

    return base


def _standings(village: Village, year: int) -> Mapping[uuid.UUID, Standing]:
    this_year = Q(counted_in__gte=date(year, 1, 1), counted_in__lt=date(year + 1, 1, 1))
    is_base = Q(kind=EntryKind.BASE)
    rows = (
        Entry.objects.filter(village=village)
        .order_by()
        .values("household_id")
        .annotate(
            present=Coalesce(Sum("points", filter=this_year), 0),
            base=Coalesce(Sum("points", filter=this_year & is_base), 0),
            others=Sum("points", filter=~is_base),
        )
    )
    return {row["household_id"]: Standing(row["present"], row["base"], row["others"] is not None) for row in rows}
