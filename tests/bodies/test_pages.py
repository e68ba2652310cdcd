"""Pages of bodies: valid, dear to nobody, telling the public who serves and nothing more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from councils.enums import BodyKind, SeatKind
from councils.models import Body, BodyMember, BodyRules, Candidate, Election, Settlement
from councils.queries.serving.desk import listing, people_count
from councils.queries.serving.public import serving
from tests import stage
from tests.bodies.support import (
    TODAY,
    address,
    body,
    counted,
    election,
    handover,
    of_kind,
    settlement,
    signed_in,
    sits,
)
from tests.factories import Cast, make_village
from tests.support import assert_valid_html
from villagegov.db.keys import new_id

K = BodyKind


def seat_fields(name: str = "何新", **more: str) -> dict[str, str]:
    return {"id": str(new_id()), "name": name, "seat_kind": "member", "term_from": TODAY.isoformat(), **more}


def text(response: Any) -> str:
    return response.content.decode()


def everything(cast: Cast) -> dict[str, str]:
    """Addresses with something behind each."""
    area = settlement(cast, 0, 2)
    owners = body(cast, K.OWNERS, settlement=area, duty="管小区的事", office_phone="0833-3800000")
    seat = sits(owners, "何组长", cast.households[0], seat_kind=SeatKind.HEAD, party_member=True)
    sits(body(cast, K.VOLUNTEER_TEAM), "志愿甲")
    found = election(cast)
    counted(cast, found, 70, 41, 30)
    made = handover(cast, of_kind(cast, K.BRANCH), owners)
    return {
        "public": "serving/", "areas": "work/areas/", "settlement": f"work/areas/settlements/{area.pk}/",
        "new settlement": "work/areas/settlements/new/", "list": "work/bodies/", "body": f"work/bodies/{owners.pk}/",
        "new body": "work/bodies/new/", "edit": f"work/bodies/{owners.pk}/edit/",
        "member": f"work/bodies/members/{seat.pk}/", "new member": f"work/bodies/{owners.pk}/members/new/",
        "rules": f"work/bodies/{owners.pk}/rules/new/", "new election": f"work/bodies/{owners.pk}/elections/new/",
        "election": f"work/elections/{found.pk}/", "tally sheet": f"work/elections/{found.pk}/print/",
        "handovers": "work/handovers/", "new handover": "work/handovers/new/",
        "handover": f"work/handovers/{made.pk}/", "handover edit": f"work/handovers/{made.pk}/edit/",
        "handover sheet": f"work/handovers/{made.pk}/print/",
        "handover body": f"work/handovers/{made.pk}/bodies/{owners.pk}/",
        "convention": f"settlements/{area.pk}/convention/", "card": f"settlements/{area.pk}/convention/card/",
    }  # fmt: skip


def test_every_page_is_valid_and_none_is_another_villages(cast: Cast) -> None:
    office, far = signed_in(cast.administrator), make_village(modules=["village_rules"])
    stranger = signed_in(far.administrator)
    for name, rest in everything(cast).items():
        answer = office.get(address(cast, rest))
        assert answer.status_code == 200, name
        assert_valid_html(answer.content)
        if any(len(part) == 36 for part in rest.split("/")):
            assert stranger.get(address(far, rest)).status_code == 404, name


def test_the_public_reads_who_serves_in_full_and_no_household(cast: Cast) -> None:
    everything(cast)
    page = text(Client().get(address(cast, "serving/")))
    assert "何组长" in page and "管小区的事" in page and "0833-3800000" in page
    assert cast.households[0].head_name not in page and "志愿甲" not in page, "volunteers are counted, not named"
    assert "党员占100%" in page


def test_one_person_in_two_bodies_is_one_who_serves(cast: Cast) -> None:
    """With a log-in in one of them; without in both, by name and household. The public reads the office's number."""
    before = serving(cast.village, TODAY).people
    council = body(cast, K.COUNCIL)
    sits(council, cast.branch.name)
    assert serving(cast.village, TODAY).people == before
    sits(council, "何平", cast.households[0])
    sits(body(cast, K.OWNERS), "何平", cast.households[0], term_from=TODAY)
    assert serving(cast.village, TODAY).people == before + 1
    assert people_count(listing(cast.village, TODAY)) == before + 1


@pytest.mark.parametrize("rest", ["work/bodies/", "serving/", "work/areas/", "work/handovers/"])
def test_a_list_costs_the_same_for_one_and_for_three(cast: Cast, rest: str) -> None:
    client = signed_in(cast.administrator)
    counts = []
    for round in range(3):
        area = Settlement.objects.create(village=cast.village, number=round + 1, name=f"聚居点{round}")
        made = body(cast, K.SETTLEMENT, f"管委会{round}", settlement=area)
        sits(made, f"何{round}", cast.households[round], seat_kind=SeatKind.HEAD, term_to=TODAY + timedelta(days=9))
        client.get(address(cast, rest))
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(address(cast, rest)).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[2], counts


