"""Who can log in, and what they are in which village."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from points.enums import RegionRoleKind, Role
from points.models.village import VillageSettings
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import KeyedModel, VillageModel
from villagegov.kernel import clock


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **extra: Any) -> User:
        user = self.model(username=self.model.normalize_username(username), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **extra: Any) -> User:
        return self.create_user(username, password, is_staff=True, is_superuser=True, **extra)


class User(KeyedModel, AbstractUser):
    """A person with a log-in. Names are kept in one piece, as Chinese names are."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(pgettext_lazy("person", "name"), max_length=40)

    objects = UserManager()  # type: ignore[misc,assignment]

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def roles_in(self, village_id: uuid.UUID) -> frozenset[Role]:
        """The active roles in a village; read once per request and kept on the object."""
        if not self.is_active:
            return frozenset()
        return self._roles_by_village.get(village_id, frozenset())

    @cached_property
    def _roles_by_village(self) -> dict[uuid.UUID, frozenset[Role]]:
        # A person has a handful of roles: one query answers for every village.
        roles: dict[uuid.UUID, set[Role]] = {}
        rows = self.memberships.filter(active=True).annotate(accounts=_household_accounts(clock.today()))
        for village_id, role, accounts in rows.values_list("village_id", "role", "accounts"):
            # A village may do without household accounts: then nobody is a villager of it here.
            if role != Role.VILLAGER or accounts:
                roles.setdefault(village_id, set()).add(Role(role))
        return {village_id: frozenset(found) for village_id, found in roles.items()}


def _household_accounts(day: date) -> Any:
    """Of a row's village, as ``queries.villages.settings_on`` has it: the numbers of the day, or the first ones."""
    numbers = VillageSettings.objects.filter(village=OuterRef("village"))
    now = numbers.filter(effective_from__lte=day).order_by("-effective_from").values("household_accounts")[:1]
    first = numbers.order_by("effective_from").values("household_accounts")[:1]
    return Coalesce(Subquery(now), Subquery(first))


class Membership(VillageModel):
    """A user's role in a village; for a villager, the household too. One person may hold several roles."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    household = VillageForeignKey(
        "points.Household", null=True, blank=True, related_name="+", verbose_name=_("household")
    )
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            VillageKey("points_membership"),
            models.UniqueConstraint(fields=["village", "user", "role"], name="points_membership_role_key"),
            SameVillage("household", name="points_membership_household_fk"),
            models.CheckConstraint(
                condition=~models.Q(role=Role.VILLAGER) | models.Q(household__isnull=False),
                name="points_membership_villager_has_household",
            ),
        ]
        indexes = [models.Index(fields=["user", "active"], name="points_membership_user")]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


class RegionRole(KeyedModel):
    """A user's role for a town or county: read-only roll-ups of the villages below."""

    user = models.ForeignKey(User, models.PROTECT, related_name="region_roles", verbose_name=_("user"))
    region = models.ForeignKey("points.Region", models.PROTECT, related_name="+", verbose_name=_("region"))
    kind = models.CharField(
        _("role"), max_length=20, choices=RegionRoleKind.choices, default=RegionRoleKind.TOWN_VIEWER
    )

    class Meta:
        verbose_name = _("region role")
        verbose_name_plural = _("region roles")
        constraints = [models.UniqueConstraint(fields=["user", "region", "kind"], name="points_regionrole_key")]

    def __str__(self) -> str:
        return f"{self.user} · {self.region}"
