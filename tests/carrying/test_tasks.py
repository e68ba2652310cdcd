"""Tasks, results and what households find: no step before its time, nothing changed afterwards, by whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, InternalError, transaction

from councils.enums import TaskState
from councils.models import Matter, MatterFinding, MatterResult, MatterTask, TaskProgress
from councils.queries.carrying import affairs
from councils.queries.carrying import office as queries
from councils.services import reminders
from councils.services.carrying import results, tasks
from points.enums import Module, NoticeKind, Role
from points.models import Notice, Village
from points.queries.held import sections
from points.services import privacy
from tests import stage
from tests.carrying.support import DECIDED, DUE, NOW, TODAY, WORDS, decided, ended, given, members_of, posted, villagers
from tests.factories import Cast, make_village, member
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError


def refused(act: Callable[[], Any], code: str) -> DomainError:
    with pytest.raises(DomainError) as caught:
        act()
    assert code in {one.code for one in caught.value}, [one.code for one in caught.value]
    return caught.value


def test_from_the_decision_to_the_result(cast: Cast) -> None:
    matter = decided(cast)
    task = given(cast, matter)
    tasks.note_progress(task=task, day=TODAY, text=WORDS, by=cast.officer, at=NOW)
    assert refused(lambda: posted(cast, matter), "tasks_open")
    assert ended(cast, task).state == TaskState.DONE
    result = posted(cast, matter, look_again_on=TODAY + timedelta(days=30))
    refused(lambda: given(cast, matter), "closed")
    refused(lambda: posted(cast, matter), "closed")
    [affair] = affairs.affairs(cast.village, [matter])
    assert affair.result == result and affair.ended == 1 and affair.tasks[0].ended_words == "四盏都亮了"
    heard = Notice.objects.filter(village=cast.village, user=cast.officer, kind=NoticeKind.TASK_GIVEN)
    assert heard.count() == 1


def test_not_done_asks_for_the_reason(cast: Cast) -> None:
    task = given(cast)
    for done in (True, False):
        act = lambda done=done: tasks.end_task(task=task, done=done, day=TODAY, words=" ", by=cast.officer, at=NOW)  # noqa: E731
        assert refused(act, "required").field == "words"
    assert ended(cast, task, done=False).state == TaskState.NOT_DONE
    refused(lambda: ended(cast, task), "task_ended")
    refused(lambda: tasks.note_progress(task=task, day=TODAY, text="又装", by=cast.officer, at=NOW), "task_ended")


def test_the_same_form_twice_is_one_task_and_one_line(cast: Cast) -> None:
    matter, key = decided(cast), new_id()
    assert given(cast, matter, id=key) == given(cast, matter, id=key)
    task = MatterTask.objects.get()
    task.matter.village = cast.village
    for _twice in range(2):
        tasks.note_progress(task=task, day=TODAY, text=WORDS, by=cast.officer, at=NOW)
    assert TaskProgress.objects.count() == 1


def test_days_and_people_that_cannot_be(cast: Cast) -> None:
    matter = decided(cast)
    assert refused(lambda: given(cast, matter, due_on=DECIDED - timedelta(days=1)), "before_decision").field == "due_on"
    given(cast, matter, due_on=DECIDED)
    for more in ({"to": cast.villager}, {"member_id": members_of(cast)[0].pk}):
        assert refused(lambda more=more: given(cast, matter, **more), "nobody").field == "person"
    task = given(cast, matter)
    for day in (DECIDED - timedelta(days=1), TODAY + timedelta(days=1)):
        refused(lambda day=day: tasks.note_progress(task=task, day=day, text=WORDS, by=cast.officer, at=NOW), "day")
    refused(lambda: posted_after(cast, TODAY), "look_again")


def posted_after(cast: Cast, day: date) -> MatterResult:
    return posted(cast, decided(cast), look_again_on=day)


def test_a_task_of_somebody_who_sits_in_a_body(cast: Cast) -> None:
    [seat] = members_of(cast)[:1]
    data = tasks.TaskInput("买灯", DUE, member_id=seat.pk)
    task = tasks.add_task(matter=decided(cast), data=data, by=cast.administrator, at=NOW)
    assert (task.name, task.member, task.user) == (seat.name, seat, None)
    assert queries.may_work_on(cast.branch, task) and not queries.may_work_on(cast.officer, task)


def test_who(cast: Cast) -> None:
    matter = decided(cast)
    grid = member(cast.village, Role.GRID_OFFICER)
    data = tasks.TaskInput("装灯", DUE, user_id=grid.pk)
    for user in (cast.officer, cast.supervisor, cast.villager, grid):
        with pytest.raises(NotAllowed):
            tasks.add_task(matter=matter, data=data, by=user, at=NOW)
        with pytest.raises(NotAllowed):
            results.post_result(matter=matter, text="好了", by=user, at=NOW)
    task = tasks.add_task(matter=matter, data=data, by=cast.branch, at=NOW)
    for user in (cast.officer, cast.supervisor, cast.villager):
        refused(lambda user=user: tasks.note_progress(task=task, day=TODAY, text="好", by=user, at=NOW), "not_yours")
    tasks.note_progress(task=task, day=TODAY, text=WORDS, by=grid, at=NOW)
    assert list(queries.visible(grid, cast.village)) == [matter]
    assert not queries.visible(member(cast.village, Role.GRID_OFFICER), cast.village).exists()
    assert queries.waiting_count(grid, cast.village) == 1 and queries.waiting_count(cast.officer, cast.village) == 0
    far = make_village()
    assert not queries.visible(far.branch, cast.village).exists()
    with pytest.raises(NotAllowed):
        results.post_result(matter=matter, text="好了", by=far.branch, at=NOW)


def test_overdue_from_the_day_after(cast: Cast) -> None:
    given(cast)
    assert not queries.late(cast.village, DUE).exists() and queries.late(cast.village, DUE + timedelta(days=1)).exists()
    with clock.frozen(clock.moment(DUE + timedelta(days=1), 9)):
        assert queries.alarm(cast.branch, cast.village) == "1件逾期"


def test_nothing_follows_from_what_is_not_passed(cast: Cast) -> None:
    open_one = not_passed(cast)
    with pytest.raises(TransitionError):
        given(cast, open_one)
    with pytest.raises(TransitionError):
        posted(cast, open_one)
    row = {"village": cast.village, "matter": open_one}
    for make in (
        lambda: MatterTask.objects.create(
            **row, number=1, what="装灯", user=cast.officer, name="某", due_on=DUE, made_by=cast.branch, made_at=NOW
        ),
        lambda: MatterResult.objects.create(**row, text="好了", posted_on=TODAY, posted_by=cast.branch, posted_at=NOW),
    ):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            make()


def not_passed(cast: Cast) -> Matter:
    from councils.models import Procedure

    procedure = Procedure.objects.create(village=cast.village, name="议事会决定", state="in_use")
    made = Matter.objects.create(
        village=cast.village, number=50, title="修路", text="…", procedure=procedure, procedure_name="议事会决定",
        made_by=cast.branch, made_at=NOW,
    )  # fmt: skip
    made.village = cast.village
    return made


def test_the_database_keeps_what_has_ended(cast: Cast) -> None:
    matter = decided(cast)
    task = given(cast, matter)
    here = {"village": cast.village}
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        MatterResult.objects.create(
            **here, matter=matter, text="好了", posted_on=TODAY, posted_by=cast.branch, posted_at=NOW
        )
    ended(cast, task)
    result = posted(cast, matter, look_again_on=DUE)
    user, household = villagers(cast, 1)[0]
    results.find(result=result, household=household, done=True, words="好", by=user, at=NOW)
    for act in (
        lambda: MatterTask.objects.filter(**here).update(state="in_hand", ended_on=None, ended_words=""),
        lambda: MatterTask.objects.filter(**here).update(what="别的"),
        lambda: MatterResult.objects.filter(**here).update(text="别的"),
        lambda: MatterFinding.objects.filter(**here).update(done=False),
        lambda: MatterFinding.objects.filter(**here)._raw_delete("default"),
        lambda: MatterResult.objects.filter(**here)._raw_delete("default"),
        lambda: MatterTask.objects.filter(**here)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match=r"stays|not changed|refused|violates"), transaction.atomic():
            act()


# ------------------------------------------------------------------------------------------------------- households


def test_a_household_answers_once(cast: Cast) -> None:
    result = posted(cast)
    user, household = villagers(cast, 1)[0]
    said = {"result": result, "household": household, "by": user, "at": NOW}
    assert refused(lambda: results.find(done=False, words=" ", **said), "required").field == "words"
    first = results.find(done=True, words="亮堂", **said)
    assert results.find(done=False, words="不亮", **said) == first
    assert MatterFinding.objects.get().done is True
    with pytest.raises(NotAllowed):
        results.find(result=result, household=cast.households[1], done=True, by=user, at=NOW)
    with pytest.raises(NotAllowed):
        results.find(result=result, household=household, done=True, by=cast.officer, at=NOW)
    shown = {section.title: section for section in sections(stage.household(cast, 0))}
    assert "亮堂" in str(shown["对办理结果的看法"].lines)
    privacy.erase(
        household=stage.household(cast, 0), parts=["findings"], asked_on=TODAY, paper="申请", by=cast.administrator,
        at=NOW,
    )  # fmt: skip
    assert MatterFinding.objects.get().words == ""


@pytest.mark.parametrize(("answers", "hidden"), [(4, True), (5, False), (6, False)])
def test_small_numbers_are_held_back(cast: Cast, answers: int, hidden: bool) -> None:
    result = posted(cast)
    for number, (user, household) in enumerate(villagers(cast, answers)):
        results.find(result=result, household=household, done=number > 0, words="没装", by=user, at=NOW)
    found = affairs.findings(cast.village, [result.pk])[result.pk]
    assert (found.total, found.no, found.hidden) == (answers, 1, hidden)


def test_looking_again(cast: Cast) -> None:
    day = TODAY + timedelta(days=20)
    result = posted(cast, look_again_on=day)
    look = lambda at: results.look_again(result=result, words="还亮着", by=cast.supervisor, at=at)  # noqa: E731
    refused(lambda: look(clock.moment(day - timedelta(days=1))), "look_again")
    with clock.frozen(clock.moment(day, 9)):
        assert queries.waiting_count(cast.branch, cast.village) == 1
        assert look(clock.now()).looked_words == "还亮着"
        assert queries.waiting_count(cast.branch, cast.village) == 0
    refused(lambda: look(clock.moment(day, 10)), "look_again")


def test_the_day_before_whoever_has_it_is_reminded_once(cast: Cast) -> None:
    given(cast)
    evening = clock.moment(DUE - timedelta(days=1), 18)
    assert [reminders.remind(village=cast.village, at=evening) for _run in range(2)] == [1, 0]
    [notice] = Notice.objects.filter(village=cast.village, kind=NoticeKind.REMINDER)
    assert notice.user_id == cast.officer.pk and "装路灯" in str(notice.values)


def test_switched_off(cast: Cast) -> None:
    matter = decided(cast)
    ended(cast, given(cast, matter))
    assert queries.waiting_count(cast.branch, matter.village) == 1
    Village.objects.filter(pk=cast.village.pk).update(modules=[Module.STARS])
    matter.village.modules = [Module.STARS.value]
    with pytest.raises(NotAllowed):
        posted(cast, matter)
    assert queries.waiting_count(cast.branch, matter.village) == 0
