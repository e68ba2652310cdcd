"""The register of households 花名册 as a table: its columns under their usual names, its rows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import IO, Any
from unicodedata import normalize

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from villagegov.sheets import CellError, Column, Table, cells, read_table
from villagegov.sheets.cells import Raw
from villagegov.sheets.columns import DASHES

_NOTHING = DASHES | {"无", "暂无", "没有"}
#: Points of an old sheet; nobody has more.
MOST_POINTS = 100_000
#: The template's example row begins its number so.
EXAMPLE = "示例"
_BETWEEN_NUMBERS = re.compile(r"[、,;/]|\s{2,}|(?<=\d{11}) ")


def _phone(value: Raw) -> str:
    """One or more numbers. Digits are counted, because a digit too few is the usual mistake."""
    text = normalize("NFKC", cells.written(value)).replace("+86", "").strip()
    if len(text) > 40:
        raise CellError(_("It is longer than %(most)s characters.") % {"most": 40}, _("Shorten it."))
    pieces = [re.sub(r"[ \-]", "", piece) for piece in _BETWEEN_NUMBERS.split(text) if piece.strip()]
    for piece in pieces:
        mobile = re.fullmatch(r"1[3-9]\d*", piece)
        if piece.isdecimal() and (len(piece) != 11 if mobile else not 7 <= len(piece) <= 12):
            raise CellError(
                _("A phone number has not %(count)s digits.") % {"count": len(piece)}, _("Check the number.")
            )
    if not re.search(r"\d{7}", "".join(pieces)):
        raise CellError(_("This is not a phone number."), _("Write the number, or leave the cell empty."))
    return text


COLUMNS = (
    Column(
        "number",
        gettext_lazy("household number"),
        ("户号", "户编号", "家庭编号", "农户编号", "编号"),
        cells.code(12),
        needed=True,
    ),
    Column(
        "head_name",
        gettext_lazy("head of household"),
        ("户主姓名", "户主", "户主名", "户主名字", "姓名", "户名"),
        cells.name(40),
        needed=True,
    ),
    Column(
        "group",
        gettext_lazy("group"),
        ("村民小组", "组别", "组", "小组", "村民组", "所属小组", "所在小组", "小组名称", "组名", "社", "社别"),
        cells.code(20),
    ),
    Column(
        "members",
        gettext_lazy("people"),
        ("家庭人口", "人口", "人口数", "家庭人口数", "人数", "家庭人数", "家庭成员数"),
        cells.whole(1, 99, units="人口个"),
        blank=_NOTHING,
    ),
    Column(
        "phone",
        gettext_lazy("phone"),
        ("联系电话", "电话", "手机号", "手机", "手机号码", "电话号码", "联系方式", "户主电话"),
        _phone,
        blank=_NOTHING,
    ),
    Column(
        "address",
        gettext_lazy("home address"),
        ("住址", "地址", "家庭住址", "家庭地址", "居住地址", "现住址", "现居住地", "详细地址"),
        cells.text(100),
        blank=_NOTHING,
    ),
    Column(
        "resident",
        gettext_lazy("resident"),
        ("是否常住", "常住", "是否常住户", "常住情况", "是否常驻"),
        cells.yes_no(yes="常住 常住户 在家 在村", no="非常住 不常住 外出 外迁 不在村 未常住"),
    ),
    Column(
        "joined_on",
        gettext_lazy("in the register since"),
        ("入册日期", "入册时间", "登记日期", "立户日期", "加入日期"),
        cells.day(),
    ),
    Column(
        "points",
        gettext_lazy("present points"),
        ("现有积分", "积分", "当前积分", "目前积分", "积分余额", "累计积分", "总积分", "结余积分"),
        cells.whole(-MOST_POINTS, MOST_POINTS, units="分"),
        blank=_NOTHING,
    ),
    Column("note", gettext_lazy("note on the household"), ("备注", "其他说明"), cells.text(200), blank=_NOTHING),
)
LABELS = {column.key: column.label for column in COLUMNS}
#: Headings of what we write ourselves: the first of each column's names.
HEADINGS = {column.key: column.names[0] for column in COLUMNS}


@dataclass(slots=True)
class Line:
    """A household as one row of the file says; None where the row says nothing."""

    line: int
    sheet: str = ""
    number: str | None = None
    head_name: str | None = None
    group: str | None = None
    members: int | None = None
    phone: str | None = None
    address: str | None = None
    resident: bool | None = None
    joined_on: date | None = None
    points: int | None = None
    note: str | None = None
    #: Column, letter, what was written, reason, remedy: all texts.
    faults: list[dict[str, str]] = field(default_factory=list)
    #: A line above the row, or the name of its sheet, which may be its group.
    heading: str = ""

    def kept(self) -> dict[str, Any]:
        """As it is stored: what it says, without the rest."""
        said = {name: value for name in _NAMES if (value := getattr(self, name)) not in (None, "", [])}
        return {**said, "joined_on": self.joined_on.isoformat()} if self.joined_on else said

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Line:
        day = kept.get("joined_on")
        return cls(**{**kept, "joined_on": date.fromisoformat(day)} if day else kept)


_NAMES = tuple(item.name for item in fields(Line))


def read_households(file: IO[bytes]) -> tuple[list[Line], dict[str, Any]]:
    """The file's rows, and what a person should be told of the rest. Raises :class:`DomainError` (field ``file``)."""
    table = read_table(file, COLUMNS)
    several = len(table.headings) > 1
    lines = [_line(row, several) for row in table.rows if not (row.values["number"] or "").startswith(EXAMPLE)]
    return lines, _remarks(table, several)


def _line(row: Any, several: bool) -> Line:
    return Line(
        line=row.line,
        sheet=row.sheet if several else "",
        faults=[
            {
                "key": fault.key,
                "column": fault.column,
                "letter": fault.letter,
                "value": fault.value,
                "reason": fault.reason,
                "remedy": fault.remedy,
            }
            for fault in row.faults
        ],
        heading=row.section or row.sheet,
        **row.values,
    )


def _remarks(table: Table, several: bool) -> dict[str, Any]:
    return {
        "columns": table.columns,
        "ignored": table.ignored,
        "skipped_sheets": [name for name in table.skipped_sheets if name],
        "skipped_lines": [[sheet if several else "", line, words] for sheet, line, words in table.skipped_lines[:100]],
        "identity_numbers": table.identity_numbers,
    }
