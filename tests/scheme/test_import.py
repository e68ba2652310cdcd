"""Items from a sheet: as villages write them, looked at first, all or none."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from points.models import AuditRow, Category, Item, Scheme
from points.services.item_sheet import read_items, write_items
from tests.scheme import scene
from tests.scheme.scene import Rules


def sheet(*rows: tuple[Any, ...]) -> io.BytesIO:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    target.seek(0)
    return target


def upload(*rows: tuple[Any, ...]) -> SimpleUploadedFile:
    return SimpleUploadedFile("items.xlsx", sheet(*rows).getvalue())


HEAD = ("序号", "类别", "评分项目", "评分标准", "分值", "单位", "上限")


@pytest.mark.parametrize(
    ("written", "points"),
    [
        (5, (5, None)), ("+10", (10, None)), (-5, (-5, None)), ("扣10分", (-10, None)), ("加５分", (5, None)),
        ("5-15", (5, 15)),
        ("5～15分", (5, 15)), ("扣5-20分", (-5, -20)), ("每100元加1分", (1, None)), ("－3", (-3, None)),
    ],
)  # fmt: skip
def test_points_as_people_write_them(written: Any, points: tuple[int, int | None]) -> None:
    [row] = read_items(sheet(HEAD, (1, "治安", "巡逻", "", written, "次", ""))).rows
    assert (row.given["points"], row.given["points_to"]) == points


@pytest.mark.parametrize(
    ("written", "limits"),
    [
        ("每月4次", {"max_per_month": 4}),
        ("每月最多4次，每年不超过20分", {"max_per_month": 4, "max_points_per_year": 20}),
        ("2件/季度", {"max_per_quarter": 2}),
        ("每户每年10人次", {"max_per_year": 10}),
        ("季度限1次；年度累计30分", {"max_per_quarter": 1, "max_points_per_year": 30}),
        ("不限", {}),
    ],
)
def test_limits_as_people_write_them(written: str, limits: dict[str, int]) -> None:
    [row] = read_items(sheet(HEAD, (1, "治安", "巡逻", "", 5, "次", written))).rows
    assert {name: value for name, value in row.given.items() if name.startswith("max_") and value} == limits


def test_categories_stand_once(rules: Rules) -> None:
    read = read_items(
        sheet(
            ("王家沟村积分项目表",), HEAD,
            ("一、维护社会治安（2项）",), (1, None, "巡逻", None, 5, None, None),
            (2, None, "调解", None, 10, None, None),
            ("二、美德",), (3, None, "献血", None, 10, None, None), (4, "三、建设", "修路", None, 5, None, None),
            (5, None, "清沟", None, 5, None, None),
        )
    )  # fmt: skip
    assert [row.category for row in read.rows] == ["维护社会治安", "维护社会治安", "美德", "建设", "建设"]


def test_what_cannot_be_read_is_named() -> None:
    read = read_items(sheet(HEAD, (1, "治安", "巡逻", "", "很多", "次", "随便"), (2, "治安", None, "", 5, "次", "")))
    assert [(line, fault.key) for line, fault in read.faults] == [(2, "points"), (2, "limits"), (3, "name")]


def test_what_is_written_is_read_again_as_it_was(rules: Rules) -> None:
    """Every item out and in again: nothing has changed."""
    from points.queries import schemes
    from points.services import item_import

    draft, items = scene.copied(rules)
    Item.objects.filter(pk=items[38].pk).update(points=5, points_to=15, max_points_per_quarter=30)
    Item.objects.filter(pk=items[45].pk).update(points=-5, points_to=-10)
    data = write_items("项目", schemes.items_of(draft))
    plan = item_import.plan(scheme=draft, rows=read_items(io.BytesIO(data)).rows, replace=True)
    assert plan.problems == [] and plan.comparison is not None and plan.comparison.is_empty


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(rows|seen)" value="([^"]*)"', page))


def address(draft: Scheme) -> str:
    return f"/v/wjg/work/scheme/{draft.pk}/import/"


def test_looked_at_then_taken_over(rules: Rules, office: Client) -> None:
    draft, items = scene.copied(rules)
    rows = (
        HEAD,
        (16, "倡导公益美德", "义务劳动", "满半天记一次", 8, "次", "每月3次"),
        (1, "维护社会治安", "治安巡防", None, 10, "次", None),
        (70, "绿色生活", "垃圾分类宣传", "入户宣传", 5, "户", "每季10次"),
        (71, "绿色生活", "乱倒污水", "经劝不改", -5, "次", None),
    )
    page = office.post(address(draft), {"file": upload(*rows), "replace": ""}).content.decode()
    assert "共 4 行：新增 2 项，改动 1 项，去掉 0 项" in page and "每次 +8" in page
    assert Item.objects.get(pk=items[16].pk).points == 5, "only looked at"
    answer = office.post(address(draft), hidden(page), follow=True)
    assert "新增 2 项，修改 1 项" in answer.content.decode()
    now = scene.by_code(draft)
    assert (now[16].points, now[16].max_per_month, now[16].origin) == (8, 3, items[16].origin)
    assert now[1].max_per_month == 4, "an empty cell changes nothing"
    assert (now[70].category.name, now[70].category.number, now[70].unit) == ("绿色生活", 6, "户")
    assert not now[71].villagers_may_claim and len(now) == 71
    assert AuditRow.objects.get(action="scheme.imported").after == {"added": 2, "changed": 1, "removed": 0}
    again = office.post(address(draft), {"file": upload(*rows), "replace": ""}).content.decode()
    assert "没有变化" in again, "the same sheet once more"


def test_the_sheet_as_the_whole_list(rules: Rules, office: Client) -> None:
    draft, items = scene.copied(rules)
    rows = (
        HEAD,
        (2, "维护社会治安", "治安巡防", "夜里巡逻", 10, "次", None),
        (1, "维护社会治安", "反诈宣传", "", 5, "次", ""),
    )
    page = office.post(address(draft), {"file": upload(*rows), "replace": "1"}).content.decode()
    assert "去掉 67 项" in page
    office.post(address(draft), hidden(page))
    now = scene.by_code(draft)
    assert {code: item.origin for code, item in now.items()} == {2: items[1].origin, 1: items[3].origin}
    assert Category.objects.filter(village=rules.village, scheme=draft).count() == 1


def test_nothing_is_taken_over_where_anything_is_wrong(rules: Rules, office: Client) -> None:
    draft, _items = scene.copied(rules)
    for row, said in (
        ((3, "治安", "守夜", "", 600, "次", ""), "超过 500 分"),
        ((3, "治安", "守夜", "", "五分", "次", ""), "第 2 行，分值 “五分”"),
        ((3, "治安", "守夜", "", 5, "次", "每月5次，每年2次"), "时间长的上限"),
    ):
        page = office.post(address(draft), {"file": upload(HEAD, row), "replace": "1"}).content.decode()
        assert said in page and not hidden(page), row
    twice = upload(HEAD, (3, "治安", "甲", "", 5, "次", ""), (3, "治安", "乙", "", 5, "次", ""))
    page = office.post(address(draft), {"file": twice, "replace": "1"}).content.decode()
    assert "编号 3 重复：“甲”和“乙”" in page
    no_table = SimpleUploadedFile("a.xlsx", b"hello")
    page = office.post(address(draft), {"file": no_table, "replace": ""}).content.decode()
    assert "先看看" in page and "err" in page, "the form again"
    assert Item.objects.filter(scheme=draft).count() == 69


def test_a_draft_changed_meanwhile_is_looked_at_again(rules: Rules, office: Client) -> None:
    draft, items = scene.copied(rules)
    page = office.post(
        address(draft), {"file": upload(HEAD, (16, None, "义务劳动", None, 8, None, None)), "replace": ""}
    )
    form = hidden(page.content.decode())
    Item.objects.filter(pk=items[1].pk).update(points=11)
    answer = office.post(address(draft), form).content.decode()
    assert "草案在这期间改动过" in answer and Item.objects.get(pk=items[16].pk).points == 5
    office.post(address(draft), hidden(answer))
    assert Item.objects.get(pk=items[16].pk).points == 8


def test_a_preview_of_somebody_elses_making_is_refused(rules: Rules, office: Client) -> None:
    draft, _items = scene.copied(rules)
    other, _ = scene.copied(rules)
    page = office.post(
        address(other), {"file": upload(HEAD, (16, None, "义务劳动", None, 8, None, None)), "replace": ""}
    )
    for form in (hidden(page.content.decode()), {"rows": "made:up", "seen": "x"}):
        answer = office.post(address(draft), form)
        assert answer.status_code == 200 and "预览时间太久" in answer.content.decode()
    assert scene.by_code(draft)[16].points == 5
