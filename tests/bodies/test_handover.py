"""Handover: prepared, refused until it is ready, carried out whole or not at all."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from councils.enums import BodyKind, SeatKind
from councils.models import BodyMember, GridOfficer, Handover, HandoverRole, HandoverSeat
from councils.queries.bodies import constituencies_of, members_on
from councils.queries.serving import handover as queries
from councils.services.bodies import elections, handovers
from points.enums import Role
from points.models import AuditRow, Membership
from tests.bodies.support import NOW, TODAY, body, counted, election, fresh, handover, of_kind, sits, who
from tests.factories import Cast, member
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError

K = BodyKind
YESTERDAY = TODAY - timedelta(days=1)


def add(cast: Cast, of: Handover, to: Any, name: str = "新支委", **more: Any) -> HandoverSeat:
    data = who(name, **{"party_member": True, **more})
    made = handovers.add_seat(handover=of, body=to, data=data, by=cast.administrator, at=NOW)
    made.village = cast.village
    return made


def keys(found: Handover) -> list[str]:
    return [one.key for one in queries.role_changes(found, queries.changes(found))]


def roles(cast: Cast, user: Any) -> set[str]:
    rows = Membership.objects.filter(village=cast.village, user=user, active=True)
    return set(rows.values_list("role", flat=True))


def test_the_old_term_ends_and_the_new_one_begins_in_one_act(cast: Cast) -> None:
    branch = of_kind(cast, K.BRANCH)
    BodyMember.objects.filter(village=cast.village, body=branch).update(party_member=True)
    newcomer = member(cast.village, Role.GRID_OFFICER, name="新支委")
    found = handover(cast, branch)
    stays = BodyMember.objects.get(village=cast.village, body=branch, user=cast.branch_two)
    assert handovers.keep_members(handover=found, body=branch, members=[stays.pk], by=cast.administrator, at=NOW) == 1
    add(cast, found, branch, user_id=newcomer.pk, seat_kind=SeatKind.HEAD)
    [change] = queries.changes(found)
    assert change.staying == {"branch_two"} and len(change.leaving) == 2
    wanted = keys(found)
    assert wanted == [f"{cast.branch.pk}:committee", f"{newcomer.pk}:committee"]
    handovers.carry_out(handover=found, roles=wanted, by=cast.administrator, at=NOW)
    assert {seat.name for seat in members_on(branch, TODAY)} == {"branch_two", "新支委"}
    assert {seat.name for seat in members_on(branch, YESTERDAY)} == {"branch", "branch_two"}
    assert constituencies_of(cast.branch, cast.village, YESTERDAY) == {"branch"}, "what was decided then stands"
    assert constituencies_of(cast.branch, cast.village, TODAY) == set()
    assert roles(cast, cast.branch) == set() and roles(cast, newcomer) == {"committee", "grid_officer"}
    assert roles(cast, cast.branch_two) == {"committee"}
    after = Handover.objects.get(pk=found.pk)
    assert after.state == "done" and after.done_by == cast.administrator
    assert HandoverRole.objects.filter(village=cast.village).count() == 2
    row = AuditRow.objects.get(village=cast.village, action="handover.done")
    assert (row.after["went"], row.after["came"], row.after["roles"]) == (2, 2, 2)
    with pytest.raises(TransitionError):
        handovers.carry_out(handover=found, roles=wanted, by=cast.administrator, at=NOW)


def test_a_role_that_is_not_ticked_stays(cast: Cast) -> None:
    branch = of_kind(cast, K.BRANCH)
    found = handover(cast, branch)
    add(cast, found, branch)
    handovers.carry_out(handover=found, roles=[], by=cast.administrator, at=NOW)
    assert roles(cast, cast.branch) == {"committee"}


def test_nothing_happens_where_anything_is_in_the_way(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last step fails: the seats of the old term are as they were."""
    branch = of_kind(cast, K.BRANCH)
    found = handover(cast, branch)
    add(cast, found, branch)
    before = list(BodyMember.objects.filter(village=cast.village).order_by("pk").values())

    def broken(**_fields: Any) -> None:
        raise RuntimeError("the audit cannot be written")

    monkeypatch.setattr("councils.services.bodies.handovers.audit.record", broken)
    with pytest.raises(RuntimeError):
        handovers.carry_out(handover=found, roles=keys(found), by=cast.administrator, at=NOW)
    assert list(BodyMember.objects.filter(village=cast.village).order_by("pk").values()) == before
    assert roles(cast, cast.branch) == {"committee"} and Handover.objects.get(pk=found.pk).state == "draft"


