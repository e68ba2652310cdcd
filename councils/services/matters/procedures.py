"""Procedures of the village: taken over, edited, put to use, retired. What is on its way keeps its own steps."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from councils.matter_enums import HELD_STEPS, POSTED_STEPS, MajorityOf, MatterStepKind, ProcedureState, VoteWay
from councils.models import Body, Procedure, ProcedureStep
from councils.models.procedure import ABOUT_LENGTH, MOST_DAYS, MOST_STEPS, NAME_LENGTH, STEP_LENGTH
from councils.queries.matters import lists
from councils.queries.matters import procedures as queries
from councils.services.matters.advancing import MatterStepError
from councils.services.texts import tidy
from points.enums import Majority, Role
from points.models import User, Village
from points.queries import access
from points.services import audit
from points.services.locks import lock_village
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, Problems


@dataclass(frozen=True)
class StepInput:
    """A line of the form. Days in days of the calendar; ``urgent_days`` None: no urgent path."""

    kind: str
    name: str
    body_id: uuid.UUID | None = None
    with_id: uuid.UUID | None = None
    households: bool = False
    attendance: str = ""
    majority: str = Majority.OVER_HALF
    majority_of: str = MajorityOf.PRESENT
    vote: str = VoteWay.OPEN
    away_off_base: bool = True
    count_twice: bool = False
    notice_days: int = 0
    urgent_days: int | None = None
    posted_days: int = 0
    town_opinion: bool = False
    legal_opinion: bool = False


@dataclass(frozen=True)
class ProcedureInput:
    name: str
    about: str = ""
    steps: Sequence[StepInput] = field(default_factory=tuple)
    id: uuid.UUID | None = None


@transaction.atomic
def take_over(*, village: Village, ready: str, by: User, at: datetime) -> Procedure:
    """A ready-made procedure becomes the village's own, its bodies found by their kind; pressed twice it is one."""
    access.require(by, village, Role.ADMINISTRATOR)
    lock_village(village)
    one = queries.ready(ready)
    if one is None:
        raise DomainError(_("There is no such procedure to take over."), code="no_template")
    if done := Procedure.objects.filter(village=village, name=one.name).first():
        return done
    procedure = Procedure.objects.create(village=village, name=one.name, about=one.about)
    bodies: dict[str, Body] = {}
    for body in lists.bodies(village, clock.local_day(at)):
        bodies.setdefault(body.kind, body)
    steps = [
        ProcedureStep(
            village=village, procedure=procedure, number=number, kind=step.kind, name=step.name,
            body_kind=step.body_kind, body=bodies.get(step.body_kind), with_body=bodies.get(step.with_kind),
            **step.rules,
        )
        for number, step in enumerate(one.steps, start=1)
    ]  # fmt: skip
    ProcedureStep.objects.bulk_create(steps)
    if not queries.problems(steps) and not list(queries.missing_bodies(one, bodies.values())):
        procedure.state = ProcedureState.IN_USE
        procedure.save(update_fields=["state"])
    _record(procedure, "taken", by, at)
    return procedure


@transaction.atomic
def save_procedure(
    *, village: Village, data: ProcedureInput, procedure: Procedure | None = None, by: User, at: datetime
) -> Procedure:
    """Write a procedure anew, with all its steps. One in use must stay whole; matters on their way change nothing."""
    access.require(by, village, Role.ADMINISTRATOR)
    lock_village(village)
    if procedure is None and data.id:
        procedure = Procedure.objects.filter(village=village, pk=data.id).first()
    name, about = " ".join(data.name.split()), data.about.strip()
    _check(village, procedure, name, about, data.steps, clock.local_day(at))
    found = _written(village, procedure, data.id, name, about)
    steps = _steps(found, data.steps)
    if found.state == ProcedureState.IN_USE and (wrong := queries.problems(steps)):
        raise DomainError(" ".join(wrong), code="not_whole")
    ProcedureStep.objects.filter(village=village, procedure=found).delete()
    ProcedureStep.objects.bulk_create(steps)
    _record(found, "saved", by, at)
    return found


@transaction.atomic
def put_to_use(*, procedure: Procedure, by: User, at: datetime) -> Procedure:
    return _to(procedure, ProcedureState.IN_USE, by, at)


@transaction.atomic
def retire(*, procedure: Procedure, by: User, at: datetime) -> Procedure:
    """No new matter takes it; those on their way go on."""
    return _to(procedure, ProcedureState.RETIRED, by, at)


@transaction.atomic
def delete_draft(*, procedure: Procedure, by: User, at: datetime) -> None:
    """One that never was in use."""
    access.require(by, procedure.village, Role.ADMINISTRATOR)
    locked = _lock(procedure)
    if locked.state != ProcedureState.DRAFT:
        raise MatterStepError(_("A procedure that was in use is retired, not deleted."), code="step")
    _record(locked, "deleted", by, at)
    locked.delete()


def _lock(procedure: Procedure) -> Procedure:
    rows = Procedure.objects.select_for_update(of=("self",)).select_related("village")
    return rows.get(village=procedure.village_id, pk=procedure.pk)


def _to(procedure: Procedure, state: ProcedureState, by: User, at: datetime) -> Procedure:
    access.require(by, procedure.village, Role.ADMINISTRATOR)
    locked = _lock(procedure)
    if locked.state == state:
        return locked
    if state == ProcedureState.RETIRED and locked.state == ProcedureState.DRAFT:
        raise MatterStepError(_("A draft is deleted, not retired."), code="step")
    if state == ProcedureState.IN_USE and (wrong := queries.problems(queries.steps_of(locked))):
        raise DomainError(" ".join(wrong), code="not_whole")
    locked.state = state
    locked.save(update_fields=["state"])
    _record(locked, state.value, by, at)
    return locked


