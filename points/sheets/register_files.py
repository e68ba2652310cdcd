"""The register as a file: the whole of it, and an empty one to fill in.

Headings are those our own reader knows, in Chinese whatever the page's language, so that a file taken out can be taken
in again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain

from django.utils.translation import gettext as _

from points.models import Household
from points.sheets.households import EXAMPLE, HEADINGS
from villagegov.sheets import Page, as_csv, as_workbook
from villagegov.sheets.writing import Value

_ORDER = ("number", "head_name", "group", "members", "phone", "address", "resident", "joined_on", "points", "note")
_WIDTHS = (10, 14, 12, 10, 18, 30, 10, 14, 10, 30)
#: Told with the register, and not read again: these change on the household's own page.
_STATE, _LEFT = "状态", "移出日期"
#: Stored words of the states, in Chinese for the reason above.
_STATES = {"active": "在册", "away": "外出", "closed": "已注销"}


def headings(*, points: bool) -> list[str]:
    return [HEADINGS[key] for key in _ORDER if points or key != "points"] + [_STATE, _LEFT]


def row(household: Household, present: int, *, points: bool) -> Sequence[Value]:
    return [
        household.number,
        household.head_name,
        household.group.name,
        household.members,
        household.phone,
        household.address,
        "是" if household.resident else "否",
        household.joined_on,
        *([present] if points else []),
        household.note,
        _STATES[household.state],
        household.left_on,
    ]


def workbook(rows: Iterable[tuple[Household, int]], *, points: bool) -> bytes:
    widths = [width for key, width in zip(_ORDER, _WIDTHS, strict=True) if points or key != "points"] + [10, 14]
    table = (row(household, present, points=points) for household, present in rows)
    return as_workbook([Page("花名册", headings(points=points), table, widths)])


def csv(rows: Iterable[tuple[Household, int]], *, points: bool) -> bytes:
    return as_csv(headings(points=points), (row(household, present, points=points) for household, present in rows))


def template(today: date, *, points: bool) -> bytes:
    """A workbook with the headings, one example row (which is not read) and a sheet of notes."""
    keys = [key for key in _ORDER if points or key != "points"]
    example: dict[str, Value] = {
        "number": f"{EXAMPLE}001",
        "head_name": "李小华",
        "group": "3组",
        "members": 4,
        "phone": "13800001234",
        "address": "3组12号",
        "resident": "是",
        "joined_on": date(today.year, 1, 1),
        "points": 120,
        "note": _("The example row is not read; it may stay."),
    }
    widths = [width for key, width in zip(_ORDER, _WIDTHS, strict=True) if key in keys]
    pages = [
        Page("花名册", [HEADINGS[key] for key in keys], [[example[key] for key in keys]], widths),
        Page(_("How to fill it in"), [], [[line] for line in _notes(points)], [90], wrapped=True),
    ]
    return as_workbook(pages)


def _notes(points: bool) -> Iterable[str]:
    more = [
        _("Present points: what the old sheet shows. They become the opening balance, once, where nothing has been "
          "entered for the household yet."),
    ] if points else []  # fmt: skip
    return chain(
        [
            _("One household a row. Number and head of household are needed; a new household needs its group too."),
            _("The number stands for the household: one it knows is changed, one it does not know is new."),
            _("An empty cell changes nothing. Households that are not in the file stay as they are."),
            _("The group: 3组 or 三组, or its name. Columns may stand in another order and bear their usual names."),
            _("Lives here: 是 or 否. Days: 2024-03-05. Numbers in digits; no formulas."),
        ],
        more,
        [
            _("Do not write identity card numbers. They are not needed; where one stands it is not stored."),
            _("After uploading you see a preview first. Nothing is written before you confirm."),
        ],
    )
