"""Claims that wait for the committee: whose word is still asked for, and who must stay out of it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from councils.enums import CONSTITUENCIES, BodyKind, Decision, Level
from councils.models import Vote
from councils.queries import bodies
from councils.queries.levels import Said, levels, quorum_finder, voice
from councils.queries.people import Person, Roll, by_user, roll
from councils.queries.quorum import quorum_reached
from points.enums import ClaimState, ReviewRoute, Role
from points.models import Claim, User, Village
from points.queries import access
from points.queries.routes import light, route_of
from points.queries.villages import settings_on
from villagegov.kernel import clock

__all__ = ["is_reviewer", "not_a_reviewer", "obstacles", "quorum_reached", "votes_of", "waiting_for", "would_decide"]

#: Seats from which one may have a say on claims: as a member, an alternate, or the leader of a group.
_SEATS = (*CONSTITUENCIES, BodyKind.GROUP_LEADERS)


def is_reviewer(user: User, village: Village) -> bool:
    """Whether the person may vote on claims today: the role, and a seat."""
    return not not_a_reviewer(user, village, clock.today())


def not_a_reviewer(user: User, village: Village, day: date) -> str:
    """Why the person votes on no claim of the village at all on a day, or nothing."""
    if not access.has_role(user, village, Role.COMMITTEE):
        return _("Only members of the review committee decide claims.")
    if not bodies.seats_on(village, day).filter(user=user, body__kind__in=_SEATS).exists():
        return _(
            "You have no seat in a body that reviews claims today. "
            "Ask the village administrator to enter your seat and its term."
        )
    return ""


def waiting_for(user: User, village: Village) -> QuerySet[Claim]:
    """Claims that wait for this very person: not voted on in this round, and not barred from."""
    waiting = Claim.objects.filter(village=village, state=ClaimState.SUBMITTED)
    if not is_reviewer(user, village):
        return waiting.none()
    votes = Vote.objects.filter(village=OuterRef("village"), claim=OuterRef("pk"), round=OuterRef("review_round"))
    found = (
        waiting.filter(~Exists(votes.filter(by_user(user))))
        .exclude(household__in=bodies.barred_households(user, village))
        .exclude(claimed_by=user)
        .exclude(vouched_by=user)
    )
    if bodies.constituencies_of(user, village, clock.today()):
        return found
    return found.filter(_of_leaders_and_alternates(user, village))


def _of_leaders_and_alternates(user: User, village: Village) -> Q:
    """What waits for somebody who is no member: light claims of the group they lead, claims that need alternates."""
    today = clock.today()
    everybody = roll(village, today)
    person = everybody.of_user(user.pk)
    if person is None:
        return Q(pk__in=[])
    found = light() & Q(household__group__in=person.leads)
    if not person.alternate_for:
        return found
    waiting = list(Claim.objects.filter(village=village, state=ClaimState.SUBMITTED).select_related("item"))
    needed = levels(waiting, everybody, settings_on(village, today))
    return found | Q(pk__in=[pk for pk, level in needed.items() if level == Level.ALTERNATES])


def waiting_count(user: User | None, village: Village) -> int:
    """For the number beside the admin in the header."""
    return waiting_for(user, village).count() if user is not None and access.roles_of(user, village) else 0


def obstacles(user: User, claims: Sequence[Claim], day: date | None = None) -> dict[uuid.UUID, str]:
    """Why this person may not decide a claim on a day (today), in words, by the claim's id.

    Those they may decide are left out. The claims are of one village, and as they stand: whoever decides has locked
    them; ``claim.item`` and ``claim.household`` should be loaded. A constant number of queries.
    """
    if not claims:
        return {}
    village, day = claims[0].village, day or clock.today()
    if refusal := not_a_reviewer(user, village, day):
        return {claim.pk: refusal for claim in claims}
    return Bench(village, day).obstacles(user, claims)


class Bench:
    """Who may decide which claims on a day: the roll, read once, and the village's numbers."""

    def __init__(self, village: Village, day: date) -> None:
        self.village, self.day = village, day
        self.roll: Roll = roll(village, day)
        self.settings = settings_on(village, day)
        self.reached = quorum_finder(self.roll, self.settings)

    def obstacles(self, user: User, claims: Sequence[Claim]) -> dict[uuid.UUID, str]:
        """See :func:`obstacles`; the person is a reviewer. One query."""
        person = self.roll.of_user(user.pk)
        assert person is not None, "a reviewer has a seat"
        rows = Vote.objects.filter(by_user(user), village=self.village, claim__in=[claim.pk for claim in claims])
        voted = set(rows.values_list("claim_id", "round"))
        needed = self._levels(person, claims)
        found = {}
        for claim in claims:
            sentence = _not_open(claim) or _barred(person, claim)
            if not sentence and (claim.pk, claim.review_round) in voted:
                sentence = _("You have already voted on it. It waits for the other members.")
            if not sentence and not person.constituencies:
                sentence = _not_needed(person, claim, needed[claim.pk])
            if sentence:
                found[claim.pk] = sentence
        return found

    def voices(self, user: User, claims: Sequence[Claim]) -> dict[uuid.UUID, Said]:
        """What the person's vote on each claim would count for; group leaders stand for no constituency."""
        person = self.roll.of_user(user.pk)
        assert person is not None, "a reviewer has a seat"
        needed = self._levels(person, claims)
        return {
            claim.pk: voice(person, needed.get(claim.pk, Level.MEMBERS)) or Said(person.key, ()) for claim in claims
        }

    def _levels(self, person: Person, claims: Sequence[Claim]) -> dict[uuid.UUID, Level]:
        """Only asked where it makes a difference to this person's vote."""
        plain_member = person.constituencies and not person.alternate_for
        return {} if plain_member else levels(claims, self.roll, self.settings)

    def decides(self, claim: Claim, votes: Sequence[Vote | Said]) -> bool:
        """Whether these like-minded votes decide the claim."""
        return self.reached([Said(vote.person, tuple(vote.constituencies)) for vote in votes], route_of(claim))


