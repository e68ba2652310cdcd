"""What happened to a thing, from the audit, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from points.enums import ClaimState, Role
from points.models import AuditRow
from points.queries.audit_words import ACTIONS, DETAILS


def action_words(action: str) -> str:
    """The act in words; an act without words stands by its name."""
    return str(ACTIONS.get(action, action))


def detail_words(subject_type: str, values: dict[str, Any]) -> str:
    """``before`` or ``after`` of an audit row in words; a name or value without words stands as it is."""
    said = []
    for name, value in values.items():
        if isinstance(value, list):
            text = " · ".join(_field(subject_type, str(one))[0] for one in value)
        else:
            text = _value(value, _field(subject_type, name)[1])
        said.append(f"{_field(subject_type, name)[0]}: {text}")
    return "; ".join(said)


@dataclass(frozen=True)
class Change:
    """One thing that was kept: what it is called, how it was and how it is. Empty: not kept on that side."""

    label: str
    before: str
    after: str

    @property
    def stayed(self) -> bool:
        return self.before == self.after

    def __str__(self) -> str:
        return f"{self.label}: {' → '.join(dict.fromkeys(filter(None, (self.before, self.after))))}"


def changes(
    subject_type: str, before: dict[str, Any], after: dict[str, Any], named: Mapping[str, str] | None = None
) -> list[Change]:
    """``before`` and ``after`` side by side, in words. ``named``: words for keys."""
    found = []
    for name in dict.fromkeys((*before, *after)):
        label, choices = _field(subject_type, name)
        old, new = (
            _text(subject_type, side[name], choices, named or {}) if name in side else "" for side in (before, after)
        )
        found.append(Change(label, old, new))
    return found


def _text(subject_type: str, value: Any, choices: dict[Any, Any], named: Mapping[str, str]) -> str:
    if isinstance(value, list):
        return " · ".join(_field(subject_type, str(one))[0] for one in value)
    if isinstance(value, str) and value in named:
        return named[value]
    return _value(value, choices)


def _field(subject_type: str, name: str) -> tuple[str, dict[Any, Any]]:
    """What a field is called, and its choices."""
    try:
        field: Any = apps.get_model(subject_type)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return str(DETAILS.get(name, name)), {}
    label: object = DETAILS.get(name)
    if label is None:
        label = getattr(field, "verbose_name", name)
    return str(label), dict(getattr(field, "flatchoices", None) or ())


def _value(value: Any, choices: dict[Any, Any]) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, str) and len(value) == 36 and value.count("-") == 4:
        return value[-8:]  # a key, as the list shows keys
    known = {**dict(Role.choices), **dict(ClaimState.choices), **choices}
    return str(known.get(value, value)) if isinstance(value, str | int) else str(value)


@dataclass(frozen=True)
class Line:
    at: datetime
    #: Who; empty where a job of the site did it.
    name: str
    what: str


def of(subject: Model) -> list[Line]:
    """The audit rows of one thing, oldest first. One query."""
    village_id: Any = getattr(subject, "village_id", None)
    rows = AuditRow.objects.filter(village=village_id, subject_id=subject.pk).select_related("by").order_by("at", "pk")
    return [Line(row.at, row.by.name if row.by else "", action_words(row.action)) for row in rows]
