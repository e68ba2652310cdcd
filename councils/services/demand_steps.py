"""The one place that writes the state of a demand, with the dated row of the step."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from councils.enums import DEMAND_STEPS, DemandAct, DemandState
from councils.models import Demand, DemandStep, DemandWords
from councils.services import tell
from points.models import User
from points.services import audit
from villagegov.kernel.errors import TransitionError


class DemandStepError(TransitionError):
    """The demand is not in a state from which this step can be taken."""


def lock(demand: Demand) -> Demand:
    """The demand's row, as it stands now."""
    rows = Demand.objects.select_for_update(of=("self",)).select_related("village", "household__group")
    return rows.get(village=demand.village_id, pk=demand.pk)


def require(demand: Demand, to: DemandState) -> None:
    """Raise :class:`DemandStepError` unless the demand can come into that state now."""
    if to not in DEMAND_STEPS[DemandState(demand.state)]:
        sentence = _("This demand stands at “%(state)s” now, so this cannot be done. Load the page anew.")
        raise DemandStepError(sentence % {"state": demand.get_state_display()}, code="step")


def step(
    demand: Demand, act: DemandAct, to: DemandState, *, by: User, at: datetime, words: str = "", **fields: Any
) -> DemandStep:
    """Change the locked demand and write its row; ``fields`` are further columns of the demand."""
    before = demand.state
    if to != before or act not in (DemandAct.FILED, DemandAct.VISITED):
        require(demand, to)
    demand.state = to
    demand.closed_at = at if to in (DemandState.SETTLED, DemandState.WITHDRAWN) else None
    for name, value in fields.items():
        setattr(demand, name, value)
    demand.save(update_fields=["state", "closed_at", *fields])
    return written(demand, act, by=by, at=at, words=words, before=before)


def written(demand: Demand, act: DemandAct, *, by: User, at: datetime, words: str = "", before: str = "") -> DemandStep:
    """The dated row of a step, what was said at it, and the audit; without a word of it there."""
    row = DemandStep(village_id=demand.village_id, demand=demand, act=act, state=demand.state, by=by, at=at)
    row.outcome = demand.outcome if act == DemandAct.ANSWERED else ""
    row.save(force_insert=True)
    if words:
        DemandWords.objects.create(village_id=demand.village_id, step=row, text=words)
    audit.record(
        by=by,
        at=at,
        action=f"demand.{act.value}",
        subject=demand,
        before={"state": before} if before else {},
        after={"state": demand.state, "number": demand.number},
    )
    tell.demand_step(demand, act, by, at)
    return row
