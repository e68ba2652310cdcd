"""Recording a sitting: who of the frozen roll came, who kept away, the votes; and closing it, which decides.

Until it is closed a slip of the pen can be mended. Closing computes what each step reached and stores it for good. Of a
secret vote only sums are ever written: neither the rows nor the audit know more.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from councils.matter_enums import Choice, MatterStepState, SittingState, VoteWay
from councils.models import Matter, MatterStep, Sitting, SittingPage, SittingSeat, StepCount, StepRecusal, StepVote
from councils.models.sitting import MINUTES_LENGTH
from councils.queries.matters import sittings, standing
from councils.queries.matters.reckoning import Reached, Votes
from councils.queries.matters.sittings import Item
from councils.services.matters import advancing, calling
from councils.services.texts import tidy
from points.models import Photo, User
from points.queries import access
from points.services import audit
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, Problems

WHY_LENGTH = 60
MOST_PAGES = 12


@transaction.atomic
def tick(*, sitting: Sitting, present: Collection[uuid.UUID], by: User, at: datetime) -> Sitting:
    """Who of the roll came. Ticked anew, votes that were entered for somebody else's presence go."""
    locked, roll = _begun(sitting, by, at)
    here = set(present)
    if here - {seat.pk for seat in roll}:
        sentence = _("Somebody ticked is not on the roll as it was when the sitting was called. Load the page anew.")
        raise DomainError(sentence, field="present", code="not_on_roll")
    changed = [seat for seat in roll if seat.present != (seat.pk in here)]
    if changed and locked.ticked_at:
        _drop_votes(_step_keys(locked))
    for seat in changed:
        seat.present = seat.pk in here
    SittingSeat.objects.filter(village=locked.village_id).bulk_update(changed, ["present"])
    locked.ticked_by, locked.ticked_at = by, at
    locked.save(update_fields=["ticked_by", "ticked_at"])
    after = {"number": locked.number, "present": len(here)}
    audit.record(by=by, at=at, action="sitting.ticked", subject=locked, after=after)
    return locked


@transaction.atomic
def keep_away(*, step: MatterStep, seats: Mapping[uuid.UUID, str], by: User, at: datetime) -> None:
    """Whom the matter concerns directly, each with the reason; they have no vote on it. Votes entered before go."""
    sitting = _sitting_of(step)
    locked, roll = _begun(sitting, by, at)
    if set(seats) - {seat.pk for seat in roll}:
        sentence = _("Somebody named is not on the roll as it was when the sitting was called. Load the page anew.")
        raise DomainError(sentence, field="away", code="not_on_roll")
    reasons = {key: " ".join(reason.split()) for key, reason in seats.items()}
    Problems.raise_if([error for text in reasons.values() for error in tidy(text, "away", WHY_LENGTH)])
    rows = StepRecusal.objects.filter(village=locked.village_id, step=step)
    if dict(rows.values_list("seat_id", "reason")) == reasons:
        return
    _drop_votes([step.pk])
    rows.delete()
    StepRecusal.objects.bulk_create(
        StepRecusal(village_id=locked.village_id, step=step, seat_id=key, reason=reason)
        for key, reason in reasons.items()
    )
    after = {"number": locked.number, "kept_away": len(reasons)}
    audit.record(by=by, at=at, action="sitting.kept_away", subject=locked, after=after)


@transaction.atomic
def enter_votes(*, step: MatterStep, choices: Mapping[uuid.UUID, str], by: User, at: datetime) -> None:
    """An open vote: of everybody who came and may stay, what they said. The first count are its sums."""
    locked, item = _item(step, by, at)
    if item.step.vote != VoteWay.OPEN:
        raise DomainError(_("This is a secret vote: enter its numbers, no names."), code="secret")
    if set(choices) != item.present or set(choices.values()) - set(Choice.values):
        sentence = _("Enter a vote for everybody who is ticked as present and does not keep away, and for nobody else.")
        raise DomainError(sentence, field="votes", code="votes")
    _drop_votes([step.pk])
    StepVote.objects.bulk_create(
        StepVote(village_id=locked.village_id, step=step, seat_id=key, choice=choice) for key, choice in choices.items()
    )
    said = list(choices.values())
    _count(locked, step, 1, Votes(*(said.count(one) for one in (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN))), by, at)


