"""Stars by the rules: who nominates and decides, what the site works out, plates without a gap, withdrawals."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.enums import STAR_STEPS, StarCheck, StarSource, StarState, StarYearState
from boards.models import StarAward, StarGroup, StarYear
from boards.queries import star_checks, star_work
from boards.services import due, star_objections, star_withdrawals, star_years, stars
from boards.services.star_steps import take
from councils.enums import BodyKind
from councils.models import Body, NearKin
from points.enums import HouseholdState, Role
from points.models import AuditRow, Household
from tests import stage
from tests.boards.support import with_black
from tests.factories import Cast, make_village, member, seat
from tests.stars.support import GRANTED, NOW, fresh, granted, nominated, opened, star, vote
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError

BY_HAND = {"by": None, "at": NOW}


def refusal(outcome: stars.Outcome, award: StarAward) -> str:
    return outcome.refused[award.pk].code


# ---------------------------------------------------------------------------------------------------------- the year


def test_a_year_begins_with_the_usual_five_and_the_next_with_a_copy(cast: Cast, year: StarYear) -> None:
    assert [row.name for row in star_work.stars_of(year)] == ["致富", "孝爱", "洁美", "和谐", "守法"]
    star_years.close_year(year=year, by=cast.administrator, at=NOW)
    following = star_years.prepare(
        village=cast.village, year=2027, nominate_until=date(2026, 12, 1), group_percent=50, by=cast.administrator,
        at=NOW,
    )  # fmt: skip
    added = star_years.save_star(
        year=following, name="好学", criteria="家里有书", checks=[], by=cast.administrator, at=NOW
    )
    assert added.number == 6 and star(following, "守法").checks == ["open_black", "black_year"]
    star_years.remove_star(star=star(following, "致富"), by=cast.administrator, at=NOW)
    assert [row.name for row in star_work.stars_of(following)] == ["孝爱", "洁美", "和谐", "守法", "好学"]
    assert len(star_work.stars_of(year)) == 5, "last year's stay as they were"


def test_stars_of_an_open_year_stay_as_they_are(cast: Cast, year: StarYear) -> None:
    with pytest.raises(TransitionError, match="不能再改"):
        star_years.save_star(
            year=year, star=star(year, "洁美"), name="洁净", criteria="x", checks=[], by=cast.administrator, at=NOW
        )


def test_one_year_at_a_time_and_only_the_administrator(cast: Cast, year: StarYear) -> None:
    with pytest.raises(NotAllowed):
        star_years.close_year(year=year, by=cast.branch, at=NOW)
    with pytest.raises(TransitionError) as caught:
        opened(cast, 2027)
    assert caught.value.code == "other_year_open"
    with pytest.raises(DomainError, match="已经有这一年度"):
        opened(cast, 2026)


# -------------------------------------------------------------------------------------------------------- nominating


def test_who_may_nominate_whom(cast: Cast, year: StarYear) -> None:
    leaders = Body.objects.create(village=cast.village, name="组长", kind=BodyKind.GROUP_LEADERS)
    leader = member(cast.village, Role.GRID_OFFICER, cast.households[2], name="组长")
    seat(leaders, leader, household=cast.households[2])
    common = {"stars": [star(year, "孝爱")], "reason": "照顾老人", "at": NOW}
    stars.nominate(household=cast.households[0], source=StarSource.SELF, by=cast.villager, **common)
    stars.nominate(household=cast.households[4], source=StarSource.GROUP, by=leader, **common)
    for household, source, by in (
        (cast.households[1], StarSource.SELF, cast.villager),
        (cast.households[0], StarSource.GROUP, cast.villager),
        (cast.households[1], StarSource.GROUP, leader),
        (cast.households[1], StarSource.GROUP, cast.branch),
    ):
        with pytest.raises(NotAllowed):
            stars.nominate(household=household, source=source, by=by, **common)
    assert StarAward.objects.filter(village=cast.village).count() == 2


def test_nominated_once_and_in_time_and_only_who_lives_here(cast: Cast, year: StarYear) -> None:
    nominated(cast, year)
    with pytest.raises(DomainError) as caught:
        nominated(cast, year)
    assert caught.value.code == "nominated_already"
    Household.objects.filter(pk=cast.households[1].pk).update(state=HouseholdState.AWAY)
    with pytest.raises(DomainError) as caught:
        nominated(cast, year, stage.household(cast, 1))
    assert caught.value.code == "household_unfit"
    with pytest.raises(TransitionError):
        stars.nominate(
            household=cast.households[2], stars=[star(year, "洁美")], source=StarSource.GROUP, reason="晚了",
            by=cast.officer, at=clock.moment(date(2026, 12, 1)),
        )  # fmt: skip


def test_a_nomination_is_taken_back_before_the_first_vote_and_can_come_again(cast: Cast, year: StarYear) -> None:
    award = nominated(cast, year)
    with pytest.raises(NotAllowed):
        stars.take_back(award=fresh(award), by=cast.branch, at=NOW)
    stars.take_back(award=fresh(award), by=cast.villager, at=NOW)
    again = nominated(cast, year)
    stars.decide(village=cast.village, award_ids=[again.pk], agrees=True, by=cast.branch, at=NOW)
    with pytest.raises(TransitionError):
        stars.take_back(award=fresh(again), by=cast.officer, at=NOW)


# ----------------------------------------------------------------------------------------------------------- deciding


def test_the_quorum_puts_a_star_into_publicity(cast: Cast, year: StarYear) -> None:
    award = nominated(cast, year)
    first = stars.decide(village=cast.village, award_ids=[award.pk], agrees=True, by=cast.branch, at=NOW)
    assert first.waiting == [award.pk] and not first.decided
    same = stars.decide(village=cast.village, award_ids=[award.pk], agrees=True, by=cast.branch_two, at=NOW)
    assert same.waiting == [award.pk], "two of one constituency are no quorum"
    second = stars.decide(village=cast.village, award_ids=[award.pk], agrees=True, by=cast.representative, at=NOW)
    assert second.decided == {award.pk: StarState.POSTED}
    row = fresh(award)
    assert (row.publicity_from, row.publicity_until) == (date(2026, 11, 15), date(2026, 11, 21))


def test_own_household_kin_and_own_nomination_are_left_to_others(cast: Cast, year: StarYear) -> None:
    own, kin, other = (nominated(cast, year, n) for n in range(3))
    member_home = cast.households[0]
    seat(cast.bodies[BodyKind.BRANCH], cast.branch, household=member_home, position="书记")
    NearKin.objects.create(
        village=cast.village, user=cast.branch, household=cast.households[1], registered_on=date(2024, 1, 1)
    )
    outcome = stars.decide(
        village=cast.village, award_ids=[own.pk, kin.pk, other.pk], agrees=True, by=cast.branch, at=NOW
    )
    assert set(outcome.refused) == {own.pk, kin.pk} and outcome.waiting == [other.pk]
    again = stars.decide(village=cast.village, award_ids=[other.pk], agrees=True, by=cast.branch, at=NOW)
    assert "已经" in str(again.refused[other.pk])
    with pytest.raises(NotAllowed):
        stars.decide(village=cast.village, award_ids=[other.pk], agrees=True, by=cast.officer, at=NOW)


def test_a_refusal_takes_a_quorum_and_a_reason(cast: Cast, year: StarYear) -> None:
    award = nominated(cast, year)
    with pytest.raises(DomainError) as caught:
        stars.decide(village=cast.village, award_ids=[award.pk], agrees=False, by=cast.branch, at=NOW)
    assert caught.value.field == "note"
    row = vote(cast, award, agrees=False, note="情况不属实")
    assert (row.state, row.decision_note, row.publicity_from) == (StarState.REFUSED, "情况不属实", None)


def test_deciding_costs_the_same_for_one_and_for_three(cast: Cast, year: StarYear) -> None:
    awards = [nominated(cast, year, n, "守法") for n in range(4)]
    cast.branch.roles_in(cast.village.pk)  # kept by the user's object
    counts = []
    for part in (awards[:1], awards[1:]):
        with CaptureQueriesContext(connection) as queries:
            stars.decide(
                village=cast.village, award_ids=[award.pk for award in part], agrees=True, by=cast.branch, at=NOW
            )
        counts.append(len(queries))
    assert counts[0] == counts[1]


# ------------------------------------------------------------------------------------------- what the site works out


@pytest.fixture
def black() -> tuple[Cast, StarYear]:
    """October's board: household 2 stands on the black board from 14 November to 13 December."""
    cast = make_village(households=6)
    stage.VillageSettings.objects.filter(village=cast.village).update(effective_from=date(2026, 9, 1))
    with_black(cast)
    return cast, opened(cast)


