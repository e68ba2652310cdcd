"""Passed decisions on rules that carry no mandate yet: see :mod:`points.services.mandates`."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, Min, OuterRef, QuerySet

from councils.enums import BodyKind
from councils.matter_enums import MatterState, MatterWeight
from councils.models import Matter, MatterMandate, MatterStep
from councils.queries.matters.standing import decided_by, deciding, steps_of
from points.enums import MeetingKind, Module
from points.models import Village
from points.queries.villages import uses
from points.services.mandates import RuleDecision
from villagegov.kernel import clock

#: Longer than this the name of a meeting is cut.
MEETING_LENGTH = 60


def begun_on(village: Village) -> date | None:
    """The day on which the village wrote down its first matter; None where it does not use them, or has none."""
    if not uses(Module.MATTERS)(village):
        return None
    first = Matter.objects.filter(village=village).aggregate(first=Min("made_at"))["first"]
    return clock.local_day(first) if first else None


def unused(village: Village) -> QuerySet[Matter]:
    """Passed matters of the kind rules that no version was put in force by."""
    used = MatterMandate.objects.filter(village=OuterRef("village"), matter=OuterRef("pk"))
    rows = Matter.objects.filter(~Exists(used), village=village, state=MatterState.PASSED, weight=MatterWeight.RULES)
    return rows.select_related("village").order_by("-decided_on", "-number")


def kind_of(step: MatterStep) -> MeetingKind | None:
    """Who met, as the law on rules asks: representatives, or the villagers by households; nobody else decides them."""
    if step.households:
        return MeetingKind.HOUSEHOLDS
    return MeetingKind.REPRESENTATIVES if step.body_kind == BodyKind.REPRESENTATIVES else None


def offer(matter: Matter) -> RuleDecision | None:
    """The decision with the numbers of the sitting that reached it; None where that body cannot decide on rules."""
    return _offer(matter, deciding(matter))


def _offer(matter: Matter, step: MatterStep | None) -> RuleDecision | None:
    kind = kind_of(step) if step is not None else None
    if step is None or kind is None or step.present is None or step.in_favour is None or step.held_on is None:
        return None
    return RuleDecision(
        key=matter.pk,
        title=matter.title,
        kind=kind,
        meeting=(step.body_name or str(kind.label))[:MEETING_LENGTH],
        held_on=step.held_on,
        entitled=step.attendance_base or step.entitled or 0,
        present=step.present,
        in_favour=step.in_favour,
    )


def offers(village: Village) -> list[RuleDecision]:
    """The latest first. Two queries, however many there are."""
    matters = list(unused(village)[:10])
    steps = steps_of(village, [matter.pk for matter in matters])
    found = [_offer(matter, decided_by(steps[matter.pk])) for matter in matters]
    return [one for one in found if one is not None]
