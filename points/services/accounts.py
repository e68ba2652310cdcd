"""Accounts and roles. Passwords are made here, shown once and never kept."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from points.enums import Role
from points.models import Household, Membership, RegionRole, User, Village
from points.queries import access
from points.services import audit
from villagegov.kernel.errors import DomainError, NotAllowed

#: No letters and digits that look alike on paper: no 0 and O, no 1, l and I.
PASSWORD_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # noqa: S105 - the letters, not a password
PASSWORD_LENGTH = 12
#: Roles whose work is done in the admin.
ADMIN_ROLES = frozenset({Role.COMMITTEE, Role.SUPERVISOR, Role.ADMINISTRATOR})


def one_time_password() -> str:
    """Twelve characters that can be read out over the phone: about 59 bits."""
    return "".join(secrets.choice(PASSWORD_ALPHABET) for _position in range(PASSWORD_LENGTH))


@transaction.atomic
def create_user(
    *,
    village: Village,
    username: str,
    name: str,
    role: Role,
    household: Household | None = None,
    password: str | None = None,
    by: User | None,
    at: datetime,
) -> tuple[User, str]:
    """A new account with one role in the village; returns the password to hand over.

    Raises :class:`DomainError` for a user name that is taken and :class:`NotAllowed` for a role above one's own.
    """
    username = User.normalize_username(username.strip())
    taken = DomainError(
        _("The user name %(name)s is taken. Choose another, for example with a number at the end.")
        % {"name": username},
        field="username",
        code="username_taken",
    )
    if User.objects.filter(username=username).exists():
        raise taken
    password = password or one_time_password()
    try:
        with transaction.atomic():
            user = User.objects.create_user(username, password, name=name.strip())
    except IntegrityError:
        raise taken from None  # by somebody in this very moment; names are the whole site's, no village's lock helps
    grant_role(village=village, user=user, role=role, household=household, by=by, at=at)
    return user, password


@transaction.atomic
def grant_role(
    *, village: Village, user: User, role: Role, household: Household | None = None, by: User | None, at: datetime
) -> Membership:
    """Give a role; one that was taken away comes back. ``by`` None is the command line, which starts a village."""
    _may_change(by, village, role)
    if role == Role.VILLAGER and household is None:
        raise DomainError(_("Choose the household this villager belongs to."), field="household")
    membership, made = Membership.objects.select_for_update().get_or_create(
        village=village, user=user, role=role, defaults={"household": household}
    )
    if not made:
        membership.household, membership.active = household or membership.household, True
        membership.save(update_fields=["household", "active"])
    _sync_staff(user)
    audit.record(by=by, at=at, action="role.granted", subject=membership, after={"user": str(user.pk), "role": role})
    return membership


@transaction.atomic
def revoke_role(*, membership: Membership, by: User | None, at: datetime) -> None:
    """Take a role away. The last administrator of a village stays: nobody could give the role again."""
    village = membership.village
    _may_change(by, village, Role(membership.role))
    if membership.role == Role.ADMINISTRATOR:
        # All administrators are locked, or two who take each other's role away in the same second would leave none.
        others = Membership.objects.select_for_update().filter(village=village, role=Role.ADMINISTRATOR, active=True)
        others = others.order_by("pk")
        if {other.pk for other in others} <= {membership.pk}:
            raise DomainError(_("This is the last administrator of the village. Name another one first."))
    membership.active = False
    membership.save(update_fields=["active"])
    _sync_staff(membership.user)
    audit.record(
        by=by,
        at=at,
        action="role.revoked",
        subject=membership,
        before={"user": str(membership.user_id), "role": membership.role},
    )


@transaction.atomic
def reset_password(*, village: Village, user: User, by: User, at: datetime) -> str:
    """A new one-time password for somebody of this village; returns it. Whoever runs the site may do it everywhere."""
    if not by.is_superuser:
        access.require(by, village, Role.ADMINISTRATOR)
    membership = Membership.objects.filter(village=village, user=user).order_by("pk").first()
    if membership is None:
        raise NotAllowed(_("This person has no account in your village."))
    elsewhere = (
        Membership.objects.filter(user=user, active=True).exclude(village=village).exists()
        or RegionRole.objects.filter(user=user).exists()  # who has the password reads for a whole town
    )
    if not by.is_superuser and (user.is_superuser or elsewhere):
        raise NotAllowed(
            _("This person works in another village too. Ask whoever runs the site to reset the password.")
        )
    password = one_time_password()
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record(by=by, at=at, action="password.reset", subject=membership, after={"user": str(user.pk)})
    return password


def _may_change(by: User | None, village: Village, role: Role) -> None:
    if by is not None and not access.may_grant(by, village, role):
        raise NotAllowed(_("Only the village administrator gives and takes roles, and none above their own."))


def _sync_staff(user: User) -> None:
    """``is_staff`` opens the admin's door; what is behind it is decided per village and page."""
    wanted = user.is_superuser or Membership.objects.filter(user=user, active=True, role__in=ADMIN_ROLES).exists()
    if user.is_staff != wanted:
        user.is_staff = wanted
        user.save(update_fields=["is_staff"])
    user.__dict__.pop("_roles_by_village", None)
