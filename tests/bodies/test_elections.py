"""Elections: the law's fractions at, above and below; the count typed twice; who is seated."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from councils.enums import BodyKind
from councils.models import BallotCount, BodyMember, Candidate, Election
from councils.queries.serving.tally import Outcome, candidates_of, outcome
from councils.services.bodies import elections, members
from tests.bodies.support import NOW, TODAY, body, counted, election, fresh, of_kind, sits, tally, who
from tests.factories import Cast
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError

K = BodyKind


def result(
    cast: Cast, *votes: int, seats: int = 2, rule: str = "over_half", turnout: str = "over_half", **more: int
) -> Outcome:
    found = Election(
        village=cast.village, body=body(cast, K.COUNCIL), held_on=TODAY, seats=seats, term_from=TODAY, rule=rule,
        turnout=turnout, opened_at=NOW,
    )  # fmt: skip
    found.save()
    for number, _votes in enumerate(votes, start=1):
        Candidate.objects.create(village=cast.village, election=found, number=number, name=f"候选人{number}")
    return outcome(found, candidates_of(found), tally(found, *votes, **more))


def names(rows: Any) -> list[str]:
    return [row.name.removeprefix("候选人") for row in rows]


@pytest.mark.parametrize(
    ("entitled", "returned", "turnout", "counts"),
    [
        (100, 50, "over_half", False), (100, 51, "over_half", True), (99, 49, "over_half", False),
        (99, 50, "over_half", True), (99, 66, "two_thirds", True), (100, 66, "two_thirds", False),
        (100, 67, "two_thirds", True),
    ],
)  # fmt: skip
def test_so_many_of_the_entitled_must_have_voted(
    cast: Cast, entitled: int, returned: int, turnout: str, counts: bool
) -> None:
    more = {"entitled": entitled, "present": returned, "given_out": returned, "returned": returned, "valid": returned}
    assert result(cast, returned, turnout=turnout, **more).counts is counts


def test_more_ballots_back_than_given_out_make_it_void(cast: Cast) -> None:
    assert result(cast, 70, given_out=80, returned=80).counts
    void = result_again(cast, given_out=80, returned=81)
    assert not void.counts and "81" in void.why and "80" in void.why


def result_again(cast: Cast, **more: int) -> Outcome:
    found = Election.objects.get(village=cast.village)
    return outcome(found, candidates_of(found), tally(found, 70, **more))


@pytest.mark.parametrize(("votes", "elected"), [((40, 39), []), ((41, 40), ["1"]), ((41, 78), ["2", "1"])])
def test_more_than_half_of_the_ballots_cast_elect(cast: Cast, votes: tuple[int, ...], elected: list[str]) -> None:
    said = result(cast, *votes)
    assert (names(said.elected), said.needed, said.left) == (elected, 41, 2 - len(elected))


@pytest.mark.parametrize(("votes", "elected"), [((26, 5), []), ((27, 5), ["1"]), ((27, 30, 28), ["2", "3"])])
def test_seats_left_over_need_a_third_and_the_most_votes(
    cast: Cast, votes: tuple[int, ...], elected: list[str]
) -> None:
    said = result(cast, *votes, rule="one_third")
    assert (names(said.elected), said.needed) == (elected, 27)


def test_a_tie_at_the_last_seat_is_decided_by_another_vote(cast: Cast) -> None:
    said = result(cast, 60, 50, 50)
    assert (names(said.elected), names(said.tied), said.left) == (["1"], ["2", "3"], 1)
    assert names(result_of_tie_above(cast).elected) == ["1", "2"]


def result_of_tie_above(cast: Cast) -> Outcome:
    found = Election.objects.get(village=cast.village)
    return outcome(found, candidates_of(found), tally(found, 50, 50, 45))


def test_two_people_type_the_same_and_the_elected_sit(cast: Cast) -> None:
    found = counted(cast, election(cast, term_to=TODAY + timedelta(days=1825)), 70, 41, 30)
    with pytest.raises(TransitionError):
        elections.type_count(election=found, tally=tally(found, 70, 41, 30), by=cast.branch, at=NOW)
    said = elections.decide(election=found, by=cast.administrator, at=NOW)
    assert [one.name for one in said.elected] == ["甲", "乙"]
    seats = BodyMember.objects.filter(village=cast.village, body=found.body)
    assert {(seat.name, seat.term_from, seat.term_to) for seat in seats} == {
        (name, TODAY, TODAY + timedelta(days=1825)) for name in ("甲", "乙")
    }
    after = fresh(found)
    assert (after.state, after.returned, after.needed) == ("decided", 80, 41)
    with pytest.raises(TransitionError):
        elections.decide(election=found, by=cast.administrator, at=NOW)
    assert seats.count() == 2


def test_a_difference_is_named_by_its_field_and_nothing_is_kept(cast: Cast) -> None:
    found = election(cast)
    elections.type_count(election=found, tally=tally(found, 70, 41, 30), by=cast.officer, at=NOW)
    with pytest.raises(DomainError) as caught:
        elections.type_count(election=found, tally=tally(found, 70, 44, 30, valid=77), by=cast.supervisor, at=NOW)
    second = candidates_of(found)[1]
    assert [(one.field, one.code) for one in caught.value] == [("valid", "differs"), (f"votes_{second.pk}", "differs")]
    assert "41" not in str(caught.value), "the first number is not told"
    assert BallotCount.objects.filter(village=cast.village).count() == 1
    with pytest.raises(DomainError) as caught:
        elections.type_count(election=found, tally=tally(found, 70, 41, 30), by=cast.officer, at=NOW)
    assert caught.value.code == "same_person"
    elections.discard_counts(election=found, by=cast.officer, at=NOW)
    counted(cast, found, 70, 44, 30)


def test_an_election_is_not_decided_before_it_is_counted_twice(cast: Cast) -> None:
    found = election(cast)
    with pytest.raises(DomainError) as caught:
        elections.decide(election=found, by=cast.administrator, at=NOW)
    assert caught.value.code == "not_counted"
    elections.type_count(election=found, tally=tally(found, 70, 41, 30), by=cast.officer, at=NOW)
    with pytest.raises(DomainError):
        elections.put_up(election=found, data=who("丁"), by=cast.administrator, at=NOW)
    with pytest.raises(NotAllowed):
        elections.type_count(election=found, tally=tally(found, 70, 41, 30), by=cast.villager, at=NOW)


@pytest.mark.parametrize(
    ("votes", "more", "field"),
    [
        ((70, 41, 30), {"present": 101}, "present"), ((70, 41, 30), {"given_out": 101, "returned": 101}, "given_out"),
        ((70, 41, 30), {"valid": 81}, "valid"), ((79, 41, 30), {}, "votes"), ((78, 78, 1), {}, "valid"),
    ],
)  # fmt: skip
def test_numbers_no_sheet_can_have_are_refused(cast: Cast, votes: Any, more: Any, field: str) -> None:
    found = election(cast)
    with pytest.raises(DomainError) as caught:
        elections.type_count(election=found, tally=tally(found, *votes, **more), by=cast.officer, at=NOW)
    assert (caught.value.field or "").startswith(field)


def test_without_enough_voters_nobody_sits(cast: Cast) -> None:
    found = counted(cast, election(cast), 40, 30, 20, present=50, given_out=50, returned=50, valid=50)
    said = elections.decide(election=found, by=cast.administrator, at=NOW)
    assert not said.counts and fresh(found).state == "failed"
    assert not BodyMember.objects.filter(village=cast.village, body=found.body).exists()


def test_the_bars_are_said_when_somebody_is_put_up_and_again_at_the_result(cast: Cast) -> None:
    home = cast.households[3]
    seat = sits(of_kind(cast, K.SUPERVISION), "陈监督", home)
    found = election(cast)
    with pytest.raises(DomainError) as caught:
        elections.put_up(election=found, data=who("陈嫂", home), by=cast.administrator, at=NOW)
    assert caught.value.code == "kin_supervises"
    BodyMember.objects.filter(pk=seat.pk).update(household=None)
    elections.put_up(election=found, data=who("陈嫂", home), by=cast.administrator, at=NOW)
    BodyMember.objects.filter(pk=seat.pk).update(household=home)
    found = counted(cast, found, 10, 41, 20, 60)
    with pytest.raises(DomainError) as caught:
        elections.decide(election=found, by=cast.administrator, at=NOW)
    assert caught.value.code == "kin_supervises" and fresh(found).state == "open"
    members.end_member(member=_of(cast, seat), last_day=TODAY - timedelta(days=1), reason="resigned",
                       by=cast.administrator, at=NOW)  # fmt: skip
    assert len(elections.decide(election=found, by=cast.administrator, at=NOW).elected) == 2


def _of(cast: Cast, seat: BodyMember) -> BodyMember:
    seat.village = cast.village
    return seat


def test_another_election_fills_what_is_left(cast: Cast) -> None:
    found = counted(cast, election(cast), 70, 30, 20)
    said = elections.decide(election=found, by=cast.administrator, at=NOW)
    assert said.left == 1
    data = elections.ElectionInput(held_on=TODAY, seats=1, term_from=TODAY, rule="one_third")
    with pytest.raises(DomainError) as caught:
        elections.open_election(body=found.body, data=data, by=cast.administrator, at=NOW)
    assert caught.value.field == "rule"
    again = election(cast, found.body, ("乙", "丙"), seats=1, rule="one_third", follows=fresh(found))
    again = counted(cast, again, 27, 20)
    assert [one.name for one in elections.decide(election=again, by=cast.administrator, at=NOW).elected] == ["乙"]


@pytest.mark.parametrize("table", [Election, Candidate, BallotCount])
def test_what_was_decided_is_frozen_in_the_database(cast: Cast, table: Any) -> None:
    found = counted(cast, election(cast), 70, 41, 30)
    elections.decide(election=found, by=cast.administrator, at=NOW)
    field = {"Election": "seats", "Candidate": "votes", "BallotCount": "valid"}[table.__name__]
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        table.objects.filter(village=cast.village).update(**{field: 1})
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        table.objects.filter(village=cast.village)._raw_delete("default")


def test_an_election_that_is_not_held_leaves_no_count(cast: Cast) -> None:
    found = election(cast)
    elections.type_count(election=found, tally=tally(found, 70, 41, 30), by=cast.officer, at=NOW)
    elections.cancel_election(election=found, by=cast.administrator, at=NOW)
    assert fresh(found).state == "cancelled" and not BallotCount.objects.filter(village=cast.village).exists()
