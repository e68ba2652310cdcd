"""Months of deeds, closed and boarded as the sweep does it."""

from __future__ import annotations

from datetime import date, timedelta

from boards.enums import MotionKind
from boards.models import BoardEntry, BoardIssue
from boards.services import black, due, issues, motions
from councils.enums import TellingWay
from points.models import Claim, Household, Item, VillageSettings
from tests.factories import Cast, make_village, publicised
from villagegov.kernel import clock

OCT = date(2026, 10, 1)
#: October closes and its board is drafted on this day.
ISSUE_DAY = clock.moment(date(2026, 11, 8), 9)


def small_village(households: int) -> Cast:
    """A village that began in September: two months to close, not ten."""
    cast = make_village(households=households)
    VillageSettings.objects.filter(village=cast.village).update(effective_from=date(2026, 9, 1))
    return cast


def deed(cast: Cast, household: Household, item: Item | None = None, day: date = date(2026, 10, 10), **more) -> Claim:
    """A claim whose publicity ends a week later; the next sweep posts it."""
    return publicised(cast.village, household, item or cast.award, cast.officer, day, day + timedelta(days=7), **more)


def sweep(cast: Cast, at=ISSUE_DAY) -> due.Done:
    return due.run_village(cast.village, at)


def issue_of(cast: Cast, month: date = OCT) -> BoardIssue:
    return BoardIssue.objects.get(village=cast.village, month=month)


def entries(cast: Cast, colour: str, month: date = OCT) -> list[BoardEntry]:
    return list(
        BoardEntry.objects.filter(village=cast.village, issue__month=month, colour=colour)
        .select_related("household", "issue")
        .order_by("position")
    )


def publish(cast: Cast, month: date = OCT, at=None) -> BoardIssue:
    """Two constituencies agree."""
    at = at or clock.moment(date(2026, 11, 9), 10)
    for voter in (cast.branch, cast.supervision):
        issue = issues.vote(issue=issue_of(cast, month), agrees=True, by=voter, at=at)
    return issue


def told(cast: Cast, entry: BoardEntry, on: date = date(2026, 11, 10)) -> BoardEntry:
    return black.tell(entry=entry, way=TellingWay.IN_PERSON, told_on=on, by=cast.branch, at=clock.moment(on, 18))


def decided(cast: Cast, entry: BoardEntry, agrees: bool = True, on: date = date(2026, 11, 14)) -> BoardEntry:
    for voter in (cast.branch, cast.representative):
        entry = black.vote_black(entry=entry, agrees=agrees, note="已核实", by=voter, at=clock.moment(on, 9))
    return entry


def proposed(cast: Cast, entry: BoardEntry, kind=MotionKind.LIFT, on: date = date(2026, 11, 20), reason="已清理干净"):
    """The officer went and looked."""
    return motions.propose(
        entry=entry, kind=kind, reason=reason, seen_by="某网格员", seen_on=on, by=cast.officer, at=clock.moment(on, 9)
    )


def lifted(
    cast: Cast, entry: BoardEntry, kind=MotionKind.LIFT, on: date = date(2026, 11, 20), at=None, **more
) -> BoardEntry:
    """Two constituencies agree to take it off, or back."""
    motion = proposed(cast, entry, kind, on, **more)
    for voter in (cast.branch, cast.representative):
        motion = motions.vote(motion=motion, agrees=True, by=voter, at=at or clock.moment(on, 10))
    return motion.entry


def with_black(cast: Cast) -> BoardEntry:
    """October with household 0 praised and household 2 on the black board, public since 14 November."""
    deed(cast, cast.households[0])
    deed(cast, cast.households[2], cast.deduction)
    sweep(cast)
    publish(cast)
    [entry] = entries(cast, "black")
    return decided(cast, told(cast, entry))
