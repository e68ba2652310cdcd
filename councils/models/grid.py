"""Grids 网格: a grid is one or several groups, with the grid officers who look after it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel


class Grid(VillageModel):
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=30)

    class Meta:
        verbose_name = _("grid")
        verbose_name_plural = _("grids")
        ordering = ["number"]
        constraints = [
            VillageKey("councils_grid"),
            models.UniqueConstraint(fields=["village", "number"], name="councils_grid_number_key"),
        ]

    def __str__(self) -> str:
        return self.name


class GridGroup(VillageModel):
    """A group lies in one grid."""

    grid = VillageForeignKey(Grid, models.CASCADE, related_name="group_rows", verbose_name=_("grid"))
    group = VillageForeignKey("points.Group", related_name="+", verbose_name=_("group"))

    class Meta:
        verbose_name = _("group of a grid")
        verbose_name_plural = _("groups of grids")
        constraints = [
            VillageKey("councils_gridgroup"),
            SameVillage("grid", name="councils_gridgroup_grid_fk"),
            SameVillage("group", name="councils_gridgroup_group_fk"),
            models.UniqueConstraint(fields=["village", "group"], name="councils_gridgroup_group_key"),
        ]


class GridOfficer(VillageModel):
    """Whoever looks after a grid now."""

    grid = VillageForeignKey(Grid, models.CASCADE, related_name="officer_rows", verbose_name=_("grid"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("user"))

    class Meta:
        verbose_name = _("officer of a grid")
        verbose_name_plural = _("officers of grids")
        constraints = [
            VillageKey("councils_gridofficer"),
            SameVillage("grid", name="councils_gridofficer_grid_fk"),
            models.UniqueConstraint(fields=["village", "grid", "user"], name="councils_gridofficer_key"),
        ]
