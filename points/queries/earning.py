"""What a household can still claim itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from points.models import Category, Household, Item, Village
from points.queries import caps, schemes
from points.queries.caps import Room


@dataclass(frozen=True)
class Chance:
    """One item villagers may claim, with what its tightest cap leaves the household."""

    item: Item
    room: Room

    @property
    def full(self) -> bool:
        return self.room.units(self.item.worth(None)) == 0


def open_to_villagers(village: Village, day: date) -> list[Item]:
    """Items of the rules on the day which a household may claim on its phone, by category and number."""
    scheme = schemes.scheme_on(village, day)
    rows = schemes.items_of(scheme) if scheme else []
    found = [item for item in rows if item.villagers_may_claim and not item.board_only and not item.is_deduction]
    return sorted(found, key=lambda item: (item.category.number, item.code))


def chances(village: Village, household: Household, day: date) -> list[tuple[Category, list[Chance]]]:
    """By category. Three queries, however many items there are."""
    items = open_to_villagers(village, day)
    usage = caps.usage(village, [household.pk], items, [day])
    found: Iterator[Chance] = (Chance(item, usage.room(household.pk, item, day)) for item in items)
    grouped = groupby(found, key=lambda chance: chance.item.category)
    return [(category, list(rows)) for category, rows in grouped]
