"""A published month as open data: figures, and the red board. Stable names; what is in here lies about for ever.

Names are always masked, whatever a household agreed to: a consent can be taken back, a file that was fetched cannot.
A red entry's group is named only where the group is large. The black board is in no part of it, not even as a number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from boards.enums import Colour, IssueState, RankingKind
from boards.models import BoardEntry, BoardIssue, Ranking
from boards.queries import board as boards
from boards.queries import figures
from boards.queries.figures import Part
from councils.queries.fairness import LEAST
from points.enums import HouseholdState
from points.models import Household, Village
from points.queries import presence
from villagegov.kernel import clock
from villagegov.kernel.masking import mask_name

#: Raised when a field changes its meaning or goes; new fields come at the end and raise nothing.
VERSION = 1
#: Columns of the table. Never renamed.
FIELDS = ("version", "village", "month", "part", "number", "name", "measure", "value", "held_back", "group", "reason")
VILLAGE, CATEGORY, GROUP, RED = "village", "category", "group", "red"
Row = tuple[str | int | None, ...]


@dataclass(frozen=True)
class RedEntry:
    household: str
    #: Empty where the group is small.
    group: str
    reason: str
    #: 0 where the village has no points.
    points: int


@dataclass(frozen=True)
class Month:
    month: date
    number: int
    published_on: date
    #: None where the month was ranked nowhere.
    households: int | None
    scoring: int
    points: int
    categories: tuple[Part, ...]
    groups: tuple[Part, ...]
    red: tuple[RedEntry, ...]


def month(village: Village, start: date, day: date) -> Month | None:
    """A published month as it stands on the day; None where nothing was published. A constant handful of queries."""
    issue = BoardIssue.objects.filter(village=village, month=start, state=IssueState.PUBLISHED).first()
    if issue is None or issue.published_at is None:
        return None
    ranking = Ranking.objects.filter(village=village, kind=RankingKind.MONTH, start=start).first()
    groups = figures.groups(village, ranking) if ranking else ()
    return Month(
        month=start,
        number=issue.number or 0,
        published_on=clock.local_day(issue.published_at),
        households=ranking.households if ranking else None,
        scoring=ranking.scoring_households if ranking else 0,
        points=ranking.points_total if ranking else 0,
        categories=figures.categories(village, start),
        groups=groups,
        red=tuple(_red(village, issue, day, _large(village, groups))),
    )


def _large(village: Village, groups: tuple[Part, ...]) -> set[int]:
    """Numbers of groups that are large enough to be named: as ranked, or where nothing was ranked, as they are now."""
    if groups or village.points_on:
        return {group.number for group in groups if group.households >= LEAST}
    here = Household.objects.filter(village=village, state=HouseholdState.ACTIVE, resident=True)
    counts = here.order_by().values_list("group__number").annotate(Count("id"))
    return {number for number, count in counts if count >= LEAST}


def _red(village: Village, issue: BoardIssue, day: date, large: set[int]) -> Iterator[RedEntry]:
    entries: list[BoardEntry] = list(boards.on_board(village, issue, day).filter(colour=Colour.RED))
    former = presence.former_heads(village, [entry.household_id for entry in entries])
    for entry in entries:
        household: Household = entry.household
        words = entry.reason
        for name in {household.head_name, *former.get(household.pk, ())}:
            words = words.replace(name, mask_name(name))
        group = household.group.name if household.group.number in large else ""
        yield RedEntry(mask_name(household.head_name), group, words, entry.points)


def as_rows(village: Village, found: Month) -> Iterator[Row]:
    """One number a line, under :data:`FIELDS`. A value that is held back is empty and says so."""

    def row(
        part: str, number: int, name: str, measure: str, value: int | None, group: str = "", reason: str = ""
    ) -> Row:
        held = int(value is None)
        code = f"{found.month:%Y-%m}"
        return (VERSION, village.slug, code, part, number, name, measure, value, held, group, reason)

    if found.households is not None:
        yield row(VILLAGE, 0, village.name, "households", found.households)
        yield row(VILLAGE, 0, village.name, "scoring_households", found.scoring)
        yield row(VILLAGE, 0, village.name, "points", found.points)
    yield row(VILLAGE, 0, village.name, "red_entries", len(found.red))
    for kind, parts in ((CATEGORY, found.categories), (GROUP, found.groups)):
        for part in parts:
            if kind == GROUP:
                yield row(kind, part.number, part.name, "households", part.households)
            yield row(kind, part.number, part.name, "scoring_households", _told(part))
            yield row(kind, part.number, part.name, "points", part.points)
    for place, entry in enumerate(found.red, 1):
        measure, value = ("points", entry.points) if entry.points else ("red_entries", 1)
        yield row(RED, place, entry.household, measure, value, entry.group, entry.reason)


def as_tree(village: Village, found: Month) -> dict[str, Any]:
    """The same as nested values."""
    return {
        "version": VERSION,
        "village": village.slug,
        "village_name": village.name,
        "month": f"{found.month:%Y-%m}",
        "issue": found.number,
        "published_on": found.published_on.isoformat(),
        "figures": {
            "households": found.households,
            "scoring_households": found.scoring if found.households is not None else None,
            "points": found.points if found.households is not None else None,
            "red_entries": len(found.red),
        },
        "categories": [_part(part) for part in found.categories],
        "groups": [{**_part(part), "households": part.households} for part in found.groups],
        "red": [
            {
                "number": place,
                "household": entry.household,
                "group": entry.group or None,
                "reason": entry.reason,
                "points": entry.points or None,
            }
            for place, entry in enumerate(found.red, 1)
        ],
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "number": part.number,
        "name": part.name,
        "scoring_households": _told(part),
        "points": part.points,
        "held_back": part.points is None,
    }


def _told(part: Part) -> int | None:
    return part.scoring if part.points is not None else None
