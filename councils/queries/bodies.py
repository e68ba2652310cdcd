"""Who sits where, and from which households a person must keep away."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from councils.enums import CONSTITUENCIES, BodyKind, SeatKind
from councils.models import Body, BodyMember, MemberKin, NearKin
from councils.queries.people import seats_of_user
from points.enums import Role
from points.models import Membership, User, Village
from points.queries import access


def seats_on(village: Village, day: date) -> QuerySet[BodyMember]:
    """Seats whose term covers the day."""
    return BodyMember.objects.filter(Q(term_to__isnull=True) | Q(term_to__gte=day), village=village, term_from__lte=day)


def members_on(body: Body, day: date) -> list[BodyMember]:
    """Who sits in the body on the day: head, deputy, the others, alternates last. One query."""
    rows = seats_on(body.village, day).filter(body=body).select_related("user", "household", "group")
    return sorted(rows, key=_place)


def head_on(body: Body, day: date) -> BodyMember | None:
    """Who leads the body on the day. One query."""
    return next((seat for seat in members_on(body, day) if seat.seat_kind == SeatKind.HEAD), None)


def in_order(seats: Iterable[BodyMember]) -> list[BodyMember]:
    """As a list of members is read: head, deputy, group by group, the others, those sent, alternates last."""
    return sorted(seats, key=_place)


_PLACES = (
    SeatKind.HEAD, SeatKind.DEPUTY, SeatKind.MEMBER, SeatKind.GROUP, SeatKind.RESPECTED, SeatKind.PARTY, SeatKind.SENT,
)  # fmt: skip


def _place(seat: BodyMember) -> tuple[bool, int, int, date, str, str]:
    number = seat.group.number if seat.group else 0
    began = getattr(seat, "term_from", date.min)  # a seat of a coming term has none yet
    home = seat.household.number if seat.household else ""
    return seat.alternate, _PLACES.index(SeatKind(seat.seat_kind)), number, began, home, str(seat.pk)


def constituencies_of(user: User, village: Village, day: date) -> frozenset[str]:
    """The constituencies 成员类别 a person stands for on a day: the kinds of the bodies they sit in.

    Alternates stand for none until they are needed (:mod:`councils.queries.levels`).
    """
    kinds = (*CONSTITUENCIES, BodyKind.REVIEW)
    seats = list(seats_on(village, day).filter(user=user, body__kind__in=kinds).values_list("body__kind", "alternate"))
    on_review = [alternate for kind, alternate in seats if kind == BodyKind.REVIEW]
    if on_review and all(on_review):
        return frozenset()
    return frozenset(kind for kind, alternate in seats if kind in CONSTITUENCIES and not alternate)


def reviewers(village: Village, day: date) -> list[User]:
    """Who may vote on claims: the role, and a seat in a constituency on the day. By name."""
    committee = Membership.objects.filter(village=village, role=Role.COMMITTEE, active=True).values("user")
    seated = seats_on(village, day).filter(body__kind__in=CONSTITUENCIES, user__isnull=False).values("user")
    found = User.objects.filter(is_active=True, pk__in=committee).filter(pk__in=seated)
    return list(found.order_by("name", "username"))


def own_households(user: User, village: Village) -> set[uuid.UUID]:
    """Households of the person's own: by account, or by a seat in a body of any term."""
    seats = BodyMember.objects.filter(village=village, user=user, household__isnull=False)
    return access.own_households(user, village) | set(seats.values_list("household_id", flat=True))


def near_kin_households(user: User, village: Village) -> set[uuid.UUID]:
    """Households the person listed, and those of members who are registered as their near kin. Three queries."""
    listed = NearKin.objects.filter(seats_of_user(user.pk), village=village).values_list("household_id", flat=True)
    pairs = MemberKin.objects.filter(Q(one__user=user) | Q(other__user=user), village=village)
    others = [pair.other if pair.one.user_id == user.pk else pair.one for pair in pairs.select_related("one", "other")]
    accounts = Membership.objects.filter(
        village=village, active=True, household__isnull=False, user__in=[seat.user_id for seat in others]
    )
    homes = {seat.household_id for seat in others if seat.household_id}
    return {*listed, *homes, *accounts.values_list("household_id", flat=True)}


def barred_households(user: User, village: Village) -> set[uuid.UUID]:
    """Households on which the person decides nothing 回避: their own and near kin. Five queries."""
    return own_households(user, village) | near_kin_households(user, village)
