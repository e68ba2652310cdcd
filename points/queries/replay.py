"""Replay 试算: a draft of the rules on a year's posted claims, before anybody votes on it.

Every claim that was posted and not corrected is counted anew in the order of its day: by the same item of the draft (of
one origin, else of one name), with its points, under its caps, and one deed once at the higher. What the draft does not
know counts nothing; new items have no past and show nothing. Boards and contests are left out: they do not follow from
single deeds. Four queries, and one pass over the claims.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import ExtractYear

from points.enums import ClaimState, EntryKind, HouseholdState
from points.models import Claim, Entry, Household, Item, Scheme, Village
from points.queries import caps, schemes
from points.queries.scheme_changes import pairs
from villagegov.kernel.periods import Period


@dataclass
class ItemResult:
    """One item: what its claims brought, and what they would bring."""

    code: int
    name: str
    #: None where the draft does not know it.
    item: Item | None
    claims: int = 0
    before: int = 0
    after: int = 0
    #: Claims of which less counts than was claimed: a cap, or one deed at the higher.
    cut: int = 0

    @property
    def change(self) -> int:
        return self.after - self.before


@dataclass
class HouseholdResult:
    household: Household
    before: int = 0
    after: int = 0
    rank_before: int = 0
    rank_after: int = 0

    @property
    def change(self) -> int:
        return self.after - self.before

    @property
    def moved(self) -> int:
        """Places gained (above zero) or lost."""
        return self.rank_before - self.rank_after


@dataclass
class Replay:
    scheme: Scheme
    period: Period
    claims: int = 0
    #: By points under the draft, the largest first.
    items: list[ItemResult] = field(default_factory=list)
    #: Items of the draft without a past.
    new_items: list[Item] = field(default_factory=list)
    #: By rank under the draft.
    households: list[HouseholdResult] = field(default_factory=list)
    base_before: int = 0
    base_after: int = 0

    @property
    def before(self) -> int:
        return sum(row.before for row in self.items)

    @property
    def after(self) -> int:
        return sum(row.after for row in self.items)

    @property
    def dropped(self) -> int:
        """Claims on items that the draft does not know."""
        return sum(row.claims for row in self.items if row.item is None)

    @property
    def cut(self) -> int:
        return sum(row.cut for row in self.items)

    def gainers(self, count: int = 10) -> list[HouseholdResult]:
        rows = [row for row in self.households if row.change - self.base_change > 0]
        return sorted(rows, key=lambda row: (-row.change, row.household.number))[:count]

    def losers(self, count: int = 10) -> list[HouseholdResult]:
        rows = [row for row in self.households if row.change - self.base_change < 0]
        return sorted(rows, key=lambda row: (row.change, row.household.number))[:count]

    @property
    def base_change(self) -> int:
        return self.base_after - self.base_before

    @property
    def moves(self) -> tuple[int, int, int]:
        """Households that gain places, lose places, and stay."""
        up = sum(row.moved > 0 for row in self.households)
        down = sum(row.moved < 0 for row in self.households)
        return up, down, len(self.households) - up - down


@dataclass(frozen=True, slots=True)
class Deed:
    """A posted claim, as far as it is reckoned with."""

    household_id: uuid.UUID
    item: Item
    day: date
    quantity: int
    unit_points: int
    points: int


def replay(scheme: Scheme, village: Village, period: Period) -> Replay:
    """The draft on the claims whose deeds lie in the period."""
    rows = (
        Claim.objects.filter(village=village, state=ClaimState.POSTED, day__gte=period.start, day__lt=period.end)
        .exclude(_corrected())
        .order_by("day", "id")
        .values_list("household_id", "item_id", "day", "quantity", "unit_points", "points")
    )
    claims = list(rows)
    items = {
        item.pk: item
        for item in Item.objects.filter(village=village, id__in={row[1] for row in claims}).select_related("category")
    }
    deeds = [Deed(row[0], items[row[1]], *row[2:]) for row in claims]
    wanted = schemes.items_of(scheme)
    in_force = schemes.scheme_on(village, period.end - timedelta(days=1))
    found = Replay(scheme, period, len(deeds), base_after=scheme.base_points)
    found.base_before = in_force.base_points if in_force else scheme.base_points
    totals = count(found, deeds, wanted)
    _rank(found, _households(village, {deed.household_id for deed in deeds}), totals)
    return found


def years(village: Village) -> list[int]:
    """Years in which a posted deed was done, the latest first."""
    posted = Claim.objects.filter(village=village, state=ClaimState.POSTED).annotate(year=ExtractYear("day"))
    return list(posted.order_by("-year").values_list("year", flat=True).distinct())


def _corrected() -> Q:
    """Claims whose line in the ledger was taken back."""
    reversals = Entry.objects.filter(
        village=OuterRef("village"),
        kind=EntryKind.REVERSAL,
        reverses__claim=OuterRef("pk"),
    )
    return Q(Exists(reversals))


def count(found: Replay, deeds: Sequence[Deed], wanted: Sequence[Item]) -> dict[uuid.UUID, tuple[int, int]]:
    """Fill in the items; returns points before and after by household. Pure reckoning."""
    same = pairs({deed.item.pk: deed.item for deed in deeds}.values(), wanted)
    results = _results(deeds, same, wanted)
    found.new_items = [item for item in wanted if item.pk not in {twin.pk for twin in same.values()}]
    usage = caps.Usage()
    sums: dict[uuid.UUID, list[int]] = defaultdict(lambda: [0, 0])
    for day in _by_day(deeds):
        standing = _at_the_higher(day, same)
        for deed in day:
            twin = same.get(deed.item.pk)
            row = results[twin.pk if twin else deed.item.pk]
            points = _counted(usage, deed, twin, standing)
            row.claims, row.before, row.after = row.claims + 1, row.before + deed.points, row.after + points
            row.cut += twin is not None and abs(points) < abs(_worth(deed, twin) * deed.quantity)
            sums[deed.household_id][0] += deed.points
            sums[deed.household_id][1] += points
    found.items = sorted(results.values(), key=lambda row: (-abs(row.after), -abs(row.before), row.code))
    return {household: (before, after) for household, (before, after) in sums.items()}


def _results(deeds: Sequence[Deed], same: dict[uuid.UUID, Item], wanted: Sequence[Item]) -> dict[uuid.UUID, ItemResult]:
    known = {twin.pk for twin in same.values()}
    results = {item.pk: ItemResult(item.code, item.name, item) for item in wanted if item.pk in known}
    for deed in deeds:
        if deed.item.pk not in same:
            results.setdefault(deed.item.pk, ItemResult(deed.item.code, deed.item.name, None))
    return results


def _by_day(deeds: Iterable[Deed]) -> Iterable[list[Deed]]:
    days: dict[date, list[Deed]] = {}
    for deed in deeds:
        days.setdefault(deed.day, []).append(deed)
    return days.values()


def _worth(deed: Deed, twin: Item) -> int:
    """Points of a unit under the draft: within a range what was given, as near as the range allows."""
    if not twin.is_range:
        return twin.points
    low, high = sorted((twin.points, twin.most))
    return max(low, min(high, deed.unit_points))


def _at_the_higher(day: Sequence[Deed], same: dict[uuid.UUID, Item]) -> dict[tuple[uuid.UUID, str], uuid.UUID]:
    """Of items that exclude each other, the one that counts for a household on the day."""
    best: dict[tuple[uuid.UUID, str], tuple[int, uuid.UUID]] = {}
    for deed in day:
        twin = same.get(deed.item.pk)
        if twin is None or not twin.exclusive_group:
            continue
        key, total = (deed.household_id, twin.exclusive_group), abs(_worth(deed, twin) * deed.quantity)
        if key not in best or total > best[key][0]:
            best[key] = (total, twin.pk)
    return {key: item for key, (_total, item) in best.items()}


def _counted(usage: caps.Usage, deed: Deed, twin: Item | None, standing: dict[tuple[uuid.UUID, str], uuid.UUID]) -> int:
    """Points of one claim under the draft; what a cap leaves of it."""
    if twin is None or twin.board_only:
        return 0
    if twin.exclusive_group and standing[deed.household_id, twin.exclusive_group] != twin.pk:
        return 0
    worth = _worth(deed, twin)
    fits = [room.units(worth) for room in usage.rooms(deed.household_id, twin, deed.day)]
    units = min([deed.quantity, *(left for left in fits if left is not None)])
    usage.take(deed.household_id, twin, deed.day, units, worth)
    return units * worth


def _households(village: Village, with_claims: set[uuid.UUID]) -> list[Household]:
    """Who is ranked: households that live in the village, and whoever had a claim."""
    here = Q(resident=True, state=HouseholdState.ACTIVE) | Q(pk__in=with_claims)
    return list(Household.objects.filter(here, village=village).select_related("group").order_by("number"))


def _rank(found: Replay, households: Sequence[Household], totals: dict[uuid.UUID, tuple[int, int]]) -> None:
    rows = []
    for household in households:
        before, after = totals.get(household.pk, (0, 0))
        rows.append(HouseholdResult(household, found.base_before + before, found.base_after + after))
    for name in ("before", "after"):
        place, last = 0, None
        for index, row in enumerate(sorted(rows, key=lambda row: -getattr(row, name)), start=1):
            if getattr(row, name) != last:
                place, last = index, getattr(row, name)
            setattr(row, f"rank_{name}", place)
    found.households = sorted(rows, key=lambda row: (row.rank_after, row.rank_before, row.household.number))
