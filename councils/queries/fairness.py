"""Fairness and reach: how claims fare by group, by category and by item. Never by whoever typed, vouched or voted.

A number that stands on fewer than five claims (or households) is not shown: in a village it would name somebody. Where
only one number of a column would be missing it could be worked out from the total, so the next smallest goes with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q

from councils.enums import ObjectionState
from councils.models import Objection
from points.enums import DEAD_CLAIM_STATES, Channel, ClaimState
from points.models import Claim, Village
from points.queries import households
from villagegov.kernel import clock
from villagegov.kernel.periods import Period

#: Fewer than so many stay untold.
LEAST = 5
GROUP, CATEGORY, ITEM = "group", "category", "item"
DIMENSIONS = (GROUP, CATEGORY, ITEM)

T = TypeVar("T")


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    part: int
    of: int
    hidden: bool = False

    @property
    def percent(self) -> int | None:
        """Whole per cent; None where it is nobody's business, or there is nothing."""
        return None if self.hidden or not self.of else round(100 * self.part / self.of)


@dataclass(frozen=True)
class Days:
    """Median days from the deed to its posting, over so many claims."""

    median: float | None
    of: int
    hidden: bool = False


@dataclass
class Row:
    """A group, a category, an item, or the whole village (label empty)."""

    label: str
    #: Approved of those decided in the period.
    approved: Share = field(default_factory=lambda: Share(0, 0))
    #: Of claims posted in the period.
    days: Days = field(default_factory=lambda: Days(None, 0))
    #: By channel, of the claims sent up in the period, in the order of ``Channel``.
    channels: tuple[Share, ...] = ()
    #: Upheld of the objections decided in the period.
    upheld: Share = field(default_factory=lambda: Share(0, 0))
    #: Households without a live claim for a deed of the period; groups and the village only.
    without: Share = field(default_factory=lambda: Share(0, 0))


@dataclass(frozen=True)
class Report:
    period: Period
    #: The last day that is counted: today in a running period.
    through: date
    village: Row
    groups: Sequence[Row]
    categories: Sequence[Row]
    items: Sequence[Row]


def report(village: Village, period: Period, today: date) -> Report:
    """Everything in a handful of queries, whatever the size of the village."""
    through = min(period.end - timedelta(days=1), today)
    tables: dict[str, dict[int, Row]] = {name: {} for name in DIMENSIONS}
    whole = Row("")
    _claims(village, period, tables, whole)
    _channels(village, period, tables, whole)
    _objections(village, period, tables, whole)
    _reach(village, period, through, tables, whole)
    rows = {name: [table[key] for key in sorted(table)] for name, table in tables.items()}
    for table in rows.values():
        _hide(table)
    _hide([whole], alone=True)
    return Report(period, through, whole, rows[GROUP], rows[CATEGORY], rows[ITEM])


# ------------------------------------------------------------------------------------------------------------ reading

#: One pass over the claims that were decided or posted in the period, summed up by each dimension and in all. Approved
#: is what the committee approved, also where an objection was upheld later.
_SQL = """
SELECT grouping(g.number, cat.number, c.item_code) AS level,
       coalesce(g.number, cat.number, c.item_code) AS key,
       CASE grouping(g.number, cat.number, c.item_code)
            WHEN 3 THEN max(g.name) WHEN 5 THEN max(cat.name) WHEN 6 THEN c.item_code || ' ' || max(c.item_name) END,
       count(*) FILTER (WHERE c.decided AND c.approved),
       count(*) FILTER (WHERE c.decided),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY c.took) FILTER (WHERE c.took IS NOT NULL),
       count(c.took)
FROM (
    SELECT village_id, household_id, item_id, item_code, item_name,
           coalesce(decided_at >= %(start)s AND decided_at < %(end)s, false)
               AND (state = ANY(%(passed)s) OR state = %(rejected)s) AS decided,
           state = ANY(%(passed)s) OR publicity_from IS NOT NULL AS approved,
           CASE WHEN posted_at >= %(start)s AND posted_at < %(end)s
                THEN (posted_at AT TIME ZONE %(zone)s)::date - day END AS took
    FROM points_claim
    WHERE village_id = %(village)s
      AND ((decided_at >= %(start)s AND decided_at < %(end)s) OR (posted_at >= %(start)s AND posted_at < %(end)s))
) c
JOIN points_household h ON h.village_id = c.village_id AND h.id = c.household_id
JOIN points_group g ON g.village_id = c.village_id AND g.id = h.group_id
JOIN points_item i ON i.village_id = c.village_id AND i.id = c.item_id
JOIN points_category cat ON cat.village_id = c.village_id AND cat.id = i.category_id
GROUP BY GROUPING SETS ((g.number), (cat.number), (c.item_code), ())
"""
#: What GROUPING() says of each set.
_LEVELS = {3: GROUP, 5: CATEGORY, 6: ITEM}
#: Past the committee.
_PASSED = (ClaimState.TELLING, ClaimState.PUBLICISED, ClaimState.HELD, ClaimState.POSTED)


