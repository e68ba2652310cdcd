"""The working-day calendar 工作日历: days off and days worked to make up for them, year by year."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from points.enums import CalendarSource, DayKind
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel

FIRST_YEAR, LAST_YEAR = 2000, 2100


class CalendarYear(VillageModel):
    """A year whose holidays are entered. Without it, deadlines of that year know Saturdays and Sundays only."""

    year = models.PositiveSmallIntegerField(
        _("calendar year"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    source = models.CharField(
        _("taken from"), max_length=10, choices=CalendarSource.choices, default=CalendarSource.HAND, editable=False
    )

    class Meta:
        verbose_name = _("working-day calendar")
        verbose_name_plural = _("working-day calendars")
        ordering = ["-year"]
        constraints = [
            VillageKey("points_calendaryear"),
            models.UniqueConstraint(fields=["village", "year"], name="points_calendaryear_key"),
            models.CheckConstraint(
                condition=models.Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR), name="points_calendaryear_range"
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(VillageModel):
    """A day that is not what its weekday says."""

    calendar = VillageForeignKey(CalendarYear, models.CASCADE, related_name="days", verbose_name=_("calendar year"))
    day = models.DateField(_("day"))
    kind = models.CharField(_("kind of day"), max_length=4, choices=DayKind.choices, default=DayKind.OFF)
    name = models.CharField(_("holiday"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("days off and make-up days")
        ordering = ["day"]
        constraints = [
            VillageKey("points_calendarday"),
            SameVillage("calendar", name="points_calendarday_calendar_fk"),
            models.UniqueConstraint(fields=["village", "day"], name="points_calendarday_key"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}".strip()
