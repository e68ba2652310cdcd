"""Lines for inboxes about objections, corrections, panels, meetings, demands, dividends: parts of their services."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from councils.enums import ConsequenceWay, DemandAct, StepKind
from councils.models import (
    Breach,
    BreachStep,
    Correction,
    Demand,
    Dividend,
    GridOfficer,
    MatterTask,
    Meeting,
    MeetingAttendee,
    Objection,
    PanelSeat,
    PostingQuestion,
)
from councils.queries import panels
from councils.queries.volunteers import people
from points.enums import Module, NoticeKind, Role
from points.models import User
from points.queries import notices as queries
from points.queries.villages import uses
from points.services.notices import Draft, address, send
from villagegov.kernel import clock


def objection_opened(objection: Objection, at: datetime) -> None:
    """The supervisors who may decide it hear of it, unless a panel was drawn; who objected is no part of it."""
    if objection.drawn_at:
        return
    village = objection.village
    users = panels.outsiders(objection, clock.local_day(at)).supervisors
    path = address(village, "councils:objection", objection_id=objection.pk)
    send(
        village=village,
        drafts=[Draft(NoticeKind.OBJECTION_TO_DECIDE, users, path, {"until": objection.due_on})],
        at=at,
    )


def panel_drawn(objection: Objection, at: datetime) -> None:
    """Those who were drawn, as far as they have a log-in."""
    village = objection.village
    rows = PanelSeat.objects.filter(village=village, objection=objection, position__lte=objection.deciders)
    users = [user for user in rows.values_list("user_id", flat=True) if user]
    path = address(village, "councils:panel_case", objection_id=objection.pk)
    send(
        village=village,
        drafts=[Draft(NoticeKind.OBJECTION_TO_DECIDE, users, path, {"until": objection.due_on})],
        at=at,
    )


def objection_decided(objection: Objection, at: datetime) -> None:
    """Whoever objected on the phone reads the reason on the own page."""
    if objection.objector_id:
        path = address(objection.village, "points:my")
        values = {"day": objection.received_on}
        send(
            village=objection.village,
            drafts=[Draft(NoticeKind.OBJECTION_DECIDED, [objection.objector_id], path, values)],
            at=at,
        )


def corrected(correction: Correction, at: datetime) -> None:
    """The household of the line."""
    village, entry = correction.village, correction.entry
    users = queries.of_households(village, [entry.household_id]).get(entry.household_id, [])
    points = (correction.right_points or 0) - entry.points
    send(
        village=village,
        drafts=[Draft(NoticeKind.CORRECTED, users, address(village, "points:my"), {"points": points})],
        at=at,
    )


def meeting_recorded(meeting: Meeting, by: User, at: datetime) -> None:
    """Those who were there and can confirm what was written down."""
    village = meeting.village
    rows = MeetingAttendee.objects.filter(village=village, meeting=meeting, user__isnull=False)
    users = [user for user in rows.values_list("user_id", flat=True) if user]
    path = address(village, "councils:meeting", number=meeting.number)
    draft = Draft(NoticeKind.MEETING_TO_CONFIRM, users, path, {"number": meeting.number})
    send(village=village, drafts=[draft], at=at, but=by)


# -------------------------------------------------------------------------------------------------------- village rules

#: To whom a proposed consequence waits.
PROPOSAL_WAITS_FOR = {
    ConsequenceWay.POINTS: (Role.OFFICER,),
    ConsequenceWay.BOARD: (Role.OFFICER, Role.COMMITTEE),
    ConsequenceWay.TALK: (Role.COMMITTEE,),
}


def breach_step(breach: Breach, step: BreachStep, at: datetime) -> None:
    """The household hears of every entry but its own word; who goes on hears of a proposal."""
    village, drafts = breach.village, []
    values = {"number": breach.number, "day": step.day}
    if step.kind != StepKind.WORD:
        users = queries.of_households(village, [breach.household_id]).get(breach.household_id, [])
        path = address(village, "councils:my_breach", breach_id=breach.pk)
        drafts.append(Draft(NoticeKind.BREACH_STEP, users, path, values))
    if step.kind == StepKind.PROPOSAL:
        users = queries.with_role(village, *PROPOSAL_WAITS_FOR[ConsequenceWay(breach.way)])
        path = address(village, "councils:breach", breach_id=breach.pk)
        drafts.append(Draft(NoticeKind.BREACH_PROPOSED, users, path, values))
    send(village=village, drafts=drafts, at=at, but=step.by)


# -------------------------------------------------------------------------------------------------------------- demands


def demand_step(demand: Demand, act: DemandAct, by: User, at: datetime) -> None:
    """Brought in: office and grid officers. Handed over, or not so yet: whoever has it, a volunteer on their own page.
    The volunteer says it is done: whoever may answer now. Answered: the household.
    """
    village, values = demand.village, {"number": demand.number}
    office = address(village, "councils:demand", demand_id=demand.pk)
    if act in (DemandAct.FILED, DemandAct.HELPED):
        officers = GridOfficer.objects.filter(village=village, grid=demand.grid_id).values_list("user_id", flat=True)
        users = [*queries.with_role(village, Role.OFFICER), *officers]
        kind = NoticeKind.DEMAND_FILED if act == DemandAct.FILED else NoticeKind.DEMAND_HELPED
        if act == DemandAct.HELPED and demand.handed_to_id:
            users.append(demand.handed_to_id)
        drafts = [Draft(kind, users, office, values)]
    elif act in (DemandAct.HANDED, DemandAct.REOPENED):
        users = [demand.handed_to_id] if demand.handed_to_id else []
        helpers = [user for user in _volunteer_users(demand, at) if user not in users]
        path = address(village, "councils:my_service")
        drafts = [
            Draft(NoticeKind.DEMAND_HANDED, users, office, values),
            Draft(NoticeKind.DEMAND_HANDED, helpers, path, values),
        ]
    elif act == DemandAct.ANSWERED:
        users = queries.of_households(village, [demand.household_id]).get(demand.household_id, [])
        path = address(village, "councils:my_demand", demand_id=demand.pk)
        drafts = [Draft(NoticeKind.DEMAND_ANSWERED, users, path, values)]
    else:
        return
    send(village=village, drafts=drafts, at=at, but=by)


def _volunteer_users(demand: Demand, at: datetime) -> list[uuid.UUID]:
    """Whoever speaks for the volunteer; none where the village has volunteers off."""
    if demand.volunteer is None or not uses(Module.VOLUNTEERS)(demand.village):
        return []
    return people.users_of(demand.volunteer, clock.local_day(at))


# ------------------------------------------------------------------------------------------------ the disclosure board


def question_settled(question: PostingQuestion, at: datetime) -> None:
    """Whoever asked reads on the posting’s page what became of it."""
    village, posting = question.village, question.posting
    path = address(village, "councils:posting", number=posting.number)
    draft = Draft(NoticeKind.QUESTION_SETTLED, [question.asked_by_id], path, {"title": posting.title})
    send(village=village, drafts=[draft], at=at)


# -------------------------------------------------------------------------------------------------------- carrying out


def task_given(task: MatterTask, by: User, at: datetime) -> None:
    """Whoever sees to it, as far as the person has a log-in."""
    village = task.village
    user = task.user_id or (task.member.user_id if task.member else None)
    path = address(village, "councils:carrying_matter", matter_id=task.matter_id)
    draft = Draft(NoticeKind.TASK_GIVEN, [user] if user else [], path, {"until": task.due_on})
    send(village=village, drafts=[draft], at=at, but=by)


# ----------------------------------------------------------------------------------------------------------- dividends


def dividend(made: Dividend, kind: NoticeKind, households: Iterable[uuid.UUID], at: datetime) -> None:
    """Households with a share. The line names the year; how much it is stands on their own page only."""
    village = made.village
    users = [user for found in queries.of_households(village, set(households)).values() for user in found]
    path = address(village, "councils:my_dividends")
    send(village=village, drafts=[Draft(kind, users, path, {"year": made.year})], at=at)
