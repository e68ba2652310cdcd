"""Bodies as the office reads them: the list, and one body with members, history, rules and elections."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from councils.enums import HandoverState
from councils.models import Body, BodyMember, BodyRules, Election, Handover
from councils.queries.bodies import in_order
from councils.queries.people import keys_of
from councils.queries.serving.areas import body_place, members_of, on_register, open_bodies
from councils.queries.serving.composition import Composition, composition
from councils.queries.serving.handover import ending_soon
from points.models import Group, User, Village
from villagegov.kernel import clock

#: Days ahead in which the end of a term is announced.
AHEAD = 90


@dataclass(frozen=True)
class Row:
    body: Body
    members: Sequence[BodyMember]
    made_up: Composition

    @property
    def area(self) -> str:
        found = self.body.group or self.body.grid or self.body.settlement
        return str(found) if found else ""

    @property
    def until(self) -> date | None:
        """The last day of the term that most of them share: the latest."""
        return max((seat.term_to for seat in self.members if seat.term_to), default=None)

    @property
    def missing(self) -> list[str]:
        return [note.sentence for note in self.made_up.notes if not note.met]


def listing(village: Village, day: date) -> list[Row]:
    """Every open body. Four queries, however many there are."""
    bodies = open_bodies(village, day)
    members = members_of(village, bodies, day)
    groups, households = list(Group.objects.filter(village=village)), on_register(village).count()
    return [Row(body, members[body.pk], composition(body, members[body.pk], groups, households)) for body in bodies]


def people_count(rows: Sequence[Row]) -> int:
    """How many people serve: one is counted once, in however many bodies."""
    seats = [seat for row in rows for seat in row.members]
    return len(set(keys_of(seats).values()))


def closed(village: Village, day: date) -> list[Body]:
    rows = Body.objects.filter(village=village, closed_on__lt=day).select_related("group", "grid", "settlement")
    return sorted(rows, key=body_place)


def ending(village: Village, day: date) -> list[tuple[Body, date]]:
    """Bodies whose term ends within some weeks, and that no handover names yet. Three queries."""
    named = set(
        Handover.objects.filter(village=village, state=HandoverState.DRAFT).values_list("bodies__body_id", flat=True)
    )
    return [pair for pair in ending_soon(village, day + timedelta(days=AHEAD)) if pair[0].pk not in named]


def waiting_count(user: User, village: Village) -> int:
    """For the work page: bodies whose term ends soon and for which nothing is prepared."""

    return len(ending(village, clock.today()))


@dataclass(frozen=True)
class Term:
    """Who sat in the body in one term."""

    first: date
    last: date
    members: Sequence[BodyMember]


@dataclass(frozen=True)
class Page:
    members: Sequence[BodyMember]
    coming: Sequence[BodyMember]
    made_up: Composition
    history: Sequence[Term]
    rules: Sequence[BodyRules]
    elections: Sequence[Election]


def page(body: Body, day: date) -> Page:
    """Six queries."""
    village = body.village
    seats = in_order(
        BodyMember.objects.filter(village=village, body=body).select_related("user", "household__group", "group")
    )
    now = [seat for seat in seats if seat.term_from <= day and (seat.term_to is None or seat.term_to >= day)]
    groups, households = list(Group.objects.filter(village=village)), on_register(village).count()
    elections = Election.objects.filter(village=village, body=body).annotate(put_up=Count("candidates"))
    return Page(
        now,
        [seat for seat in seats if seat.term_from > day],
        composition(body, now, groups, households),
        _history([seat for seat in seats if seat.term_to is not None and seat.term_to < day]),
        list(BodyRules.objects.filter(village=village, body=body).order_by("-number")),
        list(elections.order_by("-held_on", "-pk")),
    )


def _history(seats: Sequence[BodyMember]) -> list[Term]:
    """Terms by their last day, the latest first; within one, as the list was read."""
    found: dict[date, list[BodyMember]] = defaultdict(list)
    for seat in seats:
        assert seat.term_to is not None
        found[seat.term_to].append(seat)
    return [
        Term(min(seat.term_from for seat in rows), last, rows) for last, rows in sorted(found.items(), reverse=True)
    ]


def latest_rules(village: Village, bodies: Sequence[Body]) -> dict[uuid.UUID, BodyRules]:
    """The latest version of each body's rules of procedure. One query."""
    rows = BodyRules.objects.filter(village=village, body__in=bodies).order_by("number")
    return {row.body_id: row for row in rows}
