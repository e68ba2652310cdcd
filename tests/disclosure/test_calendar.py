"""What is owed and by when: each rhythm, the day itself and the day after, changes that leave last year alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from councils.enums_disclosure import DueState
from councils.models import DutyTerms
from councils.queries.disclosure import calendar, fulfilment
from councils.queries.disclosure.calendar import Due
from councils.queries.disclosure.fulfilment import Fulfilled, Fulfilment
from councils.queries.disclosure.words import period
from councils.services.disclosure import duties, postings
from points.enums import Module
from tests.disclosure.support import NOW, OCTOBER, TODAY, category, duty, posted
from tests.disclosure.test_postings import refused
from tests.factories import Cast, make_village
from villagegov.kernel import clock
from villagegov.kernel.periods import months_between

S = DueState
YEAR = (date(2026, 1, 1), date(2026, 12, 1))


def owed(cast: Cast, today: date = TODAY, first: date = YEAR[0], last: date = YEAR[1]) -> list[Due]:
    return calendar.all_dues(calendar.rows(cast.village, first, last, today))


def spans(found: list[Due]) -> list[tuple[int, int, int]]:
    return [(one.first.month, one.last.month, len(list(months_between(one.first, one.last)))) for one in found]


@pytest.mark.parametrize(
    ("rhythm", "wanted"),
    [
        ("monthly", [(month, month, 1) for month in range(1, 13)]),
        ("quarterly", [(1, 3, 3), (4, 6, 3), (7, 9, 3), (10, 12, 3)]),
        ("half_yearly", [(1, 6, 6), (7, 12, 6)]),
        ("yearly", [(1, 12, 12)]),
        ("as_it_happens", []),
    ],
)
def test_periods_of_each_rhythm(cast: Cast, rhythm: str, wanted: Any) -> None:
    duty(cast, rhythm=rhythm)
    assert spans(owed(cast)) == wanted


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 10, 31), S.COMING), (date(2026, 11, 1), S.DUE), (date(2026, 11, 10), S.DUE),
        (date(2026, 11, 11), S.OVERDUE),
    ],
)  # fmt: skip
def test_the_last_day_and_the_day_after(cast: Cast, today: date, state: DueState) -> None:
    duty(cast)
    october = owed(cast, today)[9]
    assert (october.due_on, october.state) == (date(2026, 11, 10), state)


@pytest.mark.parametrize(("day", "state", "late"), [(10, S.IN_TIME, 0), (11, S.LATE, 1)])
def test_posted_on_the_last_day_and_one_day_late(cast: Cast, day: int, state: DueState, late: int) -> None:
    at = clock.moment(date(2026, 11, day), 9)
    posted(cast, at=at, duty=duty(cast).duty, period_start=OCTOBER[0], period_end=OCTOBER[1])
    october = owed(cast)[9]
    assert october.shown is not None and october.shown.on == date(2026, 11, day)
    assert (october.state, october.days_late) == (state, late)


def test_planned_things_are_counted_from_the_beginning(cast: Cast) -> None:
    duty(cast, rhythm="yearly", counted_from="start", due_day=31, effective_from=date(2025, 12, 1))
    [plan] = owed(cast, date(2026, 1, 31))
    assert (plan.due_on, plan.state) == (date(2026, 1, 31), S.DUE)
    assert owed(cast, date(2026, 2, 1))[0].state == S.OVERDUE


def test_nothing_is_owed_from_before_there_was_the_duty(cast: Cast) -> None:
    duty(cast, effective_from=date(2026, 6, 1))
    assert spans(owed(cast))[0] == (6, 6, 1)
    duty(cast, 2, rhythm="yearly", counted_from="start", due_day=31, effective_from=date(2026, 6, 1))
    assert len(owed(cast)) == 7


def test_a_change_leaves_the_months_before_it_as_they_were(cast: Cast) -> None:
    terms = duty(cast)
    before = owed(cast, date(2026, 12, 20))[:10]
    data = duties.DutyInput(category(cast), "财务收支（季）", "quarterly", 15, date(2026, 12, 1))
    duties.save_duty(village=cast.village, data=data, duty=terms.duty, by=cast.administrator, at=NOW)
    after = owed(cast, date(2026, 12, 20))
    assert after[:10] == before and spans(after)[-2:] == [(11, 11, 1), (10, 12, 3)]
    assert after[-1].terms.name == "财务收支（季）" and after[0].terms.name == "财务收支明细1"


def test_no_month_falls_between_two_rhythms(cast: Cast) -> None:
    terms = duty(cast, rhythm="quarterly")
    data = duties.DutyInput(category(cast), "财务", "monthly", 10, date(2026, 12, 1))
    common = {"village": cast.village, "duty": terms.duty, "by": cast.administrator, "at": NOW}
    assert refused("inside_a_period", duties.save_duty, data=data, **common).field == "effective_from"
    data = duties.DutyInput(category(cast), "财务", "monthly", 10, date(2027, 1, 1))
    duties.save_duty(data=data, **common)
    found = owed(cast, last=date(2027, 3, 1))
    assert spans(found)[3:] == [(10, 12, 3), (1, 1, 1), (2, 2, 1), (3, 3, 1)]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"effective_from": date(2026, 11, 2)}, "month"),
        ({"effective_from": date(2026, 10, 1)}, "past"),
        ({"name": " "}, "required"),
        ({"rhythm": "weekly"}, "rhythm"),
        ({"due_day": 0}, "due_day"),
        ({"due_day": 91}, "due_day"),
        ({"days_posted": 4}, "floor"),
        ({"category": None}, "category"),
        ({"fulfilled_by": "nothing"}, "fulfilled_by"),
    ],
)
def test_what_cannot_be_a_duty(cast: Cast, values: dict[str, Any], code: str) -> None:
    terms = duty(cast)
    wanted = {
        "category": category(cast), "name": "财务", "rhythm": "monthly", "due_day": 10,
        "effective_from": date(2026, 11, 1), **values,
    }  # fmt: skip
    data = duties.DutyInput(**wanted)
    refused(code, duties.save_duty, village=cast.village, data=data, duty=terms.duty, by=cast.administrator, at=NOW)
    assert DutyTerms.objects.count() == 1


def test_ended_it_is_no_longer_owed_and_stays_in_the_calendar(cast: Cast) -> None:
    found = duty(cast).duty
    found.village = cast.village
    duties.end_duty(duty=found, effective_from=date(2026, 12, 1), by=cast.administrator, at=NOW)
    assert spans(owed(cast, date(2026, 12, 20)))[-1] == (11, 11, 1)
    refused("ended", duties.end_duty, duty=found, effective_from=date(2027, 1, 1), by=cast.administrator, at=NOW)


def test_the_ready_list_comes_once_and_leaves_alone_what_is_there(cast: Cast) -> None:
    common = {"village": cast.village, "since": date(2026, 11, 1), "by": cast.administrator, "at": NOW}
    assert duties.take_over(**common) == 10
    assert duties.take_over(**common) == 0
    names = set(DutyTerms.objects.values_list("name", flat=True))
    assert len(names) == 10 and "财务收支明细" in names
    assert DutyTerms.objects.get(name="当月积分和红黑榜").fulfilled_by == "boards"
    refused("role", duties.take_over, village=cast.village, since=date(2026, 11, 1), by=cast.officer, at=NOW)


def test_something_published_elsewhere_fulfils_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fulfilment, "_known", {})
    done = {OCTOBER[0]: Fulfilled(date(2026, 11, 8), "第3期红黑榜", "/x/")}
    fulfilment.register_fulfilment(Fulfilment("boards", "boards", lambda village, first, last: done))
    duty(cast, fulfilled_by="boards")
    september, october = owed(cast)[8:10]
    assert (september.state, october.state) == (S.OVERDUE, S.IN_TIME)
    assert october.shown is not None and october.shown.url == "/x/"


def test_what_fulfilled_it_counts_in_the_months_in_which_it_did(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fulfilment, "_known", {})
    done = {date(2026, month, 1): Fulfilled(date(2026, month + 1, 8), "红黑榜", "/x/") for month in (9, 10)}
    fulfilment.register_fulfilment(Fulfilment("boards", "boards", lambda village, first, last: done))
    begun, given_up = duty(cast), duty(cast, 2, fulfilled_by="boards")
    for terms, by in ((begun, "boards"), (given_up, "")):
        values = {"category": terms.category, "name": terms.name, "rhythm": "monthly", "due_day": 10}
        DutyTerms.objects.create(
            village=cast.village, duty=terms.duty, effective_from=date(2026, 10, 1), fulfilled_by=by, **values
        )
    states = {row.history.duty.number: [one.state for one in row.dues[8:10]] for row in calendar.rows(
        cast.village, *YEAR, TODAY
    )}  # fmt: skip
    assert states == {1: [S.OVERDUE, S.IN_TIME], 2: [S.IN_TIME, S.OVERDUE]}


def test_the_terms_of_one_duty_are_read_alone(cast: Cast, django_assert_num_queries: Any) -> None:
    terms, other = duty(cast), make_village(households=1, modules=[Module.DISCLOSURE])
    duty(cast, 2)
    with django_assert_num_queries(1):
        found = calendar.history_of(cast.village, terms.duty_id)
    assert found is not None and found.terms == [terms] and found.duty == terms.duty
    assert calendar.history_of(other.village, terms.duty_id) is None
    assert calendar.history_of(cast.village, None) is None


def test_taken_down_counts_as_not_posted_and_a_correction_keeps_the_first_day(cast: Cast) -> None:
    terms = duty(cast)
    first = posted(cast, duty=terms.duty, period_start=OCTOBER[0], period_end=OCTOBER[1])
    second = postings.correct(posting=first, reason="少列一项", by=cast.officer, at=NOW + timedelta(days=2))
    postings.send(posting=second, by=cast.officer, at=NOW + timedelta(days=2))
    postings.check(posting=second, by=cast.supervisor, at=NOW + timedelta(days=2))
    later = TODAY + timedelta(days=3)
    october = owed(cast, later)[9]
    assert october.shown is not None and october.shown.on == TODAY
    postings.take_down(posting=second, reason="露了名字", erase=False, by=cast.supervisor, at=NOW + timedelta(days=3))
    assert owed(cast, later)[9].state == S.OVERDUE


def test_what_happens_now_and_then_is_counted_from_its_day(cast: Cast) -> None:
    terms = duty(cast, rhythm="as_it_happens", due_day=3)
    posted(cast, duty=terms.duty, period_start=date(2026, 11, 13), period_end=date(2026, 11, 13))
    posted(cast, duty=terms.duty, period_start=date(2026, 11, 12), period_end=date(2026, 11, 12))
    assert [(one.first.day, one.state) for one in owed(cast)] == [(12, S.LATE), (13, S.IN_TIME)]
    assert calendar.to_do(cast.village, TODAY) == []


def test_what_has_to_be_written_the_longest_overdue_first(cast: Cast) -> None:
    duty(cast, effective_from=date(2026, 9, 1))
    duty(cast, 2, rhythm="quarterly", due_day=60, effective_from=date(2026, 7, 1))
    found = calendar.to_do(cast.village, TODAY)
    assert [(one.due_on, one.state) for one in found] == [
        (date(2026, 10, 10), S.OVERDUE), (date(2026, 11, 10), S.OVERDUE), (date(2026, 11, 29), S.DUE)
    ]  # fmt: skip


def test_the_calendar_costs_the_same_for_one_duty_and_for_many(cast: Cast, django_assert_num_queries: Any) -> None:
    duty(cast)
    with django_assert_num_queries(2):
        owed(cast)
    for number in range(2, 6):
        duty(cast, number)
    with django_assert_num_queries(2):
        owed(cast)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 10, 1), date(2026, 10, 31), "2026年10月"),
        (date(2026, 7, 1), date(2026, 9, 30), "2026年第3季度"),
        (date(2026, 1, 1), date(2026, 6, 30), "2026年上半年"),
        (date(2026, 1, 1), date(2026, 12, 31), "2026年"),
        (date(2026, 11, 3), date(2026, 11, 3), "2026年11月3日"),
    ],
)
def test_periods_in_words(first: date, last: date, words: str) -> None:
    from django.utils import translation

    with translation.override("zh-hans"):
        assert period(first, last) == words
