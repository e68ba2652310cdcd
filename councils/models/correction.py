"""Corrections 更正: a line of the ledger is reversed, and what is right is entered anew."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from councils.enums import CorrectionState
from councils.models.objection import Objection
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel


class Correction(VillageModel):
    """Proposed by one person, carried out by another. The ledger changes with the second one's word alone."""

    number = models.PositiveIntegerField(_("correction number"))
    entry = VillageForeignKey("points.Entry", related_name="corrections", verbose_name=_("ledger entry"))
    #: Upheld objection or appeal behind it; empty where the office found the mistake itself.
    objection = VillageForeignKey(
        Objection, null=True, blank=True, related_name="corrections", verbose_name=_("objection")
    )
    reason = models.CharField(_("reason"), max_length=300)
    #: What is entered instead; both empty: nothing.
    right_points = models.IntegerField(_("right points"), null=True, blank=True)
    right_household = VillageForeignKey(
        "points.Household", null=True, blank=True, related_name="+", verbose_name=_("right household")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=CorrectionState.choices, default=CorrectionState.PROPOSED
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("second person"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    #: Why the second person refused it.
    note = models.CharField(_("why not"), max_length=300, blank=True)
    reversal = VillageForeignKey("points.Entry", null=True, blank=True, related_name="+", verbose_name=_("reversal"))
    new_entry = VillageForeignKey(
        "points.Entry", null=True, blank=True, related_name="+", verbose_name=_("right entry")
    )

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        constraints = [
            VillageKey("councils_correction"),
            SameVillage("entry", name="councils_correction_entry_fk"),
            SameVillage("objection", name="councils_correction_objection_fk"),
            SameVillage("right_household", name="councils_correction_household_fk"),
            SameVillage("reversal", name="councils_correction_reversal_fk"),
            SameVillage("new_entry", name="councils_correction_new_entry_fk"),
            models.UniqueConstraint(fields=["village", "number"], name="councils_correction_number_key"),
            models.UniqueConstraint(
                fields=["village", "entry"],
                condition=Q(state=CorrectionState.PROPOSED),
                name="councils_correction_one_proposed",
            ),
            models.CheckConstraint(
                condition=Q(right_points__isnull=True, right_household__isnull=True)
                | (Q(right_points__isnull=False, right_household__isnull=False) & ~Q(right_points=0)),
                name="councils_correction_right_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="councils_correction_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state=CorrectionState.PROPOSED, decided_at__isnull=True, decided_by__isnull=True)
                | Q(
                    Q(reversal__isnull=False) | Q(new_entry__isnull=False),
                    state=CorrectionState.DONE,
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                )
                | (
                    Q(state=CorrectionState.REFUSED, decided_at__isnull=False, decided_by__isnull=False)
                    & Q(reversal__isnull=True, new_entry__isnull=True)
                    & ~Q(note="")
                ),
                name="councils_correction_state_whole",
            ),
        ]
        indexes = [models.Index(fields=["village", "state", "-decided_at"], name="councils_correction_state")]

    def __str__(self) -> str:
        return f"{self.number}"
