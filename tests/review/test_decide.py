"""Votes on claims: what decides, what is refused, what it costs."""

from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from councils.enums import BodyKind, Decision
from councils.models import NearKin, Vote
from councils.queries import review as queries
from councils.services.review import Outcome, decide
from points.enums import ClaimState, HouseholdState, Role
from points.models import AuditRow, Claim, Membership, User, VillageSettings
from tests.factories import Cast, ClaimFactory, HouseholdFactory, make_village, member, seat, submitted
from tests.review.conftest import DAY
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def vote(cast: Cast, by: User, *claims: Claim, decision: Decision = Decision.APPROVE, note: str = "") -> Outcome:
    if decision != Decision.APPROVE and not note:
        note = "照片看不清"
    return decide(
        village=cast.village,
        claim_ids=[claim.pk for claim in claims],
        decision=decision,
        note=note,
        by=by,
        at=clock.now(),
    )


def wait(cast: Cast, household: int = 1, item: str = "award", **more: object) -> Claim:
    return submitted(cast.village, cast.households[household], getattr(cast, item), cast.officer, **more)


# ------------------------------------------------------------------------------------------------------ what decides


def test_two_members_of_two_constituencies_approve_and_publicity_begins_on_the_day(cast: Cast) -> None:
    claim = wait(cast)
    first = vote(cast, cast.branch, claim)
    assert first == Outcome(decided={}, waiting=[claim.pk], refused={})
    claim.refresh_from_db()
    assert claim.state == ClaimState.SUBMITTED and claim.decided_at is None
    second = vote(cast, cast.representative, claim)
    assert second.decided == {claim.pk: ClaimState.PUBLICISED}
    claim.refresh_from_db()
    assert (claim.state, claim.publicity_from, claim.publicity_until) == (
        ClaimState.PUBLICISED,
        DAY,
        date(2026, 11, 1),
    ), "seven days, the first and the last included"
    assert claim.decided_at == clock.now()
    assert {(v.voter, v.decision, tuple(v.constituencies)) for v in Vote.objects.all()} == {
        (cast.branch, "approve", ("branch",)),
        (cast.representative, "approve", ("representatives",)),
    }


def test_two_of_one_constituency_are_not_enough(cast: Cast) -> None:
    claim = wait(cast)
    vote(cast, cast.branch, claim)
    outcome = vote(cast, cast.branch_two, claim)
    assert outcome.waiting == [claim.pk]
    assert vote(cast, cast.supervision, claim).decided == {claim.pk: ClaimState.PUBLICISED}


def test_a_deduction_waits_for_its_household_to_be_told(cast: Cast) -> None:
    claim = wait(cast, item="deduction")
    vote(cast, cast.branch, claim)
    assert vote(cast, cast.supervision, claim).decided == {claim.pk: ClaimState.TELLING}
    claim.refresh_from_db()
    assert claim.state == ClaimState.TELLING and claim.publicity_from is None and claim.decided_at == clock.now()


def test_one_member_returns_and_the_reason_stays_with_the_claim(cast: Cast) -> None:
    claim = wait(cast)
    outcome = vote(cast, cast.branch, claim, decision=Decision.RETURN, note="  请补一张照片 ")
    assert outcome.decided == {claim.pk: ClaimState.RETURNED}
    claim.refresh_from_db()
    assert (claim.state, claim.decision_note) == (ClaimState.RETURNED, "请补一张照片")


def test_rejecting_takes_the_quorum_and_approving_votes_do_not_help_it(cast: Cast) -> None:
    claim = wait(cast)
    vote(cast, cast.representative, claim)
    assert vote(cast, cast.branch, claim, decision=Decision.REJECT, note="重复申报").waiting == [claim.pk]
    outcome = vote(cast, cast.supervision, claim, decision=Decision.REJECT, note="上月已计分")
    assert outcome.decided == {claim.pk: ClaimState.REJECTED}
    claim.refresh_from_db()
    assert (claim.state, claim.decision_note, claim.publicity_from) == (ClaimState.REJECTED, "上月已计分", None)


