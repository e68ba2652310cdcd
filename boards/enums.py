"""Words of boards and rankings with a fixed list of values, and the steps an entry can take."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RankingKind(TextChoices):
    """Same values as ``kernel.periods.PeriodKind``."""

    MONTH = "month", _("month")
    QUARTER = "quarter", _("quarter")
    YEAR = "year", _("year")


class Colour(TextChoices):
    RED = "red", _("red board")
    BLACK = "black", _("black board")


class IssueState(TextChoices):
    DRAFT = "draft", pgettext_lazy("board issue", "draft")
    PUBLISHED = "published", _("published")


class EntrySource(TextChoices):
    RANKING = "ranking", _("first in the month")
    BOTTOM_THREE = "bottom_three", _("bottom three of the month")
    PROPOSAL = "proposal", _("proposed")


class EntryState(TextChoices):
    """Red: drafted -> published. Black: drafted -> reviewed -> told -> published -> expired or lifted."""

    DRAFTED = "drafted", _("drafted")
    STRUCK = "struck", _("struck off")
    REVIEWED = "reviewed", _("reviewed, household to be told")
    TOLD = "told", _("told, reply awaited")
    DROPPED = "dropped", _("not published after the reply")
    PUBLISHED = "published", _("published")
    EXPIRED = "expired", _("taken off at its end date")
    LIFTED = "lifted", _("lifted")


ENTRY_STEPS: dict[EntryState, frozenset[EntryState]] = {
    EntryState.DRAFTED: frozenset({EntryState.STRUCK, EntryState.PUBLISHED, EntryState.REVIEWED}),
    EntryState.STRUCK: frozenset(),
    EntryState.REVIEWED: frozenset({EntryState.TOLD}),
    EntryState.TOLD: frozenset({EntryState.DROPPED, EntryState.PUBLISHED}),
    EntryState.DROPPED: frozenset(),
    EntryState.PUBLISHED: frozenset({EntryState.EXPIRED, EntryState.LIFTED}),
    EntryState.EXPIRED: frozenset(),
    EntryState.LIFTED: frozenset(),
}


class VoteStage(TextChoices):
    ISSUE = "issue", _("publish the issue")
    BLACK = "black", _("publish after the reply")
