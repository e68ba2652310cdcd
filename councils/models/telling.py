"""Telling 送达: how somebody was told, when, by whom, and what they said to it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from councils.enums import Recipient, TellingWay
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel


class Told(VillageModel):
    """The act itself, whatever was told. Clocks start with ``told_on``."""

    way = models.CharField(_("how"), max_length=12, choices=TellingWay.choices)
    told_on = models.DateField(_("told on"))
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("told by"))
    witnesses = models.CharField(_("two witnesses"), max_length=80, blank=True)
    reply = models.TextField(_("what the household said"), blank=True)
    #: To whom an oral reply was read back after it had been written down; empty where it was written by themselves.
    read_back_to = models.CharField(_("reply read back to"), max_length=40, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        abstract = True


class Telling(Told):
    """How a household was told of a deduction before it is made public, and what it said."""

    claim = VillageForeignKey("points.Claim", related_name="tellings", verbose_name=_("claim"))

    class Meta:
        verbose_name = _("telling")
        verbose_name_plural = _("tellings")
        constraints = [
            VillageKey("councils_telling"),
            SameVillage("claim", name="councils_telling_claim_fk"),
            models.UniqueConstraint(fields=["village", "claim"], name="councils_telling_claim_key"),
            models.CheckConstraint(
                condition=~Q(way=TellingWay.WITNESSED) | ~Q(witnesses=""), name="councils_telling_witnesses_named"
            ),
        ]


class DecisionTelling(Told):
    """How somebody was told of a decision: the committee's rejection of a claim, or what became of an objection."""

    claim = VillageForeignKey("points.Claim", related_name="decision_tellings", verbose_name=_("claim"))
    #: Empty: the committee's rejection.
    objection = VillageForeignKey(
        "councils.Objection", null=True, blank=True, related_name="tellings", verbose_name=_("objection")
    )
    recipient = models.CharField(
        _("who was told"), max_length=10, choices=Recipient.choices, default=Recipient.HOUSEHOLD
    )

    class Meta:
        verbose_name = _("telling of a decision")
        verbose_name_plural = _("tellings of decisions")
        constraints = [
            VillageKey("councils_decisiontelling"),
            SameVillage("claim", name="councils_decisiontelling_claim_fk"),
            SameVillage("objection", name="councils_decisiontelling_objection_fk"),
            models.UniqueConstraint(
                fields=["village", "claim"], condition=Q(objection__isnull=True), name="councils_decisiontelling_claim"
            ),
            models.UniqueConstraint(
                fields=["village", "objection", "recipient"],
                condition=Q(objection__isnull=False),
                name="councils_decisiontelling_objection",
            ),
            models.CheckConstraint(
                condition=~Q(way=TellingWay.WITNESSED) | ~Q(witnesses=""),
                name="councils_decisiontelling_witnesses_named",
            ),
            models.CheckConstraint(
                condition=Q(objection__isnull=False) | Q(recipient=Recipient.HOUSEHOLD),
                name="councils_decisiontelling_objector_of_objection",
            ),
        ]
        indexes = [models.Index(fields=["village", "-recorded_at"], name="councils_decisiontelling_at")]
