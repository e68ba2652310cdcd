"""What everybody reads of matters: what is discussed, what was decided, what became of it. No name of a voter."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from councils.enums import TaskState
from councils.matter_enums import MatterState, MatterStepKind, MatterStepState, SittingState
from councils.models import Matter, MatterFinding, MatterResult, MatterStep, MatterTask
from councils.queries.carrying import office
from councils.queries.fairness import LEAST
from councils.queries.matters.standing import decided_by, latest, steps_of, turn
from points.models import Village

#: Decisions on one page, the latest first.
SHOWN = 12
_OUT = (MatterStepState.POSTED, MatterStepState.PASSED)


@dataclass(frozen=True)
class Findings:
    """Households that find it done, and that do not; held back while there are few."""

    yes: int = 0
    no: int = 0

    @property
    def total(self) -> int:
        return self.yes + self.no

    @property
    def hidden(self) -> bool:
        return 0 < self.total < LEAST


@dataclass
class Affair:
    """One matter as everybody may read it."""

    matter: Matter
    #: The step whose turn it is; None when it is decided and nothing is left.
    step: MatterStep | None = None
    #: The sitting that decided, with its numbers.
    decided_by: MatterStep | None = None
    #: Where the decision hangs, or hung.
    posting: MatterStep | None = None
    tasks: list[MatterTask] = field(default_factory=list)
    result: MatterResult | None = None
    findings: Findings = field(default_factory=Findings)

    @property
    def sitting(self) -> object | None:
        """The next meeting at which it is dealt with."""
        found = self.step.sitting if self.step is not None else None
        return found if found is not None and found.state == SittingState.CALLED else None

    @property
    def ended(self) -> int:
        return sum(task.state != TaskState.OPEN for task in self.tasks)


def discussed(village: Village) -> QuerySet[Matter]:
    """On its way, or sent back, and its decision hangs nowhere yet."""
    states = [MatterState.RUNNING, MatterState.RETURNED]
    return Matter.objects.filter(~Exists(_posted()), village=village, state__in=states).order_by("-number")


def decided(village: Village) -> QuerySet[Matter]:
    """Passed, or its decision hangs at the notice board already. The latest first."""
    running = Q(state=MatterState.RUNNING) & Exists(_posted())
    rows = Matter.objects.filter(Q(state=MatterState.PASSED) | running, village=village)
    return rows.order_by("-number")


def _posted() -> QuerySet[MatterStep]:
    steps = MatterStep.objects.filter(village=OuterRef("village"), matter=OuterRef("pk"), round=OuterRef("round"))
    return steps.filter(kind=MatterStepKind.PUBLISH_DECISION, state__in=_OUT)


def public(village: Village) -> QuerySet[Matter]:
    """What has a page of its own for everybody."""
    return Matter.objects.filter(village=village).filter(
        Q(state__in=[MatterState.RUNNING, MatterState.RETURNED, MatterState.PASSED])
    )


def affairs(village: Village, matters: Iterable[Matter]) -> list[Affair]:
    """Each with all that its lines say. Five queries, however many there are."""
    rows = list(matters)
    keys = [matter.pk for matter in rows]
    steps, tasks = steps_of(village, keys), office.tasks_of(village, keys)
    results = office.results_of(village, keys)
    counts = findings(village, [row.pk for row in results.values()])
    return [_affair(matter, steps[matter.pk], tasks.get(matter.pk, []), results, counts) for matter in rows]


def _affair(
    matter: Matter,
    steps: list[MatterStep],
    tasks: list[MatterTask],
    results: dict[uuid.UUID, MatterResult],
    counts: dict[uuid.UUID, Findings],
) -> Affair:
    present = latest(steps)
    out = [one for one in present if one.kind == MatterStepKind.PUBLISH_DECISION and one.state in _OUT]
    result = results.get(matter.pk)
    done = matter.state == MatterState.PASSED or bool(out)
    return Affair(
        matter,
        step=turn(matter, steps),
        decided_by=decided_by(steps) if done else None,
        posting=out[-1] if out else None,
        tasks=tasks,
        result=result,
        findings=counts.get(result.pk, Findings()) if result else Findings(),
    )


def findings(village: Village, results: Iterable[uuid.UUID]) -> dict[uuid.UUID, Findings]:
    """By result. One query."""
    rows = MatterFinding.objects.filter(village=village, result__in=list(results))
    counted = rows.values("result").annotate(yes=Count("pk", filter=Q(done=True)), no=Count("pk", filter=Q(done=False)))
    return {row["result"]: Findings(row["yes"], row["no"]) for row in counted.order_by()}


def finding_of(
    village: Village, result: MatterResult, households: Iterable[uuid.UUID]
) -> dict[uuid.UUID, MatterFinding]:
    rows = MatterFinding.objects.filter(village=village, result=result, household__in=list(households))
    return {row.household_id: row for row in rows}


def next_sitting(village: Village, today: date) -> date | None:
    """The day of the next meeting on anything that is discussed. One query."""
    steps = MatterStep.objects.filter(
        village=village, state=MatterStepState.CALLED, matter__in=discussed(village).order_by().values("pk")
    )
    ahead = steps.filter(sitting__state=SittingState.CALLED, sitting__held_on__gte=today)
    day: date | None = ahead.aggregate(first=Min("sitting__held_on"))["first"]
    return day


def words_of(village: Village, result: MatterResult) -> list[MatterFinding]:
    """What households said in words, the latest first. Whose they are is on no page."""
    rows = MatterFinding.objects.filter(village=village, result=result).exclude(words="")
    return list(rows.order_by("-made_at", "-pk"))


@dataclass(frozen=True)
class Passed:
    """A step as everybody may read it."""

    label: str
    state: str
    note: str


def course(village: Village, matter: Matter) -> list[Passed]:
    """The steps of the present round: past, now, still to come, with their days."""
    steps = latest(steps_of(village, [matter.pk])[matter.pk])
    now = turn(matter, steps)
    found = []
    for step in steps:
        day = step.held_on or step.posted_from
        over = step.state == MatterStepState.PASSED
        state = "past" if over else "now" if now is not None and step.pk == now.pk else "next"
        found.append(Passed(step.name, state, f"{day:%m-%d}" if day and over else ""))
    return found
