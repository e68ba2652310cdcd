"""The register: groups and households, written through ``points.services.register``."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from points.admin.roles import ADMINISTRATOR, WATCH
from points.enums import Role
from points.models import Group, Household
from points.models.household import PRIVATE_FIELDS
from points.queries.households import words_of
from points.services import register
from villagegov.kernel import clock
from villagegov.web.admin import AdminForm, VillageAdmin, VillageRelatedFilter


@admin.register(Group)
class GroupAdmin(VillageAdmin):
    section, order = "people", 20
    view_roles = WATCH
    add_roles = change_roles = ADMINISTRATOR
    superuser_writes = True
    list_display = ("name", "number", "households_")
    list_display_links = ("name",)
    fields = ("number", "name")
    ordering = ("number",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        return super().get_queryset(request).annotate(household_count=Count("households"))

    @admin.display(description=_("households"), ordering="household_count")
    def households_(self, group: Any) -> int:
        return int(group.household_count)


class HouseholdForm(AdminForm):
    """The service checks numbers and days, and says it in words."""

    checked_by_service = True


@admin.register(Household)
class HouseholdAdmin(VillageAdmin):
    section, order = "people", 10
    about = _("The register: numbers, heads, groups. What happens in a household is recorded on its own page.")
    view_roles = WATCH
    add_roles = change_roles = ADMINISTRATOR
    superuser_writes = True
    audited_by_service = True
    form = HouseholdForm
    list_display = ("number", "head_name", "group", "members", "resident", "state", "joined_on", "unranked")
    list_display_links = ("number", "head_name")
    list_filter = (("group", VillageRelatedFilter), "state", "resident", "unranked", "names_public")
    search_fields = ("number", "head_name", "pinyin", "initials")
    search_help_text = _("Household number, name, pinyin or initials.")
    ordering = ("number",)
    #: What has a day: recorded as events and consents, shown here.
    dated = ("state", "resident", "left_on", "unranked", "names_public")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Household]:
        return super().get_queryset(request).select_related("group")

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        return super().get_search_results(request, queryset, " ".join(words_of(search_term)))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        first: tuple[str, ...] = ("number", "head_name", "group", "members")
        if Role.ADMINISTRATOR in request.roles:  # type: ignore[attr-defined]
            first += PRIVATE_FIELDS
        return (*first, "joined_on", *self.dated, "page_") if obj else (*first, "resident", "joined_on")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("number", *self.dated, "page_") if obj else ()

    @admin.display(description=_("what happened"))
    def page_(self, household: Household) -> str:
        address = reverse("points:household", args=[household.village.slug, household.pk])
        sentence = _("Away, back, head, split, merge, closed: on the household’s page")
        return format_html('<a href="{}">{}</a>', address, sentence)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"joined_on": clock.today(), **super().get_changeform_initial_data(request)}

    def save_model(self, request: HttpRequest, obj: Household, form: Any, change: bool) -> None:
        said = dict(form.cleaned_data)
        at = clock.now()
        by: Any = request.user
        if change:
            register.change_household(household=obj, by=by, at=at, **said)
            return
        row = register.HouseholdRow(group_number=said.pop("group").number, **said)
        (made,) = register.add_households(village=request.village, rows=[row], by=by, at=at)  # type: ignore[attr-defined]
        obj.pk = made.pk
