"""A demand in a volunteer's hands: they say that it is done. The answer to the household stays the office's."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from councils.enums import DemandAct, DemandState
from councils.models import Demand, DemandStep, Volunteer
from councils.models.demand import ANSWER_LENGTH
from councils.queries.volunteers import people
from councils.services import demands
from councils.services.demand_steps import DemandStepError, written
from councils.services.demand_steps import lock as lock_demand
from councils.services.texts import tidy
from councils.services.volunteers.common import require_module
from points.models import User
from villagegov.kernel import clock
from villagegov.kernel.errors import NotAllowed, Problems


@transaction.atomic
def say_done(*, demand: Demand, words: str, by: User, at: datetime) -> Demand:
    """In words: what was done. Being there counts as somebody having been there. Said twice (the button pressed twice)
    is said once.
    """
    require_module(demand.village)
    locked = lock_demand(demand)
    if locked.volunteer_id is None or not people.is_mine(by, _volunteer(locked)):
        raise NotAllowed(_("This demand is not in your hands."), code="not_yours")
    if locked.state not in (DemandState.HANDED, DemandState.REOPENED):
        sentence = _("This demand stands at “%(state)s” now, so this cannot be done. Load the page anew.")
        raise DemandStepError(sentence % {"state": locked.get_state_display()}, code="step")
    words = words.strip()
    Problems.raise_if(tidy(words, "words", ANSWER_LENGTH, _("Say in a few words what you did.")))
    last = DemandStep.objects.filter(village=locked.village_id, demand=locked).order_by("-at", "-id").first()
    if last is not None and (last.act, last.by_id) == (DemandAct.HELPED, by.pk):
        return locked
    if locked.visit_due_on and not locked.visited_on:
        locked = demands.arrived(demand=locked, day=clock.local_day(at), by=by, at=at)
    written(locked, DemandAct.HELPED, by=by, at=at, words=words, before=locked.state)
    return locked


def _volunteer(demand: Demand) -> Volunteer:
    found = demand.volunteer
    assert found is not None
    found.village = demand.village
    return found
