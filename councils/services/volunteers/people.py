"""Volunteers join, change, and leave."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from councils.enums import DEMAND_OPEN
from councils.models import Demand, PostHolder, Shift, Strength, Volunteer, VolunteerStrength
from councils.models.volunteers.people import FROM_LENGTH, VOLUNTEER_NAME_LENGTH
from councils.queries.volunteers import people, posts
from councils.services.texts import tidy
from councils.services.volunteers.common import begin, lock, words
from points.enums import HouseholdState
from points.models import Household, User, Village
from points.services import audit
from points.services.locks import lock_village
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, Problems


@dataclass(frozen=True)
class PersonInput:
    """The id is made with the form. Either a household or where the person comes from."""

    name: str
    joined_on: date
    household: Household | None = None
    outsider_from: str = ""
    user: User | None = None
    party_member: bool = False
    on_call: bool = False
    team_leader: bool = False
    #: The person agreed to be named in public.
    public: bool = False
    strengths: Collection[uuid.UUID] = ()
    id: uuid.UUID | None = None


@transaction.atomic
def save_volunteer(
    *, village: Village, data: PersonInput, volunteer: Volunteer | None = None, by: User, at: datetime
) -> Volunteer:
    """A new one, or a changed one. Names ``name``, ``household``, ``outsider_from``, ``user``, ``joined_on``."""
    begin(village, by)
    lock_village(village)
    if volunteer is None and data.id and (done := Volunteer.objects.filter(village=village, pk=data.id).first()):
        return done
    row = lock(volunteer) if volunteer else Volunteer(id=data.id or new_id(), village=village)
    name, outside = words(data.name), words(data.outsider_from) if data.household is None else ""
    today = clock.local_day(at)
    Problems.raise_if(_wrong(village, row, data, name, outside, today))
    fresh = row._state.adding
    row.name, row.household, row.outsider_from, row.user = name, data.household, outside, data.user
    row.party_member, row.on_call, row.team_leader = data.party_member, data.on_call, data.team_leader
    row.public_since = (row.public_since or today) if data.public else None
    row.joined_on = data.joined_on
    row.save()
    _set_strengths(row, set(data.strengths))
    action = "volunteer.joined" if fresh else "volunteer.changed"
    after = {"on_call": row.on_call, "team_leader": row.team_leader, "public": data.public}
    audit.record(by=by, at=at, action=action, subject=row, after=after)
    return row


def _wrong(
    village: Village, row: Volunteer, data: PersonInput, name: str, outside: str, today: date
) -> list[DomainError]:
    found = tidy(name, "name", VOLUNTEER_NAME_LENGTH, _("Write the volunteer’s name."))
    home = data.household
    if row.left_on is not None:
        found.append(DomainError(_("This volunteer has left. Let them join anew."), code="left"))
    if home is None:
        missing = _("Choose the household, or write where the volunteer comes from.")
        found += tidy(outside, "outsider_from", FROM_LENGTH, missing)
    elif home.village_id != village.pk or (home.state == HouseholdState.CLOSED and row.household_id != home.pk):
        found.append(DomainError(_("This household is no longer on the register."), field="household", code="closed"))
    if data.user is not None and all(user.pk != data.user.pk for user in people.possible_users(village)):
        found.append(DomainError(_("This person has no log-in in this village."), field="user", code="user"))
    if data.joined_on > today:
        found.append(DomainError(_("This day is still to come."), field="joined_on", code="future"))
    wanted = set(data.strengths)
    if Strength.objects.filter(village=village, pk__in=wanted).count() != len(wanted):
        found.append(DomainError(_("Choose strengths from the list."), field="strengths", code="strength"))
    same = Volunteer.objects.filter(village=village, name=name, household=home, outsider_from=outside)
    if not found and same.filter(left_on__isnull=True).exclude(pk=row.pk).exists():
        found.append(DomainError(_("This person is a volunteer already."), field="name", code="taken"))
    return found


def _set_strengths(row: Volunteer, wanted: set[uuid.UUID]) -> None:
    VolunteerStrength.objects.filter(village=row.village_id, volunteer=row).exclude(strength__in=wanted).delete()
    VolunteerStrength.objects.bulk_create(
        [VolunteerStrength(village_id=row.village_id, volunteer=row, strength_id=key) for key in sorted(wanted)],
        ignore_conflicts=True,
    )


@transaction.atomic
def leave(*, volunteer: Volunteer, day: date, by: User, at: datetime) -> Volunteer:
    """From that day on no volunteer any more: posts end the day before, shifts to come fall free. Hours stay."""
    begin(volunteer.village, by)
    row = lock(volunteer)
    if row.left_on is not None:
        return row
    if not row.joined_on <= day <= clock.local_day(at):
        sentence = _("Between %(first)s, when they joined, and today.") % {"first": row.joined_on.isoformat()}
        raise DomainError(sentence, field="day", code="day")
    if open_one := Demand.objects.filter(village=row.village_id, volunteer=row, state__in=DEMAND_OPEN).first():
        sentence = _("Demand %(number)s is still in this person’s hands. Hand it to somebody else first.")
        raise DomainError(sentence % {"number": open_one.number}, code="in_hand")
    row.left_on, row.on_call, row.team_leader = day, False, False
    row.save(update_fields=["left_on", "on_call", "team_leader"])
    held = PostHolder.objects.filter(village=row.village_id, volunteer=row)
    held.filter(term_from__gte=day).delete()
    held.exclude(term_to__lt=day).update(term_to=day - timedelta(days=1))
    Shift.objects.filter(village=row.village_id, volunteer=row, week__gt=posts.monday(day)).delete()
    audit.record(by=by, at=at, action="volunteer.left", subject=row, after={"day": day})
    return row
