"""The result of a matter, which closes it; looking at it again; whether households find it done."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from councils.enums import TaskState
from councils.matter_enums import MatterStepKind, MatterStepState
from councils.models import Matter, MatterFinding, MatterResult, MatterTask
from councils.models.carrying import RESULT_LENGTH, WORDS_LENGTH
from councils.queries.carrying import office as queries
from councils.queries.matters import standing
from councils.services.carrying.tasks import lock_decided
from councils.services.matters import watching
from councils.services.modules import require_used
from councils.services.texts import tidy
from points.enums import HouseholdState, Module, Role
from points.models import Household, User
from points.queries import access
from points.services import audit
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, Problems, TransitionError


@transaction.atomic
def post_result(
    *, matter: Matter, text: str, look_again_on: date | None = None, by: User, at: datetime
) -> MatterResult:
    """What came of it, for everybody. Raises :class:`TransitionError` while a task is open, or a second time."""
    access.require(by, matter.village, *queries.HANDLERS)
    locked, today = lock_decided(matter), clock.local_day(at)
    text = " ".join(text.split())
    running = MatterTask.objects.filter(village=locked.village_id, matter=locked, state=TaskState.OPEN).count()
    if running:
        sentence = _("Still open: %(count)s tasks. End them first, done or not done with the reason.")
        raise TransitionError(sentence % {"count": running}, code="tasks_open")
    wrong = tidy(text, "text", RESULT_LENGTH, _("Write what came of it, in words everybody understands."))
    if look_again_on is not None and look_again_on <= today:
        sentence = _("Choose a later day, or leave it empty.")
        wrong.append(DomainError(sentence, field="look_again_on", code="look_again"))
    Problems.raise_if(wrong)
    result = MatterResult.objects.create(
        village=locked.village, matter=locked, text=text, posted_on=today, posted_by=by, posted_at=at,
        look_again_on=look_again_on,
    )  # fmt: skip
    audit.record(by=by, at=at, action="matter.result", subject=locked, after={"look_again_on": look_again_on})
    _put_up(locked, by, at)
    return result


def _put_up(matter: Matter, by: User, at: datetime) -> None:
    """Where the procedure ends with publishing the result, it hangs from now on."""
    step = standing.turn(matter, standing.steps_of(matter.village, [matter.pk])[matter.pk])
    if step is not None and step.kind == MatterStepKind.PUBLISH_RESULT and step.state == MatterStepState.WAITING:
        step.village, step.matter = matter.village, matter
        watching.post(step=step, by=by, at=at)


@transaction.atomic
def look_again(*, result: MatterResult, words: str, by: User, at: datetime) -> MatterResult:
    """Somebody looked whether it still holds, on the day or later, once."""
    access.require(by, result.village, *queries.HANDLERS, Role.SUPERVISOR)
    locked = _lock(result)
    today, words = clock.local_day(at), " ".join(words.split())
    if locked.look_again_on is None or locked.looked_on is not None or today < locked.look_again_on:
        raise TransitionError(_("There is nothing to look at again here, or not yet."), code="look_again")
    Problems.raise_if(tidy(words, "words", WORDS_LENGTH, _("Write what was found.")))
    locked.looked_on, locked.looked_words, locked.looked_by = today, words, by
    locked.save(update_fields=["looked_on", "looked_words", "looked_by"])
    audit.record(by=by, at=at, action="matter.looked_again", subject=locked.matter, after={"day": today})
    return locked


@transaction.atomic
def find(
    *, result: MatterResult, household: Household, done: bool, words: str = "", by: User, at: datetime
) -> MatterFinding:
    """A household's yes or no to whether it is done, once; a second answer gives the first one back, unchanged."""
    access.require(by, result.village, Role.VILLAGER)
    if household.pk not in access.own_households(by, result.village):
        raise NotAllowed(_("You can answer for your own household only."), code="own")
    locked = _lock(result)
    words = " ".join(words.split())
    known = MatterFinding.objects.filter(village=locked.village_id, result=locked, household=household).first()
    if known is not None:
        return known
    if household.state == HouseholdState.CLOSED:
        raise DomainError(_("This household is closed. Choose the one it belongs to now."), code="closed")
    missing = "" if done else _("Say in a few words what is missing.")
    Problems.raise_if(tidy(words, "words", WORDS_LENGTH, missing) if words or missing else [])
    finding = MatterFinding.objects.create(
        village=locked.village, result=locked, household=household, done=done, words=words, made_by=by, made_at=at
    )
    audit.record(by=by, at=at, action="matter.found", subject=locked.matter, after={"done": done})
    return finding


def _lock(result: MatterResult) -> MatterResult:
    require_used(result.village, Module.MATTERS)
    rows = MatterResult.objects.select_for_update(of=("self",)).select_related("village", "matter")
    return rows.get(village=result.village_id, pk=result.pk)
