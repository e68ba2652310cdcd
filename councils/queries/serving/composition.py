"""How a body is made up, against what the law and the village's custom want of it: what is met, what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from councils.enums import BodyKind, SeatKind
from councils.models import Body, BodyMember
from councils.queries.serving.bars import MOST_COMMITTEE, MOST_OF_A_GROUP, MOST_SUPERVISION
from points.models import Group

LEAST_COMMITTEE, LEAST_SUPERVISION = 3, 3
#: Households for each representative (Article 25).
HOUSEHOLDS_EACH = (5, 15)


@dataclass(frozen=True)
class Note:
    sentence: str
    met: bool


@dataclass(frozen=True)
class Composition:
    members: int
    alternates: int
    party_members: int
    head: BodyMember | None
    notes: Sequence[Note]

    @property
    def party_percent(self) -> int:
        """Rounded down, so that 100 means all."""
        return 100 * self.party_members // self.members if self.members else 0

    @property
    def party_share(self) -> str:
        return f"{self.party_percent}%"


def composition(body: Body, seats: Sequence[BodyMember], groups: Sequence[Group], households: int) -> Composition:
    """``seats``: who sits on the day; ``households``: those on the village's register. No query."""
    full = [seat for seat in seats if not seat.alternate]
    head = next((seat for seat in full if seat.seat_kind == SeatKind.HEAD), None)
    notes = [*_size(BodyKind(body.kind), len(full), households), *_groups(body, full, groups)]
    if full and head is None and body.kind not in (BodyKind.REPRESENTATIVES, BodyKind.GROUP_LEADERS):
        notes.append(Note(_("Nobody is entered as head."), False))
    return Composition(len(full), len(seats) - len(full), sum(seat.party_member for seat in full), head, tuple(notes))


def _size(kind: BodyKind, count: int, households: int) -> list[Note]:
    if kind == BodyKind.VILLAGE_COMMITTEE:
        sentence = _("By law three to seven members; there are %(count)s.") % {"count": count}
        return [Note(sentence, LEAST_COMMITTEE <= count <= MOST_COMMITTEE)]
    if kind == BodyKind.SUPERVISION:
        sentence = _("Usually three to five members; there are %(count)s.") % {"count": count}
        return [Note(sentence, LEAST_SUPERVISION <= count <= MOST_SUPERVISION)]
    if kind == BodyKind.REPRESENTATIVES and households:
        few, many = HOUSEHOLDS_EACH
        least, most = -(-households // many), households // few
        sentence = _(
            "By law one representative for five to fifteen households: of %(households)s households %(least)s to "
            "%(most)s; there are %(count)s."
        )
        values = {"households": households, "least": least, "most": most, "count": count}
        return [Note(sentence % values, least <= count <= most)]
    return []


def _groups(body: Body, full: Sequence[BodyMember], groups: Sequence[Group]) -> list[Note]:
    """Of a council: each group has one or two."""
    if body.kind != BodyKind.COUNCIL or not groups:
        return []
    sent = Counter(seat.group_id for seat in full if seat.seat_kind == SeatKind.GROUP)
    missing = [group.name for group in groups if not sent[group.pk]]
    many = [group.name for group in groups if sent[group.pk] > MOST_OF_A_GROUP]
    found = []
    if missing:
        found.append(Note(_("Without a representative: %(groups)s.") % {"groups": "、".join(missing)}, False))
    if many:
        found.append(Note(_("More than two representatives: %(groups)s.") % {"groups": "、".join(many)}, False))
    if not found:
        found.append(Note(_("Each group has one or two representatives."), True))
    kinds = {seat.seat_kind for seat in full}
    if SeatKind.RESPECTED not in kinds:
        found.append(Note(_("No respected villager sits in it."), False))
    return found
