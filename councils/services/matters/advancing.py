"""The one place that moves a matter on: its steps are copied, a step is over, the next one's turn comes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from councils.matter_enums import (
    MATTER_STEPS,
    MatterState,
    MatterStepKind,
    MatterStepState,
    MatterWeight,
)
from councils.models import Matter, MatterStep, ProcedureStep
from councils.models.matter import REASON_LENGTH
from councils.models.procedure import StepRules
from councils.queries.matters import standing
from points.models import User
from points.services import audit
from villagegov.kernel.errors import TransitionError

#: What a step takes over from a procedure, or from the round before.
COPIED = [field.attname for field in StepRules._meta.fields if field.name not in ("id", "village")] + [
    "body_id",
    "with_body_id",
]


class MatterStepError(TransitionError):
    """The matter does not stand where this can be done."""


def lock(matter: Matter) -> Matter:
    """The matter's row, as it stands now."""
    found = Matter.objects.select_for_update(of=("self",)).select_related("village", "procedure")
    return found.get(village=matter.village_id, pk=matter.pk)


def require(matter: Matter, to: MatterState) -> None:
    if to not in MATTER_STEPS[MatterState(matter.state)]:
        sentence = _("This matter is “%(state)s” now, so this cannot be done. Load the page anew.")
        raise MatterStepError(sentence % {"state": matter.get_state_display()}, code="step")


def require_turn(matter: Matter, step: MatterStep) -> None:
    """Nothing is skipped: raise unless it is this step's turn, naming the one whose turn it is."""
    now = standing.turn(matter, standing.steps_of(matter.village, [matter.pk])[matter.pk])
    if now is None or now.pk != step.pk:
        sentence = _("It is not this step’s turn. Matter %(number)s stands at: %(step)s.")
        values = {"number": matter.number, "step": now.name if now else matter.get_state_display()}
        raise MatterStepError(sentence % values, code="not_its_turn")


def begin(matter: Matter, rules: Iterable[ProcedureStep]) -> None:
    """Copy the procedure's steps into the matter: from now on it no longer asks the procedure."""
    MatterStep.objects.bulk_create(_copy(matter, rule) for rule in rules)


def _copy(matter: Matter, rule: ProcedureStep | MatterStep) -> MatterStep:
    step = MatterStep(village_id=matter.village_id, matter=matter, round=matter.round)
    for name in COPIED:
        setattr(step, name, getattr(rule, name))
    if isinstance(rule, MatterStep):
        step.body_name = rule.body_name
        return step
    bodies = [str(body) for body in (rule.body, rule.with_body) if body]
    step.body_name = "、".join(bodies)
    for_rules = matter.weight == MatterWeight.RULES
    step.town_opinion, step.legal_opinion = rule.town_opinion and for_rules, rule.legal_opinion and for_rules
    step.count_twice = rule.count_twice or (for_rules and rule.kind == MatterStepKind.DECIDE)
    return step


def finish(step: MatterStep, state: MatterStepState, *, by: User | None, at: datetime, reason: str = "") -> None:
    """Write that a step is over; the numbers stand on it already. The row never changes again."""
    step.state, step.done_by, step.done_at, step.reason = state, by, at, reason[:REASON_LENGTH]
    step.save()


def go_on(matter: Matter, *, by: User | None, at: datetime) -> None:
    """After a passed step: the next one's turn, or the matter is decided."""
    steps = standing.latest(standing.steps_of(matter.village, [matter.pk])[matter.pk])
    if matter.state != MatterState.RUNNING or any(
        one.state != MatterStepState.PASSED and one.kind != MatterStepKind.PUBLISH_RESULT for one in steps
    ):
        return
    decided = standing.decided_by(steps)
    assert decided is not None
    change(matter, MatterState.PASSED, by=by, at=at, decided_on=decided.held_on, closed_at=at, reason="")


def send_back(matter: Matter, step: MatterStep, *, by: User | None, at: datetime) -> None:
    """Not passed: whoever proposed it takes it up again, or withdraws it."""
    change(matter, MatterState.RETURNED, by=by, at=at, reason=step.reason)


def hold_again(matter: Matter, step: MatterStep, *, by: User | None, at: datetime) -> None:
    """Too few came: nothing was decided; the same step is called once more, as the next round."""
    _next_round(matter, step.number)
    after = {"number": matter.number, "round": matter.round, "step": step.number}
    audit.record(by=by, at=at, action="matter.again", subject=matter, after=after)


def renew(matter: Matter) -> None:
    """Taken up again: from the last proposing before the step that was not passed, as the next round."""
    steps = standing.steps_of(matter.village, [matter.pk])[matter.pk]
    _next_round(matter, returns_to(steps).number)


def returns_to(steps: Sequence[MatterStep]) -> MatterStep:
    """The proposing from which a matter that was sent back begins anew; without one, its first step."""
    present = standing.latest(steps)
    failed = next(step for step in present if step.state == MatterStepState.FAILED)
    proposing = [one for one in present if one.kind == MatterStepKind.PROPOSE and one.number <= failed.number]
    return proposing[-1] if proposing else present[0]


def _next_round(matter: Matter, first: int) -> None:
    steps = standing.latest(standing.steps_of(matter.village, [matter.pk])[matter.pk])
    matter.round += 1
    matter.save(update_fields=["round"])
    MatterStep.objects.bulk_create(_copy(matter, step) for step in steps if step.number >= first)


def change(matter: Matter, to: MatterState, *, by: User | None, at: datetime, **fields: Any) -> None:
    """The one place that writes a matter's state."""
    require(matter, to)
    before, matter.state = matter.state, to
    for name, value in fields.items():
        setattr(matter, name, value)
    matter.save(update_fields=["state", *fields])
    audit.record(
        by=by,
        at=at,
        action=f"matter.{to.value}",
        subject=matter,
        before={"state": before},
        after={"state": to.value, "number": matter.number, "round": matter.round},
    )
