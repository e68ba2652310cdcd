"""Who sits where, and from which households a person must keep away."""

from __future__ import annotations

import uuid
from datetime import date

from django.db.models import Q, QuerySet

from councils.enums import CONSTITUENCIES
from councils.models import BodyMember, NearKin
from points.enums import Role
from points.models import Membership, User, Village
from points.queries import access


def seats_on(village: Village, day: date) -> QuerySet[BodyMember]:
    """Seats whose term covers the day."""
    return BodyMember.objects.filter(Q(term_to__isnull=True) | Q(term_to__gte=day), village=village, term_from__lte=day)


def constituencies_of(user: User, village: Village, day: date) -> frozenset[str]:
    """The constituencies 成员类别 a person stands for on a day: the kinds of the bodies they sit in."""
    seats = seats_on(village, day).filter(user=user, body__kind__in=CONSTITUENCIES)
    return frozenset(seats.values_list("body__kind", flat=True))


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
    return set(NearKin.objects.filter(village=village, user=user).values_list("household_id", flat=True))


def barred_households(user: User, village: Village) -> set[uuid.UUID]:
    """Households on which the person decides nothing 回避: their own and near kin. Three queries."""
    return own_households(user, village) | near_kin_households(user, village)
