"""Caps at the edges of month, quarter and year of the deed's day; which claims count."""

from datetime import date

import pytest
from django.utils import translation

from points.enums import DEAD_CLAIM_STATES, ClaimState, EntryKind
from points.models import Claim, Entry
from points.queries import caps
from points.services import ledger
from points.services.claims import delete_draft, edit_claim, enter_claim, enter_claims
from tests.claims.conftest import NOW
from tests.factories import ClaimFactory, HouseholdFactory, ItemFactory
from villagegov.kernel import clock, periods
from villagegov.kernel.errors import DomainError, Problems


@pytest.fixture(autouse=True)
def _chinese():
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def enter(world, claim_input):
    def make(at=NOW, **changes):
        return enter_claim(village=world.village, data=claim_input(**changes), by=world.officer, at=at)

    return make


def refusal(enter, **changes) -> str:
    with pytest.raises(DomainError) as caught:
        enter(**changes)
    assert (caught.value.field, caught.value.code) == ("quantity", "cap")
    return str(caught.value)


def test_a_month_is_used_up_by_drafts_and_says_what_is_left(world, enter):
    item = world.item.monthly.pk
    enter(item_id=item, quantity=2, day=date(2026, 11, 1))
    assert refusal(enter, item_id=item, quantity=3) == ("本月只剩 2 次（上限 4，已报 2），请改为 2 或换日期。")
    enter(item_id=item, quantity=2, day=date(2026, 11, 22))
    assert refusal(enter, item_id=item) == "本月已报满：上限 4 次，已报 4。请换日期，或看看是不是已经录过。"


def test_the_month_is_that_of_the_deed_not_of_typing(world, enter):
    item = world.item.monthly.pk
    enter(item_id=item, quantity=4, day=date(2026, 10, 31))
    assert refusal(enter, item_id=item, day=date(2026, 10, 1)).startswith("2026 年 10 月已报满")
    enter(item_id=item, quantity=4, day=date(2026, 11, 1))
    enter(item_id=item, quantity=4, day=date(2026, 9, 30))


@pytest.mark.parametrize(
    ("inside", "outside"),
    [
        ((date(2026, 10, 1), date(2026, 11, 22)), date(2026, 9, 30)),
        ((date(2026, 7, 1), date(2026, 9, 30)), date(2026, 10, 1)),
        ((date(2025, 10, 1), date(2025, 12, 31)), date(2026, 1, 1)),
    ],
)
def test_a_quarter(world, enter, inside, outside):
    item = world.item.quarterly.pk
    for day in inside:
        enter(item_id=item, day=day)
    assert "已报满：上限 2 件，已报 2" in refusal(enter, item_id=item, day=inside[0])
    enter(item_id=item, quantity=2, day=outside)


def test_a_year(world, enter):
    item = world.item.yearly.pk
    enter(item_id=item, quantity=12, day=date(2026, 1, 1))
    enter(item_id=item, quantity=20, day=date(2025, 12, 31))
    assert refusal(enter, item_id=item, quantity=9) == "今年只剩 8 人次（上限 20，已报 12），请改为 8 或换日期。"
    enter(item_id=item, quantity=8)


def test_the_tightest_cap_is_named(world, enter):
    item = ItemFactory(scheme=world.scheme, category=world.category, max_per_month=2, max_per_quarter=3, max_per_year=9)
    enter(item_id=item.pk, quantity=2, day=date(2026, 10, 5))
    found = caps.room(world.village, [world.households[0].pk], [item], date(2026, 11, 5))
    room = found[world.households[0].pk, item.code]
    assert (room.used, room.limit, room.left, room.period) == (2, 3, 1, periods.quarter(date(2026, 11, 5)))


def test_households_and_items_do_not_share_caps(world, enter):
    enter(item_id=world.item.monthly.pk, quantity=4)
    enter(item_id=world.item.monthly.pk, quantity=4, household_id=world.households[1].pk)
    enter(item_id=world.item.award.pk, quantity=40)


@pytest.mark.parametrize("state", ClaimState.values)
def test_only_rejected_and_withdrawn_claims_free_their_room(world, enter, state):
    day = date(2026, 11, 3)
    given = {"submitted_at": NOW, "decided_at": NOW, "publicity_from": day, "publicity_until": day}
    given |= {"state": state, "posted_at": NOW if state == ClaimState.POSTED else None}
    ClaimFactory(village=world.village, household=world.households[0], item=world.item.monthly, day=day, quantity=4,
                 typed_by=world.officer, **given)  # fmt: skip
    if state in DEAD_CLAIM_STATES:
        enter(item_id=world.item.monthly.pk, quantity=4)
    else:
        assert "已报满" in refusal(enter, item_id=world.item.monthly.pk)


