"""People or shares of the list from a table of the village's own: household number and a number beside it."""

from __future__ import annotations

import re
import uuid
from datetime import datetime
from decimal import Decimal
from typing import IO
from unicodedata import normalize

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.models import Dividend, DividendLine
from councils.services.dividends import drafting
from points.models import User
from villagegov.kernel.errors import DomainError, Problems
from villagegov.sheets import CellError, Column, Limits, cells, read_table
from villagegov.sheets.cells import Raw, written

MOST_ROWS = 5000
#: Faults that are told at once; the rest follows when these are mended.
SHOWN = 12


def _shares(value: Raw) -> Decimal:
    """3, 3.5, 3.5股."""
    text = normalize("NFKC", written(value)).replace(" ", "").rstrip("股")
    if not re.fullmatch(r"\d{1,6}(\.\d{1,2})?", text, re.ASCII):
        raise CellError(_("These are no shares."), _("Write for example 3 or 3.5."))
    return Decimal(text)


def _columns(heads: bool) -> tuple[Column, ...]:
    number = Column("number", gettext_lazy("household number"), ("户号", "编号", "户编号"), cells.code(12), needed=True)
    if heads:
        people = ("人数", "享受人数", "分红人数", "人口", "家庭人口", "应分人数")
        return number, Column("units", gettext_lazy("people"), people, cells.whole(0, 99, units="人口"), needed=True)
    shares = ("股数", "股份", "持股", "持股数", "股权", "份额")
    return number, Column("units", gettext_lazy("shares"), shares, _shares, needed=True)


def import_units(*, dividend: Dividend, file: IO[bytes], by: User, at: datetime) -> int:
    """All rows of the table or none; returns how many households' numbers changed.

    Raises :class:`Problems` of the field ``file``: what stands where, and how it is mended.
    """
    table = read_table(file, _columns(dividend.by_heads), limits=Limits(rows=MOST_ROWS))
    listed = dict(
        DividendLine.objects.filter(village=dividend.village_id, dividend=dividend).values_list(
            "household__number", "household_id"
        )
    )
    units: dict[uuid.UUID, Decimal] = {}
    wrong: list[DomainError] = []
    for row in table.rows:
        said = [f"{fault.reason} {fault.remedy}" for fault in row.faults]
        number = row.values.get("number")
        key = listed.get(str(number)) if number else None
        if number and key is None:
            said.append(_("Household %(number)s is not on the list of that day.") % {"number": number})
        elif key in units:
            said.append(_("Household %(number)s stands twice.") % {"number": number})
        if not said and (not number or row.values.get("units") is None):
            said.append(_("Household number and number belong in every line."))
        wrong += [
            DomainError(_("Line %(line)s: %(words)s") % {"line": row.line, "words": words}, field="file", code="row")
            for words in said
        ]
        if not said and key:
            units[key] = Decimal(row.values["units"])
    Problems.raise_if(wrong[:SHOWN])
    if not units:
        raise DomainError(_("There are no households in this table."), field="file", code="empty")
    return drafting.set_units(dividend=dividend, units=units, by=by, at=at)
