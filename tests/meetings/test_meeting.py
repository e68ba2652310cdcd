"""The review meeting's services: the list, the record, the second attendee, the votes that follow."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from councils.enums import BodyKind, Decision, LineResult, MeetingKind, MeetingState
from councils.models import Body, BodyMember, MeetingAttendee, MeetingSheet, NearKin, Vote
from councils.queries import meetings as queries
from councils.queries.people import roll
from councils.services import meeting_confirm, meetings
from councils.services.meeting_record import Mark
from councils.services.review import decide
from points.enums import ClaimState, ReviewRoute, Role
from points.models import AuditRow, Batch, Claim, Household, Item, Membership, User, VillageSettings
from points.services.claims import withdraw
from tests import stage
from tests.factories import Cast, ItemFactory, make_village, member, seat, submitted
from tests.meetings.conftest import DAY
from tests.meetings.support import (
    BACK,
    STRUCK,
    confirm,
    confirmed,
    held,
    lines,
    opened,
    photographed,
    recorded,
    waiting,
)
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def cast() -> Cast:
    """Households of one group, so that lines stand in the order of their numbers."""
    cast = make_village(households=6)
    Household.objects.filter(village=cast.village).update(group=cast.groups[0])
    return cast


def sit(cast: Cast, kind: BodyKind, name: str, **more: object) -> BodyMember:
    """A seat of somebody without a log-in."""
    body = cast.bodies[kind]
    return BodyMember.objects.create(
        village=cast.village, body=body, name=name, **{"term_from": date(2024, 1, 1), **more}
    )


def states(cast: Cast) -> list[str]:
    return [line.claim.state for line in lines(queries.find(cast.village, 1))]


def results(cast: Cast) -> list[str]:
    return [line.result for line in lines(queries.find(cast.village, 1))]


# ------------------------------------------------------------------------------------------------------------- list


def test_a_list_numbers_what_waits_by_batch_and_household(cast: Cast) -> None:
    second = stage.submitted(cast, 1, day=date(2026, 10, 2))
    first_household = stage.submitted(cast, 0, day=date(2026, 10, 2))
    online = submitted(cast.village, cast.households[0], cast.award, cast.officer)
    meeting = opened(cast)
    found = [(line.number, line.claim_id) for line in lines(meeting)]
    assert found == [(1, second.pk), (2, first_household.pk), (3, online.pk)]
    assert meeting.number == 1 and meeting.state == MeetingState.OPEN


def test_the_same_form_twice_is_one_meeting(cast: Cast) -> None:
    waiting(cast)
    key = uuid.uuid4()
    one, other = (
        meetings.open_meeting(village=cast.village, id=key, held_on=DAY, by=cast.officer, at=clock.now())
        for _ in range(2)
    )
    assert one.pk == other.pk and AuditRow.objects.filter(action="meeting.opened").count() == 1


def test_a_claim_stands_on_one_running_list(cast: Cast) -> None:
    waiting(cast, 2)
    first = opened(cast)
    with pytest.raises(DomainError, match="Nothing waits for a list"):
        opened(cast)
    late = waiting(cast)[0]
    assert [line.claim_id for line in lines(opened(cast))] == [late.pk]
    meetings.cancel(meeting=first, reason="下雨，改期", by=cast.administrator, at=clock.now())
    assert len(lines(opened(cast))) == 2


def test_a_list_of_some_batches(cast: Cast) -> None:
    one, two, three = (stage.submitted(cast, n, day=date(2026, 10, 2)) for n in range(3))
    numbers = {claim.pk: Batch.objects.get(pk=claim.batch_id).number for claim in (one, two, three)}
    meeting = opened(cast, batches=[numbers[one.pk], numbers[three.pk]])
    assert {line.claim_id for line in lines(meeting)} == {one.pk, three.pk} and meeting.batch is None
    assert opened(cast, batches=[numbers[two.pk]]).batch_id == two.batch_id


def test_a_list_is_printed_before_the_meeting(cast: Cast) -> None:
    waiting(cast)
    with pytest.raises(DomainError, match="before the meeting") as refusal:
        opened(cast, held_on=DAY - timedelta(days=1))
    assert refusal.value.field == "held_on"


@pytest.mark.parametrize("who", ["supervisor", "villager"])
def test_who_makes_no_list(cast: Cast, who: str) -> None:
    waiting(cast)
    with pytest.raises(NotAllowed):
        meetings.open_meeting(village=cast.village, id=uuid.uuid4(), held_on=DAY, by=getattr(cast, who), at=clock.now())


# --------------------------------------------------------------------------------------------- from list to votes


def test_what_is_not_marked_is_approved_by_all_who_were_there(cast: Cast) -> None:
    claims = waiting(cast, 5)
    outcome = held(cast, marks={2: STRUCK, 4: BACK})
    assert states(cast) == ["publicised", "rejected", "publicised", "returned", "publicised"]
    assert outcome.states == {"publicised": 3, "rejected": 1, "returned": 1} and not outcome.waiting
    votes = Vote.objects.filter(village=cast.village)
    assert votes.count() == 10 and {vote.attendee.meeting.number for vote in votes} == {1}
    assert {vote.voter_id for vote in votes} == {cast.branch.pk, cast.supervision.pk}
    struck = stage.fresh(claims[1])
    assert struck.decision_note == "重复申报" and votes.filter(claim=struck, note="重复申报").count() == 2
    first = stage.fresh(claims[0])
    assert first.publicity_from == DAY and first.decided_at == clock.now()


def test_nothing_is_decided_before_the_second_attendee(cast: Cast) -> None:
    waiting(cast, 2)
    meeting = opened(cast)
    recorded(cast, meeting, cast.branch, cast.supervision)
    photographed(cast, meeting)
    assert states(cast) == ["submitted", "submitted"] and not Vote.objects.exists()
    with pytest.raises(NotAllowed, match="stand behind this record already"):
        confirm(meeting, cast.branch)
    confirm(meeting, cast.supervision)
    assert states(cast) == ["publicised", "publicised"]
    meeting = stage.fresh(meeting)
    assert (meeting.recorded_by, meeting.first_by, meeting.confirmed_by) == (
        cast.branch,
        cast.branch,
        cast.supervision,
    )


def test_somebody_of_the_same_body_is_no_second(cast: Cast) -> None:
    waiting(cast)
    meeting = opened(cast)
    recorded(cast, meeting, cast.branch, cast.branch_two, cast.supervision)
    photographed(cast, meeting)
    with pytest.raises(NotAllowed, match="sit for the same body"):
        confirm(meeting, cast.branch_two)


def test_near_kin_are_no_two(cast: Cast) -> None:
    for user in (cast.branch, cast.supervision):
        BodyMember.objects.filter(user=user).update(household=cast.households[1])
    waiting(cast)
    meeting = opened(cast)
    recorded(cast, meeting, cast.branch, cast.supervision, cast.representative)
    photographed(cast, meeting)
    with pytest.raises(NotAllowed, match="near kin of the first"):
        confirm(meeting, cast.supervision)
    confirm(meeting, cast.representative)


def test_whoever_was_not_there_confirms_nothing(cast: Cast) -> None:
    waiting(cast)
    meeting = opened(cast)
    recorded(cast, meeting, cast.branch, cast.supervision)
    photographed(cast, meeting)
    for user in (cast.representative, cast.administrator, cast.officer, cast.superuser):
        with pytest.raises(NotAllowed, match="Only somebody who was at the meeting"):
            confirm(meeting, user)


def test_a_recorder_who_was_not_there_leaves_two_attendees_to_confirm(cast: Cast) -> None:
    waiting(cast)
    meeting = opened(cast)
    recorded(cast, meeting, cast.branch, cast.branch_two, cast.supervision, by=cast.administrator)
    photographed(cast, meeting)
    assert confirm(meeting, cast.branch).meeting.state == MeetingState.RECORDED
    assert states(cast) == ["submitted"]
    with pytest.raises(NotAllowed):
        confirm(meeting, cast.branch_two)
    assert confirm(meeting, cast.supervision).meeting.state == MeetingState.CONFIRMED
    assert states(cast) == ["publicised"]


def test_the_photo_of_the_sheet_comes_first(cast: Cast) -> None:
    waiting(cast)
    meeting = opened(cast)
    recorded(cast, meeting, cast.branch, cast.supervision)
    with pytest.raises(DomainError, match="photo of the signed sheet is missing"):
        confirm(meeting, cast.supervision)


def test_confirmed_twice_is_confirmed_once(cast: Cast) -> None:
    waiting(cast, 3)
    first = held(cast, marks={1: STRUCK})
    again = confirm(first.meeting, cast.supervision, edition=99)
    assert again.states == first.states and Vote.objects.count() == 6
    assert AuditRow.objects.filter(action="meeting.confirmed").count() == 1


def test_another_record_than_was_read_is_not_confirmed(cast: Cast) -> None:
    waiting(cast)
    meeting = opened(cast)
    recorded(cast, meeting, cast.branch, cast.supervision)
    photographed(cast, meeting)
    recorded(cast, meeting, cast.branch, cast.supervision, marks={1: STRUCK})
    with pytest.raises(TransitionError, match="written anew since you read it"):
        confirm(meeting, cast.supervision, edition=1)
    assert stage.fresh(meeting).edition == 2


def test_a_wrong_record_goes_back(cast: Cast) -> None:
    waiting(cast)
    meeting = opened(cast)
    recorded(cast, meeting, cast.branch, cast.supervision)
    meeting_confirm.refuse(meeting=meeting, edition=1, reason="第1行没有划掉", by=cast.supervision, at=clock.now())
    back = stage.fresh(meeting)
    assert back.state == MeetingState.OPEN and back.refusal == "第1行没有划掉" and back.first_by is None
    recorded(cast, meeting, cast.branch, cast.supervision, marks={1: STRUCK})
    assert stage.fresh(meeting).refusal == ""
    with pytest.raises(NotAllowed):
        meeting_confirm.refuse(meeting=meeting, edition=2, reason="不对", by=cast.representative, at=clock.now())


# ------------------------------------------------------------------------------------------------- who keeps away


def test_own_household_near_kin_and_vouching_keep_away_and_the_others_suffice(cast: Cast) -> None:
    BodyMember.objects.filter(user=cast.branch).update(household=cast.households[0])
    NearKin.objects.create(village=cast.village, user=cast.supervision, household=cast.households[1], registered_on=DAY)
    waiting(cast, 2)
    submitted(
        cast.village, cast.households[2], cast.award, cast.officer, vouched_by=cast.representative, vouched_name="代表"
    )
    meeting = opened(cast)
    recorded(cast, meeting, cast.branch, cast.supervision, cast.representative, out={cast.branch: [3]})
    seen = {one.line.number: dict(one.away) for one in meeting_confirm.preview(meeting=meeting, at=clock.now())}
    assert seen[1] == {"branch": "own household"}
    assert seen[2] == {"supervision": "near kin"}
    assert seen[3] == {"branch": "stepped out", "representative": "vouched for it"}
    confirmed(cast, meeting)
    assert states(cast) == ["publicised", "publicised", "submitted"]
    voters = {
        number: set(Vote.objects.filter(claim=line.claim).values_list("voter__name", flat=True))
        for number, line in enumerate(lines(meeting), start=1)
    }
    assert voters == {1: {"supervision", "representative"}, 2: {"branch", "representative"}, 3: {"supervision"}}


def test_below_the_quorum_the_line_waits_with_its_reason_and_is_completed_later(cast: Cast) -> None:
    claim = waiting(cast)[0]
    VillageSettings.objects.filter(village=cast.village).update(quorum_votes=3, quorum_constituencies=3)
    outcome = held(cast, cast.branch, cast.supervision)
    assert outcome.waiting == 1 and states(cast) == ["submitted"]
    line = lines(outcome.meeting)[0]
    assert line.result == LineResult.WAITING and "3 people out of 3 bodies" in line.result_note
    decide(
        village=cast.village, claim_ids=[claim.pk], decision=Decision.APPROVE, by=cast.representative, at=clock.now()
    )
    assert stage.fresh(claim).state == ClaimState.PUBLICISED
    assert not queries.unlisted(cast.village).exists()


def test_at_the_quorum_and_above(cast: Cast) -> None:
    VillageSettings.objects.filter(village=cast.village).update(quorum_votes=3, quorum_constituencies=2)
    waiting(cast)
    assert held(cast, cast.branch, cast.branch_two, cast.supervision).states == {"publicised": 1}
    waiting(cast)
    meeting = opened(cast)
    everybody = (cast.branch, cast.branch_two, cast.supervision, cast.representative)
    recorded(cast, meeting, *everybody)
    assert confirmed(cast, meeting).states == {"publicised": 1}


def test_two_of_one_body_decide_nothing(cast: Cast) -> None:
    waiting(cast)
    meeting = opened(cast)
    recorded(cast, meeting, cast.branch, cast.branch_two)
    [one] = meeting_confirm.preview(meeting=meeting, at=clock.now())
    assert one.result == LineResult.WAITING and len(one.voters) == 2


def test_near_kin_count_as_one_vote(cast: Cast) -> None:
    for user in (cast.branch, cast.supervision):
        BodyMember.objects.filter(user=user).update(household=cast.households[4])
    waiting(cast)
    meeting = opened(cast)
    recorded(cast, meeting, cast.branch, cast.supervision, cast.branch_two)
    [one] = meeting_confirm.preview(meeting=meeting, at=clock.now())
    assert one.result == LineResult.DECIDED, "branch_two and supervision are no kin"
    recorded(cast, meeting, cast.branch, cast.supervision)
    [one] = meeting_confirm.preview(meeting=meeting, at=clock.now())
    assert one.result == LineResult.WAITING


def test_one_person_in_two_bodies_counts_once(cast: Cast) -> None:
    seat(cast.bodies[BodyKind.SUPERVISION], cast.branch)
    waiting(cast)
    meeting = opened(cast)
    recorded(cast, meeting, cast.branch)
    [one] = meeting_confirm.preview(meeting=meeting, at=clock.now())
    assert one.result == LineResult.WAITING and len(one.voters) == 1


def test_members_without_a_log_in_vote_on_the_sheet(cast: Cast) -> None:
    old = sit(cast, BodyKind.REPRESENTATIVES, "老周", household=cast.households[1])
    waiting(cast, 2)
    outcome = held(cast, cast.branch, cast.supervision, old.pk)
    assert outcome.states == {"publicised": 2}
    said = Vote.objects.filter(seat=old)
    assert said.count() == 1, "his own household is line 2"
    assert MeetingAttendee.objects.get(seat=old).constituencies == ["representatives"]


def test_alternates_count_only_where_members_cannot(cast: Cast) -> None:
    extra = member(cast.village, Role.COMMITTEE, name="候补")
    seat(cast.bodies[BodyKind.SUPERVISION], extra, alternate=True)
    BodyMember.objects.filter(user=cast.supervision).update(household=cast.households[0])
    BodyMember.objects.filter(user=cast.representative).update(household=cast.households[0])
    waiting(cast, 2)
    meeting = opened(cast)
    recorded(cast, meeting, cast.branch, cast.supervision, extra)
    first, second = meeting_confirm.preview(meeting=meeting, at=clock.now())
    assert {voter.attendee.name for voter in first.voters} == {"branch", "候补"}
    assert first.result == LineResult.DECIDED
    assert {voter.attendee.name for voter in second.voters} == {"branch", "supervision"}


def nobody_left(cast: Cast) -> Claim:
    """A claim from which all but the branch committee must keep away."""
    review = Body.objects.create(village=cast.village, name="审核委员会", kind=BodyKind.REVIEW)
    for user in (cast.branch, cast.branch_two, cast.supervision, cast.representative):
        seat(review, user)
    for user in (cast.supervision, cast.representative):
        NearKin.objects.create(village=cast.village, user=user, household=cast.households[0], registered_on=DAY)
    return waiting(cast)[0]


def test_where_no_quorum_is_left_the_representatives_decide(cast: Cast) -> None:
    claim = nobody_left(cast)
    with pytest.raises(DomainError, match="Nothing waits"):
        opened(cast)
    others = [sit(cast, BodyKind.REPRESENTATIVES, f"代表{n}") for n in range(4)]
    meeting = opened(cast, kind=MeetingKind.ASSEMBLY)
    assert meeting.entitled == 5
    recorded(cast, meeting, *(one.pk for one in others), cast.representative, by=cast.representative)
    [one] = meeting_confirm.preview(meeting=meeting, at=clock.now())
    assert one.result == LineResult.DECIDED and one.away == [("representative", "near kin")]
    with_login = others[0]
    user = member(cast.village, Role.OFFICER, name="代表0")
    BodyMember.objects.filter(pk=with_login.pk).update(user=user)
    recorded(cast, meeting, *(one.pk for one in others[1:]), user, cast.representative, by=cast.representative)
    assert confirmed(cast, meeting, user).states == {"publicised": 1}
    assert stage.fresh(claim).state == ClaimState.PUBLICISED and Vote.objects.filter(claim=claim).count() == 4


def test_too_few_representatives_decide_nothing(cast: Cast) -> None:
    nobody_left(cast)
    others = [sit(cast, BodyKind.REPRESENTATIVES, f"代表{n}") for n in range(4)]
    meeting = opened(cast, kind=MeetingKind.ASSEMBLY)
    recorded(cast, meeting, *(one.pk for one in others[:3]), by=cast.administrator)
    [one] = meeting_confirm.preview(meeting=meeting, at=clock.now())
    assert one.result == LineResult.WAITING and "3 of 5 representatives" in one.note and not one.heard


def test_a_small_award_takes_one_signature(cast: Cast) -> None:
    light = ItemFactory(scheme=cast.scheme, category=cast.category, points=5, route=ReviewRoute.LIGHT)
    waiting(cast, item=light)
    meeting = opened(cast)
    recorded(cast, meeting, cast.branch)
    [one] = meeting_confirm.preview(meeting=meeting, at=clock.now())
    assert one.result == LineResult.DECIDED


# --------------------------------------------------------------------------------------------- meanwhile, in the admin


def test_what_was_decided_withdrawn_or_sent_up_anew_meanwhile_is_left(cast: Cast) -> None:
    decided, withdrawn, anew, plain = waiting(cast, 4)
    meeting = opened(cast)
    recorded(cast, meeting, marks={1: STRUCK, 2: STRUCK, 3: STRUCK})
    for user in (cast.branch, cast.representative):
        decide(village=cast.village, claim_ids=[decided.pk], decision=Decision.APPROVE, by=user, at=clock.now())
    withdraw(claim=withdrawn, by=cast.officer, at=clock.now())
    Claim.objects.filter(pk=anew.pk).update(review_round=2)
    outcome = confirmed(cast, meeting)
    assert results(cast) == ["left", "left", "left", "decided"] and outcome.left == 3
    assert states(cast) == ["publicised", "withdrawn", "submitted", "publicised"]
    assert not Vote.objects.filter(attendee__isnull=False).exclude(claim=plain).exists()


def test_a_vote_given_on_an_account_before_counts_once(cast: Cast) -> None:
    claim = waiting(cast)[0]
    decide(village=cast.village, claim_ids=[claim.pk], decision=Decision.APPROVE, by=cast.branch, at=clock.now())
    meeting = opened(cast)
    recorded(cast, meeting, cast.branch, cast.supervision)
    assert confirmed(cast, meeting).states == {"publicised": 1}
    assert Vote.objects.filter(claim=claim).count() == 2


def test_a_cap_that_is_broken_now_holds_the_line(cast: Cast) -> None:
    waiting(cast, 2)
    Claim.objects.update(household=cast.households[0])
    meeting = opened(cast)
    recorded(cast, meeting)
    Item.objects.filter(pk=cast.award.pk).update(max_per_month=1)
    outcome = confirmed(cast, meeting)
    assert results(cast).count("waiting") >= 1 and outcome.waiting >= 1
    waits = next(line for line in lines(meeting) if line.result == "waiting")
    assert waits.result_note and not Vote.objects.filter(claim=waits.claim).exists()


# ------------------------------------------------------------------------------------------ changed at the meeting


def ranged(cast: Cast) -> Item:
    return ItemFactory(scheme=cast.scheme, category=cast.category, name="见义勇为", points=5, points_to=15)


def test_points_of_a_range_and_quantities_are_chosen_with_a_reason(cast: Cast) -> None:
    (first,) = waiting(cast, item=ranged(cast))
    second = submitted(cast.village, cast.households[1], cast.award, cast.officer, quantity=3)
    marks = {
        1: Mark(unit_points_to=12, reason="救人在先"),
        2: Mark(quantity_to=2, reason="签到只有两次"),
    }
    outcome = held(cast, marks=marks)
    assert outcome.states == {"publicised": 2}
    first, second = stage.fresh(first), stage.fresh(second)
    assert (first.unit_points, first.points, first.review_round) == (12, 12, 2)
    assert (second.quantity, second.points) == (2, 20)
    assert first.decision_note == "救人在先" and Vote.objects.filter(claim=first, round=2).count() == 2
    audited = AuditRow.objects.get(action="claim.points_chosen", subject_id=first.pk)
    assert (audited.before["points"], audited.after["points"]) == (5, 12)


def test_a_vote_on_other_points_does_not_count_for_these(cast: Cast) -> None:
    (claim,) = waiting(cast, item=ranged(cast))
    decide(
        village=cast.village, claim_ids=[claim.pk], decision=Decision.APPROVE, by=cast.representative, at=clock.now()
    )
    meeting = opened(cast)
    recorded(cast, meeting, cast.branch, cast.branch_two, marks={1: Mark(unit_points_to=9, reason="只有半天")})
    [one] = meeting_confirm.preview(meeting=meeting, at=clock.now())
    assert one.result == LineResult.WAITING and not one.earlier


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        (Mark(decision=Decision.REJECT, place="rows"), "Say why"),
        (Mark(unit_points_to=16, reason="多", place="rows"), "Choose a number within that"),
        (Mark(unit_points_to=-5, reason="多", place="rows"), "Choose a number within that"),
        (Mark(unit_points_to=5, reason="同", place="rows"), "stands on the list already"),
        (Mark(reason="改", place="rows"), "enter the quantity or the points"),
        (Mark(quantity_to=0, reason="无", place="rows"), "at least 1"),
        (Mark(quantity_to=5000, reason="多", place="rows"), "too many"),
        (Mark(decision=Decision.REJECT, reason="长" * 301, place="rows"), "at most 300"),
    ],
)
def test_marks_that_cannot_be(cast: Cast, mark: Mark, words: str) -> None:
    waiting(cast, item=ranged(cast))
    meeting = opened(cast)
    with pytest.raises(DomainError, match=words) as refusal:
        recorded(cast, meeting, marks={1: mark})
    assert {error.field for error in refusal.value} == {"rows"}
    assert stage.fresh(meeting).state == MeetingState.OPEN


def test_fixed_points_are_not_chosen(cast: Cast) -> None:
    waiting(cast)
    with pytest.raises(DomainError, match="no more and no less"):
        recorded(cast, opened(cast), marks={1: Mark(unit_points_to=9, reason="多了")})


# -------------------------------------------------------------------------------------------------- records refused


def test_who_came_and_when_is_checked(cast: Cast) -> None:
    waiting(cast)
    meeting = opened(cast)
    for wanted, more in (
        ("still to come", {"held_on": DAY + timedelta(days=1)}),
        ("not held before that", {"held_on": DAY - timedelta(days=1)}),
    ):
        with pytest.raises(DomainError, match=wanted):
            recorded(cast, meeting, **more)
    with pytest.raises(DomainError, match="no seat on the day"):
        recorded(cast, meeting, cast.branch, cast.villager)
    with pytest.raises(NotAllowed):
        recorded(cast, meeting, by=cast.officer)


def test_two_who_record_at_once_do_not_overwrite_each_other(cast: Cast) -> None:
    waiting(cast)
    meeting = opened(cast)
    recorded(cast, meeting)
    with pytest.raises(TransitionError, match="Somebody else has recorded"):
        from councils.services.meeting_record import Record, record

        data = Record(held_on=DAY, present=[cast.branch.pk], edition=0)
        record(meeting=meeting, data=data, by=User.objects.get(pk=cast.branch.pk), at=clock.now())


def test_recorded_again_keeps_nothing_of_the_first(cast: Cast) -> None:
    waiting(cast, 3)
    meeting = opened(cast)
    recorded(cast, meeting, cast.branch, cast.supervision, cast.representative, marks={1: STRUCK, 2: BACK})
    recorded(cast, meeting, cast.branch, cast.supervision, marks={3: STRUCK})
    assert [line.decision for line in lines(meeting)] == ["approve", "approve", "reject"]
    assert MeetingAttendee.objects.filter(meeting=meeting).count() == 2


def test_a_meeting_that_is_over_is_over(cast: Cast) -> None:
    waiting(cast)
    outcome = held(cast)
    with pytest.raises(TransitionError):
        recorded(cast, outcome.meeting)
    with pytest.raises(TransitionError):
        meetings.cancel(meeting=outcome.meeting, reason="没开", by=cast.administrator, at=clock.now())
    with pytest.raises(TransitionError):
        meetings.add_sheet(
            meeting=outcome.meeting, upload=stage.picture((1, 2, 3)), by=cast.administrator, at=clock.now()
        )


def test_photos_of_the_sheet_are_kept_once_and_can_be_taken_away(cast: Cast) -> None:
    waiting(cast)
    meeting = opened(cast)
    photographed(cast, meeting)
    photographed(cast, meeting)
    sheet = MeetingSheet.objects.get(meeting=meeting)
    assert sheet.file.storage.exists(sheet.file.name)
    with pytest.raises(DomainError, match="no picture"):
        upload = stage.picture()
        upload.file.seek(0)
        upload.file.write(b"xx")
        upload.file.seek(0)
        meetings.add_sheet(meeting=meeting, upload=upload, by=cast.administrator, at=clock.now())
    meetings.remove_sheet(sheet=sheet, by=cast.administrator, at=clock.now())
    assert not MeetingSheet.objects.filter(meeting=meeting).exists()


# ---------------------------------------------------------------------------------------------- many lines, few queries


def statements(cast: Cast, count: int) -> dict[str, int]:
    """Of each step, for so many lines."""
    here = cast.households
    for number in range(count):
        submitted(cast.village, here[number % len(here)], cast.award, cast.officer, day=date(2026, 10, 1 + number % 20))
    found = {}
    with CaptureQueriesContext(
        connection,
    ) as context:
        meeting = opened(cast)
    found["open"] = len(context)
    with CaptureQueriesContext(connection) as context:
        recorded(cast, meeting, cast.branch, cast.supervision, cast.representative, marks={1: STRUCK, 2: BACK})
    found["record"] = len(context)
    with CaptureQueriesContext(connection) as context:
        meeting_confirm.preview(meeting=meeting, at=clock.now())
    found["preview"] = len(context)
    photographed(cast, meeting)
    with CaptureQueriesContext(connection) as context:
        outcome = confirm(meeting, cast.supervision)
    found["confirm"] = len(context)
    assert sum(outcome.states.values()) == count
    return found


def test_three_and_three_hundred_lines_take_the_same_statements(cast: Cast) -> None:
    # Households with a log-in are told, with one statement more where there is one among them.
    Membership.objects.filter(user=cast.villager).update(active=False)
    few = statements(cast, 3)
    assert statements(cast, 300) == few


def test_roll_of_the_day_not_of_today(cast: Cast) -> None:
    """Whoever left the body after the meeting was still there; whoever came later was not."""
    waiting(cast)
    meeting = opened(cast)
    recorded(cast, meeting)
    with clock.frozen(clock.moment(DAY + timedelta(days=3), 9)):
        BodyMember.objects.filter(user=cast.branch).update(term_to=DAY)
        assert roll(cast.village, clock.today()).of_user(cast.branch.pk) is None
        assert confirmed(cast, meeting).states == {"publicised": 1}
