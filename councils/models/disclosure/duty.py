"""What the village makes public, how often and by when. Terms are dated, so that last year's calendar stays."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from councils.enums_disclosure import CountedFrom, Rhythm
from points.models.village import PUBLICITY_FLOOR_DAYS
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel

NAME_LENGTH, DUTY_LENGTH, ABOUT_LENGTH, RESPONSIBLE_LENGTH = 20, 40, 120, 40
#: The last day of the following period at most: 366 would be a year's delay of a monthly duty.
MOST_DUE_DAYS, MOST_POSTED_DAYS = 90, 365


class DisclosureCategory(VillageModel):
    """A board within the board: party affairs, village affairs, finances …"""

    name = models.CharField(pgettext_lazy("category", "name"), max_length=NAME_LENGTH)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("category of the disclosure board")
        verbose_name_plural = _("categories of the disclosure board")
        ordering = ["position"]
        constraints = [
            VillageKey("councils_disclosurecategory"),
            models.UniqueConstraint(fields=["village", "name"], name="councils_disclosurecategory_name_key"),
            models.CheckConstraint(condition=~Q(name=""), name="councils_disclosurecategory_named"),
        ]

    def __str__(self) -> str:
        return self.name


class DisclosureDuty(VillageModel):
    """One thing that is made public again and again; what it is called and asks for stands in its terms."""

    number = models.PositiveSmallIntegerField(_("number"))

    class Meta:
        verbose_name = _("duty to disclose")
        verbose_name_plural = _("duties to disclose")
        constraints = [
            VillageKey("councils_disclosureduty"),
            models.UniqueConstraint(fields=["village", "number"], name="councils_disclosureduty_number_key"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class DutyTerms(VillageModel):
    """A duty as it is from a day on."""

    duty = VillageForeignKey(DisclosureDuty, related_name="terms", verbose_name=_("duty to disclose"))
    effective_from = models.DateField(_("from"))
    category = VillageForeignKey(DisclosureCategory, related_name="+", verbose_name=_("category"))
    name = models.CharField(_("what is made public"), max_length=DUTY_LENGTH)
    about = models.CharField(_("what belongs to it"), max_length=ABOUT_LENGTH, blank=True)
    rhythm = models.CharField(_("how often"), max_length=14, choices=Rhythm.choices)
    counted_from = models.CharField(
        _("days are counted"), max_length=5, choices=CountedFrom.choices, default=CountedFrom.END
    )
    #: Days: public by the evening of the ``due_day``-th.
    due_day = models.PositiveSmallIntegerField(_("public by which day"))
    #: Empty: as many as the village's settings say.
    days_posted = models.PositiveSmallIntegerField(_("days kept posted at least"), null=True, blank=True)
    responsible = models.CharField(_("responsible"), max_length=RESPONSIBLE_LENGTH, blank=True)
    #: What else fulfils it: a key of ``queries.disclosure.fulfilment``.
    fulfilled_by = models.CharField(_("fulfilled by"), max_length=30, blank=True)
    #: From this day on there is no such duty.
    ended = models.BooleanField(_("no longer made public"), default=False)

    class Meta:
        verbose_name = _("terms of a duty")
        verbose_name_plural = _("terms of duties")
        ordering = ["effective_from"]
        constraints = [
            VillageKey("councils_dutyterms"),
            SameVillage("duty", name="councils_dutyterms_duty_fk"),
            SameVillage("category", name="councils_dutyterms_category_fk"),
            models.UniqueConstraint(fields=["village", "duty", "effective_from"], name="councils_dutyterms_from_key"),
            models.CheckConstraint(condition=~Q(name=""), name="councils_dutyterms_named"),
            models.CheckConstraint(
                condition=Q(due_day__gte=1, due_day__lte=MOST_DUE_DAYS), name="councils_dutyterms_due_day"
            ),
            models.CheckConstraint(
                condition=Q(days_posted__isnull=True) | Q(days_posted__gte=PUBLICITY_FLOOR_DAYS),
                name="councils_dutyterms_floor",
            ),
            models.CheckConstraint(
                condition=Q(fulfilled_by="") | Q(rhythm=Rhythm.MONTHLY), name="councils_dutyterms_fulfilled_monthly"
            ),
        ]

    def __str__(self) -> str:
        return self.name
