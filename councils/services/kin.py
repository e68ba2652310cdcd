"""Listing near kin 近亲属 once a term: the member on their own account, or the administrator from a signed paper."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from councils.models import KinListing, MemberKin, NearKin
from councils.queries.kin import member_pairs, of_person
from councils.queries.people import Person, roll
from points.enums import Role
from points.models import Household, User, Village
from points.queries import access
from points.services import audit
from points.services.locks import lock_village
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed

#: More near kin than a village has seen in one family.
MOST = 60


@transaction.atomic
def list_kin(
    *,
    village: Village,
    person: uuid.UUID,
    households: Collection[uuid.UUID] = (),
    members: Collection[uuid.UUID] = (),
    listed_on: date,
    by: User,
    at: datetime,
) -> KinListing:
    """A member's households of near kin, and other members who are near kin; empty lists say that there are none.

    ``person`` and ``members`` are keys of people (:class:`councils.queries.people.Person`). The list takes the place of
    the one before; what others listed stays. Raises :class:`NotAllowed` for anybody but the member and the
    administrator, :class:`DomainError` naming ``households``, ``members`` or ``listed_on``.
    """
    everybody = roll(village, clock.local_day(at))
    who = everybody.people.get(person)
    if who is None:
        raise DomainError(_("This person sits in no body today. Load the page anew."), code="no_seat")
    if who.user_id != by.pk:
        access.require(by, village, Role.ADMINISTRATOR)
    elif not access.roles_of(by, village):
        raise NotAllowed(_("Only members of this village’s bodies list their near kin."), code="role")
    _check(who, listed_on, len(households), clock.local_day(at))
    if any(key not in everybody.people or key == who.key for key in members):
        raise DomainError(_("Somebody ticked sits in no body any more."), field="members", code="no_seat")
    lock_village(village)
    homes = _households(village, who, households)
    of_person(village, who).delete()
    member_pairs(village, who).delete()
    NearKin.objects.bulk_create(
        NearKin(village=village, **_named(who), household=household, registered_on=listed_on) for household in homes
    )
    MemberKin.objects.bulk_create(
        MemberKin(
            village=village,
            one_id=_first_seat(who),
            other_id=_first_seat(everybody.people[key]),
            registered_on=listed_on,
        )
        for key in dict.fromkeys(members)
    )
    listing = KinListing.objects.create(
        village=village, **_named(who), listed_on=listed_on, entered_by=by, entered_at=at
    )
    after = {"count": len(homes), "day": listed_on, "paper": who.user_id != by.pk}
    audit.record(by=by, at=at, action="kinlisting.listed", subject=listing, after=after)
    return listing


def _check(who: Person, listed_on: date, count: int, today: date) -> None:
    if listed_on > today:
        raise DomainError(_("This day is still to come."), field="listed_on", code="future")
    if listed_on < who.term_from:
        raise DomainError(
            _("The term began on %(day)s, and the list is made anew for it. Enter the day of this term’s list.")
            % {"day": f"{who.term_from:%Y-%m-%d}"},
            field="listed_on",
            code="before_term",
        )
    if count > MOST:
        raise DomainError(
            _("At most %(most)s households. Near kin are spouse, parents, children, siblings, grandparents.")
            % {"most": MOST},
            field="households",
            code="too_many",
        )


def _households(village: Village, who: Person, wanted: Collection[uuid.UUID]) -> list[Household]:
    """The own household needs no listing: everybody keeps away from it anyway."""
    found = list(Household.objects.filter(village=village, pk__in=set(wanted)).order_by("number"))
    if len(found) != len(set(wanted)):
        raise DomainError(
            _("This village has no such household. Write the household numbers anew."),
            field="households",
            code="household_unknown",
        )
    return [household for household in found if household.pk not in who.own]


def _named(who: Person) -> dict[str, Any]:
    return {"user_id": who.user_id} if who.user_id else {"seat_id": who.seat_id}


def _first_seat(person: Person) -> uuid.UUID:
    assert person.seat_id is not None, "whoever sits in a body has a seat"
    return person.seat_id
