"""Reading .xlsx. Nothing is unpacked before its declared and its real size have been looked at."""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any
from xml.etree.ElementTree import iterparse

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS_MAX_SIZE
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.worksheet._reader import DATA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from villagegov.kernel.errors import DomainError
from villagegov.sheets import refusals
from villagegov.sheets.cells import Broken, Formula, Raw

#: For each row allowed, so many without anything in them are borne: formatted in advance, left behind by deleting.
_EMPTY_ROWS_BORNE = 10
_ITEM, _TEXT, _RUN = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("si", "t", "r"))
_CHUNK = 256 * 1024
_UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError)


def look_into(file: IO[bytes], most_parts: int, most_bytes: int) -> None:
    """Look at the archive's parts by name, declared and real size; texts are unpacked once, and thrown away.

    Raises :class:`DomainError` for what is no workbook, holds macros, or would unpack to more than ``most_bytes``.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _must_be_known({part.filename for part in parts})
            texts = [part for part in parts if part.filename.lower().endswith((".xml", ".rels"))]
            if len(parts) > most_parts or sum(part.file_size for part in texts) > most_bytes:
                raise refusals.unpacks_too_large(most_bytes)
            left = most_bytes
            for part in texts:
                left -= _unpacked_size(archive, part, left)
                if left < 0:
                    raise refusals.unpacks_too_large(most_bytes)
    except _UNREADABLE as error:
        raise refusals.damaged() from error


def _must_be_known(names: set[str]) -> None:
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise refusals.macros()
    if names & {"xl/workbook.bin", "content.xml"} or any(name.startswith("Index/") for name in names):
        raise refusals.other_workbook()
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise refusals.not_a_table()


def _unpacked_size(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> int:
    """The real size; unpacking ends when it is more than ``most``.

    A workbook never holds a document type: with one it could hold entities that grow without end.
    """
    size, tail = 0, b""
    with archive.open(part) as stream:
        while size <= most and (chunk := stream.read(_CHUNK)):
            size += len(chunk)
            seen = (tail + chunk).replace(b"\0", b"")
            if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
                raise refusals.damaged()
            tail = chunk[-20:]
    return size


class _CellParser(WorkSheetParser):
    """openpyxl's reader of cells. What a formula says is of no interest, only that there is one."""

    def parse_formula(self, element: Any) -> str:
        return "="


@dataclass(frozen=True)
class Sheet:
    """A visible sheet: where it lies in the archive, and what its cells refer to."""

    name: str
    part: str
    book: Any
    shared: Sequence[str]


def sheets(file: IO[bytes]) -> list[Sheet]:
    """Visible sheets. The file has been looked into.

    What openpyxl does to open a workbook, without what is no concern of ours: its size as the file tells it (which may
    be wrong, and without which every cell is read twice), properties, defined names. No part holds a document type
    (:func:`look_into`), so the quick parser may read them.
    """
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles that are no concern of ours
            reader = ExcelReader(file, read_only=True, keep_links=False)
            reader.read_manifest()
            reader.read_workbook()
            apply_stylesheet(reader.archive, reader.wb)
            shared = _shared_texts(reader)
            found = [
                Sheet(str(sheet.name), rel.target, reader.wb, shared)
                for sheet, rel in reader.parser.find_sheets()
                if sheet.state == "visible" and "chartsheet" not in rel.Type and rel.target in reader.valid_files
            ]
    except Exception as error:  # whatever the parser stumbles over, it is the file
        raise refusals.damaged() from error
    if not found:
        raise refusals.not_a_table()
    return found


def _shared_texts(reader: ExcelReader) -> list[str]:
    """The texts that cells refer to by number; how they are pronounced is left out."""
    part = reader.package.find(SHARED_STRINGS)
    if part is None:
        return []
    texts = []
    with reader.archive.open(part.PartName[1:]) as source:
        for _event, element in iterparse(source):  # noqa: S314
            if element.tag == _ITEM:
                runs = [
                    node if node.tag == _TEXT else node.find(_TEXT) for node in element if node.tag in (_TEXT, _RUN)
                ]
                texts.append("".join(run.text or "" for run in runs if run is not None))
                element.clear()
    return texts


def lines(sheet: Sheet, most_rows: int, most_columns: int) -> Iterator[tuple[int, Sequence[Raw]]]:
    """Lines of one sheet with the sheet's own numbers; empty ones are left out."""
    found = 0
    padded: dict[int, int] = {}
    for number, cells in _rows(sheet, most_rows):
        line: list[Raw] = []
        for cell in cells:
            value, index = _value(sheet, cell, padded), cell["column"] - 1
            if value is None or value == "":
                continue
            if index >= most_columns:
                raise refusals.too_many_columns(most_columns)
            line += [None] * (index + 1 - len(line))
            line[index] = value
        if line:
            found += 1
            if found > most_rows:
                raise refusals.too_many_rows(most_rows)
            yield number, line


def _rows(sheet: Sheet, most_rows: int) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """The sheet's rows as openpyxl parses them. Ends where the cells end: what follows them is layout."""
    seen = 0
    try:
        with sheet.book._archive.open(sheet.part) as source:
            parser = _CellParser(
                source,
                sheet.shared,
                epoch=sheet.book.epoch,
                date_formats=sheet.book._date_formats,
                timedelta_formats=sheet.book._timedelta_formats,
            )
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                for _event, element in iterparse(source):  # noqa: S314
                    if element.tag == ROW_TAG:
                        row = parser.parse_row(element)  # type: ignore[arg-type]
                        element.clear()
                        seen += 1
                        if seen > most_rows * _EMPTY_ROWS_BORNE:
                            raise refusals.too_many_rows(most_rows)
                        yield row
                    elif element.tag == DATA_TAG:
                        return
    except DomainError:
        raise
    except Exception as error:
        raise refusals.damaged() from error


def _value(sheet: Sheet, cell: dict[str, Any], padded: dict[int, int]) -> Raw:
    value, kind = cell["value"], cell["data_type"]
    if value is None:
        return None
    if kind == "f":
        return Formula("=")
    if isinstance(value, str):
        return Broken(value) if kind == "e" else value
    if isinstance(value, int) and not isinstance(value, bool):
        width = padded.get(cell["style_id"])
        if width is None:
            width = padded[cell["style_id"]] = _padded_to(sheet.book, int(cell["style_id"]))
        return f"{value:0{width}d}" if width > 1 else value
    return value


def _padded_to(book: Any, style: int) -> int:
    """The width to which a style fills numbers up with zeros: 1 that is shown as 001 is meant as 001."""
    number = book._cell_styles[style].numFmtId if style < len(book._cell_styles) else 0
    if number < BUILTIN_FORMATS_MAX_SIZE:
        return 0
    shown = book._number_formats[number - BUILTIN_FORMATS_MAX_SIZE]
    return len(shown) if set(shown) == {"0"} else 0
