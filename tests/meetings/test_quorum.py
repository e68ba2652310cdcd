"""The quorum, against every choice of people there is."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import combinations, product
from types import SimpleNamespace
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from councils.queries.quorum import assembly_decides, quorum_reached
from points.enums import ReviewRoute

KINDS = ("branch", "representatives", "supervision")


@dataclass(frozen=True)
class Said:
    person: UUID
    constituencies: tuple[str, ...]


def who(number: int) -> UUID:
    return UUID(int=number)


def numbers(votes: int, constituencies: int) -> SimpleNamespace:
    return SimpleNamespace(quorum_votes=votes, quorum_constituencies=constituencies)


def by_trying_everything(votes: list[Said], kin: set[frozenset[UUID]], people: int, kinds: int) -> bool:
    stands: dict[UUID, set[str]] = {}
    for vote in votes:
        stands.setdefault(vote.person, set()).update(vote.constituencies)
    seated = [person for person, found in stands.items() if found]
    for size in range(people, len(seated) + 1):
        for chosen in combinations(seated, size):
            if any(frozenset(pair) in kin for pair in combinations(chosen, 2)):
                continue
            if any(len(set(each)) >= kinds for each in product(*(sorted(stands[person]) for person in chosen))):
                return True
    return False


VOTES = st.lists(
    st.builds(Said, st.integers(0, 6).map(who), st.lists(st.sampled_from(KINDS), max_size=3, unique=True).map(tuple)),
    max_size=8,
)
PAIRS = st.sets(st.sets(st.integers(0, 6).map(who), min_size=2, max_size=2).map(frozenset), max_size=7)


@settings(max_examples=150, deadline=None)
@given(votes=VOTES, kin=PAIRS, people=st.integers(1, 4), kinds=st.integers(1, 3))
def test_as_if_every_choice_of_people_were_tried(
    votes: list[Said], kin: set[frozenset[UUID]], people: int, kinds: int
) -> None:
    kinds = min(kinds, people)
    expected = by_trying_everything(votes, kin, people, kinds)
    assert quorum_reached(votes, numbers(people, kinds), kin=kin) == expected


@settings(max_examples=50, deadline=None)
@given(votes=VOTES, kin=PAIRS)
def test_one_more_vote_or_one_kinship_less_never_undoes_a_quorum(votes: list[Said], kin: set[frozenset[UUID]]) -> None:
    if quorum_reached(votes[1:], numbers(2, 2), kin=kin):
        assert quorum_reached(votes, numbers(2, 2), kin=kin)
    if quorum_reached(votes, numbers(2, 2), kin=kin):
        assert quorum_reached(votes, numbers(2, 2), kin=set(list(kin)[1:]))


A, B, C = (Said(who(index), (kind,)) for index, kind in enumerate(KINDS))


def pair(one: Said, other: Said) -> frozenset[UUID]:
    return frozenset({one.person, other.person})


def test_near_kin_are_one_vote_and_the_third_makes_two() -> None:
    assert quorum_reached([A, B], numbers(2, 2))
    assert not quorum_reached([A, B], numbers(2, 2), kin={pair(A, B)})
    assert quorum_reached([A, B, C], numbers(2, 2), kin={pair(A, B)})
    assert not quorum_reached([A, B, C], numbers(3, 2), kin={pair(A, B)})
    # A and C are no kin of each other: with B between them they are two.
    assert quorum_reached([A, B, C], numbers(2, 2), kin={pair(A, B), pair(B, C)})


def test_one_signature_on_the_light_route_also_of_a_group_leader() -> None:
    leader = Said(who(9), ())
    assert quorum_reached([leader], numbers(2, 2), route=ReviewRoute.LIGHT)
    assert not quorum_reached([], numbers(2, 2), route=ReviewRoute.LIGHT)
    assert not quorum_reached([leader, A], numbers(2, 1)), "a group leader is no member of the committee"


def test_a_village_of_cousins_is_worked_out_at_once() -> None:
    """Forty people in twenty couples, and a chain of twenty cousins: no explosion."""
    votes = [Said(who(index), (KINDS[index % 3],)) for index in range(60)]
    kin = {frozenset({who(2 * index), who(2 * index + 1)}) for index in range(20)}
    kin |= {frozenset({who(index), who(index + 1)}) for index in range(40, 59)}
    begun = time.perf_counter()
    assert quorum_reached(votes, numbers(30, 3), kin=kin)
    assert not quorum_reached(votes, numbers(31, 3), kin=kin)
    assert time.perf_counter() - begun < 1


@pytest.mark.parametrize(
    ("entitled", "present", "voting", "decides"),
    [
        (30, 20, 11, True),
        (30, 19, 19, False),
        (30, 20, 10, False),
        (30, 30, 16, True),
        (1, 1, 1, True),
        (0, 0, 0, False),
    ],
)
def test_two_thirds_come_and_more_than_half_of_them_take_part(
    entitled: int, present: int, voting: int, decides: bool
) -> None:
    assert assembly_decides(entitled=entitled, present=present, voting=voting) is decides
