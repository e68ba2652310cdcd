"""Scenarios of matters, sittings, procedures and suggestions for tests of injected errors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from councils.enums import BodyKind
from councils.models import Matter, MatterSuggestion, Procedure, Sitting
from councils.queries.matters.reckoning import Votes
from councils.services.matters import calling, holding, opening, papers, procedures, suggestions, watching
from tests import stage
from tests.factories import Cast
from tests.matters import support as s
from villagegov.kernel import clock

Scenario = tuple[Callable[[Cast], Any], Callable[[Cast, Any], Any]]


def _used(cast: Cast, *more: procedures.StepInput, **rules: Any) -> Procedure:
    """The council of three, a procedure of one step."""
    s.people(cast, BodyKind.COUNCIL, "议事会", 3)
    return s.procedure(cast, [s.decide(cast, **rules), *more])


def _called(cast: Cast, *more: procedures.StepInput, **rules: Any) -> Sitting:
    return s.called(cast, s.opened(cast, _used(cast, *more, **rules)))


def _ticked(cast: Cast, **rules: Any) -> Sitting:
    sitting = _called(cast, **rules)
    holding.tick(sitting=sitting, present=s.seats(sitting), by=cast.branch, at=s.NOW)
    return sitting


def _counted(cast: Cast) -> Sitting:
    sitting = _ticked(cast, vote="secret", count_twice=True)
    holding.enter_count(step=s.step_at(sitting), votes=Votes(2, 1), by=cast.branch, at=s.NOW)
    return sitting


def _voted(cast: Cast) -> Sitting:
    sitting = _called(cast)
    s.voted(cast, sitting, present=3, in_favour=3)
    return sitting


def _returned(cast: Cast) -> Matter:
    matter = s.opened(cast, _used(cast))
    s.held(cast, matter, in_favour=1)
    return s.fresh(matter)


def _after(cast: Cast, kind: str, **rules: Any) -> Matter:
    """One whose last sitting is over and whose next step is of a kind."""
    matter = s.opened(cast, _used(cast, procedures.StepInput(kind, "下一步", **rules)))
    s.held(cast, matter)
    return s.fresh(matter)


def _posted(cast: Cast) -> Matter:
    matter = _after(cast, "publish_decision", posted_days=7)
    watching.post(step=s.turn(matter), by=cast.branch, at=s.NOW)
    return matter


def _suggested(cast: Cast) -> MatterSuggestion:
    made = suggestions.suggest(household=stage.household(cast, 0), text="修护栏", by=cast.villager, at=s.NOW)
    return MatterSuggestion.objects.select_related("village").get(village=cast.village, pk=made.pk)


def _draft_of(cast: Cast) -> Procedure:
    s.people(cast, BodyKind.COUNCIL, "议事会", 3)
    data = procedures.ProcedureInput("草稿", steps=[s.decide(cast)])
    return procedures.save_procedure(village=cast.village, data=data, by=cast.administrator, at=s.NOW)


_WHO = "councils.services.matters."
MATTERS: dict[str, Scenario] = {
    _WHO + "procedures.take_over": (
        lambda c: None,
        lambda c, w: procedures.take_over(village=c.village, ready="four_two", by=c.administrator, at=s.NOW),
    ),
    _WHO + "procedures.save_procedure": (
        _draft_of,
        lambda c, w: procedures.save_procedure(
            village=c.village, data=procedures.ProcedureInput("改", steps=[s.decide(c)]), procedure=w,
            by=c.administrator, at=s.NOW,
        ),
    ),
    _WHO + "procedures.put_to_use": (
        _draft_of, lambda c, w: procedures.put_to_use(procedure=w, by=c.administrator, at=s.NOW)
    ),
    _WHO + "procedures.retire": (_used, lambda c, w: procedures.retire(procedure=w, by=c.administrator, at=s.NOW)),
    _WHO + "procedures.delete_draft": (
        _draft_of, lambda c, w: procedures.delete_draft(procedure=w, by=c.administrator, at=s.NOW)
    ),
    _WHO + "opening.draft": (_used, s.draft),
    _WHO + "opening.save_draft": (
        lambda c: s.draft(c, _used(c)),
        lambda c, w: opening.save_draft(
            matter=w, data=opening.MatterInput("改题", "改文", procedure_id=w.procedure_id, proposer_id=w.proposer_id),
            by=c.branch, at=s.NOW,
        ),
    ),
    _WHO + "opening.open_matter": (
        lambda c: s.draft(c, _used(c)), lambda c, w: opening.open_matter(matter=w, by=c.branch, at=s.NOW)
    ),
    _WHO + "opening.take_up_again": (
        _returned, lambda c, w: opening.take_up_again(matter=w, by=c.branch, at=s.NOW)
    ),
    _WHO + "opening.withdraw": (
        lambda c: s.step_at(_voted(c)).matter,
        lambda c, w: opening.withdraw(matter=w, reason="不办了", by=c.branch, at=s.NOW),
    ),
    _WHO + "opening.delete_draft": (
        lambda c: s.draft(c, _used(c)), lambda c, w: opening.delete_draft(matter=w, by=c.branch, at=s.NOW)
    ),
    _WHO + "opening.record_minor": (
        lambda c: None,
        lambda c, w: opening.record_minor(
            village=c.village, data=opening.MinorInput("借会议室", "同意", s.TODAY), by=c.officer, at=s.NOW
        ),
    ),
    _WHO + "calling.call": (lambda c: s.opened(c, _used(c)), s.called),
    _WHO + "calling.call_off": (
        _called, lambda c, w: calling.call_off(sitting=w, reason="下雨", by=c.branch, at=s.NOW)
    ),
    _WHO + "holding.tick": (
        _called, lambda c, w: holding.tick(sitting=w, present=s.seats(w)[:2], by=c.branch, at=s.NOW)
    ),
    _WHO + "holding.keep_away": (
        _ticked,
        lambda c, w: holding.keep_away(step=s.step_at(w), seats={s.seats(w)[0]: "本户"}, by=c.branch, at=s.NOW),
    ),
    _WHO + "holding.enter_votes": (
        _ticked,
        lambda c, w: holding.enter_votes(
            step=s.step_at(w), choices=dict.fromkeys(s.seats(w), "for"), by=c.branch, at=s.NOW
        ),
    ),
    _WHO + "holding.enter_count": (
        lambda c: _ticked(c, vote="secret"),
        lambda c, w: holding.enter_count(step=s.step_at(w), votes=Votes(2, 1), by=c.branch, at=s.NOW),
    ),
    _WHO + "holding.count_again": (
        _counted, lambda c, w: holding.count_again(step=s.step_at(w), votes=Votes(2, 1), by=c.officer, at=s.NOW)
    ),
    _WHO + "holding.add_page": (
        lambda c: (_called(c), stage.photo(c)),
        lambda c, w: holding.add_page(sitting=w[0], photo=w[1], by=c.officer, at=s.NOW),
    ),
    _WHO + "holding.close": (
        _voted, lambda c, w: holding.close(sitting=w, minutes="通过", by=c.branch, at=s.NOW)
    ),
    _WHO + "watching.supervise": (
        lambda c: _after(c, "supervise"), lambda c, w: s.supervised(c, w, right=False, reason="没通知")
    ),
    _WHO + "watching.post": (
        lambda c: _after(c, "publish_decision", posted_days=7),
        lambda c, w: watching.post(step=s.turn(w), by=c.branch, at=s.NOW),
    ),
    _WHO + "watching.run_matters": (
        _posted, lambda c, w: watching.run_matters(c.village, clock.moment(s.TODAY + timedelta(days=7)))
    ),
    _WHO + "papers.add_paper": (
        lambda c: s.opened(c, _used(c)),
        lambda c, w: papers.add_paper(
            matter=w, kind="other", dated=s.TODAY, words="预算", by=c.officer, at=s.NOW
        ),
    ),
    _WHO + "suggestions.suggest": (
        lambda c: None,
        lambda c, w: suggestions.suggest(household=stage.household(c, 0), text="修路", by=c.villager, at=s.NOW),
    ),
    _WHO + "suggestions.answer": (
        _suggested, lambda c, w: suggestions.answer(suggestion=w, words="下月办", by=c.branch, at=s.NOW)
    ),
}  # fmt: skip

MATTERS_EXEMPT = {
    "matters.advancing.*": "parts of every step of a matter, broken there",
    "matters.calling.lock": "reads",
    "matters.calling.require_called": "reads",
    "matters.calling.drop_entries": "a part of calling off",
    "matters.calling.lock_sitting_of": "a lock",
    "matters.calling.withdrawn": "a part of withdrawing a matter",
    "matters.erasing.*": "registers what is erased by the privacy service, broken there",
}
