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
    """Red: drafted -> published. Black: drafted -> reviewed -> told -> published -> expired or lifted.
    What was public and turns out to be wrong is corrected, whenever that is found.
    """

    DRAFTED = "drafted", _("drafted")
    STRUCK = "struck", _("struck off")
    REVIEWED = "reviewed", _("reviewed, household to be told")
    TOLD = "told", _("told, reply awaited")
    DROPPED = "dropped", _("not published after the reply")
    PUBLISHED = "published", _("published")
    EXPIRED = "expired", _("taken off at its end date")
    LIFTED = "lifted", _("lifted")
    CORRECTED = "corrected", _("taken back as wrong")


ENTRY_STEPS: dict[EntryState, frozenset[EntryState]] = {
    EntryState.DRAFTED: frozenset({EntryState.STRUCK, EntryState.PUBLISHED, EntryState.REVIEWED}),
    EntryState.STRUCK: frozenset(),
    EntryState.REVIEWED: frozenset({EntryState.TOLD}),
    EntryState.TOLD: frozenset({EntryState.DROPPED, EntryState.PUBLISHED}),
    EntryState.DROPPED: frozenset(),
    EntryState.PUBLISHED: frozenset({EntryState.EXPIRED, EntryState.LIFTED, EntryState.CORRECTED}),
    EntryState.EXPIRED: frozenset({EntryState.CORRECTED}),
    EntryState.LIFTED: frozenset({EntryState.CORRECTED}),
    EntryState.CORRECTED: frozenset(),
}

#: States of an entry that stands or stood in public and has a line of the ledger.
WAS_PUBLIC = (EntryState.PUBLISHED, EntryState.EXPIRED, EntryState.LIFTED, EntryState.CORRECTED)


class ProposalState(TextChoices):
    """waiting -> taken (onto a draft) or refused; withdrawn by whoever proposed it."""

    WAITING = "waiting", pgettext_lazy("proposal", "waits for the next draft")
    TAKEN = "taken", pgettext_lazy("proposal", "on a draft")
    REFUSED = "refused", pgettext_lazy("proposal", "struck off")
    WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "withdrawn")


#: A proposal that stands, or an entry that came of it.
LIVE_PROPOSALS = (ProposalState.WAITING, ProposalState.TAKEN)


class VoteStage(TextChoices):
    ISSUE = "issue", _("publish the issue")
    BLACK = "black", _("publish after the reply")
    MOTION = "motion", _("lift or take back")


class MotionKind(TextChoices):
    LIFT = "lift", _("lift: the household put it right")
    CORRECT = "correct", _("take back: the entry was wrong")


class MotionState(TextChoices):
    OPEN = "open", pgettext_lazy("motion", "waits for the committee")
    CARRIED = "carried", pgettext_lazy("motion", "carried")
    REFUSED = "refused", pgettext_lazy("motion", "refused")


# -------------------------------------------------------------------------------------------------------- contests


class Nominator(TextChoices):
    """Who may enter a household for a contest."""

    HOUSEHOLD = "household", _("the household itself, on its phone")
    LEADER = "leader", _("the leader of its group")
    MEMBER = "member", _("a committee member")
    PAPER = "paper", _("on paper, typed in by the information officer")


class JudgingWay(TextChoices):
    PHONE = "phone", _("each member gives marks on the phone")
    WALK = "walk", _("a walk round, its signed result typed in")


class ContestState(TextChoices):
    DRAFTED = "drafted", pgettext_lazy("contest", "drafted")
    CALLED = "called", _("open for nominations")
    SCORING = "scoring", _("being judged")
    DECIDED = "decided", _("result worked out")
    PUBLICISED = "publicised", pgettext_lazy("contest", "result in publicity")
    AWARDED = "awarded", _("awarded")
    CANCELLED = "cancelled", pgettext_lazy("contest", "not held")


#: Every step of a contest. Back to the judges, or into a new publicity, only by an objection that was upheld.
CONTEST_STEPS: dict[ContestState, frozenset[ContestState]] = {
    ContestState.DRAFTED: frozenset({ContestState.CALLED, ContestState.CANCELLED}),
    ContestState.CALLED: frozenset({ContestState.SCORING, ContestState.CANCELLED}),
    ContestState.SCORING: frozenset({ContestState.DECIDED, ContestState.CANCELLED}),
    ContestState.DECIDED: frozenset({ContestState.PUBLICISED, ContestState.CANCELLED}),
    ContestState.PUBLICISED: frozenset({ContestState.AWARDED, ContestState.SCORING, ContestState.PUBLICISED}),
    ContestState.AWARDED: frozenset(),
    ContestState.CANCELLED: frozenset(),
}


