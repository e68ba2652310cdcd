"""Areas of a village: groups 组, grids 网格, settlements 聚居点, each with its bodies and who looks after it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from django.db.models import Count, QuerySet

from councils.enums import BodyKind, SeatKind
from councils.models import Body, BodyMember, Settlement, SettlementHousehold
from councils.queries.bodies import in_order, seats_on
from councils.queries.grids import listing as grid_listing
from points.models import Group, Household, Village
from points.queries.presence import gone

Kind = Literal["group", "grid", "settlement"]


@dataclass
class Area:
    kind: Kind
    key: uuid.UUID
    name: str
    #: Households on the register.
    households: int = 0
    #: Who looks after it: names as they serve, each once.
    officers: list[str] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)
    #: Of a grid: the names of its groups.
    groups: list[str] = field(default_factory=list)


def areas(village: Village, day: date) -> list[Area]:
    """Every area, groups first. Nine queries, however many there are."""
    groups = list(Group.objects.filter(village=village))
    homes: dict[uuid.UUID, int] = dict(
        on_register(village).order_by().values("group_id").annotate(n=Count("id")).values_list("group_id", "n")
    )
    found = [Area("group", group.pk, group.name, homes.get(group.pk, 0)) for group in groups]
    for row in grid_listing(village):
        count = sum(homes.get(group.pk, 0) for group in row.groups)
        names = [user.name for user in row.officers]
        found.append(
            Area("grid", row.grid.pk, row.grid.name, count, names, groups=[group.name for group in row.groups])
        )
    settled = dict(
        SettlementHousehold.objects.filter(village=village, household__in=on_register(village).values("pk"))
        .values("settlement_id")
        .annotate(n=Count("id"))
        .values_list("settlement_id", "n")
    )
    for settlement in Settlement.objects.filter(village=village):
        found.append(Area("settlement", settlement.pk, settlement.name, settled.get(settlement.pk, 0)))
    _with_bodies(village, day, found)
    return found


def _with_bodies(village: Village, day: date, found: list[Area]) -> None:
    """Bodies of each area; its officers are group leaders, and the heads of its bodies."""
    by_key = {(area.kind, area.key): area for area in found}
    seats = list(seats_on(village, day).select_related("body", "household", "user", "group"))
    for body in open_bodies(village, day):
        if area := by_key.get(area_key(body)):  # type: ignore[arg-type]
            area.bodies.append(body)
    for seat in in_order(seats):
        if seat.body.kind == BodyKind.GROUP_LEADERS:
            led = seat.group_id or (seat.household.group_id if seat.household else None)
            _add(by_key.get(("group", led)) if led else None, seat.name)
        elif seat.seat_kind == SeatKind.HEAD:
            _add(by_key.get(area_key(seat.body)), seat.name)  # type: ignore[arg-type]


def _add(area: Area | None, name: str) -> None:
    if area is not None and name not in area.officers:
        area.officers.append(name)


def area_key(body: Body) -> tuple[Kind, uuid.UUID] | None:
    """Which area a body belongs to; None for the village's own."""
    if body.group_id:
        return "group", body.group_id
    if body.grid_id:
        return "grid", body.grid_id
    return ("settlement", body.settlement_id) if body.settlement_id else None


def open_bodies(village: Village, day: date) -> list[Body]:
    """Bodies that are not closed, in the order of their kinds, the village's own first. One query."""
    rows = Body.objects.filter(village=village).select_related("group", "grid", "settlement")
    standing = [body for body in rows if body.closed_on is None or body.closed_on >= day]
    return sorted(standing, key=body_place)


#: The committees first, as they are named everywhere.
_FIRST = (BodyKind.BRANCH, BodyKind.VILLAGE_COMMITTEE, BodyKind.SUPERVISION)


def body_place(body: Body) -> tuple[int, int, int, str]:
    kinds = [*_FIRST, *(kind for kind in BodyKind if kind not in _FIRST)]
    area = body.group or body.grid or body.settlement
    level = 0 if area is None else 1 if body.settlement_id else 2
    return level, kinds.index(BodyKind(body.kind)), area.number if area else 0, body.name


def on_register(village: Village) -> QuerySet[Household]:
    """Households that are not closed, at home or away."""
    return Household.objects.filter(village=village).exclude(gone())


def households_of(settlement: Settlement) -> QuerySet[Household]:
    """Households of the settlement on the register, by number."""
    inside = SettlementHousehold.objects.filter(village=settlement.village_id, settlement=settlement)
    rows = on_register(settlement.village).filter(pk__in=inside.values("household"))
    return rows.select_related("group").order_by("number")


def members_of(village: Village, bodies: Iterable[Body], day: date) -> dict[uuid.UUID, list[BodyMember]]:
    """Who sits in each of the bodies on the day, in the order of a list. One query."""
    found: dict[uuid.UUID, list[BodyMember]] = {body.pk: [] for body in bodies}
    rows = seats_on(village, day).filter(body__in=list(found)).select_related("user", "household", "group")
    for seat in in_order(rows):
        found[seat.body_id].append(seat)
    return found
