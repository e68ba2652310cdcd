"""Claims of households themselves: sent up at once, taken along by the next batch, corrected and withdrawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from councils.enums import Decision
from points.enums import Channel, ClaimState, Role
from points.models import AuditRow, Batch, Claim, Item
from points.services import photos
from points.services.claims import claim_online, correct_online, online, send_up, withdraw
from tests import stage
from tests.factories import Cast, member
from tests.phone.conftest import NOW
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError


def send(cast: Cast, *ids, by=None, at=stage.SENT) -> Batch:
    return send_up(village=cast.village, claim_ids=ids, by=by or cast.officer, at=at)


def test_a_claim_of_a_household_waits_for_the_committee_at_once(cast: Cast) -> None:
    claim = stage.online(cast)
    row = stage.fresh(claim)
    assert (row.state, row.batch, row.review_round, row.submitted_at) == (ClaimState.SUBMITTED, None, 1, stage.ENTERED)
    assert (row.claimed_by, row.typed_by, row.channel) == (cast.villager, cast.villager, Channel.ONLINE)
    assert list(AuditRow.objects.filter(subject_id=claim.pk).values_list("action", flat=True).order_by("id")) == [
        "claim.entered",
        "claim.sent_up",
    ]
    stage.vote(cast, cast.branch, claim)
    assert stage.vote(cast, cast.supervision, claim).state == ClaimState.PUBLICISED, "no batch is needed for it"


def test_the_same_form_twice_is_one_claim(cast: Cast) -> None:
    data = stage.claim_input(cast)
    first = claim_online(village=cast.village, data=data, by=cast.villager, at=NOW)
    again = claim_online(
        village=cast.village, data=replace(data, quantity=3), by=cast.villager, at=NOW + timedelta(seconds=9)
    )
    assert first == again and stage.fresh(again).quantity == 1 and Claim.objects.count() == 1
    assert AuditRow.objects.filter(action="claim.sent_up").count() == 1


def test_what_a_form_of_a_household_cannot_carry(cast: Cast) -> None:
    data = stage.claim_input(cast, slip_number="WJG-1", channel=Channel.PAPER, vouched_name="王书记")
    claim = claim_online(village=cast.village, data=data, by=cast.villager, at=NOW)
    assert (claim.slip_number, claim.channel, claim.vouched_name) == ("", Channel.ONLINE, "")


def test_for_the_own_household_and_what_villagers_may_claim_alone(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="只能为自己家"):
        stage.online(cast, 1)
    Item.objects.filter(pk=cast.award.pk).update(villagers_may_claim=False)
    with pytest.raises(NotAllowed, match="由村里录入"):
        stage.online(cast)
    with pytest.raises(NotAllowed):
        stage.online(cast, by=cast.officer)
    assert not Claim.objects.exists()


def test_an_officer_who_claims_for_the_own_household_is_who_claimed_it(cast: Cast) -> None:
    both = member(cast.village, Role.OFFICER)
    both.memberships.create(village=cast.village, role=Role.VILLAGER, household=cast.households[1])
    assert stage.fresh(stage.online(cast, 1, by=both)).claimed_by == both


def test_nobody_floods_the_committee(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(online, "MOST_WAITING", 2)
    data = [stage.claim_input(cast) for _ in range(3)]
    for one in data[:2]:
        claim_online(village=cast.village, data=one, by=cast.villager, at=NOW)
    with pytest.raises(DomainError, match="已有2条申报在等审核"):
        claim_online(village=cast.village, data=data[2], by=cast.villager, at=NOW)
    assert claim_online(village=cast.village, data=data[1], by=cast.villager, at=NOW), "the same form is no third claim"


def test_the_next_batch_takes_it_along(cast: Cast) -> None:
    mine, paper = stage.online(cast), stage.draft(cast, 1)
    batch = send(cast, paper.pk)
    assert (batch.claim_count, batch.points_total) == (2, 20)
    assert set(Claim.objects.filter(batch=batch)) == {mine, paper}
    assert stage.fresh(mine).submitted_at == stage.ENTERED, "it waits since it was claimed"
    assert AuditRow.objects.get(action="claim.joined").subject_id == mine.pk
    assert send(cast, paper.pk) == batch, "a second press of the button"
    assert Batch.objects.count() == 1


def test_online_claims_alone_make_a_batch(cast: Cast) -> None:
    mine = stage.online(cast)
    batch = send(cast)
    assert batch.claim_count == 1 and stage.fresh(mine).batch == batch
    with pytest.raises(DomainError) as caught:
        send(cast)
    assert caught.value.code == "nothing_ticked"


def test_a_claim_withdrawn_before_the_batch_stays_out(cast: Cast) -> None:
    mine = stage.online(cast)
    withdraw(claim=mine, by=cast.villager, at=NOW)
    assert send(cast, stage.draft(cast, 1).pk).claim_count == 1
    assert stage.fresh(mine).batch is None


def test_a_returned_claim_is_corrected_by_its_household_and_goes_up_again(cast: Cast) -> None:
    mine = stage.online(cast)
    send(cast)
    returned = stage.vote(cast, cast.branch, mine, decision=Decision.RETURN, note="请补照片")
    photo = photos.keep(village=cast.village, upload=stage.picture(), by=cast.villager, at=NOW)
    data = stage.claim_input(cast, 3, quantity=2, photos=(photo.pk,))  # another household in the form changes nothing
    again = stage.fresh(correct_online(claim=returned, data=data, by=cast.villager, at=NOW))
    assert (again.state, again.review_round, again.batch, again.quantity) == (ClaimState.SUBMITTED, 2, None, 2)
    assert again.household == cast.households[0] and again.photos.count() == 1
    assert send(cast, at=NOW).number == 2
    with pytest.raises(TransitionError):
        correct_online(claim=again, data=data, by=cast.villager, at=NOW)


def test_one_of_the_same_household_may_withdraw_it_and_a_neighbour_may_not(cast: Cast) -> None:
    mine = stage.online(cast)
    paper = stage.submitted(cast)
    family = member(cast.village, Role.VILLAGER, cast.households[0])
    neighbour = member(cast.village, Role.VILLAGER, cast.households[1])
    for claim, by in ((mine, neighbour), (paper, family), (paper, cast.villager)):
        with pytest.raises(NotAllowed):
            withdraw(claim=claim, by=by, at=NOW)
    withdraw(claim=mine, by=family, at=NOW)
    assert stage.fresh(mine).state == ClaimState.WITHDRAWN
