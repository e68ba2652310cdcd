"""What a table is once it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from villagegov.sheets.cells import written
from villagegov.sheets.columns import Heading, letter


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell. ``column`` is its heading, ``letter`` what a spreadsheet calls it."""

    key: str
    column: str
    letter: str
    value: str
    reason: str
    remedy: str = ""


@dataclass(slots=True)
class Row:
    """One row. A cell that is empty, wrong or not in the sheet is None in ``values``.

    ``section`` is the last line above it that stood alone across the sheet (一组), as some put groups.
    """

    sheet: str
    line: int
    values: dict[str, Any]
    section: str = ""
    faults: list[Fault] = field(default_factory=list)


@dataclass
class Table:
    """What was read, and what a person should be told of the rest."""

    rows: list[Row] = field(default_factory=list)
    headings: dict[str, Heading] = field(default_factory=dict)
    #: Sheets without a fitting heading row.
    skipped_sheets: list[str] = field(default_factory=list)
    #: Totals, repeated headings, lines across the sheet, signatures: sheet, line, first words.
    skipped_lines: list[tuple[str, int, str]] = field(default_factory=list)
    #: Identity numbers cut out, by heading.
    identity_numbers: dict[str, int] = field(default_factory=dict)
    #: Cells with formulas, as a spreadsheet names them.
    formulas: list[str] = field(default_factory=list)

    @property
    def columns(self) -> dict[str, str]:
        """The headings as written, by key."""
        return {key: name for heading in reversed(self.headings.values()) for key, name in heading.names.items()}

    @property
    def ignored(self) -> list[str]:
        """Headings nobody asked for."""
        return list(dict.fromkeys(name for heading in self.headings.values() for name in heading.others.values()))

    def fault(self, row: Row, key: str, value: object, reason: str, remedy: str = "") -> Fault:
        """A fault only the caller can know of, such as a number that comes twice."""
        heading = self.headings[row.sheet]
        place = letter(heading.places[key]) if key in heading.places else ""
        return Fault(key, heading.names.get(key, ""), place, written(value), reason, remedy)  # type: ignore[arg-type]
