"""An issue of the board: drafted from the figures, edited and voted on by the committee, published by the vote that
reaches the quorum.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from boards.enums import Colour, EntrySource, EntryState, IssueState, ProposalState, RankingKind, VoteStage
from boards.models import BoardDeed, BoardEntry, BoardIssue, BoardProposal, BoardVote, Ranking
from boards.queries import candidates
from boards.queries.candidates import Candidate
from boards.services import breaches, steps, taking, tell, wording
from councils.queries.people import roll
from councils.queries.quorum import quorum_reached
from points.enums import BottomThreeRule, HouseholdState, RedRule
from points.models import Household, User, Village
from points.queries import presence
from points.queries.villages import settings_on
from points.services import audit, ledger
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed

# ----------------------------------------------------------------------------------------------------------- draft


@transaction.atomic
def draft(*, village: Village, month: date, at: datetime) -> BoardIssue:
    """The draft of a closed month's issue: red candidates and the bottom three, perhaps nobody. A second call returns
    the first issue. Raises :class:`DomainError` while the month has no ranking.
    """
    ledger.lock_head(village)
    known = BoardIssue.objects.filter(village=village, month=month).first()
    if known is not None:
        return known
    if not Ranking.objects.filter(village=village, kind=RankingKind.MONTH, start=month).exists():
        raise DomainError(_("The board is drafted when the month is closed and ranked."), code="month_open")
    day = clock.local_day(at)
    issue = BoardIssue.objects.create(village=village, month=month, drafted_at=at)
    taking.take(issue=issue, at=at)  # first: a deed that was proposed is no deed of the figures any more
    numbers, each = settings_on(village, day), steps.worth(village, day)
    if numbers.red_rule == RedRule.FIRST:
        for candidate in _not_yet(issue, Colour.RED, candidates.red(village, month)):
            reason = wording.red_reason(month.month, candidate.deeds)
            _propose(issue, Colour.RED, EntrySource.RANKING, candidate, reason, each[Colour.RED], at)
    if numbers.bottom_three_rule == BottomThreeRule.MONTH_NEGATIVE:
        for candidate in _not_yet(issue, Colour.BLACK, candidates.bottom_three(village, month, day)):
            reason = wording.bottom_reason(month.month, candidate.deeds)
            _propose(issue, Colour.BLACK, EntrySource.BOTTOM_THREE, candidate, reason, each[Colour.BLACK], at)
    _drafted_now(issue, at)
    return issue


@transaction.atomic
def draft_proposed(*, village: Village, month: date, proposed_by: date, at: datetime) -> BoardIssue | None:
    """The draft of a month where nothing is ranked: all that was proposed, where something of it was proposed by that
    day and may be named now; else none, and what waits waits for the next. A second call returns the first issue.
    """
    ledger.lock_head(village)
    known = BoardIssue.objects.filter(village=village, month=month).first()
    if known is not None:
        return known
    waiting = taking.ready(village=village, month=month, at=at)
    if not any(clock.local_day(proposal.proposed_at) <= proposed_by for proposal in waiting):
        return None
    issue = BoardIssue.objects.create(village=village, month=month, drafted_at=at)
    taking.take(issue=issue, at=at)
    _drafted_now(issue, at)
    return issue


def _drafted_now(issue: BoardIssue, at: datetime) -> None:
    audit.record(by=None, at=at, action="issue.drafted", subject=issue, after={"month": f"{issue.month:%Y-%m}"})
    tell.board_drafted(issue, at)


def _not_yet(issue: BoardIssue, colour: Colour, found: list[Candidate]) -> list[Candidate]:
    """Without those who stand on this board already, by a proposal, and without deeds that stand on one."""
    used = set(
        BoardDeed.objects.filter(
            village=issue.village,
            colour=colour,
            ledger_entry__in=[deed.entry_id for candidate in found for deed in candidate.deeds],
        ).values_list("ledger_entry_id", flat=True)
    )
    standing = set(
        BoardEntry.objects.filter(village=issue.village, issue=issue, colour=colour).values_list(
            "household_id", flat=True
        )
    )
    for candidate in found:
        candidate.deeds = [deed for deed in candidate.deeds if deed.entry_id not in used]
    return [candidate for candidate in found if candidate.household_id not in standing]


def _propose(
    issue: BoardIssue,
    colour: Colour,
    source: EntrySource,
    candidate: Candidate,
    reason: str,
    points: int,
    at: datetime,
) -> None:
    entry = BoardEntry.objects.create(
        village=issue.village,
        issue=issue,
        colour=colour,
        household_id=candidate.household_id,
        position=taking.last_position(issue, colour) + 1,
        reason=reason[: wording.REASON_LENGTH],
        source=source,
        points=points,
        created_at=at,
    )
    BoardDeed.objects.bulk_create(
        BoardDeed(village=issue.village, entry=entry, ledger_entry_id=deed.entry_id, colour=colour)
        for deed in candidate.deeds
    )


# --------------------------------------------------------------------------------------------------------- editing


@transaction.atomic
def edit_entry(*, entry: BoardEntry, reason: str, position: int, by: User, at: datetime) -> BoardEntry:
    """Other words or another place for an entry of a draft. Every edit begins a new edition: votes count for what was
    read.
    """
    issue = steps.locked_draft(entry.issue)
    entry = _drafted(issue, entry)
    steps.require_member(by, issue.village, {entry.household_id})
    reason = wording.checked(reason, entry.household, colour=Colour(entry.colour))
    before = {"position": entry.position}
    if reason != entry.reason:
        entry.reason = reason
        entry.save(update_fields=["reason"])
    _place(entry, position)
    _new_edition(issue)
    audit.record(
        by=by, at=at, action="board_entry.edited", subject=entry, before=before, after={"position": entry.position}
    )
    return entry


@transaction.atomic
def strike(*, entry: BoardEntry, by: User, at: datetime) -> BoardEntry:
    """Take an entry off a draft; the deeds it stood for are free again."""
    issue = steps.locked_draft(entry.issue)
    entry = _drafted(issue, entry)
    steps.require_member(by, issue.village, {entry.household_id})
    steps.take(entry, EntryState.STRUCK)
    entry.save(update_fields=["state"])
    BoardDeed.objects.filter(village=issue.village, entry=entry).delete()
    BoardProposal.objects.filter(village=issue.village, entry=entry).update(state=ProposalState.REFUSED, photo=None)
    _place(None, 0, issue=issue, colour=Colour(entry.colour))
    _new_edition(issue)
    audit.record(by=by, at=at, action="board_entry.struck", subject=entry)
    breaches.returned(entry, breaches.STRUCK, by, at)
    return entry


@transaction.atomic
def add_entry(
    *,
    issue: BoardIssue,
    colour: Colour,
    household: Household,
    reason: str,
    article: str = "",
    deed_day: date | None = None,
    by: User,
    at: datetime,
) -> BoardEntry:
    """A household the committee adds to a draft. A black one names the article of the village rules it stands on, and
    the day.

    Raises :class:`DomainError` for a household that may not be named, one that is there already, and wording that is
    not neutral.
    """
    issue = steps.locked_draft(issue)
    steps.require_member(by, issue.village, {household.pk})
    household = _nameable(issue, colour, household, clock.local_day(at))
    article = " ".join(article.split())
    if colour == Colour.BLACK and not article:
        raise DomainError(
            _("Name the article of the village rules, for example “第六条”."), field="article", code="article_missing"
        )
    if colour == Colour.RED:
        taking.refuse_prized(household, reason, issue.month)
    _dated(colour, household, deed_day, clock.local_day(at))
    entry = BoardEntry.objects.create(
        village=issue.village,
        issue=issue,
        colour=colour,
        household=household,
        position=taking.last_position(issue, colour) + 1,
        deed_day=deed_day,
        reason=wording.checked(reason, household, colour=colour),
        article=wording.checked(article, household, field="article") if article else "",
        source=EntrySource.PROPOSAL,
        points=steps.worth(issue.village, clock.local_day(at))[Colour(colour)],
        proposed_by=by,
        created_at=at,
    )
    if deed_day is not None:
        taking.attach_deeds(entry)
    _place(None, 0, issue=issue, colour=colour)
    _new_edition(issue)
    audit.record(by=by, at=at, action="board_entry.added", subject=entry, after={"colour": colour})
    return entry


def _dated(colour: Colour, household: Household, deed_day: date | None, today: date) -> None:
    """A breach has a day; and one deed comes onto a board once."""
    if deed_day is None:
        if colour == Colour.BLACK:
            raise DomainError(_("On which day was it?"), field="deed_day", code="day_missing")
        return
    if deed_day > today:
        raise DomainError(_("This day has not come yet."), field="deed_day", code="future")
    taking.refuse_known_deed(household, colour, deed_day)


def _nameable(issue: BoardIssue, colour: Colour, household: Household, day: date) -> Household:
    found = Household.objects.filter(village=issue.village, pk=household.pk).first()
    if found is None:
        raise DomainError(_("There is no such household in this village."), field="household", code="household_unknown")
    if not found.resident or found.state != HouseholdState.ACTIVE:
        raise DomainError(
            _("This household does not live in the village now and is not named on a board."),
            field="household",
            code="household_away",
        )
    if colour == Colour.BLACK and found.pk in presence.spared(issue.village, day, day):
        raise DomainError(
            _("This household is exempt from the black board. Visit it instead."),
            field="household",
            code="household_exempt",
        )
    if (
        BoardEntry.objects.filter(village=issue.village, issue=issue, colour=colour, household=found)
        .exclude(state=EntryState.STRUCK)
        .exists()
    ):
        raise DomainError(_("It stands on this board already."), field="household", code="household_twice")
    return found


def _drafted(issue: BoardIssue, entry: BoardEntry) -> BoardEntry:
    found = BoardEntry.objects.select_related("household").get(village=issue.village, issue=issue, pk=entry.pk)
    found.issue, found.village = issue, issue.village
    if found.state != EntryState.DRAFTED:
        raise DomainError(_("This entry has been struck off. Add the household anew."), code="entry_struck")
    return found


def _place(
    entry: BoardEntry | None, position: int, *, issue: BoardIssue | None = None, colour: Colour | None = None
) -> None:
    """Number the entries of a board 1, 2, 3 … with ``entry`` at ``position``."""
    issue = issue or entry.issue  # type: ignore[union-attr]
    colour = colour or Colour(entry.colour)  # type: ignore[union-attr]
    rows = list(
        BoardEntry.objects.filter(village=issue.village, issue=issue, colour=colour, state=EntryState.DRAFTED).order_by(
            "position", "created_at", "id"
        )
    )
    if entry is not None:
        rows = [row for row in rows if row.pk != entry.pk]
        rows.insert(max(0, min(position, len(rows) + 1) - 1), entry)
    for number, row in enumerate(rows, 1):
        row.position = number
    BoardEntry.objects.bulk_update(rows, ["position"])


def _new_edition(issue: BoardIssue) -> None:
    issue.edition += 1
    issue.save(update_fields=["edition"])


# ---------------------------------------------------------------------------------------------------------- voting


@transaction.atomic
def vote(
    *, issue: BoardIssue, agrees: bool, note: str = "", edition: int | None = None, by: User, at: datetime
) -> BoardIssue:
    """A member's word on the draft as it stands. The vote that reaches the quorum publishes, in the same transaction.

    ``edition`` is the one the member read; another one now is refused. Raises :class:`NotAllowed` for people without
    a vote here and :class:`DomainError` for a second vote or a disagreement without a reason.
    """
    issue = steps.locked_draft(issue)
    village, day = issue.village, clock.local_day(at)
    steps.require_member(by, village, _households_on(issue))
    if edition is not None and edition != issue.edition:
        raise DomainError(
            _("The draft was changed while you read it. Read it again, then vote."), code="edition_changed"
        )
    if not agrees and not note.strip():
        raise DomainError(_("Say what should be changed."), field="note", code="note_missing")
    votes = BoardVote.objects.filter(village=village, issue=issue, stage=VoteStage.ISSUE, edition=issue.edition)
    if votes.filter(voter=by).exists():
        raise NotAllowed(_("You have voted on this draft. It waits for the other members."), code="voted")
    BoardVote.objects.create(
        village=village,
        stage=VoteStage.ISSUE,
        issue=issue,
        edition=issue.edition,
        voter=by,
        constituencies=steps.constituencies(by, village, day),
        groups=steps.groups(by, village),
        agrees=agrees,
        note=note.strip(),
        at=at,
    )
    after = {"agrees": agrees, "edition": issue.edition}
    audit.record(by=by, at=at, action="issue.voted", subject=issue, after=after)
    agreed = list(votes.filter(agrees=True))
    reached = agrees and quorum_reached(agreed, settings_on(village, day), kin=roll(village, day).kin)
    if reached and not without_outsider(issue, agreed):
        _publish(issue, by, at)
    return issue


def without_outsider(issue: BoardIssue, agreed: list[BoardVote]) -> list[BoardEntry]:
    """Black entries of a draft on which nobody of another villagers' group has agreed yet; they hold it up."""
    black = BoardEntry.objects.filter(
        village=issue.village_id, issue=issue, colour=Colour.BLACK, state=EntryState.DRAFTED
    )
    return [entry for entry in black.select_related("household__group") if not steps.outside(agreed, entry)]


