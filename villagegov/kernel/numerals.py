"""Numbers as they are read aloud in Chinese: for the village's loudspeaker, where nobody sees digits."""

from __future__ import annotations

import re

_DIGITS = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_MYRIADS = ("", "万", "亿")
#: A number before one of these names something and is no count: 二月, 二组, and 两户.
_ORDINAL_AFTER = ("月", "日", "号", "组", "季", "期", "届")
_NUMBER = re.compile(
    r"(?P<before>第\s*)?(?P<sign>[+−-]\s*)?(?P<whole>\d[\d,]*)(?:\.(?P<part>\d+))?\s*(?P<after>[^\W\d_]?)"
)
#: What stood between a digit and a character.
_GAP = re.compile(r"(?<=[〇\u4e00-\u9fff]) +(?=[〇\u4e00-\u9fff])")


def in_words(number: int, *, counting: bool = False) -> str:
    """``1865`` as 一千八百六十五. ``counting``: a single two before what is counted is 两."""
    if number < 0:
        return f"负{in_words(-number, counting=counting)}"
    if number == 0:
        return _DIGITS[0]
    if number == 2 and counting:
        return "两"
    parts: list[str] = []
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    for place in reversed(range(len(groups))):
        group = groups[place]
        if group == 0:
            continue
        words = _below_ten_thousand(group)
        if parts and (group < 1000 or groups[place + 1] % 10 == 0):
            words = f"零{words}"
        parts.append(("两" if words == "二" and place else words) + _MYRIADS[place])
    found = "".join(parts)
    return found[1:] if found.startswith("一十") else found


def _below_ten_thousand(number: int) -> str:
    found, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit == 0:
            gap = bool(found)
            continue
        word = "两" if digit == 2 and place == 3 else _DIGITS[digit]
        found += ("零" if gap else "") + word + _UNITS[place]
        gap = False
    return found


def one_by_one(digits: str) -> str:
    """``0833`` as 零八三三: telephone numbers, and what follows a point."""
    return "".join(_DIGITS[int(digit)] for digit in digits)


def read_aloud(text: str) -> str:
    """A sentence with every number in words, signs said, and a masked name's star as 某."""
    return _GAP.sub("", _NUMBER.sub(_spoken, text.replace("*", "某")))


def _spoken(match: re.Match[str]) -> str:
    digits, part, after = match["whole"].replace(",", ""), match["part"], match["after"]
    if len(digits) == 4 and after == "年":
        return f"{match['before'] or ''}{one_by_one(digits).replace('零', '〇')}年"
    if len(digits) > 8 or (digits.startswith("0") and len(digits) > 1):
        words = one_by_one(digits)
    else:
        counting = match["before"] is None and part is None and after not in _ORDINAL_AFTER
        words = in_words(int(digits), counting=counting and bool(after))
    sign = {"+": "加", "−": "减", "-": "减"}.get((match["sign"] or "").strip(), "")
    return f"{'第' if match['before'] else ''}{sign}{words}{f'点{one_by_one(part)}' if part else ''}{after}"
