"""What an election came to, worked out from its numbers.

Half of the entitled must vote, and somebody is elected with more than half of the ballots cast; seats left over are
filled by another election, where the most votes and a third of the ballots cast are enough (Organic Law of Villagers'
Committees, Article 15, text of 2018; more ballots returned than given out make it void by the election procedure of
2013). The village committee is held to it by law; for other bodies these are the defaults, which an election may raise.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from councils.enums import ElectionRule
from councils.models import BallotCount, BallotVotes, Candidate, Election
from councils.models.election import COUNTED
from points.enums import Majority


@dataclass(frozen=True)
class Tally:
    """One typing of the tally sheet; votes by candidate."""

    entitled: int
    present: int
    given_out: int
    returned: int
    valid: int
    votes: Mapping[uuid.UUID, int]

    @classmethod
    def of(cls, row: Election | BallotCount, votes: Mapping[uuid.UUID, int]) -> Tally:
        return cls(**{name: getattr(row, name) or 0 for name in COUNTED}, votes=votes)

    def differences(self, other: Tally) -> list[str]:
        """Names of the fields in which two typings differ; those of votes are ``votes_<candidate>``."""
        found = [name for name in COUNTED if getattr(self, name) != getattr(other, name)]
        keys = [*self.votes, *(key for key in other.votes if key not in self.votes)]
        return found + [f"votes_{key}" for key in keys if self.votes.get(key) != other.votes.get(key)]


@dataclass(frozen=True)
class Outcome:
    #: Whether it counts at all; ``why`` says why not.
    counts: bool
    why: str
    #: Ballots that had to be cast, and votes that were needed.
    turnout_needed: int
    needed: int
    elected: Sequence[Candidate] = ()
    #: With as many votes as each other at the last seat: a vote between them decides.
    tied: Sequence[Candidate] = ()
    #: Seats left over.
    left: int = 0


def outcome(election: Election, candidates: Sequence[Candidate], tally: Tally) -> Outcome:
    """No query."""
    turnout_needed = Majority(election.turnout).needed(tally.entitled)
    needed = ElectionRule(election.rule).needed(tally.returned)
    if tally.returned > tally.given_out:
        why = _("More ballots were returned (%(returned)s) than given out (%(given)s): the election is void.")
        values: dict[str, object] = {"returned": tally.returned, "given": tally.given_out}
        return Outcome(False, why % values, turnout_needed, needed, left=election.seats)
    if tally.returned < turnout_needed:
        why = _(
            "Of %(entitled)s entitled %(returned)s voted; %(needed)s are needed (%(fraction)s): the election does not "
            "count. Hold it once more."
        )
        values = {
            "entitled": tally.entitled, "returned": tally.returned, "needed": turnout_needed,
            "fraction": str(Majority(election.turnout).label),
        }  # fmt: skip
        return Outcome(False, why % values, turnout_needed, needed, left=election.seats)
    return _decided(election, candidates, tally, turnout_needed, needed)


def _decided(
    election: Election, candidates: Sequence[Candidate], tally: Tally, turnout_needed: int, needed: int
) -> Outcome:
    enough = [one for one in candidates if tally.votes.get(one.pk, 0) >= max(needed, 1)]
    enough.sort(key=lambda one: (-tally.votes[one.pk], one.number))
    if len(enough) <= election.seats:
        return Outcome(True, "", turnout_needed, needed, enough, left=election.seats - len(enough))
    last = tally.votes[enough[election.seats - 1].pk]
    if tally.votes[enough[election.seats].pk] < last:
        return Outcome(True, "", turnout_needed, needed, enough[: election.seats])
    above = [one for one in enough if tally.votes[one.pk] > last]
    tied = [one for one in enough if tally.votes[one.pk] == last]
    return Outcome(True, "", turnout_needed, needed, above, tied, election.seats - len(above))


def typed(election: Election) -> list[tuple[BallotCount, Tally]]:
    """The typings so far, the first one first. Two queries."""
    counts = list(
        BallotCount.objects.filter(village=election.village_id, election=election)
        .select_related("typed_by")
        .order_by("turn")
    )
    votes: dict[uuid.UUID, dict[uuid.UUID, int]] = {count.pk: {} for count in counts}
    rows = BallotVotes.objects.filter(village=election.village_id, count__in=counts)
    for count_id, candidate_id, number in rows.values_list("count_id", "candidate_id", "votes"):
        votes[count_id][candidate_id] = number
    return [(count, Tally.of(count, votes[count.pk])) for count in counts]


def candidates_of(election: Election) -> list[Candidate]:
    rows = Candidate.objects.filter(village=election.village_id, election=election)
    return list(rows.select_related("household", "group", "user").order_by("number"))


def tally_of(election: Election, candidates: Sequence[Candidate]) -> Tally:
    """Of an election that is over, from its own row."""
    return Tally.of(election, {one.pk: one.votes or 0 for one in candidates})
