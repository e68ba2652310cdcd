"""Votes on claims, and the telling of deductions."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from councils.enums import Decision, TellingWay
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel


class Vote(VillageModel):
    """One member's word on one claim in one round. ``constituencies`` are the voter's on that day."""

    append_only = True

    claim = VillageForeignKey("points.Claim", related_name="votes", verbose_name=_("claim"))
    round = models.PositiveSmallIntegerField()
    voter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("member"))
    constituencies = ArrayField(models.CharField(max_length=20))
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices)
    note = models.CharField(_("note"), max_length=300, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [
            VillageKey("councils_vote"),
            SameVillage("claim", name="councils_vote_claim_fk"),
            models.UniqueConstraint(fields=["village", "claim", "round", "voter"], name="councils_vote_once"),
            models.CheckConstraint(
                condition=models.Q(decision=Decision.APPROVE) | ~models.Q(note=""), name="councils_vote_reason_given"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.voter} · {self.get_decision_display()}"


class Telling(VillageModel):
    """How a household was told of a deduction before it is made public, and what it said."""

    claim = VillageForeignKey("points.Claim", related_name="tellings", verbose_name=_("claim"))
    way = models.CharField(_("how"), max_length=12, choices=TellingWay.choices)
    told_on = models.DateField(_("told on"))
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("told by"))
    witnesses = models.CharField(_("two witnesses"), max_length=80, blank=True)
    reply = models.TextField(_("what the household said"), blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("telling")
        verbose_name_plural = _("tellings")
        constraints = [
            VillageKey("councils_telling"),
            SameVillage("claim", name="councils_telling_claim_fk"),
            models.UniqueConstraint(fields=["village", "claim"], name="councils_telling_claim_key"),
            models.CheckConstraint(
                condition=~models.Q(way=TellingWay.WITNESSED) | ~models.Q(witnesses=""),
                name="councils_telling_witnesses_named",
            ),
        ]
