"""A village without points: deeds of October proposed, drafted on the issue day, brought as far as a test needs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from boards.enums import Colour, MotionKind
from boards.models import BoardEntry, BoardIssue, BoardMotion, BoardProposal
from boards.services import due, issues, motions, proposals
from points.models import Village
from tests.boards.support import ISSUE_DAY, OCT, decided, entries, issue_of, publish, told
from tests.factories import Cast, make_village
from villagegov.db.keys import new_id
from villagegov.kernel import clock

PROPOSED = clock.moment(date(2026, 11, 2), 9)
RED, BLACK = "帮邻居收稻三天", "占用村道堆放建材"
ARTICLE = "第六条"


def without_points(cast: Cast) -> Cast:
    Village.objects.filter(pk=cast.village.pk).update(points_on=False)
    cast.village.points_on = False
    return cast


def plain_village(households: int = 6, **fields: Any) -> Cast:
    return without_points(make_village(households=households, **fields))


def red(cast: Cast, household: int = 1, day: date = date(2026, 10, 20), at: datetime = PROPOSED) -> BoardProposal:
    return _propose(cast, Colour.RED, household, day, at, reason=RED)


def blame(cast: Cast, household: int = 2, day: date = date(2026, 10, 21), at: datetime = PROPOSED) -> BoardProposal:
    return _propose(cast, Colour.BLACK, household, day, at, reason=BLACK, article=ARTICLE)


def _propose(cast: Cast, colour: Colour, household: int, day: date, at: datetime, **more: str) -> BoardProposal:
    return proposals.propose(
        village=cast.village, id=new_id(), colour=colour, household=cast.households[household], deed_day=day,
        by=cast.officer, at=at, **more,
    )  # fmt: skip


def drafted(cast: Cast) -> BoardIssue:
    """One red and one black entry, on October's draft."""
    red(cast)
    blame(cast)
    due.run_village(cast.village, ISSUE_DAY)
    return issue_of(cast)


def published(cast: Cast) -> BoardEntry:
    """Both public: the black one since 14 November."""
    drafted(cast)
    publish(cast)
    [entry] = entries(cast, "black")
    return decided(cast, told(cast, entry))


def taken_back(cast: Cast, entry: BoardEntry, on: date = date(2026, 11, 20)) -> BoardMotion:
    motion = motions.propose(
        entry=entry, kind=MotionKind.CORRECT, reason="认错了人家", seen_by="某网格员", seen_on=on, by=cast.officer,
        at=clock.moment(on, 9),
    )  # fmt: skip
    for voter in (cast.branch, cast.representative):
        motion = motions.vote(motion=motion, agrees=True, by=voter, at=clock.moment(on, 10))
    return motion


def added(cast: Cast, colour: Colour, household: int, **more: Any) -> BoardEntry:
    return issues.add_entry(
        issue=issue_of(cast, OCT), colour=colour, household=cast.households[household], by=cast.branch, at=ISSUE_DAY,
        **more,
    )  # fmt: skip
