"""Typing in, sending up, deciding, objecting, posting: the same claim in two hands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from boards.services import due
from councils.enums import Decision, ObjectionKind
from councils.models import Objection, Telling, Vote
from councils.services import objections
from councils.services.review import decide
from points.enums import ClaimState, EntryKind, Role
from points.models import AuditRow, Batch, Claim, Deed, Entry, Item, LedgerHead, MonthClose
from points.queries import ledger_check
from points.services import claims, ledger
from points.services import due as points_due
from tests import stage
from tests.factories import Cast, ItemFactory, member
from tests.races.support import Side, at_once, exactly_one, overlapping, refused, went_through
from villagegov.db.keys import new_id

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast() -> Cast:
    return stage.village()


def state(claim: Claim) -> str:
    return stage.fresh(claim).state


def holds(cast: Cast) -> None:
    assert ledger_check.problems(cast.village) == []


# ---------------------------------------------------------------------------------------------------------- typing


def test_only_one_gets_the_last_place_under_a_cap(cast: Cast) -> None:
    Item.objects.filter(pk=cast.award.pk).update(max_per_month=2)
    stage.draft(cast)
    other = member(cast.village, Role.OFFICER)
    data = [stage.claim_input(cast), stage.claim_input(cast)]

    def enter(number: int) -> Callable[[], Any]:
        by = (cast.officer, other)[number]
        return lambda: claims.enter_claim(village=cast.village, data=data[number], by=by, at=stage.ENTERED)

    first, second = overlapping(enter(0), enter(1), at=stage.ENTERED)
    went_through(first)
    assert second.waited, "the household's row is the lock"
    assert refused(second).code == "cap"
    assert Claim.objects.filter(village=cast.village).count() == 2
    holds(cast)


@pytest.mark.parametrize("how", [overlapping, at_once])
def test_a_cap_in_points_holds_for_two_at_once(cast: Cast, how: Callable[..., Any]) -> None:
    """A range of 5 to 15 under 20 points a month: 12 and 12 do not both fit."""
    Item.objects.filter(pk=cast.award.pk).update(points=5, points_to=15, max_points_per_month=20)

    def enter() -> Claim:
        data = stage.claim_input(cast, unit_points=12)
        return claims.enter_claim(village=cast.village, data=data, by=cast.officer, at=stage.ENTERED)

    _winner, refusal = exactly_one(*how(enter, enter, at=stage.ENTERED))
    assert refusal.code == "cap"
    assert [claim.points for claim in Claim.objects.filter(village=cast.village)] == [12]


def one_deed(cast: Cast) -> tuple[Claim, Item]:
    """A draft of a lower item, and a higher one that excludes it for the same deed."""
    Item.objects.filter(pk=cast.award.pk).update(exclusive_group="work")
    higher = ItemFactory(scheme=cast.scheme, category=cast.category, points=20, exclusive_group="work")
    return stage.draft(cast), higher


def test_the_higher_item_beside_sending_up_the_lower(cast: Cast) -> None:
    """Whoever comes second sees what the first has done: never both of one deed, and never none."""
    lower, higher = one_deed(cast)
    data = stage.claim_input(cast, item=higher, replaces=True)

    def enter() -> Claim:
        return claims.enter_claim(village=cast.village, data=data, by=cast.officer, at=stage.ENTERED)

    sent, entered = overlapping(lambda: stage.send(cast, lower), enter, at=stage.SENT)
    went_through(sent)
    assert entered.waited
    went_through(entered)
    assert state(lower) == ClaimState.WITHDRAWN and state(Claim.objects.get(pk=data.id)) == ClaimState.DRAFT


def test_two_higher_items_for_one_deed(cast: Cast) -> None:
    lower, higher = one_deed(cast)
    other = ItemFactory(scheme=cast.scheme, category=cast.category, points=20, exclusive_group="work")

    def enter(item: Item) -> Callable[[], Claim]:
        data = stage.claim_input(cast, item=item, replaces=True)
        return lambda: claims.enter_claim(village=cast.village, data=data, by=cast.officer, at=stage.ENTERED)

    _winner, refusal = exactly_one(*overlapping(enter(higher), enter(other), at=stage.ENTERED))
    assert refusal.code == "counts_once"
    assert Claim.objects.filter(village=cast.village).count() == 1 and not Claim.objects.filter(pk=lower.pk).exists()


@pytest.mark.parametrize("how", [overlapping, at_once])
def test_the_same_form_sent_twice_at_once_is_one_claim(cast: Cast, how: Callable[..., Any]) -> None:
    data = stage.claim_input(cast, slip_number="WJG-1")

    def enter() -> Claim:
        return claims.enter_claim(village=cast.village, data=data, by=cast.officer, at=stage.ENTERED)

    sides = how(enter, enter, at=stage.ENTERED)
    assert {went_through(side).pk for side in sides} == {data.id}
    assert Claim.objects.filter(village=cast.village).count() == 1
    assert AuditRow.objects.filter(village=cast.village, action="claim.entered").count() == 1


def test_the_same_form_for_two_households_is_one_claim(cast: Cast) -> None:
    """The household was changed and the form sent again before the first answer came: no common row to wait for."""
    number = new_id()

    def enter(household: int) -> Callable[[], Claim]:
        data = stage.claim_input(cast, household, id=number)
        return lambda: claims.enter_claim(village=cast.village, data=data, by=cast.officer, at=stage.ENTERED)

    for side in overlapping(enter(0), enter(1), at=stage.ENTERED):
        assert went_through(side).household_id == cast.households[0].pk
    assert Claim.objects.filter(village=cast.village).count() == 1


@pytest.mark.parametrize("how", [overlapping, at_once])
def test_the_same_deed_sent_twice_at_once_is_one_deed(cast: Cast, how: Callable[..., Any]) -> None:
    number = new_id()
    sides = how(lambda: stage.deed(cast, id=number), lambda: stage.deed(cast, id=number), at=stage.ENTERED)
    assert {went_through(side).pk for side in sides} == {number}
    assert Claim.objects.filter(village=cast.village).count() == 3


def test_two_deeds_over_the_same_households_in_opposite_order_do_not_block_each_other(cast: Cast) -> None:
    orders = ((0, 1, 2, 3), (3, 2, 1, 0))
    sides = at_once(*(lambda order=order: stage.deed(cast, households=order) for order in orders), at=stage.ENTERED)
    for side in sides:
        went_through(side)
    assert Claim.objects.filter(village=cast.village).count() == 8


@pytest.mark.parametrize("second_is", ["claim", "deed"])
def test_a_slip_number_is_used_once(cast: Cast, second_is: str) -> None:
    acts: dict[str, Callable[[], Any]] = {
        "claim": lambda: stage.draft(cast, 1, slip_number="wjg-7"),
        "deed": lambda: stage.deed(cast, households=(2, 3), slip_number="WJG - 7"),
    }
    first, second = overlapping(lambda: stage.draft(cast, 0, slip_number="WJG-7"), acts[second_is], at=stage.ENTERED)
    went_through(first)
    assert refused(second).code == "slip_used"
    assert Claim.objects.filter(village=cast.village).count() == 1 and not Deed.objects.exists()


# ------------------------------------------------------------------------------------------------------ sending up


@pytest.mark.parametrize("how", [overlapping, at_once])
def test_the_same_drafts_sent_up_twice_are_one_batch(cast: Cast, how: Callable[..., Any]) -> None:
    drafts = [stage.draft(cast, n) for n in range(3)]
    sides = how(lambda: stage.send(cast, *drafts), lambda: stage.send(cast, *reversed(drafts)), at=stage.SENT)
    assert len({went_through(side).pk for side in sides}) == 1
    assert Batch.objects.get(village=cast.village).claim_count == 3
    assert set(Claim.objects.values_list("review_round", flat=True)) == {1}


def test_the_office_and_the_administrator_send_up_the_same_drafts(cast: Cast) -> None:
    drafts = [stage.draft(cast, n) for n in range(3)]
    ids = [claim.pk for claim in drafts]
    sides = overlapping(
        lambda: stage.send(cast, *drafts),
        lambda: claims.send_up(village=cast.village, claim_ids=ids[1:], by=cast.administrator, at=stage.SENT),
        at=stage.SENT,
    )
    _winner, refusal = exactly_one(*sides)
    assert refusal.code == "claim_not_open"
    assert Batch.objects.count() == 1


def test_two_batches_at_once_are_numbered_one_after_the_other(cast: Cast) -> None:
    first, second = stage.draft(cast, 0), stage.draft(cast, 1)
    for side in overlapping(lambda: stage.send(cast, first), lambda: stage.send(cast, second), at=stage.SENT):
        went_through(side)
    assert sorted(Batch.objects.values_list("number", flat=True)) == [1, 2]


@pytest.mark.parametrize("change", ["edit", "delete"])
@pytest.mark.parametrize("change_first", [True, False])
def test_a_draft_changed_while_it_is_sent_up(cast: Cast, change: str, change_first: bool) -> None:
    claim = stage.draft(cast)
    data = stage.claim_input(cast, 1)
    acts: dict[str, Callable[[], Any]] = {
        "edit": lambda: claims.edit_claim(claim=claim, data=data, by=cast.officer, at=stage.SENT),
        "delete": lambda: claims.delete_draft(claim=claim, by=cast.officer, at=stage.SENT),
    }

    def send() -> Any:
        return stage.send(cast, claim)

    pair = (acts[change], send) if change_first else (send, acts[change])
    first, second = overlapping(*pair, at=stage.SENT)
    went_through(first)
    if change_first and change == "edit":
        went_through(second)
        assert (state(claim), stage.fresh(claim).household_id) == (ClaimState.SUBMITTED, cast.households[1].pk)
    elif change_first:
        assert refused(second).code == "claim_gone"
        assert not Batch.objects.exists()
    else:
        refused(second)
        assert (state(claim), stage.fresh(claim).household_id) == (ClaimState.SUBMITTED, cast.households[0].pk)


# -------------------------------------------------------------------------------------------------------- deciding


def says(cast: Cast, by: Any, claim: Claim, decision: Decision = Decision.APPROVE) -> Callable[[], Any]:
    return lambda: decide(
        village=cast.village, claim_ids=[claim.pk], decision=decision, note="依据不足", by=by, at=stage.MEETING
    )


def test_two_members_approve_in_the_same_second_with_one_outcome(cast: Cast) -> None:
    claim = stage.submitted(cast)
    first, second = overlapping(says(cast, cast.branch, claim), says(cast, cast.supervision, claim), at=stage.MEETING)
    assert went_through(first).waiting == [claim.pk]
    assert went_through(second).decided == {claim.pk: ClaimState.PUBLICISED}
    assert Vote.objects.filter(village=cast.village, claim=claim).count() == 2
    assert state(claim) == ClaimState.PUBLICISED


@pytest.mark.parametrize("late", [Decision.APPROVE, Decision.RETURN, Decision.REJECT])
def test_a_vote_that_comes_with_the_deciding_one_is_refused_in_words(cast: Cast, late: Decision) -> None:
    claim = stage.submitted(cast)
    stage.vote(cast, cast.branch, claim)
    first, second = overlapping(
        says(cast, cast.supervision, claim), says(cast, cast.representative, claim, late), at=stage.MEETING
    )
    assert went_through(first).decided
    outcome = went_through(second)
    assert not outcome.decided and not outcome.waiting and len(str(outcome.refused[claim.pk])) > 8
    assert Vote.objects.filter(village=cast.village, claim=claim).count() == 2


def test_one_member_presses_twice(cast: Cast) -> None:
    claim = stage.submitted(cast)
    first, second = overlapping(says(cast, cast.branch, claim), says(cast, cast.branch, claim), at=stage.MEETING)
    assert went_through(first).waiting == [claim.pk] and list(went_through(second).refused) == [claim.pk]
    assert Vote.objects.count() == 1 and state(claim) == ClaimState.SUBMITTED


@pytest.mark.parametrize("withdrawn_first", [True, False])
def test_approve_with_withdraw(cast: Cast, withdrawn_first: bool) -> None:
    claim = stage.submitted(cast)
    stage.vote(cast, cast.branch, claim)
    approve = says(cast, cast.supervision, claim)

    def withdraw() -> None:
        claims.withdraw(claim=stage.fresh(claim), by=cast.officer, at=stage.MEETING)

    first, second = overlapping(*((withdraw, approve) if withdrawn_first else (approve, withdraw)), at=stage.MEETING)
    went_through(first)
    if withdrawn_first:
        assert list(went_through(second).refused) == [claim.pk] and state(claim) == ClaimState.WITHDRAWN
        assert Vote.objects.count() == 1
    else:
        assert refused(second).code == "claim_not_withdrawable" and state(claim) == ClaimState.PUBLICISED


def test_approval_and_entry_at_the_edge_of_a_cap(cast: Cast) -> None:
    """The cap is checked again under the household's lock when a claim is approved: it counts itself once."""
    Item.objects.filter(pk=cast.award.pk).update(max_per_month=1)
    claim = stage.submitted(cast)
    stage.vote(cast, cast.branch, claim)
    approved, entered = overlapping(says(cast, cast.supervision, claim), lambda: stage.draft(cast), at=stage.MEETING)
    assert went_through(approved).decided
    assert refused(entered).code == "cap"
    holds(cast)