@pytest.mark.parametrize("decision", [Decision.RETURN, Decision.REJECT])
def test_returning_and_rejecting_need_a_reason(cast: Cast, decision: Decision) -> None:
    claim = wait(cast)
    with pytest.raises(DomainError) as refused:
        decide(village=cast.village, claim_ids=[claim.pk], decision=decision, note="  ", by=cast.branch, at=clock.now())
    assert refused.value.field == "note"
    with pytest.raises(DomainError) as refused:
        vote(cast, cast.branch, claim, decision=decision, note="长" * 301)
    assert refused.value.field == "note"
    assert not Vote.objects.exists()


def test_the_database_wants_the_reason_too(cast: Cast) -> None:
    claim = wait(cast)
    with pytest.raises(IntegrityError, match="councils_vote_reason_given"), transaction.atomic():
        Vote.objects.create(
            village=cast.village,
            claim=claim,
            round=1,
            voter=cast.branch,
            constituencies=["branch"],
            decision="reject",
            at=clock.now(),
        )


def test_the_database_takes_one_vote_a_round_from_each(cast: Cast) -> None:
    claim = wait(cast)
    vote(cast, cast.branch, claim)
    with pytest.raises(IntegrityError, match="councils_vote_once"), transaction.atomic():
        Vote.objects.create(
            village=cast.village,
            claim=claim,
            round=1,
            voter=cast.branch,
            constituencies=["branch"],
            decision="approve",
            at=clock.now(),
        )


def test_votes_of_an_earlier_round_do_not_count(cast: Cast) -> None:
    claim = wait(cast, review_round=1)
    vote(cast, cast.branch, claim)
    Claim.objects.filter(village=cast.village, pk=claim.pk).update(review_round=2)
    assert vote(cast, cast.supervision, claim).waiting == [claim.pk]
    assert vote(cast, cast.branch, claim).decided == {claim.pk: ClaimState.PUBLICISED}


def test_the_numbers_of_the_village_on_that_day_count(cast: Cast) -> None:
    VillageSettings.objects.create(
        village=cast.village, effective_from=DAY, publicity_days=10, quorum_votes=3, quorum_constituencies=2
    )
    claim = wait(cast)
    vote(cast, cast.branch, claim)
    assert vote(cast, cast.supervision, claim).waiting == [claim.pk]
    assert vote(cast, cast.branch_two, claim).decided
    claim.refresh_from_db()
    assert claim.publicity_until == date(2026, 11, 4)


# --------------------------------------------------------------------------------------------------------- the quorum


class Said:
    def __init__(self, voter_id: object, *constituencies: str) -> None:
        self.person, self.constituencies = voter_id, constituencies


@pytest.mark.parametrize(
    ("votes", "wanted", "reached"),
    [
        ([("a", "x")], (1, 1), True),
        ([("a", "x", "y")], (2, 2), False),  # one person in two bodies is one person
        ([("a", "x", "y"), ("a", "x", "y")], (2, 2), False),
        ([("a", "x", "y"), ("b", "x")], (2, 2), True),  # a stands for y, so that b can stand for x
        ([("b", "x"), ("a", "x", "y")], (2, 2), True),
        ([("a", "x"), ("b", "x")], (2, 2), False),
        ([("a", "x"), ("b", "x")], (2, 1), True),
        ([("a", "x", "y"), ("b", "x", "y"), ("c", "x", "y")], (3, 3), False),
        ([("a", "x", "y"), ("b", "y", "z"), ("c", "x")], (3, 3), True),
        ([("a", "x", "y", "z"), ("b", "x"), ("c", "x", "y")], (3, 3), True),
        ([("a", "x"), ("b", "y")], (3, 2), False),
        ([("a",), ("b", "y")], (2, 1), False),  # a group leader is no member
        ([], (1, 1), False),
    ],
)
def test_quorum_is_a_matching(votes: list[tuple[str, ...]], wanted: tuple[int, int], reached: bool) -> None:
    settings = VillageSettings(quorum_votes=wanted[0], quorum_constituencies=wanted[1])
    assert queries.quorum_reached([Said(*one) for one in votes], settings) is reached


def test_somebody_in_two_bodies_stands_for_whichever_helps(cast: Cast) -> None:
    seat(cast.bodies[BodyKind.SUPERVISION], cast.branch)  # the party secretary heads the supervision too
    claim = wait(cast)
    vote(cast, cast.branch, claim)
    outcome = vote(cast, cast.supervision, claim)
    assert outcome.decided, "branch stands for the branch committee, so that supervision can stand for its own"


