"""Words of breaches of the village rules, from the report to where they were put right."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BreachState(TextChoices):
    """How far a breach of the village rules has come."""

    REPORTED = "reported", pgettext_lazy("breach", "reported")
    FIRST = "first", pgettext_lazy("breach", "dissuaded once")
    SECOND = "second", pgettext_lazy("breach", "dissuaded twice")
    PROPOSED = "proposed", pgettext_lazy("breach", "consequence proposed")
    DEALT = "dealt", pgettext_lazy("breach", "consequence carried out")
    RIGHTED = "righted", pgettext_lazy("breach", "put right")
    DROPPED = "dropped", pgettext_lazy("breach", "dropped")


#: Every step a breach can take; the database refuses any other by a trigger. Nothing follows without two
#: dissuasions; putting it right is possible at any time.
BREACH_STEPS: dict[BreachState, frozenset[BreachState]] = {
    BreachState.REPORTED: frozenset({BreachState.FIRST, BreachState.RIGHTED, BreachState.DROPPED}),
    BreachState.FIRST: frozenset({BreachState.SECOND, BreachState.RIGHTED, BreachState.DROPPED}),
    BreachState.SECOND: frozenset({BreachState.PROPOSED, BreachState.RIGHTED, BreachState.DROPPED}),
    BreachState.PROPOSED: frozenset({BreachState.DEALT, BreachState.RIGHTED, BreachState.DROPPED}),
    BreachState.DEALT: frozenset({BreachState.RIGHTED}),
    BreachState.RIGHTED: frozenset(),
    BreachState.DROPPED: frozenset(),
}
#: Back from the black board, by its committee alone: not put there after all, or taken back as wrong; back from points
#: whose deduction came to nothing. The two dissuasions stand, and another consequence may be proposed.
BREACH_RETURNS: dict[BreachState, frozenset[BreachState]] = {
    BreachState.PROPOSED: frozenset({BreachState.SECOND}),
    BreachState.DEALT: frozenset({BreachState.SECOND}),
}
#: What somebody still has to do something about.
OPEN_BREACHES = (BreachState.REPORTED, BreachState.FIRST, BreachState.SECOND, BreachState.PROPOSED)


class ConsequenceWay(TextChoices):
    """What is proposed after two dissuasions. Never money: a village cannot fine."""

    POINTS = "points", _("points, by an item of the points rules")
    BOARD = "board", _("the black board, through its gate")
    TALK = "talk", pgettext_lazy("consequence", "a talk")


class StepKind(TextChoices):
    """What a dated line in the record of a breach tells."""

    REPORT = "report", pgettext_lazy("step of a breach", "reported")
    FIRST = "first", pgettext_lazy("step of a breach", "first dissuasion")
    SECOND = "second", pgettext_lazy("step of a breach", "second dissuasion")
    PROPOSAL = "proposal", pgettext_lazy("step of a breach", "consequence proposed")
    DEALT = "dealt", pgettext_lazy("step of a breach", "consequence carried out")
    RETURNED = "returned", pgettext_lazy("step of a breach", "not on the black board")
    VOID = "void", pgettext_lazy("step of a breach", "no points deducted")
    RIGHTED = "righted", pgettext_lazy("step of a breach", "put right")
    DROPPED = "dropped", pgettext_lazy("step of a breach", "dropped")
    WORD = "word", pgettext_lazy("step of a breach", "the household’s word")


#: What may stand in a record more than once.
REPEATED_STEPS = (StepKind.PROPOSAL, StepKind.DEALT, StepKind.RETURNED, StepKind.VOID, StepKind.WORD)
