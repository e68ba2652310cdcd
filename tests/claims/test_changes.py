"""Correcting, deleting, withdrawing; sending up in numbered batches; the one writer of a claim's state."""

from datetime import date

import pytest
from django.db import connection
from django.utils import translation

from points.enums import CLAIM_STEPS, ClaimState, HouseholdState
from points.models import AuditRow, Batch, Claim, Scheme
from points.services.claims import (
    DeedInput,
    change_state,
    delete_draft,
    edit_claim,
    enter_claim,
    enter_claims,
    enter_deed,
    recheck,
    send_up,
    withdraw,
)
from tests.claims.conftest import NOW, build_world
from tests.claims.test_entry import in_parallel
from tests.factories import ClaimFactory, HouseholdFactory, make_village, member
from villagegov.db.keys import new_id
from villagegov.kernel.errors import DomainError, NotAllowed, Problems, TransitionError


@pytest.fixture
def entered(world, claim_input):
    def make(count=1, by=None, **changes) -> list[Claim]:
        inputs = [claim_input(**changes) for _ in range(count)]
        return enter_claims(village=world.village, inputs=inputs, by=by or world.officer, at=NOW)

    return make


@pytest.fixture
def in_state(world):
    def make(state, **more) -> Claim:
        given = {"decided_at": NOW, "publicity_from": date(2026, 11, 1), "publicity_until": date(2026, 11, 8)}
        if state != ClaimState.DRAFT:
            given["submitted_at"] = NOW
        if state == ClaimState.POSTED:
            given["posted_at"] = NOW
        more.setdefault("typed_by", world.officer)
        return ClaimFactory(
            village=world.village, household=world.households[0], item=world.item.award, state=state, **given, **more
        )

    return make


def ids(claims) -> list:
    return [claim.pk for claim in claims]


# ------------------------------------------------------------------------------------- correct, delete, withdraw


def test_a_draft_is_corrected_and_keeps_its_id(world, entered, claim_input):
    claim = entered(slip_number="WJG-1")[0]
    data = claim_input(
        household_id=world.households[1].pk, item_id=world.deduction.pk, quantity=2, slip_number="wjg-2", note="改过"
    )
    edited = edit_claim(claim=claim, data=data, by=world.officer, at=NOW)
    edited.refresh_from_db()
    assert (edited.pk, edited.household, edited.points) == (claim.pk, world.households[1], -10)
    assert (edited.item_name, edited.slip_number, edited.note) == ("焚烧秸秆", "WJG-2", "改过")
    row = AuditRow.objects.get(village=world.village, action="claim.changed")
    assert (row.before["points"], row.after["points"]) == (10, -10)


def test_a_correction_is_checked_like_a_new_claim(world, entered, claim_input):
    claim, _other = entered(slip_number="WJG-1")[0], entered(slip_number="WJG-2")
    for changes, code in (({"quantity": 0}, "quantity_too_small"), ({"slip_number": "WJG-2"}, "slip_used")):
        with pytest.raises(DomainError) as caught:
            edit_claim(claim=claim, data=claim_input(**changes), by=world.officer, at=NOW)
        assert caught.value.code == code
    edit_claim(claim=claim, data=claim_input(slip_number="WJG-1"), by=world.officer, at=NOW)  # its own


@pytest.mark.parametrize("state", ClaimState.values)
def test_only_drafts_and_returned_claims_are_corrected(world, in_state, claim_input, state):
    claim = in_state(state)
    if state in (ClaimState.DRAFT, ClaimState.RETURNED):
        assert edit_claim(claim=claim, data=claim_input(quantity=2), by=world.officer, at=NOW).state == state
    else:
        with pytest.raises(TransitionError):
            edit_claim(claim=claim, data=claim_input(quantity=2), by=world.officer, at=NOW)


@pytest.mark.parametrize("state", ClaimState.values)
def test_only_drafts_are_deleted(world, in_state, state):
    claim = in_state(state)
    if state == ClaimState.DRAFT:
        delete_draft(claim=claim, by=world.officer, at=NOW)
        assert not Claim.objects.exists()
        assert AuditRow.objects.get(action="claim.deleted").before["points"] == 10
    else:
        with pytest.raises(TransitionError):
            delete_draft(claim=claim, by=world.officer, at=NOW)
        assert Claim.objects.exists()


