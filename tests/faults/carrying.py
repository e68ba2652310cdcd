"""Scenarios of carrying out for tests of injected errors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from councils.services.carrying import results, tasks
from points.models import Mandate
from points.services import schemes
from tests.carrying import support
from tests.carrying.support import DUE, NOW, TODAY
from tests.factories import Cast
from villagegov.kernel import clock

Scenario = tuple[Callable[[Cast], Any], Callable[[Cast, Any], Any]]
FILED = {"meeting": "会", "held_on": support.DECIDED, "entitled": 1, "present": 1, "in_favour": 1, "filing": "备1号"}


def rules(cast: Cast) -> Any:
    support.switch_on(cast)
    matter = support.passed(cast.village, cast.branch)
    return matter, schemes.copy_scheme(scheme=cast.scheme, title="新办法", by=cast.administrator, at=NOW)


def in_force(cast: Cast, made: Any) -> Any:
    matter, scheme = made
    return schemes.take_effect(
        scheme=scheme, mandate=Mandate(**FILED), effective_from=DUE, by=cast.administrator, at=NOW, decision=matter.pk
    )


CARRYING: dict[str, Scenario] = {
    "councils.services.carrying.tasks.add_task": (
        support.decided,
        lambda c, w: tasks.add_task(
            matter=w, data=tasks.TaskInput("装灯", DUE, user_id=c.officer.pk), by=c.branch, at=NOW
        ),
    ),
    "councils.services.carrying.tasks.note_progress": (
        support.given,
        lambda c, w: tasks.note_progress(task=w, day=TODAY, text="装了两盏", by=c.officer, at=NOW),
    ),
    "councils.services.carrying.tasks.end_task": (support.given, support.ended),
    "councils.services.carrying.results.post_result": (
        support.decided, support.posted
    ),
    "councils.services.carrying.results.look_again": (
        lambda c: support.posted(c, look_again_on=TODAY + timedelta(days=1)),
        lambda c, w: results.look_again(
            result=w, words="还好", by=c.branch, at=clock.moment(TODAY + timedelta(days=2))
        ),
    ),
    "councils.services.carrying.results.find": (
        support.posted,
        lambda c, w: results.find(result=w, household=c.households[0], done=True, words="好", by=c.villager, at=NOW),
    ),
    "points.services.schemes.take_effect, by a matter": (rules, in_force),
}  # fmt: skip

CARRYING_EXEMPT = {
    "carrying.tasks.lock_decided": "a lock",
    "carrying.rule_mandates.register": "writes nothing",
    "modules.*": "reads",
    "reminders.of_tasks": "reads",
}
