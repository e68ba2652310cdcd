"""Care marks 关怀标记, and who read them."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from points.enums import CareKind
from points.models.household import Household
from points.models.user import User
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel


class CareMark(VillageModel):
    """Why somebody should look in on a household, from a day on. It is taken away by dating its end."""

    household = VillageForeignKey(Household, related_name="care_marks", verbose_name=_("household"))
    kind = models.CharField(_("care mark"), max_length=16, choices=CareKind.choices)
    #: How many of the household it concerns; one person is counted under one mark.
    people = models.PositiveSmallIntegerField(_("people concerned"), default=1, validators=[MinValueValidator(1)])
    note = models.CharField(_("note"), max_length=120, blank=True)
    since = models.DateField(_("since"))
    #: The first day on which it no longer holds.
    until = models.DateField(_("until"), null=True, blank=True)
    marked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("set by"))
    marked_at = models.DateTimeField(_("set at"))
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("care mark")
        verbose_name_plural = _("care marks")
        constraints = [
            VillageKey("points_caremark"),
            SameVillage("household", name="points_caremark_household_fk"),
            models.UniqueConstraint(
                fields=["village", "household", "kind"],
                condition=Q(until__isnull=True),
                name="points_caremark_running_key",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="points_caremark_range"
            ),
            models.CheckConstraint(condition=Q(people__gte=1), name="points_caremark_people_positive"),
            models.CheckConstraint(
                condition=Q(until__isnull=True, ended_at__isnull=True) | Q(until__isnull=False, ended_at__isnull=False),
                name="points_caremark_end_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"


class CareReading(VillageModel):
    """Somebody had a household's care marks on the screen. Rows are forgotten after some years, never altered."""

    append_only = True
    rows_can_be_erased = True

    household = VillageForeignKey(Household, related_name="+", verbose_name=_("household"))
    reader = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(_("at"))
    #: How many marks were shown, and whether on a list or on the household's own page.
    marks = models.PositiveSmallIntegerField(_("marks shown"))
    on_list = models.BooleanField(_("on the list"))

    class Meta:
        verbose_name = _("reading of care marks")
        verbose_name_plural = _("readings of care marks")
        constraints = [
            VillageKey("points_carereading"),
            SameVillage("household", name="points_carereading_household_fk"),
        ]
        indexes = [
            models.Index(fields=["village", "-at"], name="points_carereading_at"),
            models.Index(fields=["village", "household", "-at"], name="points_carereading_household"),
        ]
