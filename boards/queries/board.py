"""The public board: what stands on it today, as everybody may read it. Names leave this module masked, unless the
household agreed to be named.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.db.models import Max, OuterRef, Q, QuerySet, Subquery

from boards.enums import Colour, EntryState, IssueState, RankingKind
from boards.models import BoardEntry, BoardIssue, Ranking, RankingRow
from councils.queries import publicity
from points.enums import BlackAudience
from points.models import AuditRow, Household, LedgerHead, Village
from points.queries.villages import settings_on
from villagegov.kernel import clock, periods
from villagegov.kernel.masking import mask_name
from villagegov.kernel.periods import PeriodKind

#: Part of every key: pages kept by an earlier form of these classes are never read.
FORM = 1
#: Seconds. A kept page is dropped by its stamp; the time only clears the store.
KEPT = 300
TOP = 3
NEAREST = 2


@dataclass(frozen=True)
class Line:
    """An entry as it stands in public."""

    household: str
    group: str
    reason: str
    article: str
    points: int
    since: date
    supplement: bool
    until: date | None


@dataclass(frozen=True)
class TopLine:
    place: int
    household: str
    group: str
    points: int


@dataclass(frozen=True)
class InPublicity:
    """The public list in short: how many lines, and those whose time is over first."""

    count: int
    nearest: tuple[publicity.Line, ...]


@dataclass(frozen=True)
class Board:
    """A published issue and what stands around it."""

    month: date
    number: int
    published_on: date
    red: tuple[Line, ...]
    black: tuple[Line, ...]
    audience: str
    #: None where the month was ranked nowhere.
    households: int | None
    scoring: int
    points_total: int
    year_top: tuple[TopLine, ...]
    quarter: date | None
    quarter_top: tuple[TopLine, ...]
    #: Months with a published issue, the latest first.
    months: tuple[date, ...]
    #: Only on the latest issue.
    publicity: InPublicity | None


def board(village: Village, month: date | None, day: date) -> Board | None:
    """The published issue of a month, or the latest, as it stands on the day. None where there is none.

    Kept in the cache under the village, the month, the day and a stamp of what it is made from, so that whatever is
    published, ended, corrected or agreed to is seen at once and nothing has to be dropped. A cache that does not answer
    is a miss. One query for a kept page, a constant handful otherwise.
    """
    key = f"board:{FORM}:{village.pk}:{month or 'latest'}:{day}:{_stamp(village)}"
    kept: Board | None = cache.get(key)
    if kept is None:
        kept = _read(village, month, day)
        if kept is not None:
            cache.set(key, kept, KEPT)
    return kept


def months(village: Village) -> list[date]:
    """Months with a published issue, the latest first."""
    return list(
        BoardIssue.objects.filter(village=village, state=IssueState.PUBLISHED)
        .order_by("-month")
        .values_list("month", flat=True)
    )


def waiting_month(village: Village) -> date | None:
    """The latest month that is closed and whose board the committee has not published."""
    drafts = BoardIssue.objects.filter(village=village, state=IssueState.DRAFT)
    return drafts.order_by("-month").values_list("month", flat=True).first()


def on_board(village: Village, issue: BoardIssue, day: date) -> QuerySet[BoardEntry]:
    """Entries of an issue that are public on the day: the frozen red ones, and black ones until they end."""
    return (
        BoardEntry.objects.filter(village=village, issue=issue, state=EntryState.PUBLISHED)
        .filter(Q(colour=Colour.RED) | Q(until__gte=day))
        .select_related("household__group")
        .order_by("colour", "published_at", "position", "id")
    )


def public_name(household: Household) -> str:
    return household.head_name if household.names_public else mask_name(household.head_name)


def _stamp(village: Village) -> str:
    """Changes with every service that wrote in the village (each leaves an audit row), every line of the ledger, and
    every entry published or ended. One query.
    """
    last_act = AuditRow.objects.filter(village=OuterRef("village")).order_by("-id").values("id")[:1]
    entries = BoardEntry.objects.filter(village=OuterRef("village")).order_by().values("village")
    published = entries.annotate(last=Max("published_at")).values("last")
    ended = entries.annotate(last=Max("ended_at")).values("last")
    head = LedgerHead.objects.filter(village=village).values_list(
        "last_seq", Subquery(last_act), Subquery(published), Subquery(ended)
    )
    return "|".join(str(part) for part in head.first() or ()).replace(" ", "T")


def _read(village: Village, month: date | None, day: date) -> Board | None:
    found = BoardIssue.objects.filter(village=village, state=IssueState.PUBLISHED).order_by("-month")
    issues = {issue.month: issue for issue in found}
    issue = issues.get(month) if month else next(iter(issues.values()), None)
    if issue is None or issue.published_at is None:
        return None
    entries = list(on_board(village, issue, day))
    month_ranking, quarter_ranking = _rankings(village, issue.month)
    return Board(
        month=issue.month,
        number=issue.number or 0,
        published_on=clock.local_day(issue.published_at),
        red=tuple(_line(entry) for entry in entries if entry.colour == Colour.RED),
        black=tuple(_line(entry) for entry in entries if entry.colour == Colour.BLACK),
        audience=BlackAudience(settings_on(village, day).black_audience).value,
        households=month_ranking.households if month_ranking else None,
        scoring=month_ranking.scoring_households if month_ranking else 0,
        points_total=month_ranking.points_total if month_ranking else 0,
        year_top=_top(village, month_ranking, "year_total"),
        quarter=quarter_ranking.start if quarter_ranking else None,
        quarter_top=_top(village, quarter_ranking, "earned"),
        months=tuple(issues),
        publicity=_publicity(village, day) if issue.month == next(iter(issues)) else None,
    )


def _line(entry: BoardEntry) -> Line:
    return Line(
        household=public_name(entry.household),
        group=entry.household.group.name,
        reason=entry.reason,
        article=entry.article,
        points=entry.points,
        since=clock.local_day(entry.published_at),  # type: ignore[arg-type]
        supplement=entry.supplement,
        until=entry.until,
    )


def _rankings(village: Village, month: date) -> tuple[Ranking | None, Ranking | None]:
    """The month's ranking, and that of the last quarter that was over with it. One query."""
    quarter = periods.quarter(month)
    if quarter.last_month != month:
        quarter = periods.quarter(periods.add_months(quarter.start, -1))
    found = {
        ranking.kind: ranking
        for ranking in Ranking.objects.filter(village=village).filter(
            Q(kind=RankingKind.MONTH, start=month) | Q(kind=RankingKind.QUARTER, start=quarter.start)
        )
    }
    return found.get(PeriodKind.MONTH.value), found.get(PeriodKind.QUARTER.value)


def _top(village: Village, ranking: Ranking | None, measure: str) -> tuple[TopLine, ...]:
    """The first three above zero."""
    if ranking is None:
        return ()
    rows = list(
        RankingRow.objects.filter(village=village, ranking=ranking, **{f"{measure}__gt": 0})
        .select_related("household__group")
        .order_by(f"-{measure}", "household__number")[:TOP]
    )
    values = [getattr(row, measure) for row in rows]
    return tuple(
        TopLine(1 + values.index(value), public_name(row.household), row.household.group.name, value)
        for row, value in zip(rows, values, strict=True)
    )


def _publicity(village: Village, day: date) -> InPublicity:
    nearest = publicity.listed(village).filter(points__gt=0).order_by("publicity_until", "id")[:NEAREST]
    lines = publicity.lines(village, nearest, reader=publicity.Reader(), day=day)
    return InPublicity(publicity.counts(village).listed, tuple(lines))
