"""Items of the rules as a sheet: read under the headings villages use, and written so that it can be read again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO, Any
from unicodedata import normalize

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from points.enums import Disclosure, ReviewRoute
from points.models import Item
from points.services import item_rules
from villagegov.sheets import CellError, Column, Limits, Page, as_workbook, cells, read_table
from villagegov.sheets.cells import Raw, written
from villagegov.sheets.rows import Fault

MOST_ROWS = 400
_DISCLOSURES = {
    "全部公开": Disclosure.FULL,
    "公开": Disclosure.FULL,
    "只公开类别": Disclosure.CATEGORY,
    "类别": Disclosure.CATEGORY,
    "不公开": Disclosure.NONE,
    "不公示": Disclosure.NONE,
}
_ROUTES = {
    "审核会": ReviewRoute.FULL,
    "会议审核": ReviewRoute.FULL,
    "正常": ReviewRoute.FULL,
    "简易": ReviewRoute.LIGHT,
    "组长签字": ReviewRoute.LIGHT,
}
_PERIODS = {"月": "month", "季": "quarter", "年": "year"}
#: 每月4次, 每季度最多20分, 5人次/年; the word before tells that it is points.
_CAP = re.compile(
    r"(?:每人|每户)?每?(月|季|年)度?(?:累计|最多|不超过|限|上限|封顶|至多|以内|:|,)*(\d{1,4})(分)?[^\d月季年]*"
)
_CAP_BEHIND = re.compile(r"(\d{1,4})(分)?[^\d/]{0,3}/(月|季|年)度?")


def _points(value: Raw) -> tuple[int, int | None]:
    """+5, -5, 5-15, 5～15, 加5分, 扣10分: the least and, of a range, the most."""
    text = normalize("NFKC", written(value)).replace(" ", "")
    text = text.replace("\u2212", "-").replace("\u2013", "-").replace("—", "-")
    text = re.sub(r"每\d+[^\d加扣减+-]*(?=[加扣减+-])", "", text)  # 每100元加1分
    minus = text.startswith("-") or "扣" in text or "减" in text
    found = re.findall(r"\d{1,4}", text)
    if (
        not 1 <= len(found) <= 2
        or re.search(r"\d[.,]\d", text)
        or not re.fullmatch(r"[^\d]*\d+[^\d]*(\d+[^\d]*)?", text)
    ):
        raise CellError(_("These are no points."), _("Write for example +5, -10 or 5-15."))
    numbers = sorted(int(number) for number in found)
    signed = [-number if minus else number for number in numbers]
    return signed[0], signed[1] if len(signed) == 2 and signed[1] != signed[0] else None


def _limits(value: Raw) -> dict[str, int]:
    """每月4次，每年20分 to the fields of the item."""
    text = normalize("NFKC", written(value)).replace(" ", "")
    if text in {"无", "不限", "无上限", "没有"}:
        return {}
    text = re.sub(r"季度", "季", text)
    found: dict[str, int] = {}
    for part in filter(None, re.split(r"[,、。;]", text)):
        if match := _CAP_BEHIND.fullmatch(part):
            number, points, period = match.groups()
        elif match := _CAP.fullmatch(part):
            period, number, points = match.groups()
        else:
            raise CellError(_("This limit cannot be read."), _("Write it like 每月4次 or 每年20分."))
        found[f"max_{'points_' if points else ''}per_{_PERIODS[period]}"] = int(number)
    return found


_L = gettext_lazy
COLUMNS = (
    Column("code", _L("number"), ("编号", "序号", "项目编号", "号"), cells.whole(1, item_rules.MOST_CODE)),
    Column("category", _L("category"), ("类别", "分类", "大类", "项目类别", "积分类别"), cells.text(40)),
    Column(
        "name",
        _L("item"),
        ("项目", "项目名称", "评分项目", "积分项目", "名称", "指标"),
        cells.text(40),
        needed=True,
    ),
    Column(
        "wording",
        _L("wording"),
        ("说明", "评分标准", "标准", "积分标准", "计分标准", "评分细则", "细则", "具体内容", "内容"),
        cells.text(300),
    ),
    Column("points", _L("points"), ("分值", "积分", "分数", "得分", "加减分", "计分"), _points, needed=True),
    Column("unit", _L("unit"), ("单位", "计分单位"), cells.text(20)),
    Column("limits", _L("limits"), ("上限", "封顶", "限制", "次数限制", "计分上限"), _limits),
    Column(
        "evidence_required",
        _L("photo or paper required"),
        ("证明材料", "须证明", "凭证"),
        cells.yes_no(yes="要 须 需要", no="不要 不须 不需要"),
    ),
    Column(
        "villagers_may_claim",
        _L("villagers may claim it themselves"),
        ("村民可报", "村民可申报", "自行申报"),
        cells.yes_no(yes="可 可以", no="不可 不可以"),
    ),
    Column("disclosure", _L("on the public list"), ("公示方式", "公示"), cells.one_of(_DISCLOSURES)),
    Column("route", _L("review"), ("审核方式", "审核"), cells.one_of(_ROUTES)),
    Column("honour", _L("an honour given by others"), ("上级荣誉", "荣誉"), cells.yes_no()),
    Column("exclusive_group", _L("counts once together with"), ("就高组", "互斥组", "就高不重复"), cells.text(20)),
    Column("board_only", _L("posted by the board, claimed by nobody"), ("榜单计分", "由红黑榜计分"), cells.yes_no()),
    Column(
        "common_rank",
        _L("rank among the commonest"),
        ("常用排序", "常用"),
        cells.whole(1, item_rules.MOST_RANK),
    ),
)


@dataclass
class SheetItem:
    """A row of the sheet. ``given``: only what the sheet says; the rest stays, or is the default of a new item."""

    line: int
    category: str
    given: dict[str, Any]


@dataclass
class SheetRead:
    rows: list[SheetItem] = field(default_factory=list)
    #: Line of the sheet, and what is wrong with a cell of it.
    faults: list[tuple[int, Fault]] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


def read_items(file: IO[bytes]) -> SheetRead:
    """Raises :class:`DomainError` (field ``file``) where the file as a whole is no use.

    A category stands in its column (once for the merged lines below it too) or alone on a line above its items.
    """
    table = read_table(file, COLUMNS, Limits(rows=MOST_ROWS))
    found = SheetRead(ignored=table.ignored)
    category, section = "", None
    for row in table.rows:
        if row.section != section:
            section = row.section
            category = plain_category(section) or category
        category = plain_category(row.values.pop("category") or "") or category
        found.faults += [(row.line, fault) for fault in row.faults]
        for key in ("name", "points"):
            if row.values[key] is None and not any(fault.key == key for fault in row.faults):
                found.faults.append((row.line, table.fault(row, key, None, _("This is missing."), _("Fill this in."))))
        found.rows.append(SheetItem(row.line, category, _given(row.values)))
    return found


def plain_category(text: str) -> str:
    """一、维护社会治安（15项） to 维护社会治安."""
    bare = re.sub(r"^(第?[一二三四五六七八九十\d]+[类章部分]*[、.．:：\s]*)", "", normalize("NFKC", text).strip())
    return re.sub(r"\(.*?\)$", "", bare).strip()[:40]


def _given(values: dict[str, Any]) -> dict[str, Any]:
    given = {key: value for key, value in values.items() if value is not None}
    if points := given.pop("points", None):
        given["points"], given["points_to"] = points
    if (limits := given.pop("limits", None)) is not None:
        given |= dict.fromkeys((name for name in item_rules.FIELDS if name.startswith("max_")), None) | limits
    return given


# -------------------------------------------------------------------------------------------------------- writing


#: As they are read again.
_HEADINGS = (
    "编号 类别 项目 评分标准 分值 单位 上限 证明材料 村民可报 公示方式 审核方式 上级荣誉 就高组 榜单计分 常用排序"
)


def write_items(title: str, items: Sequence[Item]) -> bytes:
    """An .xlsx of all items, with the headings that are read again; ``items`` come with their category."""
    headings = _HEADINGS.split()
    widths = [6, 16, 20, 60, 10, 8, 22, 10, 10, 12, 10, 10, 12, 10, 10]
    ordered = sorted(items, key=lambda item: (item.category.number, item.code))
    return as_workbook([Page(title[:31], headings, [_row(item) for item in ordered], widths, wrapped=True)])


def _row(item: Item) -> list[Any]:
    yes = {True: "是", False: "否"}
    disclosures = {Disclosure.FULL: "公开", Disclosure.CATEGORY: "只公开类别", Disclosure.NONE: "不公开"}
    routes = {ReviewRoute.FULL: "审核会", ReviewRoute.LIGHT: "组长签字"}
    return [
        item.code,
        item.category.name,
        item.name,
        item.wording,
        item.points
        if item.points_to is None
        else f"{'扣' if item.points < 0 else ''}{abs(item.points)}-{abs(item.points_to)}",
        item.unit,
        _limits_written(item),
        yes[item.evidence_required],
        yes[item.villagers_may_claim],
        disclosures[Disclosure(item.disclosure)],
        routes[ReviewRoute(item.route)],
        yes[item.honour],
        item.exclusive_group or None,
        yes[item.board_only],
        item.common_rank,
    ]


def _points_written(item: Item) -> int | str:
    if item.points_to is None:
        return item.points
    return f"{'扣' if item.points < 0 else ''}{abs(item.points)}-{abs(item.points_to)}"


def _limits_written(item: Item) -> str:
    parts = []
    for word, period in (("月", "month"), ("季", "quarter"), ("年", "year")):
        if (units := getattr(item, f"max_per_{period}")) is not None:
            parts.append(f"每{word}{units}次")
        if (points := getattr(item, f"max_points_per_{period}")) is not None:
            parts.append(f"每{word}{points}分")
    return "，".join(parts) or "不限"