# ------------------------------------------------------------------------------------------------- who must stay out


def test_nobody_decides_for_the_own_household(cast: Cast) -> None:
    claim = wait(cast, household=0)
    Membership.objects.create(village=cast.village, user=cast.branch, role=Role.VILLAGER, household=cast.households[0])
    outcome = vote(cast, cast.branch, claim)
    assert "own household" in str(outcome.refused[claim.pk]) and not Vote.objects.exists()


def test_nor_for_the_household_a_seat_names(cast: Cast) -> None:
    claim = wait(cast)
    seat(cast.bodies[BodyKind.BRANCH], cast.supervision, household=cast.households[1], position="委员")
    assert claim.pk in vote(cast, cast.supervision, claim).refused
    assert claim not in queries.waiting_for(cast.supervision, cast.village)


def test_nor_for_near_kin(cast: Cast) -> None:
    claim = wait(cast)
    NearKin.objects.create(
        village=cast.village, user=cast.branch, household=cast.households[1], registered_on=date(2026, 1, 5)
    )
    outcome = vote(cast, cast.branch, claim)
    assert "near kin" in str(outcome.refused[claim.pk])
    assert vote(cast, cast.branch_two, claim).waiting


def test_nor_for_what_they_claimed_or_vouched_for(cast: Cast) -> None:
    claimed, vouched = wait(cast, claimed_by=cast.branch), wait(cast, vouched_by=cast.branch, vouched_name="branch")
    outcome = vote(cast, cast.branch, claimed, vouched)
    assert set(outcome.refused) == {claimed.pk, vouched.pk}
    assert not queries.waiting_for(cast.branch, cast.village).exists()
    assert queries.waiting_for(cast.branch_two, cast.village).count() == 2


def test_typing_alone_does_not_bar(cast: Cast) -> None:
    claim = submitted(cast.village, cast.households[1], cast.award, cast.branch)
    assert vote(cast, cast.branch, claim).waiting == [claim.pk]


def test_recusal_reads_only_this_village(cast: Cast) -> None:
    other = make_village()
    NearKin.objects.create(
        village=other.village, user=cast.branch, household=other.households[1], registered_on=date(2026, 1, 5)
    )
    assert vote(cast, cast.branch, wait(cast)).waiting


def test_a_seat_outside_its_term_gives_no_vote(cast: Cast) -> None:
    past = member(cast.village, Role.COMMITTEE)
    seat(cast.bodies[BodyKind.BRANCH], past, term_to=date(2026, 10, 25))
    with pytest.raises(NotAllowed):
        vote(cast, past, wait(cast))
    last_day = member(cast.village, Role.COMMITTEE)
    seat(cast.bodies[BodyKind.BRANCH], last_day, term_to=DAY)
    assert vote(cast, last_day, wait(cast)).waiting


def test_a_seat_in_a_body_that_is_no_constituency_gives_no_vote(cast: Cast) -> None:
    from councils.models import Body

    council = Body.objects.create(village=cast.village, name="村民议事会", kind=BodyKind.COUNCIL)
    elder = member(cast.village, Role.COMMITTEE)
    seat(council, elder)
    with pytest.raises(NotAllowed):
        vote(cast, elder, wait(cast))


@pytest.mark.parametrize("who", ["officer", "administrator", "supervisor", "villager", "superuser"])
def test_only_the_committee_votes(cast: Cast, who: str) -> None:
    claim = wait(cast)
    person = getattr(cast, who)
    if who != "superuser":
        seat(cast.bodies[BodyKind.BRANCH], person)
    with pytest.raises(NotAllowed):
        vote(cast, person, claim)
    assert queries.obstacles(person, [claim])[claim.pk]
    assert not queries.waiting_for(person, cast.village).exists()


def test_a_committee_member_of_another_village_has_no_vote_here(cast: Cast) -> None:
    other = make_village()
    with pytest.raises(NotAllowed):
        vote(cast, other.branch, wait(cast))


# --------------------------------------------------------------------------------------------------- what is left out


def test_voting_twice_is_refused_in_words(cast: Cast) -> None:
    claim = wait(cast)
    vote(cast, cast.branch, claim)
    outcome = vote(cast, cast.branch, claim, decision=Decision.RETURN)
    assert "already voted" in str(outcome.refused[claim.pk])
    assert Vote.objects.count() == 1