# ----------------------------------------------------------------------------------------------- telling, objecting


def test_a_household_is_told_once(cast: Cast) -> None:
    claim = stage.approved(cast, 2, cast.deduction)
    sides = overlapping(lambda: stage.told_of(cast, claim), lambda: stage.told_of(cast, claim), at=stage.MEETING)
    _winner, refusal = exactly_one(*sides)
    assert refusal.code == "not_waiting"
    assert Telling.objects.count() == 1


def test_two_villagers_object_to_one_claim(cast: Cast) -> None:
    claim = stage.approved(cast, 2)
    neighbour = member(cast.village, Role.VILLAGER, household=cast.households[1])

    def object_as(by: Any) -> Callable[[], Objection]:
        return lambda: objections.object_to(claim=claim, text="不对", by=by, at=stage.IN_PUBLICITY)

    sides = overlapping(object_as(cast.villager), object_as(neighbour), at=stage.IN_PUBLICITY)
    exactly_one(*sides)
    assert Objection.objects.count() == 1 and state(claim) == ClaimState.HELD


def test_one_villager_objects_twice_at_once(cast: Cast) -> None:
    claim = stage.approved(cast, 2)
    sides = overlapping(
        lambda: stage.objection(cast, claim), lambda: stage.objection(cast, claim), at=stage.IN_PUBLICITY
    )
    assert len({went_through(side).pk for side in sides}) == 1
    assert Objection.objects.count() == 1


