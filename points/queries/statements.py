"""The year's statement 年度积分对账单: every line of a household's year, put together so that it adds up.

A scoring year starts at nothing: what it holds is what was carried over from the village's old sheet, the base points
and what came to them. Unlike the passbook's sums, corrections stand by themselves here, each with the line it corrects.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from points.enums import EntryKind, HouseholdState
from points.models import Category, Entry, Household, MonthClose, Village
from points.queries import passbook
from points.queries.passbook import Line
from points.queries.schemes import scheme_on
from villagegov.db.keys import as_uuid

#: Kinds that are one section each, after the claims; in this order.
PLAIN_KINDS = (
    EntryKind.BOARD,
    EntryKind.AWARD,
    EntryKind.REDEMPTION,
    EntryKind.ADJUSTMENT,
    EntryKind.REVERSAL,
)


@dataclass(frozen=True)
class Section:
    title: str
    lines: Sequence[Line]
    total: int


@dataclass(frozen=True)
class Statement:
    household: Household
    year: int
    #: Carried over from the village's old sheet.
    opening: int
    base: int
    earned: int
    #: Zero or below.
    deducted: int
    board: int
    award: int
    #: Handed in for goods, and adjustments.
    other: int
    corrected: int
    closing: int
    sections: Sequence[Section]


def is_closed(village: Village, year: int) -> bool:
    """Whether the year is over for good: its December is closed."""
    return MonthClose.objects.filter(village=village, month=date(year, 12, 1)).exists()


def with_lines(village: Village, year: int) -> QuerySet[Household]:
    """Households on the register with anything counted in the year, group by group: those that get a statement."""
    lines = Entry.objects.filter(
        village=OuterRef("village"),
        household=OuterRef("pk"),
        counted_in__gte=date(year, 1, 1),
        counted_in__lt=date(year + 1, 1, 1),
    )
    return (
        Household.objects.filter(Exists(lines), village=village)
        .exclude(state=HouseholdState.CLOSED)
        .select_related("group")
        .order_by("group__number", "number")
    )


def statements(village: Village, households: Sequence[Household], year: int) -> list[Statement]:
    """One for each household, in the order given. Four queries, however many there are."""
    names = _categories(village, year)
    lines = passbook.lines_of_many(village, [household.pk for household in households], year)
    return [_statement(household, year, lines.get(household.pk, []), names) for household in households]


def _categories(village: Village, year: int) -> dict[int, str]:
    """Names of the categories by the rules in force at the end of the year."""
    scheme = scheme_on(village, date(year, 12, 31))
    rows = Category.objects.filter(village=village, scheme=scheme).order_by("number")
    return dict(rows.values_list("number", "name"))


def _statement(household: Household, year: int, lines: Sequence[Line], names: dict[int, str]) -> Statement:
    claims = [line for line in lines if line.kind == EntryKind.CLAIM]
    by_kind = {kind: [line for line in lines if line.kind == kind] for kind in EntryKind}
    sections = [
        _section(_("Carried over"), by_kind[EntryKind.OPENING]),
        _section(_("Base points"), by_kind[EntryKind.BASE]),
        *_by_category([line for line in claims if line.points > 0], names),
        _section(_("Deductions"), [line for line in claims if line.points < 0]),
        *(_section(str(kind.label), by_kind[kind]) for kind in PLAIN_KINDS),
    ]
    return Statement(
        household=household,
        year=year,
        opening=_sum(by_kind[EntryKind.OPENING]),
        base=_sum(by_kind[EntryKind.BASE]),
        earned=_sum(line for line in claims if line.points > 0),
        deducted=_sum(line for line in claims if line.points < 0),
        board=_sum(by_kind[EntryKind.BOARD]),
        award=_sum(by_kind[EntryKind.AWARD]),
        other=_sum((*by_kind[EntryKind.REDEMPTION], *by_kind[EntryKind.ADJUSTMENT])),
        corrected=_sum(by_kind[EntryKind.REVERSAL]),
        closing=_sum(lines),
        sections=[section for section in sections if section.lines],
    )


def _by_category(lines: Collection[Line], names: dict[int, str]) -> list[Section]:
    numbers = sorted({line.category_number or 0 for line in lines})
    return [
        _section(
            names.get(number) or _("Category %(number)s") % {"number": number},
            [line for line in lines if (line.category_number or 0) == number],
        )
        for number in numbers
    ]


def _section(title: str, lines: Sequence[Line]) -> Section:
    return Section(title, lines, _sum(lines))


def _sum(lines: Iterable[Line]) -> int:
    return sum(line.points for line in lines)


def last_line(village: Village, year: int) -> int:
    """The number of the last line that is counted in the year; 0 where there is none."""
    rows = Entry.objects.filter(village=village, counted_in__gte=date(year, 1, 1), counted_in__lt=date(year + 1, 1, 1))
    return rows.order_by("-seq").values_list("seq", flat=True).first() or 0


def find(village: Village, key: str) -> Household | None:
    """By its key as an address carries it; None for what is no key."""
    household_id = as_uuid(key)
    if household_id is None:
        return None
    return Household.objects.filter(village=village, pk=household_id).select_related("group").first()
