"""The village's own list of strengths 特长, and its volunteers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from councils.enums import DemandTopic
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel

STRENGTH_LENGTH, VOLUNTEER_NAME_LENGTH, FROM_LENGTH = 20, 40, 40


class Strength(VillageModel):
    """What somebody is good at, in the village's own word: 调解, 水电维修, 农技."""

    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("strength"), max_length=STRENGTH_LENGTH)
    #: No longer offered; who has it keeps it.
    retired = models.BooleanField(_("no longer used"), default=False)

    class Meta:
        verbose_name = _("strength")
        verbose_name_plural = _("strengths")
        ordering = ["number", "name"]
        constraints = [
            VillageKey("councils_strength"),
            models.UniqueConstraint(fields=["village", "name"], name="councils_strength_name_key"),
            models.CheckConstraint(condition=~Q(name=""), name="councils_strength_named"),
        ]

    def __str__(self) -> str:
        return self.name


class StrengthTopic(VillageModel):
    """Demands about this topic are offered to people of that strength first."""

    strength = VillageForeignKey(Strength, models.CASCADE, related_name="topics", verbose_name=_("strength"))
    topic = models.CharField(_("what it is about"), max_length=12, choices=DemandTopic.choices)

    class Meta:
        verbose_name = _("topic of a strength")
        verbose_name_plural = _("topics of strengths")
        constraints = [
            VillageKey("councils_strengthtopic"),
            SameVillage("strength", name="councils_strengthtopic_strength_fk"),
            models.UniqueConstraint(fields=["village", "strength", "topic"], name="councils_strengthtopic_key"),
        ]


class Volunteer(VillageModel):
    """Somebody of a household, or from outside: a teacher, a doctor, somebody sent from the town."""

    name = models.CharField(pgettext_lazy("person", "name"), max_length=VOLUNTEER_NAME_LENGTH)
    household = VillageForeignKey(
        "points.Household", null=True, blank=True, related_name="volunteers", verbose_name=_("household")
    )
    #: Where somebody without a household here comes from.
    outsider_from = models.CharField(_("from where"), max_length=FROM_LENGTH, blank=True)
    #: Their own log-in, where it is not the household's.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("user")
    )
    party_member = models.BooleanField(_("party member"), default=False)
    on_call = models.BooleanField(_("on call"), default=False)
    #: May sign for the hours of the others.
    team_leader = models.BooleanField(_("team leader"), default=False)
    #: The day of their own consent to be named in public; none: counted only.
    public_since = models.DateField(_("agreed to be named in public on"), null=True, blank=True)
    joined_on = models.DateField(_("volunteer since"))
    left_on = models.DateField(_("volunteer until"), null=True, blank=True)
    erased_at = models.DateTimeField(_("name erased at"), null=True, blank=True)

    class Meta:
        verbose_name = _("volunteer")
        verbose_name_plural = _("volunteers")
        ordering = ["name", "id"]
        constraints = [
            VillageKey("councils_volunteer"),
            SameVillage("household", name="councils_volunteer_household_fk"),
            models.UniqueConstraint(
                fields=["village", "name", "household", "outsider_from"],
                condition=Q(left_on__isnull=True),
                nulls_distinct=False,
                name="councils_volunteer_once",
            ),
            models.CheckConstraint(
                condition=Q(household__isnull=False, outsider_from="")
                | (Q(household__isnull=True) & ~Q(outsider_from="")),
                name="councils_volunteer_from",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) & ~Q(name="")
                | Q(erased_at__isnull=False, name="", public_since__isnull=True, left_on__isnull=False),
                name="councils_volunteer_named",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")), name="councils_volunteer_until"
            ),
        ]
        indexes = [
            models.Index(fields=["village", "household"], name="councils_volunteer_household"),
            models.Index(fields=["village", "user"], name="councils_volunteer_user"),
        ]

    def __str__(self) -> str:
        return self.name or str(_("name erased"))


class VolunteerStrength(VillageModel):
    volunteer = VillageForeignKey(Volunteer, models.CASCADE, related_name="strengths", verbose_name=_("volunteer"))
    strength = VillageForeignKey(Strength, related_name="volunteers", verbose_name=_("strength"))

    class Meta:
        verbose_name = _("strength of a volunteer")
        verbose_name_plural = _("strengths of volunteers")
        constraints = [
            VillageKey("councils_volunteerstrength"),
            SameVillage("volunteer", name="councils_volunteerstrength_volunteer_fk"),
            SameVillage("strength", name="councils_volunteerstrength_strength_fk"),
            models.UniqueConstraint(fields=["village", "volunteer", "strength"], name="councils_volunteerstrength_key"),
        ]