@pytest.mark.parametrize("state", [ClaimState.WITHDRAWN, ClaimState.RETURNED, ClaimState.DRAFT, ClaimState.REJECTED])
def test_what_no_longer_waits_is_refused_and_the_rest_goes_on(cast: Cast, state: ClaimState) -> None:
    gone = ClaimFactory(
        village=cast.village,
        household=cast.households[0],
        item=cast.award,
        typed_by=cast.officer,
        state=state,
        submitted_at=clock.now(),
    )
    fine = wait(cast)
    outcome = vote(cast, cast.branch, gone, fine)
    assert set(outcome.refused) == {gone.pk} and outcome.waiting == [fine.pk]
    assert not Vote.objects.filter(claim=gone).exists()


def test_claims_of_another_village_are_not_there(cast: Cast) -> None:
    other = make_village()
    foreign = wait(other)
    outcome = vote(cast, cast.branch, foreign)
    assert outcome.refused[foreign.pk].code == "gone"
    assert not Vote.objects.exists()


def test_a_deleted_claim_is_refused_in_words(cast: Cast) -> None:
    missing = uuid4()
    outcome = decide(
        village=cast.village, claim_ids=[missing], decision=Decision.APPROVE, note="", by=cast.branch, at=clock.now()
    )
    assert outcome.refused[missing].code == "gone"


def test_what_breaks_a_cap_by_now_is_refused_and_can_still_be_rejected(cast: Cast) -> None:
    first, second, third = (wait(cast) for _number in range(3))
    other = wait(cast, household=2)
    cast.award.max_per_month = 2
    cast.award.save()
    outcome = vote(cast, cast.branch, first, second, third, other)
    assert len(outcome.refused) == 1 and len(outcome.waiting) == 3
    (over,) = outcome.refused
    assert outcome.refused[over].code not in ("gone", "barred")
    rejected = decide(
        village=cast.village, claim_ids=[over], decision=Decision.REJECT, note="已满", by=cast.branch, at=clock.now()
    )
    assert rejected.waiting == [over]


def test_a_household_closed_meanwhile_is_refused(cast: Cast) -> None:
    claim = wait(cast)
    household = cast.households[1]
    household.state, household.left_on = HouseholdState.CLOSED, date(2026, 10, 1)
    household.save()
    assert claim.pk in vote(cast, cast.branch, claim).refused


# ------------------------------------------------------------------------------------------------------ traces, costs


def test_each_vote_leaves_an_audit_row_without_names(cast: Cast) -> None:
    claim = wait(cast)
    vote(cast, cast.branch, claim)
    vote(cast, cast.supervision, claim)
    rows = list(AuditRow.objects.filter(village=cast.village, subject_id=claim.pk).order_by("pk"))
    assert [(row.by, row.action, row.after["state"]) for row in rows] == [
        (cast.branch, "claim.vote_approve", "submitted"),
        (cast.supervision, "claim.vote_approve", "publicised"),
    ]
    assert cast.households[1].head_name not in str([(row.before, row.after) for row in rows])


def test_three_hundred_cost_no_more_queries_than_three(cast: Cast) -> None:
    def cost(number: int) -> int:
        households = [
            HouseholdFactory(village=cast.village, group=cast.groups[0], number=f"{number}-{index}")
            for index in range(number)
        ]
        claims = [submitted(cast.village, household, cast.award, cast.officer) for household in households]
        vote(cast, cast.branch, *claims)
        with CaptureQueriesContext(connection) as queries_run:
            outcome = vote(cast, cast.supervision, *claims)
        assert len(outcome.decided) == number
        return len(queries_run)

    cost(1)  # the member's roles are read once
    assert cost(3) == cost(300)


def test_waiting_for_counts_what_is_left_for_this_person(cast: Cast) -> None:
    first, second = wait(cast), wait(cast, household=2)
    assert queries.waiting_count(cast.branch, cast.village) == 2
    vote(cast, cast.branch, first)
    assert list(queries.waiting_for(cast.branch, cast.village)) == [second]
    assert queries.waiting_count(cast.supervision, cast.village) == 2
    assert queries.waiting_count(None, cast.village) == 0