def test_deleting_and_correcting_frees_room(world, enter, claim_input):
    first = enter(item_id=world.item.monthly.pk, quantity=4)
    data = claim_input(item_id=world.item.monthly.pk, quantity=3)
    edit_claim(claim=first, data=data, by=world.officer, at=NOW)  # its own four do not stand in its way
    second = enter(item_id=world.item.monthly.pk, quantity=1)
    delete_draft(claim=second, by=world.officer, at=NOW)
    enter(item_id=world.item.monthly.pk, quantity=1)


def test_many_at_once_count_against_each_other(world, claim_input):
    inputs = [claim_input(item_id=world.item.monthly.pk, quantity=2) for _ in range(3)]
    with pytest.raises(DomainError) as caught:
        enter_claims(village=world.village, inputs=inputs, by=world.officer, at=NOW)
    assert (caught.value.code, caught.value.subject) == ("cap", inputs[2].id)
    assert not Claim.objects.exists()


def test_a_cap_counts_across_versions_of_the_rules(world, enter):
    """The item got another number and name in the new rules: it is the same, and the year is one."""
    enter(item_id=world.item.yearly.pk, quantity=20, day=date(2026, 3, 1))
    newer = ItemFactory(
        scheme__village=world.village,
        scheme__effective_from=date(2026, 6, 1),
        category__number=2,
        origin=world.item.yearly.origin,
        code=51,
        name="带动农户",
        unit="人次",
        max_per_year=20,
    )
    assert "今年已报满" in refusal(enter, item_id=newer.pk, day=date(2026, 6, 1))


def test_room_asks_once_for_many_households_and_items(world, django_assert_num_queries):
    households = [HouseholdFactory(village=world.village, group=world.groups[0]).pk for _ in range(30)]
    with django_assert_num_queries(1):
        found = caps.room(world.village, households, list(vars(world.item).values()), date(2026, 11, 5))
    assert len(found) == 30 * 7
    assert found[households[0], 9].left == 4 and found[households[0], 1].left is None


@pytest.mark.parametrize("count", [1, 3, 40])
def test_entering_takes_the_same_queries_for_one_and_for_forty(world, claim_input, count, django_assert_num_queries):
    households = [HouseholdFactory(village=world.village, group=world.groups[0]) for _ in range(count)]
    inputs = [
        claim_input(household_id=row.pk, item_id=world.item.monthly.pk, slip_number=f"S-{index}")
        for index, row in enumerate(households)
    ]
    world.officer.roles_in(world.village.pk)
    with django_assert_num_queries(16):
        enter_claims(village=world.village, inputs=inputs, by=world.officer, at=NOW)


def test_many_refusals_name_their_claims(world, claim_input):
    inputs = [claim_input(quantity=0), claim_input(), claim_input(day=date(2026, 12, 1))]
    with pytest.raises(Problems) as caught:
        enter_claims(village=world.village, inputs=inputs, by=world.officer, at=NOW)
    assert [error.subject for error in caught.value] == [inputs[0].id, inputs[2].id]


def test_a_new_year_begins_in_shanghai(world, enter):
    """Typed in just after midnight of 1 January: the deed of that day is of the new year."""
    enter(item_id=world.item.yearly.pk, quantity=20, day=date(2026, 11, 1))
    enter(item_id=world.item.yearly.pk, quantity=20, day=date(2027, 1, 1), at=clock.moment(date(2027, 1, 1), 0, 10))


@pytest.mark.parametrize(("right_points", "left"), [(None, 4), (6, 1)])
def test_what_was_taken_back_whole_leaves_its_room_again(world, enter, right_points, left):
    """Entered by mistake, posted, reversed; with a right line in its place the deed still stands."""
    claim = enter(item_id=world.item.monthly.pk, quantity=3, day=date(2026, 11, 1))

    def line(key, kind, points):
        return ledger.Posting(
            key=key, kind=kind, household_id=claim.household_id, points=points, deed_day=claim.day, claim_id=claim.pk
        )

    ledger.post(village=world.village, postings=[line("claim", EntryKind.CLAIM, claim.points)], by=None, at=NOW)
    ledger.reverse(entry=Entry.objects.get(claim=claim), reason="登记错户", by=world.officer, at=NOW)
    if right_points:
        ledger.post(
            village=world.village, postings=[line("right", EntryKind.ADJUSTMENT, right_points)], by=None, at=NOW
        )
    found = caps.room(world.village, [claim.household_id], [world.item.monthly], date(2026, 11, 20))
    assert found[claim.household_id, world.item.monthly.code].left == left
