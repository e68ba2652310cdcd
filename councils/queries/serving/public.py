"""Who serves here 村里谁管事, as everybody reads it.

Office holders stand with their names in full, because they serve in public. Of a meeting of party members and of a
team of volunteers the head is named and the others are counted: they hold no office.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from councils.enums import BodyKind, SeatKind
from councils.models import BodyMember, BodyRules, VillageRules
from councils.queries.people import keys_of
from councils.queries.serving.areas import Area, areas
from councils.queries.serving.desk import Row, latest_rules, listing
from points.models import Village

#: Whose members hold no office.
NO_OFFICE = (BodyKind.PARTY_MEMBERS, BodyKind.VOLUNTEER_TEAM)


@dataclass(frozen=True)
class Shown:
    row: Row
    named: Sequence[BodyMember]
    #: Who sits there too and is not named.
    others: int
    rules: BodyRules | None

    @property
    def with_party(self) -> bool:
        """The share of party members is told of an owners' committee."""
        return self.row.body.kind == BodyKind.OWNERS


@dataclass(frozen=True)
class Served:
    village: Sequence[Shown]
    #: Each settlement with its bodies and whether it has a convention.
    settlements: Sequence[tuple[Area, Sequence[Shown], bool]]
    #: Groups and grids with who looks after them.
    groups: Sequence[Area]
    grids: Sequence[Area]
    #: Bodies of groups and grids.
    of_areas: Sequence[Shown]
    people: int


def serving(village: Village, day: date) -> Served:
    """A constant number of queries."""
    rows = [row for row in listing(village, day) if row.members]
    papers = latest_rules(village, [row.body for row in rows])
    shown = [_shown(row, papers.get(row.body.pk)) for row in rows]
    found = areas(village, day)
    with_convention = set(
        VillageRules.objects.filter(village=village, settlement__isnull=False, effective_from__lte=day).values_list(
            "settlement_id", flat=True
        )
    )
    settlements = [
        (area, [one for one in shown if one.row.body.settlement_id == area.key], area.key in with_convention)
        for area in found
        if area.kind == "settlement"
    ]
    keys = keys_of(seat for one in rows for seat in one.members)
    people = {keys[seat.pk] for one in shown for seat in one.named}
    return Served(
        [one for one in shown if not one.row.area],
        settlements,
        [area for area in found if area.kind == "group" and area.officers],
        [area for area in found if area.kind == "grid" and area.officers],
        [one for one in shown if one.row.body.group_id or one.row.body.grid_id],
        len(people),
    )


def _shown(row: Row, rules: BodyRules | None) -> Shown:
    named = [seat for seat in row.members if not seat.alternate]
    if row.body.kind in NO_OFFICE:
        named = [seat for seat in named if seat.seat_kind in (SeatKind.HEAD, SeatKind.DEPUTY)]
    return Shown(row, named, len(row.members) - len(named), rules)
