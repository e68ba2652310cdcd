"""Who came: ticked from the signed sheet of paper, or by the household itself with the code shown at the place.

A household is there once, whichever way. No place is taken from the phone and no picture.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from councils.enums import ActivityState, SignInWay
from councils.models import Activity, ServiceClaim, SignIn
from councils.models.volunteers.activities import CODE_LENGTH, MOST_OF_HOUSEHOLD
from councils.queries.volunteers import activities as queries
from councils.services.volunteers.common import begin, lock, require_module
from points.enums import HouseholdState
from points.models import Household, User
from points.queries import access, households
from points.services import audit, tries
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, Problems, TransitionError

#: Wrong codes of one log-in within an hour.
MOST_TRIES = 10


def sign_in(*, household: Household, code: str, people: int, by: User, at: datetime) -> SignIn:
    """By whoever belongs to the household, on the day, at the place. A second time gives the first.

    Names ``code`` or ``people``. After ten wrong codes within an hour one waits.
    """
    village = household.village
    require_module(village)
    if household.pk not in access.own_households(by, village):
        raise NotAllowed(_("A household signs in for itself only."), code="own")
    if not 1 <= people <= MOST_OF_HOUSEHOLD:
        raise _wrong_people()
    digits = "".join(letter for letter in code if letter.isdecimal())
    limit = tries.Limit("activity", str(by.pk), MOST_TRIES, timedelta(hours=1))
    attempt = tries.begin(limits=[limit], at=at)
    today = clock.local_day(at)
    found = queries.rows(village).filter(code=digits, day=today).exclude(state=ActivityState.CANCELLED).first()
    if len(digits) != CODE_LENGTH or found is None:
        sentence = _("No activity of today has this code. It is shown at the place.")
        raise DomainError(sentence, field="code", code="code")
    tries.succeeded(attempt)
    found.village = village
    return _write(found, household, people, by, at)


@transaction.atomic
def _write(activity: Activity, household: Household, people: int, by: User, at: datetime) -> SignIn:
    row = lock(activity)
    if row.state == ActivityState.CANCELLED:
        raise TransitionError(_("This activity was called off. Load the page anew."), code="activity_state")
    if done := SignIn.objects.filter(village=row.village_id, activity=row, household=household).first():
        return done
    if row.participants is not None and queries.people_signed(row) + people > row.participants:
        sentence = _("The report is written already. Tell the office, they enter you.")
        raise DomainError(sentence, field="code", code="reported")
    made = SignIn.objects.create(
        village_id=row.village_id, activity=row, household=household, people=people, way=SignInWay.PHONE, by=by, at=at
    )
    audit.record(by=by, at=at, action="activity.signed_in", subject=row, after={"households": 1})
    return made


def _wrong_people() -> DomainError:
    sentence = _("Between 1 and %(most)s people of a household.") % {"most": MOST_OF_HOUSEHOLD}
    return DomainError(sentence, field="people", code="people")


@transaction.atomic
def tick(
    *,
    activity: Activity,
    people: Mapping[uuid.UUID, int],
    known: Collection[uuid.UUID] = (),
    by: User,
    at: datetime,
) -> int:
    """From the signed sheet: households with how many came. How many households are signed in now.

    ``known`` are those that stood ticked when the page was loaded: of them those without a tick now are taken out; what
    somebody else ticked meanwhile stays. What a household signed on its phone stays as it is.
    """
    begin(activity.village, by)
    row = lock(activity)
    if row.state == ActivityState.CANCELLED:
        raise TransitionError(_("This activity was called off. Load the page anew."), code="activity_state")
    if row.day > clock.local_day(at):
        raise TransitionError(_("Its day is still to come."), code="future")
    there = {found.household_id: found for found in queries.sign_ins(row)}
    paper = {key for key, found in there.items() if found.way == SignInWay.PAPER}
    gone = (set(known) & paper) - set(people)
    new = {key: count for key, count in people.items() if key not in there}
    changed = [there[key] for key, count in people.items() if key in paper and there[key].people != count]
    Problems.raise_if(_wrong(row, people, new, gone, there))
    SignIn.objects.filter(village=row.village, pk__in=[there[key].pk for key in gone]).delete()
    for found in changed:
        found.people = people[found.household_id]
    SignIn.objects.bulk_update(changed, ["people"])
    SignIn.objects.bulk_create(
        SignIn(
            village=row.village, activity=row, household_id=key, people=count, way=SignInWay.PAPER, by=by, at=at
        )
        for key, count in sorted(new.items())
    )  # fmt: skip
    if row.participants is not None and (signed := queries.people_signed(row)) > row.participants:
        sentence = _("The report says %(said)s people, and %(signed)s signed in. Put the report right first.")
        raise DomainError(sentence % {"said": row.participants, "signed": signed}, code="reported")
    if new or gone or changed:
        after = {"households": len(new), "taken_out": len(gone), "changed": len(changed)}
        audit.record(by=by, at=at, action="activity.signed_in", subject=row, after=after)
    return len(there) + len(new) - len(gone)


def _wrong(
    row: Activity,
    people: Mapping[uuid.UUID, int],
    new: Mapping[uuid.UUID, int],
    gone: Collection[uuid.UUID],
    there: Mapping[uuid.UUID, SignIn],
) -> list[DomainError]:
    found = []
    if any(not 1 <= count <= MOST_OF_HOUSEHOLD for count in people.values()):
        found.append(_wrong_people())
    homes = households.by_id(row.village, new)
    if len(homes) != len(new) or any(home.state == HouseholdState.CLOSED for home in homes.values()):
        sentence = _("A household is no longer on the register. Load the page anew.")
        found.append(DomainError(sentence, field="households", code="closed"))
    claimed = ServiceClaim.objects.filter(village=row.village, sign_in__in=[there[key].pk for key in gone])
    for link in claimed.select_related("sign_in__household"):
        assert link.sign_in is not None
        sentence = _("%(household)s: points have been drafted from it. Delete the draft first, or leave the tick.")
        values = {"household": str(link.sign_in.household)}
        found.append(DomainError(sentence % values, field="households", code="claimed"))
    return found
