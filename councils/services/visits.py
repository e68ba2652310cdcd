"""A visit 走访 is written down: who went, when, what was heard, and what was brought in on the spot."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from councils.models import Demand, Visit
from councils.models.visit import HEARD_LENGTH, VISITORS_LENGTH
from councils.queries import demands as demand_queries
from councils.queries import pairings
from councils.services import demands
from councils.services.texts import tidy
from points.enums import HouseholdState
from points.models import Household, User
from points.services import audit
from villagegov.db.keys import new_id
from villagegov.kernel import clock, periods
from villagegov.kernel.errors import DomainError, NotAllowed, Problems

#: A visit further back than this is typed in nowhere.
MONTHS_BACK = 3


@dataclass(frozen=True)
class VisitInput:
    """The id is made with the form, so that a form sent twice is one visit."""

    visited_on: date
    visitors: str
    heard: str = ""
    demand: Demand | None = None
    raised: demands.DemandInput | None = None
    id: uuid.UUID | None = None


@transaction.atomic
def record(*, household: Household, data: VisitInput, by: User, at: datetime) -> Visit:
    """Raises :class:`DomainError` naming ``visited_on``, ``visitors``, ``heard``, or a field of what was brought in."""
    village = household.village
    demand = data.demand
    if demand is not None and demand.household_id != household.pk:
        raise DomainError(_("This demand belongs to another household."), code="other_household")
    in_hand = demand is not None and demand_queries.may_handle(by, demand)
    paired = demand is None and data.raised is None and pairings.is_paired(by, household, clock.local_day(at))
    if not in_hand and not paired and not demand_queries.may_file_for(by, household):
        raise NotAllowed(_("Visits are written down by the office and by the grid’s officer."), code="role")
    if demand is not None:
        demand = demands.arrived(demand=demand, day=data.visited_on, by=by, at=at)
    if data.id and (done := Visit.objects.filter(village=village, pk=data.id, recorded_by=by).first()):
        return done
    visitors, heard = data.visitors.strip(), data.heard.strip()
    Problems.raise_if(_wrong(household, data.visited_on, visitors, heard, clock.local_day(at)))
    visit = Visit(
        id=data.id or new_id(),
        village=village,
        household=household,
        visited_on=data.visited_on,
        visitors=visitors,
        heard=heard,
        demand=demand,
        recorded_by=by,
        recorded_at=at,
    )
    visit.save(force_insert=True)
    audit.record(by=by, at=at, action="visit.recorded", subject=visit, after={"visited_on": visit.visited_on})
    if data.raised is not None:
        _raised(household, data, by, at)
    return visit


def _raised(household: Household, data: VisitInput, by: User, at: datetime) -> None:
    """Brought in on the spot: somebody is there already."""
    assert data.raised is not None
    made = demands.write_down(household=household, data=data.raised, by=by, at=at)
    if made.visit_due_on:
        demands.arrived(demand=made, day=data.visited_on, on_the_spot=True, by=by, at=at)


def _wrong(household: Household, day: date, visitors: str, heard: str, today: date) -> list[DomainError]:
    found = []
    if household.state == HouseholdState.CLOSED:
        found.append(DomainError(_("This household is closed; nobody lives there."), code="closed"))
    if day > today:
        found.append(DomainError(_("This day is still to come."), field="visited_on", code="future"))
    elif day < periods.shift_months(today, -MONTHS_BACK):
        sentence = _("This is more than %(months)s months ago. Look at the day again.") % {"months": MONTHS_BACK}
        found.append(DomainError(sentence, field="visited_on", code="long_ago"))
    found += tidy(visitors, "visitors", VISITORS_LENGTH, _("Say who went."))
    found += tidy(heard, "heard", HEARD_LENGTH)
    return found
