"""Who is who: one person in two bodies, near kin, alternates, leaders of groups, and what each may decide."""

from __future__ import annotations

from datetime import date

import pytest

from councils.enums import BodyKind, Decision, Level
from councils.models import Body, BodyMember, KinListing, MemberKin, NearKin, Vote
from councils.queries import review
from councils.queries.bodies import barred_households, constituencies_of
from councils.queries.levels import levels
from councils.queries.people import roll
from councils.services.review import decide
from points.enums import ClaimState, ReviewRoute, Role, WithoutQuorum
from points.models import Claim, User, VillageSettings
from points.queries.villages import settings_on
from tests.factories import Cast, HouseholdFactory, ItemFactory, make_village, member, seat, submitted
from tests.meetings.conftest import DAY
from villagegov.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_village(households=5)


def sit(cast: Cast, kind: BodyKind, name: str, **more: object) -> BodyMember:
    """A seat of somebody without a log-in."""
    body, _made = Body.objects.get_or_create(village=cast.village, kind=kind, defaults={"name": str(kind.label)})
    return BodyMember.objects.create(
        village=cast.village, body=body, name=name, **{"term_from": date(2024, 1, 1), **more}
    )


def vote(cast: Cast, by: User, claim: Claim, decision: Decision = Decision.APPROVE) -> str:
    outcome = decide(
        village=cast.village,
        claim_ids=[claim.pk],
        decision=decision,
        note="" if decision == Decision.APPROVE else "重复",
        by=User.objects.get(pk=by.pk),
        at=clock.now(),
    )
    claim.refresh_from_db()
    return str(outcome.refused.get(claim.pk, ""))


def wait(cast: Cast, household: int = 0, **more: object) -> Claim:
    return submitted(cast.village, cast.households[household], more.pop("item", cast.award), cast.officer, **more)


def light(cast: Cast) -> object:
    return ItemFactory(scheme=cast.scheme, category=cast.category, points=5, route=ReviewRoute.LIGHT, name="义务劳动")


# ------------------------------------------------------------------------------------------------------- one person


def test_one_person_in_two_bodies_with_a_log_in_in_one_of_them(cast: Cast) -> None:
    home = cast.households[1]
    BodyMember.objects.filter(user=cast.branch).update(household=home, name="王惠")
    sit(cast, BodyKind.REPRESENTATIVES, "王惠", household=home)
    sit(cast, BodyKind.SUPERVISION, "王惠")
    person = roll(cast.village, DAY).of_user(cast.branch.pk)
    assert person.constituencies == {"branch", "representatives", "supervision"}
    assert len(roll(cast.village, DAY).people) == 4


def test_namesakes_of_two_households_are_two_people_without_a_log_in_too(cast: Cast) -> None:
    for household in cast.households[1:3]:
        sit(cast, BodyKind.REPRESENTATIVES, "李小华", household=household)
    sit(cast, BodyKind.BRANCH, "李小华", household=cast.households[2])
    found = [one for one in roll(cast.village, DAY).people.values() if one.name == "李小华"]
    assert sorted(sorted(one.constituencies) for one in found) == [["branch", "representatives"], ["representatives"]]


def test_the_same_person_of_an_earlier_term_keeps_the_key_and_the_household(cast: Cast) -> None:
    old = sit(cast, BodyKind.BRANCH, "老李", household=cast.households[1], term_from=date(2018, 1, 1))
    BodyMember.objects.filter(pk=old.pk).update(term_to=date(2023, 12, 31))
    sit(cast, BodyKind.REPRESENTATIVES, "老李", household=cast.households[1])
    person = roll(cast.village, DAY).people[old.pk]
    assert person.constituencies == {"representatives"} and person.own == {cast.households[1].pk}


# --------------------------------------------------------------------------------------------------------- near kin


def test_members_who_are_near_kin_are_one_vote_and_keep_off_each_others_households(cast: Cast) -> None:
    BodyMember.objects.filter(user=cast.supervision).update(household=cast.households[2])
    one, other = (BodyMember.objects.get(user=user) for user in (cast.branch, cast.supervision))
    MemberKin.objects.create(village=cast.village, one=one, other=other, registered_on=DAY)
    claim = wait(cast, 1)
    vote(cast, cast.branch, claim)
    vote(cast, cast.supervision, claim)
    assert claim.state == ClaimState.SUBMITTED, "brothers are one vote"
    vote(cast, cast.representative, claim)
    assert claim.state == ClaimState.PUBLICISED
    assert cast.households[2].pk in barred_households(cast.branch, cast.village)
    assert "近亲属" in vote(cast, cast.branch, wait(cast, 2))


def test_whoever_lives_in_a_listed_household_is_near_kin_of_who_listed_it(cast: Cast) -> None:
    BodyMember.objects.filter(user=cast.supervision).update(household=cast.households[2])
    NearKin.objects.create(village=cast.village, user=cast.branch, household=cast.households[2], registered_on=DAY)
    assert roll(cast.village, DAY).kin == {frozenset({cast.branch.pk, cast.supervision.pk})}


def test_a_surname_bars_nobody(cast: Cast) -> None:
    """王 everywhere: nobody is kept away but by what was registered."""
    home = HouseholdFactory(village=cast.village, group=cast.groups[0], number="088", head_name=cast.branch.name)
    claim = submitted(cast.village, home, cast.award, cast.officer)
    assert vote(cast, cast.branch, claim) == ""