def _claims(village: Village, period: Period, tables: dict[str, dict[int, Row]], whole: Row) -> None:
    asked: dict[str, Any] = {
        "village": village.pk,
        "start": clock.start_of(period.start),
        "end": clock.start_of(period.end),
        "passed": [str(state) for state in _PASSED],
        "rejected": str(ClaimState.REJECTED),
        "zone": str(clock.SHANGHAI),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL, asked)
        found = cursor.fetchall()
    for level, key, label, approved, decided, median, posted in found:
        row = whole if level not in _LEVELS else tables[_LEVELS[level]].setdefault(key, Row(label))
        row.approved = Share(approved, decided)
        row.days = Days(median, posted)


def _in(period: Period, name: str) -> Q:
    return Q(**{f"{name}__gte": clock.start_of(period.start), f"{name}__lt": clock.start_of(period.end)})


def _dimensions(prefix: str = "") -> dict[str, tuple[str, str]]:
    """For each dimension the path to its key and to its words."""
    return {
        GROUP: (f"{prefix}household__group__number", f"{prefix}household__group__name"),
        CATEGORY: (f"{prefix}item__category__number", f"{prefix}item__category__name"),
        ITEM: (f"{prefix}item_code", f"{prefix}item_name"),
    }


def _summed(
    found: Iterable[dict[str, Any]], prefix: str, tables: dict[str, dict[int, Row]], whole: Row
) -> Iterable[tuple[Row, dict[str, Any]]]:
    """Each line of a grouped query with every row that it counts in."""
    for line in found:
        yield whole, line
        for name, (key, label) in _dimensions(prefix).items():
            words = f"{line[key]} {line[label]}" if name == ITEM else line[label]
            yield tables[name].setdefault(line[key], Row(words)), line


def _channels(village: Village, period: Period, tables: dict[str, dict[int, Row]], whole: Row) -> None:
    paths = [path for pair in _dimensions().values() for path in pair]
    found = (
        Claim.objects.filter(_in(period, "submitted_at"), village=village)
        .exclude(state=ClaimState.WITHDRAWN)
        .values(*paths, "channel")
        .annotate(count=Count("id"))
        .order_by()
    )
    sums: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows: dict[int, Row] = {}
    for row, line in _summed(found, "", tables, whole):
        rows[id(row)] = row
        sums[id(row)][line["channel"]] += line["count"]
    for mark, by_channel in sums.items():
        total = sum(by_channel.values())
        rows[mark].channels = tuple(Share(by_channel[channel], total) for channel in Channel)


def _objections(village: Village, period: Period, tables: dict[str, dict[int, Row]], whole: Row) -> None:
    paths = [path for pair in _dimensions("claim__").values() for path in pair]
    found = (
        Objection.objects.filter(_in(period, "decided_at"), village=village)
        .values(*paths)
        .annotate(count=Count("id"), upheld=Count("id", filter=Q(state=ObjectionState.UPHELD)))
        .order_by()
    )
    for row, line in _summed(found, "claim__", tables, whole):
        row.upheld = Share(row.upheld.part + line["upheld"], row.upheld.of + line["count"])


def _reach(village: Village, period: Period, through: date, tables: dict[str, dict[int, Row]], whole: Row) -> None:
    """Households that may earn points on the last day, and those of them without a claim in the period."""
    claims = Claim.objects.filter(
        village=OuterRef("village"), household=OuterRef("pk"), day__gte=period.start, day__lt=period.end
    ).exclude(state__in=DEAD_CLAIM_STATES)
    found = (
        households.active_on(village, through)
        .annotate(silent=~Exists(claims))
        .values("group__number", "group__name")
        .annotate(count=Count("id"), without=Count("id", filter=Q(silent=True)))
        .order_by()
    )
    for line in found:
        row = tables[GROUP].setdefault(line["group__number"], Row(line["group__name"]))
        row.without = Share(line["without"], line["count"])
        whole.without = Share(whole.without.part + line["without"], whole.without.of + line["count"])


# ------------------------------------------------------------------------------------------------------------- hiding


def _hide(rows: Sequence[Row], *, alone: bool = False) -> None:
    """Hide what stands on too few, column by column. ``alone``: there is no total it could be worked out from."""
    for name in ("approved", "days", "upheld", "without"):

        def base(row: Row, name: str = name) -> int:
            return getattr(row, name).of

        for row in too_few(rows, base, alone):
            setattr(row, name, replace(getattr(row, name), hidden=True))
    for row in too_few(rows, lambda row: row.channels[0].of if row.channels else 0, alone):
        row.channels = tuple(replace(share, hidden=True) for share in row.channels)


def too_few(rows: Sequence[T], base: Callable[[T], int], alone: bool) -> list[T]:
    """Those that stand on so few that nothing is told of them; a single one takes the next smallest with it."""
    some = sorted((row for row in rows if base(row)), key=base)
    few = [row for row in some if base(row) < LEAST]
    if len(few) == 1 and not alone:
        few = some[:2]
    return few
