"""What time alone makes due: posting, closing, base points. Twice and late give the same."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from points.enums import ClaimState, EntryKind, HouseholdState, LateJoinRule
from points.models import Claim, Entry, Household, MonthClose, Photo, Scheme, VillageSettings
from points.queries import ledger_check
from points.services.due import run_points
from tests.factories import HouseholdFactory, make_village, publicised
from villagegov.kernel import clock

pytestmark = pytest.mark.django_db


def run(cast, day: date, hour: int = 9):
    return run_points(cast.village, clock.moment(day, hour))


@pytest.fixture
def cast():
    return make_village()


def claim_of(cast, day, until, household=0, item=None):
    return publicised(cast.village, cast.households[household], item or cast.award, cast.officer, day, until)


def test_a_claim_is_posted_the_day_after_its_publicity_and_not_before(cast):
    claim = claim_of(cast, date(2026, 10, 10), date(2026, 10, 20))
    run(cast, date(2026, 10, 20), 23)
    claim.refresh_from_db()
    assert claim.state == ClaimState.PUBLICISED
    at_midnight = clock.start_of(date(2026, 10, 21))
    run_points(cast.village, at_midnight)
    claim.refresh_from_db()
    assert (claim.state, claim.posted_at) == (ClaimState.POSTED, at_midnight)
    entry = Entry.objects.get(kind=EntryKind.CLAIM)
    assert (entry.points, entry.claim_id, entry.counted_in) == (10, claim.pk, date(2026, 10, 1))
    assert (entry.item_code, entry.category_number) == (1, 1)


@pytest.mark.parametrize("state", [ClaimState.HELD, ClaimState.SUBMITTED, ClaimState.TELLING, ClaimState.REJECTED])
def test_only_what_publicity_has_released_is_posted(cast, state):
    claim = claim_of(cast, date(2026, 10, 10), date(2026, 10, 20))
    Claim.objects.filter(pk=claim.pk).update(state=state)
    run(cast, date(2026, 12, 31))
    assert not Entry.objects.filter(kind=EntryKind.CLAIM).exists()


def test_a_second_run_does_nothing(cast):
    claim_of(cast, date(2026, 10, 10), date(2026, 10, 20))
    first = run(cast, date(2026, 11, 8))
    assert first.posted == 1 and first.base == 3 and first.closed[-1] == date(2026, 10, 1)
    assert not run(cast, date(2026, 11, 8), 10)
    assert ledger_check.problems(cast.village) == []


def test_the_month_closes_on_the_issue_day_after_what_was_released_by_then(cast):
    in_time = claim_of(cast, date(2026, 10, 30), date(2026, 11, 7), 0)
    too_late = claim_of(cast, date(2026, 10, 31), date(2026, 11, 8), 1)
    run(cast, date(2026, 11, 7))
    assert not MonthClose.objects.filter(month=date(2026, 10, 1)).exists()
    run(cast, date(2026, 11, 8))
    assert MonthClose.objects.filter(month=date(2026, 10, 1)).exists()
    run(cast, date(2026, 11, 9))
    counted = dict(Entry.objects.filter(kind=EntryKind.CLAIM).values_list("claim_id", "counted_in"))
    assert counted == {in_time.pk: date(2026, 10, 1), too_late.pk: date(2026, 11, 1)}


def test_the_issue_day_is_the_villages_setting_of_that_month(cast):
    VillageSettings.objects.create(village=cast.village, effective_from=date(2026, 11, 1), issue_day=15)
    run(cast, date(2026, 11, 14))
    assert MonthClose.objects.order_by("month").last().month == date(2026, 9, 1)
    run(cast, date(2026, 11, 15))
    assert MonthClose.objects.order_by("month").last().month == date(2026, 10, 1)


def test_two_months_of_silence_count_as_two_months_of_hourly_runs():
    """Claims around the edges of months; one village is swept every day, the other once at the end."""
    daily, once = make_village(), make_village()
    start, end = date(2026, 8, 20), date(2026, 11, 20)
    for cast in (daily, once):
        for offset in range(0, 80, 3):
            day = start + timedelta(days=offset)
            claim_of(cast, day, day + timedelta(days=3 + offset % 15), offset % 3)
    day = start
    while day <= end:
        run(daily, day)
        day += timedelta(days=1)
    run(once, end)

    def told(cast):
        rows = Entry.objects.filter(village=cast.village).order_by("deed_day", "household__number", "kind")
        return list(rows.values_list("deed_day", "household__number", "kind", "points", "counted_in"))

    assert told(daily) == told(once)
    assert len(told(once)) == 30
    assert ledger_check.problems(once.village) == []


def test_december_closes_in_january_and_with_it_the_year(cast):
    late = claim_of(cast, date(2026, 12, 31), date(2027, 1, 7))
    run(cast, date(2027, 1, 8))
    assert Entry.objects.get(claim=late).counted_in == date(2026, 12, 1)
    after = claim_of(cast, date(2026, 12, 30), date(2027, 1, 15), 1)
    run(cast, date(2027, 1, 16))
    assert Entry.objects.get(claim=after).counted_in == date(2027, 1, 1)


def test_base_points_come_once_a_year_on_new_years_day(cast):
    run_points(cast.village, clock.start_of(date(2027, 1, 1)) - timedelta(seconds=1))
    assert Entry.objects.filter(kind=EntryKind.BASE, deed_day=date(2026, 1, 1)).count() == 3
    run_points(cast.village, clock.start_of(date(2027, 1, 1)))
    new_year = Entry.objects.filter(kind=EntryKind.BASE, deed_day=date(2027, 1, 1))
    assert sorted(new_year.values_list("points", "counted_in")) == [(100, date(2027, 1, 1))] * 3
    run(cast, date(2027, 1, 2))
    assert Entry.objects.filter(kind=EntryKind.BASE).count() == 6


@pytest.mark.parametrize(
    ("rule", "joined", "points"),
    [
        (LateJoinRule.MONTHLY, date(2026, 7, 15), 50),
        (LateJoinRule.MONTHLY, date(2026, 12, 31), 8),
        (LateJoinRule.MONTHLY, date(2026, 1, 1), 100),
        (LateJoinRule.FULL, date(2026, 12, 31), 100),
        (LateJoinRule.NONE, date(2026, 7, 15), None),
    ],
)
def test_who_joins_late_gets_base_points_by_the_schemes_rule(cast, rule, joined, points):
    Scheme.objects.filter(pk=cast.scheme.pk).update(late_join=rule)
    late = HouseholdFactory(village=cast.village, group=cast.groups[0], number="900", joined_on=joined)
    run(cast, joined - timedelta(days=1))
    assert not Entry.objects.filter(household=late).exists()
    run(cast, date(2026, 12, 31))
    found = list(Entry.objects.filter(household=late).values_list("points", flat=True))
    assert found == ([] if points is None else [points])


@pytest.mark.parametrize(
    "values",
    [
        {"resident": False},
        {"state": HouseholdState.CLOSED, "left_on": date(2025, 12, 31)},
        {"state": HouseholdState.CLOSED, "left_on": date(2026, 1, 1)},
    ],
)
def test_who_does_not_live_here_on_new_years_day_gets_none(cast, values):
    Household.objects.filter(pk=cast.households[0].pk).update(**values)
    run(cast, date(2026, 2, 1))
    assert not Entry.objects.filter(household=cast.households[0]).exists()
    assert Entry.objects.count() == 2


def test_a_village_without_points_or_rules_has_nothing_due():
    without_points = make_village(points_on=False)
    claim_of(without_points, date(2026, 10, 10), date(2026, 10, 20))
    assert not run(without_points, date(2026, 12, 1))
    without_rules = make_village()
    Scheme.objects.filter(village=without_rules.village).update(effective_from=date(2027, 1, 1))
    assert run(without_rules, date(2026, 12, 1)).base == 0


def test_posting_costs_the_same_queries_for_one_and_for_many(cast):
    run(cast, date(2026, 10, 9))
    counts = []
    for index, number in enumerate((1, 3, 40)):
        day = date(2026, 10, 12) + timedelta(days=index * 2)
        for n in range(number):
            claim_of(cast, day, day, n % 3)
        with CaptureQueriesContext(connection) as captured:
            assert run(cast, day + timedelta(days=1)).posted == number
        counts.append(len(captured))
    assert len(set(counts)) == 1, counts


def test_photos_of_forms_never_sent_go_after_three_days(cast):
    Photo.objects.create(
        village=cast.village,
        sha256="0" * 64,
        file="photos/x.jpg",
        thumbnail="photos/y.jpg",
        width=1,
        height=1,
        uploaded_by=cast.officer,
        uploaded_at=clock.moment(date(2026, 10, 10)),
    )
    run(cast, date(2026, 10, 13))
    assert Photo.objects.count() == 1
    run(cast, date(2026, 10, 14))
    assert Photo.objects.count() == 0
