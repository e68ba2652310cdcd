"""Reading tables as people have them (.xlsx, .csv) under named columns, and writing tables that are safe to open.

Knows no app: an app says which columns it looks for, under which names, and what to do with the rows::

    COLUMNS = (
        Column("number", _("household number"), ("户号", "编号"), cells.text(12), needed=True),
        Column("members", _("people"), ("人口", "家庭人口"), cells.whole(0, 99, units="人口")),
    )
    table = read_table(upload, COLUMNS)      # a DomainError (field ``file``) where the file as a whole is no use
    for row in table.rows:                   # row.values by key, None where the cell is empty
        row.line, row.values, row.faults     # faults: column, what was written, reason, remedy

What was read is data of people: nothing of it goes into logs. Identity numbers are cut out of every cell before
anything else sees it.
"""

from villagegov.sheets import cells
from villagegov.sheets.cells import CellError
from villagegov.sheets.columns import Column
from villagegov.sheets.files import Limits
from villagegov.sheets.rows import Fault, Row, Table
from villagegov.sheets.table import read_table
from villagegov.sheets.whole import WholeTable, read_whole
from villagegov.sheets.writing import Page, as_csv, as_workbook

__all__ = [
    "CellError",
    "Column",
    "Fault",
    "Limits",
    "Page",
    "Row",
    "Table",
    "WholeTable",
    "as_csv",
    "as_workbook",
    "cells",
    "read_table",
    "read_whole",
]