def _written(village: Village, procedure: Procedure | None, key: uuid.UUID | None, name: str, about: str) -> Procedure:
    if procedure is None:
        return Procedure.objects.create(id=key or new_id(), village=village, name=name, about=about)
    found = _lock(procedure)
    if found.state == ProcedureState.RETIRED:
        raise MatterStepError(_("This procedure is no longer used. Put it to use again first."), code="step")
    found.name, found.about = name, about
    found.save(update_fields=["name", "about"])
    return found


def _check(
    village: Village, procedure: Procedure | None, name: str, about: str, steps: Sequence[StepInput], day: date
) -> None:
    wrong = tidy(name, "name", NAME_LENGTH, _("Give it a name."))
    wrong += tidy(about, "about", ABOUT_LENGTH)
    same = Procedure.objects.filter(village=village, name=name)
    if (same.exclude(pk=procedure.pk) if procedure else same).exists():
        wrong.append(DomainError(_("There is a procedure of this name already."), field="name", code="name"))
    if not steps:
        wrong.append(DomainError(_("Write down at least one step."), code="no_steps"))
    if len(steps) > MOST_STEPS:
        wrong.append(DomainError(_("At most %(most)s steps.") % {"most": MOST_STEPS}, code="too_many"))
    bodies = {key for step in steps for key in (step.body_id, step.with_id) if key}
    known = {body.pk for body in lists.bodies(village, day)} if bodies else set()
    for number, step in enumerate(steps, start=1):
        wrong += _check_step(step, number, known)
    Problems.raise_if(wrong)


def _check_step(step: StepInput, number: int, known: set[uuid.UUID]) -> list[DomainError]:
    """Fields are named ``name_1``, ``kind_1`` …, as the form has them."""
    wrong = tidy(step.name.strip(), f"name_{number}", STEP_LENGTH, _("What is this step called?"))
    if step.kind not in MatterStepKind.values:
        wrong.append(DomainError(_("Choose what is done."), field=f"kind_{number}", code="kind"))
    if any(key and key not in known for key in (step.body_id, step.with_id)):
        sentence = _("Choose a body of this village.")
        wrong.append(DomainError(sentence, field=f"body_{number}", code="body"))
    held = step.kind in HELD_STEPS
    if (held and step.majority not in Majority.values) or step.attendance not in (*Majority.values, ""):
        wrong.append(DomainError(_("Choose a fraction."), field=f"majority_{number}", code="fraction"))
    if step.kind in POSTED_STEPS and not queries.POSTED_FLOOR <= step.posted_days <= MOST_DAYS:
        sentence = _("Between %(least)s and %(most)s days.") % {"least": queries.POSTED_FLOOR, "most": MOST_DAYS}
        wrong.append(DomainError(sentence, field=f"posted_days_{number}", code="days"))
    if held and not 0 <= step.notice_days <= MOST_DAYS:
        sentence = _("Between %(least)s and %(most)s days.") % {"least": 0, "most": MOST_DAYS}
        wrong.append(DomainError(sentence, field=f"notice_days_{number}", code="days"))
    if held and step.urgent_days is not None and not 0 <= step.urgent_days < step.notice_days:
        sentence = _("The urgent path is shorter than the usual notice; leave it empty if there is none.")
        wrong.append(DomainError(sentence, field=f"urgent_days_{number}", code="urgent"))
    return wrong


def _steps(procedure: Procedure, steps: Sequence[StepInput]) -> list[ProcedureStep]:
    found = []
    wanted = {key for step in steps for key in (step.body_id, step.with_id) if key}
    bodies = Body.objects.filter(village=procedure.village_id).in_bulk(list(wanted))
    before = {row.number: row.body_kind for row in queries.steps_of(procedure)}
    for number, step in enumerate(steps, start=1):
        row = ProcedureStep(
            village_id=procedure.village_id, procedure=procedure, number=number, kind=step.kind, name=step.name.strip()
        )
        for name, value in _kept(step).items():
            setattr(row, name, value)
        row.body = bodies.get(step.body_id) if (row.is_held and not row.households) or row.is_supervised else None
        row.with_body = bodies.get(step.with_id) if row.is_held and row.body else None
        row.body_kind = row.body.kind if row.body else ("" if row.households else before.get(number, ""))
        found.append(row)
    return found


def _kept(step: StepInput) -> dict[str, Any]:
    """Only what a step of its kind asks for."""
    if step.kind in HELD_STEPS:
        return {
            "households": step.households,
            "attendance": step.attendance,
            "majority": step.majority,
            "majority_of": step.majority_of,
            "vote": step.vote,
            "away_off_base": step.away_off_base,
            "count_twice": step.count_twice,
            "notice_days": step.notice_days,
            "urgent_days": step.urgent_days,
            "town_opinion": step.town_opinion,
            "legal_opinion": step.legal_opinion,
        }
    return {"posted_days": step.posted_days} if step.kind in POSTED_STEPS else {}


def _record(procedure: Procedure, what: str, by: User, at: datetime) -> None:
    audit.record(
        by=by, at=at, action=f"procedure.{what}", subject=procedure, after={"state": procedure.state}
    )  # fmt: skip
