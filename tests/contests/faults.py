"""Every service of contests, for the test that breaks each between any two of its writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from boards.enums import JudgingWay, ResultRemedy
from boards.services.contests import calls, entering, objections, results, scoring, titles, walks
from tests import stage
from tests.contests import scene
from tests.contests.scene import CALLED, DRAFTED, IN_PUBLICITY, JUDGED, JUDGING, NOMINATED, PUBLISHED, QUARTER, VALUES
from tests.factories import Cast

P = "boards.services.contests"


def judged(cast: Cast) -> Any:
    contest = scene.judging(cast, 3)
    for judge in (cast.branch, cast.supervision):
        scene.marks(cast, contest, judge, 90, 80, 70)
    return contest


def withheld(cast: Cast) -> Any:
    found = scene.entrant(cast, scene.decided(cast, 90, 80, 70), 1)
    return results.withhold(entrant=found, reason="待核实", by=cast.branch, at=PUBLISHED)


def objected(cast: Cast) -> Any:
    return scene.object_to(cast, scene.publicised(cast, 90, 80, 70), 1)


def nominated(cast: Cast) -> Any:
    return scene.nominate(cast, scene.called(cast), 1)


def decide(cast: Cast, objection: Any, remedy: ResultRemedy) -> Any:
    return objections.decide(
        objection=stage.fresh(objection), uphold=True, remedy=remedy, reason="查过", by=cast.supervisor,
        at=IN_PUBLICITY,
    )  # fmt: skip


CONTESTS: dict[str, tuple[Callable[[Cast], Any], Callable[[Cast, Any], Any]]] = {
    f"{P}.titles.save_title": (lambda c: None, lambda c, w: scene.title(c)),
    f"{P}.titles.save_title, changed": (
        scene.title,
        lambda c, w: titles.save_title(
            village=c.village, values=replace(VALUES, minimum=50), title=stage.fresh(w), by=c.administrator, at=CALLED
        ),
    ),
    f"{P}.titles.add_usual": (
        lambda c: None,
        lambda c, w: titles.add_usual(village=c.village, by=c.administrator, at=DRAFTED),
    ),
    f"{P}.calls.draft": (
        scene.title,
        lambda c, w: calls.draft(village=c.village, title=stage.fresh(w), quarter=QUARTER, by=None, at=DRAFTED),
    ),
    f"{P}.calls.call": (
        scene.drafted,
        lambda c, w: calls.call(contest=stage.fresh(w), until=scene.UNTIL, by=c.officer, at=CALLED),
    ),
    f"{P}.calls.begin_judging": (
        nominated,
        lambda c, w: calls.begin_judging(
            contest=stage.fresh(w.contest), way=JudgingWay.PHONE, by=c.officer, at=JUDGING
        ),
    ),
    f"{P}.calls.cancel": (
        scene.called,
        lambda c, w: calls.cancel(contest=stage.fresh(w), reason="无人报名", by=c.administrator, at=JUDGING),
    ),
    f"{P}.entering.nominate": (scene.called, lambda c, w: scene.nominate(c, stage.fresh(w), 1)),
    f"{P}.entering.withdraw": (
        nominated,
        lambda c, w: entering.withdraw(entrant=stage.fresh(w), reason="不想参加", by=c.officer, at=NOMINATED),
    ),
    f"{P}.scoring.score": (
        lambda c: scene.judging(c, 3),
        lambda c, w: scene.mark(c, stage.fresh(w), c.branch, 1, 80),
    ),
    f"{P}.scoring.step_out": (
        judged,
        lambda c, w: scoring.step_out(entrant=scene.entrant(c, w, 1), by=c.branch, at=JUDGED),
    ),
    f"{P}.results.close_round": (judged, lambda c, w: scene.close(c, stage.fresh(w))),
    f"{P}.results.withhold": (
        lambda c: scene.decided(c, 90, 80, 70),
        lambda c, w: results.withhold(entrant=scene.entrant(c, w, 1), reason="待核实", by=c.branch, at=PUBLISHED),
    ),
    f"{P}.results.give_after_all": (
        withheld,
        lambda c, w: results.give_after_all(entrant=stage.fresh(w), by=c.branch, at=PUBLISHED),
    ),
    f"{P}.results.publish": (
        lambda c: scene.decided(c, 90, 80, 70),
        lambda c, w: results.publish(contest=stage.fresh(w), by=c.representative, at=PUBLISHED),
    ),
    f"{P}.walks.record": (
        lambda c: (contest := scene.judging(c, 3, JudgingWay.WALK), scene.walk_data(c, contest, 90, 80, 70)),
        lambda c, w: walks.record(contest=stage.fresh(w[0]), data=w[1], by=c.branch, at=JUDGED),
    ),
    f"{P}.walks.confirm": (
        lambda c: scene.walked(c, 90, 80, 70),
        lambda c, w: walks.confirm(contest=stage.fresh(w), edition=1, by=c.supervision, at=JUDGED),
    ),
    f"{P}.walks.refuse": (
        lambda c: scene.walked(c, 90, 80, 70),
        lambda c, w: walks.refuse(contest=stage.fresh(w), reason="抄错", by=c.supervision, at=JUDGED),
    ),
    f"{P}.objections.object_to": (
        lambda c: scene.publicised(c, 90, 80, 70),
        lambda c, w: scene.object_to(c, stage.fresh(w), 1),
    ),
    f"{P}.objections.decide": (objected, lambda c, w: decide(c, w, ResultRemedy.EXCLUDE)),
    f"{P}.objections.decide, judged anew": (objected, lambda c, w: decide(c, w, ResultRemedy.RESCORE)),
    f"{P}.awards.award": (
        lambda c: scene.publicised(c, 90, 80, 70),
        lambda c, w: scene.award(stage.fresh(w)),
    ),
}
