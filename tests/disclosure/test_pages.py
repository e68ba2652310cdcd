"""Pages of the disclosure board: what is read and what is not, the module off, hostile input, the price of a list."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from councils.models import Posting, PostingQuestion, PostingTable, TableToMask
from councils.services.disclosure import files, postings, questions
from tests.demands.test_pages import signed_in
from tests.disclosure.support import (
    HEADINGS,
    NOW,
    OCTOBER,
    ROWS,
    TODAY,
    asked,
    drafted,
    duty,
    fresh,
    many_posted,
    masked,
    posted,
    sent,
    sheet,
    uploaded,
)
from tests.disclosure.test_postings import PDF
from tests.factories import Cast, make_village
from tests.support import assert_valid_html

PUBLIC = ("disclosure/", "disclosure/calendar/", "disclosure/all/", "disclosure/1/", "disclosure/1/print/")
WORK = ("work/disclosure/", "work/disclosure/?list=posted", "work/disclosure/new/", "work/disclosure/questions/",
        "work/disclosure/duties/", "work/disclosure/duties/new/")  # fmt: skip


def at(cast: Cast, rest: str) -> str:
    return f"/v/{cast.village.slug}/{rest}"


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("page", [*PUBLIC, *WORK, "disclosure/1/ask/"])
def test_pages_are_valid_and_off_where_the_module_is_off(cast: Cast, page: str) -> None:
    duty(cast)
    duty(cast, 2, rhythm="as_it_happens", due_day=3)
    posted(cast)
    client = Client() if page in PUBLIC else signed_in(cast.villager if "ask" in page else cast.administrator)
    answer = client.get(at(cast, page))
    assert answer.status_code == 200
    assert_valid_html(answer.content)
    cast.village.modules = []
    cast.village.save(update_fields=["modules"])
    off = text_of(client.get(at(cast, page)))
    assert "10月财务收支" not in off and '<form method="post" class="sheet"' not in off


def test_from_the_upload_to_the_public_page_through_the_pages(cast: Cast) -> None:
    terms = duty(cast)
    writer, checker, public = signed_in(cast.officer), signed_in(cast.supervisor), Client()
    new = at(cast, f"work/disclosure/new/?duty={terms.duty_id}&last={OCTOBER[1]}")
    assert "2026年10月财务收支明细1" in text_of(writer.get(new))
    answer = writer.post(new, {"id": "0192f0c4-0000-7000-8000-000000000001", "title": "10月明细", "text": ""})
    made = Posting.objects.get()
    page = at(cast, f"work/disclosure/{made.pk}/")
    assert answer.url == page and (made.period_start, made.period_end) == OCTOBER
    file = SimpleUploadedFile("名单.xlsx", sheet().getvalue())
    answer = writer.post(page, {"act": "table", "file": file}, follow=True)
    said = text_of(answer)
    assert_valid_html(answer.content)
    assert "李*华" in said and "****1234" in said and "511124" not in said
    form = {field.html_name: field.value() for field in answer.context["form"]}
    form["seen"] = answer.context["preview"].digest
    mask = f"{page}table/"
    # the name column shown: looked at first, kept only then
    said = text_of(writer.post(mask, {**form, "column_0": "show", "act": "keep"}))
    assert "请再看一遍表" in said and not PostingTable.objects.exists()
    said = text_of(writer.post(mask, {**form, "column_2": "show", "act": "look"}))
    assert "这些列里有电话或卡号：联系电话" in said
    assert "原文件已删除" in text_of(writer.post(mask, {**form, "act": "keep"}, follow=True))
    assert not TableToMask.objects.exists()
    writer.post(page, {"act": "send"})
    assert public.get(at(cast, f"disclosure/{made.number}/")).status_code == 404
    said = text_of(checker.get(page))
    assert "李*华" in said and "属实，公开" in said and "属实，公开" not in text_of(writer.get(page))
    checker.post(page, {"act": "check"})
    answer = public.get(at(cast, f"disclosure/{made.number}/"))
    assert_valid_html(answer.content)
    said = text_of(answer)
    assert "李*华" in said and "姓名已隐去" in said and "李小华" not in said and "139" not in said
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    for kind in ("csv", "xlsx"):
        answer = public.get(at(cast, f"disclosure/{made.number}/tables/1.{kind}"))
        assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    assert "李*华" in public.get(at(cast, f"disclosure/{made.number}/tables/1.csv")).content.decode("utf-8-sig")
    assert public.get(at(cast, f"disclosure/{made.number}/tables/1.exe")).status_code == 404


def test_a_question_through_the_pages(cast: Cast) -> None:
    posted(cast)
    ask = at(cast, "disclosure/1/ask/")
    form = {"id": "0192f0c4-0000-7000-8000-000000000002", "text": "路灯电费怎么多了？"}
    assert "打我手机" in text_of(signed_in(cast.villager).post(ask, {**form, "text": "打我手机13900001234"}))
    for _ in range(2):
        signed_in(cast.villager).post(ask, form)
    made = PostingQuestion.objects.get()
    public = at(cast, "disclosure/1/")
    said = text_of(Client().get(public))
    assert "怎么多了" not in said and "待答复，最迟11月25日" in said
    page = at(cast, f"work/disclosure/questions/{made.pk}/")
    assert "怎么多了" in text_of(signed_in(cast.officer).get(at(cast, "work/disclosure/questions/")))
    assert "不予展示" not in text_of(signed_in(cast.officer).get(page))
    signed_in(cast.officer).post(page, {"act": "answer", "words": "新装了4盏灯"})
    said = text_of(Client().get(public))
    assert "怎么多了" in said and "新装了4盏灯" in said
    answer = signed_in(cast.supervisor).post(page, {"act": "withhold", "reason": "private"}, follow=True)
    assert_valid_html(answer.content)
    said = text_of(Client().get(public))
    assert "怎么多了" not in said and "不予展示：涉及个人隐私" in said


def test_overdue_is_seen_by_everybody(cast: Cast) -> None:
    duty(cast, effective_from=OCTOBER[0])
    for page in ("disclosure/", "disclosure/calendar/"):
        said = text_of(Client().get(at(cast, page)))
        assert "逾期未公开" in said and "已逾期6天" in said
    desk = text_of(signed_in(cast.officer).get(at(cast, "work/disclosure/")))
    assert "待公开1项" in desk and "逾期未公开1项" in desk


def test_a_correction_and_a_taken_down_posting_say_so(cast: Cast) -> None:
    first = posted(cast)
    second = postings.correct(posting=first, reason="电费少列96元", by=cast.officer, at=NOW)
    second.village = cast.village
    postings.check(posting=sent(cast, second), by=cast.supervisor, at=NOW)
    assert "电费少列96元" in text_of(Client().get(at(cast, "disclosure/1/")))
    old = text_of(Client().get(at(cast, "disclosure/1/?edition=1")))
    assert "这是以前的一版" in old and "3210元" in old
    postings.take_down(posting=fresh(second), reason="露了名字", erase=True, by=cast.supervisor, at=NOW)
    said = text_of(Client().get(at(cast, "disclosure/1/")))
    assert "露了名字" in said and "3210元" not in said
    assert "3210元" not in text_of(Client().get(at(cast, "disclosure/1/?edition=1")))
    assert "我要提问" not in said


@pytest.mark.parametrize("query", ["q=财务", "q=%00", "q=" + "字" * 90, "category=x", "year=99999999", "page=zz"])
def test_the_archive_takes_what_is_typed(cast: Cast, query: str) -> None:
    posted(cast)
    answer = Client().get(at(cast, f"disclosure/all/?{query}"))
    assert answer.status_code == 200
    if query == "q=财务":
        assert "10月财务收支" in text_of(answer)


@pytest.mark.parametrize(
    "data",
    [
        {}, {"act": "zz"}, {"act": "save"}, {"act": "save", "title": "\x00"}, {"act": "table"}, {"act": "file"},
        {"act": "remove_table", "part": "zz"}, {"act": "remove_file"}, {"act": "back"}, {"act": "correct"},
        {"act": "down"}, {"act": "correct", "reason": "x", "id": "zz"}, {"act": "table", "file": "text"},
    ],
    ids=str,
)  # fmt: skip
def test_nothing_sent_to_a_posting_is_an_error_of_the_server(cast: Cast, data: dict[str, str]) -> None:
    made = drafted(cast)
    for user in (cast.officer, cast.supervisor):
        assert signed_in(user).post(at(cast, f"work/disclosure/{made.pk}/"), data).status_code in (200, 302, 409, 403)
    assert fresh(made).state == "draft"


def test_a_draft_and_its_files_are_for_the_office_alone(cast: Cast) -> None:
    made = drafted(cast)
    uploaded(cast, made)
    for rest in (f"work/disclosure/{made.pk}/", f"work/disclosure/{made.pk}/table/"):
        assert signed_in(cast.villager).get(at(cast, rest)).status_code == 403
        assert Client().get(at(cast, rest)).status_code == 302
    assert signed_in(cast.supervisor).get(at(cast, f"work/disclosure/{made.pk}/table/")).status_code == 403
    other = make_village(households=1, modules=["disclosure"])
    assert signed_in(other.officer).get(f"/v/{other.village.slug}/work/disclosure/{made.pk}/").status_code == 404
    assert Client().get(f"/v/{other.village.slug}/disclosure/1/").status_code == 404


def test_duties_through_the_pages(cast: Cast) -> None:
    page = at(cast, "work/disclosure/duties/")
    client = signed_in(cast.administrator)
    assert "采用现成清单" in text_of(client.get(page))
    said = text_of(client.post(page, {"act": "take_over"}, follow=True))
    assert "已采用10项公开事项" in said and "低保、特困、临时救助名单" in said
    assert "三重一大" in text_of(client.post(page, {"act": "category", "name": "三重一大"}, follow=True))
    new = at(cast, "work/disclosure/duties/new/")
    form = {"act": "save", "category": "zz", "name": "x", "rhythm": "zz", "due_day": "999", "effective_from": "zz"}
    assert client.post(new, form).status_code == 200


@pytest.mark.parametrize("page", ["disclosure/", "disclosure/all/", "work/disclosure/?list=posted"])
def test_lists_cost_the_same_for_one_row_and_for_many(cast: Cast, page: str) -> None:
    duty(cast)
    client = Client() if page.startswith("disclosure") else signed_in(cast.officer)
    many_posted(cast, 1)
    client.get(at(cast, page))
    with CaptureQueriesContext(
        connection,
    ) as first:
        client.get(at(cast, page))
    many_posted(cast, 6, first=80)
    with CaptureQueriesContext(connection) as second:
        client.get(at(cast, page))
    assert len(second) == len(first)


def test_the_list_of_questions_costs_the_same(cast: Cast) -> None:
    found = asked(cast)
    client, page = signed_in(cast.officer), at(cast, "work/disclosure/questions/")
    client.get(page)
    with CaptureQueriesContext(connection) as first:
        client.get(page)
    for _ in range(2):
        asked(cast, found.posting)
    with CaptureQueriesContext(connection) as second:
        client.get(page)
    assert len(second) == len(first)


def test_a_file_that_was_withdrawn_is_kept_by_nobody(cast: Cast, settings: Any, tmp_path: Any) -> None:
    made = drafted(cast)
    upload = SimpleUploadedFile("发票.pdf", PDF)
    kept = files.add(posting=made, upload=upload, caption="发票", looked=True, by=cast.officer, at=NOW)
    found = fresh(postings.check(posting=sent(cast, made), by=cast.supervisor, at=NOW))
    page = at(cast, f"disclosure/{found.number}/files/{kept.pk}/large/")
    answer = Client().get(page)
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    postings.take_down(posting=found, reason="露了名字", erase=False, by=cast.supervisor, at=NOW)
    assert Client().get(page).status_code == 404


def test_the_desk_reads_the_duties_once(cast: Cast) -> None:
    duty(cast, effective_from=OCTOBER[0])
    client, page = signed_in(cast.officer), at(cast, "work/disclosure/")
    client.get(page)
    with CaptureQueriesContext(connection) as found:
        client.get(page)
    assert sum('FROM "councils_dutyterms"' in one["sql"] for one in found) == 1


def test_a_long_table_has_a_page_of_its_own(cast: Cast) -> None:
    made = drafted(cast)
    rows = [[f"{ROWS[0][0]}", "", "", "", f"{number}组", number, ""] for number in range(130)]
    masked(cast, uploaded(cast, made, sheet(HEADINGS, rows)))
    postings.check(posting=sent(cast, made), by=cast.supervisor, at=NOW)
    assert "查看全部130行" in text_of(Client().get(at(cast, "disclosure/1/")))
    answer = Client().get(at(cast, "disclosure/1/tables/1/?page=2"))
    assert "129组" in text_of(answer)
    assert_valid_html(answer.content)
    assert "129组" in text_of(Client().get(at(cast, "disclosure/1/print/")))


def test_the_work_page_counts_what_waits(cast: Cast) -> None:
    duty(cast, effective_from=OCTOBER[0])
    asked(cast)
    sent(cast, drafted(cast, "另一份"))
    for user in (cast.officer, cast.supervisor):
        said = text_of(signed_in(user).get(at(cast, "work/")))
        assert "村务公开" in said and "公开栏提问" in said
    assert "逾期1项" in text_of(signed_in(cast.officer).get(at(cast, "work/")))


def test_what_stood_its_days_is_in_the_archive(cast: Cast) -> None:
    many_posted(cast, 1)
    from villagegov.kernel import clock

    with clock.frozen(clock.moment(TODAY + timedelta(days=6))):
        assert "公开至11月22日" in text_of(Client().get(at(cast, "disclosure/")))
    with clock.frozen(clock.moment(TODAY + timedelta(days=7))):
        said = text_of(Client().get(at(cast, "disclosure/")))
        assert "已存档" in said and "第0份" in said
    assert questions.MOST_WAITING == 3
