"""Procedures 议事程序: what a village has, what is wrong with one, and the ready-made ones to take over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from councils.enums import BodyKind
from councils.matter_enums import HELD_STEPS, MajorityOf, MatterStepKind, ProcedureState
from councils.models import Body, Procedure, ProcedureStep
from councils.models.procedure import MOST_STEPS, StepRules
from points.enums import Majority
from points.models import Village

#: Below this nothing counts as posted: the floor of the house.
POSTED_FLOOR = 5


def listing(village: Village) -> list[tuple[Procedure, list[ProcedureStep]]]:
    """Those in use first. Two queries."""
    found = sorted(Procedure.objects.filter(village=village), key=_place)
    steps: dict[object, list[ProcedureStep]] = defaultdict(list)
    for step in ProcedureStep.objects.filter(village=village).select_related("body", "with_body").order_by("number"):
        steps[step.procedure_id].append(step)
    return [(row, steps[row.pk]) for row in found]


def _place(row: Procedure) -> tuple[bool, int, str]:
    state = ProcedureState(row.state)
    return state != ProcedureState.IN_USE, list(ProcedureState).index(state), row.name


def in_use(village: Village) -> list[Procedure]:
    return list(Procedure.objects.filter(village=village, state=ProcedureState.IN_USE).order_by("name"))


def steps_of(procedure: Procedure) -> list[ProcedureStep]:
    rows = ProcedureStep.objects.filter(village=procedure.village_id, procedure=procedure)
    return list(rows.select_related("body", "with_body").order_by("number"))


def problems(steps: Sequence[ProcedureStep]) -> list[str]:
    """Why it cannot be used yet, each a sentence with the way out."""
    found = []
    if not any(step.kind in HELD_STEPS for step in steps):
        found.append(str(_("It has no step at which anybody decides. Add one.")))
    if len(steps) > MOST_STEPS:
        found.append(_("At most %(most)s steps.") % {"most": MOST_STEPS})
    for step in steps:
        if step.kind in HELD_STEPS and not step.households and _has_no_body(step):
            words = _(
                "Step %(number)s “%(step)s” asks for this body: %(kind)s. Set it up, or choose another for the step."
            )
            kind = BodyKind(step.body_kind).label if step.body_kind else _("a body")
            found.append(words % {"number": step.number, "step": step.name, "kind": kind})
        if step.is_posted and step.posted_days < POSTED_FLOOR:
            words = _("Step %(number)s: what is posted stays at least %(days)s days.")
            found.append(words % {"number": step.number, "days": POSTED_FLOOR})
    last_held = max((step.number for step in steps if step.kind in HELD_STEPS), default=0)
    for step in steps:
        if step.kind == MatterStepKind.PUBLISH_DECISION and step.number < last_held:
            found.append(_("Step %(number)s: a decision is published after it was taken.") % {"number": step.number})
        if step.kind == MatterStepKind.PUBLISH_RESULT and step.number < len(steps):
            found.append(_("Step %(number)s: the result is published last.") % {"number": step.number})
    return found


def _has_no_body(step: ProcedureStep) -> bool:
    """None was found, or it, or the one it sits together with, was closed."""
    return step.body is None or any(body and body.closed_on for body in (step.body, step.with_body))


def in_words(step: StepRules) -> list[str]:
    """What a step asks for, each a short phrase."""
    found: list[str] = []
    if step.is_posted:
        found.append(
            ngettext("posted %(days)s day", "posted %(days)s days", step.posted_days) % {"days": step.posted_days}
        )
    if not step.is_held:
        return found
    if step.attendance:
        found.append(_("present: %(fraction)s of those due") % {"fraction": Majority(step.attendance).label})
    words = {"fraction": Majority(step.majority).label, "base": MajorityOf(step.majority_of).label}
    found.append(_("in favour: %(fraction)s, %(base)s") % words)
    found.append(str(step.get_vote_display()))
    if step.notice_days:
        found.append(
            ngettext("%(days)s day’s notice", "%(days)s days’ notice", step.notice_days) % {"days": step.notice_days}
        )
    if step.urgent_days is not None:
        found.append(
            ngettext("urgent: %(days)s day", "urgent: %(days)s days", step.urgent_days) % {"days": step.urgent_days}
        )
    found += [
        str(words)
        for asked, words in (
            (step.count_twice, _("typed twice")),
            (step.town_opinion, _("after the township’s opinion")),
            (step.legal_opinion, _("after the legal adviser’s opinion")),
        )
        if asked
    ]
    return found


# ----------------------------------------------------------------------------------------------------- ready-made


@dataclass(frozen=True)
class ReadyStep:
    kind: MatterStepKind
    name: str
    body_kind: str = ""
    with_kind: str = ""
    rules: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Ready:
    """A procedure to take over. Its name and steps are data of the village afterwards, in the village's language."""

    key: str
    name: str
    about: str
    steps: tuple[ReadyStep, ...]


