"""Whatever else a person may choose is refused in plain words, and quickly."""

from __future__ import annotations

import random
import zipfile
from io import BytesIO

import pytest
from PIL import Image

from tests.sheets.support import HEAD, book, csv_file, packed, read, refusal, repacked
from villagegov.kernel.errors import DomainError
from villagegov.sheets import Limits

ROW = ("001", "李小华", 4)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


def picture() -> bytes:
    data = BytesIO()
    Image.new("RGB", (40, 40), "red").save(data, "JPEG")
    return data.getvalue()


def good() -> BytesIO:
    return book([HEAD, ROW])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (picture(), "not_a_table"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\x00\xff", "not_a_table"),
        (OLE + "Workbook".encode("utf-16-le"), "old_xls"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        (OLE + "WordDocument".encode("utf-16-le"), "not_a_table"),
        (b"<html><table><tr><td>\xe6\x88\xb7\xe5\x8f\xb7</td></tr></table></html>", "web_page"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "web_page"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (packed({"word/document.xml": b"<a/>", "[Content_Types].xml": b"<Types/>"}).getvalue(), "not_a_table"),
        (packed({"content.xml": b"<a/>", "mimetype": b"ods"}).getvalue(), "other_workbook"),
        (packed({"xl/workbook.bin": b"", "[Content_Types].xml": b"<Types/>"}).getvalue(), "other_workbook"),
        (packed({"xl/workbook.xml": b"<nonsense", "[Content_Types].xml": b"<Types/>"}).getvalue(), "damaged"),
        ("户号,户主\n".encode() + b'001,"' + "李小华\n".encode() * 40_000, "open_quote"),
        ("号码;名字;别的\n1;2;3\n".encode(), "no_heading"),
        ("户号,人口\n1,2\n".encode(), "missing_columns"),
        ("户号,户主,户主姓名\n1,李,王\n".encode(), "doubled_heading"),
        ("户号,户主\n,\n".encode(), "nothing_below"),
        ("户号,户主\n001,=1+1\n".encode(), "formulas"),
    ],
)
def test_it_is_refused(data, code):
    assert refusal(BytesIO(data)).code == code


def test_macros_are_recognised_by_what_is_inside():
    assert refusal(repacked(good(), xl__vbaProject_bin=b"Attribute VB_Name")).code == "macros"


def test_formulas_are_named_by_their_cells():
    error = refusal(book([HEAD, ["001", "李小华", "=1+2"], ["002", "=A1", 3], *([n, "王芳", "=C2"] for n in range(9))]))
    assert error.code == "formulas" and "C2、B3、C4" in str(error) and "11" in str(error)


def test_formulas_that_do_not_matter_are_no_obstacle():
    """In the column with the running number, in a total, and below the table."""
    rows = [["=ROW()-1", *ROW], [None, "合计", None, "=SUM(D2:D2)"], [None, None, None, "=C2"]]
    assert len(read(book([("序号", *HEAD), *rows])).rows) == 1


def test_an_error_in_a_cell_is_wrong_and_not_refused():
    table = read(book([HEAD, ["001", "李小华", "#REF!"]]))
    assert [fault.value for fault in table.rows[0].faults] == ["#REF!"]


def test_fifty_megabytes():
    error = refusal(BytesIO(bytes(50 * 1024 * 1024)))
    assert error.code == "too_large" and "10 MB" in str(error)


def test_an_archive_that_says_how_large_it_would_be():
    bomb = repacked(good(), xl__worksheets__sheet2_xml=b"<a>" + b"0" * 9_000_000)
    assert bomb.getbuffer().nbytes < 30_000
    assert refusal(bomb, limits=Limits(unpacked_bytes=8_000_000)).code == "unpacks_too_large"


def test_an_archive_that_lies_about_its_size():
    """The declared size is what the reader would go by; the part's real bytes do not fit it then."""
    data = bytearray(repacked(good(), xl__worksheets__sheet2_xml=b"0" * 3_000_000).getvalue())
    at = 0
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = 0
        while (at := data.find(mark, at)) >= 0:
            if int.from_bytes(data[at + offset : at + offset + 4], "little") == 3_000_000:
                data[at + offset : at + offset + 4] = (100).to_bytes(4, "little")
            at += 4
    assert refusal(BytesIO(bytes(data))).code in {"damaged", "unpacks_too_large"}


def test_many_small_parts():
    parts = {f"xl__more__{n}_xml": b"<a/>" for n in range(1200)}
    assert refusal(repacked(good(), **parts)).code == "unpacks_too_large"


def test_entities_that_grow():
    lol = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><sst>&b;</sst>'
    for encoded in (lol, lol.decode().encode("utf-16")):
        assert refusal(repacked(good(), xl__sharedStrings_xml=encoded)).code == "damaged"


def test_too_many_rows_and_columns():
    few = Limits(rows=3, columns=4)
    rows = [(str(n), "王芳", 1) for n in range(4)]
    assert refusal(book([HEAD, *rows]), limits=few).code == "too_many_rows"
    assert refusal(book([HEAD, *rows[:2]], [HEAD, *rows[2:]]), limits=few).code == "too_many_rows"
    assert refusal(csv_file("户号,户主\n" + "1,李\n" * 4), limits=few).code == "too_many_rows"
    assert refusal(book([HEAD, (*ROW, None, 1)]), limits=few).code == "too_many_columns"
    assert refusal(csv_file("户号,户主,,,\n1,2,3,4,5\n"), limits=few).code == "too_many_columns"


def test_a_line_said_to_be_far_below_is_not_walked_to():
    """Its number is only a number; and a million empty rows are too many."""
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="99999999999"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>'
    )
    with zipfile.ZipFile(good()) as archive:
        name = next(name for name in archive.namelist() if name.startswith("xl/worksheets/sheet"))
    part = name.replace("/", "__").replace(".xml", "_xml")
    assert refusal(repacked(good(), **{part: sheet})).code == "no_heading"
    many = sheet.replace(b"<sheetData>", b"<sheetData>" + b"<row/>" * 150)
    assert refusal(repacked(good(), **{part: many}), limits=Limits(rows=10)).code == "too_many_rows"


def test_hidden_sheets_are_not_read():
    from openpyxl import load_workbook

    made = load_workbook(book([HEAD, ROW], [HEAD, ("002", "王芳", 2)]))
    made.worksheets[1].sheet_state = "hidden"
    target = BytesIO()
    made.save(target)
    assert len(read(target).rows) == 1


def test_a_workbook_broken_anywhere_is_refused_or_read():
    """Bytes changed at random, the archive's and a sheet's: never anything but a refusal or a table."""
    rng = random.Random(5)
    whole = good().getvalue()
    with zipfile.ZipFile(good()) as archive:
        name = next(name for name in archive.namelist() if name.startswith("xl/worksheets/sheet"))
        sheet = archive.read(name)
    for round_ in range(60):
        source = bytearray(whole if round_ % 2 else sheet)
        for _ in range(rng.randint(1, 6)):
            source[rng.randrange(len(source))] = rng.randrange(256)
        broken = (
            BytesIO(bytes(source))
            if round_ % 2
            else repacked(good(), **{name.replace("/", "__").replace(".xml", "_xml"): bytes(source)})
        )
        try:
            read(broken)
        except DomainError as error:
            assert error.field == "file"
