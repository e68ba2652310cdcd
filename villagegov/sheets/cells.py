"""What stands in one cell: made plain, and read as text, number, day or yes and no.

A reader takes a cell's value (text made plain, or the number or day a workbook keeps) and returns what it means; it
raises :class:`CellError` with the reason and the way out. Empty cells never come to a reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from unicodedata import category, normalize

from django.utils.translation import gettext as _

#: What a cell of a file holds. Formulas and errors are texts of classes of their own.
Raw = str | int | float | bool | date | time | timedelta | None
Reader = Callable[[Raw], object]


class CellError(ValueError):
    """A cell that cannot be read: why, and what to write instead."""

    def __init__(self, reason: str, remedy: str = ""):
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy


class Formula(str):
    """A cell whose value is worked out by the workbook."""


class Broken(str):
    """A cell that shows an error of the workbook: #REF!, #N/A …"""


#: Full-width letters and digits, and the full-width space, to plain ones. Chinese punctuation stays.
_NARROW = {code: code - 0xFEE0 for low, high in ("０９", "ＡＺ", "ａｚ") for code in range(ord(low), ord(high) + 1)}
_SPACES = re.compile(r"\s+")
_IDEOGRAPH = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_BETWEEN_IDEOGRAPHS = re.compile(rf"(?<=[{_IDEOGRAPH}·]) (?=[{_IDEOGRAPH}·])")


#: Whatever :func:`plain` would change, and a little more.
_ODD = re.compile(
    "[^\\S ]|  |[\x00-\x1f\x7f-\x9f\xad\u0600-\u0605\u180e\u200b-\u206f\ufeff\uff10-\uff5a\U000e0000-\U000e0fff]"
)
#: Control characters, invisible ones, halves of pairs. Signs of private use stay: older systems write rare names so.
_INVISIBLE = ("Cc", "Cf", "Cs")


def plain(text: str) -> str:
    """One line without stray or invisible characters; full-width letters and digits become ordinary ones."""
    if _ODD.search(text):
        kept = (" " if char.isspace() else char for char in text if char.isspace() or category(char) not in _INVISIBLE)
        text = _SPACES.sub(" ", "".join(kept).translate(_NARROW))
    return text.strip()


def written(value: Raw) -> str:
    """How a cell's value is shown to a person."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e18:
        return str(int(value))
    return plain(str(value))


def _fits(text: str, most: int) -> str:
    if len(text) > most:
        raise CellError(_("It is longer than %(most)s characters.") % {"most": most}, _("Shorten it."))
    return text


def text(most: int) -> Reader:
    """Any text of at most that many characters."""
    return lambda value: _fits(written(value), most)


def name(most: int) -> Reader:
    """A person's name: spaces put in to align two characters with three (李　华) are taken out."""

    def read(value: Raw) -> str:
        if not isinstance(value, str):
            raise CellError(_("This is a number or a day, not a name."), _("Write the name."))
        return _fits(_BETWEEN_IDEOGRAPHS.sub("", plain(value)), most)

    return read


def code(most: int) -> Reader:
    """A number that is a name, such as 001: letters and digits without spaces."""
    return lambda value: _fits(normalize("NFKC", written(value)).replace(" ", ""), most)


def whole(least: int, most: int, *, units: str = "") -> Reader:
    """A whole number; ``units`` are characters that may follow it (``人口``)."""

    def read(value: Raw) -> int:
        number = _number(value, units)
        if number is None:
            raise CellError(_("This is not a whole number."), _("Write it in digits, for example 3."))
        if not least <= number <= most:
            raise CellError(
                _("It must be between %(least)s and %(most)s.") % {"least": least, "most": most},
                _("Check the number."),
            )
        return number

    return read


def _number(value: Raw, units: str) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return int(value) if value == value and abs(value) < 1e15 and float(value).is_integer() else None
    digits = normalize("NFKC", str(value)).replace(" ", "").replace("\u2212", "-").replace("\u2013", "-").rstrip(units)
    if not re.fullmatch(r"[+-]?(\d{1,9}|\d{1,3}(,\d{3}){1,2})(\.0+)?", digits, re.ASCII):
        return None
    return int(digits.replace(",", "").partition(".")[0])


_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})?\s*日?)?(?:[ T]0{1,2}:00(?::00)?)?", re.ASCII
)
#: Day 0 of the numbers in which workbooks keep days.
_SERIAL_ZERO = date(1899, 12, 30)


def day() -> Reader:
    """A day: 2024-03-05, 2024.3.5, 2024/3/5, 2024年3月5日, 20240305, or 2024年3月 for its first."""

    def read(value: Raw) -> date:
        found = _as_day(value)
        if found is None or not 1900 <= found.year <= 2200:
            raise CellError(_("This is not a day."), _("Write it like 2024-03-05."))
        return found

    return read


def _as_day(value: Raw) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    number = _number(value, "")
    if number is None and isinstance(value, float):
        return None  # 2024.1 may have been 2024.10
    if number is not None:
        value = str(number)
        if 20_000 <= number <= 80_000:
            return _SERIAL_ZERO + timedelta(days=number)
        if len(value) == 8:
            value = f"{value[:4]}-{value[4:6]}-{value[6:]}"
    match = _DAY.fullmatch(normalize("NFKC", str(value)))
    try:
        return date(int(match[1]), int(match[2]), int(match[3] or 1)) if match else None
    except ValueError:
        return None


YES = frozenset(("是", "√", "✓", "✔", "y", "yes", "true", "1", "有", "对"))
NO = frozenset(("否", "×", "✗", "✘", "x", "n", "no", "false", "0", "无", "不是", "没有"))


def yes_no(*, yes: str = "", no: str = "") -> Reader:
    """Yes or no in the usual words; ``yes`` and ``no`` are further ones, with spaces between them."""
    more_yes, more_no = YES | set(yes.split()), NO | set(no.split())

    def read(value: Raw) -> bool:
        said = normalize("NFKC", written(value)).replace(" ", "").lower() if not isinstance(value, bool) else ""
        if value is True or said in more_yes:
            return True
        if value is False or said in more_no:
            return False
        raise CellError(_("This is neither yes nor no."), _("Write 是 or 否."))

    return read


def one_of(words: Mapping[str, object]) -> Reader:
    """One of some words, each with what it means."""

    def read(value: Raw) -> object:
        said = normalize("NFKC", written(value)).replace(" ", "").lower()
        if said not in words:
            raise CellError(_("This is none of the words that may stand here."), "、".join(words))
        return words[said]

    return read
