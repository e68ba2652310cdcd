"""What happened to a thing, from the audit, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from points.enums import ClaimState, Role
from points.models import AuditRow

#: A plain table: acts of the apps above stand here by name only.
ACTIONS = {
    "batch.sent_up": _("batch sent up"),
    "board_entry.added": _("board entry added"),
    "board_entry.dropped": _("board entry dropped"),
    "board_entry.edited": _("board entry edited"),
    "board_entry.expired": _("board entry ended"),
    "board_entry.lifted": _("black entry lifted"),
    "board_entry.published": _("board entry published"),
    "board_entry.replied": _("reply to a black entry recorded"),
    "board_entry.struck": _("board entry struck"),
    "board_entry.told": _("household told of a black entry"),
    "board_entry.voted": _("vote on a board entry"),
    "body.added": _("body added"),
    "body.changed": _("body changed"),
    "claim.changed": _("claim corrected"),
    "claim.deleted": _("draft deleted"),
    "claim.entered": _("claim typed in"),
    "claim.held": _("claim held by an objection"),
    "claim.replied": _("household’s reply added"),
    "claim.sent_up": _("claim sent up"),
    "claim.told": _("household told"),
    "claim.vote_approve": _("voted to approve"),
    "claim.vote_reject": _("voted to reject"),
    "claim.vote_return": _("returned"),
    "claim.withdrawn": _("claim withdrawn"),
    "deed.entered": _("deed of many households typed in"),
    "entry.erased": _("personal part of a ledger line erased"),
    "entry.reversed": _("ledger line reversed"),
    "feedback.left": _("feedback left"),
    "group.added": _("group added"),
    "group.changed": _("group changed"),
    "household.added": _("household added"),
    "household.changed": _("household changed"),
    "issue.drafted": _("board issue drafted"),
    "issue.published": _("board issue published"),
    "issue.voted": _("vote on a board issue"),
    "item.added": _("item added"),
    "item.changed": _("item changed"),
    "item.deleted": _("item deleted"),
    "month.closed": _("month closed"),
    "nearkin.added": _("near kin registered"),
    "nearkin.deleted": _("near kin removed"),
    "objection.decided": _("objection decided"),
    "password.reset": _("password reset"),
    "ranking.frozen": _("ranking frozen"),
    "role.granted": _("role granted"),
    "role.revoked": _("role taken away"),
    "scheme.added": _("rules drafted"),
    "scheme.changed": _("draft rules changed"),
    "scheme.copied": _("rules copied to a draft"),
    "scheme.deleted": _("draft rules deleted"),
    "scheme.drafted": _("rules drafted from the template"),
    "scheme.in_force": _("rules put in force"),
    "settings.changed": _("village settings changed"),
    "village.created": _("village created"),
}


#: What the audit keeps besides the fields of the thing itself.
DETAILS = {
    "agrees": _("agrees"),
    "batch": _("batch"),
    "claim": _("claim"),
    "claims": _("claims"),
    "effective_from": _("effective from"),
    "fields": _("what was changed"),
    "month": _("month"),
    "objection": _("objection"),
    "publicity_until": _("publicity until"),
    "replied": _("answered"),
    "reversal": _("reversal"),
    "role": _("role"),
    "round": _("round of votes"),
    "telling": _("telling"),
    "told_on": _("told on"),
    "until": _("until"),
    "user": _("user"),
    "way": _("how told"),
}


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
