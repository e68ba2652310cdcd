"""Where matters stand: the latest row of each step, the one whose turn it is, the one that decided."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from councils.matter_enums import HELD_STEPS, MatterState, MatterStepKind, MatterStepState
from councils.models import Matter, MatterStep
from points.enums import Module, Role
from points.models import User, Village
from points.queries import access
from points.queries.villages import uses
from villagegov.kernel import clock

#: Who sees matters at the office; who writes them, calls sittings and closes them; who ticks and types as well.
LOOKERS = (Role.OFFICER, Role.COMMITTEE, Role.SUPERVISOR, Role.ADMINISTRATOR)
HANDLERS = (Role.COMMITTEE, Role.ADMINISTRATOR)
TYPISTS = (*HANDLERS, Role.OFFICER)


def rows(village: Village) -> QuerySet[Matter]:
    return Matter.objects.filter(village=village).select_related("body", "proposer", "procedure", "suggestion")


def passed(village: Village) -> QuerySet[Matter]:
    """Matters that were decided, the latest first; each has ``decided_on``."""
    return rows(village).filter(state=MatterState.PASSED).order_by("-decided_on", "-number")


def deciding(matter: Matter) -> MatterStep | None:
    """The last sitting a passed matter went through: ``held_on``, ``entitled``, ``present``, ``in_favour``, body.

    None for a minor matter, which has no sitting. One query.
    """
    steps = MatterStep.objects.filter(village=matter.village_id, matter=matter)
    return decided_by(steps.select_related("body").order_by("round", "number"))


def decided_by(steps: Iterable[MatterStep]) -> MatterStep | None:
    """Of a matter’s steps the last sitting that passed; what an earlier round reached does not count. No query."""
    held = [one for one in latest(steps) if one.kind in HELD_STEPS and one.state == MatterStepState.PASSED]
    return held[-1] if held else None


def latest(steps: Iterable[MatterStep]) -> list[MatterStep]:
    """Of each number the row of its last round, in order."""
    found: dict[int, MatterStep] = {}
    for step in steps:
        if step.number not in found or found[step.number].round < step.round:
            found[step.number] = step
    return [found[number] for number in sorted(found)]


def steps_of(village: Village, matters: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[MatterStep]]:
    """Every row of every round, by matter. One query."""
    found: dict[uuid.UUID, list[MatterStep]] = defaultdict(list)
    wanted = MatterStep.objects.filter(village=village, matter__in=list(matters)).select_related(
        "body", "with_body", "sitting", "done_by"
    )
    for step in wanted.order_by("round", "number"):
        found[step.matter_id].append(step)
    return found


def turn(matter: Matter, steps: Sequence[MatterStep]) -> MatterStep | None:
    """The step whose turn it is; of a passed matter, the publishing of its result."""
    if matter.state not in (MatterState.RUNNING, MatterState.PASSED):
        return None
    return next((step for step in latest(steps) if step.state != MatterStepState.PASSED), None)


def goes_on(matter: Matter, step: MatterStep) -> bool:
    """Whether a posted step still belongs to a matter that goes on: not withdrawn, not sent back meanwhile."""
    return matter.state in (MatterState.RUNNING, MatterState.PASSED) and step.round == matter.round


def on_their_turn(village: Village) -> QuerySet[MatterStep]:
    """Steps that can be dealt with now: of the present round, with nothing open before them. One query."""
    before = MatterStep.objects.filter(
        village=OuterRef("village"), matter=OuterRef("matter"), round=OuterRef("round"), number__lt=OuterRef("number")
    ).exclude(state=MatterStepState.PASSED)
    return (
        MatterStep.objects.filter(village=village, matter__village=village)
        .filter(round=F("matter__round"))
        .filter(
            Q(matter__state=MatterState.RUNNING)
            | Q(matter__state=MatterState.PASSED, kind=MatterStepKind.PUBLISH_RESULT)
        )
        .exclude(state__in=[MatterStepState.PASSED, MatterStepState.FAILED])
        .exclude(Exists(before))
        .select_related("matter__body", "body", "with_body", "sitting")
        .order_by("matter__number")
    )


def waiting_count(user: User, village: Village) -> int:
    """For the work page: matters at which somebody with this person's office has something to do. One query."""
    if not uses(Module.MATTERS)(village):
        return 0
    steps = on_their_turn(village)
    if access.has_role(user, village, *HANDLERS):
        # The result is written where the matter is carried out, and counted there.
        elsewhere = [MatterStepKind.SUPERVISE, MatterStepKind.PUBLISH_RESULT]
        mine = Q(state=MatterStepState.WAITING) & ~Q(kind__in=elsewhere)
    else:
        mine = Q(pk__in=[])
    if access.has_role(user, village, *TYPISTS):
        mine |= Q(state=MatterStepState.CALLED, sitting__held_on__lte=clock.today())
    if access.has_role(user, village, Role.SUPERVISOR):
        mine |= Q(kind=MatterStepKind.SUPERVISE)
    return steps.filter(mine).count()
