"""Questions and answers: who may, until when, what nobody reads, what is erased."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from councils.models import PostingQuestion
from councils.queries.disclosure import questions as queries
from councils.services import erasing
from councils.services.disclosure import postings, questions
from points.models import Notice, VillageSettings
from points.queries import held
from tests.disclosure.support import NOW, TODAY, asked, fresh, home, posted
from tests.disclosure.test_postings import refused
from tests.factories import Cast
from villagegov.db.keys import new_id
from villagegov.kernel.masking import mask_name


def test_it_is_answered_within_the_working_days_of_the_village(cast: Cast) -> None:
    found = asked(cast)
    assert (found.state, found.due_on) == ("asked", date(2026, 11, 25))  # seven working days after Monday the 16th
    VillageSettings.objects.update(question_days=1)
    assert asked(cast, found.posting).due_on == TODAY + timedelta(days=1)


def test_the_public_reads_it_with_its_answer_and_not_before(cast: Cast) -> None:
    found = asked(cast)
    assert queries.in_public(queries.of_posting(found.posting)) == []
    done = questions.answer(question=found, words="加了4盏灯", by=cast.officer, at=NOW)
    [one] = queries.in_public(queries.of_posting(found.posting))
    assert one.who == mask_name(home(cast).head_name) and one.question.answer == "加了4盏灯"
    assert Notice.objects.filter(village=cast.village, user=cast.villager, kind="question_settled").count() == 1
    refused("step", questions.answer, question=done, words="又", by=cast.officer, at=NOW)
    counts = queries.counts(cast.village, TODAY)
    assert (counts.asked, counts.answered, counts.waiting, counts.overdue, counts.withheld) == (1, 1, 0, 0, 0)


def test_without_a_name_where_the_household_wants_it(cast: Cast) -> None:
    found = asked(cast, anonymous=True)
    questions.answer(question=found, words="加了灯", by=cast.supervisor, at=NOW)
    assert [one.who for one in queries.in_public(queries.of_posting(found.posting))] == [""]


def test_withheld_by_a_supervisor_with_a_reason_that_is_counted(cast: Cast) -> None:
    found = asked(cast)
    refused("role", questions.withhold, question=found, reason="insult", by=cast.officer, at=NOW)
    refused("reason", questions.withhold, question=found, reason="dislike", by=cast.supervisor, at=NOW)
    questions.withhold(question=found, reason="insult", by=cast.supervisor, at=NOW)
    refused("step", questions.withhold, question=found, reason="insult", by=cast.supervisor, at=NOW)
    refused("step", questions.answer, question=found, words="…", by=cast.officer, at=NOW)
    assert queries.in_public(queries.of_posting(found.posting)) == []
    assert queries.counts(cast.village, TODAY).withheld == 1


@pytest.mark.parametrize(("days", "overdue"), [(0, 0), (1, 1)])
def test_overdue_the_day_after_the_last(cast: Cast, days: int, overdue: int) -> None:
    found = asked(cast)
    assert queries.counts(cast.village, found.due_on + timedelta(days=days)).overdue == overdue


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "required"), ("字" * 301, "too_long"), ("打我电话13900001234", "private_number"),
        ("身份证511124195003070018是谁的", "private_number"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked(cast: Cast, text: str, code: str) -> None:
    assert refused(code, asked, cast=cast, text=text).field == "text"


def test_a_form_sent_twice_a_flood_and_somebody_elses_household(cast: Cast) -> None:
    posting, key = posted(cast), new_id()
    assert asked(cast, posting, id=key).pk == asked(cast, posting, id=key).pk
    asked(cast, posting)
    asked(cast, posting)
    refused("too_many", asked, cast=cast, posting=posting)
    values: dict[str, Any] = {"posting": posting, "text": "…", "anonymous": False, "at": NOW}
    refused("own", questions.ask, household=home(cast, 1), by=cast.villager, **values)
    refused("role", questions.ask, household=home(cast), by=cast.officer, **values)


def test_nothing_is_asked_about_what_does_not_stand(cast: Cast) -> None:
    found = posted(cast)
    postings.take_down(posting=found, reason="露了名字", erase=False, by=cast.supervisor, at=NOW)
    refused("step", asked, cast=cast, posting=fresh(found))


@pytest.mark.parametrize("values", [{"text": "别的"}, {"due_on": date(2027, 1, 1)}, {"state": "withheld"}], ids=str)
def test_the_database_keeps_question_and_day(cast: Cast, values: dict[str, Any]) -> None:
    found = asked(cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        PostingQuestion.objects.filter(pk=found.pk).update(**values)


def test_the_words_are_held_and_can_be_erased(cast: Cast) -> None:
    found = asked(cast)
    household = home(cast)
    assert any("路灯电费" in line for section in held.sections(household) for line in section.lines)
    assert erasing._questions(household).count() == 0  # it still waits
    questions.answer(question=found, words="加了灯", by=cast.officer, at=NOW)
    assert erasing._erase_questions(household, cast.administrator, NOW) == 1
    after = fresh(found)
    assert (after.text, after.anonymous, after.answer) == ("", True, "加了灯")
