"""What a year's end has done in a village and what is still open, so that nobody is surprised."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q

from boards.enums import IssueState, RankingKind
from boards.models import BoardIssue, Ranking, RankingRow
from councils.enums import ObjectionState
from councils.models import Objection
from points.enums import DEAD_CLAIM_STATES, ClaimState, EntryKind, HouseholdState
from points.models import Claim, Entry, Household, MonthClose, Scheme, Village, VillageSettings
from points.queries import statements
from points.queries.schemes import scheme_on

#: On the way to the ledger.
OPEN_STATES = tuple(state for state in ClaimState if state not in (*DEAD_CLAIM_STATES, ClaimState.POSTED))


@dataclass(frozen=True)
class BasePoints:
    """Base points of the year that follows."""

    #: The rules that give them, as far as they are in force by now; None where there are none.
    scheme: Scheme | None
    #: (points, households) as posted, the most points first.
    posted: list[tuple[int, int]]
    #: Households at home that have none (yet).
    without: int


@dataclass(frozen=True)
class YearEnd:
    year: int
    closes_on: date
    closed_at: datetime | None
    ranking: Ranking | None
    #: December's board: None until drafted.
    board: BoardIssue | None
    base: BasePoints
    #: Claims for deeds of the year that are not posted, by state; objections to them that are open.
    open_claims: dict[ClaimState, int]
    open_objections: int
    #: Lines of the year that were corrected after it was closed.
    corrected_later: int
    #: Households that get a statement.
    statements: int

    @property
    def open_total(self) -> int:
        return sum(self.open_claims.values())


def years(village: Village, today: date) -> list[int]:
    """The years in which the village used the site, the latest first. One query."""
    started = VillageSettings.objects.filter(village=village).earliest("effective_from").effective_from
    return list(range(today.year, min(started.year, today.year) - 1, -1))


def year_end(village: Village, year: int, closes_on: date, today: date) -> YearEnd:
    """A constant handful of queries."""
    december = date(year, 12, 1)
    closed = MonthClose.objects.filter(village=village, month=december).first()
    in_year = Q(day__gte=date(year, 1, 1), day__lt=date(year + 1, 1, 1))
    open_claims = (
        Claim.objects.filter(in_year, village=village, state__in=OPEN_STATES)
        .values_list("state")
        .annotate(count=Count("id"))
        .order_by()
    )
    counts = {ClaimState(state): count for state, count in open_claims}
    objections = Objection.objects.filter(
        village=village,
        state=ObjectionState.OPEN,
        claim__day__gte=date(year, 1, 1),
        claim__day__lt=date(year + 1, 1, 1),
    )
    later = Entry.objects.filter(
        village=village,
        kind=EntryKind.REVERSAL,
        counted_in__gte=date(year + 1, 1, 1),
        reverses__counted_in__gte=date(year, 1, 1),
        reverses__counted_in__lt=date(year + 1, 1, 1),
    )
    return YearEnd(
        year=year,
        closes_on=closes_on,
        closed_at=closed.closed_at if closed else None,
        ranking=Ranking.objects.filter(village=village, kind=RankingKind.YEAR, start=date(year, 1, 1)).first(),
        board=BoardIssue.objects.filter(village=village, month=december).first(),
        base=_base(village, year + 1, today),
        open_claims={state: counts[state] for state in OPEN_STATES if state in counts},
        open_objections=objections.count(),
        corrected_later=later.count(),
        statements=statements.with_lines(village, year).count(),
    )


def _base(village: Village, year: int, today: date) -> BasePoints:
    new_year = date(year, 1, 1)
    entries = Entry.objects.filter(
        village=village, kind=EntryKind.BASE, deed_day__gte=new_year, deed_day__lt=date(year + 1, 1, 1)
    )
    posted = entries.values_list("points").annotate(count=Count("id")).order_by("-points")
    has_base = entries.filter(village=OuterRef("village"), household=OuterRef("pk"))
    day = max(new_year, today)
    at_home = (
        Household.objects.filter(village=village, resident=True, joined_on__lte=day)
        .filter(Q(left_on__isnull=True) | Q(left_on__gt=day))
        .exclude(state=HouseholdState.CLOSED)
    )
    without = at_home.exclude(Exists(has_base)).count()
    return BasePoints(scheme_on(village, new_year), list(posted), without)


def is_published(issue: BoardIssue | None) -> bool:
    return issue is not None and issue.state == IssueState.PUBLISHED


def places(village: Village, year: int, household_ids: Collection[uuid.UUID]) -> tuple[int, dict[uuid.UUID, int]]:
    """How many households the frozen ranking of the year holds, and the place of those asked for.

    As in the public standing, a place has whoever earned something. Nothing while the year is not ranked. Two queries.
    """
    ranking = Ranking.objects.filter(village=village, kind=RankingKind.YEAR, start=date(year, 1, 1)).first()
    if ranking is None:
        return 0, {}
    rows = RankingRow.objects.filter(
        village=village, ranking=ranking, household__in=household_ids, earned__gt=0
    ).values_list("household_id", "rank")
    return ranking.households, dict(rows)
