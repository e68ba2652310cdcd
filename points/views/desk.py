"""What the admin (villagegov.web.admin_site) learns from this app: villages to choose from, people, the audit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from points.enums import Role
from points.models import Membership, User, Village
from points.queries import history, villages
from points.services import audit
from points.services.accounts import ADMIN_ROLES
from villagegov.kernel import clock


class VillageDesk:
    """Registered as the admin's Desk."""

    def villages(self, user: User) -> Sequence[Village]:
        if user.is_superuser:
            return list(villages.by_region())
        rows = (
            Membership.objects.filter(user=user, active=True, role__in=ADMIN_ROLES)
            .select_related("village__town__parent")
            .order_by("village__name", "village_id")
        )
        return list({row.village_id: row.village for row in rows}.values())

    def people(self, village: Village) -> QuerySet[User]:
        here = Membership.objects.filter(village=village).values("user")
        return User.objects.filter(pk__in=here).order_by("name", "username")

    def record(self, *, by: User, action: str, subject: Model, after: dict[str, Any]) -> None:
        audit.record(by=by, at=clock.now(), action=action, subject=subject, after=after)

    def history(self, subject: Model) -> Sequence[history.Line]:
        return history.of(subject)

    def role_names(self) -> str:
        return str(_(" or ")).join(str(role.label) for role in Role if role in ADMIN_ROLES)
