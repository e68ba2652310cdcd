"""What asks about a past day is answered by dated facts: claims, base points, rankings, who is spared."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from boards.enums import RankingKind
from boards.queries import rankings
from boards.services import issues
from points.enums import Channel
from points.models import Entry, Household
from points.queries import households, presence
from points.services import care, life, register
from points.services.claims import ClaimInput, enter_claim
from points.services.due import post_base_points
from tests.boards.support import deed, entries, small_village, sweep
from tests.factories import Cast
from tests.life.conftest import NOW, TODAY
from villagegov.kernel import clock, periods
from villagegov.kernel.errors import DomainError

Act = Callable[..., Any]
OCT = date(2026, 10, 1)


def claim(cast: Cast, day: date, number: int = 0, **more: Any) -> Any:
    data = ClaimInput(
        household_id=cast.households[number].pk, item_id=more.pop("item", cast.award).pk, day=day,
        channel=Channel.PAPER,
    )  # fmt: skip
    return enter_claim(village=cast.village, data=data, by=cast.officer, at=NOW)


def happens(cast: Cast, name: str, day: date, number: int = 0, **said: Any) -> Any:
    household = Household.objects.get(pk=cast.households[number].pk)
    return getattr(life, name)(household=household, day=day, by=cast.officer, at=NOW, **said)


# ----------------------------------------------------------------------------------------------------------- claims


@pytest.mark.parametrize("name", ["move_out", "die_out"])
def test_deeds_before_a_household_closed_still_count(cast: Cast, code: Act, name: str) -> None:
    Household.objects.filter(pk=cast.households[0].pk).update(members=1)
    happens(cast, name, date(2026, 11, 10))
    assert claim(cast, date(2026, 11, 9)).day == date(2026, 11, 9)
    for day in (date(2026, 11, 10), TODAY):
        assert code(lambda day=day: claim(cast, day)) == ("household", "household_closed")
    assert cast.households[0] in households.active_on(cast.village, date(2026, 11, 9))
    assert cast.households[0] not in households.active_on(cast.village, date(2026, 11, 10))


def test_no_deduction_is_entered_where_nobody_is_left_to_tell(cast: Cast, code: Act) -> None:
    Household.objects.filter(pk=cast.households[0].pk).update(members=1)
    happens(cast, "die_out", date(2026, 11, 10))
    happens(cast, "move_out", date(2026, 11, 10), number=1)
    day = date(2026, 11, 9)
    assert code(lambda: claim(cast, day, item=cast.deduction)) == ("household", "household_closed")
    assert claim(cast, day, number=1, item=cast.deduction).points == -5


def test_a_household_merged_away_counts_until_that_day(cast: Cast, code: Act) -> None:
    happens(cast, "merge", date(2026, 11, 10), into=cast.households[1])
    assert claim(cast, date(2026, 11, 1))
    assert code(lambda: claim(cast, date(2026, 11, 11))) == ("household", "household_closed")


def test_what_was_done_before_going_away_and_after_coming_back_counts(cast: Cast, code: Act) -> None:
    happens(cast, "go_away", date(2026, 11, 5))
    happens(cast, "come_back", date(2026, 11, 15))
    assert claim(cast, date(2026, 11, 4)) and claim(cast, date(2026, 11, 15))
    for day in (date(2026, 11, 5), date(2026, 11, 14)):
        assert code(lambda day=day: claim(cast, day)) == ("household", "household_away")


def test_a_member_in_the_army_takes_no_deed_from_the_family(cast: Cast) -> None:
    happens(cast, "send_some", date(2026, 9, 1), people=2, reason="army")
    assert claim(cast, TODAY)


def test_living_elsewhere_is_asked_for_the_day(cast: Cast, code: Act) -> None:
    happens(cast, "set_resident", date(2026, 11, 10), resident=False)
    assert claim(cast, date(2026, 11, 9))
    assert code(lambda: claim(cast, date(2026, 11, 10))) == ("household", "household_not_resident")


def test_a_correction_of_the_register_is_dated_too(cast: Cast, code: Act) -> None:
    household = cast.households[0]
    register.change_household(household=household, by=cast.administrator, at=NOW, state="away")
    assert claim(cast, date(2026, 11, 19))
    assert code(lambda: claim(cast, TODAY)) == ("household", "household_away")
    register.change_household(household=household, by=cast.administrator, at=NOW, state="closed", left_on=TODAY)
    assert presence.life(Household.objects.get(pk=household.pk)).on(TODAY)[0] == "closed"


# ------------------------------------------------------------------------------------------------------ base points


def test_who_comes_to_live_here_during_the_year_gets_base_like_a_late_joiner(cast: Cast) -> None:
    Household.objects.filter(pk=cast.households[0].pk).update(resident=False)
    happens(cast, "set_resident", date(2026, 7, 10), resident=True)
    Household.objects.filter(pk=cast.households[1].pk).update(state="closed", left_on=date(2025, 6, 1))
    happens(cast, "reopen", date(2026, 10, 2), number=1)
    happens(cast, "move_out", date(2026, 3, 1), number=2)
    post_base_points(village=cast.village, at=NOW)
    points = dict(Entry.objects.filter(kind="base").values_list("household__number", "points"))
    assert points == {"001": 50, "002": 25, "003": 100, "004": 100}


# --------------------------------------------------------------------------------------------------------- rankings


def test_a_ranking_asks_how_things_stood_at_the_end_of_its_period(cast: Cast) -> None:
    for month in (3, 6):
        happens(cast, "go_away", date(2026, month, 1), number=0 if month == 3 else 1)
    happens(cast, "move_out", date(2026, 11, 2), number=2)
    period = periods.month(OCT)

    def numbers(period: Any) -> list[str]:
        return sorted(row.number for row in presence.ranked(cast.village, period))

    assert numbers(period) == ["002", "003", "004"], "away for more than six months; closed only later"
    assert numbers(periods.month(date(2026, 9, 1))) == ["002", "003", "004"]
    assert numbers(periods.month(date(2026, 8, 1))) == ["001", "002", "003", "004"]
    assert numbers(periods.month(date(2026, 11, 1))) == ["002", "004"]
    assert numbers(periods.month(date(2026, 12, 1))) == ["004"]
    assert [place.household_id for place in rankings.places(cast.village, RankingKind.MONTH, period)]


# ----------------------------------------------------------------------------------------------------------- spared


def low(*numbers: int) -> Cast:
    """A village in which these households lost points in October."""
    cast = small_village(4)
    Household.objects.filter(village=cast.village).update(members=2)
    for number in numbers:
        deed(cast, cast.households[number], cast.deduction)
    return cast


def bottom(cast: Cast) -> list[str]:
    """Whom the draft of October proposes for the black board."""
    sweep(cast)
    return sorted(entry.household.number for entry in entries(cast, "black"))


def test_who_came_home_after_half_a_year_is_spared_and_after_three_months_is_not(db: None) -> None:
    cast = low(0, 1)
    happens(cast, "go_away", date(2026, 3, 1), returned_on=date(2026, 10, 3))
    happens(cast, "go_away", date(2026, 7, 1), number=1, returned_on=date(2026, 10, 3))
    assert bottom(cast) == ["002"]
    assert presence.spared(cast.village, date(2026, 11, 1), TODAY) == frozenset()


@pytest.mark.parametrize(
    ("marks", "spared"),
    [
        ([("elderly", 2)], True),
        ([("elderly", 1), ("disabled", 1)], True),
        ([("lone_elderly", 1)], False),
        ([("left_behind", 2), ("hardship", 2)], False),
    ],
)
def test_a_household_wholly_of_old_or_disabled_people_is_spared_by_itself(
    db: None, marks: list[tuple[str, int]], spared: bool
) -> None:
    cast = low(0, 1)
    for kind, people in marks:
        care.mark(household=cast.households[0], kind=kind, people=people, since=date(2026, 1, 1), by=None, at=NOW)
    assert ("001" not in bottom(cast)) == spared


def test_it_follows_who_is_at_home_and_how_long_the_mark_holds(db: None) -> None:
    cast = low(0, 1)
    kept = care.mark(household=cast.households[0], kind="elderly", since=date(2026, 1, 1), by=None, at=NOW)
    day = date(2026, 11, 8)
    assert not presence.is_spared(cast.households[0], day)
    happens(cast, "send_some", date(2026, 10, 5), people=1, reason="work")
    assert presence.is_spared(cast.households[0], day), "only the old one is at home"
    happens(cast, "welcome_some", TODAY, people=1)
    assert not presence.is_spared(Household.objects.get(pk=cast.households[0].pk), TODAY)
    care.end(mark=kept, until=date(2026, 10, 20), by=None, at=NOW)
    assert not presence.is_spared(cast.households[0], day)


def test_the_committee_cannot_add_whom_the_register_spares(db: None) -> None:
    cast = low(1)
    care.mark(household=cast.households[0], kind="disabled", people=2, since=OCT, by=None, at=NOW)
    sweep(cast)
    issue = cast.village and issues.draft(village=cast.village, month=OCT, at=clock.moment(date(2026, 11, 8)))
    with pytest.raises(DomainError) as caught:
        issues.add_entry(
            issue=issue, colour="black", household=cast.households[0], reason="占道", article="第六条", deed_day=OCT,
            by=cast.branch, at=clock.moment(date(2026, 11, 9)),
        )  # fmt: skip
    assert caught.value.code == "household_exempt" and "残疾" not in str(caught.value)


def test_the_cost_does_not_depend_on_how_many_there_are(cast: Cast, django_assert_num_queries: Any) -> None:
    for number in range(3):
        happens(cast, "go_away", date(2026, 3, 1), number=number)
        care.mark(household=cast.households[number], kind="ill", since=OCT, by=None, at=NOW)
        with django_assert_num_queries(6):
            assert len(presence.spared(cast.village, TODAY, TODAY)) == number + 1