def _not_open(claim: Claim) -> str:
    if claim.state == ClaimState.SUBMITTED:
        return ""
    if claim.state == ClaimState.WITHDRAWN:
        return _("It has been withdrawn.")
    if claim.state == ClaimState.DRAFT:
        return _("It has not been sent up yet.")
    return _("It has been decided already: it is now “%(state)s”.") % {"state": ClaimState(claim.state).label}


def _barred(person: Person, claim: Claim) -> str:
    return {
        "": "",
        "own": _("It is your own household. Other members decide."),
        "kin": _("The household is near kin of yours. Other members decide."),
        "claimed": _("You claimed it yourself. Other members decide."),
        "vouched": _("You vouched for it. Other members decide."),
    }[person.why_barred(claim)]


def _not_needed(person: Person, claim: Claim, level: Level) -> str:
    """Why somebody who is no member has no say on this claim."""
    if claim.household.group_id in person.leads and route_of(claim) == ReviewRoute.LIGHT:
        return ""
    if person.alternate_for:
        needed = level == Level.ALTERNATES
        return "" if needed else _("The members can decide it without alternates. You step in where they cannot.")
    return _("A group leader signs for small awards of the own group. The review committee decides this one.")


def votes_of(village: Village, claims: Collection[Claim]) -> dict[uuid.UUID, list[Vote]]:
    """The votes of each claim's present round, oldest first, with their voters. One query."""
    rounds = {claim.pk: claim.review_round for claim in claims}
    found: dict[uuid.UUID, list[Vote]] = {}
    rows = Vote.objects.filter(village=village, claim__in=list(rounds)).select_related("voter", "seat")
    for vote in rows.order_by("at", "id"):
        if vote.round == rounds[vote.claim_id]:
            found.setdefault(vote.claim_id, []).append(vote)
    return found


def would_decide(
    user: User, village: Village, claims: Collection[Claim], decision: Decision, day: date
) -> list[uuid.UUID]:
    """Which of these claims the user's vote would decide, were it given now. Constant queries; nothing is locked."""
    if decision == Decision.RETURN:
        return [claim.pk for claim in claims]
    bench, votes = Bench(village, day), votes_of(village, claims)
    voices = bench.voices(user, list(claims))
    return [
        claim.pk
        for claim in claims
        if bench.decides(
            claim, [voices[claim.pk], *(vote for vote in votes.get(claim.pk, ()) if vote.decision == decision)]
        )
    ]
