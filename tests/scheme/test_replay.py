"""A draft on last year's claims, and two versions side by side."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest

from points.enums import EntryKind
from points.models import Entry, Item
from points.queries.replay import replay
from points.queries.scheme_changes import compare
from points.services import drafts, ledger
from tests.factories import HouseholdFactory
from tests.scheme import scene
from tests.scheme.scene import DAY, NOW, Rules
from tests.scheme.test_drafts import add, save
from villagegov.kernel import periods

YEAR = periods.year(DAY)


# ---------------------------------------------------------------------------------------------------------- compare


def test_two_versions_item_by_item(rules: Rules) -> None:
    draft, items = scene.copied(rules)
    save(draft, items[16], points=8, max_points_per_month=24, name="义务劳动（村组）")
    save(draft, items[34], together=items[9])
    drafts.remove_item(scheme=draft, item=items[50], by=None, at=NOW)
    add(draft, items[44], code=70, name="厕所革命")
    drafts.change_draft(scheme=draft, title="新", base_points=120, late_join="monthly", by=None, at=NOW)
    drafts.renumber(scheme=draft, by=None, at=NOW)
    draft.refresh_from_db()
    found = compare(rules.scheme, draft)
    assert [(row.label, row.old, row.new) for row in found.general] == [("每户每年基础分", "100", "120")]
    assert [item.name for item in found.added] == ["厕所革命"]
    assert [item.name for item in found.removed] == [rules.items[50].name]
    labour = next(row for row in found.changed if row.old.code == 16)
    said = {change.label: (change.old, change.new) for change in labour.changes}
    assert said["积分"] == ("每次 +5", "每次 +8")
    assert said["上限"] == ("每月最多4次", "每月最多4次、每月最多24分")
    assert said["名称"] == ("义务劳动", "义务劳动（村组）")
    assert said["就高不重复"] == ("环境清扫", ""), "that one counts with another item now"
    fire = next(row for row in found.changed if row.old.code == 9)
    assert [(change.label, change.new) for change in fire.changes] == [
        ("就高不重复", "环境清扫")]  # fmt: skip
    assert {row.old.name for row in found.renumbered} >= {"孝老爱亲典型", "签订并履行赡养协议"}
    assert found.unchanged + len(found.changed) + len(found.renumbered) == 68


def test_a_copy_differs_in_nothing(rules: Rules, django_assert_num_queries) -> None:
    draft, _items = scene.copied(rules)
    with django_assert_num_queries(2):
        assert compare(rules.scheme, draft).is_empty


def test_an_item_without_a_common_origin_is_known_by_its_name(rules: Rules) -> None:
    draft, items = scene.copied(rules)
    drafts.remove_item(scheme=draft, item=items[16], by=None, at=NOW)
    add(draft, items[16], code=80)
    found = compare(rules.scheme, draft)
    assert not found.added and not found.removed
    assert [change.new for row in found.renumbered for change in row.changes] == ["80"]


# ----------------------------------------------------------------------------------------------------------- replay


def after_of(found, code: int) -> tuple[int, int]:
    [row] = [row for row in found.items if row.code == code]
    return row.before, row.after


def totals(found) -> list[tuple[int, int]]:
    return [(row.before, row.after) for row in sorted(found.households, key=lambda row: row.household.number)]


def test_other_points_other_ranks(rules: Rules) -> None:
    """Household 1 patrols, household 2 labours; the draft doubles labour."""
    draft, items = scene.copied(rules)
    scene.posted(rules, [(0, 1, DAY, 1), (0, 1, DAY + timedelta(days=1), 1), (1, 16, DAY, 1), (1, 17, DAY, 1)])
    same = replay(draft, rules.village, YEAR)
    assert (same.claims, same.before, same.after, same.moves) == (4, 40, 40, (0, 0, 4))
    save(draft, items[16], points=15)
    found = replay(draft, rules.village, YEAR)
    assert totals(found) == [(120, 120), (120, 130), (100, 100), (100, 100)]
    assert found.moves == (0, 1, 3), "equals were both first; now one is"
    assert [row.household.number for row in found.gainers()] == ["002"] and found.losers() == []
    assert after_of(found, 16) == (5, 15)


def test_caps_in_the_order_of_the_days(rules: Rules) -> None:
    draft, items = scene.copied(rules)
    save(draft, items[43], max_per_year=None, max_per_month=3, max_points_per_month=12)
    days = [date(2026, 5, 20), date(2026, 5, 2), date(2026, 6, 1)]
    scene.posted(rules, [(0, 43, days[0], 2), (0, 43, days[1], 2), (0, 43, days[2], 3)])
    found = replay(draft, rules.village, YEAR)
    # May: 2 people, then 12 points leave room for no third; June: 12 points are two people.
    assert after_of(found, 43) == (35, 20) and found.cut == 2


def test_one_deed_counts_at_the_higher_and_what_is_gone_not_at_all(rules: Rules) -> None:
    draft, items = scene.copied(rules)
    save(draft, items[9], together=items[1])
    drafts.remove_item(scheme=draft, item=items[50], by=None, at=NOW)
    scene.posted(rules, [(0, 9, DAY, 1), (0, 1, DAY, 1), (1, 9, DAY, 1), (0, 50, DAY, 1)])
    found = replay(draft, rules.village, YEAR)
    assert totals(found)[:2] == [(120, 110), (105, 105)]
    assert (found.dropped, found.cut) == (1, 1)
    assert after_of(found, 50) == (5, 0)


def test_a_range_takes_the_points_given_then(rules: Rules) -> None:
    draft, items = scene.copied(rules)
    save(draft, items[38], points=8, points_to=15)
    save(draft, items[45], points=-2, points_to=-4)
    scene.posted(rules, [(0, 38, DAY, 2), (1, 45, DAY, 1)])
    found = replay(draft, rules.village, YEAR)
    assert after_of(found, 38) == (10, 16) and after_of(found, 45) == (-5, -4)


def test_what_was_corrected_and_other_years_are_left_out(rules: Rules) -> None:
    draft, _items = scene.copied(rules)
    [corrected, *_rest] = scene.posted(rules, [(0, 1, DAY, 1), (0, 16, DAY, 1), (0, 1, date(2025, 12, 31), 1)])
    posting = ledger.Posting(
        key="claim", kind=EntryKind.CLAIM, household_id=corrected.household_id, points=10, deed_day=DAY,
        claim_id=corrected.pk,
    )  # fmt: skip
    [entry] = ledger.post(village=rules.village, postings=[posting], by=None, at=NOW)
    ledger.reverse(entry=Entry.objects.get(pk=entry.pk), reason="录错", by=None, at=NOW)
    assert replay(draft, rules.village, YEAR).claims == 1


def test_versions_of_the_year_are_all_counted(rules: Rules) -> None:
    """The item was changed in the middle of the year: claims of both versions are the same item of the draft."""
    older = Item.objects.get(scheme=rules.cast.scheme, code=1)
    Item.objects.filter(pk=older.pk).update(origin=rules.items[1].origin, code=33)
    draft, _items = scene.copied(rules)
    scene.posted(rules, [(0, 1, DAY, 1)])
    rules.items[33] = Item.objects.get(pk=older.pk)
    scene.posted(rules, [(0, 33, date(2026, 2, 1), 1)])
    assert after_of(replay(draft, rules.village, YEAR), 1) == (20, 20)


@pytest.mark.parametrize("households", [3, 256])
def test_a_year_of_a_village_in_the_same_queries(rules: Rules, households: int, django_assert_num_queries) -> None:
    for number in range(4, households):
        HouseholdFactory.build(village=rules.village, group=rules.cast.groups[0], number=f"{number:03d}")
    scene.a_year(rules, households, 12 * households)
    draft, items = scene.copied(rules)
    save(draft, items[16], points=8)
    with django_assert_num_queries(5):
        began = time.perf_counter()
        found = replay(draft, rules.village, YEAR)
        took = time.perf_counter() - began
    assert found.claims == 12 * households and len(found.households) == households + 4
    assert took < 2
