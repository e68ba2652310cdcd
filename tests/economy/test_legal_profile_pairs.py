"""Legal service without names, the profile, and pairs: made, handed over, brought in, due."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from councils.models import (
    LegalCount,
    LegalLecture,
    Pairing,
    Project,
    ProjectLine,
    VillageFigure,
    VillagePicture,
    Visit,
)
from councils.queries import pairings as pair_queries
from councils.services import legal, pairings, profile, visits
from points.models import Photo
from tests import stage
from tests.economy.support import NOW, TODAY, table
from tests.factories import Cast, make_village
from villagegov.kernel.errors import DomainError


def refused(code: str, act: Any, **arguments: Any) -> None:
    with pytest.raises(DomainError) as caught, transaction.atomic():
        act(at=NOW, **arguments)
    assert code in {single.code for single in caught.value}


# ---------------------------------------------------------------------------------------------------- legal service


@pytest.mark.parametrize(
    "text",
    ["找张三13812345678", "138 1234 5678", "１３８１２３４５６７８", "+86-138-1234-5678", "511124195003070018",
     "51112419500307001x", "6228450012345678901"],
)  # fmt: skip
def test_numbers_of_people_stand_nowhere(cast: Cast, text: str) -> None:
    lecture = legal.Lecture(TODAY, text, 30)
    refused("private_number", legal.save_lecture, village=cast.village, lecture=lecture, by=cast.officer)
    lecture = legal.Lecture(TODAY, "民法典", 30, text)
    refused("private_number", legal.save_lecture, village=cast.village, lecture=lecture, by=cast.officer)
    room = legal.Room(text, "周三")
    refused("private_number", legal.save_room, village=cast.village, room=room, by=cast.administrator)


def test_months_are_written_anew_and_lectures_once(cast: Cast) -> None:
    for number in (4, 6):
        legal.save_month(
            village=cast.village, month=TODAY, numbers={"consultation": number, "leaflet": 30}, by=cast.officer, at=NOW
        )
    assert dict(LegalCount.objects.filter(village=cast.village).values_list("kind", "number")) == {
        "consultation": 6, "leaflet": 30
    }  # fmt: skip
    following = date(2026, 12, 1)
    refused("future", legal.save_month, village=cast.village, month=following, numbers={}, by=cast.officer)
    refused("number", legal.save_month, village=cast.village, month=TODAY, numbers={"leaflet": -1}, by=cast.officer)
    refused("kind", legal.save_month, village=cast.village, month=TODAY, numbers={"name": 1}, by=cast.officer)
    lecture = legal.Lecture(TODAY, "民法典进农家", 42)
    made = legal.save_lecture(village=cast.village, lecture=lecture, by=cast.officer, at=NOW)
    assert legal.save_lecture(village=cast.village, lecture=lecture, by=cast.officer, at=NOW).pk == made.pk
    legal.remove_lecture(lecture=made, by=cast.officer, at=NOW)
    # Somebody still has the lecture's page open: what is gone does not come back.
    refused("lecture_gone", legal.save_lecture, village=cast.village, lecture=lecture, row=made, by=cast.officer)
    refused("lecture_gone", legal.remove_lecture, lecture=made, by=cast.officer)
    assert not LegalLecture.objects.filter(village=cast.village).exists()


# ---------------------------------------------------------------------------------------------------------- profile


def project(**more: Any) -> profile.ProjectInput:
    values: dict[str, Any] = {
        "name": "产业路",
        "about": "硬化2公里",
        "starts_on": date(2026, 3, 1),
        "answers": "支部书记",
    }
    return profile.ProjectInput(**{**values, **more})


def test_a_finished_project_says_when_and_what_came_of_it(cast: Cast) -> None:
    made = profile.save_project(village=cast.village, data=project(), by=cast.administrator, at=NOW)
    act = {"village": cast.village, "project": made, "by": cast.administrator}
    refused("finished", profile.save_project, data=project(stage="finished"), **act)
    refused("range", profile.save_project, data=project(ends_on=date(2026, 2, 1)), **act)
    refused("name_taken", profile.save_project, village=cast.village, data=project(), by=cast.administrator)
    done = project(stage="finished", ends_on=TODAY, result="方便38户运果")
    profile.save_project(data=done, at=NOW, **act)
    assert Project.objects.get(village=cast.village).stage == "finished"
    profile.add_progress(project=made, day=TODAY, text="验收", by=cast.officer, at=NOW)
    refused("future", profile.add_progress, project=made, day=date(2026, 11, 17), text="x", by=cast.officer)
    assert ProjectLine.objects.get(village=cast.village).text == "验收"


def test_private_numbers_stand_in_nothing_that_everybody_reads(cast: Cast) -> None:
    by, number = cast.administrator, "13812345678"
    for field in ("name", "about", "funding", "answers", "result"):
        data = project(**{field: f"问{number}"})
        refused("private_number", profile.save_project, village=cast.village, data=data, by=by)
    made = profile.save_project(village=cast.village, data=project(), by=by, at=NOW)
    refused("private_number", profile.add_progress, project=made, day=TODAY, text=f"问{number}", by=by)
    figures = [profile.Figure(f"问{number}", Decimal(1))]
    refused("private_number", profile.save_figures, village=cast.village, year=2025, figures=figures, by=by)
    refused("private_number", profile.add_picture, village=cast.village, photo=stage.photo(cast), alt=number, by=by)
    assert not ProjectLine.objects.exists() and not VillageFigure.objects.exists()


def test_figures_of_a_year_are_written_anew(cast: Cast) -> None:
    act: dict[str, Any] = {"village": cast.village, "year": 2025, "by": cast.administrator}
    figures = [profile.Figure("户籍人口", Decimal(1288), "人"), profile.Figure("茶园", Decimal("800.5"), "亩")]
    profile.save_figures(figures=figures, at=NOW, **act)
    profile.save_figures(figures=figures[::-1], at=NOW, **act)
    rows = VillageFigure.objects.filter(village=cast.village).order_by("position")
    assert [row.name for row in rows] == ["茶园", "户籍人口"]
    refused("twice", profile.save_figures, figures=[figures[0]] * 2, **act)
    refused("year", profile.save_figures, figures=[], **{**act, "year": 2027})


def test_pictures_need_words_and_are_kept_from_the_sweep(cast: Cast) -> None:
    photo = stage.photo(cast)
    refused("alt", profile.add_picture, village=cast.village, photo=photo, alt=" ", by=cast.administrator)
    made = profile.add_picture(village=cast.village, photo=photo, alt="李花开了", by=cast.administrator, at=NOW)
    again = profile.add_picture(village=cast.village, photo=photo, alt="李花开了", by=cast.administrator, at=NOW)
    assert made.pk == again.pk
    profile.remove_picture(picture=made, by=cast.administrator, at=NOW)
    assert not VillagePicture.objects.filter(village=cast.village).exists()
    assert not Photo.objects.filter(village=cast.village).exists()


# ------------------------------------------------------------------------------------------------------------- pairs


def paired(cast: Cast, household: int = 1, user: Any = None, **more: Any) -> Pairing:
    values: dict[str, Any] = {"days": 30, "since": date(2026, 10, 1), "user": user, **more}
    name = user.name if user else "李党员"
    data = pairings.Pair(stage.household(cast, household), name, **values)
    return pairings.pair(village=cast.village, pair=data, by=cast.administrator, at=NOW)


def test_one_pair_a_household_and_not_the_own(cast: Cast) -> None:
    paired(cast)
    home = pairings.Pair(stage.household(cast, 1), "别人", 30, TODAY)
    refused("paired", pairings.pair, village=cast.village, pair=home, by=cast.administrator)
    own = pairings.Pair(stage.household(cast, 0), "村民", 30, TODAY, cast.villager)
    refused("own", pairings.pair, village=cast.village, pair=own, by=cast.administrator)
    far = make_village(households=1)
    theirs = pairings.Pair(far.households[0], "别人", 30, TODAY)
    refused("village", pairings.pair, village=cast.village, pair=theirs, by=cast.administrator)


@pytest.mark.parametrize(("days_ago", "late"), [(29, False), (30, False), (31, True)])
def test_due_when_the_rhythm_is_over(cast: Cast, days_ago: int, late: bool) -> None:
    paired(cast, user=cast.branch, since=TODAY - timedelta(days=days_ago))
    [row] = pair_queries.due(pair_queries.running(cast.village, TODAY), TODAY)
    assert row.late is late and row.last is None


def test_a_visit_of_the_paired_person_counts_whoever_typed_it(cast: Cast) -> None:
    paired(cast, user=cast.branch)
    rows = pair_queries.running(cast.village, TODAY)
    home = stage.household(cast, 1)
    visits.record(household=home, data=visits.VisitInput(TODAY, "别人"), by=cast.officer, at=NOW)
    assert pair_queries.due(rows, TODAY)[0].last is None
    for others in ("branches", "abranch", "别人、branch2"):
        visits.record(household=home, data=visits.VisitInput(TODAY, others), by=cast.officer, at=NOW)
    assert pair_queries.due(rows, TODAY)[0].last is None
    visits.record(household=home, data=visits.VisitInput(TODAY, "branch、别人"), by=cast.officer, at=NOW)
    assert pair_queries.due(rows, TODAY)[0].last == TODAY
    Visit.objects.filter(village=cast.village).delete()
    # The paired person, a committee member without visits of the own, writes it down.
    visits.record(household=home, data=visits.VisitInput(TODAY, "我"), by=cast.branch, at=NOW)
    assert pair_queries.due(rows, TODAY)[0].last == TODAY
    refused("role", visits.record, household=stage.household(cast, 2), data=visits.VisitInput(TODAY, "我"),
            by=cast.branch)  # fmt: skip


@pytest.mark.parametrize(
    ("visitors", "was_there"),
    [
        ("李华", True), ("李华强", False), ("小李华", False), ("王强、李华", True), ("王强 李华", True),
        ("王强和李华", True), ("王强，李华（支部）", True), ("李华书记", True), ("书记李华、王强", True),
        ("李华强和王强", False), ("李.华", False),
    ],
)  # fmt: skip
def test_who_was_there_goes_by_whole_names(cast: Cast, visitors: str, was_there: bool) -> None:
    data = pairings.Pair(stage.household(cast, 1), "李华", days=30, since=date(2026, 10, 1))
    pairings.pair(village=cast.village, pair=data, by=cast.administrator, at=NOW)
    said = visits.VisitInput(TODAY, visitors)
    visits.record(household=stage.household(cast, 1), data=said, by=cast.officer, at=NOW)
    [row] = pair_queries.due(pair_queries.running(cast.village, TODAY), TODAY)
    assert row.last == (TODAY if was_there else None)


def test_handing_over_ends_one_and_begins_another(cast: Cast) -> None:
    rows = [paired(cast, 1, cast.branch), paired(cast, 2, cast.branch)]
    act = {"village": cast.village, "keys": [row.pk for row in rows], "by": cast.administrator}
    refused("same_person", pairings.hand_over, name="branch", user=cast.branch, day=TODAY, **act)
    refused("range", pairings.hand_over, name="新人", user=None, day=date(2026, 9, 1), **act)
    pairings.hand_over(name="新人", user=None, day=TODAY, at=NOW, **act)
    assert {row.name for row in pair_queries.running(cast.village, TODAY)} == {"新人"}
    assert Pairing.objects.filter(village=cast.village, until=TODAY).count() == 2
    refused("pairing_gone", pairings.hand_over, name="再换", user=None, day=TODAY, **act)


def test_a_table_of_pairs_comes_in_whole_or_not_at_all(cast: Cast) -> None:
    act = {"village": cast.village, "by": cast.administrator, "at": NOW}
    assert pairings.import_pairs(file=table("户号,结对人,走访间隔\n001,branch,15天\n002,没账号的人,\n"), **act) == 2
    found = {row.household.number: row for row in pair_queries.running(cast.village, TODAY)}
    assert found["001"].user == cast.branch and found["001"].days == 15
    assert found["002"].user is None and found["002"].days == pairings.USUAL_DAYS
    # Again: nothing new. A mistake: nothing at all.
    assert pairings.import_pairs(file=table("户号,结对人\n001,branch\n003,branch\n"), **act) == 1
    with pytest.raises(DomainError), transaction.atomic():
        pairings.import_pairs(file=table("户号,结对人\n004,branch\n999,branch\n"), **act)
    with pytest.raises(DomainError), transaction.atomic():
        pairings.import_pairs(file=table("户号,结对人\n004,branch\n001,别人\n"), **act)
    assert pair_queries.running(cast.village, TODAY).count() == 3


def test_the_public_reads_a_count_and_none_below_five(cast: Cast) -> None:
    for number in range(4):
        paired(cast, number)
    assert pair_queries.public_count(cast.village, TODAY) is None
    more = make_village(households=5, modules=["demands"])
    for number in range(5):
        paired(more, number)
    assert pair_queries.public_count(more.village, TODAY) == 5
