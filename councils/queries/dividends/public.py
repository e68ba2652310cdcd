"""What everybody reads of dividends, and what a household reads of its own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet, Sum

from councils.enums import DIVIDEND_PUBLIC
from councils.models import Dividend, DividendLine
from councils.queries.dividends import lists
from points.enums import HouseholdState
from points.models import Household, Village
from villagegov.kernel.masking import mask_name


@dataclass
class PublicLine:
    """A household as the public reads it: its name masked unless it agreed to be named, corrections counted in.

    Those closed since stand on no public page: together they are one line of their group, without a name.
    """

    name: str
    units: Decimal
    #: Yuan.
    amount: Decimal
    paid: bool
    own: bool = False


@dataclass
class PublicGroup:
    name: str
    lines: list[PublicLine] = field(default_factory=list)
    units: Decimal = Decimal(0)
    #: Yuan.
    amount: Decimal = Decimal(0)


def years(village: Village) -> list[Dividend]:
    """The published ones, the latest first."""
    return list(lists.of_village(village).filter(state__in=DIVIDEND_PUBLIC))


def groups(dividend: Dividend, own: Collection[object] = ()) -> list[PublicGroup]:
    """Every household that gets something, group by group. ``own``: households of the reader, marked. One query."""
    rows: dict[object, PublicLine] = {}
    found: dict[int, PublicGroup] = {}
    for line in lists.lines(dividend).filter(lists.COUNTS):
        household, group = line.household, line.household.group
        section = found.setdefault(group.number, PublicGroup(group.name))
        closed = household.state == HouseholdState.CLOSED
        key = group.number if closed else household.pk
        one = rows.get(key)
        if one is None:
            name = household.head_name if household.names_public else mask_name(household.head_name)
            mine = not closed and household.pk in own
            one = rows[key] = PublicLine("" if closed else name, Decimal(0), Decimal(0), True, mine)
            section.lines.append(one)
        one.units += line.units
        one.amount += line.amount
        one.paid = one.paid and (line.paid_on is not None or not line.amount)
        section.units += line.units
        section.amount += line.amount
    for section in found.values():
        section.lines = [one for one in section.lines if one.units]
    return [section for section in found.values() if section.lines]


def sums(dividend: Dividend) -> tuple[Decimal, Decimal, int]:
    """Units, yuan, and corrections that count. One query."""
    rows = DividendLine.objects.filter(lists.COUNTS, village=dividend.village_id, dividend=dividend)
    found = rows.aggregate(units=Sum("units"), amount=Sum("amount"))
    return found["units"] or Decimal(0), found["amount"] or Decimal(0), rows.filter(number__gt=0).count()


def of_households(village: Village, households: Collection[Household]) -> QuerySet[DividendLine]:
    """Their lines of what is published, the latest year first; corrections once they count."""
    rows = DividendLine.objects.filter(lists.COUNTS, village=village, household__in=[row.pk for row in households])
    rows = rows.filter(dividend__state__in=DIVIDEND_PUBLIC).select_related("dividend", "household__group")
    return rows.order_by("-dividend__year", "household__number", "number")
