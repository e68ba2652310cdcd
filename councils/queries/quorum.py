"""Whether like-minded votes decide. Pure: votes, near kin and numbers in, yes or no out."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from points.enums import ReviewRoute

#: Pairs of people who are near kin of each other.
KinPairs = Collection[frozenset[uuid.UUID]]


class Voice(Protocol):
    """A vote, or what would become one."""

    @property
    def person(self) -> uuid.UUID: ...

    @property
    def constituencies(self) -> Collection[str]: ...


class Numbers(Protocol):
    """The village's settings on the day."""

    @property
    def quorum_votes(self) -> int: ...

    @property
    def quorum_constituencies(self) -> int: ...


def quorum_reached(
    votes: Iterable[Voice], settings: Numbers, *, kin: KinPairs = (), route: ReviewRoute = ReviewRoute.FULL
) -> bool:
    """Whether these votes decide: so many people, no two of them near kin, out of so many constituencies.

    Each person counts once. Somebody who sits in two bodies stands for either of them, whichever helps, but not for
    both. Near kin count as one vote: of several, whoever helps most. People without a constituency (group leaders)
    count on the light route alone, where one signature is enough.
    """
    people: dict[uuid.UUID, set[str]] = {}
    for vote in votes:
        people.setdefault(vote.person, set()).update(vote.constituencies)
    if route == ReviewRoute.LIGHT:
        return bool(people)
    seated = {person: found for person, found in people.items() if found}
    return any(
        count >= settings.quorum_votes and bin(filled).count("1") >= settings.quorum_constituencies
        for filled, count in _best(seated, kin).items()
    )


def _best(people: Mapping[uuid.UUID, set[str]], kin: KinPairs) -> dict[int, int]:
    """For each set of constituencies (as bits) that different people without kinship can fill: the most people."""
    bit = {name: 1 << index for index, name in enumerate(sorted({c for found in people.values() for c in found}))}
    bits = {person: [bit[name] for name in found] for person, found in people.items()}
    best = {0: 0}
    for family in _families(people, kin):
        joined: dict[int, int] = {}
        for chosen in _unrelated(family, kin):
            for filled, count in _grown(best, [bits[person] for person in chosen]).items():
                joined[filled] = max(count, joined.get(filled, 0))
        best = joined
    return best


def _grown(best: Mapping[int, int], people: Sequence[Sequence[int]]) -> dict[int, int]:
    """With these people added, each standing for one constituency that nobody fills yet, or for none."""
    grown = dict(best)
    for stands_for in people:
        following: dict[int, int] = {}
        for filled, count in grown.items():
            for more in (0, *(one for one in stands_for if not filled & one)):
                following[filled | more] = max(count + 1, following.get(filled | more, 0))
        grown = following
    return grown


def _families(people: Iterable[uuid.UUID], kin: KinPairs) -> Iterator[list[uuid.UUID]]:
    """People joined by kinship, over any number of steps; most are a family of one."""
    left = set(people)
    related: dict[uuid.UUID, set[uuid.UUID]] = {person: set() for person in left}
    for pair in kin:
        if len(pair) == 2 and pair <= left:
            one, other = pair
            related[one].add(other)
            related[other].add(one)
    while left:
        family, found = [], [left.pop()]
        while found:
            person = found.pop()
            family.append(person)
            found += related[person] & left
            left -= related[person]
        yield family


def _unrelated(family: Sequence[uuid.UUID], kin: KinPairs) -> Iterator[list[uuid.UUID]]:
    """The ways to choose people of a family so that no two of them are near kin, none of which can take in another."""
    if len(family) == 1:
        yield list(family)
        return
    related = {person: {other for pair in kin if person in pair for other in pair} for person in family}

    def choose(open_ones: list[uuid.UUID], chosen: list[uuid.UUID]) -> Iterator[list[uuid.UUID]]:
        if not open_ones:
            yield chosen
            return
        first = open_ones[0]
        # Either this person or one of their kin is chosen: otherwise there would be room for this person.
        for person in [first, *(other for other in open_ones[1:] if other in related[first])]:
            rest = [other for other in open_ones if other != person and other not in related[person]]
            yield from choose(rest, [*chosen, person])

    yield from choose(list(family), [])


def assembly_decides(*, entitled: int, present: int, voting: int) -> bool:
    """Whether a meeting of the representatives decides a line: two thirds are there, and more than half of those who
    are there take part in it. (Whoever must keep away is there and takes no part.)
    """
    return entitled > 0 and 3 * present >= 2 * entitled and 2 * voting > present
