"""Strengths, volunteers, posts with terms, the rota, and whom a demand is offered."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from councils.models import PostHolder, Shift, StrengthTopic, Volunteer
from councils.queries.volunteers import people as queries
from councils.queries.volunteers import posts as post_queries
from councils.services import demands
from councils.services.volunteers import people, posts, strengths
from points.models import AuditRow
from tests.factories import Cast, make_village
from tests.volunteers import support
from tests.volunteers.support import NOW, SINCE, TODAY, fresh, home, later
from villagegov.kernel.errors import DomainError, NotAllowed

MONDAY = date(2026, 11, 9)


def fields(caught: Any) -> set[str]:
    return {single.field for single in caught.value}


def test_the_list_of_strengths_is_the_villages_own(cast: Cast) -> None:
    assert strengths.add_usual(village=cast.village, by=cast.officer, at=NOW) == len(strengths.USUAL)
    assert strengths.add_usual(village=cast.village, by=cast.officer, at=NOW) == 0
    who: dict[str, Any] = {"village": cast.village, "by": cast.officer, "at": NOW}
    made = strengths.save_strength(name=" 会  用手机 ", topics=["benefits"], **who)
    assert made.name == "会 用手机"
    strengths.save_strength(village=cast.village, name="教手机", topics=[], strength=made, by=cast.officer, at=NOW)
    assert not StrengthTopic.objects.filter(village=cast.village, strength=made).exists()
    with pytest.raises(DomainError) as caught:
        strengths.save_strength(name="调解", strength=made, **who)
    assert caught.value.code == "taken"
    with pytest.raises(NotAllowed):
        strengths.save_strength(village=cast.village, name="打铁", by=cast.branch, at=NOW)


def test_a_volunteer_of_a_household_or_from_outside(cast: Cast) -> None:
    good = support.strength(cast)
    data = people.PersonInput("李志", SINCE, home(cast), public=True, strengths=[good.pk], id=support.new_id())
    made = people.save_volunteer(village=cast.village, data=data, by=cast.officer, at=NOW)
    assert people.save_volunteer(village=cast.village, data=data, by=cast.officer, at=NOW).pk == made.pk
    assert made.public_since == TODAY and queries.listing(cast.village, TODAY)[0].strengths == ["水电维修"]
    outside = people.PersonInput("张医生", SINCE, outsider_from="镇卫生院")
    assert people.save_volunteer(village=cast.village, data=outside, by=cast.officer, at=NOW).household_id is None
    for wrong, field in (
        (people.PersonInput("李志", SINCE, home(cast)), "name"),
        (people.PersonInput("王五", SINCE), "outsider_from"),
        (people.PersonInput("", SINCE, home(cast)), "name"),
        (people.PersonInput("王五", later(1), home(cast)), "joined_on"),
        (people.PersonInput("王五", SINCE, make_village().households[0]), "household"),
    ):
        with pytest.raises(DomainError) as caught:
            people.save_volunteer(village=cast.village, data=wrong, by=cast.officer, at=NOW)
        assert fields(caught) == {field}


def test_leaving_frees_the_post_and_the_weeks_to_come(cast: Cast) -> None:
    who = support.volunteer(cast, 1)
    post = support.post(cast, who, mode="shifts")
    posts.plan_rota(post=post, first=TODAY, weeks=4, each=1, by=cast.officer, at=NOW)
    people.leave(volunteer=who, day=TODAY, by=cast.officer, at=NOW)
    assert PostHolder.objects.get(volunteer=who).term_to == TODAY - timedelta(days=1)
    assert list(Shift.objects.filter(volunteer=who).values_list("week", flat=True)) == [MONDAY]
    assert not queries.of_village(cast.village, TODAY).exists()


def test_nobody_leaves_with_a_demand_in_hand(cast: Cast) -> None:
    who = support.volunteer(cast, 1)
    support.handed(cast, who)
    with pytest.raises(DomainError, match="1") as caught:
        people.leave(volunteer=who, day=TODAY, by=cast.officer, at=NOW)
    assert caught.value.code == "in_hand"


def test_a_post_is_given_for_a_term(cast: Cast) -> None:
    one, other = support.volunteer(cast, 1), support.volunteer(cast, 2)
    data = posts.PostInput("调解岗", "劝和", group=cast.groups[0], id=support.new_id())
    post = posts.save_post(village=cast.village, data=data, by=cast.officer, at=NOW)
    assert (
        post.area == "1组" and posts.save_post(village=cast.village, data=data, by=cast.officer, at=NOW).pk == post.pk
    )
    common: dict[str, Any] = {"post": post, "by": cast.officer, "at": NOW}
    first = posts.assign(volunteer=one, term_from=TODAY, term_to=later(30), pledge="公道", **common)
    assert posts.assign(volunteer=one, term_from=TODAY, term_to=later(30), **common).pk == first.pk
    for volunteer, begin, end, field in (
        (one, later(30), None, "volunteer"),
        (other, TODAY, later(-1), "term_to"),
        (other, SINCE - timedelta(days=1), None, "term_from"),
    ):
        with pytest.raises(DomainError) as caught:
            posts.assign(volunteer=volunteer, term_from=begin, term_to=end, **common)
        assert fields(caught) == {field}
    posts.assign(volunteer=one, term_from=later(31), **common)
    [listed] = post_queries.listing(cast.village, TODAY)
    assert [holder.pledge for holder in listed.holders] == ["公道"] and listed.missing == 0
    holder = PostHolder.objects.select_related("post").get(pk=first.pk)
    holder.village = holder.post.village = cast.village
    with pytest.raises(DomainError):
        posts.end_term(holder=holder, day=later(31), by=cast.officer, at=NOW)
    assert posts.end_term(holder=holder, day=TODAY, by=cast.officer, at=NOW).term_to == TODAY
    posts.close_post(**common)
    assert not post_queries.listing(cast.village, TODAY)
    assert list(PostHolder.objects.filter(post=post).values_list("term_to", flat=True)) == [TODAY]


@pytest.mark.parametrize(("places", "field"), [(0, "places"), (100, "places")])
def test_the_number_of_people_of_a_post(cast: Cast, places: int, field: str) -> None:
    with pytest.raises(DomainError) as caught:
        posts.save_post(village=cast.village, data=posts.PostInput("岗", "事", places=places), by=cast.officer, at=NOW)
    assert fields(caught) == {field}


def test_the_rota_goes_in_turns_and_fills_only_what_is_empty(cast: Cast) -> None:
    people_there = [support.volunteer(cast, number) for number in range(3)]
    post = support.post(cast, *people_there, mode="shifts")
    plan: dict[str, Any] = {"post": post, "each": 1, "by": cast.officer, "at": NOW}
    assert posts.plan_rota(first=TODAY, weeks=3, **plan) == 3
    assert posts.plan_rota(first=TODAY, weeks=4, **plan) == 1
    weeks = post_queries.rota(cast.village, TODAY, 4)[post.pk]
    names = [week.people[0].name for week in weeks]
    assert sorted(names[:3]) == ["志愿者0", "志愿者1", "志愿者2"] and names[3] == names[0]
    posts.set_shift(post=post, week=TODAY, volunteers=[people_there[2].pk], by=cast.officer, at=NOW)
    assert post_queries.rota(cast.village, TODAY, 1)[post.pk][0].people == [people_there[2]]
    rows = AuditRow.objects.filter(village=cast.village, action="rota.changed").count()
    posts.set_shift(post=post, week=TODAY, volunteers=[people_there[2].pk], by=cast.officer, at=NOW)
    assert AuditRow.objects.filter(village=cast.village, action="rota.changed").count() == rows, "nothing changed"
    with pytest.raises(DomainError) as caught:
        posts.set_shift(
            post=post, week=TODAY, volunteers=[support.volunteer(make_village(), 0).pk], by=cast.officer, at=NOW
        )
    assert caught.value.code == "left"


def test_nobody_is_put_into_a_week_their_term_does_not_reach(cast: Cast) -> None:
    who = support.volunteer(cast, 1)
    post = support.post(cast, who, mode="shifts")
    PostHolder.objects.filter(post=post).update(term_to=MONDAY + timedelta(days=6))
    assert posts.plan_rota(post=post, first=TODAY, weeks=2, each=1, by=cast.officer, at=NOW) == 1
    with pytest.raises(DomainError) as caught:
        posts.plan_rota(post=post, first=TODAY, weeks=27, each=11, by=cast.officer, at=NOW)
    assert fields(caught) == {"weeks", "each"}


def test_a_demand_is_offered_by_strength_then_on_call_then_to_the_least_busy(cast: Cast) -> None:
    good = support.strength(cast, "水电维修", "water")
    talk = support.strength(cast, "调解")
    support.volunteer(cast, 0, "甲", [talk], on_call=True)
    busy = support.volunteer(cast, 1, "乙", [good], on_call=True)
    support.volunteer(cast, 2, "丙", [good], on_call=True)
    support.volunteer(cast, 3, "丁", [good])
    support.handed(cast, busy)
    found = queries.offers(cast.village, "water", TODAY)
    assert [offer.volunteer.name for offer in found] == ["丙", "乙", "丁", "甲"]
    assert [(offer.fits, offer.in_hand) for offer in found[:2]] == [("水电维修", 0), ("水电维修", 1)]


def test_handing_to_a_volunteer_names_them_and_their_strength(cast: Cast) -> None:
    who = support.volunteer(cast, 1, "乙", [support.strength(cast, "水电维修", "water")])
    made = support.handed(cast, who)
    assert (made.helper, made.strength, made.volunteer_id) == ("乙", "水电维修", who.pk)
    given: dict[str, Any] = {"demand": made, "to": None, "by": cast.officer, "at": NOW}
    with pytest.raises(DomainError) as caught:
        demands.hand(volunteer=support.volunteer(cast, 0, "自家"), **given)
    assert caught.value.code == "own"
    Volunteer.objects.filter(pk=who.pk).update(left_on=TODAY)
    with pytest.raises(DomainError) as caught:
        demands.hand(volunteer=who, **given)
    assert caught.value.code == "left"
    again = demands.hand(**{**given, "to": cast.grid})  # type: ignore[attr-defined]
    assert fresh(again).volunteer_id is None
