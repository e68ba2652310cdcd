"""The working-day calendar: one page a year, filled from the library, mended by the administrator."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from points.admin.roles import ADMINISTRATOR, WATCH
from points.enums import DayKind, Role
from points.models import CalendarDay, CalendarYear
from points.queries import calendar
from villagegov.kernel import clock
from villagegov.web.admin import VillageAdmin, VillageInline


class DaysOfOneYear(BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        year = getattr(self.instance, "year", None)
        for form in self.forms:
            day = form.cleaned_data.get("day") if hasattr(form, "cleaned_data") else None
            if day and year and day.year != year and not form.cleaned_data.get("DELETE"):
                sentence = _("This calendar is of %(year)s. Enter the day in the calendar of its own year.")
                form.add_error("day", ValidationError(sentence % {"year": year}, code="other_year"))


class DayInline(VillageInline):
    model = CalendarDay
    formset = DaysOfOneYear
    view_roles = WATCH
    add_roles = change_roles = delete_roles = ADMINISTRATOR
    superuser_writes = True
    fields = (("day", "kind", "name"),)
    ordering = ("day",)
    constraint_words = {
        "points_calendarday_key": ("day", gettext_lazy("This day is in the calendar already. Change it there."))
    }

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 12 if obj is None else 1


@admin.register(CalendarYear)
class CalendarYearAdmin(VillageAdmin):
    """Years stay: deadlines were counted by them."""

    section, order = "settings", 40
    about = gettext_lazy(
        "Days off and make-up working days: deadlines of objections and appeals are counted by them. "
        "The days the State Council announces are entered by themselves when the site is brought up to date."
    )
    view_roles = WATCH
    add_roles = change_roles = ADMINISTRATOR
    superuser_writes = True
    list_display = ("year", "source", "off_", "work_")
    inlines = (DayInline,)
    ordering = ("-year",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("year",) if obj is None else ("year", "source")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj is None else ("year", "source")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CalendarYear]:
        counts = {kind: Count("days", filter=Q(days__kind=kind)) for kind in DayKind.values}
        return super().get_queryset(request).annotate(**counts)

    @admin.display(description=gettext_lazy("days off"), ordering="off")
    def off_(self, row: Any) -> int:
        return int(row.off)

    @admin.display(description=gettext_lazy("make-up working days"), ordering="work")
    def work_(self, row: Any) -> int:
        return int(row.work)

    def waiting(self, request: HttpRequest) -> int:
        """Years that nobody has entered and the library does not know."""
        if Role.ADMINISTRATOR not in request.roles:  # type: ignore[attr-defined]
            return 0
        return len(calendar.missing_years(request.village, clock.today()))  # type: ignore[attr-defined]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        wanted = calendar.missing_years(request.village, clock.today())  # type: ignore[attr-defined]
        return {"year": wanted[0] if wanted else clock.today().year + 1}
