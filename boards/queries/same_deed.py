"""One deed counts once, at the higher: what a contest's prize shares with claims and with the red board."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet, Sum

from boards.enums import Colour, EntryState
from boards.models import BoardEntry, Contest, ContestAward
from points.enums import EntryKind
from points.models import Entry, Village
from villagegov.kernel import periods


def prizes(village: Village, household_ids: Collection[uuid.UUID], day: date) -> dict[uuid.UUID, list[ContestAward]]:
    """Prizes these households won in the quarter of a day, the highest first. One query.

    For whoever gives points for what may be the same deed (the red board, a claim): the higher of the two counts.
    """
    start = periods.quarter(day).start
    rows = ContestAward.objects.filter(village=village, household__in=household_ids, quarter=start)
    found: dict[uuid.UUID, list[ContestAward]] = defaultdict(list)
    for award in rows.select_related("contest").order_by("-prize", "number"):
        found[award.household_id].append(award)
    return dict(found)


def prize_for(village: Village, household_id: uuid.UUID, text: str, day: date) -> ContestAward | None:
    """The household's prize of the quarter whose title stands in these words."""
    won = prizes(village, [household_id], day).get(household_id, [])
    return next((award for award in won if award.contest.name in text), None)


def counted_already(contest: Contest, household_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Points that the deed a contest honours has brought in its quarter already, by household. Two queries.

    Posted claims on the items the title names as the same deed, corrections left out, and red entries that name the
    title.
    """
    period = periods.quarter(contest.quarter)
    found: dict[uuid.UUID, int] = defaultdict(int)
    claims = _claims(contest).filter(household__in=household_ids, deed_day__gte=period.start, deed_day__lt=period.end)
    for household_id, total in claims.values_list("household_id").annotate(Sum("points")).order_by():
        found[household_id] += total
    red = BoardEntry.objects.filter(
        village=contest.village_id,
        household__in=household_ids,
        colour=Colour.RED,
        state=EntryState.PUBLISHED,
        issue__month__gte=period.start,
        issue__month__lt=period.end,
        reason__contains=contest.name,
    )
    for household_id, points in red.values_list("household_id", "points"):
        found[household_id] += points
    return dict(found)


def _claims(contest: Contest) -> QuerySet[Entry]:
    corrected = Entry.objects.filter(village=contest.village_id, reverses__isnull=False).values("reverses_id")
    rows = Entry.objects.filter(village=contest.village_id, kind=EntryKind.CLAIM, item_code__in=contest.same_items)
    return rows.exclude(pk__in=corrected)
