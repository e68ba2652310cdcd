"""Issues where the village has no points: nothing is closed and ranked there, so each is made of what was proposed.

On the issue day for the month before, where something waits by then; nobody gets an empty paper to vote on. What is
proposed later waits for the next issue day, however old its deed is by then.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Min

from boards.enums import ProposalState
from boards.models import BoardIssue, BoardProposal
from boards.services import issues
from points.models import Village
from points.services.due import close_day
from villagegov.kernel import clock, periods


def draft_due(*, village: Village, at: datetime) -> list[date]:
    """The month whose issue was drafted now, if any. A run that comes late drafts what one on the issue day would have;
    twice gives the same.
    """
    if not BoardProposal.objects.filter(village=village, state=ProposalState.WAITING).exists():
        return []
    month, issue_day = _last_over(village, clock.local_day(at))
    if BoardIssue.objects.filter(village=village, month__gte=month).exists():
        return []
    issue = issues.draft_proposed(village=village, month=month, proposed_by=issue_day, at=at)
    return [month] if issue is not None else []


def _last_over(village: Village, today: date) -> tuple[date, date]:
    """The latest month whose issue day has come, and that day."""
    month = periods.add_months(today, -1)
    if close_day(village, month) > today:
        month = periods.add_months(month, -1)
    return month, close_day(village, month)


def next_day(village: Village, after: date) -> date | None:
    """The first issue day after ``after`` for which something waits; None where nothing does."""
    waiting = BoardProposal.objects.filter(village=village, state=ProposalState.WAITING)
    first = waiting.aggregate(first=Min("deed_day"))["first"]
    return None if first is None else next_issue_day(village, after, first)


def comes_on(village: Village, deed_day: date, today: date) -> date:
    """The issue day that what is proposed today comes onto; today, where today's issue is still to be made."""
    day = next_issue_day(village, today - timedelta(days=1), deed_day)
    if day == today and BoardIssue.objects.filter(village=village, month__gte=periods.add_months(today, -1)).exists():
        return next_issue_day(village, today, deed_day)
    return day


def next_issue_day(village: Village, after: date, deed_day: date) -> date:
    """The first issue day after ``after`` whose issue may tell of a deed of that day."""
    month = max(periods.month_of(deed_day), periods.add_months(after, -1))
    while (day := close_day(village, month)) <= after:
        month = periods.add_months(month, 1)
    return day
