"""Who may do what, where. Deny first."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from points.enums import ROLE_RANK, RegionRoleKind, Role
from points.models import Membership, Region, RegionRole, User, Village
from villagegov.kernel.errors import NotAllowed

#: Roles that work for the village, as against the villager's own affairs.
STAFF_ROLES = frozenset(Role) - {Role.VILLAGER}


def roles_of(user: User | None, village: Village) -> frozenset[Role]:
    """The active roles; none for people who are not signed in."""
    if user is None or not user.is_authenticated:
        return frozenset()
    return user.roles_in(village.pk)


def has_role(user: User | None, village: Village, *roles: Role) -> bool:
    return bool(roles_of(user, village) & set(roles))


def require(user: User | None, village: Village, *roles: Role) -> None:
    """Raise :class:`NotAllowed` unless the user has one of the roles."""
    if not has_role(user, village, *roles):
        names = str(_(" or ")).join(str(role.label) for role in roles)
        raise NotAllowed(_("Only the %(roles)s of this village may do this.") % {"roles": names}, code="role")


def memberships(user: User) -> list[Membership]:
    """Active memberships with their villages, one query."""
    return list(
        Membership.objects.filter(user=user, active=True)
        .select_related("village", "household")
        .order_by("village__name")
    )


def own_households(user: User, village: Village) -> set[uuid.UUID]:
    """Households the user belongs to as a villager."""
    return set(
        Membership.objects.filter(village=village, user=user, active=True, household__isnull=False).values_list(
            "household_id", flat=True
        )
    )


def may_grant(granter: User, village: Village, role: Role) -> bool:
    """Only the administrator grants roles, none above their own; the superuser starts a village."""
    if granter.is_superuser:
        return True
    return has_role(granter, village, Role.ADMINISTRATOR) and ROLE_RANK[role] <= ROLE_RANK[Role.ADMINISTRATOR]


def town_viewer_of(user: User, village: Village) -> bool:
    """Read-only roll-ups: a role for the village's town or for a region above it."""
    regions = []
    region: Region | None = village.town
    while region is not None:
        regions.append(region.pk)
        region = region.parent
    return RegionRole.objects.filter(user=user, region__in=regions, kind=RegionRoleKind.TOWN_VIEWER).exists()
