"""From the closed month to ranking and draft: who is proposed, by which rule, counted when."""

import re
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from boards.enums import Colour, RankingKind
from boards.models import BoardDeed, BoardEntry, BoardIssue, Ranking, RankingRow
from boards.queries import checks
from boards.services import issues, rankings
from points.enums import Disclosure, EntryKind, HouseholdState
from points.models import Entry, Household
from points.queries import ledger_check
from points.services import ledger, villages
from tests.boards.support import ISSUE_DAY, OCT, deed, entries, issue_of, publish, sweep
from tests.factories import ItemFactory, make_village
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_village(households=8)


def places(cast, kind="month", start=OCT):
    rows = RankingRow.objects.filter(village=cast.village, ranking__kind=kind, ranking__start=start)
    return {row.household.number: (row.rank, row.earned, row.year_total) for row in rows.select_related("household")}


def numbers(found):
    return [entry.household.number for entry in found]


# --------------------------------------------------------------------------------------------------------- ranking


def test_a_closed_month_is_ranked_with_equals_on_one_place(cast):
    for index, times in ((0, 3), (1, 1), (2, 1)):
        for day in range(times):
            deed(cast, cast.households[index], day=date(2026, 10, 5 + day))
    done = sweep(cast)
    assert done.rankings[-1] == "2026-10"
    assert done.drafts[-1] == OCT
    found = places(cast)
    assert found["001"] == (1, 30, 130)
    assert found["002"] == found["003"] == (2, 10, 110)
    assert {found[number][0] for number in ("004", "008")} == {4}
    ranking = Ranking.objects.get(village=cast.village, kind="month", start=OCT)
    assert (ranking.households, ranking.scoring_households, ranking.points_total) == (8, 3, 50)
    assert checks.problems(cast.village) == []


def test_base_points_are_no_earnings_and_a_year_goes_by_its_total(cast):
    deed(cast, cast.households[3], day=date(2026, 12, 10))
    done = sweep(cast, clock.moment(date(2027, 1, 8), 9))
    assert done.rankings[-3:] == ["2026-12", "2026-Q4", "2026"]
    assert places(cast, "year", date(2026, 1, 1))["004"] == (1, 10, 110)
    assert places(cast, "year", date(2026, 1, 1))["001"] == (2, 0, 100)
    assert places(cast, "quarter", OCT)["004"] == (1, 10, 110)


def test_a_correction_counts_as_what_it_corrects_in_the_month_it_was_made(cast):
    deed(cast, cast.households[0])
    base = {}
    sweep(cast, clock.moment(date(2026, 10, 30)))
    line = Entry.objects.get(village=cast.village, kind=EntryKind.CLAIM)
    base = Entry.objects.get(village=cast.village, kind=EntryKind.BASE, household=cast.households[1])
    for entry in (line, base):
        ledger.reverse(entry=entry, reason="录错了", by=cast.administrator, at=clock.moment(date(2026, 11, 2)))
    sweep(cast, clock.moment(date(2026, 12, 8), 9))
    assert places(cast)["001"][1] == 10
    november = places(cast, start=date(2026, 11, 1))
    assert november["001"][1:] == (-10, 100)
    assert november["002"][1:] == (0, 0)


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        (clock.moment(date(2026, 10, 31), 23, 59, 59), OCT),
        (clock.moment(date(2026, 11, 1), 0, 0, 0), date(2026, 11, 1)),
    ],
)
def test_the_month_of_a_deed_is_the_shanghai_month(cast, moment, month):
    """Half past four in the afternoon of 31 October in UTC is still October here; 16:00 UTC is November."""
    deed(cast, cast.households[0], day=clock.local_day(moment))
    sweep(cast, clock.moment(date(2026, 12, 8), 9))
    assert places(cast, start=month)["001"][1] == 10


def test_a_deed_of_new_years_eve_counts_in_the_old_year_while_december_is_open(cast):
    deed(cast, cast.households[0], day=date(2026, 12, 31))
    sweep(cast, clock.moment(date(2027, 1, 7), 23, 59))
    assert not Ranking.objects.filter(village=cast.village, kind="year").exists()
    sweep(cast, clock.moment(date(2027, 1, 8), 0, 5))
    # Its publicity ended with 7 January: posted on the 8th, before December closes.
    assert places(cast, "year", date(2026, 1, 1))["001"][2] == 110


