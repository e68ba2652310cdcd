"""What a form offers and the service takes: bodies that are open, members of the day; and what waits, and is news."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from councils.matter_enums import ProcedureState
from councils.models import Body, BodyMember, Matter
from councils.queries.matters import procedures as found_procedures
from councils.queries.matters import standing
from councils.services.bodies import founding
from councils.services.matters import calling, opening, procedures
from councils.views.affairs import news
from tests.factories import Cast
from tests.matters import support as s
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError

YESTERDAY = s.TODAY - timedelta(days=1)


def codes(act: Any, **more: Any) -> set[tuple[str | None, str]]:
    with pytest.raises(DomainError) as caught:
        act(by=more.pop("by", None), at=s.NOW, **more)
    return {(one.field, one.code) for one in caught.value}


def closed(cast: Cast, kind: s.BodyKind) -> Body:
    """Its members' term is over, and it was closed yesterday."""
    body = cast.bodies[kind]
    body.village = cast.village
    BodyMember.objects.filter(village=cast.village, body=body).update(term_to=YESTERDAY)
    return founding.close_body(body=body, last_day=YESTERDAY, by=cast.administrator, at=s.NOW)


def test_a_closed_body_is_not_found_for_a_ready_made_procedure(cast: Cast) -> None:
    closed(cast, s.BodyKind.VILLAGE_COMMITTEE)
    made = procedures.take_over(village=cast.village, ready="study", by=cast.administrator, at=s.NOW)
    [step] = found_procedures.steps_of(made)
    assert (made.state, step.with_body) == (ProcedureState.DRAFT, None)


def test_a_closed_body_is_not_offered_and_not_taken(client: Client, cast: Cast) -> None:
    council = closed(cast, s.BodyKind.COUNCIL)
    client.force_login(cast.administrator)
    form = client.get(f"/v/{cast.village.slug}/work/matters/procedures/new/").content.decode()
    assert str(council.pk) not in form and str(cast.bodies[s.BodyKind.BRANCH].pk) in form
    data = procedures.ProcedureInput("新程序", steps=[s.decide(cast)])
    act = procedures.save_procedure
    assert codes(act, village=cast.village, data=data, by=cast.administrator) == {("body_1", "body")}


def test_no_matter_is_opened_by_a_procedure_of_a_closed_body(cast: Cast) -> None:
    """It was in use before the body was closed; the sentence names the step and the kind of body."""
    matter = s.draft(cast, s.procedure(cast, [s.decide(cast)]))
    closed(cast, s.BodyKind.COUNCIL)
    with pytest.raises(DomainError, match="议事会") as caught:
        opening.open_matter(matter=matter, by=cast.branch, at=s.NOW)
    assert (caught.value.field, caught.value.code) == ("procedure", "procedure")


@pytest.mark.parametrize(
    ("term_from", "term_to", "sits"),
    [
        (date(2024, 1, 1), YESTERDAY, False),
        (s.TODAY + timedelta(days=1), None, False),
        (s.TODAY, s.TODAY, True),
        (date(2024, 1, 1), None, True),
    ],
)
def test_who_proposes_sits_in_a_body_on_the_day(
    client: Client, cast: Cast, term_from: date, term_to: date | None, sits: bool
) -> None:
    BodyMember.objects.filter(pk=s.proposer(cast).pk).update(term_from=term_from, term_to=term_to)
    seat, used = s.proposer(cast), s.procedure(cast, [s.decide(cast)])
    client.force_login(cast.branch)
    assert (str(seat.pk) in client.get(f"/v/{cast.village.slug}/work/matters/new/").content.decode()) is sits
    data = opening.MatterInput("修路", "硬化", procedure_id=used.pk, proposer_id=seat.pk)
    minor = opening.MinorInput("借会议室", "同意", s.TODAY, seat.pk)
    acts = ((opening.draft, data), (opening.record_minor, minor))
    if sits:
        for act, said in acts:
            assert act(village=cast.village, data=said, by=cast.branch, at=s.NOW).proposer == seat
        return
    for act, said in acts:
        assert codes(act, village=cast.village, data=said, by=cast.branch) == {("proposer", "proposer")}
    assert not Matter.objects.filter(village=cast.village).exists()


def test_a_sitting_whose_day_has_come_waits_for_whoever_types(cast: Cast) -> None:
    matter = s.opened(cast, s.procedure(cast, [s.decide(cast, notice_days=2)]))
    people = (cast.officer, cast.branch, cast.administrator, cast.supervisor)

    def waits() -> list[int]:
        return [standing.waiting_count(user, cast.village) for user in people]

    assert waits() == [0, 1, 1, 0], "it is to be called"
    sitting = s.called(cast, matter)
    assert waits() == [0, 0, 0, 0]
    with clock.frozen(clock.moment(sitting.held_on, 1)):
        assert waits() == [1, 1, 1, 0]
    calling.call_off(sitting=sitting, reason="下雨", by=cast.branch, at=s.NOW)
    with clock.frozen(clock.moment(sitting.held_on, 1)):
        assert waits() == [0, 1, 1, 0]


def test_the_news_name_the_next_meeting_and_cost_two_queries(cast: Cast) -> None:
    used = s.procedure(cast, [s.decide(cast)])
    assert news(cast.village) == ""
    for days, said in (
        (9, "正在议1件事，11月25日开会"),
        (3, "正在议2件事，11月19日开会"),
        (5, "正在议3件事，11月19日开会"),
    ):
        s.called(cast, s.opened(cast, used), held_on=s.TODAY + timedelta(days=days))
        with CaptureQueriesContext(connection) as seen:
            assert news(cast.village) == said
        assert len(seen) == 2
    with clock.frozen(s.NOW + timedelta(days=4)):
        assert "11月21日" in news(cast.village), "the meeting of the 19th is over, recorded or not"