@pytest.mark.parametrize("what", ["body", "election", "handover"])
def test_one_body_costs_the_same_for_one_member_and_for_three(cast: Cast, what: str) -> None:
    client, council = signed_in(cast.administrator), body(cast, K.COUNCIL)
    found, made = election(cast, council, ()), handover(cast, council)
    rest = {"body": f"bodies/{council.pk}", "election": f"elections/{found.pk}", "handover": f"handovers/{made.pk}"}[
        what
    ]
    counts = []
    for round in range(3):
        sits(council, f"何{round}", cast.households[round], user=[cast.branch, cast.officer, cast.villager][round])
        Candidate.objects.create(village=cast.village, election=found, number=round + 1, name=f"甲{round}")
        made.seats.create(village=cast.village, body=council, name=f"新{round}", household=cast.households[round])
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address(cast, f"work/{rest}/")).status_code == 200
        counts.append(len(seen))
    assert counts[1] == counts[2], counts


def test_adding_somebody_on_the_page(cast: Cast) -> None:
    client, supervision = signed_in(cast.administrator), of_kind(cast, K.SUPERVISION)
    sits(body(cast, K.VILLAGE_COMMITTEE), "何主任", cast.households[3])
    page, number = address(cast, f"work/bodies/{supervision.pk}/members/new/"), cast.households[3].number
    refused = text(client.post(page, seat_fields("何嫂", household=number)))
    assert "近亲属" in refused and "第32条" in refused
    assert 'value="何嫂"' in refused, "what was typed stays"
    form = seat_fields("陈监督", household=cast.households[4].number)
    for _ in range(2):
        said = text(client.post(page, form, follow=True))
        assert "陈监督" in said
    assert BodyMember.objects.filter(village=cast.village, name="陈监督").count() == 1


def test_a_custom_stands_with_its_tick(cast: Cast) -> None:
    client, council = signed_in(cast.administrator), body(cast, K.COUNCIL)
    sits(of_kind(cast, K.BRANCH), "祝书记", seat_kind=SeatKind.HEAD, party_member=True)
    page = address(cast, f"work/bodies/{council.pk}/members/new/")
    form = seat_fields("别人", seat_kind="head")
    said = text(client.post(page, form))
    assert "祝书记" in said and 'name="despite"' in said and "不是法律规定" in said
    client.post(page, {**form, "despite": "on"})
    assert BodyMember.objects.filter(village=cast.village, name="别人").exists()
    seat = BodyMember.objects.get(village=cast.village, name="别人")
    own = address(cast, f"work/bodies/members/{seat.pk}/")
    assert client.get(own).status_code == 200
    client.post(own, {"act": "end", "last_day": TODAY.isoformat(), "reason": "resigned"})
    seat.refresh_from_db()
    assert (seat.term_to, seat.end_reason) == (TODAY, "resigned")


def test_what_cannot_be_meant_is_refused_and_never_breaks(cast: Cast) -> None:
    client, council = signed_in(cast.administrator), body(cast, K.COUNCIL)
    page = address(cast, f"work/bodies/{council.pk}/members/new/")
    for wrong in (
        {"term_from": "昨天"}, {"id": "x"}, {"user": "x"}, {"group": str(new_id())}, {"household": "\x00"},
        {"name": "长" * 99}, {"seat_kind": "king"}, {"term_from": "0001-01-01", "term_to": "9999-12-31"},
    ):  # fmt: skip
        assert client.post(page, seat_fields(**{"name": "何", **wrong})).status_code == 200, wrong
    assert not BodyMember.objects.filter(village=cast.village, body=council).exists()
    settle = address(cast, "work/areas/settlements/new/")
    for households in ("001-999999", "9-1", "001 xyz", "001, 001-003"):
        answer = client.post(settle, {"number": "1", "name": "聚居点", "households": households})
        assert answer.status_code == (302 if households.startswith("001,") else 200), households
    assert Settlement.objects.get(village=cast.village).household_rows.count() == 3


