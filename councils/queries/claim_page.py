"""Everything a member of the committee wants to see beside one claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from councils.enums import BodyKind
from councils.models import Telling, Vote
from councils.queries import tellings
from points.models import Claim
from points.queries import cap_words, caps, history
from villagegov.kernel import periods
from villagegov.kernel.periods import Period


@dataclass(frozen=True)
class CapLine:
    """One cap of the item on the day of the deed, in its own measure; this claim is among the used ones."""

    period: Period
    used: int
    limit: int
    left: int
    #: What is counted: the word for the item's units, or points.
    unit: str


@dataclass(frozen=True)
class VoteLine:
    vote: Vote
    #: The voter's constituencies in words.
    stands_for: list[str]
    earlier_round: bool


@dataclass(frozen=True)
class Details:
    caps: Sequence[CapLine]
    #: This household's claims on the item in the year of the deed, this one included.
    same_item: Sequence[Claim]
    votes: Sequence[VoteLine]
    history: Sequence[history.Line]
    telling: Telling | None


def details(claim: Claim) -> Details:
    """Five queries."""
    village, year = claim.village, periods.year(claim.day)
    same_item = (
        Claim.objects.filter(village=village, household=claim.household_id, item_code=claim.item_code)
        .filter(day__gte=year.start, day__lt=year.end)
        .order_by("day", "pk")
    )
    votes = (
        Vote.objects.filter(village=village, claim=claim)
        .select_related("voter", "seat", "attendee__meeting")
        .order_by("at", "pk")
    )
    return Details(
        caps=_caps(claim),
        same_item=list(same_item),
        votes=[
            VoteLine(
                vote,
                [str(BodyKind(kind).label) for kind in vote.constituencies],
                earlier_round=vote.round != claim.review_round,
            )
            for vote in votes
        ],
        history=history.of(claim),
        telling=tellings.of_claim(claim),
    )


def _caps(claim: Claim) -> list[CapLine]:
    if not caps.caps_of(claim.item):
        return []
    usage = caps.usage(claim.village, [claim.household_id], [claim.item], [claim.day])
    return [
        CapLine(room.period, room.used, room.limit, room.left, cap_words.measure(claim.item, room))  # type: ignore[arg-type]
        for room in usage.rooms(claim.household_id, claim.item, claim.day)
    ]
