"""The pages of a review meeting, by role; what was typed stays; as many queries for thirty lines as for three."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from councils.enums import BodyKind, MeetingState
from councils.models import Body, Meeting, MeetingSheet, NearKin
from councils.queries import line_numbers, meetings
from points.enums import Role
from points.models import Claim, Household, User
from tests import stage
from tests.factories import Cast, ItemFactory, make_village, member, seat
from tests.meetings.conftest import DAY
from tests.meetings.support import STRUCK, confirmed, lines, opened, photographed, recorded, waiting
from tests.support import assert_valid_html
from villagegov.kernel.errors import DomainError

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    cast = make_village(households=6)
    Household.objects.filter(village=cast.village).update(group=cast.groups[0])
    return cast


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(cast: Cast, name: str, *args: Any) -> str:
    return reverse(f"councils:{name}", args=[cast.village.slug, *args])


def sheet_of_paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("sheet.jpg", stage.picture().read(), "image/jpeg")


def record_form(meeting: Meeting, *present: User, **rows: str) -> dict[str, Any]:
    return {
        "edition": str(stage.fresh(meeting).edition),
        "rows": "5",
        "held_on": DAY.isoformat(),
        "present": [str(user.pk) for user in present],
        "act": "save",
        **rows,
    }


# ------------------------------------------------------------------------------------------------- line numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("12, 15-17", [12, 15, 16, 17]),
        ("１２，１５－１７", [12, 15, 16, 17]),
        ("3、1;2 2", [1, 2, 3]),
        ("5至 7。", [5, 6, 7]),
        ("", []),
        (" 9 — 10 ", [9, 10]),
    ],
)
def test_line_numbers_as_people_write_them(text: str, numbers: list[int]) -> None:
    assert line_numbers.read(text, range(1, 21)) == numbers
    assert line_numbers.read(line_numbers.written(numbers), range(1, 21)) == numbers


@pytest.mark.parametrize("text", ["x", "3-1", "0", "21", "1-99999", "1--3", "-2", "1/2", "1-2-3"])
def test_line_numbers_that_are_none(text: str) -> None:
    with pytest.raises(DomainError):
        line_numbers.read(text, range(1, 21))


# -------------------------------------------------------------------------------------------------------- the way


def test_from_the_list_to_the_votes(cast: Cast) -> None:
    waiting(cast, 4)
    NearKin.objects.create(
        village=cast.village, user=cast.representative, household=cast.households[3], registered_on=DAY
    )
    officer = client_of(cast.officer)
    page = officer.get(address(cast, "meetings")).content.decode()
    assert "有4条待审核，还没上审核表" in page and "生成审核表" in page
    form = {"id": str(uuid.uuid4()), "kind": "committee", "held_on": DAY.isoformat()}
    made = officer.post(address(cast, "meeting_new"), form)
    assert made.status_code == 302 and made.url == address(cast, "meeting", 1)
    assert officer.post(address(cast, "meeting_new"), form).url == made.url, "the same form is the same meeting"
    paper = officer.get(address(cast, "meeting_print", 1)).content.decode()
    assert_valid_html(paper)
    assert paper.count('class="box">□') == 8 and "representative" in paper.split("4</td>")[1][:600]
    assert officer.get(address(cast, "meeting_record", 1)).status_code == 403

    meeting = Meeting.objects.get()
    branch = client_of(cast.branch)
    saved = branch.post(
        address(cast, "meeting_record", 1),
        record_form(
            meeting,
            cast.branch,
            cast.supervision,
            cast.representative,
            numbers_0="2",
            what_0="reject",
            reason_0="重复申报",
            numbers_1="3",
            what_1="return",
            reason_1="请补照片",
            **{f"out_{cast.representative.pk}": "1"},
        ),
    )
    assert saved.status_code == 302
    page = branch.get(saved.url).content.decode()
    assert_valid_html(page)
    assert "同意<b>2</b>条，划掉<b>1</b>条，退回<b>1</b>条" in page
    assert ("representative: 近亲属" in page and "representative: 中途退场" in page) or "representative" in page
    assert "还没有签字审核表的照片" not in page, "the first stands behind it already"
    kept = branch.post(saved.url, {"act": "photos", "photos": sheet_of_paper()})
    assert kept.status_code == 302 and MeetingSheet.objects.count() == 1
    sheet = MeetingSheet.objects.get()
    picture = client_of(cast.supervisor).get(address(cast, "meeting_sheet", 1, sheet.pk, "large"))
    assert picture.status_code == 200 and picture["Cache-Control"].startswith("private")

    second = client_of(cast.supervision)
    assert "branch已确认这份记录" in second.get(saved.url).content.decode()
    done = second.post(saved.url, {"act": "confirm", "edition": "1"}, follow=True).content.decode()
    assert "2条进入公示" in done and stage.fresh(meeting).state == MeetingState.CONFIRMED
    assert_valid_html(done)
    assert sorted(Claim.objects.values_list("state", flat=True)) == [
        "publicised",
        "publicised",
        "rejected",
        "returned",
    ]


def test_what_was_typed_stays_at_a_mistake(cast: Cast) -> None:
    waiting(cast, 3)
    meeting = opened(cast)
    client, url = client_of(cast.branch), address(cast, "meeting_record", 1)
    wrong = record_form(
        meeting,
        cast.branch,
        numbers_0="1, 9",
        reason_0="重复申报",
        numbers_1="2",
        what_1="reject",
        numbers_2="2",
        reason_2="又一次",
        numbers_3="3",
        what_3="change",
        reason_3="改",
        points_3="12",
        reason_4="没有写行号",
    )
    page = client.post(url, wrong).content.decode()
    assert_valid_html(page)
    for words in ("审核表上没有第9行", "第2行在另一行里也写了", "请写明是哪几行", 'value="1, 9"', "重复申报"):
        assert words in page, words
    assert "checked" in page
    right = {**wrong, "numbers_0": "1", "numbers_2": "", "reason_2": "", "reason_4": ""}
    page = client.post(url, right).content.decode()
    assert "请简单写明原因" in page and "不能多也不能少" in page
    assert stage.fresh(meeting).state == MeetingState.OPEN


def test_more_rows_judge_nothing(cast: Cast) -> None:
    waiting(cast)
    meeting = opened(cast)
    sent = {**record_form(meeting, numbers_0="77", reason_0="写了一半"), "act": "more"}
    page = client_of(cast.branch).post(address(cast, "meeting_record", 1), sent).content.decode()
    assert "写了一半" in page and 'name="numbers_9"' in page and 'class="err"' not in page


def test_a_recorded_meeting_is_changed_with_what_stands_there(cast: Cast) -> None:
    item = ItemFactory(scheme=cast.scheme, category=cast.category, points=-5, points_to=-15)
    waiting(cast, 4, item=item)
    meeting = opened(cast)
    client, url = client_of(cast.branch), address(cast, "meeting_record", 1)
    form = record_form(
        meeting, cast.branch, cast.supervision, numbers_0="1-3", what_0="change", points_0="10", reason_0="情节轻微"
    )
    assert client.post(url, form).status_code == 302
    assert {line.unit_points_to for line in lines(meeting)} == {-10, None}
    page = client.get(url).content.decode()
    assert 'value="1-3"' in page and 'value="情节轻微"' in page and 'value="10"' in page
    assert page.count("checked") == 2
    shown = client.get(address(cast, "meeting", 1)).content.decode()
    assert "−5</del> −10" in shown


def test_the_wrong_record_goes_back_with_its_reason(cast: Cast) -> None:
    waiting(cast)
    meeting = opened(cast)
    recorded(cast, meeting)
    client, url = client_of(cast.supervision), address(cast, "meeting", 1)
    assert client.post(url, {"act": "refuse", "edition": "1", "no-reason": ""}).status_code == 200
    assert client.post(url, {"act": "refuse", "edition": "1", "no-reason": "第1行划掉了"}).status_code == 302
    assert "第1行划掉了" in client_of(cast.branch).get(address(cast, "meeting_record", 1)).content.decode()


def test_not_held(cast: Cast) -> None:
    waiting(cast)
    opened(cast)
    client, url = client_of(cast.administrator), address(cast, "meeting", 1)
    assert client.post(url, {"act": "cancel", "reason": "下雨"}).status_code == 302
    assert "下雨" in client.get(url).content.decode()
    assert client.get(address(cast, "meeting_record", 1)).status_code == 302
    assert meetings.unlisted(cast.village).count() == 1


def test_who_may_do_what(cast: Cast) -> None:
    waiting(cast)
    meeting = opened(cast)
    recorded(cast, meeting)
    photographed(cast, meeting)
    url = address(cast, "meeting", 1)
    for who, act in (
        ("supervisor", {"act": "confirm", "edition": "1"}),
        ("administrator", {"act": "confirm", "edition": "1"}),
        ("representative", {"act": "confirm", "edition": "1"}),
        ("officer", {"act": "cancel", "reason": "不开"}),
        ("officer", {"act": "photos", "photos": sheet_of_paper()}),
        ("supervisor", {"act": "drop", "sheet": str(MeetingSheet.objects.get().pk)}),
    ):
        answer = client_of(getattr(cast, who)).post(url, act)
        assert answer.status_code in (200, 302, 403), f"{who} {act}"
        if answer.status_code == 302:  # a refusal in words on the page before
            assert stage.fresh(meeting).state == MeetingState.RECORDED
    assert MeetingSheet.objects.count() == 1 and stage.fresh(meeting).state == MeetingState.RECORDED
    assert "一致，确认" not in client_of(cast.supervisor).get(url).content.decode()
    assert client_of(cast.villager).get(url).status_code == 403


def test_another_villages_meeting_is_not_there(cast: Cast) -> None:
    far = make_village()
    waiting(far)
    meeting = opened(far)
    photographed(far, meeting)
    client = client_of(cast.administrator)
    assert client.get(address(cast, "meeting", meeting.number)).status_code == 404
    sheet = MeetingSheet.objects.get()
    waiting(cast)
    opened(cast)
    assert client.get(address(cast, "meeting_sheet", 1, sheet.pk, "large")).status_code == 404


def test_the_work_page_counts_what_waits_for_me(cast: Cast) -> None:
    waiting(cast)
    meeting = opened(cast)
    recorded(cast, meeting)
    assert meetings.waiting_count(User.objects.get(pk=cast.supervision.pk), cast.village) == 1
    assert meetings.waiting_count(User.objects.get(pk=cast.branch.pk), cast.village) == 0
    assert meetings.waiting_count(User.objects.get(pk=cast.representative.pk), cast.village) == 0
    confirmed(cast, meeting)
    assert meetings.waiting_count(User.objects.get(pk=cast.supervision.pk), cast.village) == 0


# ---------------------------------------------------------------------------------------------------------- queries


def count(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as context:
        assert client.get(url).status_code == 200
    return len(context)


def test_as_many_queries_for_three_lines_as_for_thirty(cast: Cast) -> None:
    client = client_of(cast.branch)
    found = []
    for number, size in enumerate((3, 30), start=1):
        waiting(cast, size)
        meeting = opened(cast)
        here = {name: count(client, address(cast, name, number)) for name in ("meeting_print", "meeting_record")}
        here["open"] = count(client, address(cast, "meeting", number))
        recorded(cast, meeting, marks={1: STRUCK})
        here["recorded"] = count(client, address(cast, "meeting", number))
        here["list"] = count(client, address(cast, "meetings"))
        found.append(here)
    assert found[0] == found[1]


def test_where_the_committee_cannot_decide_the_pages_say_it_and_the_representatives_are_recorded(cast: Cast) -> None:
    review = Body.objects.create(village=cast.village, name="审核委员会", kind=BodyKind.REVIEW)
    for user in (cast.branch, cast.branch_two, cast.supervision, cast.representative):
        seat(review, user)
    for user in (cast.supervision, cast.representative):
        NearKin.objects.create(village=cast.village, user=user, household=cast.households[0], registered_on=DAY)
    others = [seat(cast.bodies[BodyKind.REPRESENTATIVES], member(cast.village, Role.OFFICER)) for _n in range(3)]
    waiting(cast, 2)
    officer = client_of(cast.officer)
    page = officer.get(address(cast, "meetings")).content.decode()
    assert "有1条待审核" in page and "1条要由村民代表会议定" in page
    form = {"id": str(uuid.uuid4()), "kind": "assembly", "held_on": DAY.isoformat()}
    assert "只能由村民代表会议定" in officer.get(address(cast, "meeting_new")).content.decode()
    assert officer.post(address(cast, "meeting_new"), form).status_code == 302
    meeting = Meeting.objects.get()
    assert (meeting.kind, meeting.entitled) == ("assembly", 4)
    assert "村民代表会议审核表" in officer.get(address(cast, "meeting_print", 1)).content.decode()
    recorder = client_of(cast.representative)
    sent = record_form(meeting, cast.representative, others[0].user, others[1].user)
    assert recorder.post(address(cast, "meeting_record", 1), sent).status_code == 302
    page = recorder.get(address(cast, "meeting", 1)).content.decode()
    assert "同意<b>1</b>条" in page and "representative: 近亲属" in page
    photographed(cast, meeting)
    done = client_of(others[0].user).post(address(cast, "meeting", 1), {"act": "confirm", "edition": "1"}, follow=True)
    assert "1条进入公示" in done.content.decode()


def test_what_is_no_photo_is_said_beside_the_field(cast: Cast) -> None:
    waiting(cast)
    opened(cast)
    client, url = client_of(cast.administrator), address(cast, "meeting", 1)
    bad = SimpleUploadedFile("sheet.jpg", b"no picture", "image/jpeg")
    page = client.post(url, {"act": "photos", "photos": bad}).content.decode()
    assert "这个文件不是照片" in page and not MeetingSheet.objects.exists()
    assert client.post(url, {"act": "photos"}).status_code == 200
    client.post(url, {"act": "photos", "photos": sheet_of_paper()})
    client.post(url, {"act": "drop", "sheet": str(MeetingSheet.objects.get().pk)})
    assert not MeetingSheet.objects.exists()
