"""Bodies, their members, and the near kin members named at the start of their term."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from councils.models import Body, BodyMember, NearKin
from points.admin.roles import ADMINISTRATOR, OFFICE, WATCH
from villagegov.kernel import clock
from villagegov.web.admin import ReadOnlyAdmin, VillageAdmin, VillageInline


class MemberInline(VillageInline):
    """Read here; written on the office's page of the body, where what bars somebody is said first."""

    model = BodyMember
    view_roles = OFFICE
    fields = (
        ("name", "user", "household"),
        ("position", "seat_kind", "party_member", "alternate"),
        ("term_from", "term_to", "end_reason"),
    )
    ordering = ("-term_from", "name")
    extra = 0


@admin.register(Body)
class BodyAdmin(ReadOnlyAdmin):
    section, order = "people", 40
    about = _("Who sits where, as it was entered; written on the page “Bodies and members” of the village’s work page.")
    view_roles = WATCH
    list_display = ("name", "kind", "members_")
    fields = ("name", "kind", "duty", "office_phone", "closed_on")
    inlines = (MemberInline,)
    ordering = ("kind", "name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Body]:
        day = clock.today()
        sitting = Q(members__term_from__lte=day) & (Q(members__term_to__isnull=True) | Q(members__term_to__gte=day))
        return super().get_queryset(request).annotate(sitting=Count("members", filter=sitting))

    @admin.display(description=_("members today"), ordering="sitting")
    def members_(self, body: Any) -> int:
        return int(body.sitting)


@admin.register(NearKin)
class NearKinAdmin(VillageAdmin):
    section, order = "people", 50
    about = _("Households a member keeps away from when claims are decided.")
    view_roles = WATCH
    add_roles = delete_roles = ADMINISTRATOR
    superuser_writes = True
    list_display = ("user", "household", "registered_on")
    fields = ("user", "household", "registered_on")
    search_fields = ("user__name", "household__number", "household__head_name")
    ordering = ("user__name", "household__number")

    def get_queryset(self, request: HttpRequest) -> QuerySet[NearKin]:
        return super().get_queryset(request).select_related("user", "household")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"registered_on": clock.today(), **super().get_changeform_initial_data(request)}
