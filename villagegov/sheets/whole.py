"""Reading a table whose columns nobody knows beforehand: its headings, and every cell as text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import IO
from unicodedata import normalize

from django.utils.translation import gettext as _

from villagegov.sheets import refusals
from villagegov.sheets.cells import Broken, Formula, Raw, plain, written
from villagegov.sheets.columns import letter
from villagegov.sheets.files import Limits, Lines, open_sheets
from villagegov.sheets.identity import without_identity_numbers
from villagegov.sheets.lines import is_foot
from villagegov.sheets.table import HEADING_WITHIN

_FORMULAS_NAMED = 5
#: Everything in a .csv is text; a heading is no number.
_NUMBER = re.compile(r"\s*[-+]?[\d.,]+\s*$")


@dataclass
class WholeTable:
    """Texts only. Identity numbers were cut out of every cell before anything else saw it."""

    title: str = ""
    headings: list[str] = field(default_factory=list)
    #: Each as long as the headings.
    rows: list[list[str]] = field(default_factory=list)
    #: Places of columns out of which identity numbers were cut, with how many.
    identity: dict[int, int] = field(default_factory=dict)
    #: Lines at the foot (填表人：…) and further sheets, by their first words.
    left_out: list[str] = field(default_factory=list)


def read_whole(file: IO[bytes], limits: Limits, *, cell_length: int = 200) -> WholeTable:
    """The first visible sheet with a table. Raises :class:`DomainError` (field ``file``) where there is none."""
    found: WholeTable | None = None
    for sheet in open_sheets(file, limits):
        if found is not None:
            if next(iter(sheet.read()), None) is not None:
                found.left_out.append(sheet.name)
            continue
        found = _read(sheet, limits, cell_length)
    if found is None:
        raise refusals.nothing_below()
    return found


def _read(sheet: Lines, limits: Limits, cell_length: int) -> WholeTable | None:
    stream = sheet.read()
    first = list(islice(stream, HEADING_WITHIN))
    index = _heading([line for _number, line in first])
    if index is None:
        return None
    table = WholeTable(title=_title([line for _number, line in first[:index]]))
    width = len(first[index][1])
    lines = [*first[index + 1 :], *stream]
    if len(lines) > limits.rows:
        raise refusals.too_many_rows(limits.rows)
    width = max([width, *(len(line) for _number, line in lines)])
    heading = _padded(first[index][1], width)
    _refuse_formulas([first[index], *lines])
    for _number, line in lines:
        words = written(next(cell for cell in line if cell is not None and cell != ""))
        if is_foot(words):
            table.left_out.append(words[:40])
            continue
        table.rows.append([_text(table, place, cell, cell_length) for place, cell in enumerate(_padded(line, width))])
    table.headings = [
        without_identity_numbers(plain(written(cell)))[0][:40] or letter(place) for place, cell in enumerate(heading)
    ]
    _without_empty(table, heading)
    if not table.rows:
        raise refusals.nothing_below()
    return table


def _heading(lines: Sequence[Sequence[Raw]]) -> int | None:
    """The first of the lines with the most cells that are all words: titles above it have fewer."""
    best, found = 0, None
    for index, line in enumerate(lines):
        filled = [cell for cell in line if cell is not None and cell != ""]
        words = all(
            isinstance(cell, str) and not isinstance(cell, Formula) and not _NUMBER.match(cell) for cell in filled
        )
        if words and len(filled) > best:
            best, found = len(filled), index
    return found


def _title(lines: Sequence[Sequence[Raw]]) -> str:
    for line in lines:
        for cell in line:
            if isinstance(cell, str) and plain(cell):
                return without_identity_numbers(plain(cell))[0][:60]
    return ""


def _padded(line: Sequence[Raw], width: int) -> list[Raw]:
    return [*line, *[None] * (width - len(line))]


def _refuse_formulas(lines: Sequence[tuple[int, Sequence[Raw]]]) -> None:
    """What a workbook keeps as their last value may be old."""
    places = [
        f"{letter(place)}{number}" for number, line in lines for place, cell in enumerate(line) if type(cell) is Formula
    ]
    if places:
        raise refusals.formulas("、".join(places[:_FORMULAS_NAMED]), len(places))


def _text(table: WholeTable, place: int, cell: Raw, most: int) -> str:
    if isinstance(cell, Broken):
        raise refusals.refuse(
            _("A cell shows an error (%(error)s). Write the value itself and upload the file again.")
            % {"error": str(cell)[:20]},
            "broken_cell",
        )
    text, count = without_identity_numbers(normalize("NFKC", written(cell)) if _narrow(cell) else written(cell))
    if count:
        table.identity[place] = table.identity.get(place, 0) + count
    text = text.strip()
    if len(text) > most:
        sentence = _("A cell is longer than %(most)s characters: “%(start)s…”. Put long words into the text.")
        raise refusals.refuse(sentence % {"most": most, "start": text[:20]}, "long_cell")
    return text


def _narrow(cell: Raw) -> bool:
    """Numbers written in full-width digits hide from nobody."""
    return isinstance(cell, str) and any("\uff10" <= char <= "\uff19" for char in cell)


def _without_empty(table: WholeTable, heading: Sequence[Raw]) -> None:
    """Columns without a heading and without a word in any row; identity numbers count as words."""
    kept = [
        place
        for place, cell in enumerate(heading)
        if (cell is not None and cell != "") or place in table.identity or any(row[place] for row in table.rows)
    ]
    table.headings = [table.headings[place] for place in kept]
    table.rows = [[row[place] for place in kept] for row in table.rows]
    table.rows = [row for row in table.rows if any(row)]
    table.identity = {kept.index(place): count for place, count in table.identity.items() if place in kept}
