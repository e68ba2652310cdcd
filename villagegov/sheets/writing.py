"""Writing tables that are safe to open: no text of a person's can run as a formula.

In .csv such a text gets an apostrophe, which our own reader takes away again; in .xlsx it is stored as text and marked
so that it stays text when somebody edits the cell.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from villagegov.sheets.cells import plain
from villagegov.sheets.delimited import RUNS_AS_FORMULA

Value = str | int | float | bool | date | None
_HEAD_FONT, _HEAD_FILL = Font(bold=True), PatternFill("solid", fgColor="F2E9DC")
_RULE = Border(bottom=Side(style="thin", color="8A7F72"))
_WRAP = Alignment(wrap_text=True, vertical="top")


@dataclass(frozen=True)
class Page:
    """One sheet: headings, rows, and the width of each column in characters. ``wrapped`` is for prose."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Value]]
    widths: Sequence[int] = ()
    wrapped: bool = False


def harmless(text: str) -> str:
    """An apostrophe before what a spreadsheet would run (and before an apostrophe that would look like ours)."""
    return f"'{text}" if RUNS_AS_FORMULA.match(text) else text


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """UTF-8 with its mark, so that Excel reads the characters; lines end as in RFC 4180."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow([harmless(heading) for heading in headings])
    writer.writerows([[harmless(value) if isinstance(value, str) else _word(value) for value in row] for row in rows])
    return target.getvalue().encode("utf-8-sig")


def _word(value: Value) -> Value:
    return value.isoformat() if isinstance(value, date) else value


def as_workbook(pages: Sequence[Page]) -> bytes:
    """An .xlsx with a frozen heading row on each sheet."""
    book = Workbook(write_only=True)
    for page in pages:
        sheet = book.create_sheet(page.title)
        for index, width in enumerate(page.widths):
            sheet.column_dimensions[get_column_letter(index + 1)].width = width
        if page.headings:
            sheet.freeze_panes = "A2"
            sheet.append([_heading_cell(sheet, heading) for heading in page.headings])
        for row in page.rows:
            sheet.append([_cell(sheet, value, page.wrapped) for value in row])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _heading_cell(sheet: Any, heading: str) -> Any:
    cell = WriteOnlyCell(sheet, heading)
    cell.font, cell.fill, cell.border = _HEAD_FONT, _HEAD_FILL, _RULE
    return cell


def _cell(sheet: Any, value: Value, wrapped: bool) -> Any:
    """Numbers as they are (openpyxl makes their cells); texts as text, whatever they begin with."""
    if not isinstance(value, str):
        if isinstance(value, date) and not isinstance(value, datetime):
            cell = WriteOnlyCell(sheet, datetime(value.year, value.month, value.day))  # noqa: DTZ001
            cell.number_format = "yyyy-mm-dd"
            return cell
        return value
    text = value if wrapped else plain(value)
    runs = bool(RUNS_AS_FORMULA.match(text))
    if not (runs or wrapped):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    if runs:
        cell.quotePrefix = True
    if wrapped:
        cell.alignment = _WRAP
    return cell
