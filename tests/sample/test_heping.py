"""和平村: a settlement whose owners' committee is the party's, volunteers with posts, demands they saw to."""

from __future__ import annotations

from datetime import date

import pytest

from boards.sample import loader
from councils.enums import DEMAND_OPEN, DemandState, ElectionState, SeatKind
from councils.matter_enums import MatterState, MatterStepState
from councils.models import (
    BallotCount,
    Body,
    BodyMember,
    BodyRules,
    Demand,
    Election,
    Grid,
    Matter,
    MatterStep,
    SettlementHousehold,
    Visit,
)
from points.enums import Role
from points.models import Household, Membership, Village
from points.sample import heping as people
from points.sample.villages import HEPING
from villagegov.kernel import clock

NOW = clock.moment(date(2026, 11, 18), 15)


@pytest.fixture
def village(db: None) -> Village:
    with clock.frozen(NOW):
        loader.load((HEPING,), now=NOW, say=lambda text: None)
    return Village.objects.get(slug="heping")


def test_its_people() -> None:
    """The settlement's bodies are all party members, and all of them volunteers with a post."""
    volunteers = {volunteer.household for volunteer in people.VOLUNTEERS}
    group, owners = ({number for _login, number, _position in rows} for rows in (people.PARTY_GROUP, people.OWNERS))
    assert len(people.VOLUNTEERS) == len(volunteers) == 23
    assert owners <= group <= volunteers and group <= set(people.in_settlement())
    assert people.OWNERS[0][:2] == people.PARTY_GROUP[0][:2] == (people.SECRETARY, "003")
    assert {post.post for post in people.VOLUNTEERS if post.strength == "说理调解"} == {"矛盾纠纷调解岗"}


def test_a_year_of_demands(village: Village) -> None:
    assert Household.objects.filter(village=village).count() == 168
    assert Grid.objects.filter(village=village).count() == 3
    rows = Demand.objects.filter(village=village)
    names = dict(Household.objects.filter(village=village).values_list("number", "head_name"))
    helpers = {names[volunteer.household] for volunteer in people.VOLUNTEERS}
    helped = set(rows.exclude(helper="").values_list("helper", flat=True))
    assert rows.count() == 66 and len(helped) > 10 and helped <= helpers
    assert rows.filter(state__in=DEMAND_OPEN).count() == 5
    assert rows.filter(state=DemandState.ANSWERED).count() == 3
    assert 900 < Visit.objects.filter(village=village).count() < 1100
    assert list(rows.order_by("number").values_list("number", flat=True)) == list(range(1, 67))


def test_every_role_has_an_account(village: Village) -> None:
    roles = set(Membership.objects.filter(village=village, active=True).values_list("role", flat=True))
    assert roles == set(Role)


def test_three_groups_and_two_teams(village: Village) -> None:
    """The owners' committee was elected: all of it is the party's, its head leads the party group."""
    kinds = ("leading_group", "working_group", "party_group", "owners", "volunteer_team")
    bodies = {body.kind: body for body in Body.objects.filter(village=village, kind__in=kinds)}
    assert set(bodies) == set(kinds)
    seats = {kind: list(BodyMember.objects.filter(village=village, body=body)) for kind, body in bodies.items()}
    owners, group = seats["owners"], seats["party_group"]
    assert len(owners) == 5 and all(seat.party_member for seat in owners)
    heads = [next(seat.user_id for seat in rows if seat.seat_kind == SeatKind.HEAD) for rows in (owners, group)]
    assert heads[0] == heads[1] is not None
    assert {seat.user_id for seat in owners} <= {seat.user_id for seat in group}
    assert len(seats["volunteer_team"]) == 23
    assert [seat.sent_by for seat in seats["leading_group"] if seat.seat_kind == SeatKind.SENT] == ["清溪镇联系村领导"]
    [election] = Election.objects.filter(village=village)
    assert election.state == ElectionState.DECIDED and BallotCount.objects.filter(election=election).count() == 2
    assert SettlementHousehold.objects.filter(village=village).count() == 48
    assert BodyRules.objects.filter(village=village, body=bodies["owners"]).count() == 2


def test_a_matter_went_through_all_its_steps_and_one_is_on_its_way(village: Village) -> None:
    states = dict(Matter.objects.filter(village=village).values_list("title", "state"))
    assert states == {
        people.DECIDED[0]: MatterState.PASSED, people.RUNNING[0]: MatterState.RUNNING,
        people.MINOR[0]: MatterState.PASSED,
    }  # fmt: skip
    steps = MatterStep.objects.filter(village=village, matter__title=people.DECIDED[0]).order_by("number")
    assert [step.name for step in steps] == ["党小组讨论", "业委会审议", "住户会议表决", "结果公开"]
    assert {step.state for step in steps} == {MatterStepState.PASSED}
    households = steps[2]
    assert (households.entitled, households.present, households.in_favour, households.against) == (48, 41, 38, 3)
    waiting = MatterStep.objects.filter(village=village, matter__title=people.RUNNING[0]).order_by("number")
    assert [step.state for step in waiting] == ["passed", "called", "waiting", "waiting"]
