"""Two people in the same second, on two real connections."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from councils.enums import Decision
from councils.models import Vote
from councils.services.review import decide
from points.enums import ClaimState
from points.models import AuditRow, Claim, User
from points.services.claims import withdraw
from tests.factories import Cast, make_village, submitted
from tests.review.conftest import DAY
from villagegov.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)
AT = clock.moment(DAY, 19)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run each on a thread and a connection of its own, all from the same start; results or errors, in order."""
    start = Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(index: int, act: Callable[[], Any]) -> None:
        try:
            with clock.frozen(AT):
                connection.ensure_connection()
                start.wait(10)
                results[index] = act()
        except Exception as error:  # the test looks at it
            results[index] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(index, act)) for index, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive(), "the two wait for each other"
    return results


def approve(cast: Cast, by: User, claims: list[Claim], decision: Decision = Decision.APPROVE) -> Callable[[], Any]:
    return lambda: decide(
        village=cast.village,
        claim_ids=[claim.pk for claim in claims],
        decision=decision,
        note="" if decision == Decision.APPROVE else "请补照片",
        by=by,
        at=AT,
    )


def wait(cast: Cast, count: int = 1) -> list[Claim]:
    return [
        submitted(cast.village, cast.households[index % len(cast.households)], cast.award, cast.officer)
        for index in range(count)
    ]


@pytest.mark.parametrize("attempt", range(5))
def test_two_approve_in_the_same_second_one_outcome(attempt: int) -> None:
    cast = make_village()
    claims = wait(cast, 20)
    first, second = at_once(
        approve(cast, cast.branch, claims),
        # In the other order: whoever locks by id waits, and nobody for ever.
        approve(cast, cast.supervision, list(reversed(claims))),
    )
    decided = [set(outcome.decided) for outcome in (first, second)]
    assert decided[0] ^ decided[1] == {claim.pk for claim in claims}, "each claim is decided by exactly one of the two"
    assert set(Claim.objects.filter(village=cast.village).values_list("state", flat=True)) == {"publicised"}
    assert Vote.objects.filter(village=cast.village).count() == 40
    ends = AuditRow.objects.filter(village=cast.village, after__state="publicised").count()
    assert ends == 20


def test_the_same_form_sent_twice_by_one_person_is_one_vote() -> None:
    cast = make_village()
    claims = wait(cast)
    first, second = at_once(approve(cast, cast.branch, claims), approve(cast, cast.branch, claims))
    assert sorted([len(first.waiting), len(second.waiting)]) == [0, 1]
    assert Vote.objects.filter(village=cast.village).count() == 1


@pytest.mark.parametrize("attempt", range(5))
def test_approve_with_return(attempt: int) -> None:
    cast = make_village()
    (claim,) = wait(cast)
    approve(cast, cast.branch, [claim])()
    at_once(
        approve(cast, cast.supervision, [claim]), approve(cast, cast.representative, [claim], decision=Decision.RETURN)
    )
    claim.refresh_from_db()
    votes = Vote.objects.filter(village=cast.village, claim=claim)
    if claim.state == ClaimState.RETURNED:
        assert claim.publicity_from is None and votes.filter(decision="approve").count() == 1
    else:
        assert claim.state == ClaimState.PUBLICISED and not votes.filter(decision="return").exists()


@pytest.mark.parametrize("attempt", range(5))
def test_approve_with_withdraw(attempt: int) -> None:
    cast = make_village()
    (claim,) = wait(cast)
    approve(cast, cast.branch, [claim])()
    outcome, withdrawn = at_once(
        approve(cast, cast.supervision, [claim]), lambda: withdraw(claim=claim, by=cast.officer, at=AT)
    )
    claim.refresh_from_db()
    if claim.state == ClaimState.WITHDRAWN:
        assert claim.pk in outcome.refused and withdrawn is None
    else:
        assert claim.state == ClaimState.PUBLICISED and outcome.decided
        assert "publicised" not in str(withdrawn) and getattr(withdrawn, "code", "") == "claim_not_withdrawable"