@pytest.mark.parametrize("upheld_first", [True, False])
def test_two_supervisors_decide_one_objection(cast: Cast, upheld_first: bool) -> None:
    claim = stage.approved(cast, 2)
    objection = stage.objection(cast, claim)
    other = member(cast.village, Role.SUPERVISOR)

    def decides(by: Any, uphold: bool) -> Callable[[], Any]:
        return lambda: objections.decide_objection(
            objection=objection, uphold=uphold, reason="查过了", by=by, at=stage.IN_PUBLICITY
        )

    sides = overlapping(decides(cast.supervisor, upheld_first), decides(other, not upheld_first), at=stage.IN_PUBLICITY)
    _winner, refusal = exactly_one(*sides)
    assert refusal.code == "decided"
    assert state(claim) == (ClaimState.REJECTED if upheld_first else ClaimState.PUBLICISED)


@pytest.mark.parametrize("objected_first", [True, False])
def test_object_with_post(cast: Cast, objected_first: bool) -> None:
    """On the last evening, when the sweep's clock is already past midnight."""
    claim = stage.approved(cast, 2)

    def objects() -> Objection:
        return stage.objection(cast, claim)

    def posts() -> int:
        return points_due.post_released(village=cast.village, before=stage.RELEASED.date(), at=stage.RELEASED)

    pair = (objects, posts) if objected_first else (posts, objects)
    first, second = overlapping(*pair, at=stage.RELEASED)
    went_through(first)
    entries = Entry.objects.filter(village=cast.village, claim=claim)
    if objected_first:
        assert went_through(second) == 0 and not entries.exists() and state(claim) == ClaimState.HELD
    else:
        # What has been counted meanwhile stays counted: the objection is one to the line of the ledger.
        assert went_through(second).kind == ObjectionKind.ENTRY
        assert entries.count() == 1 and state(claim) == ClaimState.POSTED and Objection.objects.count() == 1
    holds(cast)


