"""What is written opens safely and is read again as it was."""

from __future__ import annotations

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from tests.sheets.support import COLUMNS, HEAD, read, values
from villagegov.sheets import Page, as_csv, as_workbook
from villagegov.sheets.writing import harmless

DANGEROUS = ["=1+1", "+86 138", "-2+3", "@SUM(1)", '=HYPERLINK("http://x","y")', "'=1", "''+", "＝1+1"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_runs_as_a_formula(text):
    line = next(csv.reader(StringIO(as_csv(["备注"], [[text]]).decode("utf-8-sig").splitlines()[1])))
    assert line == ["'" + text] and harmless(text)[0] == "'"
    cell = load_workbook(BytesIO(as_workbook([Page("表", ["备注"], [[text]])]))).active["A2"]
    assert cell.value == text.replace("＝1", "＝1") and cell.data_type == "s" and cell.quotePrefix


@pytest.mark.parametrize("control", ["\t=1", "\r=1", "\n=1"])
def test_control_characters_before_a_formula(control):
    assert harmless(control) == "'" + control


def test_numbers_stay_numbers_and_days_days():
    page = Page("表", ["分", "日", "空"], [[-5, date(2026, 3, 1), None]], widths=[6, 12, 4])
    sheet = load_workbook(BytesIO(as_workbook([page]))).active
    assert sheet["A2"].value == -5 and sheet["A2"].data_type == "n"
    assert sheet["B2"].value.date() == date(2026, 3, 1) and sheet["B2"].number_format == "yyyy-mm-dd"
    assert sheet.freeze_panes == "A2" and sheet.column_dimensions["B"].width == 12
    assert as_csv(["分", "日"], [[-5, date(2026, 3, 1)]]).decode("utf-8-sig").splitlines()[1] == "-5,2026-03-01"


def test_what_was_written_is_read_again():
    head = [*HEAD, "备注"]
    rows = [["001", "李小华", 4, text] for text in [*DANGEROUS[:7], "村口，3号院", '说"好"']]
    for data in (as_csv(head, rows), as_workbook([Page("表", head, rows)])):
        table = read(BytesIO(data), COLUMNS)
        assert not any(row.faults for row in table.rows)
        assert values(table, "number", "name", "members", "note") == [tuple(row) for row in rows]
