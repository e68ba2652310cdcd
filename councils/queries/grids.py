"""Grids 网格, who looks after them, and which households lie in them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from councils.models import Grid, GridGroup, GridOfficer
from points.enums import Role
from points.models import Group, Household, Membership, User, Village


@dataclass
class Listed:
    grid: Grid
    groups: list[Group] = field(default_factory=list)
    officers: list[User] = field(default_factory=list)


def listing(village: Village) -> list[Listed]:
    """Every grid with its groups and officers. Three queries."""
    rows = {grid.pk: Listed(grid) for grid in Grid.objects.filter(village=village).order_by("number")}
    groups = GridGroup.objects.filter(village=village).select_related("group").order_by("group__number")
    for row in groups:
        rows[row.grid_id].groups.append(row.group)
    for held in GridOfficer.objects.filter(village=village).select_related("user").order_by("user__name"):
        rows[held.grid_id].officers.append(held.user)
    return list(rows.values())


def own_grids(user: User, village: Village) -> list[Grid]:
    rows = Grid.objects.filter(village=village, officer_rows__village=village, officer_rows__user=user)
    return list(rows.order_by("number"))


def own_groups(user: User, village: Village) -> list[int]:
    """Numbers of the groups in the person's grids."""
    rows = GridGroup.objects.filter(village=village, grid__officer_rows__village=village, grid__officer_rows__user=user)
    return sorted(rows.values_list("group__number", flat=True))


def of_household(household: Household) -> Grid | None:
    row = (
        GridGroup.objects.filter(village=household.village_id, group=household.group_id).select_related("grid").first()
    )
    return row.grid if row else None


def possible_officers(village: Village) -> list[User]:
    """Grid officers of the village, by name."""
    rows = Membership.objects.filter(village=village, active=True, role=Role.GRID_OFFICER, user__is_active=True)
    return sorted({row.user for row in rows.select_related("user")}, key=lambda user: (user.name, user.pk))


def of_key(village: Village, grid_id: uuid.UUID) -> Listed | None:
    return next((row for row in listing(village) if row.grid.pk == grid_id), None)
