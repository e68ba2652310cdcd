"""Visits 走访: who went to which household and what was heard. Why a household is on the list is never kept here."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from councils.enums import VisitKind
from councils.models.demand import Demand
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel

HEARD_LENGTH, VISITORS_LENGTH = 400, 60
MOST_DAYS = 366


class Visit(VillageModel):
    household = VillageForeignKey("points.Household", related_name="visits", verbose_name=_("household"))
    visited_on = models.DateField(_("day"))
    visitors = models.CharField(_("who went"), max_length=VISITORS_LENGTH)
    heard = models.CharField(_("what was heard"), max_length=HEARD_LENGTH, blank=True)
    #: The demand for which somebody had to be there.
    demand = VillageForeignKey(Demand, null=True, blank=True, related_name="visits", verbose_name=_("demand"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        constraints = [
            VillageKey("councils_visit"),
            SameVillage("household", name="councils_visit_household_fk"),
            SameVillage("demand", name="councils_visit_demand_fk"),
            models.CheckConstraint(condition=~Q(visitors=""), name="councils_visit_who_went"),
        ]
        indexes = [
            models.Index(fields=["village", "household", "-visited_on"], name="councils_visit_household"),
            models.Index(fields=["village", "-visited_on"], name="councils_visit_day"),
        ]

    def __str__(self) -> str:
        return f"{self.visited_on:%Y-%m-%d}"


class VisitRhythm(VillageModel):
    """Days between two visits to a household of this kind, where the village chose its own."""

    kind = models.CharField(_("kind"), max_length=12, choices=VisitKind.choices)
    days = models.PositiveSmallIntegerField(_("days between two visits"))

    class Meta:
        verbose_name = _("rhythm of visits")
        verbose_name_plural = _("rhythms of visits")
        constraints = [
            VillageKey("councils_visitrhythm"),
            models.UniqueConstraint(fields=["village", "kind"], name="councils_visitrhythm_kind_key"),
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=MOST_DAYS), name="councils_visitrhythm_days"),
        ]
