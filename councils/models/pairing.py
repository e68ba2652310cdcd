"""Pairing 结对: a cadre or party member who visits a household again and again. Known to the office, never a label."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from councils.models.visit import MOST_DAYS
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel

NAME_LENGTH = 40


class Pairing(VillageModel):
    household = VillageForeignKey("points.Household", related_name="+", verbose_name=_("household"))
    name = models.CharField(pgettext_lazy("pairing", "paired with"), max_length=NAME_LENGTH)
    #: Where this person has a log-in.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("user")
    )
    days = models.PositiveSmallIntegerField(_("days between two visits"))
    since = models.DateField(_("from"))
    #: The first day on which it holds no more.
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("pairing")
        verbose_name_plural = _("pairings")
        constraints = [
            VillageKey("councils_pairing"),
            SameVillage("household", name="councils_pairing_household_fk"),
            models.UniqueConstraint(
                fields=["village", "household"], condition=Q(until__isnull=True), name="councils_pairing_running_key"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="councils_pairing_named"),
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=MOST_DAYS), name="councils_pairing_days"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="councils_pairing_range"
            ),
        ]
        indexes = [models.Index(fields=["village", "user"], name="councils_pairing_user")]

    def __str__(self) -> str:
        return self.name
