"""A review meeting in two hands: two lists, two recordings, two confirmations, the same claim in the admin."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from councils.enums import Decision, MeetingState
from councils.models import Meeting, MeetingLine, Vote
from councils.services import meeting_confirm, meeting_record, meetings
from councils.services.review import decide
from points.enums import ClaimState, Role
from points.models import AuditRow, Claim, User
from points.services.claims import withdraw
from tests import stage
from tests.factories import Cast, member, submitted
from tests.races.support import at_once, exactly_one, overlapping, refused, went_through
from villagegov.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)

AT = stage.MEETING
DAY = clock.local_day(AT)


@pytest.fixture
def cast() -> Cast:
    return stage.village()


def waiting(cast: Cast, count: int = 3) -> list[Claim]:
    return [submitted(cast.village, cast.households[n], cast.award, cast.officer) for n in range(count)]


def open_one(cast: Cast, by: User, key: uuid.UUID | None = None) -> Meeting:
    return meetings.open_meeting(village=cast.village, id=key or uuid.uuid4(), held_on=DAY, by=by, at=AT)


def write(cast: Cast, meeting: Meeting, by: User, edition: int = 0) -> Meeting:
    data = meeting_record.Record(
        held_on=DAY,
        present=[cast.branch.pk, cast.branch_two.pk, cast.supervision.pk, cast.representative.pk],
        edition=edition,
    )
    return meeting_record.record(meeting=meeting, data=data, by=User.objects.get(pk=by.pk), at=AT)


def recorded(cast: Cast) -> Meeting:
    meeting = open_one(cast, cast.officer)
    write(cast, meeting, cast.branch)
    meetings.add_sheet(meeting=meeting, upload=stage.picture(), by=cast.administrator, at=AT)
    return stage.fresh(meeting)


def confirm(meeting: Meeting, by: User) -> Any:
    return meeting_confirm.confirm(meeting=stage.fresh(meeting), edition=1, by=User.objects.get(pk=by.pk), at=AT)


@pytest.mark.parametrize("how", [overlapping, at_once])
def test_a_claim_stands_on_one_of_two_lists(cast: Cast, how: Any) -> None:
    waiting(cast)
    other = member(cast.village, Role.OFFICER)
    _winner, refusal = exactly_one(*how(lambda: open_one(cast, cast.officer), lambda: open_one(cast, other), at=AT))
    assert refusal.code == "nothing_waits"
    assert MeetingLine.objects.count() == 3 and Meeting.objects.get().number == 1


@pytest.mark.parametrize("how", [overlapping, at_once])
def test_two_confirmations_are_one(cast: Cast, how: Any) -> None:
    waiting(cast)
    meeting = recorded(cast)
    for side in how(lambda: confirm(meeting, cast.supervision), lambda: confirm(meeting, cast.representative), at=AT):
        assert went_through(side).states == {"publicised": 3}
    assert Vote.objects.count() == 12
    assert AuditRow.objects.filter(action="meeting.confirmed").count() == 1


@pytest.mark.parametrize("how", [overlapping, at_once])
def test_two_who_record_write_one_record(cast: Cast, how: Any) -> None:
    waiting(cast)
    meeting = open_one(cast, cast.officer)
    _winner, refusal = exactly_one(
        *how(lambda: write(cast, meeting, cast.branch), lambda: write(cast, meeting, cast.supervision), at=AT)
    )
    assert refusal.code == "edition" and stage.fresh(meeting).edition == 1


def test_written_anew_while_somebody_confirms(cast: Cast) -> None:
    waiting(cast)
    meeting = recorded(cast)
    first, second = overlapping(
        lambda: write(cast, meeting, cast.branch, edition=1), lambda: confirm(meeting, cast.supervision), at=AT
    )
    went_through(first)
    assert second.waited and refused(second).code == "edition"
    assert set(Claim.objects.values_list("state", flat=True)) == {ClaimState.SUBMITTED}


def test_confirmed_while_somebody_sends_it_back(cast: Cast) -> None:
    waiting(cast)
    meeting = recorded(cast)
    first, second = overlapping(
        lambda: confirm(meeting, cast.supervision),
        lambda: meeting_confirm.refuse(
            meeting=stage.fresh(meeting), edition=1, reason="不对", by=cast.representative, at=AT
        ),
        at=AT,
    )
    went_through(first)
    refused(second)
    assert stage.fresh(meeting).state == MeetingState.CONFIRMED


@pytest.mark.parametrize("meeting_first", [True, False])
def test_a_vote_in_the_admin_in_the_same_moment(cast: Cast, meeting_first: bool) -> None:
    """Whoever comes second finds the claim decided and changes nothing of it."""
    claim, *_others = waiting(cast)
    meeting = recorded(cast)
    decide(village=cast.village, claim_ids=[claim.pk], decision=Decision.REJECT, note="重复", by=cast.branch_two, at=AT)

    def vote() -> Any:
        by = User.objects.get(pk=cast.supervision.pk)
        return decide(village=cast.village, claim_ids=[claim.pk], decision=Decision.REJECT, note="重复", by=by, at=AT)

    def hold() -> Any:
        return confirm(meeting, cast.representative)

    first, second = overlapping(hold, vote, at=AT) if meeting_first else overlapping(vote, hold, at=AT)
    went_through(first)
    outcome = went_through(second)
    assert second.waited
    if meeting_first:
        assert claim.pk in outcome.refused and stage.fresh(claim).state == ClaimState.PUBLICISED
    else:
        assert outcome.left == 1 and stage.fresh(claim).state == ClaimState.REJECTED
    assert Claim.objects.filter(state=ClaimState.PUBLICISED).count() == (3 if meeting_first else 2)


def test_withdrawn_in_the_same_moment(cast: Cast) -> None:
    claim, *_others = waiting(cast)
    meeting = recorded(cast)
    first, second = overlapping(
        lambda: withdraw(claim=claim, by=cast.officer, at=AT), lambda: confirm(meeting, cast.supervision), at=AT
    )
    went_through(first)
    assert second.waited and went_through(second).left == 1
    assert stage.fresh(claim).state == ClaimState.WITHDRAWN
    assert not Vote.objects.filter(claim=claim).exists()