@pytest.mark.django_db
def test_who_stands_on_the_black_board_does_not_get_the_star(black: tuple[Cast, StarYear]) -> None:
    cast, year = black
    with clock.frozen(NOW):
        award = nominated(cast, year, 2, "守法")
        outcome = stars.decide(
            village=cast.village, award_ids=[award.pk], agrees=True, note="已经改正", by=cast.branch, at=NOW
        )
        assert refusal(outcome, award) == "check_failed", "no reason helps"
        assert not outcome.decided and not fresh(award).votes.exists()


@pytest.mark.django_db
def test_another_finding_is_decided_against_only_with_a_reason_that_stands_in_public(
    black: tuple[Cast, StarYear],
) -> None:
    cast, year = black
    with clock.frozen(NOW):
        award = nominated(cast, year, 2, "和谐")
        bare = stars.decide(village=cast.village, award_ids=[award.pk], agrees=True, by=cast.branch, at=NOW)
        assert refusal(bare, award) == "explain"
        rude = stars.decide(
            village=cast.village, award_ids=[award.pk], agrees=True, note="派出所调解过", by=cast.branch, at=NOW
        )
        assert refusal(rude, award) == "police"
        row = vote(cast, award, note="已向邻居道歉，两家和好")
        assert (row.overruled, row.overrule_reason) == ([StarCheck.BLACK_THIS_YEAR], "已向邻居道歉，两家和好")
        assert row.state == StarState.POSTED
        stars.grant_due(village=cast.village, at=GRANTED)
        assert fresh(award).state == StarState.GRANTED, "what was explained is not asked again"


