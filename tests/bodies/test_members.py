"""Members, bodies and settlements through the services: what is written, refused, and done once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction

from councils.enums import BodyKind, SeatKind
from councils.models import Body, BodyRules, SettlementHousehold
from councils.queries.bodies import constituencies_of, head_on, members_on
from councils.services import village_rules
from councils.services.bodies import founding, members, procedure, settlements
from councils.services.bodies.founding import BodyInput
from points.models import AuditRow, Mandate
from tests import stage
from tests.bodies.support import NOW, TODAY, body, convention, of_kind, settlement, sits, who
from tests.factories import Cast, make_village
from villagegov.db.keys import new_id
from villagegov.kernel.errors import DomainError, NotAllowed

K = BodyKind


def refused(act: Any, **more: Any) -> list[tuple[str | None, str]]:
    with pytest.raises(DomainError) as caught:
        act(at=NOW, **more)
    return [(one.field, one.code) for one in caught.value]


def test_somebody_is_added_once_and_leads(cast: Cast) -> None:
    council, key = body(cast, K.COUNCIL), new_id()
    data = who("祝长江", cast.households[0], seat_kind=SeatKind.HEAD, position="主任", party_member=True)
    for _ in range(2):
        made = members.add_member(body=council, data=data, term_from=TODAY, id=key, by=cast.administrator, at=NOW)
    assert [seat.pk for seat in members_on(council, TODAY)] == [made.pk]
    head = head_on(council, TODAY)
    assert head and head.name == "祝长江" and head_on(council, TODAY - timedelta(days=1)) is None
    assert AuditRow.objects.filter(village=cast.village, action="bodymember.added").count() == 1


def test_members_stand_in_the_order_of_a_list(cast: Cast) -> None:
    council = body(cast, K.COUNCIL)
    for name, more in (
        ("候补", {"alternate": True}), ("乡贤", {"seat_kind": "respected"}),
        ("二组", {"seat_kind": "group", "group": 1}),
        ("一组", {"seat_kind": "group", "group": 0}), ("副", {"seat_kind": "deputy"}), ("正", {"seat_kind": "head"}),
    ):  # fmt: skip
        if "group" in more:
            more["group"] = cast.groups[more["group"]]
        sits(council, name, **more)
    assert [seat.name for seat in members_on(council, TODAY)] == ["正", "副", "一组", "二组", "乡贤", "候补"]


def test_a_custom_is_said_first_and_gone_on_from(cast: Cast) -> None:
    council = body(cast, K.COUNCIL)
    sits(of_kind(cast, K.BRANCH), "祝书记", seat_kind=SeatKind.HEAD, party_member=True)
    data, common = who("别人", seat_kind=SeatKind.HEAD), {"body": council, "term_from": TODAY, "by": cast.administrator}
    assert refused(members.add_member, data=data, **common) == [("seat_kind", "custom")]
    made = members.add_member(data=data, despite=True, at=NOW, **common)
    row = AuditRow.objects.get(village=cast.village, action="bodymember.added")
    assert row.after["despite"] == ["council_head"] and row.subject_id == made.pk


def test_the_law_is_not_gone_on_from(cast: Cast) -> None:
    sits(body(cast, K.VILLAGE_COMMITTEE), "何主任", cast.households[3])
    supervision = of_kind(cast, K.SUPERVISION)
    common = {"body": supervision, "term_from": TODAY, "by": cast.administrator, "despite": True}
    assert refused(members.add_member, data=who("何嫂", cast.households[3]), **common) == [("name", "kin_supervises")]


def test_what_was_typed_wrongly_is_told_by_field(cast: Cast) -> None:
    council, far = body(cast, K.COUNCIL), make_village(households=1)
    common = {"body": council, "by": cast.administrator}
    data = who("", far.households[0], seat_kind="group", user_id=far.officer.pk)
    found = refused(members.add_member, data=data, term_from=TODAY, term_to=TODAY - timedelta(days=1), **common)
    assert {field for field, _code in found} == {"name", "household", "group", "user", "term_to"}
    data = who("镇里的人", seat_kind="sent")
    assert refused(members.add_member, data=data, term_from=TODAY, **common) == [("sent_by", "sent_by")]
    with pytest.raises(NotAllowed):
        members.add_member(body=council, data=who(), term_from=TODAY, by=cast.officer, at=NOW)


def test_a_seat_is_put_right_and_ended(cast: Cast) -> None:
    branch = of_kind(cast, K.BRANCH)
    seat = members.add_member(
        body=branch, data=who("周支委", user_id=cast.officer.pk, party_member=True),
        term_from=TODAY - timedelta(days=30),
        by=cast.administrator, at=NOW,
    )  # fmt: skip
    data = who("周枝委", cast.households[1], user_id=cast.officer.pk, party_member=True, position="组织委员")
    changed = members.change_member(member=seat, data=data, by=cast.administrator, at=NOW)
    assert (changed.position, changed.household_id) == ("组织委员", cast.households[1].pk)
    assert constituencies_of(cast.officer, cast.village, TODAY) == {"branch"}
    common = {"member": seat, "reason": "moved", "by": cast.administrator}
    assert refused(members.end_member, last_day=TODAY - timedelta(days=31), **common) == [("last_day", "before_term")]
    assert refused(members.end_member, last_day=TODAY + timedelta(days=400), **common) == [("last_day", "too_far")]
    members.end_member(last_day=TODAY, at=NOW, **common)
    assert constituencies_of(cast.officer, cast.village, TODAY) == {"branch"}, "the last day counts"
    assert constituencies_of(cast.officer, cast.village, TODAY + timedelta(days=1)) == set()


def test_a_body_is_founded_changed_and_closed(cast: Cast) -> None:
    area, key = settlement(cast, 0), new_id()
    data = BodyInput("聚居点管委会", K.SETTLEMENT, ("settlement", area.pk), "管聚居点的事", "0833-3800000")
    for _ in range(2):
        made = founding.found_body(village=cast.village, data=data, id=key, by=cast.administrator, at=NOW)
    assert made.settlement_id == area.pk and Body.objects.filter(village=cast.village, name=data.name).count() == 1
    new = {"village": cast.village, "by": cast.administrator}
    assert refused(founding.found_body, data=data, **new) == [("name", "name_taken")]
    assert refused(founding.found_body, data=BodyInput("二监委", K.SUPERVISION), **new) == [("kind", "kind_taken")]
    far = ("group", make_village().groups[0].pk)
    assert refused(founding.found_body, data=BodyInput("队", K.SUPERVISION_TEAM, far), **new) == [("area", "area")]
    of_area = BodyInput("村委", K.VILLAGE_COMMITTEE, ("group", cast.groups[0].pk))
    assert refused(founding.found_body, data=of_area, **new) == [("area", "of_the_village")]
    other = BodyInput("聚居点管委会", K.OWNERS)
    assert refused(founding.change_body, body=made, data=other, by=cast.administrator) == [("kind", "kind_stays")]
    seat = sits(made, "何平")
    assert refused(founding.close_body, body=made, last_day=TODAY, by=cast.administrator) == [
        ("last_day", "still_seated")
    ]
    members.end_member(member=seat, last_day=TODAY, reason="resigned", by=cast.administrator, at=NOW)
    founding.close_body(body=made, last_day=TODAY, by=cast.administrator, at=NOW)
    add = {"body": made, "data": who(), "term_from": TODAY, "by": cast.administrator}
    assert refused(members.add_member, **add) == [(None, "body_closed")]


def test_a_settlement_has_its_households_and_each_lives_in_one(cast: Cast) -> None:
    common = {"village": cast.village, "by": cast.administrator}
    homes = [home.pk for home in cast.households[:3]]
    made = settlements.save_settlement(number=1, name="聚居点", households=homes, at=NOW, **common)
    settlements.save_settlement(settlement=made, number=1, name="聚居点", households=homes[:2], at=NOW, **common)
    assert SettlementHousehold.objects.filter(village=cast.village).count() == 2
    save = settlements.save_settlement
    assert refused(save, number=1, name="二号", households=[], **common) == [("number", "number_taken")]
    assert refused(save, number=2, name="聚居点", households=[], **common) == [("name", "name_taken")]
    assert refused(save, number=2, name="二号", households=homes[:1], **common) == [("households", "household_taken")]
    far = make_village().households[0].pk
    assert refused(save, number=2, name="二号", households=[far], **common) == [("households", "household_unknown")]
    body(cast, K.SETTLEMENT, settlement=made)
    made.village = cast.village
    assert refused(settlements.remove_settlement, settlement=made, by=cast.administrator) == [(None, "settlement_used")]


def test_a_settlement_adopts_its_own_convention_on_the_same_day_as_the_village(cast: Cast) -> None:
    area = settlement(cast, 0, 2, 4)
    for wrong, field in (
        ({"kind": "representatives"}, "kind"),
        ({"entitled": 4}, "entitled"),
        ({"present": 1}, "present"),
    ):
        with pytest.raises(DomainError) as caught:
            convention(cast, area, **wrong)
        assert field in {one.field for one in caught.value}
    convention(cast, area)
    draft = village_rules.draft(village=cast.village, title="村规民约", by=cast.administrator, at=NOW)
    assert not draft.articles.filter(village=cast.village).exists(), "begins with nothing of the settlement's"
    village_rules.save_draft(
        rules=draft, title="村规民约", verse="", articles=[("法律", "不赌博")], by=cast.administrator, at=NOW
    )
    mandate = Mandate(
        meeting="村民会议", kind="households", held_on=TODAY, entitled=90, present=80, in_favour=70, filing="镇备1号"
    )
    village_rules.adopt(rules=draft, mandate=mandate, effective_from=TODAY, by=cast.administrator, at=NOW)
    with pytest.raises(DomainError) as caught:
        convention(cast, area)
    assert [one.code for one in caught.value] == ["day_taken"]


def test_rules_of_procedure_as_text_as_pictures_and_as_a_pdf(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    council = body(cast, K.COUNCIL)
    common = {"body": council, "title": "议事规则", "effective_from": TODAY, "by": cast.administrator, "at": NOW}
    assert procedure.add_rules(text="先议后决", **common).number == 1
    bound = procedure.add_rules(uploads=[stage.picture(), stage.picture((9, 90, 9))], **common)
    stored = bound.file.read()
    assert bound.number == 2 and stored.startswith(b"%PDF-") and stored.count(b"/MediaBox") == 2
    pdf = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
    kept = procedure.add_rules(uploads=[ContentFile(pdf)], **common)
    assert kept.file.read() == pdf
    name, storage = kept.file.name, kept.file.storage
    with pytest.raises(DatabaseError), transaction.atomic():
        BodyRules.objects.filter(village=cast.village, pk=kept.pk).update(title="别的")
    with django_capture_on_commit_callbacks(execute=True):
        procedure.take_away(rules=kept, by=cast.administrator, at=NOW)
    assert BodyRules.objects.filter(village=cast.village).count() == 2
    assert not storage.exists(name) and bound.file.storage.exists(bound.file.name)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.4\n/OpenAction << /S /JavaScript /JS (app.alert(1)) >>\n%%EOF", "pdf_active"),
        (b"%PDF-1.4\n1 0 obj", "pdf_cut"),
        (b"<html>", "not_an_image"),
        (b"MZ\x90\x00", "not_an_image"),
    ],
)
def test_a_file_is_what_its_bytes_are(cast: Cast, content: bytes, code: str) -> None:
    with pytest.raises(DomainError) as caught:
        procedure.paper([ContentFile(content)])
    assert (caught.value.field, caught.value.code) == ("paper", code)


def test_a_pdf_and_pictures_are_not_mixed() -> None:
    with pytest.raises(DomainError) as caught:
        procedure.paper([ContentFile(b"%PDF-1.4 %%EOF"), stage.picture()])
    assert caught.value.code == "mixed"


def test_a_term_begins_on_its_first_day(cast: Cast) -> None:
    council = body(cast, K.COUNCIL)
    sits(council, "何平", term_from=date(2026, 11, 17), term_to=date(2026, 11, 18))
    days = [len(members_on(council, date(2026, 11, day))) for day in (16, 17, 18, 19)]
    assert days == [0, 1, 1, 0]
