"""Sittings: what they deal with, who is on the roll, what the numbers say so far."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import QuerySet

from councils.matter_enums import MatterStepState, SittingState
from councils.models import (
    MatterPaper,
    MatterStep,
    Sitting,
    SittingPage,
    SittingSeat,
    StepCount,
    StepRecusal,
    StepVote,
)
from councils.queries.matters.reckoning import Reached, Votes, reckon
from councils.queries.matters.standing import LOOKERS
from points.models import Photo, User, Village
from points.queries import access


def rows(village: Village) -> QuerySet[Sitting]:
    return Sitting.objects.filter(village=village).select_related("body", "with_body", "called_by", "closed_by")


def earliest(step: MatterStep, today: date, *, urgent: bool = False) -> date:
    """The first day on which a step may be held when it is called today. Days of the calendar, holidays included."""
    days = step.urgent_days if urgent and step.urgent_days is not None else step.notice_days
    return today + timedelta(days=days)


def seats(sitting: Sitting) -> list[SittingSeat]:
    """The frozen roll, in the order of the day it was called. One query."""
    return list(SittingSeat.objects.filter(village=sitting.village_id, sitting=sitting).order_by("pk"))


def pages(sitting: Sitting) -> list[uuid.UUID]:
    return list(sitting.pages.filter(village=sitting.village_id).order_by("pk").values_list("photo_id", flat=True))


@dataclass
class Item:
    """One matter on the agenda, with what was entered for it."""

    step: MatterStep
    kept_away: dict[uuid.UUID, str] = field(default_factory=dict)
    choices: dict[uuid.UUID, str] = field(default_factory=dict)
    counts: dict[int, StepCount] = field(default_factory=dict)
    #: Who came and may stay.
    present: frozenset[uuid.UUID] = frozenset()
    reached: Reached | None = None

    @property
    def votes(self) -> Votes | None:
        first = self.counts.get(1)
        return Votes(*first.numbers) if first else None

    @property
    def agree(self) -> bool:
        """Whether what the second person typed is there and the same."""
        return 1 in self.counts and 2 in self.counts and self.counts[1].numbers == self.counts[2].numbers

    @property
    def missing(self) -> str:
        """``votes`` or ``second`` where something is to be entered before it can be closed; else empty."""
        if self.reached is None or not self.reached.quorate:
            return ""
        if 1 not in self.counts:
            return "votes"
        return "second" if self.step.count_twice and not self.agree else ""


def items(sitting: Sitting, roll: Sequence[SittingSeat]) -> list[Item]:
    """Every matter on the agenda. Four queries, however many."""
    steps = list(
        MatterStep.objects.filter(village=sitting.village_id, sitting=sitting)
        .select_related("matter", "matter__body", "body", "with_body")
        .order_by("matter__number")
    )
    found = {step.pk: Item(step) for step in steps}
    mine = {"village": sitting.village_id, "step__in": list(found)}
    for recusal in StepRecusal.objects.filter(**mine):
        found[recusal.step_id].kept_away[recusal.seat_id] = recusal.reason
    for vote in StepVote.objects.filter(**mine):
        found[vote.step_id].choices[vote.seat_id] = vote.choice
    for count in StepCount.objects.filter(**mine).select_related("typed_by"):
        found[count.step_id].counts[count.place] = count
    for item in found.values():
        item.present = frozenset(seat.pk for seat in roll if seat.present and seat.pk not in item.kept_away)
        if sitting.ticked_at:
            item.reached = reckon(
                item.step, entitled=len(roll), kept_away=len(item.kept_away), present=len(item.present),
                votes=item.votes,
            )  # fmt: skip
    return list(found.values())


def stored(step: MatterStep) -> Reached | None:
    """What stands on a step that is over."""
    if step.entitled is None or step.kept_away is None or step.present is None:
        return None
    votes = None
    if step.in_favour is not None:
        votes = Votes(step.in_favour, step.against or 0, step.abstained or 0)
    return Reached(
        step.entitled, step.kept_away, step.present, step.attendance_base or 0, step.attendance_needed or 0, votes,
        step.majority_base, step.majority_needed,
    )  # fmt: skip


def people_of(step: MatterStep) -> tuple[object, ...]:
    """Who deals with it: the same for two steps that can be dealt with at one sitting."""
    area = step.matter.body if step.households else None
    where = (area.group_id, area.grid_id, area.settlement_id) if area else ()
    return (step.body_id, step.with_body_id, step.households, *where)


def may_be_called_with(step: MatterStep, others: Iterable[MatterStep]) -> list[MatterStep]:
    """Steps of other matters that the same people can deal with at the same sitting."""
    return [
        one
        for one in others
        if one.pk != step.pk
        and one.is_held
        and one.state == MatterStepState.WAITING
        and people_of(one) == people_of(step)
    ]


def open_ones(village: Village) -> list[Sitting]:
    """Called and not closed, by day."""
    return list(rows(village).filter(state=SittingState.CALLED).order_by("held_on", "number"))


def on_roll(user: User, sitting: Sitting) -> bool:
    """Whether this person, or their household, is on the roll."""
    mine = SittingSeat.objects.filter(village=sitting.village_id, sitting=sitting)
    homes = access.own_households(user, sitting.village)
    return mine.filter(member__user=user).exists() or bool(homes and mine.filter(household__in=homes).exists())


def may_see_photo(user: User, village: Village, photo: Photo) -> bool:
    """Pages of minutes and papers: everybody of the office who looks at matters."""
    if not access.has_role(user, village, *LOOKERS):
        return False
    return any(
        model._default_manager.filter(village=village, photo=photo).exists() for model in (MatterPaper, SittingPage)
    )
