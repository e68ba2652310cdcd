"""What bars somebody from a seat: each rule, on both sides of its edge, as a refusal or as a warning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from councils.enums import BodyKind, SeatKind
from councils.models import BodyMember, MemberKin, NearKin
from councils.queries.serving.bars import bars, table
from tests.bodies.support import FROM, TODAY, body, of_kind, settlement, sits
from tests.factories import Cast

K = BodyKind


def said(cast: Cast, of: Any, name: str = "何新", household: Any = None, **more: Any) -> set[tuple[str, bool]]:
    """``(code, refused)`` for somebody who is to sit there from today on."""
    wanted = BodyMember(village=cast.village, body=of, name=name, household=household, **{"term_from": TODAY, **more})
    return {(bar.code, bar.refused) for bar in bars(table(cast.village, [wanted]), wanted)}


def test_nobody_supervises_themselves_or_near_kin(cast: Cast) -> None:
    committee, supervision = body(cast, K.VILLAGE_COMMITTEE), of_kind(cast, K.SUPERVISION)
    home, other = cast.households[3], cast.households[4]
    member = sits(committee, "何主任", home)
    assert said(cast, supervision, "何主任", home) == {("supervises_itself", True)}
    assert said(cast, supervision, "何嫂", home) == {("kin_supervises", True)}, "one household"
    assert said(cast, supervision, "何远亲", other) == set(), "a surname is no kinship"
    NearKin.objects.create(village=cast.village, seat=member, household=other, registered_on=FROM)
    assert said(cast, supervision, "何远亲", other) == {("kin_supervises", True)}, "named by the member"
    watcher = sits(supervision, "陈监督", cast.households[5])
    assert said(cast, committee, "新委员", cast.households[5]) == {("kin_supervises", True)}, "from the other side too"
    MemberKin.objects.create(village=cast.village, one=watcher, other=sits(committee, "王委员"), registered_on=FROM)
    assert said(cast, committee, "王委员", term_from=date(2030, 1, 1)) >= {("kin_supervises", True)}


def test_kin_of_the_branch_are_refused_and_a_branch_member_may_lead_the_supervision(cast: Cast) -> None:
    branch, supervision = of_kind(cast, K.BRANCH), of_kind(cast, K.SUPERVISION)
    home = cast.households[3]
    seat = sits(branch, "周支委", home, party_member=True)
    assert said(cast, supervision, "周嫂", home) == {("kin_supervises", True)}
    assert said(cast, supervision, "周支委", home, seat_kind=SeatKind.HEAD) == set()
    seat.seat_kind = SeatKind.HEAD
    seat.save()
    assert said(cast, supervision, "周支委", home, seat_kind=SeatKind.HEAD) == {("secretary_supervises", False)}


def test_who_left_before_bars_nobody(cast: Cast) -> None:
    committee, supervision = body(cast, K.VILLAGE_COMMITTEE), of_kind(cast, K.SUPERVISION)
    seat = sits(committee, "何主任", cast.households[3], term_to=TODAY)
    assert said(cast, supervision, "何嫂", cast.households[3]) == {("kin_supervises", True)}, "still there today"
    seat.term_to = TODAY - timedelta(days=1)
    seat.save()
    assert said(cast, supervision, "何嫂", cast.households[3]) == set()


def test_one_person_is_counted_once(cast: Cast) -> None:
    council = body(cast, K.COUNCIL)
    sits(council, "何平", cast.households[3])
    assert said(cast, council, "何平", cast.households[3]) == {("twice", True)}
    assert said(cast, council, "何平") == {("twice", True)}, "without a household it is taken for the same"
    assert said(cast, council, "何平", cast.households[4]) == set(), "another one of that name"
    assert said(cast, council, "别名", user=cast.branch) == set()
    sits(council, "别名", user=cast.branch)
    assert said(cast, council, "改了名", user=cast.branch) == {("twice", True)}


def test_a_body_has_one_head(cast: Cast) -> None:
    group = body(cast, K.LEADING_GROUP)
    sits(group, "甲", seat_kind=SeatKind.HEAD, term_to=TODAY)
    assert said(cast, group, "乙", seat_kind=SeatKind.HEAD) == {("head_taken", True)}
    assert said(cast, group, "乙", seat_kind=SeatKind.DEPUTY) == set()
    assert said(cast, group, "乙", seat_kind=SeatKind.HEAD, term_from=TODAY + timedelta(days=1)) == set()


@pytest.mark.parametrize("kind", [K.BRANCH, K.PARTY_GROUP, K.PARTY_MEMBERS])
def test_only_party_members_sit_in_bodies_of_the_party(cast: Cast, kind: K) -> None:
    of = cast.bodies.get(kind) or body(cast, kind)
    assert said(cast, of) == {("party_only", True)}
    assert said(cast, of, party_member=True) == set()


@pytest.mark.parametrize("kind", [K.VILLAGE_COMMITTEE, K.SUPERVISION, K.REPRESENTATIVES])
def test_nobody_sent_sits_in_what_villagers_choose(cast: Cast, kind: K) -> None:
    of = cast.bodies.get(kind) or body(cast, kind)
    assert said(cast, of, seat_kind=SeatKind.SENT, sent_by="清溪镇") == {("villagers_only", True)}
    assert said(cast, body(cast, K.WORKING_GROUP), seat_kind=SeatKind.SENT, sent_by="清溪镇") == set()


@pytest.mark.parametrize(
    ("kind", "most", "bar"),
    [(K.VILLAGE_COMMITTEE, 7, ("too_many", True)), (K.SUPERVISION, 5, ("supervision_size", False))],
)
def test_the_size_of_the_committees(cast: Cast, kind: K, most: int, bar: tuple[str, bool]) -> None:
    of = body(cast, kind, name="另一个")
    for number in range(most - 1):
        sits(of, f"成员{number}")
    assert said(cast, of) == set(), "the last seat is free"
    sits(of, "最后一名")
    assert said(cast, of) == {bar}
    assert said(cast, of, alternate=True) == set()


def test_the_council_is_led_by_the_secretary_and_has_two_of_a_group(cast: Cast) -> None:
    council = body(cast, K.COUNCIL)
    sits(of_kind(cast, K.BRANCH), "祝书记", seat_kind=SeatKind.HEAD, party_member=True)
    assert said(cast, council, "别人", seat_kind=SeatKind.HEAD) == {("council_head", False)}
    assert said(cast, council, "祝书记", seat_kind=SeatKind.HEAD) == set()
    of_group: dict[str, Any] = {"seat_kind": SeatKind.GROUP, "group": cast.groups[0]}
    sits(council, "代表一", **of_group)
    assert said(cast, council, "代表二", cast.households[0], **of_group) == set()
    sits(council, "代表二", **of_group)
    assert said(cast, council, "代表三", cast.households[0], **of_group) == {("group_full", False)}
    other: dict[str, Any] = {"seat_kind": SeatKind.GROUP, "group": cast.groups[1]}
    assert said(cast, council, "代表四", cast.households[0], **other) == {("other_group", False)}


def test_the_owners_committee_is_led_by_the_leader_of_the_party_group(cast: Cast) -> None:
    area = settlement(cast, 0, 2)
    owners, party = body(cast, K.OWNERS, settlement=area), body(cast, K.PARTY_GROUP, settlement=area)
    lead: dict[str, Any] = {"seat_kind": SeatKind.HEAD, "party_member": True}
    assert said(cast, owners, "何组长", cast.households[0], **lead) == {("owners_head", False)}, "no leader yet"
    sits(party, "何组长", cast.households[0], **lead)
    assert said(cast, owners, "何组长", cast.households[0], **lead) == set()
    assert said(cast, owners, "别人", cast.households[2], **lead) == {("owners_head", False)}
    assert said(cast, owners, "外来户", cast.households[1]) == {("other_settlement", False)}


def test_it_costs_the_same_for_one_and_for_many(cast: Cast, django_assert_num_queries: Callable[[int], Any]) -> None:
    council = body(cast, K.COUNCIL)
    for number in range(6):
        sits(council, f"成员{number}", cast.households[number])
    for count in (1, 3):
        wanted = [
            BodyMember(
                village=cast.village, body=council, name=f"新{n}", household_id=cast.households[n].pk, term_from=TODAY
            )
            for n in range(count)
        ]
        with django_assert_num_queries(7):
            found = table(cast.village, wanted)
            assert all(bars(found, seat) == [] for seat in wanted)
