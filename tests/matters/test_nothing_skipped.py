"""Each way to skip something: the service, the page, the admin, and the database itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from councils import models
from councils.models import Matter, MatterStep, Sitting, SittingSeat, StepCount, StepRecusal, StepVote
from councils.services.matters import calling, holding, watching
from tests.factories import Cast
from tests.matters import support as s
from villagegov.kernel.errors import TransitionError


def refused(statement: Callable[[], Any], why: str) -> None:
    with pytest.raises(DatabaseError, match=why), transaction.atomic():
        statement()


def rows(matter: Matter) -> Any:
    return MatterStep.objects.filter(village=matter.village_id, matter=matter)


def test_by_the_service(cast: Cast) -> None:
    matter = s.opened(cast)
    for number in (2, 3, 4):
        step = s.step_of(matter, number)
        with pytest.raises(TransitionError):
            if number == 2:
                data = calling.Call([step.pk], s.TODAY + timedelta(days=9))
                calling.call(village=cast.village, data=data, by=cast.branch, at=s.NOW)
            elif number == 3:
                watching.supervise(step=step, right=True, by=cast.supervisor, at=s.NOW)
            else:
                watching.post(step=step, by=cast.branch, at=s.NOW)


def test_by_the_page(cast: Cast) -> None:
    """A form made by hand for a step whose turn it is not."""
    matter = s.opened(cast)
    client = Client()
    client.force_login(cast.branch)
    page = reverse("councils:matter", kwargs={"slug": cast.village.slug, "number": matter.number})
    sent = {"act": "post", "step": str(s.step_of(matter, 4).pk)}
    assert "还没轮到这一步" in client.post(page, sent, follow=True).content.decode()
    client.force_login(cast.supervisor)
    sent = {"act": "supervise", "right": "yes", "step": str(s.step_of(matter, 3).pk)}
    assert client.post(page, sent).context["forms"]["supervise"].non_field_errors()
    assert set(rows(matter).values_list("state", flat=True)) == {"waiting"}


def test_there_is_no_page_in_the_admin() -> None:
    shown = {model for model in admin.site._registry if model._meta.app_label == "councils"}
    mine = {models.Matter, models.MatterStep, models.Sitting, models.SittingSeat, models.StepVote, models.StepCount}
    assert not shown & {*mine, models.Procedure, models.ProcedureStep, models.StepRecusal}


def test_by_hand_in_the_database_a_later_step(cast: Cast) -> None:
    matter = s.opened(cast)
    sitting = s.called(cast, matter)
    refused(lambda: rows(matter).filter(number=2).update(state="called", sitting=sitting), "waits for the steps before")
    refused(
        lambda: rows(matter).filter(number=3).update(state="passed", done_by=cast.supervisor, done_at=s.NOW),
        "waits for",
    )
    refused(
        lambda: rows(matter).filter(number=4).update(state="posted", posted_from=s.TODAY, posted_until=s.TODAY),
        "waits for",
    )


def test_by_hand_a_sitting_that_reached_nothing(cast: Cast) -> None:
    """Passed without a sitting; with numbers its roll does not bear out; with fewer votes than needed."""
    matter = s.opened(cast, s.procedure(cast, [s.decide(cast)]))
    numbers = {
        "entitled": 10, "kept_away": 0, "present": 10, "attendance_base": 10, "attendance_needed": 7, "in_favour": 10,
        "against": 0, "abstained": 0, "majority_base": 10, "majority_needed": 6, "held_on": s.TODAY, "done_at": s.NOW,
    }  # fmt: skip
    refused(lambda: rows(matter).update(state="passed", **numbers), "held as a sitting")
    sitting = s.called(cast, matter)
    refused(lambda: rows(matter).update(state="passed", **numbers), "not those of its sitting")
    s.voted(cast, sitting, present=8, in_favour=4)
    numbers |= {"present": 8, "in_favour": 4, "against": 4, "majority_base": 8, "majority_needed": 5}
    refused(lambda: rows(matter).update(state="passed", **numbers), "did not reach")
    refused(lambda: rows(matter).update(state="passed", **numbers | {"in_favour": 5}), "votes")
    refused(lambda: rows(matter).update(state="passed", **numbers | {"majority_needed": 4}), "votes of step")
    refused(
        lambda: rows(matter).update(state="passed", **numbers | {"attendance_needed": 0}), "not those of its sitting"
    )


def test_by_hand_a_result_is_changed(cast: Cast) -> None:
    matter = s.opened(cast)
    sitting = s.held(cast, matter)
    step = rows(matter).filter(number=1)
    refused(lambda: step.update(in_favour=1), "final")
    refused(lambda: step.update(state="waiting"), "final")
    refused(lambda: step._raw_delete("default"), "DELETE refused")
    refused(lambda: rows(matter).filter(number=2).update(majority="three_quarters"), "frozen")
    refused(lambda: rows(matter).filter(number=2).update(number=9), "frozen")
    refused(lambda: Sitting.objects.filter(pk=sitting.pk).update(minutes="另写"), "as it was called and held")
    refused(lambda: Matter.objects.filter(pk=matter.pk).update(state="passed", decided_on=s.TODAY, closed_at=s.NOW),
            "when every step has passed")  # fmt: skip
    refused(lambda: Matter.objects.filter(pk=matter.pk).update(title="别的"), "not changed")
    refused(lambda: Matter.objects.filter(pk=matter.pk)._raw_delete("default"), "DELETE refused")


def test_by_hand_the_roll(cast: Cast) -> None:
    matter = s.opened(cast, s.procedure(cast, [s.decide(cast)]))
    sitting = s.called(cast, matter)
    seat = SittingSeat.objects.filter(village=cast.village, sitting=sitting)
    refused(lambda: SittingSeat.objects.create(village=cast.village, sitting=sitting, household=cast.households[0]),
            "roll of a sitting is frozen")  # fmt: skip
    refused(lambda: seat.filter(pk=s.seats(sitting)[0]).delete(), "frozen")
    refused(lambda: seat.update(name="换人"), "frozen")
    refused(lambda: Sitting.objects.filter(pk=sitting.pk).update(roll_frozen=False), "as it was called")
    refused(
        lambda: Sitting.objects.filter(pk=sitting.pk).update(held_on=s.TODAY - timedelta(days=1)), "as it was called"
    )
    s.voted(cast, sitting, present=8, in_favour=8, away=1)
    holding.close(sitting=sitting, minutes="…", by=cast.branch, at=s.held_at(sitting))
    refused(lambda: seat.update(present=True), "frozen")
    step = s.step_of(matter, 1)
    for model in (StepVote, StepCount, StepRecusal):
        found = model._default_manager.filter(village=cast.village, step=step)
        assert found.exists(), model
        refused(found.delete, "nothing is entered")


def test_by_hand_too_short_a_notice(cast: Cast) -> None:
    """A sitting written into the table with a day that is too early is none of this step."""
    matter = s.opened(cast, s.procedure(cast, [s.decide(cast, notice_days=3)]))
    sitting = Sitting.objects.create(
        village=cast.village, number=1, body=cast.bodies[s.BodyKind.COUNCIL], body_name="议事会", called_by=cast.branch,
        held_on=s.TODAY + timedelta(days=2), called_at=s.NOW,
    )  # fmt: skip
    refused(lambda: rows(matter).update(state="called", sitting=sitting), "not one of step")


def test_by_hand_a_posting_that_comes_down_early(cast: Cast) -> None:
    used = s.procedure(cast, [s.decide(cast), s.procedures.StepInput("publish_decision", "公开", posted_days=7)])
    matter = s.opened(cast, used)
    s.held(cast, matter)
    watching.post(step=s.turn(matter), by=cast.branch, at=s.NOW)
    refused(lambda: rows(matter).filter(number=2).update(state="passed", done_at=s.NOW), "stays posted")


def test_the_tables_refuse_truncate(cast: Cast) -> None:
    def truncate() -> None:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE councils_matterstep CASCADE")

    refused(truncate, "permission denied|append-only")
