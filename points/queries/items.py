"""Finding items of the rules by number, words, pinyin, initials or category."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from points.models import Item
from points.queries.households import words_of
from villagegov.kernel.pinyin import spell


def named(items: Sequence[Item], text: str) -> list[Item]:
    """Which items the text means: one where it names one beyond doubt, else those it may mean, the likeliest first.

    Every word must fit; a number alone is the item of that number. ``items`` come with their category.
    """
    words = words_of(text)
    if not words:
        return []
    found = [item for item in items if all(_fits(item, word) for word in words)]
    for exact in (
        [item for item in found if str(item.code) == words[0].lstrip("0")],
        [item for item in found if item.name.lower() == words[-1]],
    ):
        if len(exact) == 1:
            return exact
    return sorted(found, key=lambda item: (_distance(item, words[0]), item.common_rank or 99, item.code))


def matching(items: Sequence[Item], text: str) -> list[Item]:
    """The items in which every word is found: in number, name, wording or category; all for an empty text."""
    words = words_of(text)
    return [item for item in items if all(_fits(item, word) for word in words)]


def _fits(item: Item, word: str) -> bool:
    if word.isdigit():
        return str(item.code).startswith(word.lstrip("0") or word)
    if word.isascii() and any(_begins(item, word)):
        return True
    return any(word in text.lower() for text in (item.name, item.wording, item.category.name))


def _distance(item: Item, word: str) -> int:
    if item.name.lower().startswith(word):
        return 0
    if word in item.name.lower():
        return 1
    if word.isascii() and any(begins := _begins(item, word)):
        return 0 if begins[0] else 1
    return 2 if word in item.wording.lower() else 3


def _begins(item: Item, word: str) -> tuple[bool, bool]:
    """Whether initials, or the pinyin, of the name begin with the word: ``zaxf``, ``zhian`` for 治安巡防."""
    full, initials = spell(item.name)
    return initials.startswith(word), full.startswith(word)


def commonest(items: Iterable[Item]) -> list[Item]:
    """The fifteen of daily use, in their order."""
    ranked = [item for item in items if item.common_rank and not item.board_only]
    return sorted(ranked, key=lambda item: item.common_rank or 0)[:15]
