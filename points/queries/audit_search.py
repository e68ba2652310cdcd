"""Looking for what was decided: by person, household, act, days and word.

Every way of looking begins with an index of the audit (``points_auditrow_*``): the village with the time, the person,
the act or the thing. Who objected is in no row, and so cannot be found here.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from points.enums import ClaimState, Role
from points.models import AuditRow, Household, Membership, User, Village
from points.queries import audit_subjects
from points.queries.audit_subjects import Subject
from points.queries.audit_words import ACTIONS
from points.queries.history import Change, action_words, changes
from villagegov.db.keys import as_uuid
from villagegov.kernel import clock

#: Acts in the order in which the list offers them, by what they are about: the first part of their name.
KINDS: dict[str, str | Promise] = {
    "claim": _("Claims"),
    "batch": _("Claims"),
    "deed": _("Claims"),
    "objection": _("Objections"),
    "sample": _("Sample checks"),
    "issue": _("Boards"),
    "board_entry": _("Boards"),
    "ranking": _("Boards"),
    "entry": _("Ledger"),
    "month": _("Ledger"),
    "household": _("Households"),
    "care": _("Households"),
    "consent": _("Households"),
    "card": _("Households"),
    "photo": _("Claims"),
    "meeting": _("Claims"),
    "group": _("Households"),
    "scheme": _("Points rules"),
    "item": _("Points rules"),
    "settings": _("Points rules"),
    "role": _("People and bodies"),
    "password": _("People and bodies"),
    "body": _("People and bodies"),
    "bodymember": _("People and bodies"),
    "bodyrules": _("People and bodies"),
    "election": _("People and bodies"),
    "handover": _("People and bodies"),
    "settlement": _("People and bodies"),
    "nearkin": _("People and bodies"),
    "kin": _("People and bodies"),
}
OTHER = _("Other")


@dataclass(frozen=True)
class Wanted:
    """What is looked for; what is empty does not narrow."""

    person: uuid.UUID | None = None
    #: What the site did by itself: base points, posting, closing.
    by_the_site: bool = False
    household: Household | None = None
    action: str = ""
    since: date | None = None
    until: date | None = None
    word: str = ""


@dataclass(frozen=True)
class Line:
    """One row in words."""

    at: datetime
    #: Empty where the site did it by itself.
    name: str
    act: str
    subject: Subject
    changes: Sequence[Change]


def people(village: Village) -> list[User]:
    """Who has or had an office in the village, and whoever runs the site; by name. One query."""
    held = Membership.objects.filter(village=village).exclude(role=Role.VILLAGER).values("user")
    return list(User.objects.filter(Q(pk__in=held) | Q(is_superuser=True)).order_by("name", "username"))


def actions() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every act there is, by what it is about, each with its words."""
    found: dict[str, list[tuple[str, str]]] = {str(words): [] for words in (*KINDS.values(), OTHER)}
    for action in ACTIONS:
        kind = KINDS.get(action.partition(".")[0], OTHER)
        found[str(kind)].append((action, action_words(action)))
    return [(kind, sorted(acts, key=lambda act: act[1])) for kind, acts in found.items() if acts]


def search(village: Village, wanted: Wanted) -> QuerySet[AuditRow]:
    """The rows, the latest first. One query more where a household is wanted."""
    rows = AuditRow.objects.filter(village=village)
    if wanted.by_the_site:
        rows = rows.filter(by__isnull=True)
    elif wanted.person:
        rows = rows.filter(by=wanted.person)
    if wanted.household:
        rows = rows.filter(subject_id__in=audit_subjects.keys_of_household(village, wanted.household))
    if wanted.action:
        rows = rows.filter(action=wanted.action)
    if wanted.since:
        rows = rows.filter(at__gte=clock.start_of(wanted.since))
    if wanted.until:
        rows = rows.filter(at__lt=clock.start_of(wanted.until + timedelta(days=1)))
    if wanted.word:
        rows = _with_word(village, rows, wanted.word)
    return rows.select_related("by").order_by("-at", "-pk")


def _with_word(village: Village, rows: QuerySet[AuditRow], word: str) -> QuerySet[AuditRow]:
    """In the act's words, in what was kept, or in the thing itself."""
    small = word.lower()
    acts = [action for action in ACTIONS if small in action_words(action).lower()]
    found = Q(action__in=acts) | audit_subjects.with_word(village, word)
    for said in (word, *(f'"{value}"' for value in _values_called(small))):
        found |= Q(before_text__icontains=said) | Q(after_text__icontains=said)
    return rows.alias(before_text=Cast("before", TextField()), after_text=Cast("after", TextField())).filter(found)


def _values_called(word: str) -> list[str]:
    """States and roles are kept by their values and looked for by their words."""
    return [str(value) for value, label in (*ClaimState.choices, *Role.choices) if word in str(label).lower()]


def lines(village: Village, rows: Iterable[AuditRow]) -> list[Line]:
    """The rows in words. One query for each kind of thing, one for households and one for people that were kept."""
    rows = list(rows)
    subjects = audit_subjects.describe(village, ((row.subject_type, row.subject_id) for row in rows))
    named = _named(village, rows)
    return [
        Line(
            at=row.at,
            name=row.by.name if row.by else "",
            act=action_words(row.action),
            subject=subjects.get(row.subject_id) or _unknown(row),
            changes=changes(row.subject_type, row.before, row.after, named),
        )
        for row in rows
    ]


def _unknown(row: AuditRow) -> Subject:
    """What is gone, or of a kind nobody describes: its kind and the end of its key."""
    try:
        kind = str(apps.get_model(row.subject_type)._meta.verbose_name)
    except (LookupError, ValueError):
        kind = row.subject_type
    return Subject(f"{kind} {str(row.subject_id)[-8:]}")


def _named(village: Village, rows: Iterable[AuditRow]) -> dict[str, str]:
    """Households and people whose keys were kept, in words, by key."""
    kept: dict[str, set[Any]] = {"household": set(), "user": set()}
    for row in rows:
        for values in (row.before, row.after):
            for name, keys in kept.items():
                if isinstance(values.get(name), str):
                    keys.add(values[name])
    households = Household.objects.filter(village=village, pk__in=_keys(kept["household"]))
    users = User.objects.filter(pk__in=_keys(kept["user"]))
    return {str(row.pk): str(row) for row in (*households, *users)}


def _keys(texts: Iterable[str]) -> list[uuid.UUID]:
    return [key for text in texts if (key := as_uuid(text))]
