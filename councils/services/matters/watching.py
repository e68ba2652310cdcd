"""What follows a decision: the supervision committee looks whether it was done right, the decision hangs its days."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from councils.matter_enums import POSTED_STEPS, MatterStepKind, MatterStepState
from councils.models import Matter, MatterResult, MatterStep
from councils.models.matter import REASON_LENGTH
from councils.queries.matters import standing
from councils.services.matters import advancing
from councils.services.matters.advancing import MatterStepError
from councils.services.texts import tidy
from points.enums import Role
from points.models import User, Village
from points.queries import access
from points.services import audit
from villagegov.kernel import clock
from villagegov.kernel.errors import Problems


@transaction.atomic
def supervise(*, step: MatterStep, right: bool, reason: str = "", by: User, at: datetime) -> MatterStep:
    """It was done right, or it was not, and why: then the matter goes back."""
    access.require(by, step.village, Role.SUPERVISOR)
    matter, locked = _their_turn(step)
    if not locked.is_supervised:
        raise MatterStepError(_("This step is not one that is supervised."), code="kind")
    reason = reason.strip()
    Problems.raise_if(tidy(reason, "reason", REASON_LENGTH, "" if right else _("Say what was not done right.")))
    if right:
        advancing.finish(locked, MatterStepState.PASSED, by=by, at=at, reason=reason)
    else:
        advancing.finish(locked, MatterStepState.FAILED, by=by, at=at, reason=reason)
    after = {"number": matter.number, "right": right}
    audit.record(by=by, at=at, action="matter.supervised", subject=matter, after=after)
    if right:
        advancing.go_on(matter, by=by, at=at)
    else:
        advancing.send_back(matter, locked, by=by, at=at)
    return locked


@transaction.atomic
def post(*, step: MatterStep, by: User, at: datetime) -> MatterStep:
    """Put up at the notice board from today on, for the days of the procedure. Put up twice is put up once.

    Raises :class:`MatterStepError` for a result nobody has written yet; ``carrying.results.post_result`` puts it up.
    """
    access.require(by, step.village, *standing.HANDLERS)
    if step.state == MatterStepState.POSTED:
        return step
    matter, locked = _their_turn(step)
    if not locked.is_posted:
        raise MatterStepError(_("This step is not one that is posted."), code="kind")
    if locked.state == MatterStepState.POSTED:
        return locked
    written = MatterResult.objects.filter(village=matter.village_id, matter=matter).exists()
    if locked.kind == MatterStepKind.PUBLISH_RESULT and not written:
        sentence = _("The result is not written yet. Write it under “Carrying out”; with it, it is posted.")
        raise MatterStepError(sentence, code="no_result")
    locked.state, locked.done_by = MatterStepState.POSTED, by
    locked.posted_from = clock.local_day(at)
    locked.posted_until = locked.posted_from + timedelta(days=locked.posted_days - 1)
    locked.save(update_fields=["state", "done_by", "posted_from", "posted_until"])
    after = {"number": matter.number, "until": locked.posted_until}
    audit.record(by=by, at=at, action="matter.posted", subject=matter, after=after)
    return locked


def run_matters(village: Village, at: datetime) -> int:
    """End what has hung its days; a run may come twice or late. One query where nothing is due."""
    today = clock.local_day(at)
    due = _posted_before(village, today).values_list("pk", flat=True)
    return sum(_taken_down(village, key, at) for key in list(due))


def _posted_before(village: Village, today: date) -> QuerySet[MatterStep]:
    rows = MatterStep.objects.filter(village=village, state=MatterStepState.POSTED, kind__in=POSTED_STEPS)
    return rows.filter(posted_until__lt=today).order_by("posted_until", "pk")


@transaction.atomic
def _taken_down(village: Village, key: uuid.UUID, at: datetime) -> bool:
    found = MatterStep.objects.filter(village=village, pk=key).select_related("matter").get()
    matter = advancing.lock(found.matter)
    step = MatterStep.objects.select_for_update(of=("self",)).get(village=village, pk=found.pk)
    if step.state != MatterStepState.POSTED or not standing.goes_on(matter, step):
        return False
    advancing.finish(step, MatterStepState.PASSED, by=step.done_by, at=at)
    advancing.go_on(matter, by=None, at=at)
    audit.record(by=None, at=at, action="matter.taken_down", subject=matter, after={"number": matter.number})
    return True


def _their_turn(step: MatterStep) -> tuple[Matter, MatterStep]:
    matter = advancing.lock(step.matter)
    locked = MatterStep.objects.select_for_update(of=("self",)).get(village=step.village_id, pk=step.pk)
    locked.village = matter.village
    advancing.require_turn(matter, locked)
    return matter, locked