def test_a_deed_released_after_the_close_counts_in_the_next_year(cast):
    deed(cast, cast.households[0], day=date(2026, 12, 31))
    claim = cast.households[0].claims.get()
    claim.publicity_until = date(2027, 1, 8)
    claim.save(update_fields=["publicity_until"])
    sweep(cast, clock.moment(date(2027, 2, 8), 9))
    assert places(cast, "year", date(2026, 1, 1))["001"][2] == 100
    assert places(cast, start=date(2027, 1, 1))["001"][1:] == (10, 110)


def test_whoever_left_is_away_or_does_not_live_here_has_no_place_and_the_exempt_have_theirs(cast):
    away, closed, nonresident, exempt, joined = cast.households[:5]
    Household.objects.filter(pk=away.pk).update(state=HouseholdState.AWAY)
    Household.objects.filter(pk=closed.pk).update(state=HouseholdState.CLOSED, left_on=date(2026, 10, 5))
    Household.objects.filter(pk=nonresident.pk).update(resident=False)
    Household.objects.filter(pk=exempt.pk).update(unranked=True)
    Household.objects.filter(pk=joined.pk).update(joined_on=date(2026, 11, 1))
    sweep(cast)
    assert sorted(places(cast)) == ["004", "006", "007", "008"]


def test_an_open_month_is_not_ranked_and_a_frozen_ranking_stays(cast):
    with pytest.raises(DomainError):
        rankings.freeze(village=cast.village, kind=RankingKind.MONTH, start=OCT, at=ISSUE_DAY)
    deed(cast, cast.households[0])
    sweep(cast)
    first = Ranking.objects.get(village=cast.village, kind="month", start=OCT)
    deed(cast, cast.households[1], day=date(2026, 10, 20), slip_number="")
    sweep(cast, clock.moment(date(2026, 11, 20)))
    again = rankings.freeze(village=cast.village, kind=RankingKind.MONTH, start=OCT, at=ISSUE_DAY)
    assert again.pk == first.pk
    assert places(cast)["002"][1] == 0