def test_founding_a_body_and_its_rules_on_the_pages(cast: Cast) -> None:
    client = signed_in(cast.administrator)
    form = {"id": str(new_id()), "name": "村民议事会", "kind": "council", "area": "", "duty": "议村里的大事"}
    for _ in range(2):
        client.post(address(cast, "work/bodies/new/"), form)
    made = Body.objects.get(village=cast.village, name="村民议事会")
    page = address(cast, f"work/bodies/{made.pk}/rules/new/")
    rules = {"title": "议事规则", "effective_from": TODAY.isoformat()}
    assert "二选一" in text(client.post(page, {**rules, "id": str(new_id())}))
    client.post(page, {**rules, "id": str(new_id()), "text": "先议后决\n\n<b>少数服从多数</b>"})
    client.post(page, {**rules, "id": str(new_id()), "paper": [stage.picture()]})
    written, kept = BodyRules.objects.filter(village=cast.village).order_by("number")
    anybody = Client()
    shown = text(anybody.get(address(cast, f"serving/rules/{written.pk}/")))
    assert "先议后决" in shown and "<b>少数" not in shown
    file = anybody.get(address(cast, f"serving/rules/{kept.pk}/"))
    assert file["Content-Type"] == "application/pdf" and file["X-Content-Type-Options"] == "nosniff"
    assert b"".join(file.streaming_content).startswith(b"%PDF-")
    far = make_village()
    assert anybody.get(f"/v/{far.village.slug}/serving/rules/{kept.pk}/").status_code == 404


def test_an_election_from_its_day_to_the_notice_board(cast: Cast) -> None:
    office, committee = signed_in(cast.administrator), body(cast, K.VILLAGE_COMMITTEE)
    form = {"id": str(new_id()), "held_on": TODAY.isoformat(), "seats": "1", "turnout": "over_half",
            "rule": "over_half",
            "term_from": TODAY.isoformat(), "term_to": ""}  # fmt: skip
    for _ in range(2):
        office.post(address(cast, f"work/bodies/{committee.pk}/elections/new/"), form)
    found = Election.objects.get(village=cast.village)
    page = address(cast, f"work/elections/{found.pk}/")
    for name in ("甲", "乙"):
        office.post(page, {**seat_fields(name), "act": "put_up"})
    one, two = Candidate.objects.filter(village=cast.village).order_by("number")
    sheet = {"entitled": "100", "present": "80", "given_out": "80", "returned": "80", "valid": "80",
             f"votes_{one.pk}": "50", f"votes_{two.pk}": "30"}  # fmt: skip
    typist, other = signed_in(cast.officer), signed_in(cast.supervisor)
    typist.post(f"{page}count/", sheet)
    assert "换另一个人" in text(typist.get(f"{page}count/", follow=True))
    differs = text(other.post(f"{page}count/", {**sheet, f"votes_{two.pk}": "29"}))
    assert "另一个数" in differs and 'value="29"' in differs
    other.post(f"{page}count/", sheet)
    assert typist.post(page, {"act": "decide"}).status_code == 200, "the officer only reads"
    office.post(page, {"act": "decide"})
    assert BodyMember.objects.filter(village=cast.village, body=committee).get().name == "甲"
    board = text(office.get(f"{page}print/"))
    assert "50" in board and "甲" in board
    assert_valid_html(board)


def test_a_handover_on_one_page(cast: Cast) -> None:
    office, branch = signed_in(cast.administrator), of_kind(cast, K.BRANCH)
    made = handover(cast, branch)
    page = address(cast, f"work/handovers/{made.pk}/")
    assert 'class="main" disabled' in text(office.get(page)), "nobody comes yet"
    of_body = f"{page}bodies/{branch.pk}/"
    seat = BodyMember.objects.filter(village=cast.village, user=cast.branch).get()
    office.post(of_body, {"act": "keep", "members": [str(seat.pk)]})
    assert not made.seats.filter(village=cast.village).exists(), "no party member, as the seat has it"
    BodyMember.objects.filter(pk=seat.pk).update(party_member=True)
    office.post(of_body, {"act": "keep", "members": [str(seat.pk)]})
    assert "须是党员" in text(office.post(of_body, {**seat_fields("新人"), "act": "add"}))
    office.post(of_body, {**seat_fields("新人", party_member="on"), "act": "add"})
    assert made.seats.filter(village=cast.village).count() == 2
    row = made.seats.get(village=cast.village, name="新人")
    office.post(of_body, {"act": "drop", "seat": str(row.pk)})
    role = f"{cast.branch_two.pk}:committee"
    assert role in text(office.get(page)) and 'class="main" disabled' not in text(office.get(page))
    assert signed_in(cast.supervisor).post(page, {"roles": [role]}).status_code == 200
    assert made.seats.filter(village=cast.village, member__isnull=False).count() == 0, "the supervisor only reads"
    office.post(page, {"roles": [role]})
    made.refresh_from_db()
    assert made.state == "done"
    sheet = text(office.get(f"{page}print/"))
    assert "branch_two" in sheet
    assert_valid_html(sheet)
