"""The day before a last day, whoever it concerns is reminded, once.

What falls due is told by sources; an app above, or a part of this one, adds its own.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from councils.enums import DEMAND_OPEN, ObjectionState, TaskState
from councils.models import Demand, GridOfficer, MatterResult, MatterTask, Objection, PanelSeat
from councils.queries import demands, panels
from points.enums import NoticeKind, Role
from points.models import Notice, Village
from points.queries import notices as queries
from points.services.locks import lock_village
from points.services.notices import Draft, address, send
from villagegov.kernel import clock


@dataclass(frozen=True)
class Reminder:
    """For whom, where the matter stands, and what is to be done, in a few words without anybody's name."""

    users: Collection[uuid.UUID]
    path: str
    text: str


#: ``source(village, day)``: what has its last day on that day and is not done.
Source = Callable[[Village, date], Iterator[Reminder]]
_sources: dict[str, Source] = {}


def register_source(key: str, source: Source) -> None:
    """The last one registered under a key counts."""
    _sources[key] = source


@transaction.atomic
def remind(*, village: Village, at: datetime) -> int:
    """Write the reminders for tomorrow that were not written yet; returns how many. A run may come twice or late."""
    day = clock.local_day(at) + timedelta(days=1)
    with translation.override(settings.LANGUAGE_CODE):
        found = [one for source in _sources.values() for one in source(village, day)]
    if not any(one.users for one in found):
        return 0
    lock_village(village)
    rows = Notice.objects.filter(village=village, kind=NoticeKind.REMINDER, values__until=day.isoformat())
    written = set(rows.values_list("user_id", "path"))
    drafts = []
    for one in found:
        users = {user for user in one.users if (user, one.path) not in written}
        written |= {(user, one.path) for user in users}
        drafts.append(Draft(NoticeKind.REMINDER, users, one.path, {"until": day, "text": one.text}))
    return send(village=village, drafts=drafts, at=at)


# ----------------------------------------------------------------------------------------------------------- this app's


def of_objections(village: Village, day: date) -> Iterator[Reminder]:
    """Those who decide: the drawn panel, or the supervisors from outside the first review."""
    rows = Objection.objects.filter(village=village, state=ObjectionState.OPEN, due_on=day)
    for objection in rows.select_related("village", "claim").order_by("number"):
        if objection.drawn_at:
            seats = PanelSeat.objects.filter(village=village, objection=objection, position__lte=objection.deciders)
            users = [user for user in seats.values_list("user_id", flat=True) if user]
            path = address(village, "councils:panel_case", objection_id=objection.pk)
        else:
            users = list(panels.outsiders(objection, day).supervisors)
            path = address(village, "councils:objection", objection_id=objection.pk)
        yield Reminder(users, path, _("to decide objection no. %(number)s") % {"number": objection.number})


def of_demands(village: Village, day: date) -> Iterator[Reminder]:
    """Where somebody must have been, and what is to be looked at again."""
    rows = Demand.objects.filter(village=village)
    arrive = list(rows.filter(visit_due_on=day, visited_on__isnull=True, state__in=DEMAND_OPEN).order_by("number"))
    again = list(rows.filter(pk__in=demands.due_again(rows, day).values("pk")).order_by("number"))
    if not arrive and not again:
        return
    office = queries.with_role(village, Role.OFFICER)
    officers: dict[uuid.UUID | None, list[uuid.UUID]] = {}
    for grid, user in GridOfficer.objects.filter(village=village).values_list("grid_id", "user_id"):
        officers.setdefault(grid, []).append(user)
    for found, words in (
        (arrive, _("to be there, demand no. %(number)s")),
        (again, _("to look again at demand no. %(number)s")),
    ):
        for demand in found:
            users = [demand.handed_to_id] if demand.handed_to_id else [*officers.get(demand.grid_id, []), *office]
            path = address(village, "councils:demand", demand_id=demand.pk)
            yield Reminder(users, path, words % {"number": demand.number})


def of_tasks(village: Village, day: date) -> Iterator[Reminder]:
    """Tasks from decisions, and results that are to be looked at again."""
    rows = MatterTask.objects.filter(village=village, state=TaskState.OPEN, due_on=day).select_related("member")
    for task in rows.order_by("matter", "number"):
        user = task.user_id or (task.member.user_id if task.member else None)
        path = address(village, "councils:carrying_matter", matter_id=task.matter_id)
        yield Reminder([user] if user else [], path, _("for the task “%(what)s”") % {"what": task.what})
    results = MatterResult.objects.filter(village=village, look_again_on=day, looked_on__isnull=True)
    for result in results.select_related("matter").order_by("matter__number"):
        users = queries.with_role(village, Role.COMMITTEE, Role.ADMINISTRATOR)
        path = address(village, "councils:carrying_matter", matter_id=result.matter_id)
        yield Reminder(users, path, _("to look again at “%(title)s”") % {"title": result.matter.title})


def register() -> None:
    """Called once, when the app is ready."""
    register_source("objections", of_objections)
    register_source("demands", of_demands)
    register_source("tasks", of_tasks)
