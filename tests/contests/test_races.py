"""Two people, or two runs, at the same moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from boards.enums import ContestState
from boards.models import ContestAward, ContestEntrant, ContestScore
from boards.queries import checks
from boards.services.contests import awards, calls, results
from points.enums import EntryKind
from points.models import Entry
from points.queries import ledger_check
from tests import stage
from tests.contests import scene
from tests.factories import Cast
from tests.races.support import at_once, exactly_one, overlapping, went_through

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast() -> Iterator[Cast]:
    yield scene.village()


def holds(cast: Cast) -> None:
    assert ledger_check.problems(cast.village) == [] and checks.problems(cast.village) == []


def test_two_awards_of_one_contest(cast: Cast) -> None:
    contest = scene.publicised(cast)
    exactly_one(*overlapping(lambda: scene.award(contest), lambda: scene.award(contest), at=scene.AWARDED))
    assert ContestAward.objects.count() == 3
    assert Entry.objects.filter(kind=EntryKind.AWARD).count() == 3
    holds(cast)


def test_two_contests_awarded_at_once_share_no_number(cast: Cast) -> None:
    first = scene.publicised(cast)
    values = replace(scene.VALUES, name="致富能手", same_items=())
    other = scene.judging(cast, 3, values=values)
    for judge in (cast.branch, cast.supervision):
        scene.marks(cast, other, judge, 80, 70, 90)
    scene.close(cast, other)
    results.publish(contest=other, by=cast.representative, at=scene.PUBLISHED)
    for side in overlapping(lambda: scene.award(first), lambda: scene.award(other), at=scene.AWARDED):
        went_through(side)
    assert sorted(ContestAward.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
    holds(cast)


def test_two_runs_award_what_is_due_once(cast: Cast) -> None:
    scene.publicised(cast)

    def run() -> Any:
        return awards.award_due(village=cast.village, at=scene.AWARDED)

    sides = at_once(run, run, at=scene.AWARDED)
    assert sum(side.error is None for side in sides) >= 1
    assert ContestAward.objects.count() == 3
    holds(cast)


def test_an_objection_on_the_last_day_and_the_award(cast: Cast) -> None:
    contest = scene.publicised(cast)
    first, second = overlapping(
        lambda: scene.object_to(cast, contest, 1), lambda: scene.award(contest), at=scene.AWARDED
    )
    went_through(first)
    assert second.error is not None and second.error.code == "objection_open"  # type: ignore[attr-defined]
    assert stage.fresh(contest).state == ContestState.PUBLICISED


def test_one_household_nominated_by_two_people(cast: Cast) -> None:
    contest = scene.called(cast)
    exactly_one(
        *overlapping(
            lambda: scene.nominate(cast, contest, 1), lambda: scene.nominate(cast, contest, 1), at=scene.NOMINATED
        )
    )
    assert ContestEntrant.objects.count() == 1


def test_a_contest_is_drafted_once(cast: Cast) -> None:
    title = scene.title(cast)

    def draft() -> Any:
        return calls.draft(village=cast.village, title=title, quarter=scene.QUARTER, by=None, at=scene.DRAFTED)

    first, second = overlapping(draft, draft, at=scene.DRAFTED)
    assert went_through(first).pk == went_through(second).pk


def test_marks_while_the_round_is_closed(cast: Cast) -> None:
    contest = scene.judging(cast, 3)
    for judge in (cast.branch, cast.supervision):
        scene.marks(cast, contest, judge, 90, 80, 70)
    first, second = overlapping(
        lambda: scene.close(cast, contest),
        lambda: scene.mark(cast, contest, cast.representative, 1, 10),
        at=scene.JUDGED,
    )
    went_through(first)
    assert second.error is not None and second.error.code == "contest_state"  # type: ignore[attr-defined]
    assert ContestScore.objects.count() == 6
