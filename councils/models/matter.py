"""Matters 议题: what the village decides, the steps it takes, what each step reached.

The steps are copied from the procedure when the matter is opened. A step that was not passed sends the matter back:
the steps from there on are copied once more, as the next round. What a step reached is computed from the recorded
numbers, stored with them, and never changed; the database holds the order by triggers.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from councils.matter_enums import (
    STEP_OVER,
    MatterState,
    MatterStepState,
    MatterWeight,
    PaperKind,
    SuggestionState,
)
from councils.models.body import Body, BodyMember
from councils.models.procedure import NAME_LENGTH, Procedure, StepRules, rules_whole
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel

TITLE_LENGTH, TEXT_LENGTH, REASON_LENGTH, ANSWER_LENGTH = 60, 2000, 300, 300


def somebody(label: Any, *, null: bool = True) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=null, blank=null, related_name="+", verbose_name=label
    )


class MatterSuggestion(VillageModel):
    """What a household suggests 建议: taken up as a matter, or answered. Its words can be erased."""

    household = VillageForeignKey("points.Household", related_name="+", verbose_name=_("household"))
    text = models.CharField(_("suggestion"), max_length=REASON_LENGTH, blank=True)
    made_by = somebody(pgettext_lazy("posting", "written by"), null=False)
    made_at = models.DateTimeField(_("suggested at"))
    state = models.CharField(_("state"), max_length=10, choices=SuggestionState.choices, default=SuggestionState.OPEN)
    answer = models.CharField(_("answer"), max_length=ANSWER_LENGTH, blank=True)
    answered_by = somebody(_("answered by"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    erased_at = models.DateTimeField(_("words erased at"), null=True, blank=True)

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        constraints = [
            VillageKey("councils_mattersuggestion"),
            SameVillage("household", name="councils_mattersuggestion_household_fk"),
            models.CheckConstraint(
                condition=~Q(text="") | Q(erased_at__isnull=False), name="councils_mattersuggestion_in_words"
            ),
            models.CheckConstraint(
                condition=Q(state=SuggestionState.OPEN, answered_by__isnull=True, answered_at__isnull=True)
                | Q(~Q(state=SuggestionState.OPEN), answered_by__isnull=False, answered_at__isnull=False),
                name="councils_mattersuggestion_answered",
            ),
            models.CheckConstraint(
                condition=~Q(state=SuggestionState.ANSWERED) | ~Q(answer="") | Q(erased_at__isnull=False),
                name="councils_mattersuggestion_answer_in_words",
            ),
        ]
        indexes = [
            models.Index(fields=["village", "state", "made_at"], name="councils_mattersuggestion_open"),
            models.Index(fields=["village", "household", "-made_at"], name="councils_mattersuggestion_of"),
        ]


class Matter(VillageModel):
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    text = models.TextField(_("what is to be decided"), max_length=TEXT_LENGTH)
    weight = models.CharField(_("weight"), max_length=10, choices=MatterWeight.choices, default=MatterWeight.MAJOR)
    state = models.CharField(_("state"), max_length=10, choices=MatterState.choices, default=MatterState.DRAFT)
    #: Where its steps come from; a minor matter takes none.
    procedure = VillageForeignKey(Procedure, null=True, blank=True, related_name="+", verbose_name=_("procedure"))
    procedure_name = models.CharField(_("procedure"), max_length=NAME_LENGTH, blank=True)
    #: Whose matter it is: of the whole village, of a group, a grid, a settlement, as the body is.
    body = VillageForeignKey(Body, null=True, blank=True, related_name="+", verbose_name=_("body that proposes"))
    proposer = VillageForeignKey(BodyMember, null=True, blank=True, related_name="+", verbose_name=_("proposed by"))
    suggestion = VillageForeignKey(
        MatterSuggestion, null=True, blank=True, related_name="matters", verbose_name=_("suggestion")
    )
    #: 0 while a draft; the next one each time it is sent back or has to be held again.
    round = models.PositiveSmallIntegerField(_("round"), default=0)
    #: Of a minor matter: what was decided, in a sentence.
    result = models.CharField(_("result"), max_length=REASON_LENGTH, blank=True)
    made_by = somebody(pgettext_lazy("posting", "written by"), null=False)
    made_at = models.DateTimeField(_("written at"))
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    #: The day of the sitting that decided it; of a minor matter, the day it was settled.
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    #: Why it was sent back last, or withdrawn.
    reason = models.CharField(_("reason"), max_length=REASON_LENGTH, blank=True)

    class Meta:
        verbose_name = _("matter")
        verbose_name_plural = _("matters")
        ordering = ["-number"]
        constraints = [
            VillageKey("councils_matter"),
            SameVillage("procedure", name="councils_matter_procedure_fk"),
            SameVillage("body", name="councils_matter_body_fk"),
            SameVillage("proposer", name="councils_matter_proposer_fk"),
            SameVillage("suggestion", name="councils_matter_suggestion_fk"),
            models.UniqueConstraint(fields=["village", "number"], name="councils_matter_number_key"),
            models.UniqueConstraint(fields=["village", "suggestion"], name="councils_matter_suggestion_key"),
            models.CheckConstraint(
                condition=Q(weight=MatterWeight.MINOR, procedure__isnull=True)
                | Q(~Q(weight=MatterWeight.MINOR), procedure__isnull=False, result=""),
                name="councils_matter_procedure",
            ),
            models.CheckConstraint(
                condition=~Q(weight=MatterWeight.MINOR) | Q(~Q(result=""), state=MatterState.PASSED),
                name="councils_matter_minor_is_its_result",
            ),
            models.CheckConstraint(
                condition=Q(state=MatterState.PASSED, decided_on__isnull=False, closed_at__isnull=False)
                | ~Q(state=MatterState.PASSED),
                name="councils_matter_passed_on",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[MatterState.RETURNED, MatterState.WITHDRAWN]) | ~Q(reason=""),
                name="councils_matter_reason",
            ),
            models.CheckConstraint(
                condition=Q(weight=MatterWeight.MINOR)
                | Q(state__in=[MatterState.DRAFT, MatterState.WITHDRAWN])
                | Q(opened_at__isnull=False, round__gte=1),
                name="councils_matter_opened",
            ),
        ]
        indexes = [models.Index(fields=["village", "state", "-number"], name="councils_matter_state")]

    def __str__(self) -> str:
        return self.title


class MatterStep(StepRules):
    """One step of one round. What it asks for is frozen; what it reached is stored once."""

    matter = VillageForeignKey(Matter, related_name="steps", verbose_name=_("matter"))
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    body = VillageForeignKey(Body, null=True, blank=True, related_name="+", verbose_name=_("body"))
    with_body = VillageForeignKey(Body, null=True, blank=True, related_name="+", verbose_name=_("together with"))
    #: The names of the bodies as they were.
    body_name = models.CharField(_("body"), max_length=130, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=MatterStepState.choices, default=MatterStepState.WAITING
    )
    sitting = VillageForeignKey("councils.Sitting", null=True, blank=True, related_name="steps")
    held_on = models.DateField(_("held on"), null=True, blank=True)
    #: Numbers as they were: on the roll; of these, who had to keep away; who came and did not have to.
    entitled = models.PositiveIntegerField(_("due to attend"), null=True, blank=True)
    kept_away = models.PositiveIntegerField(_("had to keep away"), null=True, blank=True)
    present = models.PositiveIntegerField(_("present"), null=True, blank=True)
    attendance_base = models.PositiveIntegerField(null=True, blank=True)
    attendance_needed = models.PositiveIntegerField(null=True, blank=True)
    in_favour = models.PositiveIntegerField(_("in favour"), null=True, blank=True)
    against = models.PositiveIntegerField(pgettext_lazy("vote", "against"), null=True, blank=True)
    abstained = models.PositiveIntegerField(_("abstained"), null=True, blank=True)
    majority_base = models.PositiveIntegerField(null=True, blank=True)
    majority_needed = models.PositiveIntegerField(null=True, blank=True)
    posted_from = models.DateField(_("posted from"), null=True, blank=True)
    posted_until = models.DateField(_("posted until"), null=True, blank=True)
    #: Who supervised, or put it up; at a sitting, who closed it.
    done_by = somebody(_("by"))
    done_at = models.DateTimeField(_("at"), null=True, blank=True)
    #: Why it was not passed.
    reason = models.CharField(_("reason"), max_length=REASON_LENGTH, blank=True)

    class Meta:
        verbose_name = _("step of a matter")
        verbose_name_plural = _("steps of matters")
        ordering = ["round", "number"]
        constraints = [
            VillageKey("councils_matterstep"),
            SameVillage("matter", name="councils_matterstep_matter_fk"),
            SameVillage("body", name="councils_matterstep_body_fk"),
            SameVillage("with_body", name="councils_matterstep_with_body_fk"),
            SameVillage("sitting", name="councils_matterstep_sitting_fk"),
            models.UniqueConstraint(
                fields=["village", "matter", "round", "number"], name="councils_matterstep_number_key"
            ),
            *rules_whole("councils_matterstep"),
            models.CheckConstraint(
                condition=Q(present__isnull=True) | Q(present__lte=models.F("entitled") - models.F("kept_away")),
                name="councils_matterstep_present",
            ),
            models.CheckConstraint(
                condition=Q(in_favour__isnull=True)
                | Q(present__gte=models.F("in_favour") + models.F("against") + models.F("abstained")),
                name="councils_matterstep_votes",
            ),
            models.CheckConstraint(
                condition=~Q(state=MatterStepState.FAILED) | ~Q(reason=""), name="councils_matterstep_failed_why"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=STEP_OVER) | Q(done_at__isnull=False), name="councils_matterstep_done_at"
            ),
            models.CheckConstraint(
                condition=~Q(state=MatterStepState.CALLED) | Q(sitting__isnull=False),
                name="councils_matterstep_called_for",
            ),
            models.CheckConstraint(
                condition=Q(posted_from__isnull=True, posted_until__isnull=True)
                | Q(posted_from__isnull=False, posted_until__isnull=False, posted_until__gte=models.F("posted_from")),
                name="councils_matterstep_posted_range",
            ),
        ]
        indexes = [models.Index(fields=["village", "sitting"], name="councils_matterstep_sitting")]

    @property
    def look(self) -> str:
        """Under which state its badge looks: “posted” is a word of claims too, and means something else there."""
        return "publicised" if self.state == MatterStepState.POSTED else self.state

    @property
    def is_over(self) -> bool:
        return self.state in STEP_OVER


class MatterPaper(VillageModel):
    """Lies with a matter: an opinion asked for before the vote, the photographed minutes of a minor one."""

    matter = VillageForeignKey(Matter, models.CASCADE, related_name="papers", verbose_name=_("matter"))
    kind = models.CharField(_("kind"), max_length=15, choices=PaperKind.choices)
    dated = models.DateField(_("dated"))
    words = models.CharField(_("what it says"), max_length=REASON_LENGTH, blank=True)
    photo = VillageForeignKey("points.Photo", null=True, blank=True, related_name="+")
    added_by = somebody(_("added by"), null=False)
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("paper of a matter")
        verbose_name_plural = _("papers of matters")
        ordering = ["added_at", "id"]
        constraints = [
            VillageKey("councils_matterpaper"),
            SameVillage("matter", name="councils_matterpaper_matter_fk"),
            SameVillage("photo", name="councils_matterpaper_photo_fk"),
            models.CheckConstraint(
                condition=~Q(words="") | Q(photo__isnull=False), name="councils_matterpaper_says_something"
            ),
        ]
        indexes = [models.Index(fields=["village", "matter"], name="councils_matterpaper_matter")]
