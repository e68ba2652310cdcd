"""Regions, villages and the numbers a village lives by."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from points.enums import BlackAudience, BottomThreeRule, RegionLevel
from villagegov.db.constraints import VillageKey
from villagegov.db.models import KeyedModel, VillageModel

#: The days a result must stay posted at least, whatever a village wishes.
PUBLICITY_FLOOR_DAYS = 5


class Region(KeyedModel):
    """Province, city, county or town."""

    level = models.PositiveSmallIntegerField(_("level"), choices=RegionLevel.choices)
    name = models.CharField(_("name"), max_length=40)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], name="points_region_name_key", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return self.name


class Village(KeyedModel):
    """One village: the key that every other row carries."""

    slug = models.SlugField(
        _("address"),
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(r"^[a-z][a-z0-9-]*$", _("Use small letters, digits and hyphens, beginning with a letter."))
        ],
    )
    name = models.CharField(_("name"), max_length=40)
    town = models.ForeignKey(Region, models.PROTECT, related_name="villages", verbose_name=_("town"))
    profile = models.TextField(_("profile"), blank=True)
    points_on = models.BooleanField(_("points are used"), default=True)

    class Meta:
        verbose_name = _("village")
        verbose_name_plural = _("villages")
        constraints = [models.UniqueConstraint(fields=["town", "name"], name="points_village_name_key")]

    def __str__(self) -> str:
        return self.name


class VillageSettings(VillageModel):
    """The village's own numbers from a day on; a change is a new row, so history keeps the numbers it was made with."""

    effective_from = models.DateField(_("effective from"))
    publicity_days = models.PositiveSmallIntegerField(
        _("days of publicity"), default=7, validators=[MinValueValidator(PUBLICITY_FLOOR_DAYS), MaxValueValidator(60)]
    )
    quorum_votes = models.PositiveSmallIntegerField(
        _("members who must agree"), default=2, validators=[MinValueValidator(1), MaxValueValidator(15)]
    )
    quorum_constituencies = models.PositiveSmallIntegerField(
        _("constituencies among them"), default=2, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    issue_day = models.PositiveSmallIntegerField(
        _("issue day"),
        default=8,
        validators=[MinValueValidator(1), MaxValueValidator(28)],
        help_text=_("The day of the next month on which a month closes and its board is drafted."),
    )
    bottom_three_rule = models.CharField(
        _("bottom three"), max_length=20, choices=BottomThreeRule.choices, default=BottomThreeRule.MONTH_NEGATIVE
    )
    black_audience = models.CharField(
        _("who sees the black board"), max_length=20, choices=BlackAudience.choices, default=BlackAudience.PUBLIC
    )
    black_reply_days = models.PositiveSmallIntegerField(
        _("days to reply before the black board"), default=3, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    black_days = models.PositiveSmallIntegerField(
        _("days on the black board"), default=30, validators=[MinValueValidator(1), MaxValueValidator(180)]
    )

    class Meta:
        verbose_name = _("village settings")
        verbose_name_plural = _("village settings")
        constraints = [
            VillageKey("points_villagesettings"),
            models.UniqueConstraint(fields=["village", "effective_from"], name="points_villagesettings_from_key"),
            models.CheckConstraint(
                condition=models.Q(publicity_days__gte=PUBLICITY_FLOOR_DAYS),
                name="points_villagesettings_publicity_floor",
            ),
            models.CheckConstraint(
                condition=models.Q(issue_day__gte=1, issue_day__lte=28), name="points_villagesettings_issue_day"
            ),
            models.CheckConstraint(
                condition=models.Q(quorum_votes__gte=1, quorum_constituencies__gte=1)
                & models.Q(quorum_constituencies__lte=models.F("quorum_votes")),
                name="points_villagesettings_quorum",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.effective_from:%Y-%m-%d}"
