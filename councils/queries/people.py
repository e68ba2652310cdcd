"""Everybody who sits in a body, as people: one person is one, in however many bodies, with a log-in or without.

Read once for a village and a day in a constant number of queries; everything about recusal and quorum is then worked
out without asking again.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import combinations

from django.db.models import Q
from django.utils.translation import gettext as _

from councils.enums import CONSTITUENCIES, BodyKind
from councils.models import BodyMember, KinListing, MemberKin, NearKin
from points.enums import Role
from points.models import Claim, Membership, User, Village


@dataclass(frozen=True)
class Person:
    #: The log-in's id, or, without one, the id of the person's first seat.
    key: uuid.UUID
    name: str
    position: str = ""
    user_id: uuid.UUID | None = None
    #: The first seat; stands for the person where there is no log-in.
    seat_id: uuid.UUID | None = None
    #: Constituencies on the day, as a member and as an alternate.
    constituencies: frozenset[str] = frozenset()
    alternate_for: frozenset[str] = frozenset()
    #: Groups whose leader this person is.
    leads: frozenset[uuid.UUID] = frozenset()
    #: Own households, by account or by a seat of any term; households of near kin.
    own: frozenset[uuid.UUID] = frozenset()
    kin: frozenset[uuid.UUID] = frozenset()
    #: On the review committee: by its body, or by the role on their account.
    on_committee: bool = False
    representative: bool = False
    #: When the present term began, and whether near kin have been listed since.
    term_from: date = date.min
    listed: bool = False

    @property
    def reviews(self) -> bool:
        """Whether the person has a say on claims at all, if only as an alternate or a group leader."""
        return bool(self.constituencies or self.alternate_for or self.leads)

    def why_barred(self, claim: Claim) -> str:
        """A code: ``own``, ``kin``, ``claimed``, ``vouched``; empty if nothing keeps them from deciding the claim."""
        if claim.household_id in self.own:
            return "own"
        if claim.household_id in self.kin:
            return "kin"
        if self.user_id is not None:
            if claim.claimed_by_id == self.user_id:
                return "claimed"
            return "vouched" if claim.vouched_by_id == self.user_id else ""
        named = claim.vouched_by_id is None and claim.vouched_name.strip() == self.name
        return "vouched" if named else ""


def barred_words(code: str) -> str:
    """Why somebody keeps away, in words beside their name."""
    return {
        "own": _("own household"),
        "kin": _("near kin"),
        "claimed": _("claimed it"),
        "vouched": _("vouched for it"),
        "out": _("stepped out"),
    }.get(code, "")


@dataclass(frozen=True)
class Roll:
    """Who sits where on a day, and who is near kin of whom."""

    people: dict[uuid.UUID, Person]
    #: By registration, by living together, or by one having listed the other's household.
    kin: frozenset[frozenset[uuid.UUID]] = frozenset()

    def of_user(self, user_id: uuid.UUID | None) -> Person | None:
        return self.people.get(user_id) if user_id else None

    @cached_property
    def committee(self) -> list[Person]:
        """Members and alternates of the review committee."""
        return [one for one in self.people.values() if one.on_committee and (one.constituencies or one.alternate_for)]

    @cached_property
    def representatives(self) -> list[Person]:
        return [one for one in self.people.values() if one.representative]

    def related(self, key: uuid.UUID) -> frozenset[uuid.UUID]:
        """Those who are near kin of a person."""
        return frozenset(other for pair in self.kin if key in pair for other in pair if other != key)


def roll(village: Village, day: date) -> Roll:
    """Five queries."""
    seats = list(
        BodyMember.objects.filter(village=village)
        .select_related("body", "user", "household")
        .order_by("term_from", "pk")
    )
    keys = keys_of(seats)
    homes = homes_of(village, seats, keys)
    kin, listed_on = listed_kin(village, keys)
    pairs = {
        frozenset({keys[one], keys[other]})
        for one, other in MemberKin.objects.filter(village=village).values_list("one_id", "other_id")
    }
    members = set(
        Membership.objects.filter(village=village, role=Role.COMMITTEE, active=True).values_list("user_id", flat=True)
    )
    drafts = {
        key: _Draft(key, own, now)
        for key, own in _by_person(seats, keys).items()
        if (now := [seat for seat in own if _sits(seat, day)])
    }
    with_body = any(seat.body.kind == BodyKind.REVIEW for draft in drafts.values() for seat in draft.now)
    for pair in pairs:  # whoever is near kin of a member keeps away from that member's household
        for one, other in ((a, b) for a in pair for b in pair if a != b):
            kin[one] |= homes[other]
    people = {
        key: draft.person(homes[key], kin[key] - homes[key], listed_on.get(key), members, with_body)
        for key, draft in drafts.items()
    }
    return Roll(people, frozenset(pair for pair in pairs if len(pair) == 2) | frozenset(_living_kin(people.values())))


def keys_of(seats: Iterable[BodyMember]) -> dict[uuid.UUID, uuid.UUID]:
    """The person's key of each seat, by the seat's id; ``seats`` are the village's, the earliest first.

    Without a log-in, a seat belongs to the person of that name in that household; where a seat names no household, to
    the only person of that name. Counting two people as one never makes a quorum, counting one as two would.
    """
    named: dict[str, dict[uuid.UUID | None, uuid.UUID]] = {}
    keys = {}
    for seat in sorted(seats, key=lambda seat: (seat.user_id is None, seat.household_id is None)):
        homes = named.setdefault(seat.name, {})
        key = seat.user_id or homes.get(seat.household_id)
        if key is None and len(set(homes.values())) == 1 and None in (seat.household_id, *homes):
            key = next(iter(homes.values()))
        keys[seat.pk] = key or seat.pk
        homes.setdefault(seat.household_id, keys[seat.pk])
    return keys


@dataclass
class _Draft:
    key: uuid.UUID
    seats: list[BodyMember]
    #: Seats whose term covers the day.
    now: list[BodyMember] = field(default_factory=list)

    def person(
        self,
        own: set[uuid.UUID],
        kin: set[uuid.UUID],
        listed_on: date | None,
        members: set[uuid.UUID],
        with_body: bool,
    ) -> Person:
        regular = {s.body.kind for s in self.now if s.body.kind in CONSTITUENCIES and not s.alternate}
        stand_in = {s.body.kind for s in self.now if s.body.kind in CONSTITUENCIES and s.alternate}
        review = [seat.alternate for seat in self.now if seat.body.kind == BodyKind.REVIEW]
        if review and all(review):  # a member elsewhere, an alternate of the review committee
            regular, stand_in = set(), regular | stand_in
        latest = max(seat.term_from for seat in self.now)
        first = next((seat for seat in self.now if seat.user_id), self.now[0])
        leads = {s.household.group_id for s in self.now if s.body.kind == BodyKind.GROUP_LEADERS and s.household}
        return Person(
            key=self.key,
            name=first.user.name if first.user else first.name,
            position=next((seat.position for seat in self.now if seat.position), ""),
            user_id=first.user_id,
            seat_id=self.seats[0].pk if first.user_id else self.key,
            constituencies=frozenset(regular),
            alternate_for=frozenset(stand_in - regular),
            leads=frozenset(leads),
            own=frozenset(own),
            kin=frozenset(kin),
            on_committee=bool(review) or not with_body or first.user_id in members,
            representative=any(s.body.kind == BodyKind.REPRESENTATIVES and not s.alternate for s in self.now),
            term_from=latest,
            listed=listed_on is not None and listed_on >= latest,
        )


def _sits(seat: BodyMember, day: date) -> bool:
    return seat.term_from <= day and (seat.term_to is None or seat.term_to >= day)


def _by_person(seats: Iterable[BodyMember], keys: dict[uuid.UUID, uuid.UUID]) -> dict[uuid.UUID, list[BodyMember]]:
    found: dict[uuid.UUID, list[BodyMember]] = {}
    for seat in seats:
        found.setdefault(keys[seat.pk], []).append(seat)
    return found


def homes_of(
    village: Village, seats: Iterable[BodyMember], keys: dict[uuid.UUID, uuid.UUID]
) -> defaultdict[uuid.UUID, set[uuid.UUID]]:
    """Own households by person: by a seat of any term, or by an active account."""
    homes: defaultdict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for seat in seats:
        if seat.household_id:
            homes[keys[seat.pk]].add(seat.household_id)
    rows = Membership.objects.filter(village=village, active=True, household__isnull=False)
    for user_id, household_id in rows.values_list("user_id", "household_id"):
        homes[user_id].add(household_id)
    return homes


def listed_kin(
    village: Village, keys: dict[uuid.UUID, uuid.UUID]
) -> tuple[defaultdict[uuid.UUID, set[uuid.UUID]], dict[uuid.UUID, date]]:
    """Households of near kin, and the day of the last list, by person."""
    kin: defaultdict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    last: dict[uuid.UUID, date] = {}
    rows = NearKin.objects.filter(village=village).values_list("user_id", "seat_id", "household_id", "registered_on")
    for user_id, seat_id, household_id, day in rows:
        person = user_id or keys[seat_id]
        kin[person].add(household_id)
        last[person] = max(day, last.get(person, day))
    for user_id, seat_id, day in KinListing.objects.filter(village=village).values_list("user", "seat", "listed_on"):
        person = user_id or keys[seat_id]
        last[person] = max(day, last.get(person, day))
    return kin, last


def _living_kin(people: Iterable[Person]) -> Iterator[frozenset[uuid.UUID]]:
    """Pairs of whom one lives in a household of the other's, or of the other's near kin."""
    for one, other in combinations(people, 2):
        if one.own & (other.own | other.kin) or other.own & one.kin:
            yield frozenset({one.key, other.key})


def seats_of_user(user_id: uuid.UUID) -> Q:
    """Rows that name somebody by their log-in, or by a seat that is theirs (from before they had a log-in)."""
    return Q(user=user_id) | Q(seat__user=user_id)


def by_user(user: User) -> Q:
    """Votes of this person: their own, or given at a meeting before they had a log-in."""
    return Q(voter=user) | Q(seat__user=user)
