"""Scenarios of meetings, review, objections and publicity for tests of injected errors."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from typing import Any

from councils.enums import BodyKind, Decision, ObjectionChannel, TellingWay
from councils.models import SampledClaim
from councils.queries import panels as panel_queries
from councils.services import (
    corrections,
    decisions,
    feedback,
    kin,
    meeting_confirm,
    meeting_record,
    meetings,
    objections,
    panels,
    ranges,
    samples,
    tellings,
)
from councils.services import due as cases_due
from councils.services.delivery import Delivery
from councils.services.review import decide
from points.enums import Role
from points.models import Claim, Item, Membership, User
from tests import stage
from tests.factories import Cast
from tests.faults.scenario import NOW, TODAY, Act, Prepare, nothing
from villagegov.db.keys import new_id
from villagegov.kernel import clock


def voted_once(decision: Decision = Decision.APPROVE, item: str = "award") -> Prepare:
    def prepare(cast: Cast) -> list[Any]:
        claims_ = [stage.submitted(cast, n, getattr(cast, item)) for n in (0, 1, 2)]
        stage.vote(cast, cast.branch, *claims_, decision=decision, note="依据不足")
        return claims_

    return prepare


def member_decides(decision: Decision) -> Act:
    return lambda c, w: decide(
        village=c.village, claim_ids=[row.pk for row in w], decision=decision, note="依据不足", by=c.supervision, at=NOW
    )


def objected(cast: Cast) -> Any:
    return stage.objection(cast, stage.approved(cast, 1))


def sampled(cast: Cast) -> Any:
    stage.closed(cast)
    samples.draw(village=cast.village, month=stage.OCT, at=NOW)
    return SampledClaim.objects.filter(village=cast.village).first()


def supervisor_decides(uphold: bool) -> Act:
    return lambda c, w: objections.decide_objection(
        objection=stage.fresh(w), uphold=uphold, reason="查过了", by=c.supervisor, at=stage.IN_PUBLICITY
    )


def counted(cast: Cast) -> Any:
    return stage.posted(cast, 1)


def recorded(cast: Cast) -> Any:
    return objections.record_objection(claim=counted(cast).claim, data=said(), by=cast.supervisor, at=NOW)


def said() -> objections.Recorded:
    return objections.Recorded(uuid.uuid4(), ObjectionChannel.ORAL, "那天他没来", TODAY, read_back=True)


def to_correct(cast: Cast) -> Any:
    right = corrections.Remedy(points=5)
    return corrections.propose(entry=counted(cast), remedy=right, reason="录错", by=cast.supervisor, at=NOW)


def rejected(cast: Cast) -> Any:
    for voter in (cast.branch, cast.supervision):
        claim = stage.vote(cast, voter, *voted_by(cast, voter), decision=Decision.REJECT, note="没有签到")
    return claim


def voted_by(cast: Cast, voter: User) -> list[Any]:
    return [stage.submitted(cast, 0)] if voter == cast.branch else list(Claim.objects.filter(village=cast.village))


def to_draw(cast: Cast) -> Any:
    """A counted claim, and nobody with the role who is an outsider: of four without a log-in, one is a reserve."""
    entry = counted(cast)
    Membership.objects.filter(village=cast.village, role=Role.SUPERVISOR).update(user=cast.supervision)
    body = cast.bodies[BodyKind.REPRESENTATIVES]
    body.members.all().delete()
    for number in range(4):
        body.members.create(village=cast.village, name=f"代表{number}", term_from=date(2024, 1, 1))
    return entry


def drawn(cast: Cast, entry: Any) -> Any:
    by = User.objects.get(pk=cast.supervision.pk)
    return objections.record_objection(claim=stage.fresh(entry).claim, data=said(), by=by, at=NOW)


def panelled(cast: Cast) -> Any:
    return drawn(cast, to_draw(cast))


def first_seat(objection: Any) -> Any:
    return panel_queries.panel_of(stage.fresh(objection))[0]


def to_meet(cast: Cast) -> list[Claim]:
    Item.objects.filter(pk=cast.award.pk).update(points_to=15)
    return [stage.submitted(cast, n, unit_points=10) for n in range(3)]


def listed_meeting(cast: Cast) -> Any:
    to_meet(cast)
    return meetings.open_meeting(village=cast.village, id=new_id(), held_on=TODAY, by=cast.officer, at=NOW)


def write_down(cast: Cast, meeting: Any, edition: int = 0) -> Any:
    marks = {
        1: meeting_record.Mark(decision=Decision.REJECT, reason="重复"),
        2: meeting_record.Mark(unit_points_to=12, reason="多做了半天"),
    }
    present = [cast.branch.pk, cast.supervision.pk]
    out = {cast.branch.pk: [3]}
    data = meeting_record.Record(held_on=TODAY, present=present, marks=marks, stepped_out=out, edition=edition)
    return meeting_record.record(meeting=stage.fresh(meeting), data=data, by=cast.branch, at=NOW)


def written_down(cast: Cast) -> Any:
    meeting = listed_meeting(cast)
    meetings.add_sheet(meeting=meeting, upload=stage.picture(), by=cast.administrator, at=NOW)
    return write_down(cast, meeting)


def confirms(cast: Cast, meeting: Any) -> Any:
    return meeting_confirm.confirm(meeting=stage.fresh(meeting), edition=1, by=cast.supervision, at=NOW)


COUNCILS: dict[str, tuple[Prepare, Act]] = {
    "councils.services.meetings.open_meeting": (
        to_meet,
        lambda c, w: meetings.open_meeting(village=c.village, id=new_id(), held_on=TODAY, by=c.officer, at=NOW),
    ),
    "councils.services.meetings.cancel": (
        written_down,
        lambda c, w: meetings.cancel(meeting=stage.fresh(w), reason="下雨", by=c.administrator, at=NOW),
    ),
    "councils.services.meetings.add_sheet": (
        listed_meeting,
        lambda c, w: meetings.add_sheet(meeting=stage.fresh(w), upload=stage.picture(), by=c.administrator, at=NOW),
    ),
    "councils.services.meetings.remove_sheet": (
        written_down,
        lambda c, w: meetings.remove_sheet(
            sheet=stage.fresh(w).sheets.get(village=c.village), by=c.administrator, at=NOW
        ),
    ),
    "councils.services.meeting_record.record": (listed_meeting, write_down),
    "councils.services.meeting_record.record, again": (written_down, lambda c, w: write_down(c, w, 1)),
    "councils.services.meeting_confirm.confirm": (written_down, confirms),
    "councils.services.meeting_confirm.refuse": (
        written_down,
        lambda c, w: meeting_confirm.refuse(
            meeting=stage.fresh(w), edition=1, reason="漏了一行", by=c.supervision, at=NOW
        ),
    ),
    "councils.services.kin.list_kin": (
        nothing,
        lambda c, w: kin.list_kin(
            village=c.village,
            person=c.branch.pk,
            households=[c.households[1].pk],
            members=[c.supervision.pk],
            listed_on=TODAY,
            by=c.branch,
            at=NOW,
        ),
    ),
    "councils.services.ranges.approve_with": (
        to_meet,
        lambda c, w: ranges.approve_with(
            village=c.village, claim_id=w[0].pk, unit_points=14, note="夜里巡了三次", by=c.branch, at=NOW
        ),
    ),
    "councils.services.corrections.propose": (
        counted,
        lambda c, w: corrections.propose(
            entry=stage.fresh(w), remedy=corrections.Remedy(), reason="录错", by=c.supervisor, at=NOW
        ),
    ),
    "councils.services.corrections.confirm": (
        to_correct,
        lambda c, w: corrections.confirm(correction=stage.fresh(w), by=c.administrator, at=NOW),
    ),
    "councils.services.corrections.refuse": (
        to_correct,
        lambda c, w: corrections.refuse(correction=stage.fresh(w), note="没错", by=c.administrator, at=NOW),
    ),
    "councils.services.decisions.tell_decision": (
        rejected,
        lambda c, w: decisions.tell_decision(
            claim=stage.fresh(w), told=Delivery(TellingWay.PHONE, TODAY), by=c.officer, at=NOW
        ),
    ),
    "councils.services.due.run_cases": (
        lambda c: objections.record_objection(
            claim=stage.deduction(c),
            data=replace(said(), received_on=clock.local_day(stage.IN_PUBLICITY)),
            by=c.supervisor,
            at=stage.IN_PUBLICITY,
        ),
        lambda c, w: cases_due.run_cases(c.village, NOW),
    ),
    "councils.services.objections.appeal": (
        rejected,
        lambda c, w: objections.appeal(claim=stage.fresh(w), text="我有签到", by=c.villager, at=NOW),
    ),
    "councils.services.objections.record_objection": (
        counted,
        lambda c, w: objections.record_objection(claim=stage.fresh(w).claim, data=said(), by=c.supervisor, at=NOW),
    ),
    "councils.services.objections.record_objection, drawn": (to_draw, drawn),
    "councils.services.objections.record_word": (
        panelled,
        lambda c, w: objections.record_word(
            objection=stage.fresh(w),
            seat=first_seat(w),
            uphold=True,
            reason="对",
            sheet="1",
            by=c.administrator,
            at=NOW,
        ),
    ),
    "councils.services.objections.decide_objection, counted": (
        recorded,
        lambda c, w: objections.decide_objection(
            objection=stage.fresh(w), uphold=True, reason="查过", by=c.supervisor, at=NOW
        ),
    ),
    "councils.services.panels.excuse": (
        panelled,
        lambda c, w: panels.excuse(seat=first_seat(w), reason="住院", by=c.administrator, at=NOW),
    ),
    "councils.services.feedback.leave": (
        nothing,
        lambda c, w: feedback.leave(village=c.village, text="路灯坏了", contact="组长", at=NOW),
    ),
    "councils.services.objections.object_to": (
        lambda c: stage.approved(c, 1),
        lambda c, w: stage.objection(c, stage.fresh(w)),
    ),
    "councils.services.objections.decide_objection": (objected, supervisor_decides(uphold=True)),
    "councils.services.objections.decide_objection, dismissed": (objected, supervisor_decides(uphold=False)),
    "councils.services.review.decide": (voted_once(), member_decides(Decision.APPROVE)),
    "councils.services.review.decide, first vote": (
        lambda c: [stage.submitted(c, n) for n in (0, 1, 2)],
        member_decides(Decision.APPROVE),
    ),
    "councils.services.review.decide, deductions": (voted_once(item="deduction"), member_decides(Decision.APPROVE)),
    "councils.services.review.decide, return": (voted_once(), member_decides(Decision.RETURN)),
    "councils.services.review.decide, reject": (voted_once(Decision.REJECT), member_decides(Decision.REJECT)),
    "councils.services.samples.draw": (
        stage.closed,
        lambda c, w: samples.draw(village=c.village, month=stage.OCT, at=NOW),
    ),
    "councils.services.samples.record_finding": (
        sampled,
        lambda c, w: samples.record_finding(
            sampled=stage.fresh(w), finding="wrong", words="只来了半天", by=c.supervisor, at=NOW
        ),
    ),
    "councils.services.tellings.tell": (
        lambda c: stage.approved(c, 2, c.deduction),
        lambda c, w: stage.told_of(c, stage.fresh(w)),
    ),
    "councils.services.tellings.record_reply": (
        lambda c: stage.told_of(c, stage.approved(c, 2, c.deduction)),
        lambda c, w: tellings.record_reply(telling=stage.fresh(w), reply="以后不烧了", by=c.officer, at=NOW),
    ),
    "councils.services.tellings.reply_online": (
        lambda c: stage.told_of(c, stage.approved(c, 0, c.deduction)),
        lambda c, w: tellings.reply_online(telling=stage.fresh(w), reply="以后不烧了", by=c.villager, at=NOW),
    ),
}
