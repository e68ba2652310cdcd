"""The register: groups and households."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from points.enums import HouseholdState
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel


class Group(VillageModel):
    """A villagers' group 村民小组."""

    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=20)

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ["number"]
        constraints = [
            VillageKey("points_group"),
            models.UniqueConstraint(fields=["village", "number"], name="points_group_number_key"),
        ]

    def __str__(self) -> str:
        return self.name


#: What a household told the office, and nobody else: on no page but those of officer and administrator, in no log.
PRIVATE_FIELDS = ("phone", "address", "note")


class Household(VillageModel):
    """A household 户 with its number on the village's register. See :data:`PRIVATE_FIELDS`."""

    number = models.CharField(_("household number"), max_length=12)
    head_name = models.CharField(_("head of household"), max_length=40)
    #: Full pinyin and initials of the head's name, written by the register service: ``lixiaohua``, ``lxh``.
    pinyin = models.CharField(max_length=120, editable=False)
    initials = models.CharField(max_length=20, editable=False)
    group = VillageForeignKey(Group, related_name="households", verbose_name=_("group"))
    members = models.PositiveSmallIntegerField(_("people"), default=1)
    resident = models.BooleanField(_("resident"), default=True)
    state = models.CharField(_("state"), max_length=10, choices=HouseholdState.choices, default=HouseholdState.ACTIVE)
    joined_on = models.DateField(_("in the register since"))
    left_on = models.DateField(_("left on"), null=True, blank=True)
    unranked = models.BooleanField(
        _("not ranked"),
        default=False,
        help_text=_("Left out of the bottom three without a public word: old people alone, long illness, away."),
    )
    names_public = models.BooleanField(_("agreed to be named in public"), default=False)
    # Private: read by the information officer and the administrator alone.
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    address = models.CharField(_("home address"), max_length=100, blank=True)
    note = models.CharField(_("note on the household"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")
        ordering = ["number"]
        constraints = [
            VillageKey("points_household"),
            SameVillage("group", name="points_household_group_fk"),
            models.UniqueConstraint(fields=["village", "number"], name="points_household_number_key"),
            models.CheckConstraint(
                condition=models.Q(left_on__isnull=True) | models.Q(left_on__gte=models.F("joined_on")),
                name="points_household_left_after_joined",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.head_name}"
