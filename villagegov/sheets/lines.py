"""One sheet, line by line: which lines are rows, and what their cells say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from unicodedata import normalize

from django.utils.translation import gettext as _

from villagegov.sheets.cells import Broken, CellError, Formula, Raw, written
from villagegov.sheets.columns import Column, Heading, letter, plain_heading
from villagegov.sheets.identity import without_identity_numbers
from villagegov.sheets.rows import Fault, Row, Table

_TOTAL = re.compile(r"(本页|本组|本村|全村|全组|总)?(合计|总计|小计|共计|累计)([:,]?\d*(户|人|分|元)?)?", re.ASCII)
#: 填表人：… 审核：… 说明：…
_FOOT = re.compile(r"(填表|制表|填报|审核|复核|负责|经办|统计|录入|单位|村|日期|时间|说明|注|备注)[^:]{0,8}:.*")
_IDEOGRAPH = re.compile("[\u3400-\u9fff]")


def is_foot(words: str) -> bool:
    """Whether a line that begins so is written under a table: who filled it in, who looked it over, a remark."""
    return bool(_FOOT.fullmatch(_bare(words)))


class SheetReader:
    """Puts the rows of one sheet into a table."""

    def __init__(self, table: Table, name: str, columns: Sequence[Column], heading: Heading) -> None:
        self.table, self.name, self.heading = table, name, heading
        self.wanted = [(column, heading.places[column.key]) for column in columns if column.key in heading.places]
        self.keys = {column.key: None for column in columns}
        self.known = set(heading.places.values())
        self.needed = [index for column, index in self.wanted if column.needed]
        self.section = ""

    def read(self, lines: Iterable[tuple[int, Sequence[Raw]]]) -> None:
        for number, line in lines:
            if (words := self._no_row(line)) is not None:
                self.table.skipped_lines.append((self.name, number, words[:40]))
            else:
                self._read_row(number, line)

    # ------------------------------------------------------------------------------------------------ which lines

    def _no_row(self, line: Sequence[Raw]) -> str | None:
        """The first words of a line that is a total, a heading again, a title or a signature; None for a row."""
        filled = [(index, cell) for index, cell in enumerate(line) if cell is not None and cell != ""]
        texts = [plain_text for _index, cell in filled if isinstance(cell, str) and (plain_text := _bare(cell))]
        if any(len(words) <= 16 and _TOTAL.fullmatch(words) for words in texts):
            return next(words for words in texts if _TOTAL.fullmatch(words))
        if texts and _FOOT.fullmatch(texts[0]):
            return texts[0]
        if self.needed and all(self._repeats_heading(line, index) for index in self.needed):
            return texts[0]
        index, only = filled[0]
        if len(filled) == 1 and (index == 0 or index not in self.known) and _IDEOGRAPH.search(str(only)):
            self.section = written(only)
            return self.section
        return None

    def _repeats_heading(self, line: Sequence[Raw], index: int) -> bool:
        name = next(self.heading.names[key] for key, place in self.heading.places.items() if place == index)
        return index < len(line) and isinstance(line[index], str) and plain_heading(line[index]) == plain_heading(name)

    # ------------------------------------------------------------------------------------------------------ cells

    def _read_row(self, number: int, line: Sequence[Raw]) -> None:
        row = Row(self.name, number, dict(self.keys), self.section)
        formulas = []
        for column, index in self.wanted:
            cell = line[index] if index < len(line) else None
            if cell is None or cell == "":
                continue
            if isinstance(cell, Formula):
                formulas.append(self._place(number, index))
            else:
                self._read_cell(row, column, index, cell)
        if any(value is not None for value in row.values.values()) or row.faults:
            self.table.rows.append(row)
            self.table.formulas += formulas
            for index in self.heading.others:
                if index < len(line) and line[index] is not None:
                    self._without_identity(written(line[index]), self.heading.others[index])

    def _read_cell(self, row: Row, column: Column, index: int, cell: Raw) -> None:
        value: Raw = self._cleaned(cell, self.heading.names[column.key])
        if value == "" or (isinstance(value, str) and value in column.blank):
            return
        try:
            if isinstance(cell, Broken):
                raise CellError(_("The cell shows an error."), _("Write the value itself."))
            row.values[column.key] = column.read(value)
        except CellError as error:
            heading = self.heading.names[column.key]
            row.faults.append(
                Fault(column.key, heading, letter(index), written(value)[:60], error.reason, error.remedy)
            )

    def _cleaned(self, cell: Raw, heading: str) -> Raw:
        """Texts made plain; identity numbers cut out, also where the sheet keeps one as a number."""
        if isinstance(cell, str):
            return self._without_identity(written(cell), heading)
        if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= 1e14:
            return self._without_identity(written(cell), heading)
        return cell

    def _without_identity(self, text: str, heading: str) -> str:
        kept, count = without_identity_numbers(text)
        if not count:
            return text
        self.table.identity_numbers[heading] = self.table.identity_numbers.get(heading, 0) + count
        return kept.strip()

    def _place(self, number: int, index: int) -> str:
        cell = f"{letter(index)}{number}"
        return f"{self.name}!{cell}" if len(self.table.headings) > 1 else cell


def _bare(cell: str) -> str:
    return re.sub(r"\s", "", normalize("NFKC", cell[:60]))
