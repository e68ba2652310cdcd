"""Demands 诉求: what a household brings to the village, who has it in hand, the answer, and whether it is really so.

The steps are dated rows that never change. What was said stands apart from them and can be erased.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from councils.enums import (
    DEMAND_ANSWERED,
    DemandAct,
    DemandKind,
    DemandOutcome,
    DemandState,
    DemandTopic,
)
from councils.models.grid import Grid
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel

TEXT_LENGTH, ANSWER_LENGTH, PLACE_LENGTH, NAME_LENGTH, PUBLIC_LENGTH = 500, 500, 80, 40, 120
_ANSWERED = Q(state__in=DEMAND_ANSWERED)
_CLOSED = Q(state__in=[DemandState.SETTLED, DemandState.WITHDRAWN])


class Demand(VillageModel):
    number = models.PositiveIntegerField(_("number"))
    household = VillageForeignKey("points.Household", related_name="demands", verbose_name=_("household"))
    #: As the household's group lay when it was brought in.
    grid = VillageForeignKey(Grid, null=True, blank=True, related_name="+", verbose_name=_("grid"))
    kind = models.CharField(_("kind"), max_length=10, choices=DemandKind.choices)
    topic = models.CharField(_("what it is about"), max_length=12, choices=DemandTopic.choices)
    text = models.TextField(_("what it is, in words"), max_length=TEXT_LENGTH, blank=True)
    place = models.CharField(_("where"), max_length=PLACE_LENGTH, blank=True)
    #: By the household on its phone; else somebody of the office wrote it down.
    online = models.BooleanField(_("by the household itself"), default=False)
    may_publish = models.BooleanField(_("may be told in public without a name"), default=False)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("brought in by")
    )
    filed_at = models.DateTimeField(_("brought in at"))
    #: Somebody has to be there by this day, and was there on that one.
    visit_due_on = models.DateField(_("somebody is there by"), null=True, blank=True)
    visited_on = models.DateField(_("somebody was there on"), null=True, blank=True)

    state = models.CharField(_("state"), max_length=10, choices=DemandState.choices, default=DemandState.FILED)
    handed_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("in hand of")
    )
    helper = models.CharField(_("helper"), max_length=NAME_LENGTH, blank=True)
    #: What this person is good at, and was asked for: electrician, mediator.
    strength = models.CharField(_("strength"), max_length=NAME_LENGTH, blank=True)

    #: Where the helper is one of the village's volunteers: whose task it is.
    volunteer = VillageForeignKey(
        "councils.Volunteer", null=True, blank=True, related_name="demands", verbose_name=_("volunteer")
    )

    outcome = models.CharField(_("outcome"), max_length=10, choices=DemandOutcome.choices, blank=True)
    answer = models.TextField(_("answer"), max_length=ANSWER_LENGTH, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    look_again_on = models.DateField(_("looked at again on"), null=True, blank=True)
    passed_to = models.CharField(_("passed on to"), max_length=60, blank=True)
    passed_number = models.CharField(_("their number"), max_length=40, blank=True)
    #: What the public page tells of it, without anybody's name.
    public_words = models.CharField(_("in public"), max_length=PUBLIC_LENGTH, blank=True)
    reopened = models.PositiveSmallIntegerField(_("times it was not so"), default=0)
    closed_at = models.DateTimeField(_("demand closed at"), null=True, blank=True)
    erased_at = models.DateTimeField(_("words erased at"), null=True, blank=True)

    class Meta:
        verbose_name = _("demand")
        verbose_name_plural = _("demands")
        constraints = [
            VillageKey("councils_demand"),
            SameVillage("household", name="councils_demand_household_fk"),
            SameVillage("grid", name="councils_demand_grid_fk"),
            SameVillage("volunteer", name="councils_demand_volunteer_fk"),
            models.CheckConstraint(
                condition=Q(volunteer__isnull=True) | ~Q(helper=""), name="councils_demand_volunteer_named"
            ),
            models.UniqueConstraint(fields=["village", "number"], name="councils_demand_number_key"),
            models.CheckConstraint(condition=~Q(text="") | Q(erased_at__isnull=False), name="councils_demand_in_words"),
            models.CheckConstraint(
                condition=Q(kind=DemandKind.WISH, visit_due_on__isnull=True)
                | (~Q(kind=DemandKind.WISH) & Q(visit_due_on__isnull=False)),
                name="councils_demand_must_arrive",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[DemandState.HANDED, DemandState.REOPENED])
                | Q(handed_to__isnull=False)
                | ~Q(helper="")
                | Q(erased_at__isnull=False),
                name="councils_demand_in_hand_of",
            ),
            models.CheckConstraint(
                condition=(_ANSWERED & ~Q(outcome="") & Q(answered_by__isnull=False, answered_at__isnull=False))
                | (~_ANSWERED & Q(outcome="", answered_by__isnull=True, answered_at__isnull=True)),
                name="councils_demand_answered_by",
            ),
            models.CheckConstraint(
                condition=~_ANSWERED | ~Q(answer="") | Q(erased_at__isnull=False),
                name="councils_demand_answer_in_words",
            ),
            models.CheckConstraint(
                condition=(Q(outcome=DemandOutcome.EXPLAINED, look_again_on__isnull=False))
                | (~Q(outcome=DemandOutcome.EXPLAINED) & Q(look_again_on__isnull=True)),
                name="councils_demand_explained_until",
            ),
            models.CheckConstraint(
                condition=(Q(outcome=DemandOutcome.PASSED_ON) & ~Q(passed_to=""))
                | (~Q(outcome=DemandOutcome.PASSED_ON) & Q(passed_to="", passed_number="")),
                name="councils_demand_passed_to",
            ),
            models.CheckConstraint(
                condition=Q(reopened=0) & ~Q(state__in=[DemandState.REOPENED, DemandState.UNSETTLED]) | Q(reopened=1),
                name="councils_demand_reopened_once",
            ),
            models.CheckConstraint(
                condition=(_CLOSED & Q(closed_at__isnull=False)) | (~_CLOSED & Q(closed_at__isnull=True)),
                name="councils_demand_closed_at",
            ),
            models.CheckConstraint(
                condition=Q(public_words="") | Q(may_publish=True), name="councils_demand_public_if_agreed"
            ),
        ]
        indexes = [
            models.Index(fields=["village", "state", "filed_at"], name="councils_demand_state"),
            models.Index(fields=["village", "household", "-filed_at"], name="councils_demand_household"),
            models.Index(fields=["village", "-filed_at"], name="councils_demand_filed"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class DemandPhoto(VillageModel):
    """A photo that stands for a demand; never public."""

    demand = VillageForeignKey(Demand, models.CASCADE, related_name="photos")
    photo = VillageForeignKey("points.Photo", related_name="+")

    class Meta:
        verbose_name = _("photo of a demand")
        verbose_name_plural = _("photos of demands")
        constraints = [
            VillageKey("councils_demandphoto"),
            SameVillage("demand", name="councils_demandphoto_demand_fk"),
            SameVillage("photo", name="councils_demandphoto_photo_fk"),
            models.UniqueConstraint(fields=["village", "demand", "photo"], name="councils_demandphoto_key"),
        ]


class DemandStep(VillageModel):
    """Who did what to a demand, and when."""

    append_only = True

    demand = VillageForeignKey(Demand, related_name="steps", verbose_name=_("demand"))
    act = models.CharField(_("step"), max_length=10, choices=DemandAct.choices)
    #: How it stands from then on.
    state = models.CharField(_("state"), max_length=10, choices=DemandState.choices)
    outcome = models.CharField(_("outcome"), max_length=10, choices=DemandOutcome.choices, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("step of a demand")
        verbose_name_plural = _("steps of demands")
        ordering = ["at", "id"]
        constraints = [
            VillageKey("councils_demandstep"),
            SameVillage("demand", name="councils_demandstep_demand_fk"),
            models.CheckConstraint(
                condition=(Q(act=DemandAct.ANSWERED) & ~Q(outcome="")) | (~Q(act=DemandAct.ANSWERED) & Q(outcome="")),
                name="councils_demandstep_outcome",
            ),
        ]
        indexes = [models.Index(fields=["village", "demand", "at"], name="councils_demandstep_at")]


class DemandWords(VillageModel):
    """What was said at a step; can be erased, and the step stays."""

    append_only = True
    rows_can_be_erased = True

    step = VillageForeignKey(DemandStep, related_name="words")
    text = models.TextField(_("what it is, in words"), max_length=ANSWER_LENGTH)

    class Meta:
        verbose_name = _("words of a demand’s step")
        verbose_name_plural = _("words of demands’ steps")
        constraints = [
            VillageKey("councils_demandwords"),
            SameVillage("step", name="councils_demandwords_step_fk"),
            models.UniqueConstraint(fields=["village", "step"], name="councils_demandwords_step_key"),
        ]

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        return models.Model.delete(self)