@pytest.mark.django_db
def test_a_deduction_of_the_year_counts_where_the_star_asks(black: tuple[Cast, StarYear]) -> None:
    cast, year = black
    with clock.frozen(NOW):
        row = star(year, "洁美")
        type(row).objects.filter(pk=row.pk).update(checks=[StarCheck.DEDUCTION_THIS_YEAR])
        good, bad = nominated(cast, year, 0), nominated(cast, year, 2)
        found = star_checks.failing(cast.village, [fresh(good), fresh(bad)], date(2026, 11, 15))
        assert found == {good.pk: frozenset(), bad.pk: frozenset({StarCheck.DEDUCTION_THIS_YEAR})}


def test_a_finding_during_publicity_stops_the_star(cast: Cast, year: StarYear) -> None:
    """Came onto the black board meanwhile: not awarded. A new finding nobody explained: back to the committee."""
    stage.VillageSettings.objects.filter(village=cast.village).update(effective_from=date(2026, 9, 1))
    lawful, harmonious = nominated(cast, year, 2, "守法"), nominated(cast, year, 2, "和谐")
    vote(cast, lawful, harmonious)
    with_black(cast)
    assert stars.grant_due(village=cast.village, at=GRANTED) == 0
    assert (fresh(lawful).state, "黑榜" in fresh(lawful).decision_note) == (StarState.REFUSED, True)
    back = fresh(harmonious)
    assert (back.state, back.round, back.decided_at) == (StarState.NOMINATED, 2, None)
    with clock.frozen(GRANTED):
        vote(cast, back, note="已经改正，邻居都认可", at=GRANTED)
    assert fresh(harmonious).state == StarState.POSTED


# ------------------------------------------------------------------------------------------------- plates, objections


def test_plates_are_numbered_without_a_gap(cast: Cast, year: StarYear) -> None:
    awards = [nominated(cast, year, n, name) for n in (1, 0) for name in ("守法", "洁美")]
    vote(cast, *awards)
    assert due.run_village(cast.village, clock.moment(date(2026, 11, 21), 23)).stars == 0, "the last day is a day"
    assert due.next_due_day(cast.village, date(2026, 11, 20)) == date(2026, 11, 22)
    assert due.run_village(cast.village, GRANTED).stars == 4
    assert due.run_village(cast.village, GRANTED).stars == 0
    rows = StarAward.objects.filter(village=cast.village).order_by("plate")
    assert list(rows.values_list("plate", "star__name", "household__number")) == [
        (1, "洁美", "001"),
        (2, "洁美", "002"),
        (3, "守法", "001"),
        (4, "守法", "002"),
    ]
    far = make_village(households=1)
    assert granted(far, opened(far)).plate == 1, "each village counts for itself"


