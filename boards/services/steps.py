"""What every step on a board has in common: who may take it, in which state, under which lock, posted how."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from boards.enums import ENTRY_STEPS, Colour, EntryState, IssueState
from boards.models import BoardEntry, BoardIssue, BoardVote
from councils.queries import bodies
from points.enums import EntryKind, HouseholdState, Role
from points.models import Entry, Group, Household, Item, User, Village
from points.queries import access, presence, schemes
from points.services import ledger
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError

#: Numbers of the board's own items where the rules in force have none.
RED_ITEM, BLACK_ITEM = 68, 69


def locked_issue(issue: BoardIssue) -> BoardIssue:
    """The issue as it stands now, locked until the transaction ends. Whoever changes an entry holds its issue."""
    return (
        BoardIssue.objects.select_for_update(of=("self",))
        .select_related("village")
        .get(village=issue.village_id, pk=issue.pk)
    )


def locked_draft(issue: BoardIssue) -> BoardIssue:
    found = locked_issue(issue)
    if found.state != IssueState.DRAFT:
        raise TransitionError(
            _("This issue is published and stays as it is. What is to be added comes with the next issue."),
            code="issue_published",
        )
    return found


def locked_entry(entry: BoardEntry) -> BoardEntry:
    """The entry as it stands now, its issue and itself locked."""
    issue = locked_issue(BoardIssue(village_id=entry.village_id, id=entry.issue_id))
    found = (
        BoardEntry.objects.select_for_update(of=("self",))
        .select_related("household__group")
        .get(village=entry.village_id, pk=entry.pk)
    )
    found.issue, found.village = issue, issue.village
    return found


def take(entry: BoardEntry, to: EntryState) -> None:
    """The one place that sets an entry's state; the caller saves."""
    if to not in ENTRY_STEPS[EntryState(entry.state)]:
        raise TransitionError(
            _("This entry is “%(state)s”; this step does not follow from there. Look at its page again.")
            % {"state": EntryState(entry.state).label},
            code="entry_state",
        )
    entry.state = to


def require_member(by: User, village: Village, households: set[uuid.UUID]) -> None:
    """Committee members, not where their own household or near kin is concerned."""
    access.require(by, village, Role.COMMITTEE)
    if households & bodies.barred_households(by, village):
        raise NotAllowed(
            _("Your own household or near kin is on it: leave it to the other members."), code="own_household"
        )


def constituencies(by: User, village: Village, day: date) -> list[str]:
    """The voter's constituencies on the day; nobody votes without one."""
    found = bodies.constituencies_of(by, village, day)
    if not found:
        raise NotAllowed(
            _("You sit in none of the village’s bodies today. The administrator keeps the list of members."),
            code="no_constituency",
        )
    return sorted(found)


def groups(by: User, village: Village) -> list[int]:
    """Numbers of the villagers' groups the person lives in; none for who comes from outside the village."""
    homes = Household.objects.filter(village=village, pk__in=bodies.own_households(by, village))
    return sorted(set(homes.values_list("group__number", flat=True)))


def outside(votes: Iterable[BoardVote], entry: BoardEntry) -> bool:
    """Whether one of these votes comes from another villagers' group than the household's. In a village of one group
    there is no other.
    """
    home = entry.household.group.number
    if any(home not in vote.groups for vote in votes):
        return True
    return Group.objects.filter(village=entry.village_id)[:2].count() < 2


def refuse_unfit(entries: Sequence[BoardEntry], day: date) -> None:
    """Nobody is named who has left; on the black board nobody who is away or exempt. Entries of one village."""
    black = any(entry.colour == Colour.BLACK for entry in entries)
    spared = presence.spared(entries[0].village, day, day) if black else frozenset()
    for entry in entries:
        _refuse_unfit(entry, entry.household_id in spared)


def may_be_named(household: Household, *, black: bool, spared: Collection[uuid.UUID]) -> bool:
    """Whether a household can be proposed now: living here, not away, and for the black board not exempt."""
    here = household.resident and household.state == HouseholdState.ACTIVE
    return here and not (black and household.pk in spared)


def _refuse_unfit(entry: BoardEntry, spared: bool) -> None:
    household = entry.household
    gone = household.state == HouseholdState.CLOSED or not household.resident
    if gone or (entry.colour == Colour.BLACK and (spared or household.state != HouseholdState.ACTIVE)):
        raise DomainError(
            _("Household %(number)s is no longer to be named: it has left, is away or exempt. Take it off.")
            % {"number": household.number},
            code="household_unfit",
            subject=entry.pk,
        )


def worth(village: Village, day: date) -> dict[Colour, int]:
    """What an entry brings and costs by the rules of the day; nothing where the village has no points."""
    red, black = schemes.board_points(village, day) if village.points_on else (0, 0)
    return {Colour.RED: red, Colour.BLACK: black}


def post(village: Village, entries: Sequence[BoardEntry], by: User | None, at: datetime) -> None:
    """Give entries that are published now their lines of the ledger; those worth no points have none."""
    paid = [entry for entry in entries if entry.points]
    for entry, line in zip(paid, _lines(village, paid, by, at) if paid else (), strict=True):
        entry.ledger_entry = line


def _lines(village: Village, entries: Sequence[BoardEntry], by: User | None, at: datetime) -> list[Entry]:
    day = clock.local_day(at)
    items = _board_items(village, day)
    return ledger.post(
        village=village,
        postings=[
            ledger.Posting(
                key=f"board:{entry.pk}",
                kind=EntryKind.BOARD,
                household_id=entry.household_id,
                points=entry.points,
                deed_day=day,
                item_code=items[Colour(entry.colour)][0],
                category_number=items[Colour(entry.colour)][1],
                secret={
                    "household": entry.household.number,
                    "head": entry.household.head_name,
                    "board": str(entry.colour),
                    "issue": f"{entry.issue.month:%Y-%m}",
                    "reason": entry.reason,
                },
            )
            for entry in entries
        ],
        by=by,
        at=at,
    )


def _board_items(village: Village, day: date) -> dict[Colour, tuple[int, int | None]]:
    """Item and category number of a red and a black line under the rules of the day."""
    found: dict[Colour, tuple[int, int | None]] = {Colour.RED: (RED_ITEM, None), Colour.BLACK: (BLACK_ITEM, None)}
    scheme = schemes.scheme_on(village, day)
    if scheme is not None:
        items = Item.objects.filter(village=village, scheme=scheme, board_only=True).select_related("category")
        for item in items.exclude(name__startswith=schemes.CONTEST_ITEM).order_by("code"):
            found[Colour.BLACK if item.is_deduction else Colour.RED] = (item.code, item.category.number)
    return found