@transaction.atomic
def enter_count(*, step: MatterStep, votes: Votes, by: User, at: datetime) -> StepCount:
    """The numbers of a secret vote, as counted from the ballots. Typed anew by the same person, they are mended."""
    locked, item = _item(step, by, at)
    if item.step.vote != VoteWay.SECRET:
        raise DomainError(_("This is an open vote: enter what each one said."), code="open")
    _check_votes(item, votes)
    second = item.counts.get(2)
    if second or (1 in item.counts and item.counts[1].typed_by_id != by.pk):
        sentence = _("%(name)s typed the numbers already. Only who typed them may mend them.")
        raise DomainError(sentence % {"name": item.counts[1].typed_by.name}, code="typed_already")
    _drop_votes([step.pk])
    return _count(locked, step, 1, votes, by, at)


@transaction.atomic
def count_again(*, step: MatterStep, votes: Votes, by: User, at: datetime) -> StepCount:
    """The second person counts the paper anew. Other numbers than the first are refused, and both are shown."""
    locked, item = _item(step, by, at)
    first = item.counts.get(1)
    if first is None:
        raise DomainError(_("The first numbers are not entered yet."), code="no_first")
    if first.typed_by_id == by.pk:
        sentence = _("You typed the first numbers. A second person counts the paper anew.")
        raise DomainError(sentence, code="same_person")
    _check_votes(item, votes)
    if Votes(*first.numbers) != votes:
        sentence = _(
            "The numbers differ. %(name)s typed: in favour %(a)s, against %(b)s, abstained %(c)s. You typed: %(d)s, "
            "%(e)s, %(f)s. Count the paper once more together; whoever was wrong types anew."
        )
        names = dict(zip("abcdef", (*first.numbers, votes.in_favour, votes.against, votes.abstained), strict=True))
        raise DomainError(sentence % {"name": first.typed_by.name, **names}, field="in_favour", code="differ")
    if second := item.counts.get(2):
        return second
    return _count(locked, step, 2, votes, by, at)


@transaction.atomic
def add_page(*, sitting: Sitting, photo: Photo, by: User, at: datetime) -> SittingPage:
    """A photographed page of the minutes; the same one twice is one."""
    access.require(by, sitting.village, *standing.TYPISTS)
    locked = calling.lock(sitting)
    if locked.state == SittingState.CANCELLED:
        calling.require_called(locked)
    rows = SittingPage.objects.filter(village=locked.village_id, sitting=locked)
    if done := rows.filter(photo=photo).first():
        return done
    if rows.count() >= MOST_PAGES:
        sentence = _("At most %(most)s photos. Choose the clearest.") % {"most": MOST_PAGES}
        raise DomainError(sentence, field="photos", code="photos")
    page = SittingPage.objects.create(village_id=locked.village_id, sitting=locked, photo=photo)
    audit.record(by=by, at=at, action="sitting.page", subject=locked, after={"number": locked.number})
    return page


@transaction.atomic
def close(*, sitting: Sitting, minutes: str, by: User, at: datetime) -> list[Reached]:
    """Close it: what each step reached is computed, stored, and moves its matter on or sends it back."""
    access.require(by, sitting.village, *standing.HANDLERS)
    locked, roll = _begun(sitting, by, at)
    minutes = minutes.strip()
    has_pages = SittingPage.objects.filter(village=locked.village_id, sitting=locked).exists()
    missing = "" if has_pages else _("Write the minutes, or add a photo of the page.")
    Problems.raise_if(tidy(minutes, "minutes", MINUTES_LENGTH, missing))
    if locked.ticked_at is None:
        raise DomainError(_("Tick first who came."), field="present", code="not_ticked")
    matters = _lock_matters(locked)
    items = sittings.items(locked, roll)
    Problems.raise_if([error for item in items if (error := _not_ready(item))])
    found = [_finish(item, locked, by, at) for item in items]
    locked.state, locked.minutes, locked.closed_by, locked.closed_at = SittingState.HELD, minutes, by, at
    locked.save(update_fields=["state", "minutes", "closed_by", "closed_at"])
    audit.record(by=by, at=at, action="sitting.closed", subject=locked, after={"number": locked.number})
    for item, reached in zip(items, found, strict=True):
        matter = matters[item.step.matter_id]
        if reached.passed:
            advancing.go_on(matter, by=by, at=at)
        elif reached.quorate:
            advancing.send_back(matter, item.step, by=by, at=at)
        else:
            advancing.hold_again(matter, item.step, by=by, at=at)
    return found


