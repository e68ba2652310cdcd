"""A demand from the household to its word, every refusal on the way, and what stays when words are erased."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from councils.enums import DEMAND_STEPS, DemandState
from councils.models import Demand, DemandStep, DemandWords
from councils.queries import demands as queries
from councils.services import demands
from councils.services.demand_steps import DemandStepError
from points.models import Household
from points.queries import held
from points.services import privacy
from tests.demands.support import NOW, TODAY, WORDS, answered, brought, fresh, home, seen, solved, written
from tests.factories import Cast, make_village
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed


def codes(error: pytest.ExceptionInfo[DomainError]) -> set[str]:
    return {single.code for single in error.value}


@pytest.mark.parametrize(
    ("kind", "due"),
    [
        ("emergency", date(2026, 11, 17)),
        ("dispute", date(2026, 11, 18)),
        ("problem", date(2026, 11, 19)),
        ("wish", None),
    ],
)
def test_somebody_comes_within_working_days(cast: Cast, kind: str, due: date | None) -> None:
    made = brought(cast, kind)
    assert made.visit_due_on == due
    assert (made in queries.to_arrive(queries.visible(cast.officer, cast.village))) is (due is not None)


def test_the_course_of_a_demand(cast: Cast) -> None:
    made = brought(cast)
    assert made.number == 1 and made.grid is not None
    demands.hand(demand=made, to=cast.grid, words="去看看", by=cast.officer, at=NOW)  # type: ignore[attr-defined]
    seen(cast, made)
    demands.answer(demand=made, data=solved(), by=cast.grid, at=NOW)  # type: ignore[attr-defined]
    demands.say(demand=made, so=False, words="晚上还是不亮", by=cast.villager, at=NOW)
    assert (fresh(made).state, fresh(made).handed_to) == ("reopened", cast.grid)  # type: ignore[attr-defined]
    demands.answer(demand=made, data=solved("换了线"), by=cast.grid, at=NOW)  # type: ignore[attr-defined]
    demands.say(demand=made, so=True, by=cast.villager, at=NOW)
    acts = [step.act for step in queries.steps(fresh(made))]
    assert acts == ["filed", "handed", "visited", "answered", "reopened", "answered", "agreed"]
    assert fresh(made).state == DemandState.SETTLED and fresh(made).closed_at == NOW
    assert list(DemandWords.objects.filter(village=cast.village).order_by("pk").values_list("text", flat=True)) == [
        "去看看", "换了灯头", "晚上还是不亮", "换了线",
    ]  # fmt: skip


def test_not_so_twice_stays_open_to_everybody(cast: Cast) -> None:
    made = answered(cast)
    demands.say(demand=made, so=False, words="没亮", by=cast.villager, at=NOW)
    demands.answer(demand=made, data=solved(), by=cast.officer, at=NOW)
    demands.say(demand=made, so=False, words="还没亮", by=cast.villager, at=NOW)
    assert fresh(made).state == DemandState.UNSETTLED
    demands.answer(demand=made, data=solved("换了整根线"), by=cast.officer, at=NOW)
    assert demands.say(demand=made, so=True, by=cast.villager, at=NOW).state == DemandState.SETTLED


def test_a_form_sent_twice_is_one_demand(cast: Cast) -> None:
    data = demands.DemandInput("wish", WORDS, id=new_id())
    for _ in range(2):
        demands.bring(household=home(cast), data=data, by=cast.villager, at=NOW)
    assert Demand.objects.filter(village=cast.village).count() == 1
    assert DemandStep.objects.filter(village=cast.village).count() == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"kind": "feast"}, "kind"),
        ({"text": "  "}, "required"),
        ({"text": "长" * 501}, "too_long"),
        ({"topic": "moon"}, "topic"),
        ({"place": "长" * 81}, "too_long"),
        ({"photos": [new_id() for _ in range(4)]}, "photos"),
        ({"photos": [new_id()]}, "photo_gone"),
    ],
)
def test_what_is_refused_when_it_is_brought_in(cast: Cast, data: dict[str, Any], code: str) -> None:
    with pytest.raises(DomainError) as caught:
        demands.bring(
            household=home(cast), data=demands.DemandInput(**{"kind": "wish", "text": WORDS, **data}), by=cast.villager,
            at=NOW,
        )  # fmt: skip
    assert code in codes(caught)


def test_a_closed_household_brings_in_nothing(cast: Cast) -> None:
    Household.objects.filter(pk=cast.households[0].pk).update(state="closed")
    with pytest.raises(DomainError) as caught:
        brought(cast)
    assert codes(caught) == {"closed"}


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (demands.Answer("perhaps", "好"), "outcome"),
        (demands.Answer("solved", " "), "required"),
        (demands.Answer("solved", "长" * 501), "too_long"),
        (demands.Answer("explained", "没钱"), "look_again"),
        (demands.Answer("explained", "没钱", look_again_on=TODAY), "look_again"),
        (demands.Answer("passed_on", "转了"), "required"),
        (demands.Answer("solved", "好", public_words="路灯亮了"), "no_consent"),
    ],
)
def test_what_is_refused_as_an_answer(cast: Cast, answer: demands.Answer, code: str) -> None:
    made = written(cast)
    with pytest.raises(DomainError) as caught:
        demands.answer(demand=made, data=answer, by=cast.officer, at=NOW)
    assert code in codes(caught) and fresh(made).state == DemandState.FILED


def test_nobody_answers_where_nobody_was(cast: Cast) -> None:
    made = brought(cast, "dispute")
    with pytest.raises(DomainError) as caught:
        demands.answer(demand=made, data=solved(), by=cast.officer, at=NOW)
    assert codes(caught) == {"not_visited"}


def test_every_step_that_is_not_in_the_table_is_refused(cast: Cast) -> None:
    made = written(cast)
    acts = {
        DemandState.HANDED: lambda: demands.hand(demand=made, to=cast.officer, by=cast.officer, at=NOW),
        DemandState.ANSWERED: lambda: demands.answer(demand=made, data=solved(), by=cast.officer, at=NOW),
        DemandState.SETTLED: lambda: demands.say(demand=made, so=True, by=cast.villager, at=NOW),
        DemandState.WITHDRAWN: lambda: demands.withdraw(demand=made, by=cast.villager, at=NOW),
    }
    more: dict[str, dict[str, Any]] = {
        "handed": {"handed_to": cast.officer},
        "reopened": {"handed_to": cast.officer, "reopened": 1},
        "unsettled": {"reopened": 1},
        "settled": {"closed_at": NOW},
        "withdrawn": {"closed_at": NOW},
    }
    answer = {"outcome": "solved", "answer": "好", "answered_by": cast.administrator, "answered_at": NOW}
    none = {"outcome": "", "answer": "", "answered_by": None, "answered_at": None, "handed_to": None}
    blank = {**none, "reopened": 0, "closed_at": None}
    for state in DemandState:
        said = answer if state in ("answered", "reopened", "settled", "unsettled") else {}
        Demand.objects.filter(pk=made.pk).update(state=state, **{**blank, **said, **more.get(state, {})})
        for to, act in acts.items():
            allowed = to in DEMAND_STEPS[state] or (to == "handed" and state == "reopened")
            if not allowed:
                with pytest.raises(DemandStepError):
                    act()


def test_who_may_do_what(cast: Cast) -> None:
    made = brought(cast, "wish")
    stranger = make_village(households=1).officer
    for by in (cast.branch, cast.supervisor, cast.far_grid, cast.villager, stranger):  # type: ignore[attr-defined]
        with pytest.raises(NotAllowed):
            demands.answer(demand=made, data=solved(), by=by, at=NOW)
        with pytest.raises(NotAllowed):
            demands.hand(demand=made, to=cast.officer, by=by, at=NOW)
    for by in (cast.far_grid, cast.branch):  # type: ignore[attr-defined]
        with pytest.raises(NotAllowed):
            written(cast, by=by)
    with pytest.raises(NotAllowed):
        demands.bring(household=home(cast, 1), data=demands.DemandInput("wish", WORDS), by=cast.villager, at=NOW)
    demands.hand(demand=made, to=cast.branch, by=cast.grid, at=NOW)  # type: ignore[attr-defined]
    assert demands.answer(demand=made, data=solved(), by=cast.branch, at=NOW).state == DemandState.ANSWERED


def test_to_whom_it_is_handed(cast: Cast) -> None:
    made = brought(cast, "wish")
    for to, code in ((None, "nobody"), (cast.villager, "no_office")):
        with pytest.raises(DomainError) as caught:
            demands.hand(demand=made, to=to, by=cast.officer, at=NOW)
        assert codes(caught) == {code}
    handed = demands.hand(demand=made, to=None, helper="罗师傅", strength="电工", by=cast.officer, at=NOW)
    assert (handed.state, handed.helper, handed.strength) == ("handed", "罗师傅", "电工")


def test_whose_word_it_is(cast: Cast) -> None:
    """The household's alone where it was brought in online; else somebody's who did not answer it."""
    online = answered(cast, brought(cast, "wish"))
    with pytest.raises(NotAllowed):
        demands.say(demand=online, so=True, by=cast.administrator, at=NOW)
    paper = written(cast, "wish", household=2)
    demands.answer(demand=paper, data=solved(), by=cast.officer, at=NOW)
    for by in (cast.officer, cast.villager, cast.supervisor):
        with pytest.raises(NotAllowed):
            demands.say(demand=paper, so=True, by=by, at=NOW)
    with pytest.raises(DomainError) as caught:
        demands.say(demand=paper, so=False, by=cast.grid, at=NOW)  # type: ignore[attr-defined]
    assert codes(caught) == {"required"}
    assert demands.say(demand=paper, so=True, by=cast.grid, at=NOW).state == DemandState.SETTLED  # type: ignore[attr-defined]


def test_who_takes_it_back(cast: Cast) -> None:
    made = brought(cast, "wish")
    with pytest.raises(NotAllowed):
        demands.withdraw(demand=made, by=cast.officer, at=NOW)
    assert demands.withdraw(demand=made, by=cast.villager, at=NOW).state == DemandState.WITHDRAWN


def test_what_is_explained_comes_back_on_its_day(cast: Cast) -> None:
    made = written(cast)
    day = TODAY + timedelta(days=30)
    demands.answer(demand=made, data=demands.Answer("explained", "明年再修", day), by=cast.officer, at=NOW)
    demands.say(demand=made, so=True, by=cast.villager, at=NOW)
    seen_by = queries.visible(cast.officer, cast.village)
    assert not queries.again(seen_by, day - timedelta(days=1)) and list(queries.again(seen_by, day)) == [made]
    demands.answer(demand=made, data=solved(), by=cast.officer, at=clock.moment(day, 10))
    assert (fresh(made).state, fresh(made).look_again_on) == ("answered", None)


def test_words_can_be_erased_and_the_steps_stay(cast: Cast) -> None:
    made = answered(cast)
    said = " ".join(line for section in held.sections(home(cast)) for line in section.lines)
    assert WORDS in said and "换了灯头" in said and "看了，灯头坏了" in said
    erased = privacy.erase(
        household=home(cast), parts=["demands", "heard"], asked_on=TODAY, paper="口头", by=cast.administrator, at=NOW
    )
    assert erased == {"demands": 1, "heard": 1}
    after = fresh(made)
    assert (after.text, after.answer, after.outcome) == ("", "", "solved")
    assert not DemandWords.objects.filter(village=cast.village).exists()
    assert DemandStep.objects.filter(village=cast.village, demand=made).count() == 3