def test_a_list_is_of_a_term(cast: Cast) -> None:
    listed = lambda day: roll(cast.village, day).of_user(cast.branch.pk).listed  # noqa: E731
    assert not listed(DAY)
    KinListing.objects.create(
        village=cast.village, user=cast.branch, listed_on=DAY, entered_by=cast.branch, entered_at=clock.now()
    )
    assert listed(DAY)
    BodyMember.objects.filter(user=cast.branch).update(term_to=date(2026, 12, 31))
    BodyMember.objects.create(
        village=cast.village,
        body=cast.bodies[BodyKind.BRANCH],
        user=cast.branch,
        name="branch",
        term_from=date(2027, 1, 1),
    )
    assert listed(date(2026, 12, 31)) and not listed(date(2027, 1, 1)), "a new term, a new list"


# --------------------------------------------------------------------------------------------------- alternates, then


def level_of(cast: Cast, claim: Claim) -> Level:
    found = Claim.objects.select_related("item").get(pk=claim.pk)
    return levels([found], roll(cast.village, DAY), settings_on(cast.village, DAY))[claim.pk]


def keep_off(cast: Cast, household: int, *users: User) -> None:
    for user in users:
        NearKin.objects.create(village=cast.village, user=user, household=cast.households[household], registered_on=DAY)


def test_alternates_step_in_where_the_members_cannot_and_nowhere_else(cast: Cast) -> None:
    alternate = member(cast.village, Role.COMMITTEE, name="候补")
    seat(cast.bodies[BodyKind.REPRESENTATIVES], alternate, alternate=True)
    keep_off(cast, 1, cast.supervision, cast.representative)
    ordinary, hard = wait(cast, 2), wait(cast, 1)
    assert (level_of(cast, ordinary), level_of(cast, hard)) == (Level.MEMBERS, Level.ALTERNATES)
    assert constituencies_of(alternate, cast.village, DAY) == frozenset()
    assert list(review.waiting_for(User.objects.get(pk=alternate.pk), cast.village)) == [hard]
    assert "不用候补" in vote(cast, alternate, ordinary)
    assert vote(cast, cast.branch, hard) == "" and hard.state == ClaimState.SUBMITTED
    assert vote(cast, alternate, hard) == "" and hard.state == ClaimState.PUBLICISED
    assert Vote.objects.get(voter=alternate).constituencies == ["representatives"]


def test_an_alternate_of_the_review_committee_is_a_member_elsewhere(cast: Cast) -> None:
    for user in (cast.branch, cast.branch_two, cast.supervision):
        seat(Body.objects.get_or_create(village=cast.village, kind=BodyKind.REVIEW, name="审核委员会")[0], user)
    seat(Body.objects.get(village=cast.village, kind=BodyKind.REVIEW), cast.representative, alternate=True)
    person = roll(cast.village, DAY).of_user(cast.representative.pk)
    assert (person.constituencies, person.alternate_for) == (frozenset(), {"representatives"})
    assert person.representative, "in the representatives' meeting as ever"
    assert constituencies_of(cast.representative, cast.village, DAY) == frozenset()


@pytest.mark.parametrize(
    ("rule", "level"), [(WithoutQuorum.ASSEMBLY, Level.ASSEMBLY), (WithoutQuorum.WAIT, Level.NOBODY)]
)
def test_then_the_representatives_or_nobody_by_the_villages_rule(cast: Cast, rule: str, level: Level) -> None:
    VillageSettings.objects.filter(village=cast.village).update(without_quorum=rule)
    keep_off(cast, 1, cast.branch, cast.branch_two, cast.supervision)
    assert level_of(cast, wait(cast, 1)) == level
    assert level_of(cast, wait(cast, 1, item=light(cast))) == Level.MEMBERS, "one signature can still be had"


# ------------------------------------------------------------------------------------------------------ one signature


def test_one_member_or_the_leader_of_the_group_signs_for_a_light_claim(cast: Cast) -> None:
    item = light(cast)
    leaders = Body.objects.create(village=cast.village, name="村民小组长", kind=BodyKind.GROUP_LEADERS)
    leader = member(cast.village, Role.COMMITTEE, name="一组组长")
    seat(leaders, leader, household=cast.households[4])
    own_group, other_group = wait(cast, 2, item=item), wait(cast, 1, item=item)
    assert cast.households[4].group_id == cast.households[2].group_id != cast.households[1].group_id
    assert list(review.waiting_for(User.objects.get(pk=leader.pk), cast.village)) == [own_group]
    assert vote(cast, leader, own_group) == "" and own_group.state == ClaimState.PUBLICISED
    assert "组长" in vote(cast, leader, other_group) and other_group.state == ClaimState.SUBMITTED
    assert "组长" in vote(cast, leader, wait(cast, 2))
    assert "您自己家" in vote(cast, leader, wait(cast, 4, item=item))
    assert vote(cast, cast.branch, other_group) == "" and other_group.state == ClaimState.PUBLICISED
    large = wait(cast, 2, item=item, quantity=4)
    vote(cast, cast.branch, large)
    assert large.state == ClaimState.SUBMITTED, "twenty points take the quorum"
    struck = wait(cast, 1, item=item)
    vote(cast, cast.branch, struck, Decision.REJECT)
    assert struck.state == ClaimState.REJECTED
