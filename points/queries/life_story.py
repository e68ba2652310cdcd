"""A household's life in words: how it stands, and what happened, day by day."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from points.enums import SHARED_EVENTS, EventKind, EventReason, HouseholdState
from points.models import AuditRow, EventWords, Household, HouseholdEvent
from points.queries import presence


@dataclass(frozen=True)
class Line:
    """One event. Empty strings are what is not there (or was erased)."""

    day: date
    what: str
    why: str
    note: str
    #: The other household of a split or a merge.
    other_id: uuid.UUID | None
    other: str
    #: Who recorded it; empty where it came with the register.
    by: str
    at: datetime | None
    struck: bool
    event_id: uuid.UUID | None
    may_be_struck: bool


def state_in_words(household: Household, today: date) -> list[str]:
    """How the household stands, in sentences. Two queries."""
    life = presence.life(household)
    people = presence.people_on(household.village, [household], today)[household.pk]
    said = []
    if household.state == HouseholdState.CLOSED:
        said.append(_closed(household, life))
    elif household.state == HouseholdState.AWAY:
        since = life.absences()[-1].since if life.absences() else None
        said.append(
            _("The whole household is away since %(day)s.") % {"day": f"{since:%Y-%m-%d}"}
            if since
            else _("The whole household is away.")
        )
    else:
        said.append(
            _("On the register and at home.") if household.resident else _("On the register, but does not live here.")
        )
    if household.state != HouseholdState.CLOSED:
        said.append(ngettext("%(count)s person.", "%(count)s people.", people.members) % {"count": people.members})
        if people.away > 0:
            said.append(ngettext("%(count)s of them is away.", "%(count)s of them are away.", people.away)
                        % {"count": people.away})  # fmt: skip
    return said


def _closed(household: Household, life: presence.Life) -> str:
    kind = life.steps[-1].kind if life.steps else None
    day = f"{household.left_on:%Y-%m-%d}" if household.left_on else "—"
    sentences = {
        EventKind.DIED_OUT: _("Closed on %(day)s: its last member died."),
        EventKind.MOVED_OUT: _("Closed on %(day)s: moved out for good."),
        EventKind.MERGED: _("Closed on %(day)s: merged into another household."),
    }
    return sentences.get(kind, _("Closed on %(day)s.")) % {"day": day}  # type: ignore[arg-type]


def story(household: Household) -> list[Line]:
    """What happened, the latest day first; what was struck out stays and says so. Three queries."""
    rows = (
        HouseholdEvent.objects.filter(village=household.village_id, household=household)
        .select_related("recorded_by", "other")
        .prefetch_related(
            Prefetch("words", EventWords.objects.filter(village=household.village_id), to_attr="said"),
        )
        .order_by("-day", "-id")
    )
    events = list(rows)
    struck = {event.cancels_id for event in events if event.cancels_id}
    lines = [_line(event, event.pk in struck) for event in events if event.kind != EventKind.CANCELLED]
    if any(event.kind == EventKind.SPLIT_FROM for event in events):
        return lines
    return [*lines, _joined(household)]


def _joined(household: Household) -> Line:
    """How it came onto the register: its row and the audit say it."""
    added = (
        AuditRow.objects.filter(village=household.village_id, subject_id=household.pk, action="household.added")
        .select_related("by")
        .first()
    )
    by = added.by.name if added and added.by else ""
    return Line(
        household.joined_on, _("in the register"), "", "", None, "", by, added.at if added else None, False, None, False
    )


def _line(event: HouseholdEvent, struck: bool) -> Line:
    words = next(iter(event.said), None)  # type: ignore[attr-defined]
    kind = EventKind(event.kind)
    return Line(
        day=event.day,
        what=_what(event, kind, words),
        why=str(EventReason(words.reason).label) if words and words.reason else "",
        note=words.note if words else "",
        other_id=event.other_id,
        other=f"{event.other.number} {event.other.head_name}" if event.other else "",
        by=event.recorded_by.name if event.recorded_by else "",
        at=event.recorded_at,
        struck=struck,
        event_id=event.pk,
        may_be_struck=not struck and kind not in SHARED_EVENTS,
    )


def _what(event: HouseholdEvent, kind: EventKind, words: EventWords | None) -> str:
    count = abs(event.people or event.away)
    if kind == EventKind.HEAD and words and words.new_head:
        return _("new head of household: %(new)s (before: %(old)s)") % {"new": words.new_head, "old": words.old_head}
    if kind == EventKind.PEOPLE:
        sentence = (
            ngettext("%(count)s person more", "%(count)s people more", count)
            if event.people > 0
            else ngettext("%(count)s person fewer", "%(count)s people fewer", count)
        )
        return sentence % {"count": count}
    if kind == EventKind.SPLIT:
        sentence = ngettext(
            "%(count)s person set up a household of their own",
            "%(count)s people set up a household of their own",
            count,
        )
        return sentence % {"count": count}
    if kind == EventKind.TOOK_IN:
        sentence = ngettext("took in a household of %(count)s person", "took in a household of %(count)s people", count)
        return sentence % {"count": count}
    if kind == EventKind.SOME_AWAY:
        return ngettext("%(count)s of the family away", "%(count)s of the family away", count) % {"count": count}
    if kind == EventKind.SOME_BACK:
        return ngettext("%(count)s of the family back", "%(count)s of the family back", count) % {"count": count}
    if kind == EventKind.REGISTER:
        return _("register corrected: %(state)s, %(living)s") % {
            "state": HouseholdState(event.state).label,
            "living": _("lives here") if event.resident else _("does not live here"),
        }
    return str(kind.label)
