"""Where points are on: which item a service or a sign-in counts for, and the one claim drafted from it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from councils.enums import CREDIT_SOURCES
from councils.models.volunteers.activities import SignIn
from councils.models.volunteers.hours import ServiceRecord
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel


class ServiceItem(VillageModel):
    """The village's setting: this kind counts for that item of the rules in force on the day. Without one: nothing."""

    source = models.CharField(_("for what"), max_length=10, choices=CREDIT_SOURCES)
    item_code = models.PositiveSmallIntegerField(_("item of the points rules"))

    class Meta:
        verbose_name = _("item for service")
        verbose_name_plural = _("items for service")
        constraints = [
            VillageKey("councils_serviceitem"),
            models.UniqueConstraint(fields=["village", "source"], name="councils_serviceitem_source_key"),
            models.CheckConstraint(condition=Q(item_code__gte=1), name="councils_serviceitem_code"),
        ]


class ServiceClaim(VillageModel):
    """The claim drafted from one service or one sign-in: a deed counts once."""

    record = VillageForeignKey(ServiceRecord, null=True, blank=True, related_name="claims", verbose_name=_("service"))
    sign_in = VillageForeignKey(SignIn, null=True, blank=True, related_name="claims", verbose_name=_("sign-in"))
    #: A draft that is deleted takes the link with it.
    claim = VillageForeignKey("points.Claim", models.CASCADE, related_name="+", verbose_name=_("claim"))

    class Meta:
        verbose_name = _("claim of a service")
        verbose_name_plural = _("claims of services")
        constraints = [
            VillageKey("councils_serviceclaim"),
            SameVillage("record", name="councils_serviceclaim_record_fk"),
            SameVillage("sign_in", name="councils_serviceclaim_sign_in_fk"),
            SameVillage("claim", name="councils_serviceclaim_claim_fk"),
            models.UniqueConstraint(fields=["village", "record"], name="councils_serviceclaim_record_once"),
            models.UniqueConstraint(fields=["village", "sign_in"], name="councils_serviceclaim_sign_in_once"),
            models.UniqueConstraint(fields=["village", "claim"], name="councils_serviceclaim_claim_key"),
            models.CheckConstraint(
                condition=Q(record__isnull=False, sign_in__isnull=True) | Q(record__isnull=True, sign_in__isnull=False),
                name="councils_serviceclaim_of_one",
            ),
        ]
