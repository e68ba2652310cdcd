"""Settlements 聚居点: houses built close together, whose households come from one group or from several.

Beside group and grid a third kind of area. It has bodies of its own and a convention 公约.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel


class Settlement(VillageModel):
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=30)

    class Meta:
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        ordering = ["number"]
        constraints = [
            VillageKey("councils_settlement"),
            models.UniqueConstraint(fields=["village", "number"], name="councils_settlement_number_key"),
            models.UniqueConstraint(fields=["village", "name"], name="councils_settlement_name_key"),
        ]

    def __str__(self) -> str:
        return self.name


class SettlementHousehold(VillageModel):
    """A household lives in one settlement, or in none."""

    settlement = VillageForeignKey(
        Settlement, models.CASCADE, related_name="household_rows", verbose_name=_("settlement")
    )
    household = VillageForeignKey("points.Household", related_name="+", verbose_name=_("household"))

    class Meta:
        verbose_name = _("household of a settlement")
        verbose_name_plural = _("households of settlements")
        constraints = [
            VillageKey("councils_settlementhousehold"),
            SameVillage("settlement", name="councils_settlementhousehold_settlement_fk"),
            SameVillage("household", name="councils_settlementhousehold_household_fk"),
            models.UniqueConstraint(fields=["village", "household"], name="councils_settlementhousehold_key"),
        ]
