"""Files as villages have them, made on the spot."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from villagegov.kernel.errors import DomainError
from villagegov.sheets import Column, Table, cells, read_table

COLUMNS = (
    Column("number", "户号", ("户号", "编号"), cells.code(12), needed=True),
    Column("name", "户主", ("户主", "户主姓名", "姓名"), cells.name(10), needed=True),
    Column("members", "人口", ("人口", "家庭人口"), cells.whole(0, 99, units="人口")),
    Column("since", "日期", ("入册日期",), cells.day()),
    Column("resident", "常住", ("是否常住",), cells.yes_no(yes="常住", no="外出")),
    Column("note", "备注", ("备注",), cells.text(40)),
)
HEAD = ("户号", "户主", "人口")


def book(*sheets: Sequence[Sequence[Any]], titles: Sequence[str] = (), **styles: Any) -> BytesIO:
    """A workbook of these sheets, each given as its rows."""
    made = Workbook()
    made.remove(made.active)
    for index, rows in enumerate(sheets):
        sheet = made.create_sheet(titles[index] if titles else f"表{index + 1}")
        for row in rows:
            sheet.append(list(row))
    target = BytesIO()
    made.save(target)
    target.seek(0)
    return target


def csv_file(text: str, encoding: str = "utf-8") -> BytesIO:
    return BytesIO(text.encode(encoding))


def packed(parts: dict[str, bytes]) -> BytesIO:
    """An archive of these parts."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    target.seek(0)
    return target


def repacked(file: BytesIO, **changed: bytes) -> BytesIO:
    """The workbook with parts replaced or added; ``xl__worksheets__sheet1_xml`` is xl/worksheets/sheet1.xml."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    names = {
        key.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"): data for key, data in changed.items()
    }
    return packed({**parts, **names})


def read(file: BytesIO, columns: Sequence[Column] = COLUMNS, **more: Any) -> Table:
    return read_table(file, columns, **more)


def values(table: Table, *keys: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values[key] for key in keys) for row in table.rows]


def refusal(file: BytesIO, **more: Any) -> DomainError:
    try:
        table = read(file, **more)
    except DomainError as error:
        assert error.field == "file"
        return error
    raise AssertionError(f"was read: {table}")
