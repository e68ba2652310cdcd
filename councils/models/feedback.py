"""意见建议: a place to complain or suggest, log-in or not."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from villagegov.db.constraints import VillageKey
from villagegov.db.models import VillageModel


class Feedback(VillageModel):
    text = models.TextField(_("what you want to say"), max_length=1000)
    contact = models.CharField(_("how to reach you"), max_length=60, blank=True)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        constraints = [VillageKey("councils_feedback")]
        indexes = [models.Index(fields=["village", "-made_at"], name="councils_feedback_at")]

    def __str__(self) -> str:
        return self.text[:20]
