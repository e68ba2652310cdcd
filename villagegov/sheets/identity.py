"""Identity card numbers: recognised wherever they stand in a cell, so that they can be left out.

18 digits (GB 11643) or the 15 of the first generation. A number is also taken for one when its check digit is wrong but
its birthday is a day: somebody mistyped it, or a spreadsheet kept it as a number and rounded the last digits away.
"""

from __future__ import annotations

import re
from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
#: 15 or 18 in one piece, or 18 in pieces with one space or hyphen between digits.
_CANDIDATE = re.compile(
    r"(?<![0-9A-Za-z])(?:[1-9][0-9]{16}[0-9Xx]|[1-9][0-9]{14}|[1-9](?:[ -]?[0-9]){16}[ -]?[0-9Xx])(?![0-9A-Za-z])"
)


def is_identity_number(digits: str) -> bool:
    """Whether 15 or 18 characters are (or were meant to be) an identity card number."""
    if len(digits) == 15:
        return _is_day(f"19{digits[6:12]}")
    if len(digits) != 18:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits[:17], strict=True))
    return _CHECK[total % 11] == digits[17].upper() or _is_day(digits[6:14])


def _is_day(digits: str) -> bool:
    try:
        return 1850 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year <= 2100
    except ValueError:
        return False


def without_identity_numbers(text: str) -> tuple[str, int]:
    """The text with every identity number cut out, and how many there were."""
    found = 0

    def cut(match: re.Match[str]) -> str:
        nonlocal found
        if not is_identity_number(re.sub("[ -]", "", match.group())):
            return match.group()
        found += 1
        return ""

    if len(text) < 15:
        return text, 0
    return _CANDIDATE.sub(cut, text), found
