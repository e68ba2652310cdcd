"""A posting: drafted, checked by a supervisor, posted, and never changed from then on: corrections are new editions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from councils.enums_disclosure import POSTING_SHOWN, PostingAct, PostingState
from councils.models.disclosure.duty import DisclosureCategory, DisclosureDuty
from points.models.village import PUBLICITY_FLOOR_DAYS
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel

TITLE_LENGTH, TEXT_LENGTH, REASON_LENGTH = 60, 4000, 200
_SHOWN = Q(state__in=POSTING_SHOWN)


def _somebody(label: Any, *, null: bool = True) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=null, blank=null, related_name="+", verbose_name=label
    )


class Posting(VillageModel):
    """One edition of a posting; editions of the same posting have the same number."""

    number = models.PositiveIntegerField(_("number"))
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    category = VillageForeignKey(DisclosureCategory, related_name="+", verbose_name=_("category"))
    duty = VillageForeignKey(
        DisclosureDuty, null=True, blank=True, related_name="postings", verbose_name=_("duty to disclose")
    )
    #: What it is about: first and last day. For what happened once, both are that day.
    period_start = models.DateField(_("period from"), null=True, blank=True)
    period_end = models.DateField(_("period to"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    text = models.TextField(_("text"), max_length=TEXT_LENGTH, blank=True)

    state = models.CharField(_("state"), max_length=10, choices=PostingState.choices, default=PostingState.DRAFT)
    #: The edition that this one corrects, and why.
    corrects = VillageForeignKey("self", null=True, blank=True, related_name="+", verbose_name=_("corrects"))
    correction = models.CharField(_("why it is corrected"), max_length=REASON_LENGTH, blank=True)
    written_by = _somebody(pgettext_lazy("posting", "written by"), null=False)
    written_at = models.DateTimeField(_("written at"))
    sent_by = _somebody(_("handed in by"))
    sent_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    checked_by = _somebody(_("checked by"))
    posted_at = models.DateTimeField(_("posted at"), null=True, blank=True)
    posted_on = models.DateField(_("posted on"), null=True, blank=True)
    #: The last day on which it must stay; from the next on it is found in the archive.
    posted_until = models.DateField(_("posted until"), null=True, blank=True)
    taken_down_at = models.DateTimeField(_("taken down at"), null=True, blank=True)
    taken_down_why = models.CharField(_("why it was taken down"), max_length=REASON_LENGTH, blank=True)

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        constraints = [
            VillageKey("councils_posting"),
            SameVillage("category", name="councils_posting_category_fk"),
            SameVillage("duty", name="councils_posting_duty_fk"),
            SameVillage("corrects", name="councils_posting_corrects_fk"),
            models.UniqueConstraint(
                fields=["village", "number", "edition"],
                condition=~Q(state=PostingState.DROPPED),
                name="councils_posting_edition_key",
            ),
            models.UniqueConstraint(
                fields=["village", "number"], condition=Q(state=PostingState.POSTED), name="councils_posting_one_posted"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="councils_posting_titled"),
            models.CheckConstraint(
                condition=Q(edition=1, corrects__isnull=True, correction="")
                | (Q(edition__gt=1, corrects__isnull=False) & ~Q(correction="")),
                name="councils_posting_correction",
            ),
            models.CheckConstraint(
                condition=Q(period_start__isnull=True, period_end__isnull=True)
                | Q(period_start__isnull=False, period_end__gte=F("period_start")),
                name="councils_posting_period",
            ),
            models.CheckConstraint(
                condition=Q(duty__isnull=True) | Q(period_start__isnull=False), name="councils_posting_duty_period"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[PostingState.DRAFT, PostingState.DROPPED])
                | Q(sent_by__isnull=False, sent_at__isnull=False),
                name="councils_posting_sent_by",
            ),
            models.CheckConstraint(
                condition=(
                    _SHOWN
                    & Q(checked_by__isnull=False, posted_at__isnull=False)
                    & Q(posted_on__isnull=False, posted_until__isnull=False)
                )
                | (
                    ~_SHOWN
                    & Q(checked_by__isnull=True, posted_at__isnull=True)
                    & Q(posted_on__isnull=True, posted_until__isnull=True)
                ),
                name="councils_posting_checked_by",
            ),
            models.CheckConstraint(
                condition=Q(posted_until__isnull=True)
                | Q(posted_until__gte=F("posted_on") + timedelta(days=PUBLICITY_FLOOR_DAYS - 1)),
                name="councils_posting_kept_posted",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | (~Q(checked_by=F("written_by")) & ~Q(checked_by=F("sent_by"))),
                name="councils_posting_second_person",
            ),
            models.CheckConstraint(
                condition=(Q(state=PostingState.TAKEN_DOWN, taken_down_at__isnull=False) & ~Q(taken_down_why=""))
                | (~Q(state=PostingState.TAKEN_DOWN) & Q(taken_down_at__isnull=True, taken_down_why="")),
                name="councils_posting_taken_down_why",
            ),
        ]
        indexes = [
            models.Index(fields=["village", "state", "-posted_at"], name="councils_posting_state"),
            models.Index(fields=["village", "category", "-posted_at"], name="councils_posting_category"),
            models.Index(fields=["village", "duty", "period_start"], name="councils_posting_duty"),
        ]

    def __str__(self) -> str:
        return self.title


class PostingStep(VillageModel):
    """Who did what to a posting, and when. ``words`` is the reason where the step asks for one."""

    append_only = True

    posting = VillageForeignKey(Posting, related_name="steps", verbose_name=_("posting"))
    act = models.CharField(_("step"), max_length=10, choices=PostingAct.choices)
    words = models.CharField(_("in words"), max_length=REASON_LENGTH, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("step of a posting")
        verbose_name_plural = _("steps of postings")
        ordering = ["at", "id"]
        constraints = [
            VillageKey("councils_postingstep"),
            SameVillage("posting", name="councils_postingstep_posting_fk"),
            models.CheckConstraint(
                condition=~Q(act__in=[PostingAct.RETURNED, PostingAct.TAKEN_DOWN]) | ~Q(words=""),
                name="councils_postingstep_reason",
            ),
        ]
        indexes = [models.Index(fields=["village", "posting", "at"], name="councils_postingstep_at")]
