"""How a name stands in public when its owner has not agreed to be named."""

from __future__ import annotations

import re
from collections.abc import Collection

#: Surnames of two characters that are still met; everything else is taken as one.
COMPOUND_SURNAMES = (
    "欧阳 司马 诸葛 上官 司徒 夏侯 东方 皇甫 尉迟 公孙 慕容 令狐 "
    "长孙 宇文 轩辕 端木 独孤 南宫 西门 百里 呼延 公羊 申屠 澹台"
)


def mask_name(name: str) -> str:
    """李小华 -> 李*华, 李华 -> 李*, 欧阳小华 -> 欧阳*华: the family knows itself, a stranger does not."""
    name = name.strip()
    surname = name[:2] if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else name[:1]
    given = name[len(surname) :]
    if len(given) <= 1:
        return f"{surname}*"
    return f"{surname}*{given[-1]}"


#: Between names in one cell of a table.
_BETWEEN_NAMES = re.compile(r"[、，,;；/／|]+|\s{2,}")
_IN_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]?")
_DIGITS_SHOWN, _DIGITS_AT_LEAST = 4, 8


def names_in(text: str) -> list[str]:
    """The names of a cell, one by one: 李小华、王强 -> 李小华, 王强. What stands in brackets is left out.

    A space inside a short name (李　华) is no border between two; one between two whole names is.
    """
    names: list[str] = []
    for piece in _BETWEEN_NAMES.split(_IN_BRACKETS.sub(" ", text).strip()):
        words = piece.split()
        if words and all(len(word) >= 2 for word in words):
            names += words
        elif words:
            names.append("".join(words))
    return names


def in_brackets(text: str) -> list[str]:
    """What stands in brackets, bare: 李小华（妻王秀英） -> 妻王秀英."""
    return [part.strip("()（）[]【】 ") for part in _IN_BRACKETS.findall(text)]


def mask_names(text: str) -> str:
    """Every name of a cell: 李小华、王强 -> 李*华、王*. What stands in brackets goes: it may name somebody too."""
    return "、".join(mask_name(name) for name in names_in(text))


def hide_names(text: str, names: Collection[str]) -> str:
    """Mask these names wherever they stand in a text, the longest first: of 李小华 and 李小 neither shows the other."""
    words = sorted({"".join(name.split()) for name in names} - {""}, key=len, reverse=True)
    if not words:
        return text
    found = re.compile("|".join(r"\s*".join(map(re.escape, word)) for word in words))
    return found.sub(lambda match: mask_name("".join(match.group().split())), text)


def mask_number(text: str) -> str:
    """13812345678 -> ****5678. The last four stay where at least as many again are hidden; else nothing stays."""
    signs = [char for char in text if char.isalnum()]
    if not signs:
        return ""
    shown = "".join(signs[-_DIGITS_SHOWN:]) if len(signs) >= _DIGITS_AT_LEAST else ""
    return f"****{shown}"
