"""Objections 异议 to a claim in publicity."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from councils.enums import ObjectionState
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel


class Objection(VillageModel):
    """Holds its claim while open. Who objected is never public."""

    claim = VillageForeignKey("points.Claim", related_name="objections", verbose_name=_("claim"))
    objector = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("objector"))
    text = models.TextField(_("objection"), max_length=500)
    made_at = models.DateTimeField(_("made at"))
    state = models.CharField(_("state"), max_length=10, choices=ObjectionState.choices, default=ObjectionState.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        constraints = [
            VillageKey("councils_objection"),
            SameVillage("claim", name="councils_objection_claim_fk"),
            models.UniqueConstraint(
                fields=["village", "claim"], condition=Q(state=ObjectionState.OPEN), name="councils_objection_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state=ObjectionState.OPEN, decided_at__isnull=True, decided_by__isnull=True)
                | (
                    ~Q(state=ObjectionState.OPEN)
                    & Q(decided_at__isnull=False, decided_by__isnull=False)
                    & ~Q(reason="")
                ),
                name="councils_objection_decided_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["village", "state", "made_at"], name="councils_objection_state")]
