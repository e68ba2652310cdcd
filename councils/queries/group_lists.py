"""Group lists for the wall: what of a month is counted and what is in publicity, household by household.

The same rules as on the public list: an item's disclosure holds for everybody, a household that has not agreed is
masked. No sums where some lines may not be shown: they would tell that there are others.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from councils.queries import publicity
from points.enums import Disclosure, EntryKind
from points.models import Entry, Group, Household, Village
from points.queries import households as register
from villagegov.kernel import periods
from villagegov.kernel.masking import mask_name


@dataclass(frozen=True)
class Part:
    """One line of the ledger or of the public list, in the words that may be shown."""

    what: str
    points: int


@dataclass
class Row:
    household: str
    #: Empty where the name is masked.
    number: str
    counted: list[Part] = field(default_factory=list)
    listed: list[Part] = field(default_factory=list)


@dataclass
class GroupList:
    group: Group
    households: int
    rows: list[Row]

    @property
    def others(self) -> int:
        """Households of which nothing is to be shown; none of them is named."""
        return max(0, self.households - len(self.rows))


def group_lists(village: Village, month: date, today: date, *, full_names: bool) -> list[GroupList]:
    """Every group in order, each with the households that have something to show. Four queries."""
    counted = list(_counted(village, month))
    listed = list(publicity.listed(village))
    shown: dict[uuid.UUID, tuple[Household, Row]] = {}
    for entry in counted:
        row = _row(shown, entry.household, full_names)
        row.counted.append(Part(_what(entry), entry.points))
    for claim in listed:
        row = _row(shown, claim.household, full_names)
        what = claim.item_name if claim.item.disclosure == Disclosure.FULL else claim.item.category.name
        row.listed.append(Part(what, claim.points))
    sizes = dict(register.active_on(village, today).order_by().values_list("group_id").annotate(count=Count("id")))
    groups = Group.objects.filter(village=village).order_by("number")
    return [_of_group(group, sizes.get(group.pk, 0), shown.values()) for group in groups]


def _of_group(group: Group, size: int, shown: Iterable[tuple[Household, Row]]) -> GroupList:
    own = [(household, row) for household, row in shown if household.group_id == group.pk]
    return GroupList(
        group, max(size, len(own)), [row for _household, row in sorted(own, key=lambda pair: pair[0].number)]
    )


def _counted(village: Village, month: date) -> Iterable[Entry]:
    """What households earned in the month, as far as it may stand in public. What somebody lost, once counted, is told
    by the board alone, after its gate."""
    shown = Q(kind=EntryKind.CLAIM) & ~Q(claim__item__disclosure=Disclosure.NONE)
    shown |= Q(kind__in=(EntryKind.AWARD, EntryKind.BOARD))
    rows = Entry.objects.filter(
        shown, village=village, counted_in=periods.month_of(month), points__gt=0, reversed_by__isnull=True
    )
    return rows.select_related("household__group", "claim__item__category").defer("record", "leaf").order_by("seq")


def _what(entry: Entry) -> str:
    claim = entry.claim
    if claim is None:
        return _("red board") if entry.kind == EntryKind.BOARD else _("contest")
    return claim.item_name if claim.item.disclosure == Disclosure.FULL else claim.item.category.name


def _row(shown: dict[uuid.UUID, tuple[Household, Row]], household: Household, full_names: bool) -> Row:
    if household.pk not in shown:
        named = full_names or household.names_public
        name = household.head_name if named else mask_name(household.head_name)
        shown[household.pk] = household, Row(name, household.number if full_names else "")
    return shown[household.pk][1]
