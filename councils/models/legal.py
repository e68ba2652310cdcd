"""The legal service record 法律服务: a room, figures by month, lectures. Whoever was helped is named nowhere."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from councils.enums import LegalKind
from villagegov.db.constraints import VillageKey
from villagegov.db.models import VillageModel

PLACE_LENGTH, NAME_LENGTH, TOPIC_LENGTH, PHONE_LENGTH = 60, 40, 60, 30
MOST_NUMBER, MOST_LISTENERS = 99_999, 5_000


class LegalRoom(VillageModel):
    """Where and when people are advised, by whom, and the office telephone."""

    place = models.CharField(pgettext_lazy("activity", "place"), max_length=PLACE_LENGTH)
    hours = models.CharField(_("hours"), max_length=PLACE_LENGTH)
    adviser = models.CharField(_("legal adviser"), max_length=NAME_LENGTH, blank=True)
    firm = models.CharField(_("from which office"), max_length=PLACE_LENGTH, blank=True)
    phone = models.CharField(_("office telephone"), max_length=PHONE_LENGTH, blank=True)

    class Meta:
        verbose_name = _("legal service room")
        verbose_name_plural = _("legal service rooms")
        constraints = [
            VillageKey("councils_legalroom"),
            models.UniqueConstraint(fields=["village"], name="councils_legalroom_key"),
            models.CheckConstraint(condition=~Q(place="") & ~Q(hours=""), name="councils_legalroom_filled"),
        ]

    def __str__(self) -> str:
        return self.place


class LegalCount(VillageModel):
    """How often in a month (its first day)."""

    month = models.DateField(_("month"))
    kind = models.CharField(_("kind"), max_length=14, choices=LegalKind.choices)
    number = models.PositiveIntegerField(_("number"))

    class Meta:
        verbose_name = _("figure of the legal service")
        verbose_name_plural = _("figures of the legal service")
        constraints = [
            VillageKey("councils_legalcount"),
            models.UniqueConstraint(fields=["village", "month", "kind"], name="councils_legalcount_month_key"),
            models.CheckConstraint(
                condition=Q(month__day=1, number__lte=MOST_NUMBER), name="councils_legalcount_month"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.get_kind_display()}"


class LegalLecture(VillageModel):
    """A lecture on the law 法治宣讲."""

    day = models.DateField(_("day"))
    topic = models.CharField(_("topic"), max_length=TOPIC_LENGTH)
    place = models.CharField(pgettext_lazy("activity", "place"), max_length=PLACE_LENGTH, blank=True)
    listeners = models.PositiveSmallIntegerField(pgettext_lazy("lecture", "listeners"))

    class Meta:
        verbose_name = _("lecture on the law")
        verbose_name_plural = _("lectures on the law")
        constraints = [
            VillageKey("councils_legallecture"),
            models.UniqueConstraint(fields=["village", "day", "topic"], name="councils_legallecture_key"),
            models.CheckConstraint(
                condition=~Q(topic="") & Q(listeners__lte=MOST_LISTENERS), name="councils_legallecture_filled"
            ),
        ]
        indexes = [models.Index(fields=["village", "-day"], name="councils_legallecture_day")]

    def __str__(self) -> str:
        return self.topic
