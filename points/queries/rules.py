"""The rules in force as people read them: by category, with caps and publicity in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _

from points.enums import Disclosure, ReviewRoute
from points.models import Item, Scheme, Village
from points.queries import cap_words, items, schemes


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
    return rules_of(scheme)


def rules_of(scheme: Scheme, text: str = "") -> Rules:
    """One version as it is read, or what of it holds every word of the text. One query."""
    found = schemes.items_of(scheme)
    kept = {item.pk for item in items.matching(found, text)}
    # In words first: what counts once together is named by number, found or not.
    shown = [rule for rule in in_words(found) if rule.item.pk in kept]
    by_category = groupby(shown, lambda rule: rule.item.category)
    chapters = [Chapter(category.number, category.name, list(found)) for category, found in by_category]
    return Rules(scheme, chapters)


def in_words(found: Iterable[Item]) -> list[Rule]:
    """Items with their category, category by category, in words."""
    ordered = sorted(found, key=lambda item: (item.category.number, item.code))
    together = _together(ordered)
    return [_rule(item, together) for item in ordered]


def _together(found: Iterable[Item]) -> dict[str, list[int]]:
    """Numbers of the items that exclude each other for one deed."""
    groups: dict[str, list[int]] = {}
    for item in found:
        if item.exclusive_group:
            groups.setdefault(item.exclusive_group, []).append(item.code)
    return groups


def _rule(item: Item, together: dict[str, list[int]]) -> Rule:
    return Rule(item=item, caps=tuple(cap_words.limits(item)), remarks=tuple(_remarks(item, together)))


def _remarks(item: Item, together: dict[str, list[int]]) -> list[str]:
    remarks = []
    if item.board_only:
        remarks.append(_("comes with the board, claimed by nobody"))
    if item.evidence_required:
        remarks.append(_("photo or paper needed"))
    if item.route == ReviewRoute.LIGHT:
        remarks.append(_("the group leader or one member signs, supervisors sample"))
    others = [code for code in together.get(item.exclusive_group, []) if code != item.code]
    if others:
        numbers = _(", ").join(str(code) for code in others)
        remarks.append(_("one deed counts once, at the higher: together with item %(numbers)s") % {"numbers": numbers})
    if item.disclosure == Disclosure.CATEGORY:
        remarks.append(_("in publicity only by its category"))
    elif item.disclosure == Disclosure.NONE:
        remarks.append(_("not on the public list"))
    return remarks