def _begun(sitting: Sitting, by: User, at: datetime) -> tuple[Sitting, list[SittingSeat]]:
    """The locked sitting and its roll: called, and its day is there."""
    access.require(by, sitting.village, *standing.TYPISTS)
    locked = calling.lock(sitting)
    calling.require_called(locked)
    if clock.local_day(at) < locked.held_on:
        sentence = _("This sitting is held on %(day)s. It is recorded when it has been held.")
        raise DomainError(sentence % {"day": f"{locked.held_on:%Y-%m-%d}"}, code="future")
    return locked, sittings.seats(locked)


def _sitting_of(step: MatterStep) -> Sitting:
    found = MatterStep.objects.filter(village=step.village_id, pk=step.pk).select_related("sitting__village").first()
    if found is None or found.sitting is None:
        raise advancing.MatterStepError(_("This step has no sitting. Call one first."), code="no_sitting")
    return found.sitting


def _item(step: MatterStep, by: User, at: datetime) -> tuple[Sitting, Item]:
    """The step with what was entered, where votes can be entered: ticked, and enough came."""
    locked, roll = _begun(_sitting_of(step), by, at)
    item = next(one for one in sittings.items(locked, roll) if one.step.pk == step.pk)
    if item.reached is None:
        raise DomainError(_("Tick first who came."), field="present", code="not_ticked")
    if not item.reached.quorate:
        sentence = _("Too few came, so nothing is voted on. Close the sitting; the step is called once more.")
        raise DomainError(f"{item.reached.why_not} {sentence}", code="not_quorate")
    return locked, item


def _check_votes(item: Item, votes: Votes) -> None:
    if min(votes.in_favour, votes.against, votes.abstained) < 0 or votes.total > len(item.present):
        sentence = _("%(votes)s votes do not fit: %(present)s were there and had a vote.")
        values = {"votes": votes.total, "present": len(item.present)}
        raise DomainError(sentence % values, field="in_favour", code="too_many_votes")


def _count(sitting: Sitting, step: MatterStep, place: int, votes: Votes, by: User, at: datetime) -> StepCount:
    """Only sums, here and in the audit."""
    row = StepCount.objects.create(
        village_id=sitting.village_id, step=step, place=place, in_favour=votes.in_favour, against=votes.against,
        abstained=votes.abstained, typed_by=by, typed_at=at,
    )  # fmt: skip
    after = {"number": sitting.number, "place": place, "in_favour": votes.in_favour, "against": votes.against}
    audit.record(by=by, at=at, action="sitting.counted", subject=sitting, after=after)
    return row


def _drop_votes(steps: Sequence[uuid.UUID]) -> None:
    StepVote.objects.filter(step__in=steps).delete()
    StepCount.objects.filter(step__in=steps).delete()


def _step_keys(sitting: Sitting) -> list[uuid.UUID]:
    return list(MatterStep.objects.filter(village=sitting.village_id, sitting=sitting).values_list("pk", flat=True))


def _lock_matters(sitting: Sitting) -> dict[uuid.UUID, Matter]:
    steps = MatterStep.objects.filter(village=sitting.village_id, sitting=sitting)
    rows = Matter.objects.select_for_update(of=("self",)).select_related("village").order_by("pk")
    return {row.pk: row for row in rows.filter(village=sitting.village_id, pk__in=steps.values("matter_id"))}


def _not_ready(item: Item) -> DomainError | None:
    if not item.missing:
        return None
    sentence = {
        "votes": _("The votes on matter %(number)s are not entered yet."),
        "second": _("Matter %(number)s: a second person has to type the numbers from the paper."),
    }[item.missing]
    return DomainError(sentence % {"number": item.step.matter.number}, code=f"no_{item.missing}")


def _finish(item: Item, sitting: Sitting, by: User, at: datetime) -> Reached:
    step, reached = item.step, item.reached
    assert reached is not None
    step.held_on = sitting.held_on
    step.entitled, step.kept_away, step.present = reached.entitled, reached.kept_away, reached.present
    step.attendance_base, step.attendance_needed = reached.attendance_base, reached.attendance_needed
    step.majority_base, step.majority_needed = reached.majority_base, reached.majority_needed
    if reached.votes:
        step.in_favour, step.against = reached.votes.in_favour, reached.votes.against
        step.abstained = reached.votes.abstained
    state = MatterStepState.PASSED if reached.passed else MatterStepState.FAILED
    advancing.finish(step, state, by=by, at=at, reason=reached.why_not)
    return reached
