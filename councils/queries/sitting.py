"""What a recorded meeting decides, line by line: who votes, who keeps away and why, whether it suffices.

The same reckoning before anybody confirms (to be looked at) and when somebody does (under locks): claims, earlier
votes and the check of caps are handed in, everything else is worked out without asking.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from councils.enums import Decision, Level, LineResult, MeetingKind
from councils.models import Meeting, MeetingAttendee, MeetingLine, Vote
from councils.queries.levels import Said, level_words, levels, quorum_finder, voice
from councils.queries.people import Person, Roll, barred_words, roll
from councils.queries.quorum import assembly_decides
from points.enums import ClaimState
from points.models import Claim
from points.queries.routes import route_of
from points.queries.villages import settings_on
from villagegov.kernel.errors import DomainError

#: Checks claims anew (caps, days), in the order given: what keeps each from standing, by its id.
Check = Callable[[Sequence[Claim]], Mapping[uuid.UUID, DomainError]]
#: Sets the quantity and points the meeting chose on the claim; raises where the rules do not allow them.
Measure = Callable[[MeetingLine, Claim], None]


@dataclass(frozen=True)
class Voter:
    attendee: MeetingAttendee
    person: uuid.UUID
    constituencies: tuple[str, ...]


@dataclass
class Settled:
    """One line, and what becomes of it."""

    line: MeetingLine
    claim: Claim
    level: Level = Level.MEMBERS
    #: The level without those who stepped out: by it the next list is made.
    by_register: Level = Level.MEMBERS
    voters: list[Voter] = field(default_factory=list)
    #: Who was there and keeps away, with the reason in words.
    away: list[tuple[str, str]] = field(default_factory=list)
    #: Votes given on accounts in this round, before the meeting.
    earlier: list[Vote] = field(default_factory=list)
    result: LineResult = LineResult.WAITING
    #: Why it waits or is left, and what to do.
    note: str = ""
    #: Its votes are written though they do not suffice: members who were not there complete them.
    heard: bool = False

    @property
    def decision(self) -> Decision:
        return Decision(self.line.decision)

    @property
    def notable(self) -> bool:
        """Anything but approved as printed by those who need not keep away."""
        return self.result != LineResult.DECIDED or self.line.changed or self.struck

    @property
    def struck(self) -> bool:
        return self.line.decision != Decision.APPROVE


class Sitting:
    """A meeting on its day: who was there, who is near kin of whom, the village's numbers. Seven queries."""

    def __init__(self, meeting: Meeting, attendees: Sequence[MeetingAttendee]) -> None:
        self.meeting = meeting
        self.roll: Roll = roll(meeting.village, meeting.held_on)
        self.settings = settings_on(meeting.village, meeting.held_on)
        self.reached = quorum_finder(self.roll, self.settings)
        self.present = list(_seated(attendees, self.roll))
        self.of_assembly = meeting.kind == MeetingKind.ASSEMBLY

    def settle(
        self,
        lines: Sequence[MeetingLine],
        earlier: Mapping[uuid.UUID, Sequence[Vote]],
        *,
        measure: Measure,
        check: Check,
    ) -> list[Settled]:
        """Every line by number; ``line.claim`` (with item and household) is as it stands now."""
        found = [self._begin(line, measure) for line in lines]
        open_ones = [one for one in found if one.result != LineResult.LEFT]
        needed, by_register = self._levels(open_ones)
        for one in open_ones:
            one.level = needed[one.claim.pk]
            one.by_register = by_register[one.claim.pk]
            one.earlier = list(earlier.get(one.claim.pk, ())) if not one.line.changed else []
            self._hear(one)
        approved = [one.claim for one in open_ones if one.voters and not one.struck and not one.note]
        broken = check(approved)
        for one in open_ones:
            if error := broken.get(one.claim.pk):
                one.voters, one.note = [], str(error)
            elif not one.note:
                self._weigh(one)
        return found

    def _begin(self, line: MeetingLine, measure: Measure) -> Settled:
        claim = line.claim
        one = Settled(line, claim)
        if reason := _moved_on(line, claim):
            one.result, one.note = LineResult.LEFT, reason
        elif line.changed:
            try:
                measure(line, claim)
            except DomainError as error:
                one.note = str(error)
        return one

    def _levels(self, found: Sequence[Settled]) -> tuple[dict[uuid.UUID, Level], dict[uuid.UUID, Level]]:
        """With those who stepped out taken off, and by the register of near kin alone."""
        claims = [one.claim for one in found]
        out = {
            one.claim.pk: {person.key for attendee, person in self.present if one.line.number in attendee.stepped_out}
            for one in found
        }
        return levels(claims, self.roll, self.settings, out=out), levels(claims, self.roll, self.settings)

    def _hear(self, one: Settled) -> None:
        """Who of those present has a say on the line."""
        voted = {self._key(vote) for vote in one.earlier}
        for attendee, person in self.present:
            code = person.why_barred(one.claim) or ("out" if one.line.number in attendee.stepped_out else "")
            if code:
                one.away.append((attendee.name, barred_words(code)))
            elif person.key in voted:
                one.away.append((attendee.name, _("voted on their own account already")))
            elif said := self._voice(person, one.level):
                one.voters.append(Voter(attendee, person.key, tuple(sorted(said.constituencies))))

    def _voice(self, person: Person, level: Level) -> Said | None:
        if self.of_assembly:
            return Said(person.key, person.constituencies) if person.representative else None
        return voice(person, level)

    def _key(self, vote: Vote) -> uuid.UUID:
        """A vote given at a meeting before the member had a log-in belongs to the same person."""
        known = self._known.get(vote.person)
        return known.key if known else vote.person

    @cached_property
    def _known(self) -> dict[uuid.UUID, Person]:
        return by_key(self.roll)

    def _weigh(self, one: Settled) -> None:
        if self._decides(one):
            one.result = LineResult.DECIDED
            return
        one.note = self._short(one)
        one.heard = bool(one.voters) and one.level in (Level.MEMBERS, Level.ALTERNATES) and not self.of_assembly

    def _decides(self, one: Settled) -> bool:
        if one.decision == Decision.RETURN:
            return bool(one.voters)
        if self.of_assembly:
            entitled, present = self.meeting.entitled or 0, len(self.present)
            theirs = one.level == Level.ASSEMBLY
            return theirs and assembly_decides(entitled=entitled, present=present, voting=len(one.voters))
        if one.level in (Level.ASSEMBLY, Level.NOBODY) or not one.voters:
            return False
        said = [Said(voter.person, voter.constituencies) for voter in one.voters]
        said += [
            Said(self._key(vote), tuple(vote.constituencies)) for vote in one.earlier if vote.decision == one.decision
        ]
        return self.reached(said, route_of(one.claim))

    def _short(self, one: Settled) -> str:
        """Why it does not suffice, and what to do."""
        if self.of_assembly:
            return self._short_of_assembly(one)
        if one.level in (Level.ASSEMBLY, Level.NOBODY) and one.by_register != one.level:
            return _(
                "So many stepped out that no quorum is left. Those who are near kin list the household as such, then "
                "the representatives decide it; otherwise it goes on the next list."
            )
        if one.level in (Level.ASSEMBLY, Level.NOBODY):
            return level_words(one.level)
        if not one.voters:
            return _("Nobody who was there may decide it. It goes on the next list.")
        if one.level == Level.ALTERNATES:
            return _(
                "So many members must keep away that alternates are needed, and too few were there. Invite them to "
                "the next meeting."
            )
        return _(
            "Of those who were there %(count)s may decide it; it takes %(votes)s people out of %(bodies)s bodies, near "
            "kin counting as one. Members who were not there can still vote on their own account, or it goes on the "
            "next list."
        ) % {
            "count": len(one.voters),
            "votes": self.settings.quorum_votes,
            "bodies": self.settings.quorum_constituencies,
        }

    def _short_of_assembly(self, one: Settled) -> str:
        if one.level != Level.ASSEMBLY:
            return _("The review committee can decide it now. It goes on its next list.")
        return _(
            "%(present)s of %(entitled)s representatives were there and %(voting)s of them may decide it. It takes "
            "two thirds present, and more than half of those to decide."
        ) % {"present": len(self.present), "entitled": self.meeting.entitled or 0, "voting": len(one.voters)}


def by_key(everybody: Roll) -> dict[uuid.UUID, Person]:
    """People by their key, and by their first seat, under which they were known before they had a log-in."""
    found = {person.seat_id: person for person in everybody.people.values() if person.seat_id}
    return {**found, **everybody.people}


def _seated(attendees: Sequence[MeetingAttendee], everybody: Roll) -> Iterator[tuple[MeetingAttendee, Person]]:
    """Those who had a seat on the day, each once."""
    people, seen = by_key(everybody), set()
    for attendee in attendees:
        person = people.get(attendee.person)
        if person is not None and person.key not in seen:
            seen.add(person.key)
            yield attendee, person


def _moved_on(line: MeetingLine, claim: Claim) -> str:
    """Why the claim is not the one that was printed any more; empty if it is."""
    if claim.state != ClaimState.SUBMITTED:
        return _("Meanwhile it is “%(state)s”. The meeting’s word on it changes nothing.") % {
            "state": ClaimState(claim.state).label
        }
    if (claim.review_round, claim.quantity, claim.points) != (line.round, line.quantity, line.points):
        return _("It has been changed since the list was printed. It goes on the next list as it stands now.")
    return ""
