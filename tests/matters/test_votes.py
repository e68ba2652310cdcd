"""Votes with names and without, paper typed twice, those who keep away."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from councils.models import StepCount, StepVote
from councils.queries.matters.reckoning import Votes
from councils.services.matters import holding
from points.models import AuditRow
from tests.factories import Cast
from tests.matters import support as s
from villagegov.kernel.errors import DomainError


def code(error: pytest.ExceptionInfo[DomainError]) -> str:
    return next(iter(error.value)).code


def ready(cast: Cast, present: int = 9, **rules: object):  # type: ignore[no-untyped-def]
    """A sitting of one step, ticked."""
    more = {"weight": rules.pop("weight")} if "weight" in rules else {}
    matter = s.opened(cast, s.procedure(cast, [s.decide(cast, **rules)]), **more)
    sitting = s.called(cast, matter)
    holding.tick(sitting=sitting, present=s.seats(sitting)[:present], by=cast.branch, at=s.NOW)
    return matter, sitting, s.step_at(sitting)


def test_a_secret_vote_leads_to_nobody(cast: Cast) -> None:
    matter, sitting, step = ready(cast, vote="secret")
    with pytest.raises(DomainError) as error:
        holding.enter_votes(step=step, choices=dict.fromkeys(s.seats(sitting)[:9], "for"), by=cast.branch, at=s.NOW)
    assert code(error) == "secret"
    holding.enter_count(step=step, votes=Votes(6, 3), by=cast.branch, at=s.NOW)
    holding.close(sitting=sitting, minutes="…", by=cast.branch, at=s.NOW)
    assert s.step_of(matter, 1).in_favour == 6
    assert not StepVote.objects.filter(village=cast.village).exists()
    seats = {str(key) for key in s.seats(sitting)}
    for row in AuditRow.objects.filter(village=cast.village):
        said = str(row.before) + str(row.after)
        assert not any(key in said for key in seats) and "议事会1" not in said


def test_the_database_refuses_a_name_at_a_secret_vote(cast: Cast) -> None:
    _matter, sitting, step = ready(cast, vote="secret")
    with pytest.raises(DatabaseError, match="no names"), transaction.atomic():
        StepVote.objects.create(village=cast.village, step=step, seat_id=s.seats(sitting)[0], choice="for")


def test_only_the_open_vote_links_a_seat_with_a_choice() -> None:
    """No other table of matters has both a person (or seat) and a vote in it."""
    people = {"member", "household", "seat", "user"}
    votes = {"choice", "in_favour", "against", "abstained"}
    both = set()
    for model in apps.get_app_config("councils").get_models():
        names = {field.name for field in model._meta.fields}
        if names & people and names & votes and model.__name__.startswith(("Step", "Sitting", "Matter")):
            both.add(model.__name__)
    assert both == {"StepVote"}


def test_paper_typed_differently_is_refused_with_both_numbers(cast: Cast) -> None:
    _matter, sitting, step = ready(cast, vote="secret", count_twice=True)
    with pytest.raises(DomainError) as error:
        holding.count_again(step=step, votes=Votes(6, 3), by=cast.officer, at=s.NOW)
    assert code(error) == "no_first"
    holding.enter_count(step=step, votes=Votes(6, 3), by=cast.branch, at=s.NOW)
    with pytest.raises(DomainError) as error:
        holding.close(sitting=sitting, minutes="…", by=cast.branch, at=s.NOW)
    assert code(error) == "no_second"
    with pytest.raises(DomainError) as error:
        holding.count_again(step=step, votes=Votes(6, 3), by=cast.branch, at=s.NOW)
    assert code(error) == "same_person"
    with pytest.raises(DomainError) as error:
        holding.count_again(step=step, votes=Votes(5, 4), by=cast.officer, at=s.NOW)
    assert code(error) == "differ" and all(number in str(error.value) for number in "6354")
    with pytest.raises(DomainError) as error:
        holding.enter_count(step=step, votes=Votes(5, 4), by=cast.officer, at=s.NOW)
    assert code(error) == "typed_already", "only who typed them mends them"
    holding.enter_count(step=step, votes=Votes(5, 4), by=cast.branch, at=s.NOW)
    for _twice in range(2):
        holding.count_again(step=step, votes=Votes(5, 4), by=cast.officer, at=s.NOW)
    holding.close(sitting=sitting, minutes="…", by=cast.branch, at=s.NOW)


def test_the_database_wants_two_people(cast: Cast) -> None:
    _matter, _sitting, step = ready(cast, vote="secret", count_twice=True)
    holding.enter_count(step=step, votes=Votes(6, 3), by=cast.branch, at=s.NOW)
    with pytest.raises(DatabaseError, match="two_people"), transaction.atomic():
        StepCount.objects.create(
            village=cast.village, step=step, place=2, in_favour=6, against=3, abstained=0, typed_by=cast.branch,
            typed_at=s.NOW,
        )  # fmt: skip


def test_a_rules_vote_is_always_counted_twice(cast: Cast) -> None:
    """Also an open one: the first count are the sums of the names."""
    _matter, sitting, step = ready(cast, weight="rules")
    assert step.count_twice
    here = s.seats(sitting)[:9]
    holding.enter_votes(step=step, choices=dict.fromkeys(here, "for"), by=cast.branch, at=s.NOW)
    holding.count_again(step=step, votes=Votes(9), by=cast.officer, at=s.NOW)
    holding.close(sitting=sitting, minutes="…", by=cast.branch, at=s.NOW)


@pytest.mark.parametrize(("votes", "fits"), [(Votes(9), True), (Votes(5, 4, 0), True), (Votes(9, 1), False)])
def test_never_more_votes_than_people(cast: Cast, votes: Votes, fits: bool) -> None:
    _matter, _sitting, step = ready(cast, vote="secret")
    if fits:
        holding.enter_count(step=step, votes=votes, by=cast.branch, at=s.NOW)
        return
    with pytest.raises(DomainError) as error:
        holding.enter_count(step=step, votes=votes, by=cast.branch, at=s.NOW)
    assert code(error) == "too_many_votes"


def test_an_open_vote_is_of_everybody_present_and_nobody_else(cast: Cast) -> None:
    _matter, sitting, step = ready(cast)
    roll = s.seats(sitting)
    for who in (roll[:8], roll):
        with pytest.raises(DomainError) as error:
            holding.enter_votes(step=step, choices=dict.fromkeys(who, "for"), by=cast.branch, at=s.NOW)
        assert code(error) == "votes"


@pytest.mark.parametrize(("off", "passed"), [(True, True), (False, False)])
def test_who_keeps_away_is_off_the_base_as_the_procedure_says(cast: Cast, off: bool, passed: bool) -> None:
    """Ten due, four keep away, five others came: enough of six, too few of ten."""
    matter = s.opened(cast, s.procedure(cast, [s.decide(cast, away_off_base=off)]))
    sitting = s.called(cast, matter)
    roll = s.seats(sitting)
    holding.tick(sitting=sitting, present=roll[:9], by=cast.branch, at=s.NOW)
    step = s.step_at(sitting)
    holding.keep_away(step=step, seats=dict.fromkeys(roll[:4], "自家的地"), by=cast.branch, at=s.NOW)
    if passed:
        holding.enter_votes(step=step, choices=dict.fromkeys(roll[4:9], "for"), by=cast.branch, at=s.NOW)
    holding.close(sitting=sitting, minutes="…", by=cast.branch, at=s.NOW)
    step = s.step_of(matter, 1)
    assert (step.state == "passed", step.kept_away, step.present) == (passed, 4, 5)
    assert step.attendance_base == (6 if off else 10)


def test_ticked_anew_the_votes_go(cast: Cast) -> None:
    _matter, sitting, step = ready(cast)
    roll = s.seats(sitting)
    holding.enter_votes(step=step, choices=dict.fromkeys(roll[:9], "for"), by=cast.branch, at=s.NOW)
    holding.tick(sitting=sitting, present=roll[:9], by=cast.branch, at=s.NOW)
    assert StepVote.objects.filter(village=cast.village).count() == 9, "the same people: nothing goes"
    holding.tick(sitting=sitting, present=roll, by=cast.branch, at=s.NOW)
    assert not StepVote.objects.filter(village=cast.village).exists()


def test_the_second_person_does_not_see_the_first_numbers(cast: Cast) -> None:
    _matter, sitting, step = ready(cast, vote="secret", count_twice=True)
    holding.enter_count(step=step, votes=Votes(7, 2), by=cast.branch, at=s.NOW)
    client = Client()
    client.force_login(cast.officer)
    where = {"slug": cast.village.slug, "number": sitting.number, "step_id": step.pk}
    page = client.get(reverse("councils:sitting_votes", kwargs=where))
    assert page.status_code == 200 and 'value="7"' not in page.content.decode()
    client.post(page.request["PATH_INFO"], {"act": "second", "in_favour": 7, "against": 2, "abstained": 0})
    assert StepCount.objects.filter(village=cast.village, place=2, typed_by=cast.officer).count() == 1
