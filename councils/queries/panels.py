"""Who may decide a case: supervisors from outside the first review, or a panel drawn from the representatives."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from councils.enums import ObjectionState
from councils.models import NearKin, Objection, ObjectionVote, PanelSeat, Vote
from councils.queries.people import Person, roll
from points.enums import Role
from points.models import Claim, Membership, User, Village


def involved(claim: Claim) -> set[uuid.UUID]:
    """Who had a part in the claim: voted on it, claimed, vouched for, typed it, decided a case of it before.

    Log-ins, and for those without one the seats they voted by. Three queries.
    """
    votes = Vote.objects.filter(village=claim.village_id, claim=claim).values_list(
        "voter_id", "seat_id", "seat__user_id"
    )
    earlier = Objection.objects.filter(village=claim.village_id, claim=claim).exclude(state=ObjectionState.OPEN)
    words = ObjectionVote.objects.filter(village=claim.village_id, objection__in=earlier)
    said = words.values_list("voter_id", "seat__user_id", "seat__member_id")
    people = chain(*votes, *said, earlier.values_list("decided_by_id", flat=True))
    return {pk for pk in (*people, claim.claimed_by_id, claim.vouched_by_id, claim.typed_by_id) if pk is not None}


def of_households(village: Village, households: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Users who live in these households or named them as near kin, with a seat or without. Two queries."""
    living = Membership.objects.filter(village=village, household__in=households, active=True)
    kin = NearKin.objects.filter(village=village, household__in=households, user__isnull=False)
    return {pk for rows in (living, kin) for pk in rows.values_list("user_id", flat=True)}


@dataclass(frozen=True)
class Outsiders:
    """Who is left to decide a case."""

    supervisors: Sequence[uuid.UUID]
    #: In the order of the list that is drawn from: by name.
    representatives: Sequence[Person]


def outsiders(objection: Objection, day: date) -> Outsiders:
    """People outside the first review of the case's claim, who are neither of the two households nor their kin."""
    claim, village = objection.claim, objection.village
    households = {pk for pk in (claim.household_id, objection.objector_household_id) if pk is not None}
    sitting = roll(village, day)
    kept = {one.key for one in sitting.people.values() if households & (one.own | one.kin)}
    barred = involved(claim) | of_households(village, households) | kept | {objection.objector_id}
    rows = Membership.objects.filter(village=village, role=Role.SUPERVISOR, active=True, user__is_active=True)
    supervisors = rows.order_by("user__name", "user").values_list("user_id", flat=True)
    free = [one for one in sitting.representatives if not {one.key, one.seat_id} & barred and not one.why_barred(claim)]
    return Outsiders(
        [pk for pk in supervisors if pk not in barred], sorted(free, key=lambda one: (one.name, str(one.key)))
    )


def panel_of(objection: Objection, seats: Sequence[PanelSeat] | None = None) -> list[PanelSeat]:
    """Those who decide: the first of the drawn who are not excused, in the order drawn."""
    if not objection.drawn_at:
        return []
    rows = seats_of(objection) if seats is None else seats
    return [seat for seat in rows if not seat.excused][: objection.deciders]


def seats_of(objection: Objection) -> list[PanelSeat]:
    """Everybody who was drawn from, in the order drawn."""
    rows = PanelSeat.objects.filter(village=objection.village_id, objection=objection)
    return list(rows.select_related("member", "user").order_by("position"))


def panels_of(village: Village, objections: Sequence[Objection]) -> dict[uuid.UUID, list[PanelSeat]]:
    """The panel of each drawn case. One query."""
    drawn = {objection.pk: objection for objection in objections if objection.drawn_at}
    found: dict[uuid.UUID, list[PanelSeat]] = {pk: [] for pk in drawn}
    if drawn:
        rows = PanelSeat.objects.filter(village=village, objection__in=list(drawn), excused="")
        for seat in rows.select_related("member", "user").order_by("position"):
            panel = found[seat.objection_id]
            if len(panel) < drawn[seat.objection_id].deciders:
                panel.append(seat)
    return found


def words_on(objection: Objection) -> list[ObjectionVote]:
    """What was said so far, the first word first."""
    rows = ObjectionVote.objects.filter(village=objection.village_id, objection=objection)
    return list(rows.select_related("voter", "seat__member", "recorded_by").order_by("at", "id"))


def seated(user: User, village: Village) -> list[Objection]:
    """Open cases for whose panel this person was drawn. Two queries at most."""
    mine = PanelSeat.objects.filter(village=village, user=user, excused="").values("objection")
    rows = Objection.objects.filter(village=village, state=ObjectionState.OPEN, pk__in=mine)
    found = list(rows.select_related("claim__household__group", "claim__item__category").order_by("due_on", "number"))
    panels = panels_of(village, found) if found else {}
    return [one for one in found if any(seat.user_id == user.pk for seat in panels[one.pk])]


def waiting_count(user: User, village: Village) -> int:
    """Drawn cases in which this person's word is still asked for."""
    open_ones = seated(user, village)
    if not open_ones:
        return 0
    rows = ObjectionVote.objects.filter(village=village, objection__in=open_ones)
    given = rows.filter(voter=user) | rows.filter(seat__user=user)
    return len(open_ones) - given.values("objection").distinct().count()
