"""From the titles to the certificate, step by step, with every refusal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from boards.enums import CONTEST_STEPS, ContestState, EntrantState, JudgingWay, Nominator
from boards.models import Contest, ContestAward, ContestEntrant, ContestScore, ContestTitle
from boards.queries import checks
from boards.services import due
from boards.services.contests import calls, entering, results, steps, titles
from boards.services.contests.titles import TitleValues
from points.enums import EntryKind, HouseholdState
from points.models import AuditRow, Entry, Household
from points.queries import ledger_check, passbook, schemes
from tests import stage
from tests.contests import scene
from tests.contests.scene import AWARDED, CALLED, DRAFTED, JUDGING, NOMINATED, QUARTER, UNTIL, VALUES
from tests.factories import Cast, ItemFactory
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, Problems, TransitionError

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return scene.village()


def code(act: Any) -> str:
    with pytest.raises(DomainError) as caught, transaction.atomic():
        act()
    assert len(str(caught.value)) > 5, "a sentence, not a word"
    return caught.value.code


# ----------------------------------------------------------------------------------------------------------- titles


def test_the_three_usual_titles_are_added_once(cast: Cast) -> None:
    added = titles.add_usual(village=cast.village, by=cast.administrator, at=DRAFTED)
    assert [title.name for title in added] == ["洁美庭院", "致富能手", "脱贫标兵"]
    assert all(sum(title.full_marks) == 100 for title in added)
    assert titles.add_usual(village=cast.village, by=cast.administrator, at=DRAFTED) == []


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("name", {"name": " "}),
        ("name", {"name": "长" * 21}),
        ("about", {"about": "长" * 201}),
        ("criteria", {"criteria": ()}),
        ("criteria", {"criteria": (("整洁", 99),)}),
        ("criteria", {"criteria": (("整洁", 50), ("整洁", 50))}),
        ("criteria", {"criteria": (("整洁", 100), ("绿化", 0))}),
        ("nominators", {"nominators": ()}),
        ("prizes", {"prizes": (10, 20)}),
        ("prizes", {"prizes": (30, 20, 10, 5)}),
        ("prizes", {"prizes": (0,)}),
        ("minimum", {"minimum": 101}),
        ("call_days", {"call_days": 2}),
    ],
)
def test_a_title_that_is_refused(cast: Cast, field: str, change: dict[str, Any]) -> None:
    with pytest.raises(DomainError) as caught:
        scene.title(cast, replace(VALUES, **change))
    assert caught.value.field == field


def test_every_mistake_of_a_title_is_said_at_once_and_names_are_unique(cast: Cast) -> None:
    with pytest.raises(Problems) as caught:
        scene.title(cast, replace(VALUES, name="", minimum=200))
    assert [error.field for error in caught.value] == ["name", "minimum"]
    scene.title(cast)
    assert code(lambda: scene.title(cast)) == "name"


def test_only_the_administrator_edits_titles_and_a_call_keeps_its_rules(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        titles.save_title(village=cast.village, values=VALUES, by=cast.officer, at=DRAFTED)
    contest = scene.called(cast)
    other = replace(VALUES, name="美丽庭院", prizes=(9,))
    titles.save_title(village=cast.village, values=other, title=contest.contest_title, by=cast.administrator, at=CALLED)
    contest = stage.fresh(contest)
    assert (contest.name, contest.prizes) == ("洁美庭院", [30, 20, 10])
    assert ContestTitle.objects.get(village=cast.village).name == "美丽庭院"


def test_prizes_are_those_of_the_rules_where_the_title_names_none(cast: Cast) -> None:
    assert scene.drafted(cast).prizes == [30, 20, 10]
    for place, points in enumerate((40, 25, 15), 1):
        name = f"评比第{'一二三'[place - 1]}名"
        ItemFactory(
            scheme=cast.scheme, category=cast.category, code=70 + place, name=name, points=points, board_only=True
        )
    assert schemes.board_points(cast.village, QUARTER) == (10, -10), "the board keeps its own"
    contest = Contest.objects.get(village=cast.village)
    calls.call(contest=contest, until=UNTIL, by=cast.administrator, at=CALLED)
    assert stage.fresh(contest).prizes == [40, 25, 15]


# ------------------------------------------------------------------------------------------------------------- call


def test_a_contest_is_drafted_when_the_quarters_last_month_begins(cast: Cast) -> None:
    scene.title(cast)
    scene.title(cast, replace(VALUES, name="旧称号", on=False))
    assert due.next_due_day(cast.village, date(2026, 11, 9)) == date(2026, 12, 1)
    with clock.frozen(clock.moment(date(2026, 11, 30), 23)) as at:
        assert due.run_village(cast.village, at).contests == 0
    with clock.frozen(DRAFTED) as at:
        assert due.run_village(cast.village, at).contests == 1
        assert due.run_village(cast.village, at).contests == 0, "a run may come twice"
    contest = Contest.objects.get(village=cast.village)
    assert (contest.quarter, contest.state) == (QUARTER, ContestState.DRAFTED)
    assert (
        calls.draft(village=cast.village, title=contest.contest_title, quarter=QUARTER, by=cast.officer, at=CALLED)
        == contest
    )


def test_a_contest_of_another_quarter_is_not_drafted(cast: Cast) -> None:
    title = scene.title(cast)
    for quarter in (date(2026, 1, 1), date(2027, 1, 1)):
        assert (
            code(
                lambda quarter=quarter: calls.draft(
                    village=cast.village, title=title, quarter=quarter, by=cast.officer, at=CALLED
                )
            )
            == "quarter"
        )


@pytest.mark.parametrize("days", [1, 45])
def test_a_call_has_three_days_at_least(cast: Cast, days: int) -> None:
    contest, until = scene.drafted(cast), clock.local_day(CALLED) + timedelta(days=days)
    assert code(lambda: calls.call(contest=contest, until=until, by=cast.officer, at=CALLED)) == "until"


def test_judging_begins_after_the_last_day_and_with_somebody(cast: Cast) -> None:
    contest = scene.called(cast)
    begin = {"contest": contest, "way": JudgingWay.PHONE, "by": cast.officer}
    assert code(lambda: calls.begin_judging(at=clock.moment(UNTIL, 22), **begin)) == "nominations_open"
    assert code(lambda: calls.begin_judging(at=JUDGING, **begin)) == "nobody"
    with pytest.raises(NotAllowed):
        calls.begin_judging(at=JUDGING, **{**begin, "by": cast.branch})


def test_a_contest_that_is_not_held_says_why(cast: Cast) -> None:
    contest = scene.called(cast)
    assert code(lambda: calls.cancel(contest=contest, reason=" ", by=cast.administrator, at=JUDGING)) == (
        "reason_missing"
    )
    with pytest.raises(NotAllowed):
        calls.cancel(contest=contest, reason="无人报名", by=cast.officer, at=JUDGING)
    calls.cancel(contest=contest, reason="无人报名", by=cast.administrator, at=JUDGING)
    assert stage.fresh(contest).end_note == "无人报名"
    assert code(lambda: calls.cancel(contest=contest, reason="再来", by=cast.administrator, at=JUDGING)) == (
        "contest_state"
    )


def test_no_step_is_skipped(cast: Cast) -> None:
    """Every act from every state from which it does not follow is the one named error."""
    contest = scene.drafted(cast)
    acts = {
        ContestState.DRAFTED: lambda: calls.call(contest=contest, until=UNTIL, by=cast.officer, at=CALLED),
        ContestState.CALLED: lambda: calls.begin_judging(
            contest=contest, way=JudgingWay.PHONE, by=cast.officer, at=JUDGING
        ),
        ContestState.SCORING: lambda: scene.close(cast, contest),
        ContestState.DECIDED: lambda: results.publish(contest=contest, by=cast.branch, at=JUDGING),
        ContestState.PUBLICISED: lambda: scene.award(contest),
    }
    moments = {"called_at": CALLED, "nominate_until": UNTIL, "scoring_at": JUDGING, "round": 1, "way": "phone",
               "decided_at": JUDGING, "publicity_from": UNTIL, "publicity_until": UNTIL,
               "published_by": cast.branch, "end_note": "…"}  # fmt: skip
    for state in ContestState:
        awarded = AWARDED if state == ContestState.AWARDED else None
        Contest.objects.filter(pk=contest.pk).update(state=state, awarded_at=awarded, **moments)
        for begins, act in acts.items():
            if begins != state:
                with pytest.raises(TransitionError) as caught, transaction.atomic():
                    act()
                assert caught.value.code == "contest_state", (begins, state)
        for to in ContestState:
            if to not in CONTEST_STEPS[state]:
                with pytest.raises(TransitionError):
                    steps.take(stage.fresh(contest), to)


@pytest.mark.parametrize(
    ("state", "column"),
    [
        (state, column)
        for number, (columns, state) in enumerate(
            [
                (("called_at", "nominate_until"), ContestState.CALLED),
                (("scoring_at",), ContestState.SCORING),
                (("decided_at",), ContestState.DECIDED),
                (("publicity_from", "published_by"), ContestState.PUBLICISED),
                (("awarded_at",), ContestState.AWARDED),
            ]
        )
        for column in columns
    ],
)
def test_the_database_lets_no_step_be_skipped(cast: Cast, state: str, column: str) -> None:
    contest = scene.awarded(cast)
    moments: dict[str, Any] = {"awarded_at": None} if state != ContestState.AWARDED else {}
    with pytest.raises(IntegrityError), transaction.atomic():
        Contest.objects.filter(pk=contest.pk).update(**{**moments, "state": state, column: None})


# ------------------------------------------------------------------------------------------------------ nominations


def test_who_may_nominate_whom(cast: Cast) -> None:
    contest = scene.called(cast)
    own = {"nominator": Nominator.HOUSEHOLD, "reason": ""}
    scene.nominate(cast, contest, 0, by=cast.villager, **own)
    assert code(lambda: scene.nominate(cast, contest, 1, by=cast.villager, **own)) == "not_own"
    assert code(lambda: scene.nominate(cast, contest, 1, Nominator.LEADER, by=cast.branch)) == "not_leader"
    scene.leads(cast, cast.branch, 1)
    scene.nominate(cast, contest, 1, Nominator.LEADER, by=cast.branch)
    assert code(lambda: scene.nominate(cast, contest, 2, Nominator.LEADER, by=cast.branch)) == "not_leader"
    scene.nominate(cast, contest, 2, Nominator.MEMBER, by=cast.supervision)
    assert code(lambda: scene.nominate(cast, contest, 3, Nominator.MEMBER, by=cast.officer)) == "role"
    scene.nominate(cast, contest, 3)
    assert code(lambda: scene.nominate(cast, contest, 4, by=cast.branch)) == "role"
    assert ContestEntrant.objects.filter(village=cast.village).count() == 4


def test_nominations_that_are_refused(cast: Cast) -> None:
    contest = scene.called(cast, replace(VALUES, nominators=(Nominator.PAPER,)))
    far = scene.village().households[0]
    assert code(lambda: scene.nominate(cast, contest, 0, Nominator.HOUSEHOLD, by=cast.villager)) == "nominator"
    assert code(lambda: scene.nominate(cast, contest, 1, reason="")) == "reason_missing"
    assert code(lambda: scene.nominate(cast, contest, 1, reason="电话13812345678")) == "phone_number"
    assert code(lambda: scene.nominate(cast, contest, 1, paper=" ")) == "paper_missing"
    scene.nominate(cast, contest, 1)
    assert code(lambda: scene.nominate(cast, contest, 1)) == "nominated"
    Household.objects.filter(pk=cast.households[2].pk).update(state=HouseholdState.AWAY)
    assert code(lambda: scene.nominate(cast, contest, 2)) == "household_away"
    late = clock.moment(UNTIL + timedelta(days=1), 0, 1)
    assert code(lambda: scene.nominate(cast, contest, 3, at=late)) == "too_late"
    scene.nominate(cast, contest, 3, at=clock.moment(UNTIL, 23, 59))
    foreign = {"household": far, "nominator": Nominator.PAPER, "reason": "好", "paper": "1"}
    assert code(lambda: entering.nominate(contest=contest, by=cast.officer, at=NOMINATED, **foreign)) == (
        "household_unknown"
    )


def test_a_household_withdraws_and_may_come_back(cast: Cast) -> None:
    contest = scene.called(cast)
    entrant = scene.nominate(cast, contest, 0)
    with pytest.raises(NotAllowed):
        entering.withdraw(entrant=entrant, reason="…", by=cast.branch, at=NOMINATED)
    assert code(lambda: entering.withdraw(entrant=entrant, by=cast.officer, at=NOMINATED)) == "reason_missing"
    entering.withdraw(entrant=entrant, by=cast.villager, at=NOMINATED)
    assert stage.fresh(entrant).state == EntrantState.WITHDRAWN
    assert code(lambda: entering.withdraw(entrant=entrant, by=cast.villager, at=NOMINATED)) == "out_already"
    scene.nominate(cast, contest, 0, Nominator.HOUSEHOLD, by=cast.villager)
    assert stage.fresh(entrant).state == EntrantState.ENTERED


# ----------------------------------------------------------------------------------------------------------- prizes


def test_prizes_are_posted_and_certificates_numbered(cast: Cast) -> None:
    contest = scene.awarded(cast)
    rows = ContestAward.objects.filter(village=cast.village).order_by("number")
    assert [(one.number, one.place, one.points, one.household.number) for one in rows] == [
        (1, 1, 30, "002"), (2, 2, 20, "003"), (3, 3, 10, "004"),
    ]  # fmt: skip
    assert rows[0].code == "2026-001" and rows[0].head_name == cast.households[1].head_name
    assert contest.state == ContestState.AWARDED
    [line] = passbook.lines(cast.village, cast.households[1], 2026)
    assert (line.kind, line.points, line.item) == (EntryKind.AWARD, 30, "洁美庭院评比第一名")
    assert "2026-001" in line.note
    assert ledger_check.problems(cast.village) == [] and checks.problems(cast.village) == []


def test_what_is_due_is_awarded_once_and_not_too_early(cast: Cast) -> None:
    contest = scene.publicised(cast)
    assert due.next_due_day(cast.village, date(2026, 12, 14)) == date(2026, 12, 20)
    last_day = clock.moment(date(2026, 12, 19), 23)
    assert code(lambda: scene.award(contest, at=last_day)) == "too_early"
    with clock.frozen(last_day) as at:
        assert due.run_village(cast.village, at).certificates == 0
    with clock.frozen(AWARDED) as at:
        done = due.run_village(cast.village, at)
        assert done.certificates == 3 and "3" in str(done)
        assert due.run_village(cast.village, at).certificates == 0
    assert code(lambda: scene.award(contest)) == "contest_state"
    assert Entry.objects.filter(village=cast.village, kind=EntryKind.AWARD).count() == 3


def test_only_those_who_run_it_award_by_hand(cast: Cast) -> None:
    contest = scene.publicised(cast)
    with pytest.raises(NotAllowed):
        scene.award(contest, by=cast.branch)
    assert len(scene.award(contest, by=cast.administrator)) == 3


def test_a_contest_awarded_after_its_quarter_counts_in_it_while_the_month_is_open(cast: Cast) -> None:
    contest = scene.publicised(cast)
    scene.award(contest, at=clock.moment(date(2027, 1, 4), 0, 5))
    days = set(Entry.objects.filter(village=cast.village).values_list("deed_day", "counted_in"))
    assert days == {(date(2026, 12, 31), date(2026, 12, 1))}
    assert ContestAward.objects.filter(village=cast.village, year=2027).count() == 3


def test_numbers_go_on_over_contests(cast: Cast) -> None:
    scene.awarded(cast)
    values = replace(VALUES, name="致富能手", same_items=())
    contest = scene.judging(cast, 3, values=values)
    for judge in (cast.branch, cast.supervision):
        scene.marks(cast, contest, judge, 80, 70, 90)
    scene.close(cast, contest)
    results.publish(contest=contest, by=cast.representative, at=scene.PUBLISHED)
    scene.award(contest)
    numbers = ContestAward.objects.filter(village=cast.village, contest=contest).order_by("place")
    assert [(one.number, one.household.number) for one in numbers] == [(4, "004"), (5, "002"), (6, "003")]
    assert checks.problems(cast.village) == []


def test_a_household_that_left_gets_nothing_and_nobody_moves_up(cast: Cast) -> None:
    contest = scene.publicised(cast)
    Household.objects.filter(pk=cast.households[1].pk).update(state=HouseholdState.CLOSED, left_on=date(2026, 12, 16))
    scene.award(contest)
    assert [one.place for one in ContestAward.objects.filter(village=cast.village).order_by("number")] == [2, 3]
    assert scene.entrant(cast, contest, 1).withheld == "该户已不在册。"


def test_a_village_without_points_gives_certificates_alone() -> None:
    cast = scene.village()
    cast.village.points_on = False
    cast.village.save()
    scene.awarded(cast)
    assert [one.points for one in ContestAward.objects.filter(village=cast.village)] == [0, 0, 0]
    assert not Entry.objects.filter(village=cast.village, kind=EntryKind.AWARD).exists()


def test_names_stand_in_no_audit_row(cast: Cast) -> None:
    contest = scene.publicised(cast)
    scene.object_to(cast, contest, 1)
    text = str(list(AuditRow.objects.filter(village=cast.village).values_list("before", "after")))
    assert cast.households[1].head_name not in text and "堆着柴" not in text
    assert not AuditRow.objects.filter(village=cast.village, action="contest.objected", by=cast.villager).exists()


def test_values_of_a_title_have_their_defaults() -> None:
    assert TitleValues("一", (("二", 100),)).call_days == 10


# ------------------------------------------------------------------------------------------------------ what stays


def test_the_database_lets_no_certificate_and_no_closed_mark_be_changed(cast: Cast) -> None:
    contest = scene.awarded(cast)
    awards = ContestAward.objects.filter(village=cast.village)
    marks = ContestScore.objects.filter(village=cast.village, entrant__contest=contest)
    for act in (
        lambda: awards.update(place=3),
        lambda: awards.update(head_name="别人"),
        lambda: awards.update(head_name="", number=9),
        awards.delete,
        lambda: marks.update(marks=[60, 40]),
        lambda: marks.update(counted=False),
        marks.delete,
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    awards.update(head_name="")
    assert awards.filter(head_name="").count() == 3, "the name can be erased"


def test_marks_of_the_round_before_stay_in_the_extra_round(cast: Cast) -> None:
    contest = scene.decided(cast, 80, 80)
    assert contest.round == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        ContestScore.objects.filter(village=cast.village, round=1).update(marks=[60, 40])
