"""Decided matters as the office carries them out: tasks, what is overdue, what waits for whom."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import ngettext

from councils.enums import TaskState
from councils.matter_enums import MatterState
from councils.models import BodyMember, Matter, MatterResult, MatterTask, TaskProgress
from councils.queries.bodies import seats_on
from points.enums import Module, Role
from points.models import Membership, User, Village
from points.queries import access
from points.queries.villages import uses
from villagegov.kernel import clock

#: Who reads all of it; who gives tasks and posts results. Others of the office read and see to what was given to them.
READERS = (Role.OFFICER, Role.COMMITTEE, Role.SUPERVISOR, Role.ADMINISTRATOR)
HANDLERS = (Role.COMMITTEE, Role.ADMINISTRATOR)
OFFICE = (*READERS, Role.GRID_OFFICER)
#: Groups of the list.
KINDS = ("running", "result", "again", "closed")


def decided(village: Village) -> QuerySet[Any]:
    """Passed matters with counts of their tasks, and whether the result is posted. The latest first."""
    today = clock.today()
    posted = MatterResult.objects.filter(village=OuterRef("village"), matter=OuterRef("pk"))
    late = Q(tasks__state=TaskState.OPEN, tasks__due_on__lt=today)
    rows = Matter.objects.filter(village=village, state=MatterState.PASSED).select_related("body")
    return rows.annotate(
        task_count=Count("tasks"),
        open_count=Count("tasks", filter=Q(tasks__state=TaskState.OPEN)),
        late_count=Count("tasks", filter=late),
        posted=Exists(posted),
        again=Exists(posted.filter(look_again_on__lte=today, looked_on__isnull=True)),
    ).order_by("-decided_on", "-number")


def of_kind(rows: QuerySet[Any], kind: str) -> QuerySet[Any]:
    """``running``: a task is open, or none was given yet; ``result``: all ended; ``again``: the day has come."""
    if kind == "running":
        return rows.filter(Q(open_count__gt=0) | Q(task_count=0), posted=False)
    if kind == "result":
        return rows.filter(open_count=0, task_count__gt=0, posted=False)
    if kind == "again":
        return rows.filter(posted=True, again=True)
    return rows.filter(posted=True)


def visible(user: User, village: Village) -> QuerySet[Any]:
    """The office: all; a grid officer those with a task of their own."""
    rows = decided(village)
    if access.has_role(user, village, *READERS):
        return rows
    return rows.filter(Exists(own_tasks(user, village).filter(matter=OuterRef("pk"))))


def own_tasks(user: User, village: Village) -> QuerySet[MatterTask]:
    rows = MatterTask.objects.filter(village=village)
    return rows.filter(Q(user=user) | Q(member__user=user, member__village=village))


def may_handle(user: User, village: Village) -> bool:
    return access.has_role(user, village, *HANDLERS)


def may_work_on(user: User, task: MatterTask) -> bool:
    """Write how far it is, and end it: whoever has it, and whoever gave it."""
    if may_handle(user, task.village):
        return True
    if not access.has_role(user, task.village, *OFFICE):
        return False
    return task.user_id == user.pk or (task.member is not None and task.member.user_id == user.pk)


def tasks_of(village: Village, matters: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[MatterTask]]:
    """The tasks of each in order, with their progress. Two queries."""
    steps = Prefetch("progress", TaskProgress.objects.filter(village=village).select_related("by"))
    rows = MatterTask.objects.filter(village=village, matter__in=list(matters)).select_related(
        "member__body", "user", "ended_by"
    )
    found: dict[uuid.UUID, list[MatterTask]] = defaultdict(list)
    for task in rows.prefetch_related(steps).order_by("number"):
        found[task.matter_id].append(task)
    return found


def results_of(village: Village, matters: Iterable[uuid.UUID]) -> dict[uuid.UUID, MatterResult]:
    rows = MatterResult.objects.filter(village=village, matter__in=list(matters))
    return {row.matter_id: row for row in rows.select_related("posted_by", "looked_by")}


@dataclass
class People:
    """To whom a task can be given."""

    members: list[BodyMember] = field(default_factory=list)
    office: list[User] = field(default_factory=list)


def people(village: Village, day: date) -> People:
    """Members of bodies on the day, and everybody of the office. Two queries."""
    held = Membership.objects.filter(village=village, active=True, user__is_active=True, role__in=OFFICE)
    office = {row.user_id: row.user for row in held.select_related("user")}
    return People(
        list(seats_on(village, day).select_related("body").order_by("body__kind", "body__name", "name", "pk")),
        sorted(office.values(), key=lambda user: (user.name, user.pk)),
    )


# ------------------------------------------------------------------------------------------------------ what waits


def late(village: Village, today: date) -> QuerySet[MatterTask]:
    return MatterTask.objects.filter(village=village, state=TaskState.OPEN, due_on__lt=today)


def waiting_count(user: User, village: Village) -> int:
    """Own tasks that are open; for whoever gives them also results to be posted and to be looked at again."""
    if not uses(Module.MATTERS)(village):
        return 0
    mine = own_tasks(user, village).filter(state=TaskState.OPEN).count()
    if not may_handle(user, village):
        return mine
    rows = decided(village)
    return mine + of_kind(rows, "result").count() + of_kind(rows, "again").count()


def alarm(user: User, village: Village) -> str:
    """Overdue tasks, for those who read them all; else the own ones."""
    if not uses(Module.MATTERS)(village):
        return ""
    rows = late(village, clock.today())
    if not access.has_role(user, village, *READERS):
        rows = rows.filter(pk__in=own_tasks(user, village).values("pk"))
    count = rows.count()
    return ngettext("%(count)s overdue", "%(count)s overdue", count) % {"count": count} if count else ""


def to_look_again(result: MatterResult, today: date) -> bool:
    return result.look_again_on is not None and result.looked_on is None and result.look_again_on <= today


def open_tasks(tasks: Sequence[MatterTask]) -> list[MatterTask]:
    return [task for task in tasks if task.state == TaskState.OPEN]
