"""The sample's content: the 69 items of the facts, invented people, a year that keeps its own rules."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from io import BytesIO
from itertools import pairwise

import pytest
from PIL import Image

from points.sample.deeds import SHANGHAI, plan_history
from points.sample.people import (
    BRANCH,
    KIN,
    ONLINE_HOUSEHOLDS,
    REPRESENTATIVES,
    SUPERVISION,
    group_of,
    households,
    join_day,
    office_holders,
)
from points.sample.photos import SCENES, PhotoSpec
from points.sample.records import SampleMonth
from points.sample.scheme69 import ITEMS, SCHEME
from points.sample.seasons import CALM_MONTHS
from points.sample.villages import VILLAGES, WANGJIAGOU

FIRST, LAST = date(2025, 11, 1), date(2026, 11, 23)

#: code: (name, points, caps per month, quarter, year), as the facts have them.
FACTS = {
    1: ("治安巡防", 10, (4, None, None)),
    5: ("举报有重大贡献", 30, (None, None, None)),
    8: ("主动调解成功", 30, (None, 2, None)),
    13: ("参与赌博", -20, (None, None, None)),
    15: ("烧荒等违规用火", -20, (None, None, None)),
    17: ("志愿服务", 15, (2, None, None)),
    24: ("公益捐款", 1, (None, None, 10)),
    27: ("劝阻陈规陋习", 30, (None, 1, None)),
    36: ("庭院评比整洁", 10, (1, None, None)),
    37: ("庭院美化示范户", 15, (None, 1, None)),
    43: ("发展养殖并培训农户", 5, (None, None, 20)),
    46: ("焚烧秸秆", -5, (None, None, None)),
    52: ("参加家长课堂", 5, (None, None, 2)),
    57: ("不履行赡养义务", -30, (None, None, None)),
    59: ("国家级表彰", 50, (None, None, None)),
    67: ("部队三等功", 50, (None, None, None)),
    68: ("上红榜", 10, (None, None, None)),
    69: ("上黑榜", -10, (None, None, None)),
}


@pytest.fixture(scope="module")
def history() -> tuple[SampleMonth, ...]:
    return plan(LAST)


def plan(last: date, first: date = FIRST) -> tuple[SampleMonth, ...]:
    officers = [person for person in office_holders() if person.groups]
    return plan_history(first_day=first, last_day=last, households=households(), grid_officers=officers)


# ---- the scheme --------------------------------------------------------------------------------------------------


def test_five_categories_and_69_items_in_order() -> None:
    assert [(category.name, len(category.items)) for category in SCHEME.categories] == [
        ("维护社会治安", 15),
        ("倡导公益美德", 16),
        ("参与新村建设", 16),
        ("促进家庭和睦", 11),
        ("获得荣誉奖励", 11),
    ]
    assert [item.code for item in SCHEME.items] == list(range(1, 70))
    assert SCHEME.base_points == 100


@pytest.mark.parametrize("code", FACTS)
def test_item_as_in_the_facts(code: int) -> None:
    item = ITEMS[code]
    caps = (item.max_per_month, item.max_per_quarter, item.max_per_year)
    assert (item.name, item.points, caps) == FACTS[code]


def test_deductions_are_those_of_the_facts_and_no_villager_claims_one() -> None:
    deductions = {item.code for item in SCHEME.items if item.is_deduction}
    assert deductions == {12, 13, 14, 15, 30, 31, 45, 46, 47, 56, 57, 58, 69}
    assert not any(ITEMS[code].villagers_claim for code in deductions)


def test_disclosure_board_and_overlaps() -> None:
    assert {item.code for item in SCHEME.items if item.disclosure == "none"} == {4, 5, 6, 12, 13, 57, 58}
    assert {item.code for item in SCHEME.items if item.disclosure == "category"} == {18, 53}
    assert {item.code for item in SCHEME.items if item.own_observation} == {12, 13, 57, 58}
    assert {item.code for item in SCHEME.items if item.board_only} == {68, 69}
    groups: dict[str, set[int]] = {}
    for item in SCHEME.items:
        groups.setdefault(item.exclusive, set()).add(item.code)
    assert [groups[name] for name in ("fire", "labour", "courtyard")] == [{15, 46}, {16, 34}, {36, 37}]
    assert "不写孩子姓名" in ITEMS[65].wording


def test_fifteen_commonest_items_are_ranked_once_each() -> None:
    assert sorted(item.common_rank for item in SCHEME.items if item.common_rank) == list(range(1, 16))


def test_wordings_are_one_sentence_that_says_points_and_unit() -> None:
    for item in SCHEME.items:
        assert item.wording.endswith("。") and item.wording.count("。") == 1, item
        assert f"{abs(item.points)}分" in item.wording, item
        assert ("扣" if item.is_deduction else "加") in item.wording, item
        assert len(item.wording) <= 300 and len(item.name) <= 40 and len(item.unit) <= 20, item
        assert "上访" not in item.wording and "信访" not in item.wording, item


# ---- places and people -------------------------------------------------------------------------------------------


def test_four_villages_with_their_towns() -> None:
    assert {village.slug: village.region_path for village in VILLAGES} == {
        "wangjiagou": ("四川省", "乐山市", "井研县", "研经镇"),
        "anping": ("四川省", "乐山市", "沐川县", "高笋乡"),
        "zhucun": ("四川省", "乐山市", "沙湾区", "葫芦镇"),
        "heping": ("四川省", "乐山市", "犍为县", "清溪镇"),
    }
    assert [village for village in VILLAGES if village.points_on] == [WANGJIAGOU]


def test_256_resident_households_in_eleven_groups_and_some_to_refuse() -> None:
    rows = households()
    counted = [row for row in rows if row.resident and row.state == "active"]
    assert len(counted) == 256
    assert {row.group for row in counted} == set(range(1, 12))
    assert all(row.group == group_of(row.number) for row in counted)
    assert len({row.number for row in rows}) == len(rows)
    beyond = Counter((row.state, row.resident) for row in rows if row not in counted)
    assert beyond == {("away", True): 5, ("active", False): 3, ("closed", True): 2, ("closed", False): 1}
    assert sum(row.unranked for row in rows) == 10
    assert 20 <= sum(row.names_public for row in rows) <= 60


def test_namesakes_live_in_different_groups() -> None:
    groups: dict[str, list[int]] = {}
    for row in households():
        groups.setdefault(row.head_name, []).append(row.group)
    shared = {name: where for name, where in groups.items() if len(where) > 1}
    assert shared.keys() == {"李小华", "王桂芳", "陈素琼"}
    assert all(len(set(where)) == len(where) for where in shared.values())


def test_committee_has_three_constituencies_and_those_who_vouch_do_not_review() -> None:
    people = office_holders()
    sizes = Counter(person.constituency for person in people if person.constituency)
    assert sizes == {BRANCH: 5, SUPERVISION: 3, REPRESENTATIVES: 8}
    assert len({person.username for person in people}) == len(people)
    officers = [person for person in people if person.groups]
    assert sorted(group for person in officers for group in person.groups) == list(range(1, 12))
    assert not any(person.constituency for person in officers)
    homes = [person.household for person in people if person.household]
    assert len(set(homes)) == len(homes) and not set(homes) & set(ONLINE_HOUSEHOLDS)
    assert {username for username, _, _ in KIN} <= {person.username for person in people if person.constituency}


# ---- a year of deeds ---------------------------------------------------------------------------------------------


def test_same_seed_same_year_and_the_day_of_loading_only_cuts(history: tuple[SampleMonth, ...]) -> None:
    assert plan(LAST) == history
    earlier = plan(date(2026, 8, 31))
    assert earlier[1].deeds[:20] == history[1].deeds[:20]
    assert all(deed.typed_at.date() <= date(2026, 8, 31) for month in earlier for deed in month.deeds)


def test_months_run_from_the_26th_to_the_25th(history: tuple[SampleMonth, ...]) -> None:
    assert history[0].first_day == FIRST and history[0].last_day == date(2025, 11, 25)
    for before, after in pairwise(history):
        assert after.first_day == before.last_day + timedelta(days=1) and after.last_day.day == 25
    assert [month.complete for month in history] == [True] * 12 + [False]
    for month in history:
        for deed in month.deeds:
            assert month.first_day <= deed.day <= deed.typed_at.astimezone(SHANGHAI).date() <= month.last_day


def test_a_month_has_the_size_of_the_village(history: tuple[SampleMonth, ...]) -> None:
    scoring = [len({n for d in m.deeds for n in d.households if d.points_each > 0}) for m in history[:-1]]
    assert 165 <= sum(month.claim_count for month in history[:-1]) / 12 <= 200
    assert 138 <= sum(scoring) / 12 <= 152 and min(scoring) >= 120
    for month in history[:-1]:
        assert 3 <= sum(deed.points_each < 0 for deed in month.deeds) <= 8
        assert sum(deed.shared for deed in month.deeds) >= 5


def test_calm_months_leave_nobody_below_zero_and_the_others_do(history: tuple[SampleMonth, ...]) -> None:
    for month in history[:-1]:
        sums: Counter[str] = Counter()
        for deed in month.deeds:
            if deed.outcome in ("post", "return"):
                for number in deed.households:
                    sums[number] += deed.points_each
        below = [number for number, points in sums.items() if points < 0]
        assert bool(below) is (month.month.month not in CALM_MONTHS), month.month


def test_caps_and_overlaps_hold_over_the_whole_year(history: tuple[SampleMonth, ...]) -> None:
    used: Counter[tuple[str, int, str]] = Counter()
    days: dict[tuple[str, date, str], set[int]] = {}
    for deed in (deed for month in history for deed in month.deeds):
        item = ITEMS[deed.code]
        quarter = (deed.day.month - 1) // 3
        for number in deed.households:
            for limit, period in (
                (item.max_per_month, f"{deed.day:%Y-%m}"),
                (item.max_per_quarter, f"{deed.day.year}Q{quarter}"),
                (item.max_per_year, f"{deed.day.year}"),
            ):
                if limit is not None:
                    used[number, deed.code, period] += deed.quantity
                    assert used[number, deed.code, period] <= limit, deed
            if item.exclusive:
                days.setdefault((number, deed.day, item.exclusive), set()).add(deed.code)
    assert all(len(codes) == 1 for codes in days.values())


def test_every_deed_can_be_entered(history: tuple[SampleMonth, ...]) -> None:
    rows = {row.number: row for row in households()}
    vouchers = {person.username: person.household for person in office_holders() if person.groups}
    slips = [deed.slip_number for month in history for deed in month.deeds if deed.slip_number]
    assert len(slips) == len(set(slips)) and slips[0] == "WJG-0001"
    photos = [deed.photo for month in history for deed in month.deeds if deed.photo]
    assert len(photos) == len(set(photos)) and {photo.scene for photo in photos} <= SCENES.keys()
    for deed in (deed for month in history for deed in month.deeds):
        item = ITEMS[deed.code]
        assert not item.board_only and len(set(deed.households)) == len(deed.households) >= 1
        assert item.evidence <= (deed.photo is not None)
        assert len(deed.note) <= 300 and deed.note and "{" not in deed.note
        assert (deed.channel == "online") <= (item.villagers_claim and deed.households[0] in ONLINE_HOUSEHOLDS)
        assert (deed.channel == "paper" and not deed.shared) == bool(deed.slip_number)
        assert vouchers.get(deed.vouched_by) not in deed.households
        for number in deed.households:
            row = rows[number]
            assert row.resident and row.state == "active" and deed.day >= join_day(FIRST, late=row.late)


def test_no_family_is_deducted_again_and_again(history: tuple[SampleMonth, ...]) -> None:
    last: dict[str, date] = {}
    unranked = {row.number for row in households() if row.unranked}
    for deed in sorted((d for m in history for d in m.deeds if d.points_each < 0), key=lambda d: d.day):
        number = deed.households[0]
        assert number not in unranked
        assert number not in last or deed.day - last[number] > timedelta(days=60)
        last[number] = deed.day


def test_notes_name_nobody(history: tuple[SampleMonth, ...]) -> None:
    names = {row.head_name for row in households()}
    for deed in (deed for month in history for deed in month.deeds):
        assert not any(name in text for name in names for text in (deed.note, deed.remark, deed.correction))


def test_outcomes_of_a_year(history: tuple[SampleMonth, ...]) -> None:
    outcomes = Counter(deed.outcome for month in history[:-1] for deed in month.deeds)
    assert outcomes["uphold"] == outcomes["dismiss"] == 1
    assert outcomes["return"] >= 24 and outcomes["reject"] >= 12 and outcomes["withdraw"] >= 5
    for deed in (deed for month in history for deed in month.deeds):
        assert bool(deed.remark) == (deed.outcome in ("return", "reject", "withdraw"))
        assert bool(deed.correction) == (deed.outcome == "return")


@pytest.mark.parametrize("last", [date(2026, 1, 1), date(2026, 2, 28), date(2026, 3, 26), date(2028, 2, 29)])
def test_any_day_of_loading_can_be_planned(last: date) -> None:
    first = (last.replace(day=1) - timedelta(days=360)).replace(day=1)
    months = plan(last, first)
    assert months[-1].first_day <= last and not months[-1].complete
    assert any(deed.outcome == "uphold" for month in months for deed in month.deeds)


# ---- pictures ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scene", SCENES)
def test_pictures_are_small_jpegs_and_the_seed_makes_them(scene: str) -> None:
    data = PhotoSpec(scene, 7).render()
    assert data == PhotoSpec(scene, 7).render() != PhotoSpec(scene, 8).render()
    with Image.open(BytesIO(data)) as image:
        assert image.format == "JPEG" and image.size == (480, 360) and not image.getexif()
    assert len(data) < 40_000
