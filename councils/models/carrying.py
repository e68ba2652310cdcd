"""Carrying out 落实 what was decided: tasks with person and day, progress, the result, whether villagers find it done.

A matter is closed when its result is posted, and a result is posted when no task is open: the database holds both by
triggers. A passed decision on rules is used once, as the mandate of one version.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from councils.enums import TaskState
from councils.models.body import BodyMember
from councils.models.matter import Matter
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel

WHAT_LENGTH, PROGRESS_LENGTH, RESULT_LENGTH, WORDS_LENGTH, NAME_LENGTH = 120, 300, 500, 200, 40
MOST_TASKS = 20


def _somebody(label: Any, *, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=null, blank=null, related_name="+", verbose_name=label
    )


class MatterTask(VillageModel):
    """What somebody does by a day because it was decided. Done, or not done with the reason; then it stays so."""

    matter = VillageForeignKey(Matter, related_name="tasks", verbose_name=_("matter"))
    number = models.PositiveSmallIntegerField(_("number"))
    what = models.CharField(_("what is to be done"), max_length=WHAT_LENGTH)
    #: Somebody who sits in a body, or somebody of the office.
    member = VillageForeignKey(BodyMember, null=True, blank=True, related_name="+", verbose_name=_("member"))
    user = _somebody(_("user"), null=True)
    #: As they were called when it was given to them.
    name = models.CharField(_("person responsible"), max_length=NAME_LENGTH)
    due_on = models.DateField(_("due on"))
    made_by = _somebody(pgettext_lazy("posting", "written by"))
    made_at = models.DateTimeField(_("written at"))
    state = models.CharField(_("state"), max_length=12, choices=TaskState.choices, default=TaskState.OPEN)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    #: What was done, or why it was not.
    ended_words = models.CharField(_("what became of it"), max_length=WORDS_LENGTH, blank=True)
    ended_by = _somebody(_("ended by"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("task of a matter")
        verbose_name_plural = _("tasks of matters")
        ordering = ["number"]
        constraints = [
            VillageKey("councils_mattertask"),
            SameVillage("matter", name="councils_mattertask_matter_fk"),
            SameVillage("member", name="councils_mattertask_member_fk"),
            models.UniqueConstraint(fields=["village", "matter", "number"], name="councils_mattertask_number_key"),
            models.CheckConstraint(
                condition=Q(member__isnull=False, user__isnull=True) | Q(member__isnull=True, user__isnull=False),
                name="councils_mattertask_whose",
            ),
            models.CheckConstraint(condition=~Q(what="") & ~Q(name=""), name="councils_mattertask_said"),
            models.CheckConstraint(
                condition=Q(
                    state=TaskState.OPEN, ended_on__isnull=True, ended_by__isnull=True, ended_at__isnull=True,
                    ended_words="",
                )
                | Q(~Q(state=TaskState.OPEN), ended_on__isnull=False, ended_by__isnull=False, ended_at__isnull=False)
                & ~Q(ended_words=""),
                name="councils_mattertask_ended_whole",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["village", "state", "due_on"], name="councils_mattertask_due")]

    def __str__(self) -> str:
        return self.what


class TaskProgress(VillageModel):
    """How far it is, dated, by whom."""

    append_only = True

    task = VillageForeignKey(MatterTask, related_name="progress", verbose_name=_("task"))
    day = models.DateField(_("day"))
    text = models.CharField(_("how far it is"), max_length=PROGRESS_LENGTH)
    by = _somebody(_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("progress of a task")
        verbose_name_plural = _("progress of tasks")
        ordering = ["day", "at", "id"]
        constraints = [
            VillageKey("councils_taskprogress"),
            SameVillage("task", name="councils_taskprogress_task_fk"),
            models.CheckConstraint(condition=~Q(text=""), name="councils_taskprogress_said"),
        ]


class MatterResult(VillageModel):
    """What came of a matter, for everybody to read. It closes the matter; looking at it again adds to it, once."""

    matter = VillageForeignKey(Matter, related_name="results", verbose_name=_("matter"))
    text = models.CharField(_("result"), max_length=RESULT_LENGTH)
    posted_on = models.DateField(_("posted on"))
    posted_by = _somebody(_("posted by"))
    posted_at = models.DateTimeField(_("posted at"))
    look_again_on = models.DateField(_("looked at again on"), null=True, blank=True)
    looked_on = models.DateField(_("looked at on"), null=True, blank=True)
    looked_words = models.CharField(_("what was found"), max_length=WORDS_LENGTH, blank=True)
    looked_by = _somebody(_("looked at by"), null=True)

    class Meta:
        verbose_name = _("result of a matter")
        verbose_name_plural = _("results of matters")
        constraints = [
            VillageKey("councils_matterresult"),
            SameVillage("matter", name="councils_matterresult_matter_fk"),
            models.UniqueConstraint(fields=["village", "matter"], name="councils_matterresult_matter_key"),
            models.CheckConstraint(condition=~Q(text=""), name="councils_matterresult_said"),
            models.CheckConstraint(
                condition=Q(look_again_on__isnull=True) | Q(look_again_on__gt=models.F("posted_on")),
                name="councils_matterresult_later",
            ),
            models.CheckConstraint(
                condition=Q(looked_on__isnull=True, looked_words="", looked_by__isnull=True)
                | Q(look_again_on__isnull=False, looked_on__gte=models.F("posted_on"), looked_by__isnull=False)
                & ~Q(looked_words=""),
                name="councils_matterresult_looked_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class MatterFinding(VillageModel):
    """Whether a household finds it done: yes or no, with a word, once. In public it is counted, never shown."""

    result = VillageForeignKey(MatterResult, related_name="findings", verbose_name=_("result"))
    household = VillageForeignKey("points.Household", related_name="+", verbose_name=_("household"))
    done = models.BooleanField(pgettext_lazy("finding", "it is done"))
    words = models.CharField(_("in words"), max_length=WORDS_LENGTH, blank=True)
    made_by = _somebody(pgettext_lazy("posting", "written by"))
    made_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("what a household finds")
        verbose_name_plural = _("what households find")
        constraints = [
            VillageKey("councils_matterfinding"),
            SameVillage("result", name="councils_matterfinding_result_fk"),
            SameVillage("household", name="councils_matterfinding_household_fk"),
            models.UniqueConstraint(fields=["village", "result", "household"], name="councils_matterfinding_once"),
        ]


class MatterMandate(VillageModel):
    """A decision on rules, and the mandate that was made of it. One decision carries one version, and no more."""

    append_only = True

    matter = VillageForeignKey(Matter, related_name="mandates", verbose_name=_("matter"))
    mandate = VillageForeignKey("points.Mandate", related_name="+", verbose_name=_("mandate"))
    by = _somebody(_("by"), null=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("mandate of a matter")
        verbose_name_plural = _("mandates of matters")
        constraints = [
            VillageKey("councils_mattermandate"),
            SameVillage("matter", name="councils_mattermandate_matter_fk"),
            SameVillage("mandate", name="councils_mattermandate_mandate_fk"),
            models.UniqueConstraint(fields=["village", "matter"], name="councils_mattermandate_matter_key"),
            models.UniqueConstraint(fields=["village", "mandate"], name="councils_mattermandate_mandate_key"),
        ]
