"""Pages of the register: the list, uploading, the preview, files in and out."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from points.models import Household, RegisterImport
from points.services import life, register
from points.sheets.households import read_households
from tests.factories import Cast, HouseholdFactory, make_village
from tests.register.support import HEAD, NOW, household
from tests.sheets.support import book
from tests.support import assert_valid_html
from villagegov.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    cast = make_village(households=3)
    Household.objects.filter(pk=cast.households[0].pk).update(head_name="李小华", pinyin="lixiaohua", initials="lxh",
                                                             phone="13800001111")  # fmt: skip
    return cast


@pytest.fixture(autouse=True)
def _now():
    with clock.frozen(NOW):
        yield


@pytest.fixture
def client(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.administrator, backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(cast: Cast, name: str, *args: Any) -> str:
    return reverse(f"points:{name}", args=[cast.village.slug, *args])


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer
    assert_valid_html(answer.content)
    return answer.content.decode()


def send(client: Client, cast: Cast, file: BytesIO | bytes, name: str = "花名册.xlsx", **more: Any) -> Any:
    data = file if isinstance(file, bytes) else file.getvalue()
    said = {"joined_on": "2026-01-01", "with_base": "yes", **more, "file": SimpleUploadedFile(name, data)}
    return client.post(address(cast, "register_import"), said)


def waiting(client: Client, cast: Cast, *rows: Any, head: Any = HEAD) -> str:
    answer = send(client, cast, book([head, *rows]))
    assert answer.status_code == 302, answer.content.decode()
    return answer.url


def press(client: Client, url: str, act: str, **more: Any) -> Any:
    """As the form that was really rendered would be sent."""
    page = client.get(url)
    form = page.context["confirm"] if act == "confirm" else page.context["said"]
    initial = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    said = {name: value for name, value in {**initial, **more}.items() if value not in (None, False)}
    return client.post(url, {**said, "act": act})


# --------------------------------------------------------------------------------------------------------- the list


@pytest.mark.parametrize("asked", ["李小华", "lxh", "lixiao", "001", "1", "ｌｘｈ"])
def test_a_household_is_found(client, cast, asked):
    page = text(client.get(address(cast, "register"), {"text": asked}))
    assert "李小华" in page and "13800001111" in page
    assert reverse("points:household", args=[cast.village.slug, cast.households[0].pk]) in page


def test_filters_by_group_and_state(client, cast):
    life.move_out(household=cast.households[2], day=date(2026, 5, 1), by=cast.administrator, at=NOW)

    def numbers(**query: str) -> list[str]:
        rows = client.get(address(cast, "register"), query).context["rows"]
        return [row.number for row, _points in rows]

    assert numbers() == ["001", "002"]
    assert numbers(state="all") == ["001", "002", "003"]
    assert numbers(state="closed") == ["003"]
    assert numbers(group="2") == ["002"]
    assert numbers(group="x", state="y", page="99", text="\0") == ["001", "002"]
    assert "没有这个户号" in text(client.get(address(cast, "register"), {"text": "无此人"}))


def test_one_household_costs_as_many_queries_as_forty(client, cast, django_assert_num_queries):
    def ask() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as caught:
            client.get(address(cast, "register"))
        return len(caught)

    few = ask()
    for number in range(40):
        HouseholdFactory(village=cast.village, group=cast.groups[0], number=f"9{number}")
    assert ask() == few


def test_the_officer_finds_and_takes_nothing_in_or_out(cast):
    client = Client()
    client.force_login(cast.officer, backend="django.contrib.auth.backends.ModelBackend")
    page = text(client.get(address(cast, "register")))
    assert "13800001111" in page and "从表格导入" not in page and "导出花名册" not in page


# ---------------------------------------------------------------------------------------------------------- preview


def test_the_preview_shows_old_and_new_side_by_side(client, cast):
    url = waiting(
        client, cast, ("001", "李大山", "2组", 5, "13800002222", None), ("100", "赵春花", "3组", 4, None, 150)
    )
    page = text(client.get(url, {"show": "changed"}))
    for word in ("李小华", "李大山", "1组", "2组", "13800001111", "13800002222"):
        assert word in page
    assert "联系电话" in page and "住址" not in page.split("<table")[1].split("</table>")[0], "only what changes"
    page = text(client.get(url, {"show": "new"}))
    assert "赵春花" in page and "+50" in page
    page = text(client.get(url, {"show": "missing"}))
    assert "002" in page and "保持不动" in page
    text(client.get(url, {"show": "same", "page": "7"}))
    text(client.get(url, {"show": "nonsense"}))


def test_confirming_through_the_page(client, cast):
    url = waiting(client, cast, ("100", "赵春花", "3组", 4, None, 150))
    refused = press(client, url, "confirm")
    assert "请勾选是否新建这些小组" in text(refused)
    done = press(client, url, "confirm", with_groups="on")
    assert done.status_code == 302 and done.url == address(cast, "register")
    page = text(client.get(done.url))
    assert "新增 1 户" in page and "1 户期初积分共 +50 分" in page and "赵春花" in page
    again = client.post(url, {"act": "confirm", "digest": "x", "with_groups": "on"})
    assert again.url == address(cast, "register"), "the second press of the same button"
    assert "已经写入花名册" in text(client.get(again.url))
    assert Household.objects.filter(village=cast.village, number="100").count() == 1


def test_a_stale_preview_is_shown_anew(client, cast):
    url = waiting(client, cast, ("001", "李小华", None, 5, None, None))
    old = client.get(url).context["confirm"].initial["digest"]
    register.change_household(household=cast.households[0], by=cast.administrator, at=NOW, members=3)
    answer = client.post(url, {"act": "confirm", "digest": old})
    assert answer.url == url
    page = text(client.get(url, {"show": "changed"}))
    assert "花名册又有改动" in page and household(cast, "001").members == 3


def test_wrong_rows_by_row_column_value_and_way_out(client, cast):
    url = waiting(client, cast, ("100", "赵春花", "1组", "三", "138123", None), ("101", "钱七", "1组", 2, None, None))
    page = text(client.get(url))
    for words in ("第 2 行", "家庭人口 (D)", "三", "不是整数。", "请用数字填写", "联系电话 (E)", "138123"):
        assert words in page, words
    assert "有 1 行填得不对" in page
    assert "请在表里改好重新上传" in text(press(client, url, "confirm"))
    press(client, url, "confirm", without_wrong="on")
    assert household(cast, "101").head_name == "钱七"


def test_options_and_giving_up(client, cast):
    url = waiting(client, cast, ("100", "赵春花", "1组", 4, None, 150))
    press(client, url, "options", with_base="no", joined_on="2026-07-01")
    found = RegisterImport.objects.get()
    assert (found.with_base, found.joined_on) == (False, date(2026, 7, 1))
    assert "+150" in text(client.get(url))
    assert "这一天还没到" in text(press(client, url, "options", joined_on="2030-01-01"))
    answer = client.post(url, {"act": "discard"})
    assert answer.url == address(cast, "register_import") and not RegisterImport.objects.exists()
    assert client.post(url, {"act": "discard"}).url == answer.url
    assert client.get(url).status_code == 404


def test_the_preview_survives_a_log_out_and_is_there_for_a_colleague(client, cast):
    from points.enums import Role
    from tests.factories import member

    url = waiting(client, cast, ("100", "赵春花", "1组", 4, None, 150))
    client.logout()
    assert client.get(url).status_code == 302
    client.force_login(member(cast.village, Role.ADMINISTRATOR), backend="django.contrib.auth.backends.ModelBackend")
    assert url in text(client.get(address(cast, "register")))
    assert "赵春花" in text(client.get(url))


def test_what_the_file_had_beside_its_rows_is_told(client, cast):
    head = (*HEAD, "身份证号", "政治面貌")
    rows = [("001", "李小华", None, None, None, None, "511124198003070013", "群众"), ("合计",)]
    page = text(client.get(waiting(client, cast, *rows, head=head)))
    assert "身份证号 1" in page and "没有保存" in page and "511124198003070013" not in page
    assert "政治面貌" in page and "合计" in page


def test_slipped_numbers_are_pointed_out(client, cast):
    for number in range(10, 20):
        HouseholdFactory(village=cast.village, group=cast.groups[0], number=f"0{number}", head_name=f"王{number}")
    rows = [(f"0{number}", f"王{number + 1}", None, None, None, None) for number in range(10, 20)]
    assert "错行" in text(client.get(waiting(client, cast, *rows)))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "文件是空的"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "旧的 .xls"),
        (b"%PDF-1.4 \x00\xff", "不是表格"),
        ("姓名,年龄\n李,3\n".encode(), "没有找到表头"),
        ("户号,电话\n1,3\n".encode("gb18030"), "缺少“户主姓名”这一列"),
    ],
)
def test_a_refused_file_is_told_beside_the_field_and_what_was_said_stays(client, cast, data, words):
    page = text(send(client, cast, data, joined_on="2026-03-04", with_base="no"))
    assert words in page and 'value="2026-03-04"' in page
    assert not RegisterImport.objects.exists()


def test_an_empty_form(client, cast):
    assert "请先选择文件" in text(client.post(address(cast, "register_import"), {}))


def test_a_name_that_is_none(client, cast):
    answer = send(
        client, cast, book([HEAD, ("100", "赵春花", "1组", 4, None, None)]), name="../../" + "长" * 300 + ".xlsx"
    )
    assert answer.status_code == 302
    assert len(RegisterImport.objects.get().file_name) <= 120 and "/" not in RegisterImport.objects.get().file_name


# ------------------------------------------------------------------------------------------------------------ files


def test_the_template_can_be_filled_in_and_taken_in(client, cast):
    answer = client.get(address(cast, "register_template"))
    assert "filename*=utf-8''" in answer["Content-Disposition"] and answer["Cache-Control"] == "private, no-store"
    made = load_workbook(BytesIO(answer.content))
    assert made.sheetnames[0] == "花名册" and len(made.sheetnames) == 2
    made.worksheets[0].append(["100", "赵春花", "3组", 4, "13812345678", "3组1号", "是", date(2026, 2, 1), 150, "备注"])
    target = BytesIO()
    made.save(target)
    lines, remarks = read_households(target)
    assert [(line.number, line.points, line.joined_on) for line in lines] == [("100", 150, date(2026, 2, 1))]
    assert remarks["ignored"] == []


@pytest.mark.parametrize(
    ("format", "kind"), [("xlsx", "spreadsheetml"), ("csv", "text/csv"), ("nonsense", "spreadsheetml")]
)
def test_the_whole_register_as_a_file(client, cast, format, kind):
    answer = client.post(address(cast, "register_export"), {"format": format})
    assert answer.status_code == 200 and kind in answer["Content-Type"]
    assert "attachment" in answer["Content-Disposition"]
    lines, _remarks = read_households(BytesIO(answer.content))
    assert [line.number for line in lines] == ["001", "002", "003"] and lines[0].phone == "13800001111"


def test_private_fields_in_the_admin_are_the_administrators_alone(cast):
    url = reverse("admin:points_household_change", args=[cast.households[0].pk])
    for user, sees in ((cast.administrator, True), (cast.supervisor, False), (cast.superuser, False)):
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        client.post(reverse("admin:village"), {"village": str(cast.village.pk)})
        answer = client.get(url)
        assert answer.status_code == 200
        assert ("13800001111" in answer.content.decode()) is sees, user
