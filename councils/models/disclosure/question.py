"""A question to a posting and its answer, in public. Who asked can stay hidden; the words can be erased."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from councils.enums_disclosure import QuestionState, WithheldFor
from councils.models.disclosure.posting import Posting
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel

QUESTION_LENGTH, ANSWER_LENGTH = 300, 600


class PostingQuestion(VillageModel):
    posting = VillageForeignKey(Posting, related_name="questions", verbose_name=_("posting"))
    household = VillageForeignKey("points.Household", related_name="+", verbose_name=_("household"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    #: The public does not read the masked name either.
    anonymous = models.BooleanField(_("without a name in public"), default=False)
    text = models.CharField(_("question"), max_length=QUESTION_LENGTH, blank=True)
    due_on = models.DateField(_("answered by the day"))

    state = models.CharField(_("state"), max_length=8, choices=QuestionState.choices, default=QuestionState.ASKED)
    answer = models.CharField(_("answer"), max_length=ANSWER_LENGTH, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    withheld_for = models.CharField(_("why it is not shown"), max_length=10, choices=WithheldFor.choices, blank=True)
    withheld_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("question", "withheld by"),
    )
    withheld_at = models.DateTimeField(_("withheld at"), null=True, blank=True)
    erased_at = models.DateTimeField(_("words erased at"), null=True, blank=True)

    class Meta:
        verbose_name = _("question to a posting")
        verbose_name_plural = _("questions to postings")
        constraints = [
            VillageKey("councils_postingquestion"),
            SameVillage("posting", name="councils_postingquestion_posting_fk"),
            SameVillage("household", name="councils_postingquestion_household_fk"),
            models.CheckConstraint(
                condition=~Q(text="") | Q(erased_at__isnull=False), name="councils_postingquestion_in_words"
            ),
            models.CheckConstraint(
                condition=(Q(answered_by__isnull=False, answered_at__isnull=False) & ~Q(answer=""))
                | Q(answered_by__isnull=True, answered_at__isnull=True, answer=""),
                name="councils_postingquestion_answered_by",
            ),
            models.CheckConstraint(
                condition=Q(state=QuestionState.ASKED, answered_at__isnull=True)
                | Q(state=QuestionState.REPLIED, answered_at__isnull=False)
                | Q(state=QuestionState.WITHHELD),
                name="councils_postingquestion_answered",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=QuestionState.WITHHELD, withheld_by__isnull=False, withheld_at__isnull=False)
                    & ~Q(withheld_for="")
                )
                | (
                    ~Q(state=QuestionState.WITHHELD)
                    & Q(withheld_by__isnull=True, withheld_at__isnull=True, withheld_for="")
                ),
                name="councils_postingquestion_withheld",
            ),
        ]
        indexes = [
            models.Index(fields=["village", "posting", "asked_at"], name="councils_postingquestion_of"),
            models.Index(fields=["village", "state", "due_on"], name="councils_question_due"),
        ]
