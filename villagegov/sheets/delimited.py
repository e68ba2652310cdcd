""".csv as offices make it: UTF-8 with or without its mark, UTF-16 of Excel's "Unicode text", or GB18030; with comma,
semicolon or tab.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from villagegov.sheets import refusals
from villagegov.sheets.cells import Formula, Raw

DELIMITERS = ",;\t"
#: Lines looked at to find the delimiter.
_LOOKED_AT = 20
#: ="001" keeps a spreadsheet from reading a number.
_KEPT_AS_TEXT = re.compile(r'="([^"]*)"')
#: What :func:`villagegov.sheets.writing.harmless` puts an apostrophe before.
RUNS_AS_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def decoded(data: bytes) -> str:
    """The text of the file. Raises :class:`DomainError` where it is none."""
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise refusals.not_a_table()


def lines(data: bytes, most_rows: int, most_columns: int) -> Iterator[tuple[int, Sequence[Raw]]]:
    """Lines with their numbers, as a spreadsheet would count them; empty ones are left out."""
    text = decoded(data)
    found = number = 0
    try:
        for number, row in enumerate(_rows(text, delimiter_of(text)), start=1):
            if not any(cell.strip() for cell in row):
                continue
            found += 1
            if found > most_rows:
                raise refusals.too_many_rows(most_rows)
            if any(row[most_columns:]):
                raise refusals.too_many_columns(most_columns)
            yield number, [_value(cell) for cell in row]
    except csv.Error as error:
        raise refusals.open_quote(number + 1) from error


def delimiter_of(text: str) -> str:
    """The one that parts the first lines into the most columns."""

    def widest(delimiter: str) -> int:
        return max((len(row) for row in islice(_rows(text[:100_000], delimiter), _LOOKED_AT)), default=0)

    return max(DELIMITERS, key=widest)


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _value(cell: str) -> Raw:
    if not cell:
        return None
    if cell[0] == "=":
        kept = _KEPT_AS_TEXT.fullmatch(cell.strip())
        return kept[1] if kept else Formula(cell)
    if cell[0] == "'" and RUNS_AS_FORMULA.match(cell):
        return cell[1:]
    return cell
