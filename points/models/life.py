"""The life of a household: what happened to it, on which day, told by whom. Never changed, only added to."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from points.enums import PRESENCE_EVENTS, EventKind, EventReason, HouseholdState
from points.models.household import Household
from points.models.user import User
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel


class HouseholdEvent(VillageModel):
    """One event. Its id is made with the form, so that a form sent twice is one event.

    ``people`` and ``away`` are differences, so that an event recorded late counts in its right place without any other
    row being touched. The events of ``PRESENCE_EVENTS`` say how the household stood before and from their day on.
    """

    append_only = True

    household = VillageForeignKey(Household, related_name="events", verbose_name=_("household"))
    kind = models.CharField(_("event"), max_length=12, choices=EventKind.choices)
    #: The day it happened; it holds from this day on.
    day = models.DateField(_("day"))
    #: The household it was split from, the one it was merged into, and the other way round.
    other = VillageForeignKey(
        Household, null=True, blank=True, related_name="events_elsewhere", verbose_name=_("other household")
    )
    #: How many people more (or, below zero, fewer) belong to the household.
    people = models.SmallIntegerField(_("people more or fewer"), default=0)
    #: How many of them more (or fewer) are away while the household stays.
    away = models.SmallIntegerField(_("people away more or fewer"), default=0)
    state_before = models.CharField(max_length=10, choices=HouseholdState.choices, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=HouseholdState.choices, blank=True)
    resident_before = models.BooleanField(null=True)
    resident = models.BooleanField(_("resident"), null=True)
    cancels = VillageForeignKey(
        "self", null=True, blank=True, related_name="cancelled_by", verbose_name=_("strikes out")
    )
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("household event")
        verbose_name_plural = _("household events")
        constraints = [
            VillageKey("points_householdevent"),
            SameVillage("household", name="points_householdevent_household_fk"),
            SameVillage("other", name="points_householdevent_other_fk"),
            SameVillage("cancels", name="points_householdevent_cancels_fk"),
            models.UniqueConstraint(
                fields=["village", "cancels"],
                condition=Q(cancels__isnull=False),
                name="points_householdevent_cancelled_once",
            ),
            models.CheckConstraint(
                condition=Q(kind=EventKind.CANCELLED, cancels__isnull=False)
                | (~Q(kind=EventKind.CANCELLED) & Q(cancels__isnull=True)),
                name="points_householdevent_cancelling_names_event",
            ),
            models.CheckConstraint(
                condition=Q(other__isnull=True) | ~Q(other=F("household")), name="points_householdevent_another"
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=PRESENCE_EVENTS,
                    resident__isnull=False,
                    resident_before__isnull=False,
                )
                & ~Q(state="")
                & ~Q(state_before="")
                | (
                    ~Q(kind__in=PRESENCE_EVENTS)
                    & Q(state="", state_before="", resident__isnull=True, resident_before__isnull=True)
                ),
                name="points_householdevent_says_how_it_stands",
            ),
        ]
        indexes = [models.Index(fields=["village", "household", "day"], name="points_householdevent_day")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.get_kind_display()}"


class EventWords(VillageModel):
    """The personal part of an event: why, whose name. Erasing the row leaves the event and all that follows from it."""

    append_only = True
    rows_can_be_erased = True

    event = VillageForeignKey(HouseholdEvent, related_name="words")
    reason = models.CharField(_("reason"), max_length=16, choices=EventReason.choices, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    old_head = models.CharField(_("head of household before"), max_length=40, blank=True)
    new_head = models.CharField(_("head of household from then on"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("words of an event")
        verbose_name_plural = _("words of events")
        constraints = [
            VillageKey("points_eventwords"),
            SameVillage("event", name="points_eventwords_event_fk"),
            models.UniqueConstraint(fields=["village", "event"], name="points_eventwords_event_key"),
        ]

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        return models.Model.delete(self)
