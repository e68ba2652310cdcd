"""Calling a sitting: notice in time, the agenda, the roll frozen that day, everybody told; and calling it off."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from councils.matter_enums import MatterStepState, PaperKind, SittingState
from councils.models import Matter, MatterPaper, MatterStep, Sitting, SittingSeat, StepCount, StepRecusal, StepVote
from councils.models.matter import REASON_LENGTH
from councils.models.sitting import AGENDA_LENGTH, HOUR_LENGTH, PLACE_LENGTH
from councils.queries.matters import nexts, rolls, sittings, standing
from councils.services.matters import advancing
from councils.services.matters.advancing import MatterStepError
from councils.services.texts import tidy
from points.enums import NoticeKind
from points.models import User, Village
from points.queries import access
from points.services import audit, notices
from points.services.locks import lock_village
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, Problems


@dataclass(frozen=True)
class Call:
    """What the notice says. The id is made with the form, so that a form sent twice is one sitting."""

    step_ids: Collection[uuid.UUID]
    held_on: date
    hour: str = ""
    place: str = ""
    agenda: str = ""
    urgent: bool = False
    urgent_why: str = ""
    id: uuid.UUID | None = None


@transaction.atomic
def call(*, village: Village, data: Call, by: User, at: datetime) -> Sitting:
    """Call the people of one or several steps together; their roll is frozen now.

    Raises :class:`DomainError` naming ``held_on`` (with the earliest day), ``urgent_why``, ``place`` …, and
    :class:`MatterStepError` where it is not a step's turn.
    """
    access.require(by, village, *standing.HANDLERS)
    lock_village(village)
    if data.id and (done := Sitting.objects.filter(village=village, pk=data.id, called_by=by).first()):
        return done
    steps = _steps(village, data.step_ids)
    today = clock.local_day(at)
    Problems.raise_if([*_wrong_words(data), *_wrong_day(steps, data, today), *_papers(village, steps)])
    first = steps[0]
    roll = rolls.roll(first, today)
    if not roll:
        sentence = _("Nobody sits in “%(body)s” today. Enter its members first.")
        raise DomainError(sentence % {"body": first.body_name}, code="empty_roll")
    sitting = _write(village, steps, data, by, at)
    SittingSeat.objects.bulk_create(
        SittingSeat(
            village=village, sitting=sitting, member_id=line.member_id, household_id=line.household_id,
            name=line.name, position=line.position,
        )
        for line in roll
    )  # fmt: skip
    sitting.roll_frozen = True
    sitting.save(update_fields=["roll_frozen"])
    MatterStep.objects.filter(village=village, pk__in=[step.pk for step in steps]).update(
        state=MatterStepState.CALLED, sitting=sitting
    )
    audit.record(
        by=by, at=at, action="sitting.called", subject=sitting,
        after={"number": sitting.number, "held_on": sitting.held_on, "roll": len(roll), "urgent": data.urgent},
    )  # fmt: skip
    _tell(sitting, NoticeKind.SITTING_CALLED, rolls.log_ins(village, roll), by, at)
    return sitting


@transaction.atomic
def call_off(*, sitting: Sitting, reason: str, by: User, at: datetime) -> Sitting:
    """Not held; its matters wait for another sitting."""
    access.require(by, sitting.village, *standing.HANDLERS)
    locked = lock(sitting)
    require_called(locked)
    reason = reason.strip()
    Problems.raise_if(tidy(reason, "reason", REASON_LENGTH, _("Say why it is not held.")))
    _take_off(MatterStep.objects.filter(village=locked.village_id, sitting=locked))
    return _off(locked, reason, by, at)


def withdrawn(*, sitting: Sitting, matter: Matter, reason: str, by: User, at: datetime) -> None:
    """The matter is not dealt with there: what was entered for it goes. With nothing left it is called off.

    The caller holds the sitting, then the matter.
    """
    rows = MatterStep.objects.filter(village=sitting.village_id, sitting=sitting)
    _take_off(rows.filter(matter=matter))
    if not sitting.agenda and not rows.exists():
        _off(sitting, reason, by, at)


def _take_off(steps: QuerySet[MatterStep]) -> None:
    drop_entries(steps.values_list("pk", flat=True))
    steps.update(state=MatterStepState.WAITING, sitting=None)


def _off(locked: Sitting, reason: str, by: User, at: datetime) -> Sitting:
    locked.state, locked.reason = SittingState.CANCELLED, reason
    locked.save(update_fields=["state", "reason"])
    audit.record(by=by, at=at, action="sitting.called_off", subject=locked, after={"number": locked.number})
    lines = [
        rolls.Line("", household_id=seat.household_id, user_id=seat.member.user_id if seat.member else None)
        for seat in SittingSeat.objects.filter(village=locked.village_id, sitting=locked).select_related("member")
    ]
    _tell(locked, NoticeKind.SITTING_OFF, rolls.log_ins(locked.village, lines), by, at)
    return locked


def lock(sitting: Sitting) -> Sitting:
    rows = Sitting.objects.select_for_update(of=("self",)).select_related("village", "body", "with_body")
    return rows.get(village=sitting.village_id, pk=sitting.pk)


def lock_sitting_of(matter: Matter) -> Sitting | None:
    """The sitting a matter is called to, locked before the matter is: closing one locks in the same order."""
    steps = MatterStep.objects.filter(village=matter.village_id, matter=matter.pk, state=MatterStepState.CALLED)
    found = steps.select_related("sitting").first()
    return lock(found.sitting) if found is not None and found.sitting is not None else None


def require_called(sitting: Sitting) -> None:
    if sitting.state != SittingState.CALLED:
        sentence = _("This sitting is “%(state)s”: nothing of it changes any more.")
        raise MatterStepError(sentence % {"state": sitting.get_state_display()}, code="step")


def drop_entries(steps: Collection[uuid.UUID]) -> None:
    """Votes, counts and recusals that were entered and do not hold any more."""
    for model in (StepVote, StepCount, StepRecusal):
        model._default_manager.filter(step__in=list(steps)).delete()


def _steps(village: Village, keys: Collection[uuid.UUID]) -> list[MatterStep]:
    """The steps as they stand once their matters are locked: whose turn it is, what the same people can deal with."""
    rows = MatterStep.objects.filter(village=village, pk__in=list(keys))
    matters = Matter.objects.select_for_update().filter(village=village, pk__in=rows.values("matter_id"))
    list(matters.order_by("pk"))
    found = list(rows.select_related("matter__body", "body", "with_body").order_by("matter__number"))
    if not found or len(found) != len(set(keys)):
        raise DomainError(_("Choose what is on the agenda."), field="steps", code="no_steps")
    with_whom = {sittings.people_of(step) for step in found}
    if len(with_whom) > 1:
        raise DomainError(_("Matters of one sitting are dealt with by the same body."), field="steps", code="bodies")
    for step in found:
        step.village = step.matter.village = village
        advancing.require_turn(step.matter, step)
        if not step.is_held or step.state != MatterStepState.WAITING:
            sentence = _("“%(step)s” is not to be called now: it is on an agenda already, or has no sitting.")
            raise MatterStepError(sentence % {"step": step.name}, field="steps", code="not_to_call")
    return found


def _wrong_words(data: Call) -> list[DomainError]:
    wrong = tidy(data.hour.strip(), "hour", HOUR_LENGTH) + tidy(data.place.strip(), "place", PLACE_LENGTH)
    wrong += tidy(data.agenda.strip(), "agenda", AGENDA_LENGTH)
    missing = _("Say why it cannot wait.") if data.urgent else ""
    return wrong + tidy(data.urgent_why.strip(), "urgent_why", REASON_LENGTH, missing)


def _wrong_day(steps: Sequence[MatterStep], data: Call, today: date) -> list[DomainError]:
    if data.urgent and any(step.urgent_days is None for step in steps):
        sentence = _("The procedure knows no urgent path for this step. Call it with the usual notice.")
        return [DomainError(sentence, field="urgent", code="no_urgent_path")]
    first = max(sittings.earliest(step, today, urgent=data.urgent) for step in steps)
    if data.held_on >= first:
        return []
    sentence = _("The notice is too short. Called today, the earliest day is %(day)s.")
    values = {"day": f"{first:%Y-%m-%d}"}
    return [DomainError(sentence % values, field="held_on", code="notice")]


def _papers(village: Village, steps: Sequence[MatterStep]) -> list[DomainError]:
    """Opinions the procedure asks for before this step."""
    wanted = {
        (step.matter_id, kind): step
        for step in steps
        for asked, kind in (
            (step.town_opinion, PaperKind.TOWN_OPINION),
            (step.legal_opinion, PaperKind.LEGAL_OPINION),
        )
        if asked
    }
    rows = MatterPaper.objects.filter(village=village, matter__in=[step.matter_id for step in steps])
    there = set(rows.values_list("matter_id", "kind"))
    sentence = _("Matter %(number)s needs this paper first: %(paper)s. Add it on the page of the matter.")
    return [
        DomainError(sentence % {"number": step.matter.number, "paper": kind.label}, field="steps", code="paper")
        for (matter_id, kind), step in wanted.items()
        if (matter_id, kind) not in there
    ]


def _write(village: Village, steps: Sequence[MatterStep], data: Call, by: User, at: datetime) -> Sitting:
    first = steps[0]
    last = Sitting.objects.filter(village=village).aggregate(last=Max("number"))["last"] or 0
    sitting = Sitting(
        id=data.id or new_id(), village=village, number=last + 1, body=first.body, with_body=first.with_body,
        body_name=first.body_name or nexts.who_of(first), held_on=data.held_on, hour=data.hour.strip(),
        place=data.place.strip(), agenda=data.agenda.strip(), urgent=data.urgent,
        urgent_why=data.urgent_why.strip() if data.urgent else "", called_by=by, called_at=at,
    )  # fmt: skip
    sitting.save(force_insert=True)
    return sitting


def _tell(sitting: Sitting, kind: NoticeKind, users: Collection[uuid.UUID], by: User, at: datetime) -> None:
    path = notices.address(sitting.village, "councils:sitting_notice", number=sitting.number)
    values = {"body": sitting.body_name, "day": sitting.held_on}
    notices.send(village=sitting.village, drafts=[notices.Draft(kind, users, path, values)], at=at, but=by)
