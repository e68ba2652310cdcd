"""What the privacy desk keeps: consents with their paper, and the impact assessment as dated texts."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from points.enums import ConsentKind
from points.models.household import Household
from points.models.user import User
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel


class Consent(VillageModel):
    """A household agreed to something, on a day, on paper; and perhaps withdrew it. ``Household.names_public`` follows
    the running consent to be named and is written by ``points.services.consents`` alone.
    """

    household = VillageForeignKey(Household, related_name="consents", verbose_name=_("household"))
    kind = models.CharField(_("agreed"), max_length=10, choices=ConsentKind.choices)
    given_on = models.DateField(_("agreed on"))
    #: Where the signed paper lies.
    paper = models.CharField(_("paper"), max_length=60)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded at"))
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    #: How it was withdrawn: on paper, by word of mouth, because the head of household changed.
    withdrawn_paper = models.CharField(_("how withdrawn"), max_length=60, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            VillageKey("points_consent"),
            SameVillage("household", name="points_consent_household_fk"),
            models.UniqueConstraint(
                fields=["village", "household", "kind"],
                condition=Q(withdrawn_on__isnull=True),
                name="points_consent_running_key",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("given_on")), name="points_consent_range"
            ),
            models.CheckConstraint(condition=~Q(paper=""), name="points_consent_has_paper"),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawn_at__isnull=True)
                | Q(withdrawn_on__isnull=False, withdrawn_at__isnull=False),
                name="points_consent_withdrawal_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.given_on:%Y-%m-%d}"


class ImpactAssessment(VillageModel):
    """One version of the village's impact assessment 个人信息保护影响评估, never deleted. The law asks to keep it three
    years at least.
    """

    append_only = True

    number = models.PositiveSmallIntegerField(_("version"))
    assessed_on = models.DateField(_("assessed on"))
    author = models.CharField(_("written by"), max_length=40)
    text = models.TextField(_("text"))
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("impact assessment")
        verbose_name_plural = _("impact assessments")
        ordering = ["-number"]
        constraints = [
            VillageKey("points_impactassessment"),
            models.UniqueConstraint(fields=["village", "number"], name="points_impactassessment_number_key"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"
