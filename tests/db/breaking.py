"""How rows of everything are copied, with something in them that the database must refuse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.db import models

from villagegov.db.keys import new_id

#: Constraint -> how it is broken. Whatever else the row would break is changed out of the way.
Breaks = dict[str, Callable[[SimpleNamespace], Any]]


def again(row: models.Model, **changes: Any) -> None:
    """Insert a copy of the row with another id."""
    copy = type(row)(**{f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields})
    copy.pk = new_id()
    for name, value in changes.items():
        setattr(copy, name, value)
    copy.save(force_insert=True)


def twice(row: models.Model, **changes: Any) -> None:
    again(row, **changes)
    again(row, **changes)


def later(day: Any) -> Any:
    return day + timedelta(days=31)
