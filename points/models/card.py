"""Household cards 农户卡: paper with a one-time code by which a household opens its account, and what guards them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from points.models.household import Household
from points.models.user import User
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import KeyedModel, VillageModel


class HouseholdCard(VillageModel):
    """One printed card. Its code is kept as a keyed hash only, and opens the account once; after that the PIN does.

    A card is replaced by the next one of its household: its code and its PIN end then.
    """

    household = VillageForeignKey(Household, related_name="cards", verbose_name=_("household"))
    #: Keyed hash (HMAC-SHA-256) of the code: of no use without the site's secret.
    digest = models.CharField(max_length=64, editable=False)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("printed by"))
    issued_at = models.DateTimeField(_("printed at"))
    #: The last day on which the code opens the account.
    expires_on = models.DateField(_("code valid until"))
    used_at = models.DateTimeField(_("first used at"), null=True, blank=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("account"))
    #: Hash of the PIN, by Django's hashers.
    pin = models.CharField(max_length=128, blank=True, editable=False)
    replaced_at = models.DateTimeField(_("replaced at"), null=True, blank=True)

    class Meta:
        verbose_name = _("household card")
        verbose_name_plural = _("household cards")
        constraints = [
            VillageKey("points_householdcard"),
            SameVillage("household", name="points_householdcard_household_fk"),
            models.UniqueConstraint(fields=["village", "digest"], name="points_householdcard_digest_key"),
            models.UniqueConstraint(
                fields=["village", "household"], condition=Q(replaced_at=None), name="points_householdcard_one_valid"
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, user__isnull=True, pin="")
                | Q(used_at__isnull=False, user__isnull=False),
                name="points_householdcard_used_has_account",
            ),
            models.CheckConstraint(
                condition=Q(replaced_at__isnull=True) | Q(pin=""), name="points_householdcard_replaced_has_no_pin"
            ),
        ]
        indexes = [
            # A code says nothing of its village: it is looked for in all of them.
            models.Index(fields=["digest"], name="points_householdcard_digest"),
            models.Index(fields=["user"], name="points_householdcard_user"),
        ]

    def __str__(self) -> str:
        return f"{self.household} · {self.expires_on:%Y-%m-%d}"


class WrongTry(KeyedModel):
    """A try at a code or a PIN that has not succeeded. ``key`` is a keyed hash of what is counted by: no address of a
    network and no number of a household stands here in clear. Old ones are swept away."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("wrong try")
        verbose_name_plural = _("wrong tries")
        indexes = [models.Index(fields=["key", "at"], name="points_wrongtry_key")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
