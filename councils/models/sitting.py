"""Sittings: a body called together with notice, its roll frozen that day, who came, how they voted, the minutes.

A secret vote leaves numbers alone. No column of any table leads from it to a person: the database refuses a vote with
a name at such a step.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from councils.matter_enums import Choice, SittingState
from councils.models.body import Body, BodyMember
from councils.models.matter import REASON_LENGTH, MatterStep, somebody
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel

PLACE_LENGTH, HOUR_LENGTH, AGENDA_LENGTH, MINUTES_LENGTH = 40, 20, 500, 4000


class Sitting(VillageModel):
    number = models.PositiveIntegerField(_("number"))
    #: None: the villagers' meeting by households.
    body = VillageForeignKey(Body, null=True, blank=True, related_name="+", verbose_name=_("body"))
    with_body = VillageForeignKey(Body, null=True, blank=True, related_name="+", verbose_name=_("together with"))
    body_name = models.CharField(_("body"), max_length=130)
    state = models.CharField(_("state"), max_length=10, choices=SittingState.choices, default=SittingState.CALLED)
    held_on = models.DateField(_("day"))
    hour = models.CharField(_("hour"), max_length=HOUR_LENGTH, blank=True)
    place = models.CharField(pgettext_lazy("activity", "place"), max_length=PLACE_LENGTH, blank=True)
    #: What else is spoken about; the matters themselves are its steps.
    agenda = models.CharField(_("what else is on the agenda"), max_length=AGENDA_LENGTH, blank=True)
    urgent = models.BooleanField(_("urgent"), default=False)
    urgent_why = models.CharField(_("why it is urgent"), max_length=REASON_LENGTH, blank=True)
    called_by = somebody(_("called by"), null=False)
    called_at = models.DateTimeField(_("called at"))
    #: Set in the transaction that calls it. No seat is added to the roll or taken from it afterwards.
    roll_frozen = models.BooleanField(default=False, editable=False)
    #: Set when who came was ticked; nothing is counted before.
    ticked_by = somebody(_("attendance by"))
    ticked_at = models.DateTimeField(_("attendance at"), null=True, blank=True)
    minutes = models.TextField(_("minutes"), max_length=MINUTES_LENGTH, blank=True)
    closed_by = somebody(_("closed by"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    #: Why it was called off.
    reason = models.CharField(_("reason"), max_length=REASON_LENGTH, blank=True)

    class Meta:
        verbose_name = _("sitting")
        verbose_name_plural = _("sittings")
        ordering = ["-number"]
        constraints = [
            VillageKey("councils_sitting"),
            SameVillage("body", name="councils_sitting_body_fk"),
            SameVillage("with_body", name="councils_sitting_with_body_fk"),
            models.UniqueConstraint(fields=["village", "number"], name="councils_sitting_number_key"),
            models.CheckConstraint(
                condition=Q(urgent=False, urgent_why="") | Q(urgent=True) & ~Q(urgent_why=""),
                name="councils_sitting_urgent_why",
            ),
            models.CheckConstraint(
                condition=~Q(state=SittingState.HELD) | Q(ticked_at__isnull=False, closed_at__isnull=False),
                name="councils_sitting_held",
            ),
            models.CheckConstraint(
                condition=~Q(state=SittingState.CANCELLED) | ~Q(reason=""), name="councils_sitting_cancelled_why"
            ),
        ]
        indexes = [models.Index(fields=["village", "state", "held_on"], name="councils_sitting_state")]

    def __str__(self) -> str:
        return self.body_name

    @property
    def look(self) -> str:
        """Under which state its badge looks: “held” is a word of claims too, and means something else there."""
        return "confirmed" if self.state == SittingState.HELD else self.state

    @property
    def households(self) -> bool:
        return self.body_id is None


class SittingSeat(VillageModel):
    """One line of the frozen roll: a member of the body on the day of the call, or a household of the register."""

    sitting = VillageForeignKey(Sitting, related_name="seats", verbose_name=_("sitting"))
    member = VillageForeignKey(BodyMember, null=True, blank=True, related_name="+", verbose_name=_("member"))
    household = VillageForeignKey(
        "points.Household", null=True, blank=True, related_name="+", verbose_name=_("household")
    )
    name = models.CharField(pgettext_lazy("person", "name"), max_length=40, blank=True)
    position = models.CharField(_("position"), max_length=40, blank=True)
    present = models.BooleanField(_("present"), default=False)

    class Meta:
        verbose_name = _("seat of a sitting")
        verbose_name_plural = _("seats of sittings")
        constraints = [
            VillageKey("councils_sittingseat"),
            SameVillage("sitting", name="councils_sittingseat_sitting_fk"),
            SameVillage("member", name="councils_sittingseat_member_fk"),
            SameVillage("household", name="councils_sittingseat_household_fk"),
            models.UniqueConstraint(fields=["village", "sitting", "member"], name="councils_sittingseat_member_key"),
            models.UniqueConstraint(
                fields=["village", "sitting", "household"], name="councils_sittingseat_household_key"
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=True, household__isnull=False)
                | Q(member__isnull=False, household__isnull=True),
                name="councils_sittingseat_whose",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SittingPage(VillageModel):
    """A photographed page of the minutes; never public."""

    sitting = VillageForeignKey(Sitting, related_name="pages", verbose_name=_("sitting"))
    photo = VillageForeignKey("points.Photo", related_name="+")

    class Meta:
        verbose_name = _("page of the minutes")
        verbose_name_plural = _("pages of the minutes")
        constraints = [
            VillageKey("councils_sittingpage"),
            SameVillage("sitting", name="councils_sittingpage_sitting_fk"),
            SameVillage("photo", name="councils_sittingpage_photo_fk"),
            models.UniqueConstraint(fields=["village", "sitting", "photo"], name="councils_sittingpage_key"),
        ]


class StepRecusal(VillageModel):
    """Somebody on the roll whom the matter concerns directly and who keeps away from this step."""

    step = VillageForeignKey(MatterStep, related_name="recusals", verbose_name=_("step of a matter"))
    seat = VillageForeignKey(SittingSeat, related_name="+", verbose_name=_("seat of a sitting"))
    reason = models.CharField(_("reason"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("recusal at a step")
        verbose_name_plural = _("recusals at steps")
        constraints = [
            VillageKey("councils_steprecusal"),
            SameVillage("step", name="councils_steprecusal_step_fk"),
            SameVillage("seat", name="councils_steprecusal_seat_fk"),
            models.UniqueConstraint(fields=["village", "step", "seat"], name="councils_steprecusal_key"),
        ]


class StepVote(VillageModel):
    """An open vote: who said what. There is none of a secret one."""

    step = VillageForeignKey(MatterStep, related_name="votes", verbose_name=_("step of a matter"))
    seat = VillageForeignKey(SittingSeat, related_name="+", verbose_name=_("seat of a sitting"))
    choice = models.CharField(_("vote"), max_length=10, choices=Choice.choices)

    class Meta:
        verbose_name = _("open vote at a step")
        verbose_name_plural = _("open votes at steps")
        constraints = [
            VillageKey("councils_stepvote"),
            SameVillage("step", name="councils_stepvote_step_fk"),
            SameVillage("seat", name="councils_stepvote_seat_fk"),
            models.UniqueConstraint(fields=["village", "step", "seat"], name="councils_stepvote_key"),
        ]


class StepCount(VillageModel):
    """The numbers of a vote as somebody typed them; of an open one the first are its sums."""

    step = VillageForeignKey(MatterStep, related_name="counts", verbose_name=_("step of a matter"))
    #: 1, or 2 for the second person.
    place = models.PositiveSmallIntegerField()
    in_favour = models.PositiveIntegerField(_("in favour"))
    against = models.PositiveIntegerField(pgettext_lazy("vote", "against"))
    abstained = models.PositiveIntegerField(_("abstained"))
    typed_by = somebody(_("typed by"), null=False)
    typed_at = models.DateTimeField(_("typed at"))

    class Meta:
        verbose_name = _("count at a step")
        verbose_name_plural = _("counts at steps")
        constraints = [
            VillageKey("councils_stepcount"),
            SameVillage("step", name="councils_stepcount_step_fk"),
            models.UniqueConstraint(fields=["village", "step", "place"], name="councils_stepcount_place_key"),
            models.UniqueConstraint(fields=["village", "step", "typed_by"], name="councils_stepcount_two_people"),
            models.CheckConstraint(condition=Q(place__in=[1, 2]), name="councils_stepcount_first_or_second"),
        ]

    @property
    def numbers(self) -> tuple[int, int, int]:
        return self.in_favour, self.against, self.abstained
