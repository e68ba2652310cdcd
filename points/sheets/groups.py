"""Groups as people write them: 3组, 第三村民小组, 三社, 3, 李家湾."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from unicodedata import normalize

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMBERED = re.compile(r"第?(\d{1,3}|[零〇一二两三四五六七八九十百]{1,5})(?:村民|农业)?(?:小组|组|社|队)?")
_ENDING = re.compile(r"(?:村民)?(?:小组|组|社|队)$")
NAME_LENGTH = 20


@dataclass(frozen=True)
class GroupWord:
    """A group of the village, or one that would be made."""

    number: int
    name: str
    is_new: bool = False


def number_in(text: str) -> int | None:
    """3 of 3组, 第三村民小组 and 三; None for a name."""
    match = _NUMBERED.fullmatch(text)
    if match is None:
        return None
    number = int(match[1]) if match[1].isascii() else _chinese(match[1])
    return number or None


def _chinese(text: str) -> int:
    """Up to 999: 十二, 二十, 一百零三."""
    hundreds, _, rest = text.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    value = 100 * _DIGITS.get(hundreds, 0) if hundreds else 0
    value += 10 * (_DIGITS.get(tens.lstrip("零〇") or "一", 1)) if ten else 0
    return value + _DIGITS.get(ones.lstrip("零〇"), 0)


@dataclass
class Groups:
    """The village's groups by number and by name; a name met twice is one new group."""

    village_name: str
    known: Iterable[tuple[int, str]]
    new: list[GroupWord] = field(default_factory=list)

    def __post_init__(self) -> None:
        rows = [GroupWord(number, name) for number, name in self.known]
        self._by_number = {row.number: row for row in rows}
        self._by_name = {self._bare(row.name): row for row in rows}
        self._met: dict[str, GroupWord | None] = {}

    def _bare(self, name: str) -> str:
        text = re.sub(r"\s", "", normalize("NFKC", name)).removeprefix(self.village_name)
        return _ENDING.sub("", text) or text

    def find(self, text: str, *, may_be_new: bool = True) -> GroupWord | None:
        """The group a text means; None where it names none."""
        key = f"{text}|{may_be_new}"
        if key not in self._met:
            self._met[key] = self._find(text, may_be_new)
        return self._met[key]

    def _find(self, text: str, may_be_new: bool) -> GroupWord | None:
        plain = re.sub(r"\(.*?\)|\s", "", normalize("NFKC", text)).removeprefix(self.village_name)
        if known := self._by_name.get(self._bare(plain)):
            return known
        number = number_in(plain)
        if number is not None and number in self._by_number:
            return self._by_number[number]
        if not plain or not (may_be_new or number):
            return None
        if number is None:
            number, name = max([*self._by_number, 0]) + 1, plain[:NAME_LENGTH]
        else:
            name = f"{number}组"
        made = GroupWord(number, name, is_new=True)
        self.new.append(made)
        self._by_number[number] = self._by_name[self._bare(name)] = made
        return made
