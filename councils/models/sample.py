"""The supervisors' sample 抽查: a month's posted claims, some of which chance picks to be checked by hand."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from councils.enums import Finding
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel


class Sample(VillageModel):
    """One month's draw. ``seed`` follows from the ledger as it was closed (``kernel.sampling``): all can redraw."""

    append_only = True

    month = models.DateField(_("month"))
    drawn_at = models.DateTimeField(_("drawn at"))
    #: Of the close of the month; the leaf of this line makes the seed.
    last_seq = models.PositiveBigIntegerField(_("last line"))
    seed = models.CharField(_("seed"), max_length=64)
    #: Claims of the month that took the full quorum, and how many of them were drawn.
    full_of = models.PositiveIntegerField(_("claims reviewed by the quorum"))
    full_drawn = models.PositiveIntegerField(_("drawn of them"))
    #: The same for those that one signature let through.
    light_of = models.PositiveIntegerField(_("claims reviewed by one signature"))
    light_drawn = models.PositiveIntegerField(_("drawn of these"))

    class Meta:
        verbose_name = _("sample")
        verbose_name_plural = _("samples")
        ordering = ["-month"]
        constraints = [
            VillageKey("councils_sample"),
            models.UniqueConstraint(fields=["village", "month"], name="councils_sample_month_key"),
            models.CheckConstraint(condition=Q(month__day=1), name="councils_sample_first_day"),
            models.CheckConstraint(
                condition=Q(full_drawn__lte=F("full_of"), light_drawn__lte=F("light_of")),
                name="councils_sample_drawn_of",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def of(self) -> int:
        return self.full_of + self.light_of

    @property
    def drawn(self) -> int:
        return self.full_drawn + self.light_drawn


class SampledClaim(VillageModel):
    """A claim that was drawn, and what a supervisor found. Recorded anew, the last finding counts."""

    sample = VillageForeignKey(Sample, related_name="claims", verbose_name=_("sample"))
    claim = VillageForeignKey("points.Claim", related_name="+", verbose_name=_("claim"))
    #: Its line of the ledger, by which it was drawn.
    number = models.PositiveBigIntegerField(_("line"))
    light = models.BooleanField(_("reviewed by one signature"))
    finding = models.CharField(_("finding"), max_length=10, choices=Finding.choices, blank=True)
    words = models.CharField(_("what was found"), max_length=300, blank=True)
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("checked by")
    )
    found_at = models.DateTimeField(_("checked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("sampled claim")
        verbose_name_plural = _("sampled claims")
        constraints = [
            VillageKey("councils_sampledclaim"),
            SameVillage("sample", name="councils_sampledclaim_sample_fk"),
            SameVillage("claim", name="councils_sampledclaim_claim_fk"),
            models.UniqueConstraint(fields=["village", "claim"], name="councils_sampledclaim_claim_key"),
            models.UniqueConstraint(fields=["village", "sample", "number"], name="councils_sampledclaim_number_key"),
            models.CheckConstraint(
                condition=Q(finding="", found_by__isnull=True, found_at__isnull=True)
                | (~Q(finding="") & Q(found_by__isnull=False, found_at__isnull=False)),
                name="councils_sampledclaim_found_by",
            ),
            models.CheckConstraint(
                condition=Q(finding__in=["", Finding.IN_ORDER]) | ~Q(words=""), name="councils_sampledclaim_says_what"
            ),
        ]
        indexes = [models.Index(fields=["village", "finding"], name="councils_sampledclaim_open")]

    def __str__(self) -> str:
        return f"{self.number}"