def _households_on(issue: BoardIssue) -> set[uuid.UUID]:
    entries = BoardEntry.objects.filter(village=issue.village, issue=issue).exclude(state=EntryState.STRUCK)
    return set(entries.values_list("household_id", flat=True))


def _publish(issue: BoardIssue, by: User, at: datetime) -> None:
    """Number, freeze, post. Red entries count from now; black ones begin their way to the household."""
    village = issue.village
    drafted = BoardEntry.objects.filter(village=village, issue=issue, state=EntryState.DRAFTED, colour=Colour.BLACK)
    breaches.refuse_over(village, drafted)
    ledger.lock_head(village)  # numbers without gaps: two issues of a village are published one after the other
    last = BoardIssue.objects.filter(village=village).aggregate(last=Max("number"))["last"] or 0
    entries = list(
        BoardEntry.objects.filter(village=village, issue=issue, state=EntryState.DRAFTED)
        .select_related("household")
        .order_by("colour", "position")
    )
    for entry in entries:
        entry.issue = issue
    if entries:
        steps.refuse_unfit(entries, clock.local_day(at))
    red = [entry for entry in entries if entry.colour == Colour.RED]
    steps.post(village, red, by, at)
    for entry in red:
        steps.take(entry, EntryState.PUBLISHED)
        entry.published_at = at
    for entry in entries:
        if entry.colour == Colour.BLACK:
            steps.take(entry, EntryState.REVIEWED)
            entry.reviewed_at = at
    BoardEntry.objects.bulk_update(entries, ["state", "published_at", "ledger_entry", "reviewed_at"])
    issue.state, issue.number, issue.published_at = IssueState.PUBLISHED, last + 1, at
    issue.save(update_fields=["state", "number", "published_at"])
    audit.record(by=by, at=at, action="issue.published", subject=issue, after={"number": issue.number})