@pytest.mark.parametrize("state", ClaimState.values)
def test_only_what_waits_or_was_returned_is_withdrawn(world, in_state, state):
    claim = in_state(state)
    if state in (ClaimState.SUBMITTED, ClaimState.RETURNED):
        withdraw(claim=claim, by=world.officer, at=NOW)
        assert Claim.objects.get().state == claim.state == ClaimState.WITHDRAWN
        assert AuditRow.objects.get(action="claim.withdrawn").before["state"] == state
    else:
        with pytest.raises(TransitionError):
            withdraw(claim=claim, by=world.officer, at=NOW)
        assert Claim.objects.get().state == state


def test_who_may_change_a_claim(world, in_state, claim_input):
    """The typist, who claimed it, the administrator; not a colleague, not the committee, nobody of another village."""
    others = (
        member(world.village, "officer"),
        world.branch,
        world.supervisor,
        make_village(households=0).administrator,
    )
    for by in others:
        for state, act in ((ClaimState.DRAFT, delete_draft), (ClaimState.RETURNED, withdraw)):
            with pytest.raises(NotAllowed):
                act(claim=in_state(state), by=by, at=NOW)
        with pytest.raises(NotAllowed):
            edit_claim(claim=in_state(ClaimState.DRAFT), data=claim_input(), by=by, at=NOW)
    for by in (world.officer, world.administrator, world.villager):
        withdraw(claim=in_state(ClaimState.RETURNED, claimed_by=world.villager), by=by, at=NOW)


def test_a_claim_that_is_gone(world, entered):
    claim = entered()[0]
    Claim.objects.filter(village=world.village).delete()
    with pytest.raises(DomainError) as caught:
        withdraw(claim=claim, by=world.officer, at=NOW)
    assert caught.value.code == "claim_gone"


def test_a_claim_of_a_shared_deed_keeps_household_item_and_day(world, claim_input):
    deed = enter_deed(
        village=world.village,
        data=DeedInput(item_id=world.item.award.pk, day=date(2026, 11, 20), household_ids=(world.households[0].pk,)),
        by=world.officer,
        at=NOW,
    )
    claim = Claim.objects.get(village=world.village, deed=deed)
    changes = {
        "household": {"household_id": world.households[1].pk},
        "day": {"day": date(2026, 11, 19)},
        "item": {"item_id": world.item.monthly.pk},
    }
    for field, change in changes.items():
        with pytest.raises(DomainError) as caught:
            edit_claim(claim=claim, data=claim_input(**change), by=world.officer, at=NOW)
        assert (caught.value.field, caught.value.code) == (field, "deed_fixed")
    assert edit_claim(claim=claim, data=claim_input(quantity=2), by=world.officer, at=NOW).points == 20


# --------------------------------------------------------------------------------------------------------- send up


def test_drafts_become_a_batch(world, entered):
    claims = entered(2) + entered(item_id=world.deduction.pk)
    batch = send_up(village=world.village, claim_ids=ids(claims), by=world.officer, at=NOW)
    assert (batch.number, batch.claim_count, batch.points_total, batch.sent_by) == (1, 3, 15, world.officer)
    for claim in Claim.objects.filter(village=world.village):
        assert (claim.state, claim.batch, claim.review_round, claim.submitted_at) == ("submitted", batch, 1, NOW)
    assert AuditRow.objects.filter(action="claim.sent_up").count() == 3
    assert AuditRow.objects.get(action="batch.sent_up").after == {"claims": 3, "points": 15, "number": 1}


def test_batches_are_numbered_per_village_without_gaps(world, entered):
    elsewhere = make_village(households=1)
    draft = ClaimFactory(village=elsewhere.village, household=elsewhere.households[0], item=elsewhere.award,
                         typed_by=elsewhere.officer)  # fmt: skip
    numbers = []
    for _ in range(2):
        claims = entered()
        numbers.append(send_up(village=world.village, claim_ids=ids(claims), by=world.officer, at=NOW).number)
        with pytest.raises(DomainError):
            send_up(village=world.village, claim_ids=[new_id()], by=world.officer, at=NOW)
    other = send_up(village=elsewhere.village, claim_ids=[draft.pk], by=elsewhere.officer, at=NOW)
    assert numbers == [1, 2] and other.number == 1


