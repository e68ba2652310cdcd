"""The numbers a village lives by: a change is a new row from a day on, and the past keeps its numbers."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from points.admin.roles import ADMINISTRATOR, WATCH
from points.models import VillageSettings
from points.queries.villages import settings_on
from points.services import villages
from villagegov.kernel import clock
from villagegov.web.admin import AdminForm, VillageAdmin


class SettingsForm(AdminForm):
    checked_by_service = True


@admin.register(VillageSettings)
class VillageSettingsAdmin(VillageAdmin):
    section, order = "settings", 10
    about = _("Days of publicity, quorum, issue day, bottom three, black board. A change counts from a day on.")
    view_roles = WATCH
    add_roles = ADMINISTRATOR
    superuser_writes = True
    audited_by_service = True
    add_title, save_only = _("Change the settings"), True
    form = SettingsForm
    list_display = (
        "effective_from",
        "now_",
        "publicity_days",
        "quorum_votes",
        "quorum_constituencies",
        "issue_day",
        "bottom_three_rule",
        "black_audience",
    )
    fields = ("effective_from", *villages.NUMBERS)
    ordering = ("-effective_from",)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        changelist.result_list = list(changelist.result_list)
        current = settings_on(request.village, clock.today())  # type: ignore[attr-defined]
        for row in changelist.result_list:
            row.in_force = row.pk == current.pk
        return changelist

    @admin.display(description=_("in force today"), boolean=True)
    def now_(self, row: Any) -> bool:
        return bool(getattr(row, "in_force", False))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The numbers as they are: one changes what is to change."""
        current = settings_on(request.village, clock.today())  # type: ignore[attr-defined]
        return {"effective_from": clock.today(), **{name: getattr(current, name) for name in villages.NUMBERS}}

    def save_model(self, request: HttpRequest, obj: VillageSettings, form: Any, change: bool) -> None:
        made = villages.change_settings(
            village=request.village,  # type: ignore[attr-defined]
            by=request.user,  # type: ignore[arg-type]
            at=clock.now(),
            **form.cleaned_data,
        )
        obj.pk = made.pk
