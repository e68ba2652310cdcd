"""A meeting in the words of a test: list, record, photo, confirm."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from councils.enums import Decision, MeetingKind
from councils.models import Meeting, MeetingLine
from councils.queries.people import roll
from councils.services import meeting_confirm, meeting_record, meetings
from councils.services.meeting_record import Mark, Record
from points.models import Claim, User
from tests import stage
from tests.factories import Cast, submitted
from tests.meetings.conftest import DAY
from villagegov.kernel import clock

STRUCK = Mark(decision=Decision.REJECT, reason="重复申报")
BACK = Mark(decision=Decision.RETURN, reason="请补照片")


def waiting(cast: Cast, count: int = 1, **more: Any) -> list[Claim]:
    """So many claims that wait, household by household."""
    here = cast.households
    item = more.pop("item", cast.award)
    return [submitted(cast.village, here[n % len(here)], item, cast.officer, **more) for n in range(count)]


def opened(cast: Cast, kind: MeetingKind = MeetingKind.COMMITTEE, held_on: date = DAY, **more: Any) -> Meeting:
    by = User.objects.get(pk=cast.officer.pk)
    return meetings.open_meeting(
        village=cast.village, id=uuid.uuid4(), held_on=held_on, kind=kind, by=by, at=clock.now(), **more
    )


def recorded(
    cast: Cast,
    meeting: Meeting,
    *present: User | uuid.UUID,
    marks: dict[int, Mark] | None = None,
    out: dict[User, Sequence[int]] | None = None,
    by: User | None = None,
    held_on: date = DAY,
) -> Meeting:
    """By the first of those who were there, where nobody else is named."""
    people = present or (cast.branch, cast.supervision)
    by = by or next(one for one in people if isinstance(one, User))
    data = Record(
        held_on=held_on,
        present=[one.pk if isinstance(one, User) else one for one in people],
        marks=marks or {},
        stepped_out={user.pk: numbers for user, numbers in (out or {}).items()},
        edition=stage.fresh(meeting).edition,
    )
    return meeting_record.record(meeting=meeting, data=data, by=User.objects.get(pk=by.pk), at=clock.now())


def photographed(cast: Cast, meeting: Meeting) -> None:
    meetings.add_sheet(meeting=meeting, upload=stage.picture(), by=cast.administrator, at=clock.now())


def confirmed(cast: Cast, meeting: Meeting, by: User | None = None) -> meeting_confirm.Confirmed:
    photographed(cast, meeting)
    return confirm(meeting, by or cast.supervision)


def confirm(meeting: Meeting, by: User, edition: int | None = None) -> meeting_confirm.Confirmed:
    return meeting_confirm.confirm(
        meeting=meeting,
        edition=stage.fresh(meeting).edition if edition is None else edition,
        by=User.objects.get(pk=by.pk),
        at=clock.now(),
    )


def held(cast: Cast, *present: User | uuid.UUID, by: User | None = None, **more: Any) -> meeting_confirm.Confirmed:
    """From list to votes."""
    meeting = opened(cast)
    recorded(cast, meeting, *present, **more)
    return confirmed(cast, meeting, by)


def lines(meeting: Meeting) -> list[MeetingLine]:
    return list(MeetingLine.objects.filter(village=meeting.village_id, meeting=meeting).select_related("claim"))


def person_of(cast: Cast, user: User) -> Any:
    return roll(cast.village, DAY).of_user(user.pk)
