"""Columns by their usual names, and the heading row in which they are found."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from unicodedata import normalize

from django.utils.functional import Promise

from villagegov.sheets import refusals
from villagegov.sheets.cells import Raw, Reader, written

#: Signs that say "nothing" in a cell.
DASHES = frozenset(("-", "--", "—", "——", "–", "/", "\\", "／"))


@dataclass(frozen=True)
class Column:
    """A column that is looked for. ``names`` are headings under which it is met; spaces, brackets with what is in them
    and width do not matter.
    """

    key: str
    label: str | Promise
    names: tuple[str, ...]
    read: Reader
    #: The table is of no use without this column.
    needed: bool = False
    #: Words that mean an empty cell.
    blank: Collection[str] = field(default=DASHES)


def plain_heading(value: Raw) -> str:
    """联系电话（手机） and 联 系 电 话* to 联系电话."""
    text = re.sub(r"[(\[【][^)\]】]*[)\]】]", "", normalize("NFKC", written(value)))
    return re.sub(r"[\s*★:：、.。]", "", text).lower()


def letter(index: int) -> str:
    """0 -> A, 26 -> AA: what a spreadsheet calls the column."""
    found = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        found = chr(65 + rest) + found
    return found


@dataclass(frozen=True)
class Heading:
    """A heading row: where each column stands, and headings nobody asked for."""

    places: dict[str, int]
    names: dict[str, str]
    others: dict[int, str]


def find_heading(lines: Sequence[Sequence[Raw]], columns: Sequence[Column]) -> tuple[int, Heading] | None:
    """The line among these that names the most columns, two at least; None where there is none.

    Raises :class:`DomainError` where two of its headings mean the same.
    """
    known = {plain_heading(name): column.key for column in columns for name in column.names}
    hits = [len({known[text] for cell in line if (text := plain_heading(cell)) in known}) for line in lines]
    if not hits or max(hits) < min(2, len(columns)):
        return None
    index = hits.index(max(hits))
    return index, _heading(lines[index], known)


def _heading(line: Sequence[Raw], known: dict[str, str]) -> Heading:
    places: dict[str, int] = {}
    others: dict[int, str] = {}
    for index, cell in enumerate(line):
        key = known.get(plain_heading(cell))
        if key is None:
            if cell is not None and written(cell):
                others[index] = written(cell)[:40]
        elif key in places:
            raise refusals.doubled_heading(
                written(line[places[key]]), letter(places[key]), written(cell), letter(index)
            )
        else:
            places[key] = index
    return Heading(places, {key: written(line[index])[:40] for key, index in places.items()}, others)
