"""Tasks that follow from a decision: given to somebody with a day, written on, ended. Lock order: matter, then task."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from councils.enums import TaskState
from councils.matter_enums import MatterState
from councils.models import BodyMember, Matter, MatterResult, MatterTask, TaskProgress
from councils.models.carrying import MOST_TASKS, NAME_LENGTH, PROGRESS_LENGTH, WHAT_LENGTH, WORDS_LENGTH
from councils.queries.carrying import office as queries
from councils.services import tell
from councils.services.modules import require_used
from councils.services.texts import tidy
from points.enums import Module
from points.models import User, Village
from points.queries import access
from points.services import audit
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, Gone, NotAllowed, Problems, TransitionError


@dataclass(frozen=True)
class TaskInput:
    """What is to be done, by whom (somebody who sits in a body, or somebody of the office), by which day."""

    what: str
    due_on: date
    member_id: uuid.UUID | None = None
    user_id: uuid.UUID | None = None
    #: Made with the form, so that a form sent twice is one task.
    id: uuid.UUID | None = None


@transaction.atomic
def add_task(*, matter: Matter, data: TaskInput, by: User, at: datetime) -> MatterTask:
    """Raises :class:`TransitionError` for a matter that is not decided, or is closed; :class:`DomainError` naming
    ``what``, ``person`` or ``due_on``.
    """
    access.require(by, matter.village, *queries.HANDLERS)
    locked = lock_decided(matter)
    same = MatterTask.objects.filter(village=locked.village_id, matter=locked, made_by=by)
    if data.id and (known := same.filter(pk=data.id).first()):
        return known
    what, day = " ".join(data.what.split()), clock.local_day(at)
    member, user, name, wrong = _person(locked.village, data, day)
    wrong += tidy(what, "what", WHAT_LENGTH, _("Say in a few words what is to be done."))
    assert locked.decided_on is not None
    if data.due_on < locked.decided_on:
        sentence = _("It was decided on %(day)s. Choose a day from then on.") % {"day": locked.decided_on.isoformat()}
        wrong.append(DomainError(sentence, field="due_on", code="before_decision"))
    rows = MatterTask.objects.filter(village=locked.village_id, matter=locked)
    if rows.count() >= MOST_TASKS:
        wrong.append(DomainError(_("At most %(most)s tasks. Put smaller ones together.") % {"most": MOST_TASKS}))
    Problems.raise_if(wrong)
    task = MatterTask.objects.create(
        id=data.id or new_id(), village=locked.village, matter=locked,
        number=(rows.aggregate(last=Max("number"))["last"] or 0) + 1, what=what, member=member, user=user, name=name,
        due_on=data.due_on, made_by=by, made_at=at,
    )  # fmt: skip
    audit.record(by=by, at=at, action="task.given", subject=task, after={"due_on": data.due_on})
    tell.task_given(task, by, at)
    return task


def _person(
    village: Village, data: TaskInput, day: date
) -> tuple[BodyMember | None, User | None, str, list[DomainError]]:
    found = queries.people(village, day)
    member = next((one for one in found.members if one.pk == data.member_id), None) if data.member_id else None
    user = next((one for one in found.office if one.pk == data.user_id), None) if data.user_id else None
    if (member is None) == (user is None):
        sentence = _("Choose who sees to it: a member of a body, or somebody of the office.")
        return None, None, "", [DomainError(sentence, field="person", code="nobody")]
    name = member.name if member is not None else user.name or user.username  # type: ignore[union-attr]
    return member, user, name[:NAME_LENGTH], []


@transaction.atomic
def note_progress(*, task: MatterTask, day: date, text: str, by: User, at: datetime) -> TaskProgress:
    """How far it is, on a day between the decision and today. The same words twice on one day are one line."""
    locked = _lock_open(task, by)
    text = " ".join(text.split())
    wrong = tidy(text, "text", PROGRESS_LENGTH, _("Write how far it is."))
    Problems.raise_if([*wrong, *_wrong_day(locked, day, at)])
    rows = TaskProgress.objects.filter(village=locked.village_id, task=locked, day=day, text=text, by=by)
    if (known := rows.first()) is not None:
        return known
    row = TaskProgress.objects.create(village_id=locked.village_id, task=locked, day=day, text=text, by=by, at=at)
    audit.record(by=by, at=at, action="task.progress", subject=locked, after={"day": day})
    return row


@transaction.atomic
def end_task(*, task: MatterTask, done: bool, day: date, words: str, by: User, at: datetime) -> MatterTask:
    """Done, with what was done; or not done, with the reason. It stays so."""
    locked = _lock_open(task, by)
    words = " ".join(words.split())
    missing = _("Write what was done.") if done else _("Write why it was not done.")
    Problems.raise_if([*tidy(words, "words", WORDS_LENGTH, missing), *_wrong_day(locked, day, at)])
    locked.state = TaskState.DONE if done else TaskState.NOT_DONE
    locked.ended_on, locked.ended_words, locked.ended_by, locked.ended_at = day, words, by, at
    locked.save(update_fields=["state", "ended_on", "ended_words", "ended_by", "ended_at"])
    audit.record(
        by=by, at=at, action="task.ended", subject=locked, before={"state": TaskState.OPEN},
        after={"state": locked.state, "day": day},
    )  # fmt: skip
    return locked


# --------------------------------------------------------------------------------------------------------------- parts


def lock_decided(matter: Matter) -> Matter:
    """The matter's row: decided, and not closed by its result."""
    require_used(matter.village, Module.MATTERS)
    rows = Matter.objects.select_for_update(of=("self",)).select_related("village")
    locked = rows.get(village=matter.village_id, pk=matter.pk)
    if locked.state != MatterState.PASSED:
        sentence = _("This matter is “%(state)s”: nothing is carried out before it is passed.")
        raise TransitionError(sentence % {"state": locked.get_state_display()}, code="not_passed")
    if MatterResult.objects.filter(village=locked.village_id, matter=locked).exists():
        raise TransitionError(_("The result is posted; with it the matter is closed."), code="closed")
    return locked


def _lock_open(task: MatterTask, by: User) -> MatterTask:
    matter = lock_decided(task.matter)
    rows = MatterTask.objects.select_for_update(of=("self",)).select_related("member")
    locked = rows.filter(village=matter.village_id, pk=task.pk).first()
    if locked is None:
        raise Gone(_("This task is no longer there. Load the page anew."), code="task_gone")
    locked.matter, locked.village = matter, matter.village
    if not queries.may_work_on(by, locked):
        raise NotAllowed(_("This task is somebody else’s; they write on it, or whoever gave it."), code="not_yours")
    if locked.state != TaskState.OPEN:
        sentence = _("This task is “%(state)s” already. Load the page anew.")
        raise TransitionError(sentence % {"state": locked.get_state_display()}, code="task_ended")
    return locked


def _wrong_day(task: MatterTask, day: date, at: datetime) -> list[DomainError]:
    assert task.matter.decided_on is not None
    if task.matter.decided_on <= day <= clock.local_day(at):
        return []
    sentence = _("Between %(first)s, when it was decided, and today.") % {"first": task.matter.decided_on.isoformat()}
    return [DomainError(sentence, field="day", code="day")]
