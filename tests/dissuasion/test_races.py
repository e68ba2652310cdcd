"""Two people in the same moment: one proposal, one number, one adoption."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from councils.models import Breach, BreachClaim, BreachStep, VillageRules
from councils.services import dissuasion, village_rules
from points.models import Claim
from points.services import claims
from tests.dissuasion import support
from tests.dissuasion.support import NOW, fresh
from tests.factories import Cast, make_village
from tests.races.support import at_once, exactly_one, overlapping, went_through
from villagegov.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast() -> Iterator[Cast]:
    with clock.frozen(NOW):
        cast = make_village(households=6)
        support.in_force(cast)
        yield cast


def test_two_proposals(cast: Cast) -> None:
    breach = support.twice(cast)

    def points() -> Breach:
        return dissuasion.propose(
            breach=fresh(breach), way="points", said="没改", item=cast.deduction, by=cast.officer, at=NOW
        )

    def talk() -> Breach:
        return dissuasion.propose(breach=fresh(breach), way="talk", said="没改", by=cast.branch, at=NOW)

    exactly_one(*overlapping(points, talk, at=NOW))
    assert BreachStep.objects.filter(breach=breach, kind="proposal").count() == 1
    assert Claim.objects.count() == BreachClaim.objects.count() == (fresh(breach).way == "points")


def test_a_proposal_while_it_is_put_right(cast: Cast) -> None:
    breach = support.twice(cast)
    exactly_one(
        *overlapping(
            lambda: support.righted(cast, fresh(breach)),
            lambda: dissuasion.propose(breach=fresh(breach), way="talk", said="没改", by=cast.branch, at=NOW),
            at=NOW,
        )
    )
    assert fresh(breach).state == "righted"


def test_two_who_take_a_dead_deduction_back(cast: Cast) -> None:
    breach = support.proposed(cast, "points")
    claims.delete_draft(claim=BreachClaim.objects.get(breach=breach).claim, by=cast.officer, at=NOW)
    acts = [lambda: dissuasion.take_back(breach=fresh(breach), by=cast.branch, at=NOW)] * 2
    exactly_one(*overlapping(*acts, at=NOW))
    assert BreachStep.objects.filter(breach=breach, kind="void").count() == 1


def test_two_second_dissuasions(cast: Cast) -> None:
    breach = support.once(cast)
    exactly_one(*at_once(*[lambda: support.spoken(cast, fresh(breach), 2)] * 2, at=NOW))


def test_two_reports_share_no_number(cast: Cast) -> None:
    for side in at_once(*[lambda home=home: support.reported(cast, household=home) for home in (1, 2, 3)], at=NOW):
        went_through(side)
    assert sorted(Breach.objects.values_list("number", flat=True)) == [1, 2, 3]
    exactly_one(*at_once(*[lambda: support.reported(cast, household=4)] * 2, at=NOW))


def test_two_versions_for_one_day(cast: Cast) -> None:
    drafts = [support.drafted(cast) for _number in range(2)]
    day = clock.local_day(NOW)

    def adopt(rules: VillageRules) -> VillageRules:
        return village_rules.adopt(
            rules=rules, mandate=support.mandate(), effective_from=day, by=cast.administrator, at=NOW
        )

    exactly_one(*overlapping(lambda: adopt(drafts[0]), lambda: adopt(drafts[1]), at=NOW))
    assert VillageRules.objects.filter(effective_from=day).count() == 1
