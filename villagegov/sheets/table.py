"""Reading a file as one table under named columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import IO

from villagegov.sheets import refusals
from villagegov.sheets.columns import Column, find_heading
from villagegov.sheets.files import Limits, open_sheets
from villagegov.sheets.lines import SheetReader
from villagegov.sheets.rows import Table

#: Titles and the date of a table stand above its heading; below this line that is not empty nothing is looked for.
HEADING_WITHIN = 10
_FORMULAS_NAMED = 5


def read_table(file: IO[bytes], columns: Sequence[Column], limits: Limits | None = None) -> Table:
    """Read every visible sheet that has a heading row with the needed columns.

    Raises :class:`~villagegov.kernel.errors.DomainError` (field ``file``) where the file as a whole is no use: no
    table, no heading, a needed column missing, formulas where values are needed.
    """
    limits = limits or Limits()
    table, lacking = Table(), None
    for sheet in open_sheets(file, limits):
        stream = sheet.read()
        first = list(islice(stream, HEADING_WITHIN))
        found = find_heading([line for _number, line in first], columns)
        missing = [column for column in columns if column.needed and found and column.key not in found[1].places]
        if found is None or missing:
            table.skipped_sheets.append(sheet.name)
            if found and lacking is None:
                lacking = refusals.missing_columns(_listed(missing), "、".join(found[1].names.values()))
            continue
        index, heading = found
        table.headings[sheet.name] = heading
        SheetReader(table, sheet.name, columns, heading).read(chain(first[index + 1 :], stream))
        if len(table.rows) > limits.rows:
            raise refusals.too_many_rows(limits.rows)
    if not table.headings:
        raise lacking or refusals.no_heading(_listed(column for column in columns if column.needed))
    if table.formulas:
        named = "、".join(table.formulas[:_FORMULAS_NAMED])
        raise refusals.formulas(named, len(table.formulas))
    if not table.rows:
        raise refusals.nothing_below()
    return table


def _listed(columns: Iterable[Column]) -> str:
    return "、".join(column.names[0] for column in columns)
