"""Words of matters 议题, of their procedures 议事程序 and of the sittings in which they are dealt with."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProcedureState(TextChoices):
    DRAFT = "draft", pgettext_lazy("procedure", "draft")
    IN_USE = "in_use", pgettext_lazy("procedure", "in use")
    RETIRED = "retired", pgettext_lazy("procedure", "no longer used")


class MatterStepKind(TextChoices):
    """What is done at a step. The first six are held as a sitting."""

    PROPOSE = "propose", pgettext_lazy("step of a matter", "propose")
    CONSULT = "consult", pgettext_lazy("step of a matter", "consult")
    STUDY = "study", pgettext_lazy("step of a matter", "study")
    REVIEW = "review", pgettext_lazy("step of a matter", "examine")
    DECIDE = "decide", pgettext_lazy("step of a matter", "decide")
    SUPERVISE = "supervise", pgettext_lazy("step of a matter", "supervise")
    PUBLISH_DECISION = "publish_decision", pgettext_lazy("step of a matter", "publish the decision")
    PUBLISH_RESULT = "publish_result", pgettext_lazy("step of a matter", "publish the result")


#: Steps at which people sit together and vote.
HELD_STEPS = (
    MatterStepKind.PROPOSE,
    MatterStepKind.CONSULT,
    MatterStepKind.STUDY,
    MatterStepKind.REVIEW,
    MatterStepKind.DECIDE,
)
POSTED_STEPS = (MatterStepKind.PUBLISH_DECISION, MatterStepKind.PUBLISH_RESULT)


class VoteWay(TextChoices):
    OPEN = "open", _("by show of hands, with names")
    #: Only numbers are kept: nothing in the database leads from a vote to a person.
    SECRET = "secret", _("by secret ballot")


class MajorityOf(TextChoices):
    PRESENT = "present", _("of those present")
    ENTITLED = "entitled", _("of all who are due to attend")


class MatterWeight(TextChoices):
    MAJOR = "major", _("major matter")
    MINOR = "minor", _("minor matter")
    #: The points rules or the village rules.
    RULES = "rules", _("rules of the village")
    FINANCE = "finance", _("money and property")


class MatterState(TextChoices):
    DRAFT = "draft", pgettext_lazy("matter", "draft")
    RUNNING = "running", pgettext_lazy("matter", "on its way")
    PASSED = "passed", pgettext_lazy("matter", "passed")
    #: A step was not passed: whoever proposed it takes it up again, or withdraws it.
    RETURNED = "returned", pgettext_lazy("matter", "sent back")
    WITHDRAWN = "withdrawn", pgettext_lazy("matter", "withdrawn")


#: Every step a matter can take; the database refuses any other by a trigger.
MATTER_STEPS: dict[MatterState, frozenset[MatterState]] = {
    MatterState.DRAFT: frozenset({MatterState.RUNNING, MatterState.WITHDRAWN}),
    MatterState.RUNNING: frozenset({MatterState.PASSED, MatterState.RETURNED, MatterState.WITHDRAWN}),
    MatterState.RETURNED: frozenset({MatterState.RUNNING, MatterState.WITHDRAWN}),
    MatterState.PASSED: frozenset(),
    MatterState.WITHDRAWN: frozenset(),
}


class MatterStepState(TextChoices):
    WAITING = "waiting", pgettext_lazy("step of a matter", "still to come")
    CALLED = "called", pgettext_lazy("step of a matter", "on the agenda")
    POSTED = "posted", pgettext_lazy("step of a matter", "posted")
    PASSED = "passed", pgettext_lazy("step of a matter", "passed")
    FAILED = "failed", pgettext_lazy("step of a matter", "not passed")


#: What is final: the row of such a step never changes again.
STEP_OVER = (MatterStepState.PASSED, MatterStepState.FAILED)


class Choice(TextChoices):
    FOR = "for", pgettext_lazy("vote", "in favour")
    AGAINST = "against", pgettext_lazy("vote", "against")
    ABSTAIN = "abstain", pgettext_lazy("vote", "abstains")


class SittingState(TextChoices):
    CALLED = "called", pgettext_lazy("sitting", "called")
    HELD = "held", pgettext_lazy("sitting", "held")
    CANCELLED = "cancelled", pgettext_lazy("sitting", "called off")


class SuggestionState(TextChoices):
    OPEN = "open", pgettext_lazy("suggestion", "received")
    TAKEN_UP = "taken_up", pgettext_lazy("suggestion", "taken up")
    ANSWERED = "answered", pgettext_lazy("suggestion", "answered")


class PaperKind(TextChoices):
    """Papers that lie with a matter."""

    MINUTES = "minutes", pgettext_lazy("paper", "minutes")
    TOWN_OPINION = "town_opinion", pgettext_lazy("paper", "opinion of the township")
    LEGAL_OPINION = "legal_opinion", pgettext_lazy("paper", "opinion of the legal adviser")
    OTHER = "other", pgettext_lazy("paper", "something else")
