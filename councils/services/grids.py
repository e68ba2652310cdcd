"""Grids and the rhythm of visits: drawn up by the administrator."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from councils.enums import VisitKind
from councils.models import Demand, Grid, GridGroup, GridOfficer, VisitRhythm
from councils.models.visit import MOST_DAYS
from councils.queries import grids as queries
from points.enums import Role
from points.models import Group, User, Village
from points.queries import access
from points.services import audit
from points.services.locks import lock_village
from villagegov.kernel.errors import DomainError, Gone, Problems

NAME_LENGTH = 30
MOST_NUMBER = 999


@transaction.atomic
def save_grid(
    *,
    village: Village,
    grid: Grid | None = None,
    number: int,
    name: str,
    groups: Collection[uuid.UUID],
    officers: Collection[uuid.UUID],
    by: User | None,
    at: datetime,
) -> Grid:
    """A new grid, or another number, name, groups or officers of one.

    Raises :class:`DomainError` naming ``number``, ``name``, ``groups`` or ``officers``.
    """
    if by is not None:
        access.require(by, village, Role.ADMINISTRATOR)
    lock_village(village)
    name = name.strip()
    Problems.raise_if(_wrong(village, grid, number, name, groups, officers))
    found = grid or Grid(village=village)
    found.number, found.name = number, name
    found.save()
    # Only the households' grid of the day is asked for, so the rows are simply drawn up anew.
    GridGroup.objects.filter(village=village, grid=found).delete()
    GridOfficer.objects.filter(village=village, grid=found).delete()
    GridGroup.objects.bulk_create(GridGroup(village=village, grid=found, group_id=key) for key in sorted(set(groups)))
    GridOfficer.objects.bulk_create(GridOfficer(village=village, grid=found, user_id=key) for key in set(officers))
    after = {"number": number, "groups": len(set(groups)), "officers": len(set(officers))}
    audit.record(by=by, at=at, action="grid.saved", subject=found, after=after)
    return found


def _wrong(
    village: Village,
    grid: Grid | None,
    number: int,
    name: str,
    groups: Collection[uuid.UUID],
    officers: Collection[uuid.UUID],
) -> list[DomainError]:
    others = Grid.objects.filter(village=village)
    if grid is not None:
        others = others.exclude(pk=grid.pk)
    found = []
    if not 1 <= number <= MOST_NUMBER:
        found.append(DomainError(_("Number the grid 1 or higher."), field="number", code="number"))
    elif others.filter(number=number).exists():
        sentence = _("Grid %(number)s is there already. Choose another number.") % {"number": number}
        found.append(DomainError(sentence, field="number", code="number_taken"))
    if not name or len(name) > NAME_LENGTH:
        sentence = _("Give the grid a name of at most %(most)s characters.") % {"most": NAME_LENGTH}
        found.append(DomainError(sentence, field="name", code="name"))
    if not groups or Group.objects.filter(village=village, pk__in=set(groups)).count() != len(set(groups)):
        found.append(DomainError(_("Tick the groups that belong to the grid."), field="groups", code="groups"))
    else:
        taken = GridGroup.objects.filter(village=village, group__in=set(groups)).exclude(grid=grid.pk if grid else None)
        if row := taken.select_related("group", "grid").first():
            sentence = _("%(group)s belongs to %(grid)s. Take it out there first.")
            values = {"group": row.group.name, "grid": row.grid.name}
            found.append(DomainError(sentence % values, field="groups", code="group_taken"))
    known = {user.pk for user in queries.possible_officers(village)}
    if not set(officers) <= known:
        sentence = _("Only grid officers of this village can look after a grid. Grant the role first.")
        found.append(DomainError(sentence, field="officers", code="officers"))
    return found


@transaction.atomic
def remove_grid(*, grid: Grid, by: User, at: datetime) -> None:
    """Take a grid away that was never used: demands keep the grid they came from."""
    access.require(by, grid.village, Role.ADMINISTRATOR)
    lock_village(grid.village)
    found = Grid.objects.filter(village=grid.village_id, pk=grid.pk).first()
    if found is None:
        raise Gone(_("This grid is no longer there."), code="grid_gone")
    if Demand.objects.filter(village=grid.village_id, grid=found).exists():
        sentence = _("Demands came from this grid, so it stays. Rename it, or take its groups out.")
        raise DomainError(sentence, code="grid_used")
    audit.record(by=by, at=at, action="grid.removed", subject=found, before={"number": found.number})
    found.delete()


@transaction.atomic
def set_rhythm(*, village: Village, days: Mapping[str, int], by: User, at: datetime) -> None:
    """Days between two visits, by kind. Raises :class:`DomainError` naming the kind."""
    access.require(by, village, Role.ADMINISTRATOR)
    sentence = _("Choose between 1 and %(most)s days.") % {"most": MOST_DAYS}
    wrong = [DomainError(sentence, field=str(kind), code="days") for kind in days if not 1 <= days[kind] <= MOST_DAYS]
    if set(days) - set(VisitKind.values):
        wrong.append(DomainError(_("This kind of visit is not known."), code="kind"))
    Problems.raise_if(wrong)
    lock_village(village)
    known = {row.kind: row for row in VisitRhythm.objects.filter(village=village)}
    for kind, number in days.items():
        row = known.get(kind) or VisitRhythm(village=village, kind=kind)
        row.days = number
        row.save()
    audit.record(
        by=by, at=at, action="visitrhythm.set", subject=village, village_id=village.pk,
        after={str(kind): number for kind, number in days.items()},
    )  # fmt: skip
