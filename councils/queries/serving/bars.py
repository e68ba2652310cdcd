"""What keeps somebody out of a seat, in words, each with where it comes from.

What the law or the Party's charter says is refused. What is a village's own custom, or guidance, is a warning one can
go on from. Articles are those of the Organic Law of Villagers' Committees in its text of 2018.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from councils.enums import BodyKind, SeatKind
from councils.models import BodyMember, MemberKin, SettlementHousehold
from councils.queries.people import homes_of, keys_of, listed_kin
from points.models import Group, Household, Village

#: A member of the village committee, at most (Article 6: three to seven); of the supervision committee (guidance: three
#: to five); representatives of one group in the council.
MOST_COMMITTEE, MOST_SUPERVISION, MOST_OF_A_GROUP = 7, 5, 2
PARTY_ONLY = (BodyKind.BRANCH, BodyKind.PARTY_GROUP, BodyKind.PARTY_MEMBERS)
VILLAGERS_ONLY = (BodyKind.VILLAGE_COMMITTEE, BodyKind.SUPERVISION, BodyKind.REPRESENTATIVES)


@dataclass(frozen=True)
class Bar:
    code: str
    sentence: str
    #: Where it comes from, in words.
    source: str
    #: Refused; else a warning.
    refused: bool = True
    field: str | None = None


@dataclass
class Table:
    """Everybody who sits or is to sit somewhere within a term, as people, with who is near kin of whom."""

    village: Village
    seats: list[BodyMember]
    keys: dict[uuid.UUID, uuid.UUID]
    homes: dict[uuid.UUID, set[uuid.UUID]]
    listed: dict[uuid.UUID, set[uuid.UUID]]
    pairs: frozenset[frozenset[uuid.UUID]]
    #: Settlement by household.
    settled: dict[uuid.UUID, uuid.UUID] = field(default_factory=dict)

    def key(self, seat: BodyMember) -> uuid.UUID:
        return self.keys[seat.pk]

    def others(self, seat: BodyMember) -> Iterator[BodyMember]:
        """Other seats of the same body within the term of this one."""
        return (other for other in self.seats if other.body_id == seat.body_id and _together(seat, other))

    def of_kind(self, seat: BodyMember, *kinds: BodyKind) -> Iterator[BodyMember]:
        """Seats in bodies of these kinds, of whichever area, within the term of this one."""
        return (other for other in self.seats if other.body.kind in kinds and _together(seat, other))

    def related(self, one: BodyMember, other: BodyMember) -> bool:
        """Near kin: registered, named by one of them, or living in one household. Never by a surname."""
        a, b = self.key(one), self.key(other)
        if a == b:
            return False
        if frozenset({a, b}) in self.pairs:
            return True
        own_a, own_b = self.homes.get(a, set()), self.homes.get(b, set())
        return bool(own_a & (own_b | self.listed.get(b, set())) or own_b & self.listed.get(a, set()))


def _together(one: BodyMember, other: BodyMember) -> bool:
    if one.pk == other.pk:
        return False
    return (one.term_to is None or other.term_from <= one.term_to) and (
        other.term_to is None or one.term_from <= other.term_to
    )


def table(
    village: Village,
    wanted: Sequence[BodyMember],
    *,
    ending: Collection[uuid.UUID] = (),
    but: Collection[uuid.UUID] = (),
) -> Table:
    """Seats as they will stand with those ``wanted`` (unsaved rows). Seven queries.

    ``ending``: bodies whose present seats end before the wanted ones begin. ``but``: seats that the wanted ones take
    the place of.
    """
    saved = list(
        BodyMember.objects.filter(village=village)
        .select_related("body", "user", "household", "group")
        .order_by("term_from", "pk")
    )
    everybody = [*saved, *wanted]
    _with_places(village, wanted)
    keys = keys_of(everybody)
    listed, _last = listed_kin(village, keys)
    first = min((seat.term_from for seat in wanted), default=date.min)
    standing = [
        seat
        for seat in saved
        if seat.pk not in but
        and (seat.term_to is None or seat.term_to >= first)
        and not (seat.body_id in ending and seat.term_from < first)
    ]
    pairs = MemberKin.objects.filter(village=village).values_list("one_id", "other_id")
    settled = SettlementHousehold.objects.filter(village=village).values_list("household_id", "settlement_id")
    return Table(
        village, [*standing, *wanted], keys, homes_of(village, everybody, keys), listed,
        frozenset(frozenset({keys[one], keys[other]}) for one, other in pairs if one in keys and other in keys),
        dict(settled),
    )  # fmt: skip


def _with_places(village: Village, wanted: Sequence[BodyMember]) -> None:
    """Households and groups of unsaved rows, in two queries."""
    homes = Household.objects.filter(village=village).in_bulk([s.household_id for s in wanted if s.household_id])
    groups = Group.objects.filter(village=village).in_bulk([s.group_id for s in wanted if s.group_id])
    for seat in wanted:
        if seat.household_id in homes:
            seat.household = homes[seat.household_id]
        if seat.group_id in groups:
            seat.group = groups[seat.group_id]


def bars(found: Table, seat: BodyMember) -> list[Bar]:
    """Everything that speaks against the seat, refusals first. No query."""
    said = [bar for rule in RULES for bar in rule(found, seat)]
    return sorted(said, key=lambda bar: not bar.refused)


# -------------------------------------------------------------------------------------------------------------- rules


def _law(article: int) -> str:
    return _("Organic Law of Villagers’ Committees, Article %(article)s (text of 2018)") % {"article": article}


def _guidance() -> str:
    return _("national guidance on village supervision committees, 2017")


def _custom() -> str:
    return _("custom of the village, not the law")


def _once(found: Table, seat: BodyMember) -> Iterator[Bar]:
    if any(found.key(other) == found.key(seat) for other in found.others(seat)):
        sentence = _("%(name)s sits in this body already. One person counts once; end the other seat first.")
        yield Bar("twice", sentence % {"name": seat.name}, _("one person, one seat in a body"), field="name")


def _one_head(found: Table, seat: BodyMember) -> Iterator[Bar]:
    if seat.seat_kind != SeatKind.HEAD or seat.alternate:
        return
    for other in found.others(seat):
        if other.seat_kind == SeatKind.HEAD and not other.alternate and found.key(other) != found.key(seat):
            sentence = _("%(other)s leads this body in the same time. A body has one head; end that seat first.")
            yield Bar("head_taken", sentence % {"other": other.name}, _("one head of a body"), field="seat_kind")
            return


def _party(found: Table, seat: BodyMember) -> Iterator[Bar]:
    if seat.body.kind in PARTY_ONLY and not seat.party_member:
        sentence = _("Only party members sit in this body. Tick “party member” if %(name)s is one.")
        yield Bar("party_only", sentence % {"name": seat.name}, _("Party charter"), field="party_member")


def _villager(found: Table, seat: BodyMember) -> Iterator[Bar]:
    if seat.body.kind in VILLAGERS_ONLY and seat.seat_kind == SeatKind.SENT:
        sentence = _("Villagers choose this body among themselves; somebody sent from above cannot sit in it.")
        article = {BodyKind.REPRESENTATIVES: 25, BodyKind.SUPERVISION: 32}.get(BodyKind(seat.body.kind), 11)
        yield Bar("villagers_only", sentence, _law(article), field="seat_kind")


def _supervised(found: Table, seat: BodyMember) -> Iterator[Bar]:
    """Article 32: members of the village committee and their near kin are no members of the supervision body."""
    if seat.body.kind == BodyKind.SUPERVISION:
        for other in found.of_kind(seat, BodyKind.VILLAGE_COMMITTEE, BodyKind.BRANCH):
            yield from _watches(found, seat, other, seat.name)
    if seat.body.kind in (BodyKind.VILLAGE_COMMITTEE, BodyKind.BRANCH):
        for other in found.of_kind(seat, BodyKind.SUPERVISION):
            yield from _watches(found, other, seat, other.name)


def _watches(found: Table, watcher: BodyMember, watched: BodyMember, name: str) -> Iterator[Bar]:
    of_branch = watched.body.kind == BodyKind.BRANCH
    values = {"name": name, "other": watched.name, "body": watched.body.name}
    if found.key(watcher) == found.key(watched):
        if not of_branch:  # of the branch the law says nothing; a branch member often leads the supervision
            sentence = _("%(name)s sits in %(body)s. Nobody supervises themselves; end one of the two seats first.")
            yield Bar("supervises_itself", sentence % values, _law(32), field="name")
        elif watcher.seat_kind == SeatKind.HEAD and watched.seat_kind == SeatKind.HEAD:
            sentence = _("%(name)s leads %(body)s. As a rule another branch member leads the supervision committee.")
            yield Bar("secretary_supervises", sentence % values, _guidance(), refused=False, field="seat_kind")
    elif found.related(watcher, watched):
        sentence = _(
            "%(name)s is near kin of %(other)s in %(body)s, or lives in one household with them. "
            "Near kin do not supervise each other; choose somebody else."
        )
        source = (
            _("as Article 32 has it for the village committee, here for both committees") if of_branch else _law(32)
        )
        yield Bar("kin_supervises", sentence % values, source, field="name")


def _size(found: Table, seat: BodyMember) -> Iterator[Bar]:
    most = {BodyKind.VILLAGE_COMMITTEE: MOST_COMMITTEE, BodyKind.SUPERVISION: MOST_SUPERVISION}.get(
        BodyKind(seat.body.kind)
    )
    if most is None or seat.alternate or sum(not other.alternate for other in found.others(seat)) < most:
        return
    if seat.body.kind == BodyKind.VILLAGE_COMMITTEE:
        sentence = _("A village committee has three to seven members; with %(name)s there would be more.")
        yield Bar("too_many", sentence % {"name": seat.name}, _law(6), field="name")
    else:
        sentence = _("A supervision committee usually has three to five members; with %(name)s there would be more.")
        yield Bar("supervision_size", sentence % {"name": seat.name}, _guidance(), refused=False, field="name")


def _council(found: Table, seat: BodyMember) -> Iterator[Bar]:
    if seat.body.kind != BodyKind.COUNCIL:
        return
    if seat.seat_kind == SeatKind.HEAD:
        secretaries = [one for one in found.of_kind(seat, BodyKind.BRANCH) if one.seat_kind == SeatKind.HEAD]
        if secretaries and all(found.key(one) != found.key(seat) for one in secretaries):
            sentence = _("The branch secretary leads the village council; that is %(name)s.")
            yield Bar(
                "council_head", sentence % {"name": secretaries[0].name}, _custom(), refused=False, field="seat_kind"
            )
    if seat.seat_kind == SeatKind.GROUP and seat.group:
        same = sum(one.group_id == seat.group_id for one in found.others(seat))
        if same >= MOST_OF_A_GROUP:
            sentence = _("%(group)s has %(count)s representatives already; each group sends one or two.")
            values = {"group": seat.group.name, "count": same}
            yield Bar("group_full", sentence % values, _custom(), refused=False, field="group")


def _of_the_group(found: Table, seat: BodyMember) -> Iterator[Bar]:
    if seat.group and seat.household and seat.household.group_id != seat.group_id:
        sentence = _("Household %(number)s does not belong to %(group)s.")
        values = {"number": seat.household.number, "group": seat.group.name}
        yield Bar("other_group", sentence % values, _custom(), refused=False, field="group")


def _owners(found: Table, seat: BodyMember) -> Iterator[Bar]:
    """和平村: whoever leads the settlement's party group leads the owners' committee."""
    if seat.body.kind != BodyKind.OWNERS or seat.seat_kind != SeatKind.HEAD:
        return
    leaders = [
        one
        for one in found.of_kind(seat, BodyKind.PARTY_GROUP)
        if one.seat_kind == SeatKind.HEAD and one.body.settlement_id == seat.body.settlement_id
    ]
    if all(found.key(one) != found.key(seat) for one in leaders):
        sentence = (
            _("The leader of the party group leads the owners’ committee; that is %(name)s.")
            if leaders
            else _("The leader of the party group leads the owners’ committee; no party group has a leader yet.")
        )
        values = {"name": leaders[0].name} if leaders else {}
        yield Bar("owners_head", sentence % values, _custom(), refused=False, field="seat_kind")


def _of_the_settlement(found: Table, seat: BodyMember) -> Iterator[Bar]:
    if not seat.body.settlement_id or seat.seat_kind == SeatKind.SENT or not seat.household_id:
        return
    if found.settled.get(seat.household_id) != seat.body.settlement_id:
        sentence = _("The household of %(name)s does not live in this settlement.")
        yield Bar("other_settlement", sentence % {"name": seat.name}, _custom(), refused=False, field="household")


RULES: tuple[Callable[[Table, BodyMember], Iterator[Bar]], ...] = (
    _once, _one_head, _party, _villager, _supervised, _size, _council, _of_the_group, _owners, _of_the_settlement,
)  # fmt: skip