def test_an_objection_holds_the_star_until_somebody_else_decides(cast: Cast, year: StarYear) -> None:
    award = vote(cast, nominated(cast, year, 1))
    neighbour = member(cast.village, Role.VILLAGER, household=cast.households[3])
    objection = star_objections.object_to(award=award, text="院里堆着废料", by=neighbour, at=NOW)
    assert star_objections.object_to(award=award, text="再说一遍", by=neighbour, at=NOW) == objection
    stars.grant_due(village=cast.village, at=GRANTED)
    assert fresh(award).state == StarState.OBJECTED
    for by in (cast.branch, cast.officer, neighbour):
        with pytest.raises(NotAllowed):
            star_objections.decide_objection(objection=objection, upheld=True, answer="属实", by=by, at=GRANTED)
    star_objections.decide_objection(
        objection=objection, upheld=False, answer="已当场清理", by=cast.supervisor, at=GRANTED
    )
    assert fresh(award).publicity_until == date(2026, 11, 22), "today at the earliest"
    stars.grant_due(village=cast.village, at=GRANTED + timedelta(days=1))
    assert fresh(award).plate == 1
    with pytest.raises(TransitionError):
        star_objections.record(award=fresh(award), text="晚了", name="", by=cast.officer, at=GRANTED)


def test_an_objection_that_is_right_ends_it(cast: Cast, year: StarYear) -> None:
    award = vote(cast, nominated(cast, year, 1))
    objection = star_objections.record(award=award, text="院里堆着废料", name="", by=cast.officer, at=NOW)
    star_objections.decide_objection(
        objection=objection, upheld=True, answer="查看属实", by=cast.representative, at=NOW
    )
    assert (fresh(award).state, fresh(award).decision_note) == (StarState.REFUSED, "查看属实")


# ---------------------------------------------------------------------------------------------- withdrawals and groups


def test_a_star_is_withdrawn_by_quorum_and_the_groups_follow(cast: Cast, year: StarYear) -> None:
    one, two = nominated(cast, year, 0), nominated(cast, year, 2)
    vote(cast, one, two)
    stars.grant_due(village=cast.village, at=GRANTED)
    star_years.close_year(year=year, by=cast.administrator, at=GRANTED)
    first = StarGroup.objects.get(village=cast.village, group=cast.groups[0])
    assert (first.households, first.star_households, first.open_black, first.percent) == (3, 2, 0, 60)
    assert first.excellent and not StarGroup.objects.get(village=cast.village, group=cast.groups[1]).excellent
    award = star_withdrawals.propose(award=fresh(one), reason="院坝长期堆放废料", by=cast.branch, at=GRANTED)
    assert award.state == StarState.QUESTIONED
    with pytest.raises(NotAllowed):
        star_withdrawals.decide(award=award, agrees=True, by=cast.branch, at=GRANTED)
    star_withdrawals.decide(award=award, agrees=True, by=cast.representative, at=GRANTED)
    assert (fresh(one).state, fresh(one).plate) == (StarState.WITHDRAWN, 1)
    first.refresh_from_db()
    assert (first.star_households, first.excellent) == (1, False)
    assert AuditRow.objects.filter(village=cast.village, action="star_award.withdrawn", by=cast.representative).exists()


def test_a_quorum_against_it_leaves_the_star(cast: Cast, year: StarYear) -> None:
    award = granted(cast, year)
    star_withdrawals.propose(award=award, reason="院坝长期堆放废料", by=cast.branch, at=GRANTED)
    for voter in (cast.supervision, cast.representative):
        row = star_withdrawals.decide(award=fresh(award), agrees=False, note="已清理", by=voter, at=GRANTED)
    assert row.state == StarState.GRANTED
    again = star_withdrawals.propose(award=fresh(award), reason="又堆上了", by=cast.supervision, at=GRANTED)
    assert again.state == StarState.QUESTIONED and again.round == 3


def test_a_year_is_not_closed_over_open_nominations(cast: Cast, year: StarYear) -> None:
    vote(cast, nominated(cast, year))
    with pytest.raises(TransitionError) as caught:
        star_years.close_year(year=year, by=cast.administrator, at=NOW)
    assert caught.value.code == "star_year_busy"
    stars.grant_due(village=cast.village, at=GRANTED)
    assert star_years.close_year(year=year, by=cast.administrator, at=GRANTED).state == StarYearState.CLOSED


def test_no_step_is_skipped() -> None:
    for state in StarState:
        for to in set(StarState) - STAR_STEPS[state]:
            with pytest.raises(TransitionError) as caught:
                take(StarAward(state=state), to)
            assert caught.value.code == "star_state"


def test_works_where_there_are_no_points(cast: Cast, year: StarYear) -> None:
    type(cast.village).objects.filter(pk=cast.village.pk).update(points_on=False)
    cast.village.refresh_from_db()
    award = vote(cast, nominated(cast, year))
    due.run_days([cast.village], date(2026, 11, 15), GRANTED)
    assert fresh(award).state == StarState.GRANTED
