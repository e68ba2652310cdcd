"""A draft is worked at, item by item; what is in force is not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from points.models import AuditRow, Category, Item, Scheme
from points.services import drafts, item_rules, schemes, villages
from tests.scheme import scene
from tests.scheme.scene import NOW, Rules
from villagegov.kernel.errors import DomainError


def values(item: Item, **more: Any) -> dict[str, Any]:
    return {name: getattr(item, name) for name in item_rules.FIELDS} | more


def save(draft: Scheme, item: Item, **more: Any) -> Item:
    known = {name: more.pop(name) for name in ("shift", "together") if name in more}
    return drafts.save_item(
        scheme=draft, category=item.category, item=item, values=values(item, **more), by=None, at=NOW, **known
    )


def add(draft: Scheme, like: Item, **more: Any) -> Item:
    known = {name: more.pop(name) for name in ("shift", "together") if name in more}
    return drafts.save_item(scheme=draft, category=like.category, values=values(like, **more), by=None, at=NOW, **known)


def test_an_item_is_added_changed_and_taken_away(rules: Rules) -> None:
    draft, items = scene.copied(rules)
    added = add(draft, items[44], code=70, name="厕所革命", points=10)
    changed = save(draft, items[16], points=6, points_to=12, max_points_per_month=30)
    drafts.remove_item(scheme=draft, item=items[50], by=None, at=NOW)
    now = scene.by_code(draft)
    assert now[70] == added and 50 not in now and len(now) == 69
    assert (now[16].points, now[16].points_to, now[16].origin) == (6, 12, rules.items[16].origin)
    row = AuditRow.objects.get(action="item.changed", subject_id=changed.pk)
    assert (row.before["points"], row.after["points"]) == (5, 6) and "name" not in row.before
    assert rules.scheme.items.get(village=rules.village, code=16).points == 5, "what is in force stays"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"points": 0}, "points"),
        ({"points": 501}, "points"),
        ({"points": 5, "points_to": 4}, "points_to"),
        ({"points": -5, "points_to": -3, "villagers_may_claim": False}, "points_to"),
        ({"points": -5}, "villagers_may_claim"),
        ({"max_per_month": 0}, "max_per_month"),
        ({"max_per_month": 5, "max_per_year": 4}, "max_per_year"),
        ({"max_points_per_quarter": 50, "max_points_per_year": 20}, "max_points_per_year"),
        ({"name": " "}, "name"),
        ({"wording": "长" * 301}, "wording"),
        ({"unit": ""}, "unit"),
        ({"code": 0}, "code"),
        ({"common_rank": 16}, "common_rank"),
        ({"route": "light", "points": 5, "points_to": 20}, "route"),
        ({"board_only": True, "points_to": 15}, "points_to"),
    ],
)
def test_what_an_item_cannot_be(rules: Rules, more: dict[str, Any], field: str) -> None:
    draft, items = scene.copied(rules)
    with pytest.raises(DomainError) as caught:
        save(draft, items[25], **more)
    assert field in {error.field for error in caught.value}
    assert all(str(error) for error in caught.value)


def test_a_number_that_is_taken_moves_the_others_on(rules: Rules) -> None:
    draft, items = scene.copied(rules)
    drafts.remove_item(scheme=draft, item=items[20], by=None, at=NOW)
    with pytest.raises(DomainError) as caught:
        add(draft, items[16], code=17, name="清理河道")
    assert (caught.value.field, caught.value.code) == ("code", "number_taken")
    add(draft, items[16], code=17, name="清理河道", shift=True)
    now = scene.by_code(draft)
    assert [now[code].name for code in (16, 17, 18, 19, 20, 21)] == [
        "义务劳动", "清理河道", "志愿服务", "关爱老人", "邻里帮扶", "无偿献血"]  # fmt: skip


def test_numbers_in_order(rules: Rules) -> None:
    draft, items = scene.copied(rules)
    drafts.remove_item(scheme=draft, item=items[2], by=None, at=NOW)
    add(draft, items[1], code=90, name="护林")
    assert drafts.renumber(scheme=draft, by=None, at=NOW) == 14, "what stood between, and the new one"
    now = scene.by_code(draft)
    assert sorted(now) == list(range(1, 70))
    assert now[15].name == "护林" and now[2].origin == rules.items[3].origin
    assert drafts.renumber(scheme=draft, by=None, at=NOW) == 0


def test_items_of_one_deed_are_put_together(rules: Rules) -> None:
    draft, items = scene.copied(rules)
    first = save(draft, items[9], together=items[10])
    other = Item.objects.get(pk=items[10].pk)
    assert first.exclusive_group == other.exclusive_group != ""
    joined = save(draft, items[8], together=items[16])
    assert joined.exclusive_group == items[16].exclusive_group, "a group that stands is joined"
    with pytest.raises(DomainError) as caught:
        save(draft, items[45], together=items[16])
    assert caught.value.field == "exclusive_group"


def test_categories(rules: Rules) -> None:
    draft, items = scene.copied(rules)
    made = drafts.save_category(scheme=draft, number=6, name="绿色生活", by=None, at=NOW)
    for number, name, field in ((5, "另一类", "number"), (7, "绿色生活", "name"), (7, " ", "name"), (0, "x", "number")):
        with pytest.raises(DomainError) as caught:
            drafts.save_category(scheme=draft, number=number, name=name, by=None, at=NOW)
        assert caught.value.field == field
    with pytest.raises(DomainError, match="15"):
        drafts.remove_category(scheme=draft, category=items[1].category, by=None, at=NOW)
    drafts.save_category(scheme=draft, category=made, number=6, name="低碳生活", by=None, at=NOW)
    assert Category.objects.get(pk=made.pk).name == "低碳生活"
    drafts.remove_category(scheme=draft, category=made, by=None, at=NOW)
    assert not Category.objects.filter(pk=made.pk).exists()


def test_title_base_points_and_the_end_of_a_draft(rules: Rules) -> None:
    draft, _items = scene.copied(rules)
    drafts.change_draft(scheme=draft, title=" 新办法 ", base_points=120, late_join="none", by=None, at=NOW)
    draft.refresh_from_db()
    assert (draft.title, draft.base_points, draft.late_join) == ("新办法", 120, "none")
    with pytest.raises(DomainError) as caught:
        drafts.change_draft(scheme=draft, title="", base_points=120, late_join="none", by=None, at=NOW)
    assert caught.value.field == "title"
    drafts.delete_draft(scheme=draft, by=None, at=NOW)
    assert Scheme.objects.filter(village=rules.village).count() == 2


def test_rules_in_force_are_edited_by_nobody(rules: Rules) -> None:
    item = rules.items[16]
    category = item.category
    acts = (
        lambda: save(rules.scheme, item, points=9),
        lambda: drafts.remove_item(scheme=rules.scheme, item=item, by=None, at=NOW),
        lambda: drafts.renumber(scheme=rules.scheme, by=None, at=NOW),
        lambda: drafts.save_category(scheme=rules.scheme, number=9, name="x", by=None, at=NOW),
        lambda: drafts.remove_category(scheme=rules.scheme, category=category, by=None, at=NOW),
        lambda: drafts.change_draft(scheme=rules.scheme, title="x", base_points=1, late_join="none", by=None, at=NOW),
        lambda: drafts.delete_draft(scheme=rules.scheme, by=None, at=NOW),
    )
    for act in acts:
        with pytest.raises(DomainError) as caught:
            act()
        assert caught.value.code == "scheme_frozen"
    assert rules.scheme.items.filter(village=rules.village).count() == 69


@pytest.mark.parametrize(
    ("numbers", "field", "missing"),
    [
        ({"kind": "representatives", "entitled": 45, "present": 29, "in_favour": 29}, "present", "还差 1 人"),
        ({"kind": "representatives", "entitled": 45, "present": 30, "in_favour": 15}, "in_favour", "还差 1 人"),
        (
            {"kind": "villagers", "entitled": 612, "present": 306, "in_favour": 300},
            "present",
            "过半数到会，至少 307 人",
        ),
        (
            {"kind": "households", "entitled": 256, "present": 150, "in_favour": 150},
            "present",
            "至少 171 人，还差 21 人",
        ),
    ],
)
def test_which_fraction_is_missing(rules: Rules, numbers: dict[str, Any], field: str, missing: str) -> None:
    draft, _items = scene.copied(rules)
    with pytest.raises(DomainError) as caught:
        schemes.take_effect(
            scheme=draft, mandate=scene.mandate(**numbers), effective_from=date(2027, 1, 1), by=None, at=NOW
        )
    assert caught.value.field == field and missing in str(caught.value)
    numbers |= {"present": numbers["entitled"], "in_favour": numbers["entitled"]}
    schemes.take_effect(
        scheme=draft, mandate=scene.mandate(**numbers), effective_from=date(2027, 1, 1), by=None, at=NOW
    )


def test_a_village_may_ask_for_more(rules: Rules) -> None:
    villages.change_settings(
        village=rules.village, by=None, at=NOW, effective_from=NOW.date(), rules_in_favour="three_quarters"
    )
    draft, _items = scene.copied(rules)
    numbers = {"entitled": 45, "present": 40, "in_favour": 29, "held_on": NOW.date()}
    with pytest.raises(DomainError, match="四分之三"):
        schemes.take_effect(
            scheme=draft, mandate=scene.mandate(**numbers), effective_from=date(2027, 1, 1), by=None, at=NOW
        )
