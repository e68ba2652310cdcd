"""A village in figures, for its profile page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from points.enums import HouseholdState
from points.models import Group, Household, Item, Region, Village
from points.queries import schemes


@dataclass(frozen=True)
class Figures:
    households: int
    groups: int
    scheme_from: date | None = None
    items: int = 0
    base_points: int = 0


def figures(village: Village, day: date) -> Figures:
    """Resident households, groups, and the rules in force on the day. Four queries."""
    households = Household.objects.filter(village=village, resident=True, state=HouseholdState.ACTIVE).count()
    groups = Group.objects.filter(village=village).count()
    scheme = schemes.scheme_on(village, day)
    if scheme is None:
        return Figures(households, groups)
    items = Item.objects.filter(village=village, scheme=scheme).count()
    return Figures(households, groups, scheme.effective_from, items, scheme.base_points)


def region_names(village: Village) -> list[str]:
    """四川省, 乐山市, 井研县, 研经镇: from the largest down."""
    names = []
    region: Region | None = village.town
    while region is not None:
        names.append(region.name)
        region = region.parent
    return names[::-1]
