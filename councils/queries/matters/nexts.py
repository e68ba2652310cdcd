"""What is to be done next with a matter, by whom, and until when; and its way as a picture of steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from councils.matter_enums import MatterState, MatterStepKind, MatterStepState
from councils.models import Matter, MatterStep
from councils.queries.matters import procedures, sittings, standing
from councils.queries.matters.reckoning import Reached


@dataclass(frozen=True)
class Next:
    words: str
    who: str = ""
    #: The day it happens, or is due.
    day: date | None = None
    #: Somebody of the office should do it now.
    now: bool = False


def who_of(step: MatterStep) -> str:
    """The body whose turn it is, or the office for what is posted."""
    if step.households:
        return _("villagers’ meeting")
    if step.is_supervised:
        return step.body_name or _("supervision committee")
    return step.body_name if step.is_held else _("the office")


def next_of(matter: Matter, steps: Sequence[MatterStep], today: date) -> Next | None:
    """None where nothing is to be done any more."""
    if matter.state == MatterState.DRAFT:
        return Next(_("open it"), _("the office"), now=True)
    if matter.state == MatterState.RETURNED:
        return Next(_("take it up again, or withdraw it"), _("who proposed it"), now=True)
    step = standing.turn(matter, steps)
    return _next(step, today) if step else None


def _next(step: MatterStep, today: date) -> Next:
    who = who_of(step)
    if step.state == MatterStepState.CALLED and step.sitting:
        day = step.sitting.held_on
        if day > today:
            return Next(_("sits"), who, day)
        return Next(_("record the sitting"), who, day, now=True)
    if step.state == MatterStepState.POSTED:
        return Next(_("is posted until then"), who, step.posted_until)
    if step.is_supervised:
        return Next(_("looks whether it was done right"), who, now=True)
    if step.kind == MatterStepKind.PUBLISH_RESULT:
        return Next(_("publish the result when it is carried out"), who)
    if step.is_posted:
        return Next(_("post the decision"), who, now=True)
    return Next(_("call a sitting"), who, now=True)


@dataclass(frozen=True)
class Place:
    """A step on the picture of the way."""

    step: MatterStep
    #: ``past``, ``now``, ``next``, ``failed``.
    look: str
    asked: list[str]
    reached: Reached | None
    #: Rows of the same step in earlier rounds, the latest first.
    earlier: list[MatterStep]


def way(matter: Matter, steps: Sequence[MatterStep]) -> list[Place]:
    """The way from the first step to the last, each once, as it stands in its last round."""
    now = standing.turn(matter, steps)
    found = []
    for step in standing.latest(steps):
        look = "now" if now and step.pk == now.pk else "next"
        if step.state == MatterStepState.PASSED:
            look = "past"
        elif step.state == MatterStepState.FAILED:
            look = "failed"
        earlier = [one for one in reversed(steps) if one.number == step.number and one.round < step.round]
        found.append(
            Place(
                step, look, procedures.in_words(step), sittings.stored(step),
                [one for one in earlier if one.is_over and one.state == MatterStepState.FAILED],
            )
        )  # fmt: skip
    return found
