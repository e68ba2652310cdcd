"""Bodies 组织 and who sits in them: the one home of constituency."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from councils.enums import BodyKind
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel


class Body(VillageModel):
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=20, choices=BodyKind.choices)

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        constraints = [
            VillageKey("councils_body"),
            models.UniqueConstraint(fields=["village", "name"], name="councils_body_name_key"),
        ]

    def __str__(self) -> str:
        return self.name


class BodyMember(VillageModel):
    """A person in a body for a term. People without a log-in, and people who are no villagers, sit in bodies too."""

    body = VillageForeignKey(Body, models.CASCADE, related_name="members", verbose_name=_("body"))
    name = models.CharField(pgettext_lazy("person", "name"), max_length=40)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("user")
    )
    household = VillageForeignKey(
        "points.Household", null=True, blank=True, related_name="+", verbose_name=_("household")
    )
    position = models.CharField(_("position"), max_length=40, blank=True)
    party_member = models.BooleanField(_("party member"), default=False)
    term_from = models.DateField(_("term from"))
    term_to = models.DateField(_("term to"), null=True, blank=True)

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            VillageKey("councils_bodymember"),
            SameVillage("body", name="councils_bodymember_body_fk"),
            SameVillage("household", name="councils_bodymember_household_fk"),
            models.UniqueConstraint(
                fields=["village", "body", "name", "term_from"], name="councils_bodymember_term_key"
            ),
            models.CheckConstraint(
                condition=models.Q(term_to__isnull=True) | models.Q(term_to__gte=models.F("term_from")),
                name="councils_bodymember_term_range",
            ),
        ]
        indexes = [models.Index(fields=["village", "user"], name="councils_bodymember_user")]

    def __str__(self) -> str:
        return f"{self.name} {self.position}".strip()


class NearKin(VillageModel):
    """A household of near kin 近亲属 that a member named at the start of the term: no vote on it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("user"))
    household = VillageForeignKey("points.Household", related_name="+", verbose_name=_("household"))
    registered_on = models.DateField(_("registered on"))

    class Meta:
        verbose_name = _("near kin")
        verbose_name_plural = _("near kin")
        constraints = [
            VillageKey("councils_nearkin"),
            SameVillage("household", name="councils_nearkin_household_fk"),
            models.UniqueConstraint(fields=["village", "user", "household"], name="councils_nearkin_key"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.household}"
