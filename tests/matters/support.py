"""A village with a council, a short procedure, and shortcuts to a matter at each stage."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from councils.enums import BodyKind
from councils.models import Body, BodyMember, Matter, MatterStep, Procedure, Sitting, SittingSeat
from councils.queries.matters import standing
from councils.queries.matters.reckoning import Votes
from councils.services.matters import calling, holding, opening, procedures, watching
from points.enums import Module
from tests.factories import Cast, make_village
from villagegov.kernel import clock

NOW = clock.moment(date(2026, 11, 16), 10)
TODAY = clock.local_day(NOW)
#: Of the council: ten without a log-in.
MEMBERS = 10


def council_village() -> Cast:
    """Branch (2), council (10), village committee; the procedures 议事会 and 四议两公开 taken over."""
    cast = make_village(households=4, modules=[Module.MATTERS])
    people(cast, BodyKind.COUNCIL, "议事会", MEMBERS)
    people(cast, BodyKind.VILLAGE_COMMITTEE, "村委会", 2)
    procedures.take_over(village=cast.village, ready="council", by=cast.administrator, at=NOW)
    return cast


def people(cast: Cast, kind: BodyKind, name: str, count: int) -> Body:
    body = Body.objects.create(village=cast.village, name=name, kind=kind)
    BodyMember.objects.bulk_create(
        BodyMember(village=cast.village, body=body, name=f"{name}{n + 1}", term_from=date(2024, 1, 1))
        for n in range(count)
    )
    cast.bodies[kind] = body
    return body


def procedure(cast: Cast, steps: Iterable[procedures.StepInput], name: str = "试行程序") -> Procedure:
    data = procedures.ProcedureInput(name, steps=list(steps))
    made = procedures.save_procedure(village=cast.village, data=data, by=cast.administrator, at=NOW)
    return procedures.put_to_use(procedure=made, by=cast.administrator, at=NOW)


def decide(cast: Cast, **more: Any) -> procedures.StepInput:
    """One step of the council: two thirds present, more than half of those in favour, called today for today."""
    values = {"body_id": cast.bodies[BodyKind.COUNCIL].pk, "attendance": "two_thirds", **more}
    return procedures.StepInput("decide", "议事会议定", **values)


def proposer(cast: Cast) -> BodyMember:
    return BodyMember.objects.filter(village=cast.village, body__kind=BodyKind.BRANCH).earliest("pk")


def draft(cast: Cast, used: Procedure | None = None, at: datetime = NOW, **more: Any) -> Matter:
    used = used or Procedure.objects.filter(village=cast.village).earliest("name")
    values = {"title": "修三组的路", "text": "硬化三组到水井的路", "proposer_id": proposer(cast).pk, **more}
    data = opening.MatterInput(procedure_id=used.pk, **values)
    return fresh(opening.draft(village=cast.village, data=data, by=cast.branch, at=at))


def opened(cast: Cast, used: Procedure | None = None, at: datetime = NOW, **more: Any) -> Matter:
    return opening.open_matter(matter=draft(cast, used, at, **more), by=cast.branch, at=at)


def fresh(matter: Matter) -> Matter:
    return Matter.objects.select_related("village", "procedure").get(village=matter.village_id, pk=matter.pk)


def turn(matter: Matter) -> MatterStep:
    """The step whose turn it is."""
    matter = fresh(matter)
    step = standing.turn(matter, standing.steps_of(matter.village, [matter.pk])[matter.pk])
    assert step is not None
    step.village, step.matter = matter.village, matter
    return step


def step_of(matter: Matter, number: int, round: int = 1) -> MatterStep:
    step = MatterStep.objects.select_related("matter__village").get(
        village=matter.village_id, matter=matter, number=number, round=round
    )
    step.village = step.matter.village
    return step


def called(cast: Cast, matter: Matter, at: datetime = NOW, **more: Any) -> Sitting:
    step = turn(matter)
    day = more.pop("held_on", clock.local_day(at) + timedelta(days=step.notice_days))
    data = calling.Call([step.pk], day, **more)
    return calling.call(village=cast.village, data=data, by=cast.branch, at=at)


def seats(sitting: Sitting) -> list[uuid.UUID]:
    rows = SittingSeat.objects.filter(village=sitting.village_id, sitting=sitting).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def held_at(sitting: Sitting) -> datetime:
    return clock.moment(sitting.held_on, 20)


def voted(
    cast: Cast, sitting: Sitting, *, present: int, in_favour: int, against: int | None = None, away: int = 0
) -> None:
    """The first so many of the roll came (the very first keep away); of the rest so many were in favour."""
    at, roll = held_at(sitting), seats(sitting)
    holding.tick(sitting=sitting, present=roll[: present + away], by=cast.branch, at=at)
    for step in MatterStep.objects.filter(village=sitting.village_id, sitting=sitting):
        if away:
            holding.keep_away(step=step, seats=dict.fromkeys(roll[:away], "本户"), by=cast.branch, at=at)
        here = roll[away : present + away]
        against = len(here) - in_favour if against is None else against
        if step.vote == "secret":
            holding.enter_count(step=step, votes=Votes(in_favour, against), by=cast.branch, at=at)
            continue
        said = ["for"] * in_favour + ["against"] * against
        said += ["abstain"] * (len(here) - len(said))
        holding.enter_votes(step=step, choices=dict(zip(here, said, strict=True)), by=cast.branch, at=at)


def held(
    cast: Cast, matter: Matter, at: datetime = NOW, present: int | None = None, in_favour: int | None = None
) -> Sitting:
    """The turn's sitting called and closed; everybody came and was in favour unless said otherwise."""
    sitting = called(cast, matter, at)
    present = len(seats(sitting)) if present is None else present
    in_favour = present if in_favour is None else in_favour
    voted(cast, sitting, present=present, in_favour=in_favour)
    if (step := step_at(sitting)).count_twice:
        votes = Votes(in_favour, present - in_favour)
        holding.count_again(step=step, votes=votes, by=cast.administrator, at=held_at(sitting))
    holding.close(sitting=sitting, minutes="议了", by=cast.branch, at=held_at(sitting))
    return sitting


def supervised(cast: Cast, matter: Matter, *, right: bool = True, at: datetime = NOW, reason: str = "") -> None:
    watching.supervise(step=turn(matter), right=right, reason=reason, by=cast.supervisor, at=at)


def step_at(sitting: Sitting) -> MatterStep:
    """The first matter on its agenda."""
    steps = MatterStep.objects.filter(village=sitting.village_id, sitting=sitting).select_related("matter__village")
    step = steps.order_by("matter__number")[0]
    step.village = step.matter.village
    return step
