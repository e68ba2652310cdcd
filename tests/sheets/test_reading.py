"""Tables as villages really have them are read."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.sheets.support import COLUMNS, HEAD, book, csv_file, read, values
from villagegov.sheets import CellError, cells
from villagegov.sheets.identity import is_identity_number, without_identity_numbers

#: Made up; the second has a wrong check digit and a real day.
ID_18, MISTYPED_18, ID_15 = "511124198003070013", "511124198003070019", "511124800307001"


def test_headings_stand_below_titles_in_any_order_under_other_names():
    file = book(
        [
            ["王家沟村花名册"],
            [],
            ["制表日期：2026年9月"],
            ["序号", "家庭人口（人）", "户主姓名", "户 号*", "备 注", "身份证号码"],
            [1, 4, "李小华", "001", None, ID_18],
            [2, "３", "王　芳", 2, "  住 村口　", None],
        ]
    )
    table = read(file)
    assert values(table, "number", "name", "members", "note") == [
        ("001", "李小华", 4, None),
        ("2", "王芳", 3, "住 村口"),
    ]
    assert [row.line for row in table.rows] == [5, 6]
    assert table.columns == {"members": "家庭人口（人）", "name": "户主姓名", "number": "户 号*", "note": "备 注"}
    assert table.ignored == ["序号", "身份证号码"]
    assert table.identity_numbers == {"身份证号码": 1}


def test_empty_lines_totals_titles_and_signatures_are_no_rows():
    file = book(
        [
            HEAD,
            ["一组"],
            ["001", "李小华", 4],
            [None, None, None],
            ["小 计", None, "=SUM(C3:C3)"],
            ["二组"],
            HEAD,
            ["002", "王芳", 2],
            ["合计：2户", None, 6],
            ["填表人：赵会计", None, "审核：钱书记"],
            ["说明：人口为常住人口"],
        ]
    )
    table = read(file)
    assert values(table, "number") == [("001",), ("002",)]
    assert [row.section for row in table.rows] == ["一组", "二组"]
    assert [line for _sheet, line, _words in table.skipped_lines] == [2, 5, 6, 7, 9, 10, 11]


def test_rows_numbered_in_advance_are_empty():
    table = read(book([["序号", *HEAD], [1, "001", "李小华", 3], [2], [3]]))
    assert len(table.rows) == 1


def test_a_workbook_with_a_sheet_for_each_group():
    notes = [["填写说明"], ["户号", "不能重复"]]
    last = [["人口", "户主", "户号"], [5, "王芳", "101"]]
    table = read(book([HEAD, ["001", "李小华", 4]], notes, last, titles=("一组", "说明", "二组")))
    assert [(row.sheet, *row.values.values()) for row in table.rows] == [
        ("一组", "001", "李小华", 4, None, None, None),
        ("二组", "101", "王芳", 5, None, None, None),
    ]
    assert table.skipped_sheets == ["说明"]


def test_days_numbers_and_yes_as_workbooks_keep_them():
    head = (*HEAD, "入册日期", "是否常住")
    rows = [
        ["1", "甲一", 3.0, datetime(2024, 3, 5), "是"],
        ["2", "乙二", "3人", "2024.3.5", "√"],
        ["3", "丙三", " ３ ", "2024年3月", "否"],
        ["4", "丁四", "3", 45356, "外出"],
        ["5", "戊五", 3, "20240305", True],
        ["6", "己六", 3, 20240305, "常住"],
        ["7", "庚七", "-", "—", "/"],
    ]
    table = read(book([head, *rows]))
    day = date(2024, 3, 5)
    assert not any(row.faults for row in table.rows)
    assert values(table, "members", "since", "resident") == [
        (3, day, True), (3, day, True), (3, date(2024, 3, 1), False), (3, day, False), (3, day, True), (3, day, True),
        (None, None, None),
    ]  # fmt: skip


def test_a_number_shown_with_zeros_is_meant_with_zeros():
    from openpyxl import Workbook

    made = Workbook()
    made.active.append(HEAD)
    made.active.append([7, "李小华", 4])
    made.active["A2"].number_format = "000"
    from io import BytesIO

    target = BytesIO()
    made.save(target)
    assert values(read(target), "number") == [("007",)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_every_usual_form(encoding, delimiter):
    lines = [(*HEAD, "备注"), ("001", "李小华", "4", '"住村口，3号院"'), ("", "", "", ""), ("002", "王芳", "2", "")]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    table = read(csv_file(text, encoding))
    assert values(table, "number", "name", "members", "note") == [
        ("001", "李小华", 4, "住村口，3号院"),
        ("002", "王芳", 2, None),
    ]
    assert [row.line for row in table.rows] == [2, 4]


def test_csv_of_other_programs():
    """="001" keeps zeros; an apostrophe is what an export puts before a text that would run."""
    table = read(csv_file('户号,户主,备注\n="001",李小华,"\'=1+1"\n002,王芳,\'普通\n'))
    assert values(table, "number", "note") == [("001", "=1+1"), ("002", "'普通")]


def test_what_is_wrong_is_said_of_the_cell():
    table = read(book([(*HEAD, "入册日期"), ["001", "李小华", "三个", "去年"], ["002", 5, 120, "2024-13-05"]]))
    said = [(row.line, fault.letter, fault.column, fault.value) for row in table.rows for fault in row.faults]
    assert said == [
        (2, "C", "人口", "三个"),
        (2, "D", "入册日期", "去年"),
        (3, "B", "户主", "5"),
        (3, "C", "人口", "120"),
        (3, "D", "入册日期", "2024-13-05"),
    ]
    assert all(fault.reason and fault.remedy for row in table.rows for fault in row.faults)
    assert table.rows[0].values["name"] == "李小华" and table.rows[0].values["members"] is None


def test_identity_numbers_are_cut_out_wherever_they_stand():
    rows = [
        [ID_18, "甲一", 1, None],
        ["002", "乙二", 1, f"身份证{ID_18}，残疾"],
        ["003", "丙三", 1, int(MISTYPED_18)],
        ["004", "丁四", 1, f"{ID_15} 511124 19800307 0013"],
        ["005", "戊五", 1, "511124 19800307 001 3"],
        ["006", "己六", 1, "卡号6222021234567890123 电话13812345678"],
    ]
    table = read(book([(*HEAD, "备注"), *rows]))
    assert values(table, "number", "note")[:3] == [(None, None), ("002", "身份证，残疾"), ("003", None)]
    assert ID_15 not in str(table) and "19800307" not in str(table).replace("511124 19800307 0013", "")
    assert table.rows[5].values["note"] == "卡号6222021234567890123 电话13812345678"
    assert table.identity_numbers["户号"] == 1


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (ID_18, True), (MISTYPED_18, True), (ID_15, True), ("11010519491231002X", True), ("11010519491231002x", True),
        ("622202199913990012", False), ("511124801307001", False), ("123", False),
    ],
)  # fmt: skip
def test_what_an_identity_number_is(text, is_one):
    assert is_identity_number(text) is is_one
    assert without_identity_numbers(f"号{text}。")[1] == int(is_one)


def test_a_number_inside_a_longer_one_is_none():
    assert without_identity_numbers(f"1{ID_18}") == (f"1{ID_18}", 0)


@pytest.mark.parametrize("value", ["12.5", 12.5, "十二", "1,23", True, "", "1e3", float("nan"), "٣"])
def test_no_whole_numbers(value):
    with pytest.raises(CellError):
        cells.whole(-999, 999)(value)


@pytest.mark.parametrize(
    ("value", "meant"), [("−5", -5), ("+5", 5), ("1,234", 1234), ("5.0", 5), ("５", 5), ("5 分", 5)]
)
def test_whole_numbers(value, meant):
    assert cells.whole(-9999, 9999, units="分")(value) == meant


@pytest.mark.parametrize("value", ["2024-02-30", "24-3-5", 2024.1, "2024", "昨天", True])
def test_no_days(value):
    with pytest.raises(CellError):
        cells.day()(value)


def test_one_of_some_words():
    read_cell = cells.one_of({"加分": 1, "扣分": -1})
    assert read_cell(" 扣 分 ") == -1
    with pytest.raises(CellError):
        read_cell("平")


def test_invisible_characters_go():
    assert cells.plain("\ufeff李\u200b小\x00华\u3000\n村Ｎｏ．１") == "李小华 村No．1"


def test_columns_are_matched_by_name_alone():
    assert {column.key for column in COLUMNS if column.needed} == {"number", "name"}
    table = read(csv_file("户主,编号\n李小华,001\n"))
    assert values(table, "number", "name", "members") == [("001", "李小华", None)]
