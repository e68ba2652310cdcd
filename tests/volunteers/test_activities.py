"""Activities from the plan to the report; signing in by code and on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from councils.models import Activity, ActivityPhoto, ServiceClaim, SignIn
from councils.queries.volunteers import activities as queries
from councils.services.volunteers import activities, sign_in
from points.enums import HouseholdState
from points.models import AuditRow, Household
from tests import stage
from tests.factories import Cast, make_village
from tests.volunteers import support
from tests.volunteers.support import NOW, TODAY, home, later
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError

DATA = activities.ActivityInput("law", "民法典讲座", TODAY, "村活动室", "村法律顾问")


def planned(cast: Cast, **changes: Any) -> Activity:
    made = activities.plan(village=cast.village, data=replace(DATA, **changes), by=cast.officer, at=NOW)
    made.village = cast.village
    return made


def test_every_activity_has_a_number_and_a_code_of_its_own(cast: Cast) -> None:
    first = planned(cast, id=support.new_id())
    assert planned(cast, id=first.pk).pk == first.pk
    second = planned(cast)
    assert (first.number, second.number) == (1, 2)
    assert first.code != second.code and first.code.isdecimal() and len(first.code) == 6
    changed = activities.plan(
        village=cast.village, data=replace(DATA, title="反诈"), activity=first, by=cast.officer, at=NOW
    )
    assert (changed.title, changed.code) == ("反诈", first.code)
    for wrong, field in (
        ({"kind": "x"}, "kind"), ({"title": ""}, "title"), ({"place": " "}, "place"), ({"host": ""}, "host"),
        ({"day": TODAY + timedelta(days=366)}, "day"), ({"about": "长" * 301}, "about"),
    ):  # fmt: skip
        with pytest.raises(DomainError) as caught:
            planned(cast, **wrong)
        assert {single.field for single in caught.value} == {field}
    with pytest.raises(NotAllowed):
        activities.plan(village=cast.village, data=DATA, by=cast.grid, at=NOW)  # type: ignore[attr-defined]


def test_private_numbers_stand_in_nothing_that_is_announced_or_reported(cast: Cast) -> None:
    number, identity = "问13812345678", "511124195003070018"
    for wrong in ({"title": number}, {"place": number}, {"host": number}, {"audience": number}, {"about": identity}):
        with pytest.raises(DomainError) as caught:
            planned(cast, **wrong)
        assert [(single.field, single.code) for single in caught.value] == [(*wrong, "private_number")]
    made = planned(cast, about="报名请打13812345678，唐文书")
    with pytest.raises(DomainError) as caught:
        activities.report(activity=made, participants=9, text=number, by=cast.officer, at=NOW)
    assert caught.value.code == "private_number"
    with pytest.raises(DomainError) as caught:
        activities.call_off(activity=made, reason=number, by=cast.officer, at=NOW)
    assert caught.value.code == "private_number"


@pytest.mark.parametrize(("participants", "stands"), [(2, False), (3, True), (9999, True), (10000, False)])
def test_a_report_names_at_least_who_signed_in(cast: Cast, participants: int, stands: bool) -> None:
    made = planned(cast)
    support.signed_in(cast, made, 0, people=2)
    support.signed_in(cast, made, 1)
    if not stands:
        with pytest.raises(DomainError):
            activities.report(activity=made, participants=participants, text="", by=cast.officer, at=NOW)
        return
    done = activities.report(activity=made, participants=participants, text="讲得好", by=cast.officer, at=NOW)
    assert done.state == "took_place" and done.closed_at == NOW
    assert queries.figures(cast.village, 2026)[0].participants == participants


def test_figures_of_the_year_by_kind(cast: Cast) -> None:
    for number in range(1, 4):
        support.held(cast, number, kind="law")
    support.held(cast, 4, day=TODAY.replace(year=2025))
    support.activity(cast, 5)
    [figure] = queries.figures(cast.village, 2026)
    assert (figure.count, figure.participants) == (3, 120)
    assert queries.years(cast.village, TODAY) == [2026, 2025]


def test_pictures_are_public_only_with_consent(cast: Cast) -> None:
    made, photo = planned(cast), stage.photo(cast)
    give: dict[str, Any] = {"activity": made, "participants": 5, "text": "", "by": cast.officer, "at": NOW}
    activities.report(photo_ids=[photo.pk], **give)
    assert not ActivityPhoto.objects.get(activity=made).agreed
    activities.report(photo_ids=[photo.pk], agreed=[photo.pk], **give)
    assert ActivityPhoto.objects.get(activity=made).agreed
    with pytest.raises(DomainError):
        activities.report(photo_ids=[stage.photo(make_village()).pk], **give)
    activities.report(**give)
    assert not ActivityPhoto.objects.filter(activity=made).exists()


def test_over_is_over(cast: Cast) -> None:
    made = support.held(cast)
    for act in (
        lambda: activities.call_off(activity=made, reason="下雨", by=cast.officer, at=NOW),
        lambda: activities.plan(village=cast.village, data=DATA, activity=made, by=cast.officer, at=NOW),
        lambda: activities.report(
            activity=support.activity(cast, 2, day=later(1)), participants=3, text="", by=cast.officer, at=NOW
        ),
    ):
        with pytest.raises(TransitionError):
            act()
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=made.pk).update(state="planned", participants=None, closed_at=None, report="")
    off = planned(cast)
    activities.call_off(activity=off, reason="下大雨", by=cast.officer, at=NOW)
    with pytest.raises(TransitionError):
        activities.report(activity=off, participants=3, text="", by=cast.officer, at=NOW)
    signed = planned(cast)
    support.signed_in(cast, signed, 0)
    with pytest.raises(DomainError) as caught:
        activities.call_off(activity=signed, reason="下雨", by=cast.officer, at=NOW)
    assert caught.value.code == "signed_in"


def test_a_household_signs_in_with_the_code_of_the_day(cast: Cast) -> None:
    made, tomorrow = planned(cast), planned(cast, day=later(1))
    own: dict[str, Any] = {"household": home(cast), "people": 2, "by": cast.villager, "at": NOW}
    row = sign_in.sign_in(code=f" {made.code[:3]} {made.code[3:]}", **own)
    assert (row.people, row.way) == (2, "phone")
    assert sign_in.sign_in(code=made.code, **own).pk == row.pk, "once"
    for code in (tomorrow.code, "12345", "", made.code + "1"):
        with pytest.raises(DomainError) as caught:
            sign_in.sign_in(code=code, **own)
        assert caught.value.code == "code"
    with pytest.raises(NotAllowed):
        sign_in.sign_in(code=made.code, **{**own, "household": home(cast, 1)})
    for people in (0, 21):
        with pytest.raises(DomainError):
            sign_in.sign_in(code=made.code, **{**own, "people": people})


def test_after_ten_wrong_codes_one_waits(cast: Cast) -> None:
    made = planned(cast)
    own: dict[str, Any] = {"household": home(cast), "people": 1, "by": cast.villager}
    for _ in range(sign_in.MOST_TRIES):
        with pytest.raises(DomainError) as caught:
            sign_in.sign_in(code="000000" if made.code != "000000" else "111111", at=NOW, **own)
        assert caught.value.code == "code"
    with pytest.raises(DomainError) as caught:
        sign_in.sign_in(code=made.code, at=NOW, **own)
    assert caught.value.code == "too_many_tries"
    later_on = NOW + timedelta(hours=1, seconds=1)
    assert sign_in.sign_in(code=made.code, at=later_on, **own).household_id == cast.households[0].pk


def test_ticks_from_two_stacks_do_not_undo_each_other(cast: Cast) -> None:
    made = planned(cast)
    homes = [home(cast, number).pk for number in range(4)]
    support.signed_in(cast, made, 3, way="phone")
    give: dict[str, Any] = {"activity": made, "by": cast.officer, "at": NOW}
    assert sign_in.tick(people={homes[0]: 1, homes[1]: 2}, **give) == 3
    assert sign_in.tick(people={homes[2]: 1}, known=[], **give) == 4, "of another stack, loaded before"
    assert sign_in.tick(people={homes[1]: 3}, known=homes, **give) == 2, "what the phone signed stays"
    found = dict(SignIn.objects.filter(activity=made).values_list("household_id", "people"))
    assert found == {homes[1]: 3, homes[3]: 1}
    rows = AuditRow.objects.filter(village=cast.village, action="activity.signed_in").count()
    sign_in.tick(people={homes[1]: 3}, known=[homes[1]], **give)
    assert AuditRow.objects.filter(village=cast.village, action="activity.signed_in").count() == rows


def test_ticks_that_do_not_stand(cast: Cast) -> None:
    made = planned(cast)
    row = support.signed_in(cast, made, 0)
    ServiceClaim.objects.create(village=cast.village, sign_in=row, claim=stage.draft(cast, 0, day=TODAY, at=NOW))
    Household.objects.filter(pk=cast.households[2].pk).update(state=HouseholdState.CLOSED)
    far = make_village().households[0].pk
    give: dict[str, Any] = {"by": cast.officer, "at": NOW}
    for people, known, field in (
        ({home(cast, 1).pk: 21}, [], "people"),
        ({home(cast, 1).pk: 0}, [], "people"),
        ({home(cast, 2).pk: 1}, [], "households"),
        ({far: 1}, [], "households"),
        ({}, [home(cast, 0).pk], "households"),
    ):
        with pytest.raises(DomainError) as caught:
            sign_in.tick(activity=made, people=people, known=known, **give)
        assert {single.field for single in caught.value} == {field}
    with pytest.raises(TransitionError):
        sign_in.tick(activity=planned(cast, day=later(1)), people={}, **give)
    activities.report(activity=made, participants=1, text="", **give)
    with pytest.raises(DomainError) as refused:
        sign_in.tick(activity=made, people={home(cast, 0).pk: 1, home(cast, 1).pk: 1}, **give)
    assert refused.value.code == "reported"
    assert SignIn.objects.filter(activity=made).count() == 1
