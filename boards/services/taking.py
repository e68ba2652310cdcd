"""Onto a draft: what was proposed, and the lines of the ledger an entry stands for. One deed counts once."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from boards.enums import Colour, EntrySource, EntryState, IssueState, ProposalState
from boards.models import BoardDeed, BoardEntry, BoardIssue, BoardProposal
from boards.queries import same_deed
from boards.services import steps
from councils.enums import BreachState, ConsequenceWay
from points.enums import EntryKind
from points.models import Entry, Household, Village
from points.queries import presence
from points.services import audit
from villagegov.kernel import clock, periods
from villagegov.kernel.errors import DomainError


def take(*, issue: BoardIssue, at: datetime) -> int:
    """Put onto a draft what waits for it; returns how many. The caller holds the issue, or has just made it.

    Who stands on that board already waits for the next issue; who may not be named now waits too.
    """
    village, day = issue.village, clock.local_day(at)
    waiting = ready(village=village, month=issue.month, at=at)
    if not waiting:
        return 0
    standing = set(
        BoardEntry.objects.filter(village=village, issue=issue)
        .exclude(state=EntryState.STRUCK)
        .values_list("colour", "household_id")
    )
    taken, each = 0, steps.worth(village, day)
    for proposal in waiting:
        key = (proposal.colour, proposal.household_id)
        if key not in standing:
            standing.add(key)
            taken += 1
            _enter(issue, proposal, each[Colour(proposal.colour)], at)
    return taken


def ready(*, village: Village, month: date, at: datetime) -> list[BoardProposal]:
    """Proposals that the issue of a month may take: of a deed before its end, of a household that may be named now.
    Locked, the oldest first. What is over meanwhile is let go.
    """
    rows = BoardProposal.objects.select_for_update(of=("self",)).filter(
        village=village, state=ProposalState.WAITING, deed_day__lt=periods.add_months(month, 1)
    )
    still = Q(breach__state=BreachState.PROPOSED, breach__way=ConsequenceWay.BOARD)
    _let_go(rows.filter(breach__isnull=False).exclude(still), at)
    waiting = list(rows.select_related("household").order_by("proposed_at", "id"))
    fit = _fit(village, waiting, clock.local_day(at)) if waiting else set()
    return [proposal for proposal in waiting if proposal.pk in fit]


def _let_go(over: QuerySet[BoardProposal], at: datetime) -> None:
    """What was put right, or dropped, since it was proposed comes onto no board."""
    for proposal in list(over):
        proposal.state = ProposalState.WITHDRAWN
        proposal.save(update_fields=["state"])
        audit.record(by=None, at=at, action="board_proposal.withdrawn", subject=proposal)


@transaction.atomic
def take_waiting(*, village: Village, at: datetime) -> int:
    """What was proposed while a draft was being made comes onto it with the next sweep."""
    if not BoardProposal.objects.filter(village=village, state=ProposalState.WAITING).exists():
        return 0
    taken = 0
    for found in BoardIssue.objects.filter(village=village, state=IssueState.DRAFT).order_by("month"):
        taken += take_onto(found, at)
    return taken


def take_onto(draft: BoardIssue, at: datetime) -> int:
    """Lock a draft and take onto it what waits; who had voted reads and votes again. Part of a transaction."""
    issue = steps.locked_issue(draft)
    if issue.state != IssueState.DRAFT:
        return 0
    taken = take(issue=issue, at=at)
    if taken:
        issue.edition += 1
        issue.save(update_fields=["edition"])
    return taken


def last_position(issue: BoardIssue, colour: Colour) -> int:
    rows = BoardEntry.objects.filter(village=issue.village_id, issue=issue, colour=colour)
    return rows.exclude(state=EntryState.STRUCK).aggregate(last=Max("position"))["last"] or 0


def _fit(village: Village, waiting: Iterable[BoardProposal], day: date) -> set[uuid.UUID]:
    """Proposals whose household may be named on the day."""
    spared = presence.spared(village, day, day)
    return {
        proposal.pk
        for proposal in waiting
        if steps.may_be_named(proposal.household, black=proposal.colour == Colour.BLACK, spared=spared)
    }


def _enter(issue: BoardIssue, proposal: BoardProposal, points: int, at: datetime) -> None:
    entry = BoardEntry.objects.create(
        village=issue.village,
        issue=issue,
        colour=proposal.colour,
        household=proposal.household,
        position=last_position(issue, Colour(proposal.colour)) + 1,
        reason=proposal.reason,
        article=proposal.article,
        deed_day=proposal.deed_day,
        story=proposal.story,
        photo_id=proposal.photo_id,
        source=EntrySource.PROPOSAL,
        points=points,
        proposed_by_id=proposal.proposed_by_id,
        created_at=at,
    )
    attach_deeds(entry)
    proposal.state, proposal.entry, proposal.photo = ProposalState.TAKEN, entry, None
    proposal.save(update_fields=["state", "entry", "photo"])
    audit.record(by=None, at=at, action="board_entry.added", subject=entry, after={"colour": str(proposal.colour)})


# ----------------------------------------------------------------------------------------------------- one deed, once


def refuse_prized(household: Household, reason: str, month: date) -> None:
    """Who won the title that the reason names has its higher points already."""
    prize = same_deed.prize_for(household.village, household.pk, reason, month)
    if prize is not None:
        raise DomainError(
            _("It won “%(title)s” in this quarter and has the prize for it. One deed counts once: name another one.")
            % {"title": prize.contest.name},
            field="reason",
            code="prized",
        )


def deed_lines(household: Household, colour: Colour, deed_day: date) -> QuerySet[Entry]:
    """Lines of the ledger for what the household did on that day, on this side."""
    side = {"points__gt": 0} if colour == Colour.RED else {"points__lt": 0}
    rows = Entry.objects.filter(village=household.village_id, household=household, kind=EntryKind.CLAIM, **side)
    return rows.filter(deed_day=deed_day)


def attach_deeds(entry: BoardEntry) -> None:
    """The lines this entry stands for, as far as they stand on no board of its colour yet."""
    assert entry.deed_day is not None
    used = BoardDeed.objects.filter(village=OuterRef("village"), colour=entry.colour, ledger_entry=OuterRef("pk"))
    rows = deed_lines(entry.household, Colour(entry.colour), entry.deed_day).filter(~Exists(used)).order_by("seq")
    BoardDeed.objects.bulk_create(
        BoardDeed(village=entry.village, entry=entry, ledger_entry=line, colour=entry.colour) for line in rows
    )


def refuse_known_deed(household: Household, colour: Colour, deed_day: date) -> None:
    """One deed comes onto a board once, whoever proposes it: by its day, and by its lines of the ledger."""
    entries = BoardEntry.objects.filter(
        village=household.village_id, household=household, colour=colour, deed_day=deed_day
    ).exclude(state=EntryState.STRUCK)
    proposals = BoardProposal.objects.filter(
        village=household.village_id, household=household, colour=colour, deed_day=deed_day, state=ProposalState.WAITING
    )
    lines = deed_lines(household, colour, deed_day)
    used = BoardDeed.objects.filter(village=OuterRef("village"), colour=colour, ledger_entry=OuterRef("pk"))
    all_used = lines.exists() and not lines.filter(~Exists(used)).exists()
    if entries.exists() or proposals.exists() or all_used:
        raise DomainError(
            _("What this household did on that day was proposed, or stands on a board already. One deed counts once."),
            field="deed_day",
            code="deed_known",
        )
