"""Claims that wait for the committee: whose word is still asked for, and who must stay out of it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from councils.enums import Decision
from councils.models import Vote
from councils.queries import bodies
from points.enums import ClaimState, Role
from points.models import Claim, User, Village, VillageSettings
from points.queries import access
from points.queries.villages import settings_on
from villagegov.kernel import clock


class HasConstituencies(Protocol):
    """A vote, or what would become one."""

    @property
    def voter_id(self) -> uuid.UUID: ...

    @property
    def constituencies(self) -> Collection[str]: ...


def quorum_reached(votes: Iterable[HasConstituencies], settings: VillageSettings) -> bool:
    """Whether these like-minded votes decide: so many people, out of so many constituencies.

    Each person counts once. Somebody who sits in two bodies stands for either of them, whichever helps, but not for
    both: so it is a matching of constituencies to different people, not a count of constituencies.
    """
    people = {vote.voter_id: frozenset(vote.constituencies) for vote in votes}
    return len(people) >= settings.quorum_votes and _filled(people) >= settings.quorum_constituencies


def _filled(people: Mapping[uuid.UUID, frozenset[str]]) -> int:
    """How many constituencies different people can stand for: a largest matching, by augmenting paths."""
    stands_for: dict[str, uuid.UUID] = {}

    def place(person: uuid.UUID, tried: set[str]) -> bool:
        for constituency in sorted(people[person] - tried):
            tried.add(constituency)
            holder = stands_for.get(constituency)
            if holder is None or place(holder, tried):
                stands_for[constituency] = person
                return True
        return False

    return sum(place(person, set()) for person in people)


def is_reviewer(user: User, village: Village) -> bool:
    """Whether the person may vote on claims today: the role, and a seat in a constituency."""
    return not not_a_reviewer(user, village, clock.today())


def waiting_for(user: User, village: Village) -> QuerySet[Claim]:
    """Claims that wait for this very person: not voted on in this round, and not barred from."""
    waiting = Claim.objects.filter(village=village, state=ClaimState.SUBMITTED)
    if not is_reviewer(user, village):
        return waiting.none()
    voted = Vote.objects.filter(
        village=OuterRef("village"), claim=OuterRef("pk"), round=OuterRef("review_round"), voter=user
    )
    return (
        waiting.filter(~Exists(voted))
        .exclude(household__in=bodies.barred_households(user, village))
        .exclude(claimed_by=user)
        .exclude(vouched_by=user)
    )


def waiting_count(user: User | None, village: Village) -> int:
    """For the number beside the admin in the header."""
    return waiting_for(user, village).count() if user is not None and access.roles_of(user, village) else 0


def obstacles(user: User, claims: Sequence[Claim], day: date | None = None) -> dict[uuid.UUID, str]:
    """Why this person may not decide a claim on a day (today), in words, by the claim's id.

    Those they may decide are left out. The claims are of one village, and as they stand: whoever decides has locked
    them. A constant number of queries.
    """
    if not claims:
        return {}
    village = claims[0].village
    if refusal := not_a_reviewer(user, village, day or clock.today()):
        return {claim.pk: refusal for claim in claims}
    own = bodies.own_households(user, village)
    kin = bodies.near_kin_households(user, village)
    voted = set(
        Vote.objects.filter(village=village, claim__in=[claim.pk for claim in claims], voter=user).values_list(
            "claim_id", "round"
        )
    )
    found = {}
    for claim in claims:
        sentence = _not_open(claim) or _barred(user, claim, own, kin)
        if not sentence and (claim.pk, claim.review_round) in voted:
            sentence = _("You have already voted on it. It waits for the other members.")
        if sentence:
            found[claim.pk] = sentence
    return found


def not_a_reviewer(user: User, village: Village, day: date) -> str:
    """Why the person votes on no claim of the village at all on a day, or nothing."""
    if not access.has_role(user, village, Role.COMMITTEE):
        return _("Only members of the review committee decide claims.")
    if not bodies.constituencies_of(user, village, day):
        return _(
            "You have no seat in a body that reviews claims today. "
            "Ask the village administrator to enter your seat and its term."
        )
    return ""


def _not_open(claim: Claim) -> str:
    if claim.state == ClaimState.SUBMITTED:
        return ""
    if claim.state == ClaimState.WITHDRAWN:
        return _("It has been withdrawn.")
    if claim.state == ClaimState.DRAFT:
        return _("It has not been sent up yet.")
    return _("It has been decided already: it is now “%(state)s”.") % {"state": ClaimState(claim.state).label}


def _barred(user: User, claim: Claim, own: set[uuid.UUID], kin: set[uuid.UUID]) -> str:
    if claim.household_id in own:
        return _("It is your own household. Other members decide.")
    if claim.household_id in kin:
        return _("The household is near kin of yours. Other members decide.")
    if claim.claimed_by_id == user.pk:
        return _("You claimed it yourself. Other members decide.")
    if claim.vouched_by_id == user.pk:
        return _("You vouched for it. Other members decide.")
    return ""


def votes_of(village: Village, claims: Collection[Claim]) -> dict[uuid.UUID, list[Vote]]:
    """The votes of each claim's present round, oldest first, with their voters. One query."""
    rounds = {claim.pk: claim.review_round for claim in claims}
    found: dict[uuid.UUID, list[Vote]] = {}
    rows = Vote.objects.filter(village=village, claim__in=list(rounds)).select_related("voter").order_by("at", "id")
    for vote in rows:
        if vote.round == rounds[vote.claim_id]:
            found.setdefault(vote.claim_id, []).append(vote)
    return found


@dataclass(frozen=True)
class _Voice:
    """A vote that would be given."""

    voter_id: uuid.UUID
    constituencies: frozenset[str]


def would_decide(
    user: User, village: Village, claims: Collection[Claim], decision: Decision, day: date
) -> list[uuid.UUID]:
    """Which of these claims the user's vote would decide, were it given now. Constant queries; nothing is locked."""
    if decision == Decision.RETURN:
        return [claim.pk for claim in claims]
    settings = settings_on(village, day)
    voice = _Voice(user.pk, bodies.constituencies_of(user, village, day))
    votes = votes_of(village, claims)
    return [
        claim.pk
        for claim in claims
        if quorum_reached([voice, *(v for v in votes.get(claim.pk, ()) if v.decision == decision)], settings)
    ]