_K, _B = MatterStepKind, BodyKind
_HALF_HALF: dict[str, object] = {"attendance": Majority.OVER_HALF, "majority": Majority.OVER_HALF}
_TWO_THIRDS: dict[str, object] = {"attendance": Majority.TWO_THIRDS, "majority": Majority.OVER_HALF}
_OF_ALL: dict[str, object] = {"majority_of": MajorityOf.ENTITLED}
_POSTED: dict[str, object] = {"posted_days": 7}


def _held(days: int, urgent: int | None = None, **more: object) -> dict[str, object]:
    return {"notice_days": days, "urgent_days": urgent, **more}


READY: tuple[Ready, ...] = (
    Ready(
        "four_two",
        "四议两公开",
        "村级重大事项：党支部提议，两委商议，党员大会审议，村民代表会议决议，决议公开，实施结果公开。",
        (
            ReadyStep(_K.PROPOSE, "党支部提议", _B.BRANCH, rules={**_HALF_HALF, **_held(1)}),
            ReadyStep(_K.CONSULT, "村“两委”商议", _B.BRANCH, _B.VILLAGE_COMMITTEE, {**_HALF_HALF, **_held(1)}),
            ReadyStep(_K.REVIEW, "党员大会审议", _B.PARTY_MEMBERS, rules={**_TWO_THIRDS, **_OF_ALL, **_held(3, 1)}),
            ReadyStep(
                _K.DECIDE,
                "村民代表会议决议",
                _B.REPRESENTATIVES,
                rules={**_TWO_THIRDS, **_held(3, 1), "town_opinion": True, "legal_opinion": True},
            ),
            ReadyStep(_K.PUBLISH_DECISION, "决议公开", rules=_POSTED),
            ReadyStep(_K.PUBLISH_RESULT, "实施结果公开", rules=_POSTED),
        ),
    ),
    Ready(
        "party_then_owners",
        "党小组议、业委会审",
        "聚居点重大事项：党小组先讨论，业委会审议，全体住户表决，结果公开。",
        (
            ReadyStep(_K.PROPOSE, "党小组讨论", _B.PARTY_GROUP, rules={**_HALF_HALF, **_held(1)}),
            ReadyStep(_K.REVIEW, "业委会审议", _B.OWNERS, rules={**_TWO_THIRDS, **_held(2)}),
            ReadyStep(_K.DECIDE, "住户会议表决", rules={**_TWO_THIRDS, **_held(5), "households": True}),
            ReadyStep(_K.PUBLISH_DECISION, "结果公开", rules=_POSTED),
        ),
    ),
    Ready(
        "council",
        "村民议事会",
        "议事会议定，村务监督委员会监督，公示栏公开。",
        (
            ReadyStep(_K.PROPOSE, "两委提出议题", _B.BRANCH, _B.VILLAGE_COMMITTEE, rules={**_HALF_HALF, **_held(1)}),
            ReadyStep(_K.DECIDE, "议事会议定", _B.COUNCIL, rules={**_TWO_THIRDS, **_held(3, 1)}),
            ReadyStep(_K.SUPERVISE, "村务监督委员会监督", _B.SUPERVISION),
            ReadyStep(_K.PUBLISH_DECISION, "公示栏公开", rules=_POSTED),
        ),
    ),
    Ready(
        "joint",
        "村民联席议事",
        "涉及几个组的事：相关组织一起商议，户代表表决，结果公开。",
        (
            ReadyStep(_K.CONSULT, "组长联席商议", _B.GROUP_LEADERS, _B.BRANCH, {**_HALF_HALF, **_held(2)}),
            ReadyStep(_K.DECIDE, "户代表会议表决", rules={**_TWO_THIRDS, **_held(10), "households": True}),
            ReadyStep(_K.PUBLISH_DECISION, "决议公开", rules=_POSTED),
        ),
    ),
    Ready(
        "study",
        "“两委”每月研判",
        "每月一次，两委一起研究群众反映的事情，当场定下办法。",
        (ReadyStep(_K.STUDY, "两委研判", _B.BRANCH, _B.VILLAGE_COMMITTEE, {**_HALF_HALF, **_held(1)}),),
    ),
    Ready(
        "month_meeting",
        "月会",
        "每月一次，两委和组长、代表碰头，通报上月、商量下月。",
        (
            ReadyStep(_K.STUDY, "月会商量", _B.BRANCH, _B.GROUP_LEADERS, {**_HALF_HALF, **_held(2)}),
            ReadyStep(_K.PUBLISH_DECISION, "公示栏公开", rules=_POSTED),
        ),
    ),
)


def ready(key: str) -> Ready | None:
    return next((one for one in READY if one.key == key), None)


def missing_bodies(one: Ready, bodies: Iterable[Body]) -> Iterator[str]:
    """Kinds of body it asks for and the village does not have."""
    there = {body.kind for body in bodies}
    asked = [kind for step in one.steps for kind in (step.body_kind, step.with_kind) if kind]
    for kind in dict.fromkeys(asked):
        if kind not in there:
            yield str(BodyKind(kind).label)
