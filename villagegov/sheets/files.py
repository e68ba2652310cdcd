"""Opening a file as sheets of lines, or saying in plain words why not.

Whatever a person may have chosen arrives here: pictures, old .xls, workbooks with a password, web pages named .xls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import IO

from villagegov.kernel.errors import DomainError
from villagegov.sheets import delimited, refusals, workbook
from villagegov.sheets.cells import Raw

_OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = (b"<html", b"<!doc", b"<table", b"<?xml", b"<div", b"<meta", b"<head")


@dataclass(frozen=True)
class Limits:
    """What a table may weigh. Ten thousand households with twelve columns are 0.7 MB packed and 8 MB unpacked."""

    file_bytes: int = 10 * refusals.MEGABYTE
    #: All texts of a workbook together; pictures in it are never unpacked.
    unpacked_bytes: int = 64 * refusals.MEGABYTE
    parts: int = 1000
    rows: int = 20_000
    columns: int = 100


@dataclass(frozen=True)
class Lines:
    """One sheet: its name (empty for .csv) and its lines with their numbers, read anew at each call."""

    name: str
    read: Callable[[], Iterator[tuple[int, Sequence[Raw]]]]


def open_sheets(file: IO[bytes], limits: Limits) -> list[Lines]:
    """The visible sheets of a workbook, or the one of a .csv. Raises :class:`DomainError` (field ``file``)."""
    size = file.seek(0, 2)
    if size > limits.file_bytes:
        raise refusals.too_large(limits.file_bytes)
    if not size:
        raise refusals.empty()
    file.seek(0)
    start = file.read(8)
    file.seek(0)
    if start.startswith(b"PK"):
        workbook.look_into(file, limits.parts, limits.unpacked_bytes)
        return [
            Lines(sheet.name, partial(workbook.lines, sheet, limits.rows, limits.columns))
            for sheet in workbook.sheets(file)
        ]
    data = file.read()
    if start == _OLD_CONTAINER:
        raise _old_format(data)
    if data[:200].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(_MARKUP):
        raise refusals.web_page()
    return [Lines("", partial(delimited.lines, data, limits.rows, limits.columns))]


def _old_format(data: bytes) -> DomainError:
    """Old .xls, workbooks with a password, and old documents are all kept in this container."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return refusals.password()
    if any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
        return refusals.old_xls()
    return refusals.not_a_table()
