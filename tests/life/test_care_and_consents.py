"""Care marks are dated and every reading is written down; consents have a day and a paper, and can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from points.models import AuditRow, CareMark, CareReading, Consent, Household
from points.queries import care as queries
from points.services import care, consents, life, register
from tests.factories import Cast, make_village
from tests.life.conftest import NOW, TODAY
from villagegov.kernel import clock
from villagegov.kernel.errors import NotAllowed

Act = Callable[..., Any]
MAY = date(2026, 5, 1)


def mark(cast: Cast, number: int = 0, **said: Any) -> CareMark:
    said = {"kind": "hardship", "since": MAY, "by": cast.grid, "at": NOW, **said}
    return care.mark(household=cast.households[number], **said)


def consent(cast: Cast, **said: Any) -> Consent:
    said = {"kind": "names", "given_on": MAY, "paper": "三号夹14页", "by": cast.administrator, "at": NOW, **said}
    return consents.give(household=cast.households[0], **said)


def test_a_mark_is_dated_ended_and_kept(cast: Cast) -> None:
    found = mark(cast, note="低保户", people=2)
    assert [row.kind for row in queries.running(cast.village, TODAY)] == ["hardship"]
    care.end(mark=found, until=TODAY, by=cast.administrator, at=NOW)
    assert not queries.running(cast.village, TODAY).exists()
    assert queries.running(cast.village, TODAY - timedelta(days=1)).exists()
    assert care.end(mark=found, until=MAY, by=cast.grid, at=NOW).until == TODAY, "ended once"
    assert "hardship" not in str(list(AuditRow.objects.values_list("action", "before", "after")))


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"kind": "rich"}, ("kind", "kind")),
        ({"since": TODAY + timedelta(days=1)}, ("since", "future")),
        ({"people": 0}, ("people", "people")),
        ({"people": 4}, ("people", "people_many")),
        ({"note": "长" * 121}, ("note", "too_long")),
    ],
)
def test_marks_that_are_refused(cast: Cast, code: Act, said: dict[str, Any], refusal: tuple[str, str]) -> None:
    assert code(lambda: mark(cast, **said)) == refusal
    assert not CareMark.objects.exists()


def test_a_mark_stands_once_and_not_on_a_closed_household(cast: Cast, code: Act) -> None:
    found = mark(cast)
    assert code(lambda: mark(cast)) == ("kind", "marked_already")
    assert code(lambda: care.end(mark=found, until=date(2026, 4, 30), by=cast.grid, at=NOW)) == (
        "until",
        "before_since",
    )
    early = TODAY + timedelta(days=1)
    assert code(lambda: care.end(mark=found, until=early, by=cast.grid, at=NOW)) == ("until", "future")
    life.move_out(household=cast.households[0], day=TODAY, by=cast.officer, at=NOW)
    assert CareMark.objects.get().until == TODAY
    assert code(lambda: mark(cast, kind="ill")) == (None, "closed")


def test_every_reading_is_a_row_and_only_carers_read(cast: Cast) -> None:
    mark(cast)
    mark(cast, kind="left_behind")
    mark(cast, 1)
    assert len(care.read(household=cast.households[0], by=cast.grid, at=NOW)) == 2
    care.read_list(
        village=cast.village, marks=list(queries.running(cast.village, TODAY)), by=cast.administrator, at=NOW
    )
    care.read(household=cast.households[2], by=cast.grid, at=NOW)
    seen = [(row.household.number, row.reader, row.marks, row.on_list) for row in queries.readings(cast.village)][::-1]
    assert seen == [
        ("001", cast.grid, 2, False), ("001", cast.administrator, 2, True), ("002", cast.administrator, 1, True),
        ("003", cast.grid, 0, False),
    ]  # fmt: skip
    for who in (cast.officer, cast.branch, cast.supervisor, cast.villager, make_village().administrator):
        for act in (
            lambda who=who: care.read(household=cast.households[0], by=who, at=NOW),
            lambda who=who: care.read_list(village=cast.village, marks=[], by=who, at=NOW),
            lambda who=who: mark(cast, kind="ill", by=who),
            lambda who=who: care.end(mark=CareMark.objects.first(), until=TODAY, by=who, at=NOW),
        ):
            with pytest.raises(NotAllowed):
                act()


def test_readings_are_forgotten_after_three_years(cast: Cast) -> None:
    mark(cast)
    for day in (date(2023, 11, 19), date(2023, 11, 20)):
        care.read(household=cast.households[0], by=cast.grid, at=clock.moment(day))
    assert care.forget_readings(village=cast.village, at=NOW) == 1
    assert clock.local_day(CareReading.objects.get().at) == date(2023, 11, 20)


def test_a_consent_names_in_public_until_it_is_taken_back(cast: Cast) -> None:
    found = consent(cast)
    assert Household.objects.get(pk=cast.households[0].pk).names_public
    consents.withdraw(consent=found, withdrawn_on=TODAY, paper="口头", by=cast.administrator, at=NOW)
    assert not Household.objects.get(pk=cast.households[0].pk).names_public
    consents.withdraw(consent=found, withdrawn_on=MAY, paper="又一次", by=cast.administrator, at=NOW)
    assert Consent.objects.get().withdrawn_paper == "口头"
    assert consent(cast, given_on=TODAY).pk != found.pk, "one may agree anew"


def test_another_consent_names_nobody(cast: Cast) -> None:
    found = consent(cast, kind="photos")
    assert not Household.objects.get(pk=cast.households[0].pk).names_public
    consent(cast)
    consents.withdraw(consent=found, withdrawn_on=TODAY, paper="口头", by=cast.administrator, at=NOW)
    assert Household.objects.get(pk=cast.households[0].pk).names_public


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"kind": "all"}, ("kind", "kind")),
        ({"given_on": TODAY + timedelta(days=1)}, ("given_on", "future")),
        ({"given_on": date(2019, 9, 30)}, ("given_on", "before_joined")),
        ({"paper": " "}, ("paper", "paper_missing")),
        ({"paper": "长" * 61}, ("paper", "too_long")),
    ],
)
def test_consents_that_are_refused(cast: Cast, code: Act, said: dict[str, Any], refusal: tuple[str, str]) -> None:
    assert code(lambda: consent(cast, **said)) == refusal
    assert not Consent.objects.exists()


def test_what_else_is_refused_of_consents(cast: Cast, code: Act) -> None:
    found = consent(cast)
    assert code(lambda: consent(cast)) == ("kind", "given_already")

    def back(**said: Any) -> Any:
        said = {"withdrawn_on": TODAY, "paper": "口头", "by": cast.administrator, "at": NOW, **said}
        return consents.withdraw(consent=found, **said)

    assert code(lambda: back(withdrawn_on=date(2026, 4, 30))) == ("withdrawn_on", "before_given")
    assert code(lambda: back(withdrawn_on=TODAY + timedelta(days=1))) == ("withdrawn_on", "future")
    assert code(lambda: back(paper="")) == ("paper", "paper_missing")
    for who in (cast.officer, cast.grid, cast.villager):
        with pytest.raises(NotAllowed):
            back(by=who)
        with pytest.raises(NotAllowed):
            consent(cast, kind="photos", by=who)
    life.move_out(household=cast.households[0], day=TODAY, by=cast.officer, at=NOW)
    assert not Household.objects.get(pk=cast.households[0].pk).names_public
    assert code(lambda: consent(cast, kind="photos")) == (None, "closed")


def test_a_register_brings_its_consents(cast: Cast) -> None:
    row = register.HouseholdRow("950", "陈公开", group_number=1, names_public=True, unranked=True)
    (made,) = register.add_households(village=cast.village, rows=[row], by=None, at=NOW)
    assert made.names_public and Consent.objects.get(household=made).paper == "随户册登记"
    assert made.events.get(village=cast.village).kind == "unranked"
    with pytest.raises(TypeError):
        register.change_household(household=made, by=None, at=NOW, names_public=False)
