"""Hours: entered, signed by a second person, taken back. Nothing entered is ever altered.

Lock order: the volunteer, then what a claim takes.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from councils.models import (
    Demand,
    ServiceClaim,
    ServiceRecord,
    ServiceReversal,
    ServiceSignature,
    ServiceWords,
    Volunteer,
    VolunteerPost,
)
from councils.models.volunteers.hours import MOST_QUARTERS, REASON_LENGTH, WORDS_LENGTH
from councils.queries.volunteers import hours, people, posts
from councils.queries.volunteers.people import MANAGERS
from councils.services.texts import tidy
from councils.services.volunteers.common import lock, require_module, words
from points.enums import DEAD_CLAIM_STATES, ClaimState
from points.models import Claim, Household, User
from points.queries import access
from points.services import audit, claims
from villagegov.db.keys import new_id
from villagegov.kernel import clock, periods
from villagegov.kernel.errors import DomainError, NotAllowed, Problems, TransitionError

#: Service further back than this is entered nowhere.
MONTHS_BACK = 3


@dataclass(frozen=True)
class ServiceInput:
    """The id is made with the form. ``quarters`` of an hour; for a post or for a demand, or both."""

    day: date
    quarters: int
    what: str
    post: VolunteerPost | None = None
    demand: Demand | None = None
    helped: Household | None = None
    id: uuid.UUID | None = None


@transaction.atomic
def enter(*, volunteer: Volunteer, data: ServiceInput, by: User, at: datetime) -> ServiceRecord:
    """By the volunteer on their phone, or by the office from a sheet they signed.

    Names ``day``, ``quarters``, ``what``, ``post``. Counts for nothing until a second person has signed.
    """
    village = volunteer.village
    require_module(village)
    own = people.is_mine(by, volunteer)
    if not own and not access.has_role(by, village, *MANAGERS):
        raise NotAllowed(_("Hours are entered by the volunteer, or by the office for them."), code="not_yours")
    row = lock(volunteer)
    if data.id and (done := ServiceRecord.objects.filter(village=village, pk=data.id, entered_by=by).first()):
        return done
    what = words(data.what)
    Problems.raise_if(_wrong(row, data, what, clock.local_day(at), own=own))
    record = ServiceRecord(
        id=data.id or new_id(),
        village=village,
        volunteer=row,
        post=data.post,
        demand=data.demand,
        helped_id=data.demand.household_id if data.demand else data.helped.pk if data.helped else None,
        day=data.day,
        quarters=data.quarters,
        on_paper=not own,
        entered_by=by,
        entered_at=at,
    )
    record.save(force_insert=True)
    ServiceWords.objects.create(village=village, record=record, text=what)
    after = {"day": data.day, "quarters": data.quarters, "on_paper": record.on_paper}
    audit.record(by=by, at=at, action="service.entered", subject=record, after=after)
    return record


def _wrong(row: Volunteer, data: ServiceInput, what: str, today: date, *, own: bool) -> list[DomainError]:
    found = tidy(what, "what", WORDS_LENGTH, _("Say in a few neutral words what was done."))
    day = data.day
    if day > today:
        found.append(DomainError(_("This day is still to come."), field="day", code="future"))
    elif day < periods.shift_months(today, -MONTHS_BACK):
        sentence = _("This is more than %(months)s months ago. Look at the day again.") % {"months": MONTHS_BACK}
        found.append(DomainError(sentence, field="day", code="long_ago"))
    elif day < row.joined_on or (row.left_on and day >= row.left_on):
        found.append(DomainError(_("On that day this person was no volunteer."), field="day", code="not_serving"))
    if data.quarters < 1:
        found.append(DomainError(_("At least a quarter of an hour."), field="quarters", code="quarters"))
    elif data.quarters + hours.on_day(row, day) > MOST_QUARTERS:
        sentence = _("That would be more than %(most)s hours on one day, with what is entered already.")
        found.append(DomainError(sentence % {"most": MOST_QUARTERS // 4}, field="quarters", code="quarters"))
    return found + _wrong_purpose(row, data, own=own)


def _wrong_purpose(row: Volunteer, data: ServiceInput, *, own: bool) -> list[DomainError]:
    post, demand = data.post, data.demand
    if post is None and demand is None:
        return [DomainError(_("Choose the post or the demand it was for."), field="post", code="for_what")]
    found = []
    if demand is not None and (demand.village_id, demand.volunteer_id) != (row.village_id, row.pk):
        sentence = _("This demand was not handed to this volunteer.")
        found.append(DomainError(sentence, field="demand", code="other_hands"))
    if post is not None and (post.village_id != row.village_id or (post.closed_on and data.day > post.closed_on)):
        found.append(DomainError(_("This post is no longer there. Choose another."), field="post", code="closed"))
    elif post is not None and own and all(held.pk != post.pk for held in posts.held_on(row.village, [row], data.day)):
        sentence = _("You did not hold this post on that day. Choose one of your own, or ask the office.")
        found.append(DomainError(sentence, field="post", code="not_held"))
    if data.helped is not None and data.helped.pk == row.household_id:
        found.append(DomainError(_("Help within the own household is no service."), field="helped", code="own"))
    return found


@transaction.atomic
def sign(*, record: ServiceRecord, by: User, at: datetime) -> ServiceSignature:
    """The second signature: who was helped, a team leader, or the office; never who entered it, nor the volunteer."""
    village = record.village
    require_module(village)
    lock(record.volunteer)
    row = hours.records(village).get(pk=record.pk)
    if signed := next(iter(row.signatures.all()), None):
        return signed
    if row.reversals.all():
        raise TransitionError(_("This was taken back. There is nothing to sign."), code="reversed")
    kind = hours.Signer(by, village).kind(row)
    if kind is None:
        sentence = _(
            "Hours are signed by a second person: who was helped, a team leader or the office; never by who entered "
            "them, nor for the own household or near kin."
        )
        raise NotAllowed(sentence, code="second_person")
    signature = ServiceSignature.objects.create(village=village, record=row, as_who=kind, by=by, at=at)
    audit.record(by=by, at=at, action="service.signed", subject=row, after={"as": kind, "quarters": row.quarters})
    return signature


@transaction.atomic
def take_back(*, record: ServiceRecord, reason: str, by: User, at: datetime) -> ServiceReversal:
    """Entered wrongly: it stands with its reason and counts no more. A claim that is still a draft goes with it.

    Unsigned by whoever entered it; signed by the office alone, and not for a volunteer of the own household.
    """
    village = record.village
    require_module(village)
    lock(record.volunteer)
    row = hours.records(village).get(pk=record.pk)
    if done := next(iter(row.reversals.all()), None):
        return done
    own = people.is_mine(by, row.volunteer) or row.volunteer.household_id in access.own_households(by, village)
    entered = row.entered_by_id == by.pk and not row.signatures.all()
    if not entered and (own or not access.has_role(by, village, *MANAGERS)):
        raise NotAllowed(_("Signed hours are taken back by the office, never for the own household."), code="role")
    reason = words(reason)
    Problems.raise_if(tidy(reason, "reason", REASON_LENGTH, _("Say what was wrong.")))
    _drop_draft(row, by, at)
    reversal = ServiceReversal.objects.create(village=village, record=row, reason=reason, by=by, at=at)
    audit.record(by=by, at=at, action="service.taken_back", subject=row, before={"quarters": row.quarters})
    return reversal


def _drop_draft(record: ServiceRecord, by: User, at: datetime) -> None:
    linked = ServiceClaim.objects.filter(village=record.village_id, record=record).values("claim")
    rows = Claim.objects.select_for_update(of=("self",)).select_related("village", "deed")
    for claim in rows.filter(village=record.village_id, pk__in=linked):
        if claim.state == ClaimState.DRAFT:
            claims.drop_draft(claim=claim, by=by, at=at)
        elif claim.state not in DEAD_CLAIM_STATES:
            sentence = _("Points have been claimed for it. Withdraw the claim, or have it corrected, first.")
            raise DomainError(sentence, code="claimed")
