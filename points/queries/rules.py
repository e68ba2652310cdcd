"""The rules in force as people read them: by category, with caps and publicity in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _

from points.enums import Disclosure
from points.models import Item, Scheme, Village
from points.queries import schemes

#: Units one does not count with: “at most once a year”, not “1 year a year”.
_NO_COUNTING_WORD = frozenset({"年", "季度", "月", "周", "天", "日"})


@dataclass(frozen=True)
class Rule:
    item: Item
    #: “no more than 4 times a month”, one sentence a cap; empty: as often as it is done.
    caps: tuple[str, ...]
    #: What else to know: evidence, what is made public, who posts it, what it excludes.
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Chapter:
    number: int
    name: str
    rules: list[Rule]


@dataclass(frozen=True)
class Rules:
    scheme: Scheme
    chapters: list[Chapter]

    @property
    def item_count(self) -> int:
        return sum(len(chapter.rules) for chapter in self.chapters)

    @property
    def awards(self) -> int:
        return sum(rule.item.points > 0 for chapter in self.chapters for rule in chapter.rules)


def rules_on(village: Village, day: date) -> Rules | None:
    """The rules in force on the day, None before the first. Two queries."""
    scheme = schemes.scheme_on(village, day)
    if scheme is None:
        return None
    items = sorted(schemes.items_of(scheme), key=lambda item: (item.category.number, item.code))
    together = _together(items)
    chapters = [
        Chapter(number, members[0].category.name, [_rule(item, together) for item in members])
        for number, members in ((key, list(found)) for key, found in groupby(items, lambda item: item.category.number))
    ]
    return Rules(scheme, chapters)


def _together(items: list[Item]) -> dict[str, list[int]]:
    """Numbers of the items that exclude each other for one deed."""
    found: dict[str, list[int]] = {}
    for item in items:
        if item.exclusive_group:
            found.setdefault(item.exclusive_group, []).append(item.code)
    return found


def _rule(item: Item, together: dict[str, list[int]]) -> Rule:
    return Rule(item=item, caps=tuple(_caps(item)), remarks=tuple(_remarks(item, together)))


def _caps(item: Item) -> list[str]:
    caps = (
        (item.max_per_month, _("at most %(count)s %(unit)s a month")),
        (item.max_per_quarter, _("at most %(count)s %(unit)s a quarter")),
        (item.max_per_year, _("at most %(count)s %(unit)s a year")),
    )
    unit = _("times") if item.unit[:1].isdigit() or item.unit in _NO_COUNTING_WORD else item.unit
    return [sentence % {"count": most, "unit": unit} for most, sentence in caps if most is not None]


def _remarks(item: Item, together: dict[str, list[int]]) -> list[str]:
    remarks = []
    if item.board_only:
        remarks.append(_("comes with the board, claimed by nobody"))
    if item.evidence_required:
        remarks.append(_("photo or paper needed"))
    others = [code for code in together.get(item.exclusive_group, []) if code != item.code]
    if others:
        numbers = _(", ").join(str(code) for code in others)
        remarks.append(_("one deed counts once, at the higher: together with item %(numbers)s") % {"numbers": numbers})
    if item.disclosure == Disclosure.CATEGORY:
        remarks.append(_("in publicity only by its category"))
    elif item.disclosure == Disclosure.NONE:
        remarks.append(_("not on the public list"))
    return remarks
