"""The public board: what stands on it today, as everybody may read it. Names leave this module masked, unless the
household agreed to be named.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from boards.enums import Colour, EntrySource, EntryState, IssueState, RankingKind
from boards.models import BoardEntry, BoardIssue, Ranking, RankingRow
from boards.queries import figures
from boards.queries.board_lines import Board, BottomThree, Correction, InPublicity, Line, TopLine
from boards.queries.stamp import stamp
from councils.queries import publicity
from points.enums import BlackAudience, BottomThreeRule, ClaimState, ConsentKind
from points.models import Consent, Entry, Household, Village
from points.queries import presence
from points.queries.villages import settings_on
from villagegov.kernel import clock, periods
from villagegov.kernel.masking import mask_name
from villagegov.kernel.periods import PeriodKind

#: Part of every key: pages kept by an earlier form of these classes are never read.
FORM = 7
#: Seconds. A kept page is dropped by its stamp; the time only clears the store.
KEPT = 300
TOP = 3
NEAREST = 2


def board(village: Village, month: date | None, day: date, how_it_stands: str | None = None) -> Board | None:
    """The published issue of a month, or the latest, as it stands on the day. None where there is none.

    Kept in the cache under the village, the month, the day and a stamp of how the village stands, so that whatever is
    published, ended, corrected or agreed to is seen at once and nothing has to be dropped. A cache that does not answer
    is a miss. One query for a kept page (none where the stamp is known already), a constant handful otherwise.
    """
    if how_it_stands is None:
        how_it_stands = stamp(village)
    if not how_it_stands:
        return _read(village, month, day)
    key = f"board:{FORM}:{village.pk}:{month or 'latest'}:{day}:{how_it_stands}"
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
    """Entries of an issue that are public on the day: the frozen red ones, and black ones until they end. Nothing of a
    household that was closed since, and nothing whose line of the ledger was reversed, even before the sweep says so.
    """
    reversed_lines = Entry.objects.filter(village=village, reverses__isnull=False).values("reverses_id")
    return (
        BoardEntry.objects.filter(village=village, issue=issue, state=EntryState.PUBLISHED)
        .filter(Q(colour=Colour.RED) | Q(until__gte=day))
        .exclude(ledger_entry__in=reversed_lines)
        .exclude(presence.gone("household"))
        .select_related("household__group", "photo")
        .order_by("colour", "published_at", "position", "id")
    )


def corrections(village: Village, issue: BoardIssue, day: date) -> QuerySet[BoardEntry]:
    """Entries of an issue that were wrong, for as long as that is said."""
    return (
        BoardEntry.objects.filter(village=village, issue=issue, state=EntryState.CORRECTED, correction_until__gte=day)
        .exclude(presence.gone("household"))
        .select_related("household__group")
        .order_by("colour", "corrected_at", "id")
    )


def public_name(household: Household) -> str:
    return household.head_name if household.names_public else mask_name(household.head_name)


def public_words(text: str, household: Household, former: Iterable[str] = ()) -> str:
    """A sentence written while the household was named in full: its names are masked since it took that back."""
    for name in {*former, *(() if household.names_public else (household.head_name,))}:
        text = text.replace(name, mask_name(name))
    return text


def _read(village: Village, month: date | None, day: date) -> Board | None:
    found = BoardIssue.objects.filter(village=village, state=IssueState.PUBLISHED).order_by("-month")
    issues = {issue.month: issue for issue in found}
    issue = issues.get(month) if month else next(iter(issues.values()), None)
    if issue is None or issue.published_at is None:
        return None
    entries = list(on_board(village, issue, day))
    wrong = list(corrections(village, issue, day))
    numbers = settings_on(village, day)
    on_issue = BoardEntry.objects.filter(village=village, issue=issue)
    names = presence.former_heads(village, on_issue.values("household"))
    agreed = _agreed(village, entries)
    month_ranking, quarter_ranking = _rankings(village, issue.month)
    return Board(
        month=issue.month,
        number=issue.number or 0,
        published_on=clock.local_day(issue.published_at),
        red=tuple(_line(entry, names, agreed) for entry in entries if entry.colour == Colour.RED),
        black=tuple(_line(entry, names, frozenset()) for entry in entries if entry.colour == Colour.BLACK),
        red_corrections=tuple(_correction(entry, names) for entry in wrong if entry.colour == Colour.RED),
        black_corrections=tuple(_correction(entry, names) for entry in wrong if entry.colour == Colour.BLACK),
        audience=BlackAudience(numbers.black_audience).value,
        bottom=_bottom(village, issue, BottomThreeRule(numbers.bottom_three_rule)),
        with_points=village.points_on,
        households=month_ranking.households if month_ranking else None,
        scoring=month_ranking.scoring_households if month_ranking else 0,
        points_total=month_ranking.points_total if month_ranking else 0,
        year_top=_top(village, month_ranking, "year_total"),
        quarter=quarter_ranking.start if quarter_ranking else None,
        quarter_top=_top(village, quarter_ranking, "earned"),
        months=tuple(issues),
        publicity=_publicity(village, day) if village.points_on and issue.month == next(iter(issues)) else None,
        trend=figures.months(village, issue.month),
        categories=figures.categories(village, issue.month),
    )


def with_picture(village: Village) -> QuerySet[BoardEntry]:
    """Red entries whose picture may be shown to everybody now."""
    agreed = Consent.objects.filter(
        village=village, kind=ConsentKind.PHOTOS, withdrawn_on__isnull=True, household=OuterRef("household")
    )
    reversed_lines = Entry.objects.filter(village=village, reverses__isnull=False).values("reverses_id")
    return (
        BoardEntry.objects.filter(Exists(agreed), village=village, colour=Colour.RED, state=EntryState.PUBLISHED)
        .filter(photo__isnull=False, photo__deleted_at__isnull=True)
        .exclude(ledger_entry__in=reversed_lines)
        .exclude(presence.gone("household"))
        .select_related("photo")
    )


def _agreed(village: Village, entries: Iterable[BoardEntry]) -> frozenset[tuple[uuid.UUID, str]]:
    """Which households agree to what, of those that have a story or a picture. One query, or none."""
    homes = {entry.household_id for entry in entries if entry.story or entry.photo_id}
    if not homes:
        return frozenset()
    rows = Consent.objects.filter(village=village, household__in=homes, withdrawn_on__isnull=True)
    return frozenset(rows.values_list("household_id", "kind"))


def _line(entry: BoardEntry, former: Mapping[uuid.UUID, set[str]], agreed: Collection[tuple[uuid.UUID, str]]) -> Line:
    names = former.get(entry.household_id, ())
    told = (entry.household_id, ConsentKind.STORY.value) in agreed
    shown = (entry.household_id, ConsentKind.PHOTOS.value) in agreed
    return Line(
        household=public_name(entry.household),
        group=entry.household.group.name,
        reason=public_words(entry.reason, entry.household, names),
        article=entry.stands_on,
        points=entry.points,
        since=clock.local_day(entry.published_at),  # type: ignore[arg-type]
        supplement=entry.supplement,
        until=entry.until,
        bottom=entry.source == EntrySource.BOTTOM_THREE,
        story=public_words(entry.story, entry.household, names) if told else "",
        picture=entry.pk if shown and entry.photo and entry.photo.deleted_at is None else None,
    )


def _correction(entry: BoardEntry, former: Mapping[uuid.UUID, set[str]]) -> Correction:
    return Correction(
        household=public_name(entry.household),
        group=entry.household.group.name,
        since=clock.local_day(entry.published_at),  # type: ignore[arg-type]
        words=public_words(entry.correction, entry.household, former.get(entry.household_id, ())),
        points=-entry.points,
        day=clock.local_day(entry.corrected_at),  # type: ignore[arg-type]
        until=entry.correction_until,  # type: ignore[arg-type]
        bottom=entry.source == EntrySource.BOTTOM_THREE,
    )


def _bottom(village: Village, issue: BoardIssue, rule: BottomThreeRule) -> BottomThree:
    found = dict(
        BoardEntry.objects.filter(village=village, issue=issue, source=EntrySource.BOTTOM_THREE)
        .order_by()
        .values_list("state")
        .annotate(count=Count("id"))
    )
    return BottomThree(
        (village.points_on and rule != BottomThreeRule.OFF) or bool(found),
        sum(found.get(state, 0) for state in (EntryState.REVIEWED, EntryState.TOLD)),
        found.get(EntryState.DROPPED, 0),
        sum(found.get(state, 0) for state in (EntryState.EXPIRED, EntryState.LIFTED)),
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
        .exclude(presence.gone("household"))
        .select_related("household__group")
        .order_by(f"-{measure}", "household__number")[:TOP]
    )
    values = [getattr(row, measure) for row in rows]
    return tuple(
        TopLine(1 + values.index(value), public_name(row.household), row.household.group.name, value)
        for row, value in zip(rows, values, strict=True)
    )


def _publicity(village: Village, day: date) -> InPublicity:
    """By its days, not by whether the sweep has been round: what is over stands in no publicity."""
    listed = publicity.listed(village).exclude(state=ClaimState.PUBLICISED, publicity_until__lt=day)
    nearest = listed.filter(points__gt=0).order_by("publicity_until", "id")[:NEAREST]
    lines = publicity.lines(village, nearest, reader=publicity.Reader(), day=day)
    return InPublicity(listed.count(), tuple(lines))
