"""The red and black board: issues, their entries, votes, and the deeds an entry stands for."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from boards.enums import WAS_PUBLIC, Colour, EntrySource, EntryState, IssueState, VoteStage
from councils.enums import TellingWay
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel


class BoardIssue(VillageModel):
    """第X期红黑榜, one per month. Published, its red entries and its text are frozen."""

    month = models.DateField(_("month"))
    #: Given when published, without gaps.
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=IssueState.choices, default=IssueState.DRAFT)
    #: Counts the edits of the draft: a vote is for what the voter saw.
    edition = models.PositiveIntegerField(default=1, editable=False)
    drafted_at = models.DateTimeField(_("drafted at"))
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    class Meta:
        verbose_name = _("board issue")
        verbose_name_plural = _("board issues")
        ordering = ["-month"]
        constraints = [
            VillageKey("boards_boardissue"),
            models.UniqueConstraint(fields=["village", "month"], name="boards_boardissue_month_key"),
            models.UniqueConstraint(fields=["village", "number"], name="boards_boardissue_number_key"),
            models.CheckConstraint(condition=Q(month__day=1), name="boards_boardissue_first_day"),
            models.CheckConstraint(
                condition=Q(state=IssueState.DRAFT, published_at__isnull=True, number__isnull=True)
                | Q(state=IssueState.PUBLISHED, published_at__isnull=False, number__isnull=False),
                name="boards_boardissue_published_has_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class BoardEntry(VillageModel):
    """A household on a board of an issue. The database lets no black entry be public before its gate ended."""

    issue = VillageForeignKey(BoardIssue, related_name="entries", verbose_name=_("board issue"))
    colour = models.CharField(_("board"), max_length=5, choices=Colour.choices)
    household = VillageForeignKey("points.Household", related_name="+", verbose_name=_("household"))
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    reason = models.CharField(_("reason in public"), max_length=200)
    #: The article of the village rules a black entry stands on; empty for the bottom three.
    article = models.CharField(_("article of the village rules"), max_length=60, blank=True)
    #: Day of the deed, where one deed is meant: one that was proposed. Not the month's figures.
    deed_day = models.DateField(_("day of the deed"), null=True, blank=True)
    #: Red entries only, and shown only while the household's consent stands.
    story = models.TextField(_("story"), blank=True)
    photo = VillageForeignKey("points.Photo", null=True, blank=True, related_name="+", verbose_name=_("photo"))
    source = models.CharField(_("source"), max_length=15, choices=EntrySource.choices)
    state = models.CharField(_("state"), max_length=10, choices=EntryState.choices, default=EntryState.DRAFTED)
    #: 0 where the village has no points: then there is no line of the ledger either.
    points = models.SmallIntegerField(_("points"))
    ledger_entry = VillageForeignKey("points.Entry", null=True, blank=True, related_name="+")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("proposed by")
    )
    created_at = models.DateTimeField(_("drafted at"))

    # The gate of a black entry.
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    told_way = models.CharField(_("how"), max_length=12, choices=TellingWay.choices, blank=True)
    told_on = models.DateField(_("told on"), null=True, blank=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("told by")
    )
    witnesses = models.CharField(_("two witnesses"), max_length=80, blank=True)
    #: Last day on which the household may reply.
    reply_until = models.DateField(_("reply until"), null=True, blank=True)
    reply = models.TextField(_("what the household said"), blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_note = models.CharField(_("reason of the decision"), max_length=300, blank=True)

    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    #: A black entry whose gate ended after its issue was published.
    supplement = models.BooleanField(_("supplement"), default=False)
    #: Last day on the board, black entries only.
    until = models.DateField(_("public until"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    end_note = models.CharField(_("why it ended"), max_length=300, blank=True)
    #: Points given back when it was lifted.
    repair = VillageForeignKey("points.Entry", null=True, blank=True, related_name="+", verbose_name=_("given back"))

    # Taken back as wrong: said in the place where it stood, as long as it stood.
    corrected_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    correction = models.CharField(_("what was wrong"), max_length=200, blank=True)
    correction_until = models.DateField(_("correction stands until"), null=True, blank=True)
    reversal = VillageForeignKey("points.Entry", null=True, blank=True, related_name="+", verbose_name=_("reversal"))

    class Meta:
        verbose_name = _("board entry")
        verbose_name_plural = _("board entries")
        ordering = ["colour", "position"]
        constraints = [
            VillageKey("boards_boardentry"),
            SameVillage("issue", name="boards_boardentry_issue_fk"),
            SameVillage("household", name="boards_boardentry_household_fk"),
            SameVillage("ledger_entry", name="boards_boardentry_ledger_fk"),
            SameVillage("photo", name="boards_boardentry_photo_fk"),
            models.CheckConstraint(
                condition=Q(colour=Colour.RED) | Q(story="", photo__isnull=True), name="boards_boardentry_black_bare"
            ),
            SameVillage("repair", name="boards_boardentry_repair_fk"),
            SameVillage("reversal", name="boards_boardentry_reversal_fk"),
            #: One deed of a household once on a board, whoever proposes it and in whichever month.
            models.UniqueConstraint(
                fields=["village", "household", "colour", "deed_day"],
                condition=Q(deed_day__isnull=False) & ~Q(state=EntryState.STRUCK),
                name="boards_boardentry_deed_once",
            ),
            models.UniqueConstraint(fields=["village", "ledger_entry"], name="boards_boardentry_ledger_key"),
            models.CheckConstraint(
                condition=Q(colour=Colour.RED, points__gte=0) | Q(colour=Colour.BLACK, points__lte=0),
                name="boards_boardentry_points_sign",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=WAS_PUBLIC)
                | Q(published_at__isnull=False) & (Q(ledger_entry__isnull=False) | Q(points=0)),
                name="boards_boardentry_published_is_posted",
            ),
            #: Without points there is no line of the ledger, nothing to give back and nothing to reverse.
            models.CheckConstraint(
                condition=~Q(points=0) | Q(ledger_entry__isnull=True, repair__isnull=True, reversal__isnull=True),
                name="boards_boardentry_no_line",
            ),
            models.CheckConstraint(
                condition=Q(colour=Colour.RED)
                | ~Q(state__in=WAS_PUBLIC)
                | Q(
                    reviewed_at__isnull=False,
                    told_on__isnull=False,
                    reply_until__isnull=False,
                    decided_at__isnull=False,
                    until__isnull=False,
                ),
                name="boards_boardentry_black_gate",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=EntryState.CORRECTED,
                    corrected_at__isnull=False,
                    correction_until__isnull=False,
                )
                & (Q(reversal__isnull=False) | Q(points=0))
                & ~Q(correction="")
                | ~Q(state=EntryState.CORRECTED)
                & Q(corrected_at__isnull=True, correction_until__isnull=True, correction=""),
                name="boards_boardentry_corrected_whole",
            ),
            models.CheckConstraint(
                condition=Q(repair__isnull=True) | Q(colour=Colour.BLACK, ended_at__isnull=False),
                name="boards_boardentry_repair_lifted",
            ),
        ]
        indexes = [
            models.Index(fields=["village", "state", "until"], name="boards_boardentry_state"),
            models.Index(fields=["village", "household"], name="boards_boardentry_household"),
        ]

    @property
    def stands_on(self) -> str:
        """The article with what it is an article of; empty where it names none."""
        return article_in_full(self.article)


#: An article that begins so says itself what it is of: 《村规民约》第六条, 黑九条第3条.
SAYS_ITSELF = ("《", "黑九条")


def article_in_full(article: str) -> str:
    if not article or article.startswith(SAYS_ITSELF):
        return article
    return gettext("Village rules, %(article)s") % {"article": article}


class BoardDeed(VillageModel):
    """A ledger line that an entry stands for. A deed comes onto a board of one colour once."""

    append_only = True
    rows_can_be_erased = True  # a struck candidate gives its deeds back

    entry = VillageForeignKey(BoardEntry, models.CASCADE, related_name="deeds")
    ledger_entry = VillageForeignKey("points.Entry", related_name="+")
    colour = models.CharField(max_length=5, choices=Colour.choices)

    class Meta:
        constraints = [
            VillageKey("boards_boarddeed"),
            SameVillage("entry", name="boards_boarddeed_entry_fk"),
            SameVillage("ledger_entry", name="boards_boarddeed_ledger_fk"),
            models.UniqueConstraint(fields=["village", "colour", "ledger_entry"], name="boards_boarddeed_once"),
        ]

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        return models.Model.delete(self)


class BoardVote(VillageModel):
    """A member's word on an edition of an issue, on one black entry after the household's reply, or on a motion."""

    append_only = True

    stage = models.CharField(_("stage"), max_length=10, choices=VoteStage.choices)
    issue = VillageForeignKey(BoardIssue, related_name="votes")
    edition = models.PositiveIntegerField(default=0)
    entry = VillageForeignKey(BoardEntry, null=True, blank=True, related_name="votes")
    motion = VillageForeignKey("boards.BoardMotion", null=True, blank=True, related_name="votes")
    voter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("member"))
    constituencies = ArrayField(models.CharField(max_length=20))
    #: Numbers of the villagers' groups the member lives in: one vote must come from another than the household's.
    groups = ArrayField(models.PositiveSmallIntegerField(), default=list)
    agrees = models.BooleanField(_("agrees"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("board vote")
        verbose_name_plural = _("board votes")
        constraints = [
            VillageKey("boards_boardvote"),
            SameVillage("issue", name="boards_boardvote_issue_fk"),
            SameVillage("entry", name="boards_boardvote_entry_fk"),
            SameVillage("motion", name="boards_boardvote_motion_fk"),
            models.UniqueConstraint(
                fields=["village", "issue", "edition", "voter"],
                condition=Q(stage=VoteStage.ISSUE),
                name="boards_boardvote_issue_once",
            ),
            models.UniqueConstraint(
                fields=["village", "entry", "voter"],
                condition=Q(stage=VoteStage.BLACK),
                name="boards_boardvote_entry_once",
            ),
            models.UniqueConstraint(
                fields=["village", "motion", "voter"],
                condition=Q(stage=VoteStage.MOTION),
                name="boards_boardvote_motion_once",
            ),
            models.CheckConstraint(
                condition=Q(stage=VoteStage.ISSUE, entry__isnull=True, motion__isnull=True)
                | Q(stage=VoteStage.BLACK, entry__isnull=False, motion__isnull=True)
                | Q(stage=VoteStage.MOTION, entry__isnull=False, motion__isnull=False),
                name="boards_boardvote_names_entry",
            ),
        ]

    @property
    def person(self) -> uuid.UUID:
        """Whose vote it is, as :func:`councils.queries.quorum.quorum_reached` asks."""
        return self.voter_id