def test_one_ranking_for_a_period_by_the_database(cast):
    sweep(cast)
    first = Ranking.objects.get(village=cast.village, kind="month", start=OCT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ranking.objects.create(
            village=cast.village,
            kind=first.kind,
            start=first.start,
            frozen_at=ISSUE_DAY,
            last_seq=0,
            households=0,
            scoring_households=0,
            points_total=0,
        )


def test_freezing_costs_the_same_queries_for_three_and_for_thirty(django_assert_num_queries):
    for count in (3, 30):
        cast = make_village(households=count)
        cast.villager  # noqa: B018
        ledger.close_month(village=cast.village, month=OCT, at=ISSUE_DAY)
        with django_assert_num_queries(10):
            rankings.freeze(village=cast.village, kind=RankingKind.MONTH, start=OCT, at=ISSUE_DAY)


# ------------------------------------------------------------------------------------------------------------- red


def test_the_first_three_are_proposed_with_their_deeds_for_a_reason(cast):
    for index, times in enumerate((4, 3, 2, 1)):
        for day in range(times):
            deed(cast, cast.households[index], day=date(2026, 10, 5 + day))
    sweep(cast)
    red = entries(cast, "red")
    assert numbers(red) == ["001", "002", "003"]
    assert red[0].reason == "10月治安巡防 4 次。"
    assert [entry.points for entry in red] == [10, 10, 10]
    assert BoardDeed.objects.filter(entry=red[0]).count() == 4


def test_equals_at_the_third_place_come_too_up_to_six(cast):
    deed(cast, cast.households[0])
    deed(cast, cast.households[0], day=date(2026, 10, 11))
    for index in range(1, 6):
        deed(cast, cast.households[index])
    sweep(cast)
    assert len(entries(cast, "red")) == 6


def test_points_of_a_board_carry_nobody_onto_the_next(cast):
    deed(cast, cast.households[0])
    sweep(cast)
    publish(cast)
    deed(cast, cast.households[1], day=date(2026, 11, 12))
    sweep(cast, clock.moment(date(2026, 12, 8), 9))
    assert places(cast, start=date(2026, 11, 1))["001"][:2] == (1, 10)
    assert numbers(entries(cast, "red", date(2026, 11, 1))) == ["002"]


def test_seven_equals_are_left_to_the_committee(cast):
    deed(cast, cast.households[0])
    deed(cast, cast.households[0], day=date(2026, 10, 11))
    for index in range(1, 7):
        deed(cast, cast.households[index])
    sweep(cast)
    assert numbers(entries(cast, "red")) == ["001"]


def test_a_reason_counts_in_the_items_own_unit(cast):
    trained = ItemFactory(scheme=cast.scheme, category=cast.category, code=43, name="培训农户", points=5, unit="人次")
    given = ItemFactory(scheme=cast.scheme, category=cast.category, code=24, name="公益捐款", points=1, unit="100元")
    for item, quantity in ((cast.award, 1), (trained, 4), (given, 3)):
        deed(cast, cast.households[0], item, quantity=quantity)
    sweep(cast)
    assert entries(cast, "red")[0].reason == "10月培训农户 4 人次、治安巡防、公益捐款。"


def test_a_deed_that_may_not_be_shown_brings_nobody_on_the_board_and_is_not_told_by_a_sum(cast):
    def item(code, disclosure):
        return ItemFactory(
            scheme=cast.scheme, category=cast.category, code=code, name=f"项目{code}", points=20, disclosure=disclosure
        )

    informant, carer = item(4, Disclosure.NONE), item(53, Disclosure.CATEGORY)
    deed(cast, cast.households[0], informant)
    deed(cast, cast.households[1], informant)
    deed(cast, cast.households[1])
    deed(cast, cast.households[2], carer)
    sweep(cast)
    reasons = {entry.household.number: entry.reason for entry in entries(cast, "red")}
    assert reasons == {"002": "10月治安巡防。", "003": "10月积分名列前茅。"}


# ----------------------------------------------------------------------------------------------------- bottom three


def minus(cast, index, times=1, item=None):
    for day in range(times):
        deed(cast, cast.households[index], item or cast.deduction, day=date(2026, 10, 5 + day))


def test_the_lowest_below_zero_are_proposed_lowest_first(cast):
    for index, times in ((0, 1), (1, 4), (2, 2), (3, 3)):
        minus(cast, index, times)
    sweep(cast)
    black = entries(cast, "black")
    assert numbers(black) == ["002", "004", "003"]
    assert black[0].reason == "10月积分后三名：焚烧秸秆 4 次。"
    assert {entry.points for entry in black} == {-10}
    assert BoardDeed.objects.filter(entry=black[0], colour=Colour.BLACK).count() == 4


def test_equals_across_the_cut_are_left_off(cast):
    minus(cast, 0, 3)
    for index in (1, 2, 3):
        minus(cast, index)
    sweep(cast)
    assert numbers(entries(cast, "black")) == ["001"]


def test_four_equals_are_all_left_off(cast):
    for index in range(4):
        minus(cast, index)
    sweep(cast)
    assert entries(cast, "black") == []


def test_three_equals_are_three(cast):
    for index in range(3):
        minus(cast, index)
    sweep(cast)
    assert numbers(entries(cast, "black")) == ["001", "002", "003"]


def test_nobody_is_a_valid_result_and_zero_points_are_no_offence(cast):
    deed(cast, cast.households[0])
    minus(cast, 0)
    minus(cast, 1, 2)
    deed(cast, cast.households[1])
    sweep(cast)
    issue = issue_of(cast)
    assert issue.state == "draft"
    assert entries(cast, "black") == []


def test_an_empty_month_still_has_its_issue(cast):
    sweep(cast)
    assert issue_of(cast).state == "draft"
    assert not BoardEntry.objects.filter(issue=issue_of(cast)).exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"unranked": True},
        {"state": HouseholdState.AWAY},
        {"state": HouseholdState.CLOSED, "left_on": date(2026, 11, 1)},
        {"resident": False},
    ],
)
def test_the_exempt_the_absent_and_the_gone_are_left_out_and_nobody_moves_up_for_them(cast, changes):
    minus(cast, 0, 3)
    minus(cast, 1)
    Household.objects.filter(pk=cast.households[0].pk).update(**changes)
    sweep(cast)
    assert numbers(entries(cast, "black")) == ["002"]


def test_board_points_do_not_count(cast):
    """A -10 of last month's black board alone brings nobody back, a +10 saves nobody."""
    minus(cast, 0)
    minus(cast, 1)
    sweep(cast)
    red = issues.add_entry(
        issue=issue_of(cast),
        colour=Colour.RED,
        household=cast.households[1],
        reason="修好水渠",
        by=cast.branch,
        at=ISSUE_DAY,
    )
    publish(cast)
    red.refresh_from_db()
    assert red.ledger_entry.counted_in == date(2026, 11, 1)
    deed(cast, cast.households[1], cast.deduction, day=date(2026, 11, 11))
    sweep(cast, clock.moment(date(2026, 12, 8), 9))
    assert numbers(entries(cast, "black", date(2026, 11, 1))) == ["002"]


