"""A village that decided something, brought as far as a test needs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from councils.enums import BodyKind
from councils.models import (
    Body,
    BodyMember,
    Matter,
    MatterResult,
    MatterStep,
    MatterTask,
    Procedure,
    Sitting,
    SittingSeat,
    StepCount,
)
from councils.services.carrying import results, tasks
from points.enums import Module, Role
from points.models import Membership, User, Village
from tests.factories import Cast
from villagegov.kernel import clock

NOW = clock.moment(date(2026, 11, 16), 10)
TODAY = clock.local_day(NOW)
DECIDED = date(2026, 11, 2)
DUE = date(2026, 11, 30)
WORDS = "灯已装好两盏"


def switch_on(cast: Cast) -> None:
    used = Village.objects.get(pk=cast.village.pk).modules
    cast.village.modules = [module.value for module in Module if module in {*used, Module.MATTERS}]
    Village.objects.filter(pk=cast.village.pk).update(modules=cast.village.modules)


def decided(cast: Cast, title: str = "在三岔路口装路灯", **more: Any) -> Matter:
    """A minor matter is decided when it is written down."""
    switch_on(cast)
    number = Matter.objects.filter(village=cast.village).count() + 1
    said = {"weight": "minor", "result": "同意装四盏", "decided_on": DECIDED, "closed_at": NOW, **more}
    made = Matter.objects.create(
        village=cast.village, number=number, title=title, text="夜里看不见路", state="passed", made_by=cast.branch,
        made_at=NOW, **said,
    )  # fmt: skip
    made.village = cast.village
    return made


def given(cast: Cast, matter: Matter | None = None, to: Any = None, **more: Any) -> MatterTask:
    data = tasks.TaskInput("装路灯", more.pop("due_on", DUE), user_id=(to or cast.officer).pk, **more)
    return tasks.add_task(matter=matter or decided(cast), data=data, by=cast.branch, at=NOW)


def ended(cast: Cast, task: MatterTask, done: bool = True) -> MatterTask:
    return tasks.end_task(task=task, done=done, day=TODAY, words="四盏都亮了", by=cast.officer, at=NOW)


def posted(cast: Cast, matter: Matter | None = None, **more: Any) -> MatterResult:
    said = {"text": "四盏路灯已装好", "by": cast.branch, "at": NOW, **more}
    return results.post_result(matter=matter or decided(cast), **said)


def members_of(cast: Cast) -> list[BodyMember]:
    return list(BodyMember.objects.filter(village=cast.village, body__kind=BodyKind.BRANCH))


def villagers(cast: Cast, count: int) -> list[tuple[User, Any]]:
    """So many households, each with its own log-in."""
    found = []
    for number, household in enumerate(cast.households[:count]):
        row = Membership.objects.filter(village=cast.village, role=Role.VILLAGER, household=household).first()
        user = row.user if row else User.objects.create_user(f"h{cast.village.slug}{number}", None, name="村民")
        if row is None:
            Membership.objects.create(village=cast.village, user=user, role=Role.VILLAGER, household=household)
        found.append((user, household))
    return found


def passed(
    village: Village,
    by: User,
    *,
    weight: str = "rules",
    present: int = 4,
    in_favour: int = 3,
    entitled: int = 4,
    body_kind: str = BodyKind.REPRESENTATIVES,
    held_on: date = DECIDED,
    title: str = "修订村规民约",
) -> Matter:
    """A matter that a sitting of these numbers passed, row by row as the triggers want it."""
    here: dict[str, Any] = {"village": village}
    number = Matter.objects.filter(**here).count() + 101
    body = Body.objects.create(**here, kind=body_kind, name=f"会{number}")
    procedure = Procedure.objects.create(**here, name=f"程序{number}", state="in_use")
    called = clock.moment(held_on - timedelta(days=5))
    matter = Matter.objects.create(
        **here, number=number, title=title, text="…", weight=weight, procedure=procedure, body=body, made_by=by,
        made_at=called,
    )  # fmt: skip
    Matter.objects.filter(**here, pk=matter.pk).update(state="running", round=1, opened_at=called)
    sitting = Sitting.objects.create(
        **here, number=number, body=body, body_name=str(body), held_on=held_on, called_by=by, called_at=called,
        ticked_by=by, ticked_at=called,
    )  # fmt: skip
    for line in range(entitled):
        seat = BodyMember.objects.create(**here, body=body, name=f"代表{number}-{line}", term_from=date(2026, 1, 1))
        SittingSeat.objects.create(**here, sitting=sitting, member=seat, name=seat.name, present=line < present)
    Sitting.objects.filter(**here, pk=sitting.pk).update(roll_frozen=True)
    step = MatterStep.objects.create(
        **here, matter=matter, number=1, kind="decide", name="表决", body_kind=body_kind, majority="over_half",
        body=body, body_name=str(body), state="called", sitting=sitting,
    )  # fmt: skip
    counts = {"in_favour": in_favour, "against": present - in_favour, "abstained": 0}
    StepCount.objects.create(**here, step=step, place=1, typed_by=by, typed_at=called, **counts)
    MatterStep.objects.filter(**here, pk=step.pk).update(
        state="passed", held_on=held_on, entitled=entitled, kept_away=0, present=present, attendance_base=entitled,
        attendance_needed=0, majority_base=present, majority_needed=present // 2 + 1, done_by=by, done_at=called,
        **counts,
    )  # fmt: skip
    Matter.objects.filter(**here, pk=matter.pk).update(state="passed", decided_on=held_on, closed_at=called)
    return Matter.objects.select_related("village").get(**here, pk=matter.pk)