# ---------------------------------------------------------------------------------------------------- posting, closing


def many_released(cast: Cast, count: int = 8) -> None:
    drafts = [stage.draft(cast, n % 4) for n in range(count)]
    stage.send(cast, *drafts)
    stage.vote(cast, cast.branch, *drafts)
    stage.vote(cast, cast.supervision, *drafts)


def posted_once(cast: Cast, count: int) -> None:
    entries = Entry.objects.filter(village=cast.village)
    assert entries.filter(kind=EntryKind.CLAIM).count() == count
    assert set(entries.filter(kind=EntryKind.CLAIM).values_list("counted_in", flat=True)) == {stage.OCT}
    seqs = sorted(entries.values_list("seq", flat=True))
    assert seqs == list(range(1, len(seqs) + 1))
    assert LedgerHead.objects.get(village=cast.village).last_seq == len(seqs)
    holds(cast)


def test_two_sweeps_at_once_post_everything_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(points_due, "POSTING_CHUNK", 3)
    many_released(cast)
    sides = at_once(*[lambda: due.run_village(cast.village, stage.ISSUE_DAY)] * 3, at=stage.ISSUE_DAY)
    assert sum(went_through(side).posted for side in sides) == 8
    posted_once(cast, 8)
    assert MonthClose.objects.filter(village=cast.village).count() == 1


