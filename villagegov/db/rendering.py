"""Migrations that do not make every model anew for each table and each constraint.

For each new table Django makes the classes of all models anew that are related to those it points to: here, where every
table names its village, of all there are. Nobody points to a new table yet, so while ``sparing`` is in force its class
is added to the others, as when a site starts. For each constraint and index Django makes the class of its model anew
too, and those of all models related to it. None of their fields has changed by it: the one class at hand is told of its
constraints and indexes, and nothing is made.

What stands in the database afterwards is the same to the letter; it is there in a fraction of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ModelState, ProjectState

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


def _added(add: Callable[..., None]) -> Callable[..., None]:
    def added(state: ProjectState, model_state: ModelState) -> None:
        apps = state.__dict__.pop("apps", None)
        add(state, model_state)
        if apps is None:
            return
        state.__dict__["apps"] = apps
        apps.render_multiple([model_state])

    return added


@contextmanager
def sparing() -> Iterator[None]:
    own = {name: getattr(ProjectState, name) for name in (*WRITERS, "add_model")}
    try:
        for name, write in own.items():
            setattr(ProjectState, name, _added(write) if name == "add_model" else _told(write))
        yield
    finally:
        for name, write in own.items():
            setattr(ProjectState, name, write)