@pytest.mark.django_db(transaction=True)
def test_batches_sent_in_the_same_second_are_numbered_without_gaps():
    world = build_world()
    drafts = [
        ClaimFactory(village=world.village, household=household, item=world.award, typed_by=world.officer)
        for household in world.households
    ]
    results = in_parallel(
        *[
            lambda claim=claim: send_up(village=world.village, claim_ids=[claim.pk], by=world.officer, at=NOW)
            for claim in drafts
        ]
    )
    assert sorted(batch.number for batch in results) == [1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_the_same_selection_sent_twice_is_one_batch():
    world = build_world()
    drafts = [
        ClaimFactory(village=world.village, household=household, item=world.award, typed_by=world.officer).pk
        for household in world.households
    ]
    send = lambda order: send_up(village=world.village, claim_ids=order, by=world.officer, at=NOW)  # noqa: E731
    results = in_parallel(lambda: send(drafts), lambda: send(drafts[::-1]))
    assert [batch.number for batch in results] == [1, 1]
    assert Batch.objects.count() == 1
    assert set(Claim.objects.values_list("review_round", flat=True)) == {1}


def test_a_returned_claim_goes_up_again_in_a_new_round(world, entered):
    claims = entered(2)
    send_up(village=world.village, claim_ids=ids(claims), by=world.officer, at=NOW)
    returned = Claim.objects.select_for_update().get(pk=claims[0].pk)
    change_state(claims=[returned], to=ClaimState.RETURNED, at=NOW, decided_at=NOW, decision_note="请补时间")
    batch = send_up(village=world.village, claim_ids=[returned.pk], by=world.officer, at=NOW)
    returned.refresh_from_db()
    assert (batch.number, batch.claim_count, returned.review_round, returned.batch) == (2, 1, 2, batch)
    assert Batch.objects.get(number=1).claim_count == 2


def test_everything_is_checked_again(world, entered):
    """Meanwhile the household has moved away and the rules have changed."""
    away, capped, fine = entered(household_id=world.households[1].pk)[0], entered(2, quantity=2), entered()
    world.households[1].state = HouseholdState.AWAY
    world.households[1].save()
    world.item.award.max_per_month = 3
    world.item.award.save()
    with translation.override("zh-hans"), pytest.raises(Problems) as caught:
        send_up(village=world.village, claim_ids=ids([away, *capped, *fine]), by=world.officer, at=NOW)
    assert {error.subject for error in caught.value} == {away.pk, capped[1].pk}
    sentences = [str(error) for error in caught.value]
    assert any(line.startswith("002 陈芳，1 治安巡防：2026-11-") for line in sentences)
    assert any("001 李小华，1 治安巡防：本月只剩 1 次" in line for line in sentences)
    assert not Batch.objects.exists() and not Claim.objects.exclude(state="draft").exists()
    delete_draft(claim=capped[1], by=world.officer, at=NOW)
    batch = send_up(village=world.village, claim_ids=ids([capped[0], *fine]), by=world.officer, at=NOW)
    assert batch.number == 1


def test_recheck_counts_every_other_live_claim(world, entered):
    claims = entered(2, item_id=world.item.monthly.pk, quantity=2)
    assert recheck(village=world.village, claims=claims, at=NOW) == {}
    world.item.monthly.max_per_month = 3
    world.item.monthly.save()
    assert list(recheck(village=world.village, claims=claims[:1], at=NOW)) == [claims[0].pk]


def test_rules_that_came_later_do_not_reach_back(world, entered):
    """A claim of the rules of its day goes up under the rules that follow."""
    claims = entered(day=date(2026, 11, 20))
    Scheme.objects.create(
        village=world.village, title="新办法", effective_from=date(2026, 11, 21), mandate=world.scheme.mandate
    )
    assert send_up(village=world.village, claim_ids=ids(claims), by=world.officer, at=NOW)


@pytest.mark.parametrize("state", sorted(set(ClaimState.values) - {"draft", "returned"}))
def test_what_is_up_already_does_not_go_up_again(world, in_state, entered, state):
    claims = [in_state(state), *entered()]
    with pytest.raises(TransitionError) as caught:
        send_up(village=world.village, claim_ids=ids(claims), by=world.officer, at=NOW)
    assert caught.value.subject == claims[0].pk
    assert Claim.objects.filter(state="draft").count() == 1


def test_who_may_send_up(world, entered):
    claims = entered()
    for by in (member(world.village, "officer"), world.branch, world.villager, make_village(households=0).officer):
        with pytest.raises(NotAllowed):
            send_up(village=world.village, claim_ids=ids(claims), by=by, at=NOW)
    elsewhere = ClaimFactory()
    with pytest.raises(DomainError) as caught:
        send_up(village=world.village, claim_ids=[*ids(claims), elsewhere.pk], by=world.officer, at=NOW)
    assert caught.value.code == "claim_gone"
    assert send_up(village=world.village, claim_ids=ids(claims), by=world.administrator, at=NOW).number == 1


def test_nothing_ticked(world):
    with pytest.raises(DomainError) as caught:
        send_up(village=world.village, claim_ids=[], by=world.officer, at=NOW)
    assert caught.value.code == "nothing_ticked"


@pytest.mark.parametrize("count", [1, 3, 60])
def test_sending_up_takes_the_same_queries_for_one_and_for_sixty(world, claim_input, count, django_assert_num_queries):
    households = [HouseholdFactory(village=world.village, group=world.groups[0]) for _ in range(count)]
    inputs = [claim_input(household_id=row.pk, slip_number=f"S-{n}") for n, row in enumerate(households)]
    claims = enter_claims(village=world.village, inputs=inputs, by=world.officer, at=NOW)
    with django_assert_num_queries(24):
        send_up(village=world.village, claim_ids=ids(claims), by=world.officer, at=NOW)


# ---------------------------------------------------------------------------------------------------- the one writer


@pytest.mark.parametrize("start", ClaimState.values)
@pytest.mark.parametrize("to", ClaimState.values)
def test_every_step_of_the_table_and_no_other(world, in_state, start, to):
    claim = in_state(start)
    fields = {"posted_at": NOW} if to == ClaimState.POSTED else {}
    if to in CLAIM_STEPS[ClaimState(start)]:
        change_state(claims=[claim], to=ClaimState(to), at=NOW, **fields)
        assert Claim.objects.get().state == claim.state == to
    else:
        with pytest.raises(TransitionError) as caught:
            change_state(claims=[claim], to=ClaimState(to), at=NOW, **fields)
        assert caught.value.subject == claim.pk
        assert Claim.objects.get().state == start


def test_many_change_in_one_update_or_not_at_all(world, in_state, django_assert_num_queries):
    waiting = [in_state(ClaimState.SUBMITTED) for _ in range(5)]
    with pytest.raises(TransitionError):
        change_state(claims=[*waiting, in_state(ClaimState.POSTED)], to=ClaimState.REJECTED, at=NOW)
    assert Claim.objects.filter(state="submitted").count() == 5
    with django_assert_num_queries(4):  # whom to tell: three more
        change_state(claims=waiting, to=ClaimState.REJECTED, at=NOW, decision_note="不符合")
    assert {claim.decision_note for claim in waiting} == {"不符合"}


def test_a_row_that_changed_since_it_was_read_is_not_overwritten(world, in_state):
    claim = in_state(ClaimState.SUBMITTED)
    Claim.objects.filter(pk=claim.pk).update(state=ClaimState.WITHDRAWN)
    with pytest.raises(TransitionError) as caught:
        change_state(claims=[claim], to=ClaimState.REJECTED, at=NOW)
    assert caught.value.code == "state_changed"
    assert Claim.objects.get().state == ClaimState.WITHDRAWN


def test_nothing_to_change_asks_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        change_state(claims=[], to=ClaimState.POSTED, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_withdrawing_and_correcting_in_the_same_second_leave_one_state():
    world = build_world()
    data = {"village": world.village, "household": world.households[0], "item": world.award, "typed_by": world.officer}
    claim = ClaimFactory(**data, state=ClaimState.RETURNED, submitted_at=NOW, decided_at=NOW)
    results = in_parallel(
        lambda: withdraw(claim=Claim.objects.get(pk=claim.pk), by=world.officer, at=NOW),
        lambda: send_up(village=world.village, claim_ids=[claim.pk], by=world.officer, at=NOW),
        lambda: withdraw(claim=Claim.objects.get(pk=claim.pk), by=world.administrator, at=NOW),
    )
    claim.refresh_from_db()
    assert claim.state == ClaimState.WITHDRAWN
    assert sum(isinstance(result, DomainError) for result in results) in (1, 2)
    assert not any(isinstance(result, Exception) and not isinstance(result, DomainError) for result in results)
    assert connection.vendor == "postgresql"


def test_entering_again_after_withdrawing(world, entered, claim_input):
    claims = entered(item_id=world.item.monthly.pk, quantity=4, slip_number="WJG-1")
    send_up(village=world.village, claim_ids=ids(claims), by=world.officer, at=NOW)
    withdraw(claim=claims[0], by=world.officer, at=NOW)
    data = claim_input(item_id=world.item.monthly.pk, quantity=4, slip_number="WJG-1")
    assert enter_claim(village=world.village, data=data, by=world.officer, at=NOW)
