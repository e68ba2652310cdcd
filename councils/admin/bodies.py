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
from villagegov.web.admin import VillageAdmin, VillageInline


class MemberInline(VillageInline):
    """Seats end with their term and are not deleted: votes were given on them."""

    model = BodyMember
    view_roles = OFFICE
    add_roles = change_roles = ADMINISTRATOR
    superuser_writes = True
    fields = (("name", "user", "household"), ("position", "party_member"), ("term_from", "term_to"))
    ordering = ("-term_from", "name")
    constraint_words = {
        "councils_bodymember_term_range": ("term_to", _("The term ends before it begins. Check both days."))
    }

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 3 if obj is None else 1


@admin.register(Body)
class BodyAdmin(VillageAdmin):
    section, order = "people", 40
    about = _("Branch committee, supervision committee, representatives …: who sits where decides who may vote.")
    view_roles = WATCH
    add_roles = change_roles = ADMINISTRATOR
    superuser_writes = True
    list_display = ("name", "kind", "members_")
    fields = ("name", "kind")
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
