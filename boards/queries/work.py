"""What the committee sees of its work on the boards."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from boards.enums import Colour, EntryState, IssueState, MotionKind, MotionState, RankingKind, VoteStage
from boards.models import BoardEntry, BoardIssue, BoardMotion, BoardVote, RankingRow
from councils.queries import bodies
from points.enums import Role
from points.models import User, Village
from points.queries import access

#: Black entries that have left the draft: their way can be followed.
ON_THE_WAY = (
    EntryState.REVIEWED,
    EntryState.TOLD,
    EntryState.DROPPED,
    EntryState.PUBLISHED,
    EntryState.EXPIRED,
    EntryState.LIFTED,
    EntryState.CORRECTED,
)
SUGGESTED = 10


@dataclass(frozen=True)
class Hands:
    """What this person may do with boards: nothing but read, or everything but their own and near kin."""

    member: bool
    barred: frozenset[uuid.UUID] = frozenset()

    def on(self, entry: BoardEntry) -> bool:
        return self.member and entry.household_id not in self.barred


def hands(user: User, village: Village) -> Hands:
    if not access.has_role(user, village, Role.COMMITTEE):
        return Hands(False)
    return Hands(True, frozenset(bodies.barred_households(user, village)))


def issues(village: Village) -> QuerySet[BoardIssue]:
    """With how many stand on each board, and who agreed to the draft as it is."""
    standing = ~Q(entries__state__in=[EntryState.STRUCK, EntryState.DROPPED])
    agreed = Q(votes__stage=VoteStage.ISSUE, votes__agrees=True, votes__edition=F("edition"))
    return BoardIssue.objects.filter(village=village).annotate(
        red_count=Count("entries", filter=standing & Q(entries__colour=Colour.RED), distinct=True),
        black_count=Count("entries", filter=standing & Q(entries__colour=Colour.BLACK), distinct=True),
        agreed_count=Count("votes", filter=agreed, distinct=True),
    )


def entries_of(issue: BoardIssue) -> list[BoardEntry]:
    """Red entries, then black ones, in their order, without those struck off; each with its deeds counted."""
    return list(
        BoardEntry.objects.filter(village=issue.village_id, issue=issue)
        .exclude(state=EntryState.STRUCK)
        .select_related("household__group")
        .annotate(deed_count=Count("deeds"))
        .order_by("-colour", "position", "created_at")
    )


def votes_of(issue: BoardIssue) -> list[BoardVote]:
    """Words on the issue's draft as it stands (or stood, when published)."""
    return list(
        BoardVote.objects.filter(village=issue.village_id, issue=issue, stage=VoteStage.ISSUE, edition=issue.edition)
        .select_related("voter")
        .order_by("at", "id")
    )


def votes_on(entry: BoardEntry) -> list[BoardVote]:
    return list(
        BoardVote.objects.filter(village=entry.village_id, entry=entry, stage=VoteStage.BLACK)
        .select_related("voter")
        .order_by("at", "id")
    )


def hands_barred(user: User, village: Village) -> set[uuid.UUID]:
    """Households on which the person neither proposes nor decides."""
    return bodies.barred_households(user, village)


def votes_on_motion(motion: BoardMotion) -> list[BoardVote]:
    rows = BoardVote.objects.filter(village=motion.village_id, motion=motion, stage=VoteStage.MOTION)
    return list(rows.select_related("voter").order_by("at", "id"))


def motions_of(entry: BoardEntry) -> list[BoardMotion]:
    rows = BoardMotion.objects.filter(village=entry.village_id, entry=entry)
    return list(rows.select_related("proposed_by").order_by("proposed_at", "id"))


def outsider_missing(entry: BoardEntry, votes: Collection[BoardVote]) -> bool:
    """Members agree, and none of them lives in another villagers' group than the household. For who decides next."""
    agreed = [vote for vote in votes if vote.agrees]
    return (
        entry.state == EntryState.TOLD
        and bool(agreed)
        and all(entry.household.group.number in vote.groups for vote in agreed)
    )


def first_of_month(village: Village, month: date) -> list[RankingRow]:
    """The first ten of the month, for whoever adds to the red board."""
    return list(
        RankingRow.objects.filter(village=village, ranking__kind=RankingKind.MONTH, ranking__start=month, earned__gt=0)
        .select_related("household__group")
        .order_by("rank", "household__number")[:SUGGESTED]
    )


def black_entries(village: Village) -> QuerySet[BoardEntry]:
    return BoardEntry.objects.filter(village=village, colour=Colour.BLACK, state__in=ON_THE_WAY)


def decidable(entry: BoardEntry, day: date) -> bool:
    """The household replied, or its days are over."""
    return entry.state == EntryState.TOLD and (bool(entry.reply) or day > entry.reply_until)  # type: ignore[operator]


# ---------------------------------------------------------------------------------------------------- what waits for me


def waiting_issues(user: User, village: Village) -> int:
    """Drafts this member may vote on and has not, as they stand now."""
    mine = hands(user, village)
    if not mine.member:
        return 0
    voted = BoardVote.objects.filter(
        village=OuterRef("village"),
        issue=OuterRef("pk"),
        stage=VoteStage.ISSUE,
        edition=OuterRef("edition"),
        voter=user,
    )
    drafts = BoardIssue.objects.filter(~Exists(voted), village=village, state=IssueState.DRAFT)
    return drafts.filter(~Exists(_concerns(mine.barred))).count()


def waiting_black(user: User, village: Village, day: date) -> int:
    """Black entries whose next step this member may take: tell the household, or decide."""
    mine = hands(user, village)
    if not mine.member:
        return 0
    voted = BoardVote.objects.filter(
        village=OuterRef("village"), entry=OuterRef("pk"), stage=VoteStage.BLACK, voter=user
    )
    ready = Q(state=EntryState.TOLD) & (~Q(reply="") | Q(reply_until__lt=day))
    entries = black_entries(village).exclude(household__in=mine.barred)
    mine_to_decide = ready & ~Exists(voted) & ~Q(proposed_by=user)
    return entries.filter(Q(state=EntryState.REVIEWED) | mine_to_decide).count()


def waiting_motions(user: User, village: Village) -> int:
    """Motions this member may vote on and has not."""
    mine = hands(user, village)
    if not mine.member:
        return 0
    voted = BoardVote.objects.filter(village=OuterRef("village"), motion=OuterRef("pk"), voter=user)
    return (
        open_motions(village)
        .filter(~Exists(voted))
        .exclude(proposed_by=user)
        .exclude(entry__household__in=mine.barred)
        .count()
    )


def open_motions(village: Village) -> QuerySet[BoardMotion]:
    """Those that can still be carried: what came off meanwhile is lifted no more."""
    rows = BoardMotion.objects.filter(village=village, state=MotionState.OPEN)
    gone = Q(entry__state=EntryState.CORRECTED) | (Q(kind=MotionKind.LIFT) & ~Q(entry__state=EntryState.PUBLISHED))
    return rows.exclude(gone)


def _concerns(households: Collection[uuid.UUID]) -> QuerySet[BoardEntry]:
    return BoardEntry.objects.filter(
        village=OuterRef("village"), issue=OuterRef("pk"), household__in=households
    ).exclude(state=EntryState.STRUCK)
