"""Tables with names: what is guessed for each column, what is hidden, and that the uploaded table is gone."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection

from councils.enums_disclosure import ColumnCare
from councils.models import PostingTable, TableToMask
from councils.queries import private
from councils.queries.disclosure import columns
from councils.services.disclosure import tables
from tests.disclosure.support import HEADINGS, NOW, drafted, fresh, masked, posted, sheet, uploaded
from tests.disclosure.test_postings import refused
from tests.factories import Cast
from villagegov.kernel.masking import mask_names, mask_number
from villagegov.sheets import as_csv

C = ColumnCare


def test_guesses_come_from_headings_and_values(cast: Cast) -> None:
    guesses = {one.heading: one.guess for one in columns.columns_of(uploaded(cast))}
    assert guesses == {
        "姓名": C.NAME, "身份证号": C.DROP, "联系电话": C.NUMBER, "银行卡号": C.NUMBER,
        "组别": C.SHOW, "金额(元)": C.SHOW, "备注": C.SHOW,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "values", "care"),
    [
        ("谁", ["李小华", "王强", "欧阳清"], C.NAME),
        ("栏", ["13900001234", ""], C.NUMBER),
        ("栏", ["6228450012345678901"], C.NUMBER),
        ("项目", ["路灯电费", "保洁员补助"], C.SHOW),
        ("金额", ["1200", "13900001234.5元整"], C.NUMBER),
        ("家庭住址", ["三组12号"], C.DROP),
        ("公民身份号码", ["", ""], C.DROP),
        ("户 主", ["李小华"], C.NAME),
    ],
)
def test_one_column(heading: str, values: list[str], care: ColumnCare) -> None:
    assert columns.guessed(heading, values, False) == care


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("李小华", "李*华"), ("李 华", "李*"), ("欧阳清、王强", "欧阳*、王*"), ("李小华（户主）", "李*华"),
        ("李小华 王大强", "李*华、王*强"),
        ("李和", "李*"), ("", ""),
    ],
)  # fmt: skip
def test_names(text: str, hidden: str) -> None:
    assert mask_names(text) == hidden


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("13900001234", "****1234"),
        ("1234567", "****"),
        ("12345678", "****5678"),
        ("138-0000-5678", "****5678"),
        ("", ""),
    ],
)
def test_numbers(text: str, hidden: str) -> None:
    assert mask_number(text) == hidden


@pytest.mark.parametrize(
    ("text", "found"),
    [("打13900001234", True), ("打 139 0000 1234", True), ("１３９００００１２３４", True), ("+8613900001234", True),
     ("金额13900001", False), ("0833-1234567", False)],
)  # fmt: skip
def test_mobile_numbers_are_found(text: str, found: bool) -> None:
    assert private.has_mobile_number(text) is found


def test_only_what_is_masked_is_kept(cast: Cast) -> None:
    made = masked(cast)
    assert made.headings == ["姓名", "联系电话", "银行卡号", "组别", "金额(元)", "备注"]
    assert made.rows == [
        ["李*华", "****1234", "****8901", "1组", "420", "李*华本人长期患病"],
        ["欧阳*、王*", "****5678", "****8002", "2组", "780", ""],
    ]
    assert not TableToMask.objects.exists()
    with connection.cursor() as cursor:
        for table in ("councils_postingtable", "councils_postingstep", "points_auditrow", "councils_posting"):
            cursor.execute(f"SELECT count(*) FROM {table} AS t WHERE t::text ~ '李小华|13900001234|511124195003070018'")
            assert cursor.fetchone() == (0,), table


@pytest.mark.parametrize(
    ("names", "remark", "shown"),
    [
        ("张小三 李小四", "李小四生病，张小三照看", "李*四生病，张*三照看"),
        ("李小、李小华", "李小华的弟弟李小", "李*华的弟弟李*"),
        ("李小华（妻王秀英）", "王秀英住院", "王秀英住院"),
        ("李小华（王秀英）", "王秀英住院", "王*英住院"),
        ("阿卜杜拉·买买提", "阿卜杜拉·买买提已领", "阿*提已领"),
        ("李 华", "李　华本人领取", "李*本人领取"),
    ],
)
def test_who_is_hidden_in_one_column_is_hidden_in_the_remarks(names: str, remark: str, shown: str) -> None:
    found = columns.masked(["姓名", "备注"], [[names, remark]], [C.NAME, C.SHOW])
    assert found.rows[0][1] == shown


def test_who_is_left_out_is_hidden_in_the_remarks_too() -> None:
    found = columns.masked(["姓 名", "项目", "备注"], [["李小华", "低保", "李小华患病"]], [C.DROP, C.SHOW, C.SHOW])
    assert found.rows == [["低保", "李*华患病"]]


def test_identity_numbers_never_reach_a_table_even_in_a_column_that_is_shown(cast: Cast) -> None:
    table = uploaded(cast, file=sheet(["项目", "说明"], [["证件", "号码511124195003070018，已核"]]))
    assert table.rows == [["证件", "号码，已核"]] and table.identity == [1]


def test_what_would_stay_private_is_refused(cast: Cast) -> None:
    table = uploaded(cast)
    care = ["name", "drop", "show", "number", "show", "show", "show"]
    error = refused("still_private", tables.as_read, table=table, care=care)
    assert "联系电话" in str(error)
    refused("no_column", tables.as_read, table=table, care=["drop"] * len(HEADINGS))
    refused("care", tables.as_read, table=table, care=["show"])
    assert not PostingTable.objects.exists() and TableToMask.objects.exists()


def test_what_was_not_looked_at_is_not_kept(cast: Cast) -> None:
    table = uploaded(cast)
    common = {"table": table, "caption": "名单", "by": cast.officer, "at": NOW}
    guess = [one.guess.value for one in columns.columns_of(table)]
    seen = columns.masked(table.headings, table.rows, [C(one) for one in guess]).digest
    other = [*guess[:4], "drop", *guess[5:]]
    refused("look_again", tables.mask, care=other, seen=seen, **common)
    tables.mask(care=guess, seen=seen, **common)
    refused("table_gone", tables.mask, care=guess, seen=seen, **common)
    assert PostingTable.objects.count() == 1


def test_a_table_is_added_while_it_can_be_changed(cast: Cast) -> None:
    found = posted(cast)
    refused("step", tables.upload, posting=found, file=sheet(), by=cast.officer, at=NOW)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"hello", "nothing_below"), (b"", "empty"), (b"<html>", "web_page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "not_a_table"),
    ],
)  # fmt: skip
def test_what_is_no_table(cast: Cast, body: bytes, code: str) -> None:
    assert (
        refused(code, tables.upload, posting=drafted(cast), file=BytesIO(body), by=cast.officer, at=NOW).field == "file"
    )


def test_titles_feet_and_csv(cast: Cast) -> None:
    lines = [
        ["三组补贴发放表", "", ""],
        ["单位：元", "", ""],
        ["序号", "户主", "金额"],
        ["1", "李小华", "120"],
        ["填表人：王五", "", ""],
    ]
    table = uploaded(cast, file=BytesIO(as_csv(lines[0], lines[1:])))
    assert (table.caption, table.headings, table.rows) == (
        "三组补贴发放表", ["序号", "户主", "金额"], [["1", "李小华", "120"]]
    )  # fmt: skip
    assert table.left_out == ["填表人：王五"]


def test_a_table_nobody_settled_is_swept_after_a_day(cast: Cast) -> None:
    uploaded(cast)
    assert tables.sweep(village=cast.village, at=NOW + timedelta(hours=23)) == 0
    assert tables.sweep(village=cast.village, at=NOW + timedelta(hours=25)) == 1


def test_giving_up_and_taking_away(cast: Cast) -> None:
    made = drafted(cast)
    table = uploaded(cast, made)
    tables.give_up(table=table, by=cast.officer, at=NOW)
    assert not TableToMask.objects.exists()
    kept: Any = masked(cast, uploaded(cast, made))
    kept.posting = fresh(made)
    tables.remove(table=kept, by=cast.officer, at=NOW)
    assert not PostingTable.objects.exists()
