"""A demand 诉求 from the household to the answer, and its word whether it is really so."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from councils.enums import (
    ARRIVE_WITHIN,
    DEMAND_OPEN,
    DemandAct,
    DemandKind,
    DemandOutcome,
    DemandState,
    DemandTopic,
)
from councils.models import Demand, DemandPhoto, Volunteer
from councils.models.demand import ANSWER_LENGTH, NAME_LENGTH, PLACE_LENGTH, PUBLIC_LENGTH, TEXT_LENGTH
from councils.queries import demands as queries
from councils.queries import grids
from councils.queries.volunteers import people as volunteers
from councils.services.demand_steps import lock, step, written
from councils.services.texts import tidy
from points.enums import HouseholdState, Role
from points.models import Household, Photo, User
from points.queries import access
from points.services import calendar
from points.services.locks import lock_village
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, Problems

MOST_PHOTOS = 3
PASSED_LENGTH, NUMBER_LENGTH = 60, 40


@dataclass(frozen=True)
class DemandInput:
    """What somebody brings. The id is made with the form, so that a form sent twice is one demand."""

    kind: str
    text: str
    topic: str = DemandTopic.OTHER
    place: str = ""
    may_publish: bool = False
    photos: Collection[uuid.UUID] = ()
    id: uuid.UUID | None = None


@dataclass(frozen=True)
class Answer:
    """What became of it, in words, and what that outcome asks for besides."""

    outcome: str
    words: str
    look_again_on: date | None = None
    passed_to: str = ""
    passed_number: str = ""
    public_words: str = ""


@transaction.atomic
def bring(*, household: Household, data: DemandInput, by: User, at: datetime) -> Demand:
    """By the household itself, on its phone. Raises :class:`DomainError` naming ``kind``, ``text`` …"""
    access.require(by, household.village, Role.VILLAGER)
    if household.pk not in access.own_households(by, household.village):
        raise NotAllowed(_("You can bring this in for your own household only."), code="own")
    return _file(household, data, online=True, by=by, at=at)


@transaction.atomic
def write_down(*, household: Household, data: DemandInput, by: User, at: datetime) -> Demand:
    """By the office or the grid officer, for a household that telephoned, came, or was visited."""
    if not queries.may_file_for(by, household):
        sentence = _("The office writes down for any household, a grid officer for those of the own grids.")
        raise NotAllowed(sentence, code="role")
    return _file(household, data, online=False, by=by, at=at)


def _file(household: Household, data: DemandInput, *, online: bool, by: User, at: datetime) -> Demand:
    village = household.village
    lock_village(village)
    if data.id and (done := Demand.objects.filter(village=village, pk=data.id, filed_by=by).first()):
        done.village = village
        return done
    text, place = data.text.strip(), data.place.strip()
    photos = set(data.photos)
    Problems.raise_if(_wrong(household, data, text, place, photos, by))
    days = ARRIVE_WITHIN.get(DemandKind(data.kind))
    today = clock.local_day(at)
    demand = Demand(
        id=data.id or new_id(),
        village=village,
        number=(Demand.objects.filter(village=village).aggregate(last=Max("number"))["last"] or 0) + 1,
        household=household,
        grid=grids.of_household(household),
        kind=data.kind,
        topic=data.topic,
        text=text,
        place=place,
        online=online,
        may_publish=data.may_publish,
        filed_by=by,
        filed_at=at,
        visit_due_on=calendar.deadline(village=village, start=today, days=days, at=at) if days else None,
    )
    demand.save(force_insert=True)
    DemandPhoto.objects.bulk_create(DemandPhoto(village=village, demand=demand, photo_id=key) for key in sorted(photos))
    written(demand, DemandAct.FILED, by=by, at=at)
    return demand


def _wrong(
    household: Household, data: DemandInput, text: str, place: str, photos: set[uuid.UUID], by: User
) -> list[DomainError]:
    found = []
    if household.state == HouseholdState.CLOSED:
        found.append(DomainError(_("This household is closed. Choose the one it belongs to now."), code="closed"))
    if data.kind not in DemandKind.values:
        found.append(DomainError(_("Choose what it is."), field="kind", code="kind"))
    if data.topic not in DemandTopic.values:
        found.append(DomainError(_("Choose what it is about."), field="topic", code="topic"))
    found += tidy(text, "text", TEXT_LENGTH, _("Say in a few words what it is."))
    found += tidy(place, "place", PLACE_LENGTH)
    if len(photos) > MOST_PHOTOS:
        sentence = _("At most %(most)s photos. Choose the clearest.") % {"most": MOST_PHOTOS}
        found.append(DomainError(sentence, field="photos", code="photos"))
    own = Photo.objects.filter(village=household.village_id, pk__in=photos, uploaded_by=by)
    if photos and own.count() != len(photos):
        found.append(DomainError(_("A photo is no longer there. Choose it again."), field="photos", code="photo_gone"))
    return found


@transaction.atomic
def hand(
    *,
    demand: Demand,
    to: User | None,
    volunteer: Volunteer | None = None,
    helper: str = "",
    strength: str = "",
    words: str = "",
    by: User,
    at: datetime,
) -> Demand:
    """To an officer, or to a helper by what this person is good at; or both. Before the answer, and once more after.

    A ``volunteer`` of the village has it among their own tasks; ``helper`` and ``strength`` follow from them.
    """
    locked = _handled(demand, by)
    helper, strength, words = helper.strip(), strength.strip(), words.strip()
    if volunteer is not None:
        helper, strength = _volunteer(locked, volunteer, clock.local_day(at))
    wrong = tidy(helper, "helper", NAME_LENGTH) + tidy(strength, "strength", NAME_LENGTH)
    wrong += tidy(words, "words", ANSWER_LENGTH)
    if to is None and not helper:
        wrong.append(DomainError(_("Choose who takes it, or name a helper."), field="to", code="nobody"))
    if to is not None and all(user.pk != to.pk for user in queries.hands(locked.village)):
        wrong.append(DomainError(_("This person has no office in this village."), field="to", code="no_office"))
    Problems.raise_if(wrong)
    again = locked.state == DemandState.REOPENED
    state = DemandState.REOPENED if again else DemandState.HANDED
    step(
        locked, DemandAct.HANDED, state, by=by, at=at, words=words, handed_to=to, helper=helper, strength=strength,
        volunteer=volunteer,
    )  # fmt: skip
    return locked


def _volunteer(demand: Demand, volunteer: Volunteer, today: date) -> tuple[str, str]:
    """Name and fitting strength of a volunteer of today."""
    offer = volunteers.offer(demand.village, demand.topic, volunteer.pk, today)
    if offer is None:
        raise DomainError(_("This person is no volunteer any more."), field="volunteer", code="left")
    if volunteer.household_id == demand.household_id:
        sentence = _("This volunteer is of the household itself. Choose somebody else.")
        raise DomainError(sentence, field="volunteer", code="own")
    return volunteer.name, offer.fits or next(iter(offer.strengths), "")


@transaction.atomic
def answer(*, demand: Demand, data: Answer, by: User, at: datetime) -> Demand:
    """Solved, explained or passed on, always in words. At a problem, an emergency or a dispute somebody was first."""
    locked = _handled(demand, by)
    said = Answer(
        data.outcome,
        data.words.strip(),
        data.look_again_on if data.outcome == DemandOutcome.EXPLAINED else None,
        data.passed_to.strip() if data.outcome == DemandOutcome.PASSED_ON else "",
        data.passed_number.strip() if data.outcome == DemandOutcome.PASSED_ON else "",
        data.public_words.strip(),
    )
    Problems.raise_if(_wrong_answer(locked, said, clock.local_day(at)))
    step(
        locked,
        DemandAct.ANSWERED,
        DemandState.ANSWERED,
        by=by,
        at=at,
        words=said.words,
        outcome=said.outcome,
        answer=said.words,
        answered_by=by,
        answered_at=at,
        look_again_on=said.look_again_on,
        passed_to=said.passed_to,
        passed_number=said.passed_number,
        public_words=said.public_words,
    )
    return locked


def _wrong_answer(demand: Demand, said: Answer, today: date) -> list[DomainError]:
    found = []
    if said.outcome not in DemandOutcome.values:
        found.append(DomainError(_("Choose what became of it."), field="outcome", code="outcome"))
    found += tidy(said.words, "words", ANSWER_LENGTH, _("Every demand is answered in words. Write what you tell them."))
    if demand.visit_due_on and not demand.visited_on:
        sentence = _("Somebody has to have been there first. Record the visit, then answer.")
        found.append(DomainError(sentence, code="not_visited"))
    if said.outcome == DemandOutcome.EXPLAINED and (said.look_again_on is None or said.look_again_on <= today):
        sentence = _("Say on which later day it is looked at again.")
        found.append(DomainError(sentence, field="look_again_on", code="look_again"))
    if said.outcome == DemandOutcome.PASSED_ON:
        found += tidy(said.passed_to, "passed_to", PASSED_LENGTH, _("Say to whom it was passed on."))
        found += tidy(said.passed_number, "passed_number", NUMBER_LENGTH)
    found += tidy(said.public_words, "public_words", PUBLIC_LENGTH)
    if said.public_words and not demand.may_publish:
        sentence = _("The household did not agree to that. Leave this empty.")
        found.append(DomainError(sentence, field="public_words", code="no_consent"))
    return found


@transaction.atomic
def say(*, demand: Demand, so: bool, words: str = "", by: User, at: datetime) -> Demand:
    """Whether it is really so: settled; or once more to the officer; the second time it stays open to everybody."""
    locked = lock(demand)
    who = queries.may_say(by, locked)
    if not who:
        sentence = _(
            "Whether it is so is said by the household; where the office brought it in, by somebody of the office who "
            "asks there and did not answer it."
        )
        raise NotAllowed(sentence, code="not_yours")
    words = words.strip()
    missing = "" if so else _("Say what is still missing.")
    Problems.raise_if(tidy(words, "words", ANSWER_LENGTH, missing))
    if so:
        step(locked, DemandAct.AGREED, DemandState.SETTLED, by=by, at=at, words=words)
    elif locked.reopened:
        step(locked, DemandAct.REOPENED, DemandState.UNSETTLED, by=by, at=at, words=words)
    else:
        step(
            locked, DemandAct.REOPENED, DemandState.REOPENED, by=by, at=at, words=words,
            reopened=1, handed_to_id=locked.handed_to_id or locked.answered_by_id,
        )  # fmt: skip
    return locked


@transaction.atomic
def withdraw(*, demand: Demand, by: User, at: datetime) -> Demand:
    """Taken back by its household, or by whoever wrote it down, as long as it has no answer."""
    locked = lock(demand)
    own = locked.household_id in access.own_households(by, locked.village)
    if not own and (locked.online or locked.filed_by_id != by.pk):
        raise NotAllowed(_("Only the household, or whoever wrote it down, can take it back."), code="not_yours")
    step(locked, DemandAct.WITHDRAWN, DemandState.WITHDRAWN, by=by, at=at)
    return locked


def arrived(*, demand: Demand, day: date, on_the_spot: bool = False, by: User, at: datetime) -> Demand:
    """Somebody was there; a part of recording a visit. The first day counts. ``on_the_spot``: brought in on a visit."""
    locked = lock(demand)
    if locked.state not in DEMAND_OPEN and locked.visited_on is None:
        raise DomainError(_("This demand was taken back; nobody has to go there."), code="withdrawn")
    if day < clock.local_day(locked.filed_at) and not on_the_spot:
        sentence = _("It was brought in on %(day)s. Enter the day of the visit after that.")
        values = {"day": f"{clock.local_day(locked.filed_at):%Y-%m-%d}"}
        raise DomainError(sentence % values, field="visited_on", code="before_filed")
    if locked.visited_on is None:
        locked.visited_on = day
        locked.save(update_fields=["visited_on"])
        written(locked, DemandAct.VISITED, by=by, at=at)
    return locked


def _handled(demand: Demand, by: User) -> Demand:
    locked = lock(demand)
    if not queries.may_handle(by, locked):
        sentence = _("This is handled by the office, the grid’s officer, or whoever has it in hand.")
        raise NotAllowed(sentence, code="role")
    return locked
