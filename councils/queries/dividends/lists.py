"""Who is entitled, what is carried over, and the lines of a dividend as the office reads them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from councils.enums import DIVIDEND_PUBLIC, DividendBasis, DividendState
from councils.models import Dividend, DividendLine
from points.enums import HouseholdState, Role
from points.models import Household, User, Village
from points.queries import access, presence

#: Who reads the whole list with names.
READERS = (Role.OFFICER, Role.COMMITTEE, Role.SUPERVISOR, Role.ADMINISTRATOR)
#: Who ticks off what is paid.
PAYERS = (Role.OFFICER, Role.ADMINISTRATOR)
#: Counts: the frozen list, and corrections a supervisor has checked.
COUNTS = Q(number=0) | Q(checked_by__isnull=False)


def of_village(village: Village) -> QuerySet[Dividend]:
    return Dividend.objects.filter(village=village).order_by("-year")


def entitled(village: Village, day: date, basis: str) -> dict[uuid.UUID, Decimal]:
    """Every household on the register on the day: with its people of that day, or with its shares of the last list.

    Whoever is away belongs to the collective all the same. Four queries at most.
    """
    rows = list(Household.objects.filter(village=village, joined_on__lte=day))
    lives = presence.lives(village, rows)
    there = [row for row in rows if lives[row.pk].on(day)[0] != HouseholdState.CLOSED]
    if basis == DividendBasis.HEADS:
        people = presence.people_on(village, there, day)
        return {row.pk: Decimal(people[row.pk].members) for row in there}
    known = shares(village)
    return {row.pk: known.get(row.pk, Decimal(0)) for row in there}


def shares(village: Village) -> dict[uuid.UUID, Decimal]:
    """By household, of the latest list by shares, corrections counted in."""
    last = of_village(village).filter(basis=DividendBasis.SHARES).first()
    if last is None:
        return {}
    rows = DividendLine.objects.filter(COUNTS, village=village, dividend=last).order_by()
    return dict(rows.values_list("household").annotate(sum=Sum("units")))


def before(dividend: Dividend) -> Dividend | None:
    """The latest earlier one that was published."""
    rows = of_village(dividend.village).filter(year__lt=dividend.year, state__in=DIVIDEND_PUBLIC)
    return rows.first()


def after(dividend: Dividend) -> Dividend | None:
    """The next one, in whatever state."""
    return Dividend.objects.filter(village=dividend.village_id, year__gt=dividend.year).order_by("year").first()


def left_over(dividend: Dividend) -> Decimal:
    """Yuan carried to the next year: the remainder less what corrections took. Below zero where they took more."""
    rows = DividendLine.objects.filter(
        village=dividend.village_id, dividend=dividend, number__gt=0, checked_by__isnull=False
    )
    return dividend.remainder - (rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0))


def unchecked(dividend: Dividend) -> QuerySet[DividendLine]:
    """Corrections that wait for a supervisor."""
    rows = DividendLine.objects.filter(village=dividend.village_id, dividend=dividend, number__gt=0)
    return rows.filter(checked_by__isnull=True)


def lines(dividend: Dividend) -> QuerySet[DividendLine]:
    rows = DividendLine.objects.filter(village=dividend.village_id, dividend=dividend)
    return rows.select_related("household__group", "added_by", "checked_by").order_by(
        "household__group__number", "household__number", "number"
    )


@dataclass
class GroupList:
    """The lines of one villagers' group, for its sheet."""

    number: int
    name: str
    lines: list[DividendLine] = field(default_factory=list)
    units: Decimal = Decimal(0)
    #: Yuan.
    amount: Decimal = Decimal(0)
    paid: int = 0

    @property
    def counted(self) -> int:
        return sum(line.number == 0 or line.checked_by_id is not None for line in self.lines)

    @property
    def unpaid(self) -> int:
        return sum(not line.paid_on and bool(line.amount) for line in self.lines)


def by_group(rows: Iterable[DividendLine]) -> list[GroupList]:
    """In order; corrections that still wait are left out of the sums."""
    found: dict[int, GroupList] = {}
    for line in rows:
        group = line.household.group
        one = found.setdefault(group.number, GroupList(group.number, group.name))
        one.lines.append(line)
        if line.number == 0 or line.checked_by_id:
            one.units += line.units
            one.amount += line.amount
            one.paid += line.paid_on is not None
    return list(found.values())


def waiting_count(user: User, village: Village) -> int:
    """Drafts with a list and corrections, for supervisors; what is checked and not published, for the administrator."""
    found = 0
    if access.has_role(user, village, Role.SUPERVISOR):
        drafts = Dividend.objects.filter(village=village, state=DividendState.DRAFT, units__gt=0, remark="")
        found += drafts.exclude(drafted_by=user).count()
        rows = DividendLine.objects.filter(village=village, number__gt=0, checked_by__isnull=True)
        found += rows.exclude(added_by=user).count()
    if access.has_role(user, village, Role.ADMINISTRATOR):
        found += Dividend.objects.filter(village=village).filter(Q(state=DividendState.CHECKED) | ~Q(remark="")).count()
    return found
