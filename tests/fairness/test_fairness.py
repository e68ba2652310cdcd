"""Fairness and reach: right numbers by group and item, nobody to be recognised, and never a word about officers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from councils.enums import ObjectionState
from councils.models import Objection
from councils.queries import fairness
from councils.queries.fairness import Days, Share
from points.enums import Channel, ClaimState
from points.models import Claim, Household
from tests.factories import Cast, CategoryFactory, ClaimFactory, HouseholdFactory, ItemFactory, make_village
from tests.faults.injection import undone
from villagegov.kernel import clock, periods

QUARTER = periods.quarter(date(2026, 11, 1))
TODAY = date(2026, 11, 20)


def claim(
    cast: Cast, household: Household, state: str, item: Any = None, day: date = date(2026, 10, 10), **more: Any
) -> Claim:
    """A claim that was decided the day after its deed, and posted ten days after where it is."""
    decided = clock.moment(day + timedelta(days=1))
    dates = {"decided_at": decided}
    if state in (ClaimState.PUBLICISED, ClaimState.POSTED, ClaimState.HELD):
        dates |= {"publicity_from": day, "publicity_until": day + timedelta(days=6)}
    if state == ClaimState.POSTED:
        # Half past midnight in the village is still the day before in Greenwich.
        dates["posted_at"] = clock.moment(day + timedelta(days=more.pop("took", 10)), 0, 30)
    return ClaimFactory(
        village=cast.village, household=household, item=item or cast.award, typed_by=cast.officer, day=day,
        state=state, submitted_at=clock.moment(day), **{**dates, **more},
    )  # fmt: skip


@pytest.fixture(scope="module")
def autumn(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """Group 1: nine of ten approved; group 2: four of eight; group 3: two claims, too few to tell."""
    with django_db_blocker.unblock(), transaction.atomic():
        cast = make_village(households=12)
        third = HouseholdFactory(village=cast.village, group__village=cast.village, group__number=3, number="300")
        one = [household for household in cast.households if household.group_id == cast.groups[0].pk]
        two = [household for household in cast.households if household.group_id == cast.groups[1].pk]
        other = ItemFactory(
            scheme=cast.scheme, category=CategoryFactory(scheme=cast.scheme, number=2, name="倡导公益美德"), code=16
        )
        posted = [claim(cast, one[n % 3], ClaimState.POSTED, took=8 + n % 3) for n in range(9)]
        claim(cast, one[0], ClaimState.REJECTED)
        for number in range(4):
            claim(cast, two[number], ClaimState.PUBLICISED, other, channel=Channel.ONLINE)
            claim(cast, two[number], ClaimState.REJECTED, other)
        claim(cast, third, ClaimState.TELLING, cast.deduction)
        upheld = claim(cast, third, ClaimState.REJECTED, publicity_from=TODAY, publicity_until=TODAY)
        # Neither of these was decided, nor counts for anything but how it came in.
        claim(cast, two[5], ClaimState.RETURNED, other)
        claim(cast, two[5], ClaimState.WITHDRAWN, other)
        claim(cast, two[5], ClaimState.POSTED, other, day=date(2026, 7, 1))
        for number, one_claim in enumerate([*posted[:5], upheld]):
            state = ObjectionState.UPHELD if number in (0, 5) else ObjectionState.DISMISSED
            Objection.objects.create(
                village=cast.village, claim=one_claim, objector=cast.villager, text="不对", made_at=clock.moment(TODAY),
                state=state, decided_by=cast.supervisor, decided_at=clock.moment(TODAY), reason="查过了",
                due_on=TODAY, received_on=TODAY,
                number=Objection.objects.filter(village=cast.village).count() + 1,
            )  # fmt: skip
        yield cast
        transaction.set_rollback(True)


@pytest.fixture
def cast(autumn: Cast) -> Iterator[Cast]:
    with undone(), clock.frozen(clock.moment(TODAY)):
        yield autumn


def test_rates_medians_channels_and_reach_are_those_of_the_rows(cast: Cast) -> None:
    found = fairness.report(cast.village, QUARTER, TODAY)
    one, two, three = found.groups
    # One group too small to be shown would follow from the total: the next smallest is kept back with it.
    assert (one.approved, two.approved, three.approved) == (Share(9, 10), Share(4, 8, True), Share(2, 2, True))
    assert found.village.approved == Share(15, 20) and found.village.approved.percent == 75
    assert one.days == Days(9.0, 9) and found.village.days == Days(9.0, 9)
    assert two.days.of == 0, "posted in July"
    assert [share.percent for share in one.channels] == [0, 100]
    assert found.village.channels[0] == Share(4, 21)
    assert found.village.upheld == Share(2, 6)
    assert one.without == Share(3, 6, True) and found.village.without == Share(4, 13)
    assert found.through == TODAY


def test_what_stands_on_too_few_is_told_nowhere(cast: Cast) -> None:
    found = fairness.report(cast.village, QUARTER, TODAY)
    items = {row.label.split()[0]: row for row in found.items}
    assert items["46"].approved.hidden and items["46"].approved.percent is None
    assert items["16"].approved == Share(4, 8, True) and items["1"].approved == Share(10, 11)
    assert all(row.upheld.hidden for row in found.groups if row.upheld.of), (
        "five and one: the one follows from the five"
    )
    assert found.categories[0].approved.hidden is False


def test_a_quarter_before_the_village_began_says_nothing(cast: Cast) -> None:
    found = fairness.report(cast.village, periods.quarter(date(2024, 1, 1)), TODAY)
    assert (found.village.approved.of, found.village.days.of, found.items) == (0, 0, [])


def test_as_many_queries_whatever_the_size(cast: Cast) -> None:
    counts = []
    for group in (2, 1):
        with CaptureQueriesContext(connection) as captured:
            fairness.report(cast.village, QUARTER, TODAY)
        counts.append(len(captured))
        for number in range(5):
            item = ItemFactory(scheme=cast.scheme, category=cast.category)
            household = HouseholdFactory(village=cast.village, group=cast.groups[group % 2], number=f"4{group}{number}")
            claim(cast, household, ClaimState.POSTED, item)
    assert counts[0] == counts[1] <= 5, counts


def page(cast: Cast, **asked: str) -> str:
    client = Client()
    client.force_login(cast.administrator, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(f"/v/{cast.village.slug}/work/fairness/", asked)
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_shows_pictures_with_tables_and_no_person(cast: Cast) -> None:
    html = page(cast)
    assert "审核20条，通过15条，占75%" in html and 'width="90%"' in html and "太少不显示" in html
    assert "13户里有4户还没有申报" in html
    assert "4/8" not in html.split("按村民小组")[1].split("</table>")[0]
    for person in (cast.officer, cast.branch, cast.supervisor):
        assert f">{person.name}<" not in html
    assert not any(household.head_name in html for household in cast.households)
    assert "style=" not in html.split("<main")[1]


def test_periods_are_chosen_and_nonsense_is_the_running_quarter(cast: Cast) -> None:
    assert "这段时间没有审核过申报" in page(cast, period="2026-Q2")
    assert "2026年" in page(cast, period="2026")
    for nonsense in ("x", "2026-Q9", "1999", "\0"):
        assert "2026年第4季度" in page(cast, period=nonsense)
    with clock.frozen(clock.moment(date(2027, 1, 1))):
        assert "2027年第1季度" in page(cast)
