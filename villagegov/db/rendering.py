"""Migrations that do not make every model anew for each constraint.

For each constraint and index that a migration adds or removes, Django makes the class of its model anew, and those of
all models related to it: here, where every table names its village, of all there are. None of their fields has changed
by it. While ``sparing`` is in force the one class at hand is told of its constraints and indexes, and nothing is made.
What stands in the database afterwards is the same to the letter; it is there in a fraction of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ProjectState

#: Where Django's state of a project writes down constraints and indexes.
WRITERS = ("_append_option", "_remove_option", "_alter_option")


def _told(write: Callable[..., None]) -> Callable[..., None]:
    def written(state: ProjectState, app_label: str, model_name: str, option: str, *more: Any) -> None:
        apps = state.__dict__.pop("apps", None)  # without its classes a state has none to make anew
        write(state, app_label, model_name, option, *more)
        if apps is None:
            return
        state.__dict__["apps"] = apps
        meta = apps.get_model(app_label, model_name)._meta
        setattr(meta, option, [row.clone() for row in state.models[app_label, model_name].options[option]])
        meta.__dict__.pop("total_unique_constraints", None)  # worked out from them, and kept

    return written


@contextmanager
def sparing() -> Iterator[None]:
    own = {name: getattr(ProjectState, name) for name in WRITERS}
    try:
        for name, write in own.items():
            setattr(ProjectState, name, _told(write))
        yield
    finally:
        for name, write in own.items():
            setattr(ProjectState, name, write)
