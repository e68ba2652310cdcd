"""Who is due to attend on a day: the members of one body or of two together, or the households of the register."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from councils.models import Body, GridGroup, MatterStep, SettlementHousehold
from councils.queries.bodies import seats_on
from councils.queries.people import keys_of
from points.enums import HouseholdState
from points.models import Household, Village
from points.queries import notices


@dataclass(frozen=True)
class Line:
    name: str
    position: str = ""
    member_id: uuid.UUID | None = None
    household_id: uuid.UUID | None = None
    user_id: uuid.UUID | None = None


def members_on(village: Village, day: date, *bodies: Body | None) -> list[Line]:
    """Each person once, in whichever of the bodies they sit; alternates are not due. One query.

    Who is one person is told from all seats of the day, as everywhere. Of two seats the one with a log-in stands on the
    roll: by it they are told of the sitting, and find it.
    """
    seats = list(seats_on(village, day).order_by("term_from", "pk"))
    keys = keys_of(seats)
    due = {body.pk for body in bodies if body}
    found: dict[uuid.UUID, Line] = {}
    for seat in seats:
        if seat.body_id not in due or seat.alternate:
            continue
        known = found.get(keys[seat.pk])
        if known is None or (known.user_id is None and seat.user_id is not None):
            found[keys[seat.pk]] = Line(seat.name, seat.position, member_id=seat.pk, user_id=seat.user_id)
    return list(found.values())


def of_area(village: Village, body: Body | None) -> Q:
    """The households of the area whose matter it is: of a group, a grid, a settlement; else of the whole village."""
    if body is None or not (body.group_id or body.grid_id or body.settlement_id):
        return Q()
    if body.group_id:
        return Q(group=body.group_id)
    if body.grid_id:
        return Q(group__in=GridGroup.objects.filter(village=village, grid=body.grid_id).values("group_id"))
    living = SettlementHousehold.objects.filter(village=village, settlement=body.settlement_id)
    return Q(pk__in=living.values("household_id"))


def households(village: Village, area: Body | None = None) -> list[Line]:
    """Every household of the area that is in the register today and lives here, by number. One query."""
    rows = Household.objects.filter(of_area(village, area), village=village, resident=True)
    rows = rows.exclude(state=HouseholdState.CLOSED)
    return [
        Line(name, position=number, household_id=key)
        for key, name, number in rows.order_by("number").values_list("pk", "head_name", "number")
    ]


def roll(step: MatterStep, day: date) -> list[Line]:
    """Of a step on a day; the villagers' meeting is that of the area whose matter it is."""
    if step.households:
        return households(step.village, step.matter.body)
    return members_on(step.village, day, step.body, step.with_body)


def log_ins(village: Village, lines: list[Line]) -> list[uuid.UUID]:
    """Of those on a roll: their own, or those of their households."""
    homes = notices.of_households(village, [line.household_id for line in lines if line.household_id])
    return [line.user_id for line in lines if line.user_id] + [user for users in homes.values() for user in users]
