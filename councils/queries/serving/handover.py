"""A handover 换届 on one page: whose terms end, what waits with the outgoing, who comes, which roles follow."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, F, Q
from django.utils.translation import ngettext

from councils.enums import DEMAND_OPEN, BodyKind, MeetingState, ObjectionState
from councils.models import (
    Body,
    BodyMember,
    Demand,
    Election,
    GridOfficer,
    Handover,
    HandoverRole,
    HandoverSeat,
    MeetingAttendee,
    PanelSeat,
    Vote,
)
from councils.queries.bodies import in_order, seats_on
from councils.queries.serving.areas import body_place
from points.enums import ClaimState, Role
from points.models import Membership, User, Village

#: Roles that go with a seat. The administrator gives other ones by hand.
ROLES_OF: dict[BodyKind, tuple[Role, ...]] = {
    BodyKind.BRANCH: (Role.COMMITTEE,),
    BodyKind.REPRESENTATIVES: (Role.COMMITTEE,),
    BodyKind.REVIEW: (Role.COMMITTEE,),
    BodyKind.SUPERVISION: (Role.SUPERVISOR,),
}
#: Of the supervision committee, who reviews claims too keeps that role.
SEATED_ROLES = (Role.COMMITTEE, Role.SUPERVISOR)

#: ``waiting(village, users) -> {user: sentence}``: what somebody has in hand that another must take over.
Waiting = Callable[[Village, Collection[uuid.UUID]], dict[uuid.UUID, str]]
_waiting: dict[str, Waiting] = {}


def register_in_hand(key: str, waiting: Waiting) -> None:
    """How a mechanism tells what waits with somebody who goes. One query for all of them; the last one counts."""
    _waiting[key] = waiting


def in_hand(village: Village, users: Collection[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """What waits with each of the users, in words. One query for each mechanism."""
    found: dict[uuid.UUID, list[str]] = defaultdict(list)
    for waiting in _waiting.values() if users else ():
        for user, sentence in waiting(village, users).items():
            found[user].append(sentence)
    return found


@dataclass(frozen=True)
class RoleChange:
    user: User
    role: str
    granted: bool
    #: The running membership, where it is to be taken away.
    membership_id: uuid.UUID | None = None

    @property
    def role_label(self) -> str:
        return str(Role(self.role).label)

    @property
    def key(self) -> str:
        return f"{self.user.pk}:{self.role}"


@dataclass
class BodyChange:
    """One body of the handover."""

    body: Body
    leaving: list[BodyMember] = field(default_factory=list)
    coming: list[HandoverSeat] = field(default_factory=list)
    elections: list[Election] = field(default_factory=list)
    #: Names of those leaving who come again.
    staying: frozenset[str] = frozenset()


def bodies_of(handover: Handover) -> list[Body]:
    rows = handover.bodies.filter(village=handover.village_id).select_related(
        "body__group", "body__grid", "body__settlement"
    )
    return sorted((row.body for row in rows), key=body_place)


def changes(handover: Handover) -> list[BodyChange]:
    """Each body with who leaves and who comes. Four queries."""
    village = handover.village
    found = {body.pk: BodyChange(body) for body in bodies_of(handover)}
    for seat in in_order(leaving(handover, found)):
        found[seat.body_id].leaving.append(seat)
    coming = HandoverSeat.objects.filter(village=village, handover=handover).select_related(
        "body", "user", "household", "group"
    )
    for row in in_order(coming):  # type: ignore[arg-type]
        found[row.body_id].coming.append(row)  # type: ignore[arg-type]
    for election in Election.objects.filter(village=village, handover=handover).select_related("body"):
        if election.body_id in found:
            found[election.body_id].elections.append(election)
    for change in found.values():
        names = {(row.name, row.household_id) for row in change.coming}
        change.staying = frozenset(seat.name for seat in change.leaving if (seat.name, seat.household_id) in names)
    return list(found.values())


def leaving(handover: Handover, bodies: Collection[uuid.UUID]) -> list[BodyMember]:
    """Whose seats end the day before the new term."""
    last = handover.day - timedelta(days=1)
    rows = seats_on(handover.village, last).filter(body__in=list(bodies))
    return list(rows.select_related("body", "user", "household", "group"))


def ending_soon(village: Village, until: date) -> list[tuple[Body, date]]:
    """Bodies with seats whose term is over by a day, the earliest first: what a handover is made of. One query."""
    rows = (
        BodyMember.objects.filter(village=village, term_to__lte=until, body__closed_on__isnull=True, end_reason="")
        .select_related("body__group", "body__grid", "body__settlement")
        .order_by("term_to")
    )
    last: dict[uuid.UUID, tuple[Body, date]] = {}
    for seat in rows:
        assert seat.term_to is not None
        last[seat.body_id] = (seat.body, seat.term_to)
    open_ended = set(
        BodyMember.objects.filter(village=village, body__in=list(last))
        .filter(Q(term_to__isnull=True) | Q(term_to__gt=until))
        .values_list("body_id", flat=True)
    )
    found = [pair for key, pair in last.items() if key not in open_ended]
    return sorted(found, key=lambda pair: (pair[1], body_place(pair[0])))


def role_changes(handover: Handover, found: Sequence[BodyChange]) -> list[RoleChange]:
    """Roles that follow from who sits where afterwards: to be taken away first, then to be granted. Three queries."""
    village = handover.village
    renewed = {change.body.pk for change in found}
    after: dict[uuid.UUID, set[str]] = defaultdict(set)
    staying = seats_on(village, handover.day).exclude(body__in=renewed).filter(user__isnull=False)
    for user_id, kind in staying.values_list("user_id", "body__kind"):
        after[user_id] |= set(ROLES_OF.get(BodyKind(kind), ()))
        if kind == BodyKind.SUPERVISION:
            after[user_id].add(Role.COMMITTEE)
    for change in found:
        for row in change.coming:
            if row.user_id:
                after[row.user_id] |= set(ROLES_OF.get(BodyKind(change.body.kind), ()))
    gone = {seat.user_id for change in found for seat in change.leaving if seat.user_id}
    everybody = gone | set(after)
    held = list(
        Membership.objects.filter(village=village, active=True, user__in=everybody, role__in=SEATED_ROLES)
        .select_related("user")
        .order_by("user__name", "role")
    )
    has = {(row.user_id, row.role) for row in held}
    users = User.objects.in_bulk(list(everybody))
    take = [
        RoleChange(row.user, row.role, False, row.pk)
        for row in held
        if row.user_id in gone and row.role not in _kept(after[row.user_id])
    ]
    coming = {row.user_id for change in found for row in change.coming if row.user_id}
    give = [
        RoleChange(users[user], role, True)
        for user in sorted(coming, key=lambda key: (users[key].name, str(key)))
        for role in sorted(after[user])
        if (user, role) not in has
    ]
    return [*take, *give]


def _kept(roles: set[str]) -> set[str]:
    """Whoever supervises may review too, where they did."""
    return roles | {Role.COMMITTEE} if Role.SUPERVISOR in roles else roles


def done_roles(handover: Handover) -> list[RoleChange]:
    """What the act did, once it is over."""
    rows = HandoverRole.objects.filter(village=handover.village_id, handover=handover).select_related("user")
    return [RoleChange(row.user, row.role, row.granted) for row in rows.order_by("granted", "user__name", "role")]


# ------------------------------------------------------------------------------------------------------ what is in hand


def _demands(village: Village, users: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    rows = Demand.objects.filter(village=village, state__in=DEMAND_OPEN, handed_to__in=users)
    return {
        user: ngettext("%(count)s demand in hand", "%(count)s demands in hand", n) % {"count": n}
        for user, n in rows.order_by().values_list("handed_to").annotate(n=Count("id"))
    }


def _panels(village: Village, users: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    rows = PanelSeat.objects.filter(
        village=village, user__in=users, excused="", votes__isnull=True, objection__state=ObjectionState.OPEN
    )
    return {
        user: ngettext("drawn for %(count)s open objection", "drawn for %(count)s open objections", n) % {"count": n}
        for user, n in rows.order_by().values_list("user").annotate(n=Count("id"))
    }


def _reviews(village: Village, users: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    rows = Vote.objects.filter(
        village=village, voter__in=users, claim__state=ClaimState.SUBMITTED, round=F("claim__review_round")
    )
    return {
        user: ngettext("voted on %(count)s claim that still waits", "voted on %(count)s claims that still wait", n)
        % {"count": n}
        for user, n in rows.order_by().values_list("voter").annotate(n=Count("id"))
    }


def _records(village: Village, users: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    rows = MeetingAttendee.objects.filter(village=village, user__in=users, meeting__state=MeetingState.RECORDED)
    return {
        user: ngettext("%(count)s meeting record to be confirmed", "%(count)s meeting records to be confirmed", n)
        % {"count": n}
        for user, n in rows.order_by().values_list("user").annotate(n=Count("id"))
    }


def _grids(village: Village, users: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    rows = GridOfficer.objects.filter(village=village, user__in=users)
    return {
        user: ngettext("looks after %(count)s grid", "looks after %(count)s grids", n) % {"count": n}
        for user, n in rows.order_by().values_list("user").annotate(n=Count("id"))
    }


def register() -> None:
    """Called once, when the app is ready."""
    register_in_hand("reviews", _reviews)
    register_in_hand("records", _records)
    register_in_hand("panels", _panels)
    register_in_hand("demands", _demands)
    register_in_hand("grids", _grids)
