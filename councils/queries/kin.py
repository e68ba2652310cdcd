"""Who has listed their near kin this term, and whom they listed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from councils.models import BodyMember, KinListing, MemberKin, NearKin
from councils.queries.people import Person, Roll, keys_of, roll
from points.enums import Role
from points.models import User, Village
from points.queries import access
from villagegov.kernel import clock

#: Who sees the lists; a member writes their own, the administrator everybody's.
LOOKERS = (Role.COMMITTEE, Role.SUPERVISOR, Role.ADMINISTRATOR)


def must_list(everybody: Roll) -> list[Person]:
    """Who decides on claims, and so lists near kin: those who still have to first, then by name."""
    people = {person.key: person for person in (*everybody.committee, *everybody.representatives)}
    return sorted(people.values(), key=lambda one: (one.listed, one.name, one.key))


def still_to_list(village: Village, day: date) -> int:
    return sum(not person.listed for person in must_list(roll(village, day)))


def seats_of(village: Village, person: Person) -> list[uuid.UUID]:
    """Every seat of the person, of any body and term. One query."""
    seats = list(
        BodyMember.objects.filter(village=village)
        .select_related("body", "user", "household")
        .order_by("term_from", "pk")
    )
    keys = keys_of(seats)
    return [seat.pk for seat in seats if keys[seat.pk] == person.key]


def of_person(village: Village, person: Person) -> QuerySet[NearKin]:
    """What the person listed, with a log-in or before they had one."""
    theirs = Q(seat__in=seats_of(village, person))
    if person.user_id:
        theirs |= Q(user=person.user_id)
    return NearKin.objects.filter(theirs, village=village)


def member_pairs(village: Village, person: Person) -> QuerySet[MemberKin]:
    """Other members whom this person named."""
    return MemberKin.objects.filter(village=village, one__in=seats_of(village, person))


@dataclass(frozen=True)
class Listed:
    """One member's list as it stands."""

    person: Person
    households: list[NearKin]
    #: Keys of members named.
    members: set[uuid.UUID]
    listing: KinListing | None


def listed(village: Village, everybody: Roll, person: Person) -> Listed:
    seats = seats_of(village, person)
    theirs = Q(seat__in=seats) | (Q(user=person.user_id) if person.user_id else Q(pk__in=[]))
    rows = NearKin.objects.filter(theirs, village=village).select_related("household__group")
    pairs = MemberKin.objects.filter(village=village, one__in=seats).values_list("other_id", flat=True)
    by_seat = {one.seat_id: one.key for one in everybody.people.values()}
    listings = KinListing.objects.filter(theirs, village=village).select_related("entered_by")
    return Listed(
        person,
        list(rows.order_by("household__number")),
        {by_seat[seat] for seat in pairs if seat in by_seat},
        listings.order_by("-listed_on", "-entered_at").first(),
    )


def waiting_count(user: User | None, village: Village) -> int:
    """For the administrator, how many still have to list; for a member, whether they do."""
    if user is None:
        return 0
    people = must_list(roll(village, clock.today()))
    if access.has_role(user, village, Role.ADMINISTRATOR):
        return sum(not person.listed for person in people)
    return sum(not person.listed for person in people if person.user_id == user.pk)
