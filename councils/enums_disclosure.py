"""Words of the disclosure board 公开栏 with a fixed list of values."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Rhythm(TextChoices):
    """How often something is made public. Village affairs at least quarterly, frequent finances monthly, major matters
    at once: Organic Law of the Villagers' Committees, on the publication of village affairs.
    """

    MONTHLY = "monthly", _("every month")
    QUARTERLY = "quarterly", _("every quarter")
    HALF_YEARLY = "half_yearly", _("every half-year")
    YEARLY = "yearly", _("every year")
    AS_IT_HAPPENS = "as_it_happens", _("as it happens")


#: Months of one period; none for what happens now and then.
RHYTHM_MONTHS: dict[Rhythm, int] = {
    Rhythm.MONTHLY: 1,
    Rhythm.QUARTERLY: 3,
    Rhythm.HALF_YEARLY: 6,
    Rhythm.YEARLY: 12,
}


#: Key under which the red and black boards of a month fulfil a duty; the app that has them registers it.
FULFILLED_BY_BOARDS = "boards"


class CountedFrom(TextChoices):
    """From where the days are counted in which it must be public."""

    END = "end", _("from the end of the period: what has been")
    START = "start", _("from its beginning: what is planned")


class DueState(TextChoices):
    """How one duty stands in one period; worked out, stored nowhere."""

    COMING = "coming", pgettext_lazy("disclosure", "later")
    DUE = "due", pgettext_lazy("disclosure", "due now")
    OVERDUE = "overdue", pgettext_lazy("disclosure", "overdue")
    LATE = "late", pgettext_lazy("disclosure", "posted late")
    IN_TIME = "in_time", pgettext_lazy("disclosure", "posted in time")


class PostingState(TextChoices):
    DRAFT = "draft", pgettext_lazy("posting", "draft")
    TO_CHECK = "to_check", _("waits for the supervisor’s check")
    RETURNED = "returned", pgettext_lazy("posting", "sent back")
    POSTED = "posted", pgettext_lazy("posting", "posted")
    REPLACED = "replaced", _("corrected by a later edition")
    TAKEN_DOWN = "taken_down", _("taken down")
    DROPPED = "dropped", pgettext_lazy("posting", "given up")


_P = PostingState
#: Every step a posting can take; the database holds the same.
POSTING_STEPS: dict[PostingState, frozenset[PostingState]] = {
    _P.DRAFT: frozenset({_P.TO_CHECK, _P.DROPPED}),
    _P.TO_CHECK: frozenset({_P.RETURNED, _P.POSTED}),
    _P.RETURNED: frozenset({_P.TO_CHECK, _P.DROPPED}),
    _P.POSTED: frozenset({_P.REPLACED, _P.TAKEN_DOWN}),
    _P.REPLACED: frozenset(),
    _P.TAKEN_DOWN: frozenset(),
    _P.DROPPED: frozenset(),
}
#: Its words, files and tables can be changed.
POSTING_OPEN = (PostingState.DRAFT, PostingState.RETURNED)
#: It stood on the board.
POSTING_SHOWN = (PostingState.POSTED, PostingState.REPLACED, PostingState.TAKEN_DOWN)


class PostingAct(TextChoices):
    """A dated row of a posting."""

    DRAFTED = "drafted", pgettext_lazy("posting", "written")
    EDITED = "edited", pgettext_lazy("posting", "changed")
    SENT = "sent", _("handed in for the check")
    RETURNED = "returned", pgettext_lazy("posting", "sent back")
    POSTED = "posted", _("checked and posted")
    REPLACED = "replaced", _("corrected by a later edition")
    TAKEN_DOWN = "taken_down", _("taken down")
    DROPPED = "dropped", pgettext_lazy("posting", "given up")


#: Whoever did one of these does not check it.
WRITING_ACTS = (PostingAct.DRAFTED, PostingAct.EDITED, PostingAct.SENT)


class ColumnCare(TextChoices):
    """What becomes of a column of a table before it is posted."""

    SHOW = "show", _("show as it is")
    NAME = "name", _("hide names (李*华)")
    NUMBER = "number", _("hide numbers, the last four stay")
    DROP = "drop", _("leave out")


class QuestionState(TextChoices):
    ASKED = "asked", _("waits for an answer")
    REPLIED = "replied", pgettext_lazy("question", "answered")
    WITHHELD = "withheld", _("not shown")


class WithheldFor(TextChoices):
    """The reason stands in public where the question would."""

    INSULT = "insult", _("it insults somebody")
    PRIVATE = "private", _("it tells what is private to somebody")
    ELSEWHERE = "elsewhere", _("it is not about what was posted")