def test_it_waits_for_its_day_for_somebody_and_for_the_count(cast: Cast) -> None:
    branch, committee = of_kind(cast, K.BRANCH), body(cast, K.VILLAGE_COMMITTEE)
    found = handover(cast, branch, committee, day=TODAY + timedelta(days=2))
    held = election(cast, committee, handover=found)
    with pytest.raises(DomainError) as caught:
        handovers.carry_out(handover=found, roles=[], by=cast.administrator, at=NOW)
    assert [one.code for one in caught.value] == ["not_the_day", "nobody", "nobody", "election_open"]
    add(cast, found, branch)
    elections.decide(election=counted(cast, held, 70, 41, 30), by=cast.administrator, at=NOW)
    assert not BodyMember.objects.filter(village=cast.village, body=committee).exists(), "they wait for the handover"
    late = clock.moment(TODAY + timedelta(days=3), 9)
    with pytest.raises(DomainError) as caught:
        handovers.carry_out(handover=found, roles=[], by=cast.administrator, at=late)
    assert caught.value.code == "not_the_day"
    day = clock.moment(TODAY + timedelta(days=2), 9)
    handovers.carry_out(handover=found, roles=[], by=cast.administrator, at=day)
    seats = members_on(committee, found.day)
    assert {seat.name for seat in seats} == {"甲", "乙"} and all(seat.term_to == found.term_to for seat in seats)


def test_who_was_elected_is_not_struck_from_the_list(cast: Cast) -> None:
    committee = body(cast, K.VILLAGE_COMMITTEE)
    found = handover(cast, committee)
    elections.decide(election=counted(cast, election(cast, committee, handover=found), 70, 41, 30),
                     by=cast.administrator, at=NOW)  # fmt: skip
    row = fresh(HandoverSeat.objects.filter(village=cast.village).first())
    with pytest.raises(DomainError) as caught:
        handovers.drop_seat(seat=row, by=cast.administrator, at=NOW)
    assert caught.value.code == "elected"


def test_the_bars_hold_among_those_who_come(cast: Cast) -> None:
    committee, supervision = body(cast, K.VILLAGE_COMMITTEE), of_kind(cast, K.SUPERVISION)
    home = cast.households[3]
    sits(supervision, "何嫂", home)
    found = handover(cast, committee, supervision)
    add(cast, found, committee, "何主任", household=home)  # who goes bars nobody
    with pytest.raises(DomainError) as caught:
        add(cast, found, supervision, "何弟", household=home)
    assert caught.value.code == "kin_supervises"
    with pytest.raises(DomainError) as caught:
        handovers.keep_members(
            handover=found, body=supervision, by=cast.administrator, at=NOW,
            members=BodyMember.objects.filter(village=cast.village, name="何嫂").values_list("pk", flat=True),
        )  # fmt: skip
    assert caught.value.code == "kin_supervises"


def test_what_is_refused_when_it_is_prepared(cast: Cast) -> None:
    branch = of_kind(cast, K.BRANCH)
    for wrong, code in (({"day": YESTERDAY}, "past"), ({"title": ""}, "title"), ({"term_to": YESTERDAY}, "term_range")):
        with pytest.raises(DomainError) as caught:
            handover(cast, branch, **wrong)
        assert caught.value.code == code
    with pytest.raises(DomainError) as caught:
        handover(cast)
    assert caught.value.code == "bodies"
    handover(cast, branch)
    with pytest.raises(DomainError) as caught:
        handover(cast, branch, title="又一次")
    assert caught.value.code == "body_taken"
    with pytest.raises(NotAllowed):
        handovers.prepare(village=cast.village, title="x", day=TODAY, term_to=None, bodies=[branch.pk],
                          by=cast.officer, at=NOW)  # fmt: skip


def test_what_waits_with_those_who_go_is_told(cast: Cast) -> None:
    from tests.demands.support import grid, written

    cast.village.modules = [*cast.village.modules, "demands"]
    cast.village.save(update_fields=["modules"])
    grid(cast, officer=None)
    demand = written(cast)
    type(demand).objects.filter(pk=demand.pk).update(handed_to=cast.branch, state="handed")
    GridOfficer.objects.create(village=cast.village, grid=demand.grid, user=cast.branch)
    said = queries.in_hand(cast.village, {cast.branch.pk, cast.branch_two.pk})
    assert set(said) == {cast.branch.pk} and len(said[cast.branch.pk]) == 2


def test_terms_that_end_soon_are_found(cast: Cast) -> None:
    council = body(cast, K.COUNCIL)
    sits(council, "何平", term_to=TODAY + timedelta(days=90))
    sits(council, "李平", term_to=TODAY + timedelta(days=60))
    found = queries.ending_soon(cast.village, TODAY + timedelta(days=90))
    assert [(one.name, last) for one, last in found] == [(council.name, TODAY + timedelta(days=90))]
    assert not queries.ending_soon(cast.village, TODAY + timedelta(days=89))
    sits(council, "王平")
    assert not queries.ending_soon(cast.village, date(2030, 1, 1)), "somebody stays without an end"


def test_what_was_carried_out_is_frozen_in_the_database(cast: Cast) -> None:
    branch = of_kind(cast, K.BRANCH)
    found = handover(cast, branch)
    add(cast, found, branch)
    handovers.carry_out(handover=found, roles=[], by=cast.administrator, at=NOW)
    for rows, change in (
        (Handover.objects, {"title": "别的"}), (HandoverSeat.objects, {"name": "别人"}),
        (HandoverSeat.objects, None), (Handover.objects, None),
    ):  # fmt: skip
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            mine = rows.filter(village=cast.village)
            mine.update(**change) if change else mine._raw_delete("default")
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        HandoverSeat.objects.create(village=cast.village, handover=found, body=branch, name="后来的")
