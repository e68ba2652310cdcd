"""Scenarios of rankings and boards for tests of injected errors."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from boards.enums import Colour, MotionKind, RankingKind
from boards.models import BoardProposal
from boards.services import black, due, issues, motions, papers, pictures, proposals, rankings, taking
from councils.enums import TellingWay
from points.models import Village
from points.services import consents, ledger
from tests import stage
from tests.contests.faults import CONTESTS
from tests.factories import Cast
from tests.faults.scenario import NOW, TODAY, Act, Prepare
from villagegov.db.keys import new_id
from villagegov.kernel import clock


def black_voted(cast: Cast, agrees: bool = True) -> None:
    stage.black_told(cast)
    stage.black_vote(cast, cast.branch, agrees)


def voted_issue(cast: Cast) -> None:
    stage.drafted(cast)
    stage.issue_vote(cast, cast.branch)


def proposed_deed(cast: Cast, day: date = date(2026, 10, 21), **more: Any) -> BoardProposal:
    return proposals.propose(
        village=cast.village, id=new_id(), colour=Colour.RED, household=stage.household(cast, 1), deed_day=day,
        reason="帮邻居收稻三天", by=cast.officer, at=NOW, **more,
    )  # fmt: skip


def waiting_deed(cast: Cast) -> None:
    """Proposed at the moment in which the draft was made."""
    stage.october(cast)
    proposed_deed(cast)
    BoardProposal.objects.filter(village=cast.village).update(deed_day=date(2027, 1, 1))
    due.run_village(cast.village, stage.ISSUE_DAY)
    BoardProposal.objects.filter(village=cast.village).update(deed_day=date(2026, 10, 21))


def pictured(cast: Cast) -> None:
    """A proposal with a picture whose consent was taken back."""
    household = stage.household(cast, 1)
    consent = consents.give(household=household, kind="photos", given_on=TODAY, paper="夹一", by=None, at=NOW)
    proposed_deed(cast, TODAY, upload=stage.picture())
    consents.withdraw(consent=consent, withdrawn_on=TODAY, paper="口头", by=None, at=NOW)


def line_reversed(cast: Cast) -> None:
    """A board's line that was corrected in the ledger."""
    entry = stage.black_public(cast)
    ledger.reverse(entry=stage.fresh(entry.ledger_entry), reason="认错了人", by=cast.administrator, at=NOW)


def without_points(cast: Cast) -> Village:
    """Something was proposed where there are no points. The village of the whole module stays as it is."""
    proposed_deed(cast)
    Village.objects.filter(pk=cast.village.pk).update(points_on=False)
    return Village.objects.get(pk=cast.village.pk)


BOARDS: dict[str, tuple[Prepare, Act]] = {
    "boards.services.issues.draft_proposed": (
        without_points,
        lambda c, w: issues.draft_proposed(village=w, month=stage.OCT, proposed_by=TODAY, at=NOW),
    ),
    "boards.services.papers.draft_due": (
        without_points,
        lambda c, w: papers.draft_due(village=w, at=clock.moment(date(2026, 12, 8))),
    ),
    "boards.services.rankings.freeze": (
        stage.closed,
        lambda c, w: rankings.freeze(village=c.village, kind=RankingKind.MONTH, start=stage.OCT, at=NOW),
    ),
    "boards.services.issues.draft": (
        stage.ranked,
        lambda c, w: issues.draft(village=c.village, month=stage.OCT, at=NOW),
    ),
    "boards.services.issues.edit_entry": (
        stage.drafted,
        lambda c, w: issues.edit_entry(
            entry=stage.entry(c, Colour.RED), reason="夜里巡逻，防了一场火", position=1, by=c.branch, at=NOW
        ),
    ),
    "boards.services.issues.strike": (
        stage.drafted,
        lambda c, w: issues.strike(entry=stage.entry(c), by=c.branch, at=NOW),
    ),
    "boards.services.issues.add_entry": (
        stage.drafted,
        lambda c, w: issues.add_entry(
            issue=stage.fresh(w), colour=Colour.BLACK, household=stage.household(c, 1), reason="占用村道堆放建材",
            article="第六条", deed_day=TODAY, by=c.branch, at=NOW,
        ),
    ),
    "boards.services.issues.vote": (stage.drafted, lambda c, w: stage.issue_vote(c, c.branch)),
    "boards.services.issues.vote, publishes": (voted_issue, lambda c, w: stage.issue_vote(c, c.supervision)),
    "boards.services.black.tell": (
        stage.published,
        lambda c, w: black.tell(
            entry=stage.entry(c), way=TellingWay.WITNESSED, told_on=TODAY, witnesses="张三、李四", by=c.branch, at=NOW
        ),
    ),
    "boards.services.black.record_reply": (
        stage.black_told,
        lambda c, w: black.record_reply(entry=stage.entry(c), reply="知错了", by=c.branch, at=NOW),
    ),
    "boards.services.black.vote_black": (stage.black_told, lambda c, w: stage.black_vote(c, c.branch)),
    "boards.services.black.vote_black, publishes": (black_voted, lambda c, w: stage.black_vote(c, c.supervision)),
    "boards.services.black.vote_black, drops": (
        lambda c: black_voted(c, agrees=False),
        lambda c, w: stage.black_vote(c, c.supervision, agrees=False),
    ),
    "boards.services.proposals.propose": (
        stage.drafted,
        lambda c, w: proposed_deed(c),
    ),
    "boards.services.proposals.withdraw": (
        lambda c: (stage.october(c), proposed_deed(c, TODAY))[1],
        lambda c, w: proposals.withdraw(proposal=w, by=c.officer, at=NOW),
    ),
    "boards.services.taking.take_waiting": (
        waiting_deed,
        lambda c, w: taking.take_waiting(village=c.village, at=NOW),
    ),
    "boards.services.pictures.forget": (
        pictured,
        lambda c, w: pictures.forget(village=c.village, at=NOW),
    ),
    "boards.services.motions.propose": (
        stage.black_public,
        lambda c, w: motions.propose(
            entry=stage.entry(c), kind=MotionKind.LIFT, reason="已清理", seen_by="某网格员", seen_on=TODAY,
            by=c.officer, at=NOW,
        ),
    ),
    "boards.services.motions.vote": (
        stage.motion,
        lambda c, w: motions.vote(motion=w, agrees=True, by=c.branch, at=NOW),
    ),
    "boards.services.motions.vote, lifts": (
        lambda c: (stage.black_public(c), stage.motion_voted(c))[1],
        lambda c, w: motions.vote(motion=w, agrees=True, by=c.supervision, at=NOW),
    ),
    "boards.services.motions.vote, takes back": (
        lambda c: motions.vote(motion=stage.motion(c, MotionKind.CORRECT), agrees=True, by=c.branch, at=NOW),
        lambda c, w: motions.vote(motion=w, agrees=True, by=c.supervision, at=NOW),
    ),
    "boards.services.motions.follow_ledger": (
        line_reversed,
        lambda c, w: motions.follow_ledger(village=c.village, at=NOW),
    ),
    "boards.services.black.expire_due": (
        stage.black_public,
        lambda c, w: black.expire_due(village=c.village, at=NOW + timedelta(days=90)),
    ),
    **CONTESTS,
}  # fmt: skip