def test_a_sweep_does_not_close_the_month_while_another_is_posting(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second finds the first chunk taken. There is more to post, and it must not go on to close October."""
    monkeypatch.setattr(points_due, "POSTING_CHUNK", 3)
    many_released(cast)
    points_due.post_base_points(village=cast.village, at=stage.ISSUE_DAY)

    def first_chunk() -> int | None:
        return points_due._post_chunk(cast.village, stage.ISSUE_DAY.date(), stage.ISSUE_DAY)

    _first, second = overlapping(
        first_chunk, lambda: points_due.run_points(cast.village, stage.ISSUE_DAY), at=stage.ISSUE_DAY
    )
    assert second.waited and went_through(second).posted == 5
    posted_once(cast, 8)


def test_the_same_key_posted_twice_at_once(cast: Cast) -> None:
    posting = ledger.Posting("opening:1", EntryKind.OPENING, cast.households[0].pk, 40, stage.DEED_DAY)

    def post() -> Any:
        return ledger.post(village=cast.village, postings=[posting], by=None, at=stage.MEETING)

    first, second = overlapping(post, post, at=stage.MEETING)
    assert second.waited, "the head's row is the lock"
    assert [entry.pk for entry in went_through(first)] == [entry.pk for entry in went_through(second)]
    assert Entry.objects.count() == 1
    holds(cast)


def test_a_line_is_reversed_once(cast: Cast) -> None:
    entry = stage.posted(cast)

    def reverse() -> Entry:
        return ledger.reverse(entry=stage.fresh(entry), reason="录错了", by=cast.administrator, at=stage.RELEASED)

    winner, refusal = exactly_one(*overlapping(reverse, reverse, at=stage.RELEASED))
    assert refusal.code == "reversed_already" and winner.value.points == -10
    assert Entry.objects.filter(kind=EntryKind.REVERSAL).count() == 1
    holds(cast)


def test_a_month_is_closed_once(cast: Cast) -> None:
    stage.posted(cast)

    def close() -> MonthClose:
        return ledger.close_month(village=cast.village, month=stage.OCT, at=stage.ISSUE_DAY)

    first, second = overlapping(close, close, at=stage.ISSUE_DAY)
    assert went_through(first).pk == went_through(second).pk
    assert AuditRow.objects.filter(action="month.closed").count() == 1
    holds(cast)


@pytest.mark.parametrize("closed_first", [True, False])
def test_post_with_close(cast: Cast, closed_first: bool) -> None:
    """What is posted beside a close counts before it or after it, never in a month that is already closed."""
    posting = ledger.Posting("opening:1", EntryKind.OPENING, cast.households[0].pk, 40, stage.DEED_DAY)

    def post() -> Any:
        return ledger.post(village=cast.village, postings=[posting], by=None, at=stage.ISSUE_DAY)

    def close() -> MonthClose:
        return ledger.close_month(village=cast.village, month=stage.OCT, at=stage.ISSUE_DAY)

    for side in overlapping(*((close, post) if closed_first else (post, close)), at=stage.ISSUE_DAY):
        went_through(side)
    assert Entry.objects.get().counted_in.month == (11 if closed_first else 10)
    holds(cast)


def test_base_points_come_once(cast: Cast) -> None:
    sides: tuple[Side, Side] = overlapping(
        *[lambda: points_due.post_base_points(village=cast.village, at=stage.ENTERED)] * 2, at=stage.ENTERED
    )
    for side in sides:
        went_through(side)
    assert Entry.objects.filter(kind=EntryKind.BASE).count() == 4
    holds(cast)
