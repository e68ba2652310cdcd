"""What time alone makes due among the cases of one village. A run may come twice, late, or be killed half-way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from councils.enums import ObjectionKind, ObjectionState
from councils.models import Objection
from councils.services import panels
from councils.services.cases import lock_claim
from points.enums import ClaimState
from points.models import Village
from points.queries import calendar
from points.queries.villages import settings_on
from points.services import audit
from points.services.claims import change_state
from villagegov.kernel import clock


@dataclass
class CasesDone:
    moved: int = 0
    drawn: int = 0
    lapsed: int = 0


def run_cases(village: Village, at: datetime) -> CasesDone:
    """Move last days that a mended calendar puts later, draw panels that could not be drawn, let overdue deductions go.

    One query where nothing is open. An overdue objection to an award, to a counted claim, and an overdue appeal stay
    open whatever the time: only people decide them.
    """
    done = CasesDone()
    opened = Objection.objects.filter(village=village, state=ObjectionState.OPEN).select_related("village", "claim")
    found = list(opened.order_by("due_on", "number"))
    if not found:
        return done
    days, today = calendar.working_days(village), clock.local_day(at)
    for objection in found:
        length = settings_on(village, objection.received_on).objection_days
        due_on = days.after(objection.received_on, length)
        if due_on > objection.due_on >= today:
            done.moved += _move(objection, due_on, at)
        if objection.drawn_at is None:
            done.drawn += _draw(objection, at)
        if objection.kind == ObjectionKind.PUBLICITY and objection.claim.points < 0 and objection.due_on < today:
            done.lapsed += _lapse(objection, at)
    return done


@transaction.atomic
def _move(objection: Objection, due_on: date, at: datetime) -> bool:
    """Later, never earlier: nobody's days are cut short by an entry in a calendar."""
    locked = Objection.objects.select_for_update(of=("self",)).get(village=objection.village_id, pk=objection.pk)
    if not locked.is_open or locked.due_on >= due_on:
        return False
    before, locked.due_on = locked.due_on, due_on
    locked.save(update_fields=["due_on"])
    objection.due_on = locked.due_on
    audit.record(
        by=None,
        at=at,
        action="objection.due_moved",
        subject=locked,
        before={"due_on": before},
        after={"due_on": locked.due_on},
    )
    return True


@transaction.atomic
def _draw(objection: Objection, at: datetime) -> bool:
    lock_claim(objection.claim)
    rows = Objection.objects.select_for_update(of=("self",)).select_related("village", "claim")
    return panels.ensure_deciders(objection=rows.get(village=objection.village_id, pk=objection.pk), at=at)


@transaction.atomic
def _lapse(objection: Objection, at: datetime) -> bool:
    """Nobody decided in time: the deduction ends without points, and its household is told."""
    claim = lock_claim(objection.claim)
    locked = Objection.objects.select_for_update(of=("self",)).get(village=claim.village_id, pk=objection.pk)
    if not locked.is_open:
        return False
    words = _("The objection was not decided in time (until %(day)s), so the deduction falls away.")
    reason = words % {"day": locked.due_on.isoformat()}
    locked.state, locked.decided_at, locked.reason = ObjectionState.LAPSED, at, reason
    locked.save(update_fields=["state", "decided_at", "reason"])
    change_state(claims=[claim], to=ClaimState.REJECTED, at=at, decided_at=at, decision_note=reason)
    audit.record(
        by=None,
        at=at,
        action="objection.lapsed",
        subject=locked,
        before={"state": ObjectionState.OPEN, "claim": ClaimState.HELD},
        after={"state": locked.state, "claim": claim.state},
    )
    return True
