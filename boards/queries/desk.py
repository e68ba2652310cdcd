"""The office's page of the boards: what waits, where each entry stands, since when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import ngettext

from boards.enums import LIVE_PROPOSALS, EntryState, IssueState, ProposalState
from boards.models import BoardEntry, BoardIssue, BoardMotion, BoardProposal
from boards.queries import work
from councils.queries.breaches import ForBoard, breaches_for_board
from points.enums import Module, Role
from points.models import User, Village
from points.queries import access
from points.queries.villages import uses
from villagegov.kernel import clock

#: A draft nobody publishes is pressing after so many days.
PRESSING_AFTER = 5
#: Entries that ended, the latest first.
ENDED_SHOWN = 12


@dataclass
class Desk:
    drafts: list[BoardIssue] = field(default_factory=list)
    #: Black entries by what comes next.
    to_tell: list[BoardEntry] = field(default_factory=list)
    awaiting: list[BoardEntry] = field(default_factory=list)
    to_decide: list[BoardEntry] = field(default_factory=list)
    standing: list[BoardEntry] = field(default_factory=list)
    ended: list[BoardEntry] = field(default_factory=list)
    motions: list[BoardMotion] = field(default_factory=list)
    proposals: list[BoardProposal] = field(default_factory=list)
    #: Breaches of the village rules that two dissuasions did not end, proposed for the black board.
    breaches: list[ForBoard] = field(default_factory=list)
    #: Latest months with a published issue.
    published: list[BoardIssue] = field(default_factory=list)


def desk(village: Village, today: date) -> Desk:
    """Nine queries, however much there is."""
    found = Desk()
    found.drafts = drafts(village)
    rows = work.black_entries(village).select_related("household__group", "issue")
    for entry in rows.exclude(state__in=ENDED).order_by("issue__month", "position", "id"):
        _place(found, entry, today)
    found.ended = list(rows.filter(state__in=ENDED).order_by("-ended_at", "-decided_at", "id")[:ENDED_SHOWN])
    found.motions = list(work.open_motions(village).select_related("entry__household__group").order_by("proposed_at"))
    found.proposals = list(
        BoardProposal.objects.filter(village=village, state=ProposalState.WAITING)
        .select_related("household__group", "proposed_by")
        .order_by("deed_day", "id")
    )
    found.breaches = waiting_breaches(village)
    found.published = list(
        BoardIssue.objects.filter(village=village, state=IssueState.PUBLISHED).order_by("-month")[:6]
    )
    return found


def waiting_breaches(village: Village) -> list[ForBoard]:
    """Breaches that nobody has taken up yet, the longest waiting first. Three queries at most; one where none waits."""
    found = breaches_for_board(village) if uses(Module.VILLAGE_RULES)(village) else []
    if not found:
        return []
    live = BoardProposal.objects.filter(village=village, state__in=LIVE_PROPOSALS)
    taken = set(live.filter(breach__in=[row.breach.pk for row in found]).values_list("breach_id", flat=True))
    return [row for row in found if row.breach.pk not in taken]


ENDED = (EntryState.DROPPED, EntryState.EXPIRED, EntryState.LIFTED, EntryState.CORRECTED)


def _place(found: Desk, entry: BoardEntry, today: date) -> None:
    if entry.state == EntryState.REVIEWED:
        found.to_tell.append(entry)
    elif entry.state == EntryState.PUBLISHED:
        found.standing.append(entry)
    elif work.decidable(entry, today):
        found.to_decide.append(entry)
    else:
        found.awaiting.append(entry)


def drafts(village: Village) -> list[BoardIssue]:
    """Closed months whose board the committee has not published, the oldest first."""
    return list(BoardIssue.objects.filter(village=village, state=IssueState.DRAFT).order_by("month"))


def days_waiting(issue: BoardIssue, today: date) -> int:
    return (today - clock.local_day(issue.drafted_at)).days


def waiting(user: User, village: Village) -> int:
    """What waits for this person on the boards; for the office the drafts that nobody publishes."""
    if access.has_role(user, village, Role.COMMITTEE):
        today = clock.today()
        return (
            len(waiting_breaches(village))
            + work.waiting_issues(user, village)
            + work.waiting_black(user, village, today)
            + work.waiting_motions(user, village)
        )
    return len(waiting_breaches(village)) if access.has_role(user, village, Role.OFFICER) else 0


def alarm(_user: User, village: Village) -> str:
    """Without the committee nothing is published; it is reminded."""
    rows = drafts(village)
    days = days_waiting(rows[0], clock.today()) if rows else 0
    if days < PRESSING_AFTER:
        return ""
    return ngettext("draft waits for %(days)s day", "draft waits for %(days)s days", days) % {"days": days}
