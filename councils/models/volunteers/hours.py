"""Hours of service: entered once, signed by a second person, taken back by a row of its own. Nothing is altered."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from councils.enums import SignerKind
from councils.models.demand import Demand
from councils.models.volunteers.people import Volunteer
from councils.models.volunteers.posts import VolunteerPost
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel

WORDS_LENGTH, REASON_LENGTH = 120, 120
#: Twelve hours of one person on one day, in quarters of an hour.
MOST_QUARTERS = 48


class ServiceRecord(VillageModel):
    """One person's service on one day. It counts once it is signed by a second person and not taken back."""

    append_only = True

    volunteer = VillageForeignKey(Volunteer, related_name="services", verbose_name=_("volunteer"))
    post = VillageForeignKey(VolunteerPost, null=True, blank=True, related_name="services", verbose_name=_("post"))
    demand = VillageForeignKey(Demand, null=True, blank=True, related_name="services", verbose_name=_("demand"))
    #: The household that was helped, where it was one: it may sign.
    helped = VillageForeignKey(
        "points.Household", null=True, blank=True, related_name="+", verbose_name=_("household that was helped")
    )
    day = models.DateField(_("day"))
    #: Quarters of an hour.
    quarters = models.PositiveSmallIntegerField(_("quarters of an hour"))
    #: Signed by the volunteer on a sheet, and typed in by the office for them.
    on_paper = models.BooleanField(_("on paper"), default=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"))

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["-day", "-id"]
        constraints = [
            VillageKey("councils_servicerecord"),
            SameVillage("volunteer", name="councils_servicerecord_volunteer_fk"),
            SameVillage("post", name="councils_servicerecord_post_fk"),
            SameVillage("demand", name="councils_servicerecord_demand_fk"),
            SameVillage("helped", name="councils_servicerecord_helped_fk"),
            models.CheckConstraint(
                condition=Q(post__isnull=False) | Q(demand__isnull=False), name="councils_servicerecord_for_what"
            ),
            models.CheckConstraint(
                condition=Q(quarters__gte=1, quarters__lte=MOST_QUARTERS), name="councils_servicerecord_quarters"
            ),
        ]
        indexes = [
            models.Index(fields=["village", "volunteer", "-day"], name="councils_service_volunteer"),
            models.Index(fields=["village", "-day"], name="councils_service_day"),
        ]


class ServiceWords(VillageModel):
    """What was done for whom, in neutral words; can be erased, and the hours stay."""

    append_only = True
    rows_can_be_erased = True

    record = VillageForeignKey(ServiceRecord, related_name="words", verbose_name=_("service"))
    text = models.CharField(_("what was done"), max_length=WORDS_LENGTH)

    class Meta:
        verbose_name = _("words of a service")
        verbose_name_plural = _("words of services")
        constraints = [
            VillageKey("councils_servicewords"),
            SameVillage("record", name="councils_servicewords_record_fk"),
            models.UniqueConstraint(fields=["village", "record"], name="councils_servicewords_record_key"),
        ]

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        return models.Model.delete(self)


class ServiceSignature(VillageModel):
    """The second person's. A trigger refuses whoever entered the service, and the volunteer's own log-in."""

    append_only = True

    record = VillageForeignKey(ServiceRecord, related_name="signatures", verbose_name=_("service"))
    as_who = models.CharField(_("signed as"), max_length=10, choices=SignerKind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("signed by"))
    at = models.DateTimeField(_("signed at"))

    class Meta:
        verbose_name = _("signature for a service")
        verbose_name_plural = _("signatures for services")
        constraints = [
            VillageKey("councils_servicesignature"),
            SameVillage("record", name="councils_servicesignature_record_fk"),
            models.UniqueConstraint(fields=["village", "record"], name="councils_servicesignature_record_key"),
        ]


class ServiceReversal(VillageModel):
    """The service was entered wrongly: it counts no more, and stands with its reason."""

    append_only = True

    record = VillageForeignKey(ServiceRecord, related_name="reversals", verbose_name=_("service"))
    reason = models.CharField(_("reason"), max_length=REASON_LENGTH)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("service taken back")
        verbose_name_plural = _("services taken back")
        constraints = [
            VillageKey("councils_servicereversal"),
            SameVillage("record", name="councils_servicereversal_record_fk"),
            models.UniqueConstraint(fields=["village", "record"], name="councils_servicereversal_record_key"),
            models.CheckConstraint(condition=~Q(reason=""), name="councils_servicereversal_in_words"),
        ]