def test_a_corrected_deduction_does_not_count(cast):
    minus(cast, 0)
    sweep(cast, clock.moment(date(2026, 10, 30)))
    line = Entry.objects.get(village=cast.village, kind=EntryKind.CLAIM)
    ledger.reverse(entry=line, reason="认错了人", by=cast.administrator, at=clock.moment(date(2026, 11, 2)))
    sweep(cast)
    assert entries(cast, "black") == []


def test_a_deduction_that_may_not_be_shown_brings_nobody_on_the_board(cast):
    hidden = ItemFactory(
        scheme=cast.scheme, category=cast.category, code=13, name="参与赌博", points=-20, disclosure=Disclosure.NONE
    )
    minus(cast, 0, 2, hidden)
    sweep(cast)
    assert entries(cast, "black") == []


def test_a_deed_stands_on_a_black_board_once(cast):
    minus(cast, 0)
    sweep(cast)
    [entry] = entries(cast, "black")
    taken = BoardDeed.objects.get(entry=entry)
    with pytest.raises(IntegrityError), transaction.atomic():
        BoardDeed.objects.create(
            village=cast.village, entry=entry, ledger_entry=taken.ledger_entry, colour=Colour.BLACK
        )
    from boards.queries import candidates

    assert candidates.bottom_three(cast.village, OCT) == []
    issues.strike(entry=entry, by=cast.branch, at=ISSUE_DAY)
    assert [one.household_id for one in candidates.bottom_three(cast.village, OCT)] == [cast.households[0].pk]


def test_a_village_may_name_nobody(cast):
    villages.change_settings(
        village=cast.village,
        by=cast.administrator,
        at=clock.moment(date(2026, 10, 1)),
        effective_from=date(2026, 10, 1),
        bottom_three_rule="off",
    )
    minus(cast, 0)
    sweep(cast)
    assert entries(cast, "black") == []


# -------------------------------------------------------------------------------------------------------- due again


def test_a_second_run_changes_nothing(cast):
    deed(cast, cast.households[0])
    minus(cast, 1)
    assert sweep(cast)
    before = (Ranking.objects.count(), BoardIssue.objects.count(), BoardEntry.objects.count(), Entry.objects.count())
    assert not sweep(cast)
    assert (
        Ranking.objects.count(),
        BoardIssue.objects.count(),
        BoardEntry.objects.count(),
        Entry.objects.count(),
    ) == before
    assert ledger_check.problems(cast.village) == []


@pytest.mark.parametrize("where", ["rankings", "quarter", "drafts"])
def test_a_run_that_dies_half_way_is_finished_by_the_next(cast, where, monkeypatch):
    """Killed after the close, after the month's ranking, before the draft of September, which ends a quarter."""
    deed(cast, cast.households[0], day=date(2026, 9, 10))
    real_freeze, real_draft = rankings.freeze, issues.draft

    def freeze(**call):
        if where == "rankings" or (where == "quarter" and call["kind"] == RankingKind.QUARTER):
            raise SystemExit
        return real_freeze(**call)

    def draft(**call):
        raise SystemExit

    at = clock.moment(date(2026, 10, 8), 9)
    with monkeypatch.context() as patch:
        patch.setattr(rankings, "freeze", freeze)
        if where == "drafts":
            patch.setattr(issues, "draft", draft)
        with pytest.raises(SystemExit):
            sweep(cast, at)
    assert real_draft is issues.draft
    sweep(cast, at)
    assert places(cast, "quarter", date(2026, 7, 1))["001"][1] == 10
    assert numbers(entries(cast, "red", date(2026, 9, 1))) == ["001"]
    assert BoardIssue.objects.filter(village=cast.village).count() == 9
    assert checks.problems(cast.village) == []


def test_candidates_are_found_by_hashed_lists_whatever_the_planner_believes(cast):
    """A village whose year was just loaded has no statistics: joins were planned as loops over the whole village."""
    minus(cast, 0)
    deed(cast, cast.households[1])
    sweep(cast)
    from boards.queries import candidates

    for find in (candidates.bottom_three, candidates.red):
        with CaptureQueriesContext(connection) as asked:
            find(cast.village, OCT)
        # Beside the constant few that tell who is spared.
        own = [query["sql"] for query in asked if 'FROM "points_entry"' in query["sql"]]
        assert 1 <= len(own) <= 2 and len(asked) <= 7
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN " + own[0])
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "Anti Join" not in plan
        assert 'JOIN "points_household"' not in own[0]
        assert set(re.findall(r"(\w+ )?SubPlan \d+\)", plan)) == {"hashed "}
