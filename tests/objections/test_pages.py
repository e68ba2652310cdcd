"""Pages of cases, decisions and corrections: what they show to whom, and in how many queries."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from councils.enums import ObjectionChannel
from councils.models import Correction, Objection, ObjectionVote
from councils.queries import panels
from councils.services import corrections, objections
from councils.services.corrections import Remedy
from points.enums import RegionRoleKind, Role
from points.models import Entry, RegionRole
from tests import stage
from tests.factories import Cast, UserFactory, member
from tests.objections.conftest import (
    COUNTED,
    counted,
    decide,
    only_reviewers_supervise,
    record,
    rejected,
    representatives,
    said,
)
from tests.publicity.conftest import client_of, text_of
from tests.support import assert_valid_html
from villagegov.kernel import clock

pytestmark = pytest.mark.django_db
NOW = clock.moment(COUNTED)


def read(cast: Cast, who: Any, tail: str, status: int = 200) -> str:
    answer = client_of(who).get(f"/v/{cast.village.slug}/{tail}")
    assert answer.status_code == status, tail
    assert_valid_html(answer.content)
    return text_of(answer)


def queries_of(cast: Cast, who: Any, tail: str) -> int:
    client = client_of(who)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/v/{cast.village.slug}/{tail}").status_code == 200
    return len(queries)


def test_lists_take_the_same_queries_for_one_and_for_three(cast: Cast) -> None:
    lists = (
        (cast.supervisor, "work/objections/"),
        (cast.supervisor, "work/decisions/"),
        (cast.administrator, "work/corrections/"),
        (cast.villager, "counted/"),
        (cast.villager, "my/"),
        (None, "corrections/"),
        (None, "corrections/?show=decisions"),
    )
    numbers = []
    for _round in range(2):
        for household in (0, 1) if numbers else (0,):
            record(counted(cast, household).claim, cast)  # open
            decided = record(counted(cast, household).claim, cast)
            decide(decided, cast.supervisor)
            corrections.confirm(correction=Correction.objects.get(objection=decided), by=cast.administrator, at=NOW)
            decide(record(counted(cast, household).claim, cast), cast.supervisor)
            rejected(cast, household)
        numbers.append([queries_of(cast, who, tail) for who, tail in lists])
    assert numbers[0] == numbers[1], list(zip([tail for _who, tail in lists], *numbers, strict=True))
    assert max(numbers[0]) <= 36, numbers


def test_the_list_tells_how_long_there_is(cast: Cast) -> None:
    record(counted(cast).claim, cast)
    for day, words in ((date(2026, 11, 11), "还剩1个工作日"), (date(2026, 11, 16), "逾期2个工作日")):
        with clock.frozen(day):
            assert words in read(cast, cast.supervisor, "work/objections/")
            alarm = read(cast, cast.supervisor, "work/")
            assert words in alarm or "1件逾期" in alarm


def test_one_household_is_found_by_its_number_with_what_can_be_done(cast: Cast) -> None:
    counted(cast, 1)
    stage.approved(cast, 1)
    rejected(cast, 1)
    with clock.frozen(stage.IN_PUBLICITY):
        text = read(cast, cast.supervisor, "work/objections/record/?q=2")
    assert text.count("记录异议<") >= 1 and "记录复核申请<" in text
    text = read(cast, cast.administrator, "work/objections/record/?q=002")
    assert "更正<" in text and "记录异议<" not in text
    assert "没有找到这一户" in read(cast, cast.supervisor, "work/objections/record/?q=nobody")
    for odd in ("?household=x", "?q=%00", "?q=" + "9" * 60):
        read(cast, cast.supervisor, f"work/objections/record/{odd}")


def test_recording_in_the_browser_keeps_what_was_typed(cast: Cast) -> None:
    claim = counted(cast).claim
    assert claim is not None
    client = client_of(cast.supervisor)
    url = f"/v/{cast.village.slug}/work/objections/record/{claim.pk}/"
    form = {
        "id": str(said().id), "channel": "oral", "received_on": COUNTED.isoformat(), "text": "他没来",
        "household": "999", "name": "王婆婆",
    }  # fmt: skip
    assert "没有户号999" in text_of(client.post(url, form))
    wrong = client.post(url, {**form, "household": "3"})
    assert "请念给本人听" in text_of(wrong) and "王婆婆" in text_of(wrong)
    assert (
        "请在列出的选项里选" in text_of(client.post(url, {**form, "channel": "letter"}))
        and not Objection.objects.exists()
    )
    answer = client.post(url, {**form, "household": "3", "read_back": "on"}, follow=True)
    assert "第1号" in text_of(answer) and "异议记录单" in text_of(answer)
    assert Objection.objects.get().objector_household == cast.households[2]
    client.post(url, {**form, "household": "3", "read_back": "on"})
    assert Objection.objects.count() == 1, "sent twice"


def test_the_panels_paper_is_kept_by_a_supervisor_who_may_not_decide(cast: Cast) -> None:
    only_reviewers_supervise(cast)
    cast.bodies["representatives"].members.all().delete()
    representatives(cast, 4, with_login=False)
    entry = counted(cast)
    supervision = type(cast.supervision).objects.get(pk=cast.supervision.pk)
    client = client_of(supervision)
    objection = objections.record_objection(claim=entry.claim, data=said(), by=supervision, at=NOW)
    url = f"/v/{cast.village.slug}/work/objections/{objection.pk}/"
    seats = panels.panel_of(objection)
    page = text_of(client.get(url))
    assert "代录没有账号的代表的意见" in page and objection.seed in page
    word = {"act": "word", "word-seat": str(seats[0].pk), "word-decision": "uphold", "word-reason": "到场看过",
            "word-right": "other", "word-points": "4"}  # fmt: skip
    assert client.post(url, word).status_code == 200 and not ObjectionVote.objects.exists(), "no sheet"
    assert client.post(url, {**word, "word-sheet": "复-1"}).status_code == 302
    wrong = client.post(url, {"act": "excuse", "excuse-seat": str(seats[0].pk), "excuse-excuse": "病了"})
    assert wrong.status_code == 200, "has spoken: not among those who may step back"
    assert (
        client.post(url, {"act": "excuse", "excuse-seat": str(seats[1].pk), "excuse-excuse": "病了"}).status_code == 302
    )
    assert "不参加：病了" in text_of(client.get(url))
    third = panels.panel_of(objection)[1]
    assert client.post(url, {**word, "word-seat": str(third.pk), "word-sheet": "复-1"}).status_code == 302
    assert Correction.objects.get().right_points == 4


def test_those_drawn_find_their_page_and_read_no_name(cast: Cast) -> None:
    only_reviewers_supervise(cast)
    representatives(cast, 2)
    entry = counted(cast)
    by = type(cast.supervision).objects.get(pk=cast.supervision.pk)
    objection = objections.record_objection(claim=entry.claim, data=said(name="隔壁王婆婆"), by=by, at=NOW)
    panel = panels.panel_of(objection)
    page = read(cast, panel[0].user, f"panel/{objection.pk}/")
    assert said().text in page and "隔壁王婆婆" not in page
    assert "隔壁王婆婆" not in read(cast, cast.officer, "panel/")
    read(cast, cast.officer, f"panel/{objection.pk}/", 404)
    form = {"decision": "uphold", "reason": "看过", "right": "other"}
    client = client_of(panel[0].user)
    url = f"/v/{cast.village.slug}/panel/{objection.pk}/"
    assert "请填写正确的分值" in text_of(client.post(url, form))
    assert client.post(url, {**form, "points": "5"}).status_code == 302
    assert client.post(url, {**form, "points": "5"}).status_code == 403, "twice"


def test_what_the_public_reads_is_masked_and_names_no_objector(cast: Cast) -> None:
    entry = counted(cast, 1)
    objection = record(entry.claim, cast, name="隔壁王婆婆")
    decide(objection, cast.supervisor, remedy=Remedy(points=5))
    corrections.confirm(correction=Correction.objects.get(), by=cast.administrator, at=NOW)
    for tail in ("corrections/", "corrections/?show=decisions", "publicity/"):
        page = read(cast, None, tail)
        assert "查过签到表" in page and cast.households[1].head_name not in page
        assert "隔壁王婆婆" not in page and said().text not in page
    assert cast.households[1].head_name in read(cast, cast.villager, "corrections/")
    assert "隔壁王婆婆" not in read(cast, cast.administrator, "work/corrections/")
    with clock.frozen(COUNTED + timedelta(days=31)):
        assert "查过签到表" not in read(cast, None, "publicity/")


def test_deductions_of_others_are_on_no_list_of_what_was_counted(cast: Cast) -> None:
    counted(cast, 1)
    stage.posted(cast, 2, cast.deduction)
    stage.posted(cast, 0, cast.deduction)
    text = read(cast, cast.villager, "counted/")
    assert cast.households[1].head_name in text and cast.households[2].head_name not in text
    assert "−5" in text, "one's own"
    for odd in ("?month=x", "?month=1999-01", "?month=2026-13"):
        read(cast, cast.villager, f"counted/{odd}", 404)


def test_the_household_reads_what_it_may_appeal_and_until_when(cast: Cast) -> None:
    claim = rejected(cast)
    assert "申请复核<" in read(cast, cast.villager, "my/")
    client = client_of(cast.villager)
    url = f"/v/{cast.village.slug}/my/claims/{claim.pk}/appeal/"
    assert "没有签到" in text_of(client.get(url))
    assert client.post(url, {"text": " "}).status_code == 200
    for _time in range(2):
        assert client.post(url, {"text": "我有签到"}).status_code == 302
    assert Objection.objects.count() == 1
    assert "正在办理" in read(cast, cast.villager, "my/")
    other = rejected(cast, 1)
    assert client.get(f"/v/{cast.village.slug}/my/claims/{other.pk}/appeal/").status_code == 404


def test_telling_a_decision_in_the_browser_and_its_letter(cast: Cast) -> None:
    claim = rejected(cast)
    client = client_of(cast.officer)
    url = f"/v/{cast.village.slug}/work/decisions/{claim.pk}/"
    letter = text_of(client.get(f"{url}letter/"))
    assert "审核结果告知书" in letter and "7个工作日内申请一次复核" in letter and "不说话不等于承认" in letter
    form = {"way": "witnessed", "told_on": COUNTED.isoformat(), "witness_one": "甲", "reply": "不服"}
    assert "两位见证人" in text_of(client.post(url, form))
    answer = client.post(url, {**form, "witness_two": "乙", "read_back_to": "户主"}, follow=True)
    assert "2026-11-12前申请复核" in text_of(answer) and "已念给户主听" in text_of(answer)
    for odd in ("?case=1", "?case=x", "?case=" + "9" * 20):
        assert client.get(f"{url}{odd}").status_code == 404


def test_a_paper_without_a_number_and_a_day_to_come_are_said_at_their_fields(cast: Cast) -> None:
    claim = counted(cast).claim
    assert claim is not None
    url = f"/v/{cast.village.slug}/work/objections/record/{claim.pk}/"
    form = {"id": str(said().id), "channel": ObjectionChannel.PAPER, "received_on": "2026-12-01", "text": "见材料"}
    page = text_of(client_of(cast.supervisor).post(url, form))
    assert "请给材料编号" in page and "请填写提出的日期" in page and "见材料" in page


def test_a_correction_is_settled_by_another_in_the_browser(cast: Cast) -> None:
    entry = counted(cast)
    slug = cast.village.slug
    client = client_of(cast.supervisor)
    url = f"/v/{slug}/work/corrections/new/{entry.pk}/"
    assert "请填写正确的分值" in text_of(client.post(url, {"right": "other", "reason": "录错"}))
    assert client.post(url, {"right": "other", "points": "5", "reason": "录错"}).status_code == 302
    page = f"/v/{slug}/work/corrections/{Correction.objects.get().pk}/"
    assert "须由另一个人确认" in text_of(client.get(page))
    assert "须由另一个人" in text_of(client.post(page, {"act": "confirm"}, follow=True))
    other = client_of(cast.administrator)
    assert other.post(page, {"act": "refuse", "note": " "}).status_code == 200
    assert "已更正" in text_of(other.post(page, {"act": "confirm"}, follow=True))
    assert "已经处理" in text_of(other.post(page, {"act": "confirm"}, follow=True)), "pressed twice"
    assert Entry.objects.filter(kind="reversal").count() == 1


def test_the_town_reads_numbers_and_no_names(cast: Cast) -> None:
    record(counted(cast).claim, cast, name="隔壁王婆婆")
    viewer = UserFactory(name="镇里的人")
    RegionRole.objects.create(user=viewer, region=cast.village.town, kind=RegionRoleKind.TOWN_VIEWER)
    with clock.frozen(date(2026, 11, 16)):
        answer = client_of(viewer).get("/town/objections/")
    assert_valid_html(answer.content)
    text = text_of(answer)
    assert cast.village.name in text and "在办1件" in text and "逾期1件" in text
    for secret in ("隔壁王婆婆", cast.households[1].head_name, said().text, "治安巡防"):
        assert secret not in text
    assert client_of(member(cast.village, Role.ADMINISTRATOR)).get("/town/objections/").status_code == 403