PLACES = {
    1: pgettext_lazy("contest", "first prize"),
    2: pgettext_lazy("contest", "second prize"),
    3: pgettext_lazy("contest", "third prize"),
}


def place_name(place: int | None) -> str:
    return str(PLACES[place]) if place else ""


class EntrantState(TextChoices):
    ENTERED = "entered", pgettext_lazy("contest", "entered")
    WITHDRAWN = "withdrawn", pgettext_lazy("contest", "withdrawn")
    EXCLUDED = "excluded", _("excluded after an objection")


class Recusal(TextChoices):
    """Why a member gives no marks to an entrant."""

    OWN = "own", _("own household")
    KIN = "kin", _("near kin")
    NOMINATED = "nominated", _("nominated it")
    STEPPED_OUT = "stepped_out", _("stepped out")


class ResultRemedy(TextChoices):
    EXCLUDE = "exclude", _("this household is left out")
    RESCORE = "rescore", _("all are judged anew")


# ------------------------------------------------------------------------------------------------------------ stars


class StarYearState(TextChoices):
    """A year of stars 五星家庭评选: its stars are set, households are nominated and decided on, the year is closed."""

    PREPARED = "prepared", _("being prepared")
    OPEN = "open", pgettext_lazy("year of stars", "open")
    CLOSED = "closed", pgettext_lazy("year of stars", "closed")


STAR_YEAR_STEPS: dict[StarYearState, frozenset[StarYearState]] = {
    StarYearState.PREPARED: frozenset({StarYearState.OPEN}),
    StarYearState.OPEN: frozenset({StarYearState.CLOSED}),
    StarYearState.CLOSED: frozenset(),
}


class StarState(TextChoices):
    """A household's star: nominated -> posted -> granted, with its plate -> withdrawn where its ground falls away."""

    NOMINATED = "nominated", pgettext_lazy("star", "nominated")
    TAKEN_BACK = "taken_back", _("nomination taken back")
    REFUSED = "refused", pgettext_lazy("star", "not awarded")
    POSTED = "publicised", _("in publicity")
    OBJECTED = "objected", _("objected to, being checked")
    GRANTED = "granted", pgettext_lazy("star", "awarded")
    QUESTIONED = "questioned", _("withdrawal proposed")
    WITHDRAWN = "withdrawn", pgettext_lazy("star", "withdrawn")


#: Every step there is. Posted leads back to nominated where a check fails that nobody has explained yet.
STAR_STEPS: dict[StarState, frozenset[StarState]] = {
    StarState.NOMINATED: frozenset({StarState.TAKEN_BACK, StarState.REFUSED, StarState.POSTED}),
    StarState.TAKEN_BACK: frozenset(),
    StarState.REFUSED: frozenset(),
    StarState.POSTED: frozenset({StarState.OBJECTED, StarState.GRANTED, StarState.REFUSED, StarState.NOMINATED}),
    StarState.OBJECTED: frozenset({StarState.POSTED, StarState.REFUSED}),
    StarState.GRANTED: frozenset({StarState.QUESTIONED}),
    StarState.QUESTIONED: frozenset({StarState.GRANTED, StarState.WITHDRAWN}),
    StarState.WITHDRAWN: frozenset(),
}

#: A household that has the star: its plate hangs until a withdrawal is decided.
HAS_STAR = (StarState.GRANTED, StarState.QUESTIONED)
#: Not decided to the end: a year is not closed over them.
STAR_UNDER_WAY = (StarState.NOMINATED, StarState.POSTED, StarState.OBJECTED)


class StarSource(TextChoices):
    SELF = "self", _("the household itself")
    GROUP = "group", _("its group")


class StarCheck(TextChoices):
    """What the site works out by itself for a star."""

    OPEN_BLACK = "open_black", _("stands on the black board now")
    BLACK_THIS_YEAR = "black_year", _("stood on the black board in the year")
    DEDUCTION_THIS_YEAR = "deduction_year", _("had a deduction counted in the year")


#: Nobody can decide against it; the others need a reason that stands in public.
HARD_CHECKS = frozenset({StarCheck.OPEN_BLACK})


class StarVoteStage(TextChoices):
    AWARD = "award", _("award the star")
    WITHDRAW = "withdraw", _("withdraw the star")


class StarObjectionState(TextChoices):
    OPEN = "open", _("being checked")
    UPHELD = "upheld", _("upheld")
    DISMISSED = "dismissed", _("dismissed")
