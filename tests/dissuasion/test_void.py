"""Points were proposed and none were deducted: the breach goes back to its two dissuasions, and may go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client

from councils.enums import BreachState, ConsequenceWay, Decision
from councils.models import Breach, BreachClaim, BreachStep
from councils.queries import breaches as queries
from councils.services import dissuasion as services
from points.enums import ClaimState
from points.models import Claim, Notice
from points.services import claims
from tests import stage
from tests.dissuasion.support import AGAIN, NOW, fresh, proposed, rewarded, righted
from tests.factories import Cast
from tests.support import assert_valid_html
from villagegov.kernel.errors import DomainError

TODAY = NOW.date()


def claim_of(breach: Breach) -> Claim:
    """The deduction that is under way."""
    return BreachClaim.objects.select_related("claim__village").get(breach=breach, void=False, repair=False).claim


def deleted(cast: Cast, claim: Claim) -> None:
    claims.delete_draft(claim=claim, by=cast.officer, at=NOW)


def withdrawn(cast: Cast, claim: Claim) -> None:
    stage.send(cast, claim, at=NOW)
    claims.withdraw(claim=stage.fresh(claim), by=cast.officer, at=NOW)


def rejected(cast: Cast, claim: Claim) -> None:
    stage.send(cast, claim, at=NOW)
    for voter in (cast.branch, cast.branch_two, cast.supervision, cast.representative):
        if stage.fresh(claim).state == ClaimState.SUBMITTED:
            stage.vote(cast, voter, claim, decision=Decision.REJECT, note="证据不足", at=NOW)
    assert stage.fresh(claim).state == ClaimState.REJECTED


ENDS = [(deleted, "扣分草稿在送审前删除"), (withdrawn, "扣分申报已撤回"), (rejected, "评议没有通过这次扣分")]


@pytest.mark.parametrize(("end", "said"), ENDS)
def test_no_deduction_and_something_else_is_proposed(cast: Cast, end: Callable[[Cast, Claim], None], said: str) -> None:
    breach = proposed(cast, "points")
    assert not queries.waiting(cast.village, TODAY).exists()
    end(cast, claim_of(breach))
    assert queries.waiting(cast.village, TODAY).get() == breach, "somebody can go a step now"
    services.take_back(breach=fresh(breach), by=cast.branch, at=NOW)
    back = fresh(breach)
    assert (back.state, back.way, back.proposed_on, back.second_on) == (BreachState.SECOND, "", None, AGAIN)
    last = queries.lines(cast.village, [breach.pk])[breach.pk][-1]
    assert (last.step.kind, last.said, last.step.by) == ("void", said, cast.branch)
    services.propose(breach=back, way="talk", said="改为约谈", by=cast.branch, at=NOW)
    services.carry_out(breach=fresh(breach), day=TODAY, said="谈过了", by=cast.branch, at=NOW)
    assert fresh(breach).state == BreachState.DEALT


def test_points_once_more_and_what_they_earn(cast: Cast) -> None:
    """Both deductions stand in the record; what putting it right earns comes from the one that was not rejected."""
    small = rewarded(cast)
    breach = proposed(cast, "points")
    rejected(cast, first := claim_of(breach))
    services.take_back(breach=fresh(breach), by=cast.officer, at=NOW)
    again = {"way": "points", "said": "补了照片", "item": cast.deduction, "by": cast.officer, "at": NOW}
    services.propose(breach=fresh(breach), **again)
    second = claim_of(breach)
    assert [row.claim for row in queries.claims_of(breach)] == [first, second] and first != second
    stage.send(cast, second, at=NOW)
    righted(cast, fresh(breach), TODAY)
    assert services.repair(breach=fresh(breach), by=cast.officer, at=NOW).points == small.points


def sent(cast: Cast) -> Breach:
    breach = proposed(cast, "points")
    stage.send(cast, claim_of(breach), at=NOW)
    return breach


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda cast: proposed(cast, "points"), "deduction_stands"),
        (sent, "deduction_stands"),
        (proposed, "deduction_stands"),
        (lambda cast: proposed(cast, "board"), "deduction_stands"),
    ],
)
def test_nothing_goes_back_that_is_under_way(cast: Cast, make: Callable[[Cast], Breach], code: str) -> None:
    """A deduction in its draft or before review; a talk; the black board, which gives back what it did not take."""
    breach = make(cast)
    with pytest.raises(DomainError) as caught:
        services.take_back(breach=fresh(breach), by=cast.officer, at=NOW)
    assert caught.value.code == code and fresh(breach).state == BreachState.PROPOSED
    if breach.way == ConsequenceWay.BOARD:
        return
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        Breach.objects.filter(village=cast.village, pk=breach.pk).update(state="second", way="", proposed_on=None)


def test_on_the_page_by_one_press(client: Client, cast: Cast) -> None:
    breach = proposed(cast, "points", by=cast.officer)
    path = f"/v/{cast.village.slug}/work/breaches/{breach.pk}/"
    client.force_login(cast.branch)

    def shown(**sent: Any) -> str:
        text = (client.post(path, sent, follow=True) if sent else client.get(path)).content.decode()
        assert_valid_html(text)
        return text

    assert 'value="void"' not in shown()
    shown(step="void")
    assert fresh(breach).state == BreachState.PROPOSED
    rejected(cast, claim_of(breach))
    assert "没有扣分" in shown() and 'value="void"' in shown()
    for _twice in range(2):
        shown(step="void")
    assert 'name="propose-way"' in shown() and 'value="void"' not in shown()
    assert BreachStep.objects.filter(breach=breach, kind="void").count() == 1
    client.force_login(cast.officer)
    assert f'value="{cast.deduction.pk}"' in shown(), "points may be proposed once more"


def test_the_household_is_told(cast: Cast) -> None:
    breach = proposed(cast, "points")
    Breach.objects.filter(pk=breach.pk).update(household=cast.households[0])
    BreachClaim.objects.filter(breach=breach).delete()
    before = Notice.objects.filter(user=cast.villager, kind="breach_step").count()
    services.take_back(breach=fresh(breach), by=cast.branch, at=NOW)
    assert Notice.objects.filter(user=cast.villager, kind="breach_step").count() == before + 1
