"""The published issues for those who follow a village by a feed reader: when, which, how many. Nobody is named: what a
reader has fetched cannot be taken back. The black board is in no part of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from boards.enums import Colour, EntryState, IssueState
from boards.models import BoardIssue
from points.models import Village

#: Issues in the feed.
LATEST = 24


@dataclass(frozen=True)
class Issue:
    month: date
    number: int
    published_at: datetime
    red: int


def issues(village: Village) -> list[Issue]:
    """The latest published issues, the latest first. One query."""
    red = Q(entries__colour=Colour.RED, entries__state=EntryState.PUBLISHED)
    rows = (
        BoardIssue.objects.filter(village=village, state=IssueState.PUBLISHED)
        .annotate(red=Count("entries", filter=red))
        .order_by("-month")[:LATEST]
    )
    return [Issue(row.month, row.number or 0, row.published_at, row.red) for row in rows if row.published_at]
