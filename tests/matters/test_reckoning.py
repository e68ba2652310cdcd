"""Exactly at, one below and one above each fraction, for each base."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from councils.queries.matters.reckoning import Votes, reckon


def asked(attendance: str = "", majority: str = "over_half", of: str = "present", off: bool = True) -> SimpleNamespace:
    return SimpleNamespace(attendance=attendance, majority=majority, majority_of=of, away_off_base=off)


#: Fraction, base, the smallest number that reaches it.
EDGES = [
    ("over_half", 9, 5), ("over_half", 10, 6), ("over_half", 1, 1), ("over_half", 2, 2),
    ("two_thirds", 9, 6), ("two_thirds", 10, 7), ("two_thirds", 11, 8), ("two_thirds", 1, 1),
    ("three_quarters", 8, 6), ("three_quarters", 9, 7), ("three_quarters", 10, 8), ("three_quarters", 4, 3),
]  # fmt: skip


@pytest.mark.parametrize(("fraction", "base", "least"), EDGES)
@pytest.mark.parametrize("more", [-1, 0, 1])
def test_attendance(fraction: str, base: int, least: int, more: int) -> None:
    present = min(least + more, base)
    found = reckon(asked(attendance=fraction), entitled=base, kept_away=0, present=present)
    assert found.attendance_needed == least
    assert found.quorate == (present >= least)
    assert bool(found.why_not) == (present < least)


@pytest.mark.parametrize(("fraction", "base", "least"), EDGES)
@pytest.mark.parametrize("more", [-1, 0, 1])
def test_majority_of_those_present(fraction: str, base: int, least: int, more: int) -> None:
    in_favour = min(least + more, base)
    found = reckon(
        asked(majority=fraction),
        entitled=base + 20,
        kept_away=0,
        present=base,
        votes=Votes(in_favour, base - in_favour),
    )
    assert (found.majority_base, found.majority_needed) == (base, least)
    assert found.passed == (in_favour >= least)


@pytest.mark.parametrize(("fraction", "base", "least"), EDGES)
@pytest.mark.parametrize("more", [-1, 0, 1])
def test_majority_of_all_due(fraction: str, base: int, least: int, more: int) -> None:
    """Everybody present in favour is not enough where it is counted of all who are due."""
    present = max(1, min(least + more, base))
    found = reckon(asked(majority=fraction, of="entitled"), entitled=base, kept_away=0, present=present,
                   votes=Votes(present))  # fmt: skip
    assert (found.majority_base, found.majority_needed) == (base, least)
    assert found.passed == (present >= least)


@pytest.mark.parametrize(
    ("off", "base", "needed", "quorate"), [(True, 9, 6, True), (False, 12, 8, False)], ids=["off the base", "on it"]
)
def test_those_who_keep_away(off: bool, base: int, needed: int, quorate: bool) -> None:
    """Twelve due, three keep away, six others came: enough of nine, too few of twelve."""
    found = reckon(asked("two_thirds", off=off), entitled=12, kept_away=3, present=6, votes=Votes(4, 2))
    assert (found.attendance_base, found.attendance_needed, found.quorate) == (base, needed, quorate)
    assert found.passed == quorate


def test_abstaining_is_not_in_favour() -> None:
    assert not reckon(asked(), entitled=10, kept_away=0, present=10, votes=Votes(5, 0, 5)).passed
    assert reckon(asked(), entitled=10, kept_away=0, present=10, votes=Votes(6, 0, 4)).passed


def test_nobody_came_decides_nothing() -> None:
    found = reckon(asked(), entitled=0, kept_away=0, present=0, votes=Votes(0))
    assert not found.quorate and not found.passed


def test_without_a_quorum_no_majority_is_reckoned() -> None:
    found = reckon(asked("two_thirds"), entitled=9, kept_away=0, present=5, votes=Votes(5))
    assert found.majority_needed is None and not found.passed and "6" in found.why_not
