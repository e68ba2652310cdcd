"""The sheet for a stack of slips: read, checked line by line, kept, saved as far as the lines can stand."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from points.forms.sheet import SheetReader
from points.models import Claim, SheetLine
from points.queries import households
from points.queries.sheets import kept
from points.services import due, sheets
from points.services.sheets import TypedLine
from tests.claims.conftest import NOW, TODAY
from tests.factories import HouseholdFactory, UserFactory
from tests.paper.conftest import SHEET, Sheet, client_of
from tests.support import assert_valid_html
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError


def claims(world: SimpleNamespace) -> list[Claim]:
    return list(Claim.objects.filter(village=world.village).select_related("household").order_by("id"))


def lines(world: SimpleNamespace) -> list[SheetLine]:
    return list(kept(world.officer, world.village))


# ------------------------------------------------------------------------------------------------- what was meant


def test_every_way_of_naming_household_and_item(world: SimpleNamespace, sheet: Sheet) -> None:
    for household, item in (("1", "1"), ("001", "zaxf"), ("李小华", "巡防"), ("cf", "zhian"), ("chenfang", "防火巡查")):
        sheet.line(household, item, "20")
    assert sheet.press().url == "/v/wjg/work/claims/"
    assert [(claim.household.head_name, claim.item_code) for claim in claims(world)] == [
        ("李小华", 1),
        ("李小华", 1),
        ("李小华", 1),
        ("陈芳", 1),
        ("陈芳", 9),
    ]


def test_many_texts_mean_what_each_means_alone(world: SimpleNamespace) -> None:
    HouseholdFactory(village=world.village, group=world.groups[1], number="100", head_name="李小华")
    texts = ["1", "100", "lxh", "李", "李小华", "李小华 2组", "陈芳", "nobody", "037", " ", "001 李小华"]
    together = households.named_many(world.village, texts, limit=20)
    for text in texts:
        assert together[text] == households.named(world.village, text), text


def test_the_day_goes_on_from_the_line_above_and_so_does_a_ditto(world: SimpleNamespace, sheet: Sheet) -> None:
    sheet.line("1", "1", "1021", vouched_name="胡大爷", note="夜里")
    sheet.line("2", "=", "", vouched_name="＝")
    sheet.line("3", "9", "11-2")
    sheet.press()
    assert [(c.item_code, c.day, c.vouched_name, c.note) for c in claims(world)] == [
        (1, date(2026, 10, 21), "胡大爷", "夜里"),
        (1, date(2026, 10, 21), "胡大爷", ""),
        (9, date(2026, 11, 2), "", ""),
    ]


def test_who_vouches_is_known_by_name(world: SimpleNamespace, sheet: Sheet) -> None:
    world.branch.name = "王惠"
    world.branch.save()
    sheet.line("1", "1", "20", vouched_name="王惠")
    sheet.press()
    assert claims(world)[0].vouched_by == world.branch


# ------------------------------------------------------------------------------------------------------ line by line


def test_a_line_as_it_is_left(world: SimpleNamespace, sheet: Sheet) -> None:
    sheet.line("cf", "9", "21", slip_number="wjg－0001", quantity="２")
    answer = sheet.look()
    assert answer["state"] == "good" and answer["points"] == 10
    assert (answer["household"], answer["item"], answer["day"]) == ("002 陈芳", "9 防火巡查", "11-21")
    for word in ("陈芳", "防火巡查", "+10", "本月还能报 4 次"):
        assert word in answer["html"]
    [line] = lines(world)
    assert (line.household, line.item, line.day, line.quantity) == (
        world.households[1],
        world.item.monthly,
        date(2026, 11, 21),
        2,
    )
    assert not claims(world), "kept, not entered"


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"household": "zzz"}, "household", "没有这一户"),
        ({"household": "lxh"}, "household", "001 李小华（1组）；003 李兴海（1组）"),
        ({"item": "999"}, "item", "没有这一项"),
        ({"item": "巡"}, "item", "请写号码"),
        ({"day": "40"}, "day", "不是日期"),
        ({"day": "2026-11-25"}, "day", "还没有到"),
        ({"day": "2018-01-01"}, "day", "起施行"),
        ({"quantity": "五"}, "quantity", "整数"),
        ({"quantity": "5"}, "quantity", "本月只剩 4 次"),
        ({"quantity": "0"}, "quantity", "至少"),
        ({"quantity": "99999999999999"}, "quantity", "整数"),
        ({"item": "21", "slip_number": ""}, "photos", "照片或纸质"),
        ({"note": "长" * 301}, "note", "超出"),
        ({"household": "\0", "note": "\0x"}, "household", "还没填农户"),
    ],
)
def test_what_cannot_stand_says_why_and_stays(
    world: SimpleNamespace, sheet: Sheet, typed: dict[str, str], field: str, words: str
) -> None:
    sheet.line(**{"household": "1", "item": "9", "day": "21", **typed})
    answer = sheet.look()
    assert answer["state"] in ("bad", "part") and words in answer["html"] and answer["wrong"] == [field]
    assert "mend=1" in sheet.press().url
    page = sheet.client.get(SHEET).content.decode()
    assert words in page and not claims(world)
    for text in typed.values():
        assert text.replace("\0", "") in page, "what was typed stays"
    assert_valid_html(page)


def test_a_line_counts_those_above_it_and_none_below(world: SimpleNamespace, sheet: Sheet) -> None:
    for number in range(5):
        sheet.line("1", "9", "21", slip_number=f"A-{number}")
    states = [sheet.look(number)["state"] for number in range(5)]
    assert states == ["good"] * 4 + ["bad"], "at most four a month"
    assert sheet.look(0)["state"] == "good", "the lines below do not count"
    sheet.line("2", "9", "21", slip_number="A-0")
    answer = sheet.look()
    assert answer["wrong"] == ["slip_number"] and "A-0" in answer["html"]


def test_what_is_still_being_typed_is_no_mistake(world: SimpleNamespace, sheet: Sheet) -> None:
    sheet.line("1", "巡")
    answer = sheet.look(typing="item")
    assert answer["state"] == "part" and "李小华" in answer["html"] and "err" not in answer["html"]
    assert lines(world)[0].item_text == "巡", "kept all the same"


def test_the_same_deed_twice_is_pointed_out(world: SimpleNamespace, sheet: Sheet) -> None:
    sheet.line("1", "1", "20")
    sheet.press()
    sheet.line("1", "1", "20")
    answer = sheet.look()
    assert answer["state"] == "good" and "是不是同一件事" in answer["html"]


# ------------------------------------------------------------------------------------------------------------- saved


def test_good_lines_are_saved_and_bad_ones_stay_with_their_words(world: SimpleNamespace, sheet: Sheet) -> None:
    good = [sheet.line("1", "1", "20", slip_number="A-1"), sheet.line("2", "1", "20", slip_number="A-3")]
    bad = sheet.line("3", "1", "20", slip_number="A-1")
    sheet.line()
    answer = sheet.client.post(SHEET, sheet.data("save"), follow=True)
    assert sorted(str(claim.pk) for claim in claims(world)) == sorted(good)
    assert all(claim.state == "draft" and claim.channel == "paper" for claim in claims(world))
    page = answer.content.decode()
    assert "已保存 2 张，合计 +20 分" in page and "有 1 行还没保存" in page and "A-1 已经用过" in page
    assert [str(line.pk) for line in lines(world)] == [bad]
    assert f'href="#slip_number-{bad}"' in page, "leads to the field"


def test_a_sheet_sent_twice_is_entered_once(world: SimpleNamespace, sheet: Sheet) -> None:
    sheet.line("1", "9", "20")
    sheet.line("2", "9", "20")
    for _press in range(2):
        assert sheet.press().url == "/v/wjg/work/claims/"
    assert len(claims(world)) == 2 and not SheetLine.objects.exists()


def test_a_line_kept_on_its_way_after_saving_is_not_offered_again(world: SimpleNamespace, sheet: Sheet) -> None:
    sheet.line("1", "9", "20")
    sheet.press()
    sheet.look()
    assert not lines(world)
    SheetLine.objects.create(
        village=world.village, id=claims(world)[0].pk, typist=world.officer, position=1, note="x", kept_at=NOW
    )
    assert not lines(world), "also one that slipped in between"


def test_saving_takes_the_same_queries_for_three_lines_as_for_one(world: SimpleNamespace) -> None:
    def measure(count: int, press: str) -> int:
        sheet = Sheet(client_of(world.officer))
        for number in range(count):
            sheet.line(str(number + 1), "1", "20", slip_number=f"{press}-{count}-{number}", note="x")
        with CaptureQueriesContext(connection) as found:
            sheet.press(press)
        return len(found)

    for press in ("save", "check"):
        assert measure(1, press) == measure(3, press)
        sheets.drop_sheet(village=world.village, by=world.officer)


def test_the_page_takes_the_same_queries_for_three_lines_as_for_one(world: SimpleNamespace, sheet: Sheet) -> None:
    counted = []
    for household in ("1", "2", "3"):
        sheet.line(household, "9", "20", slip_number=f"Q-{household}", vouched_name="王某")
        sheet.press("check")
        with CaptureQueriesContext(connection) as found:
            assert sheet.client.get(SHEET).status_code == 200
        counted.append(len(found))
    assert counted[0] == counted[2], counted


# -------------------------------------------------------------------------------------------------------------- kept


def test_kept_lines_are_there_again_on_any_computer_and_for_nobody_else(world: SimpleNamespace, sheet: Sheet) -> None:
    sheet.line("李", "", "", note="半张")
    sheet.line("2", "9", "1021")
    sheet.press("keep")
    page = client_of(world.officer).get(SHEET).content.decode()
    assert (
        "录了 2 行还没保存" in page and 'value="李"' in page and 'value="002 陈芳"' in page and 'value="10-21"' in page
    )
    assert "半张" not in client_of(world.administrator).get(SHEET).content.decode()
    sheet.lines[0].update(household="", note="")
    sheet.press("keep")
    assert len(lines(world)) == 1, "a line emptied again is no longer kept"
    answer = sheet.client.post(SHEET, {"act": "drop"}, follow=True)
    assert "已清掉 1 行" in answer.content.decode() and not lines(world)


def test_a_day_left_out_stays_the_day_on_which_it_was_typed(world: SimpleNamespace, sheet: Sheet) -> None:
    sheet.line("1", "9")
    sheet.press("keep")
    with clock.frozen(NOW + timedelta(days=3)):
        [line] = SheetReader(world.village, clock.today()).read(
            [TypedLine(id=row.pk, position=1, household_text="1", day_text=row.day_text) for row in lines(world)]
        )
    assert line.typed.day == TODAY


def test_a_sheet_nobody_comes_back_to_is_thrown_away_after_two_months(world: SimpleNamespace, sheet: Sheet) -> None:
    sheet.line("1", "9")
    sheet.press("keep")
    due.run_points(world.village, NOW + timedelta(days=59))
    assert len(lines(world)) == 1
    due.run_points(world.village, NOW + timedelta(days=61))
    assert not lines(world)


def test_ten_more_lines_without_script(world: SimpleNamespace, sheet: Sheet) -> None:
    assert sheet.client.get(SHEET).content.decode().count('class="line blank"') == 11, "ten, and one to copy"
    for number in range(10):
        sheet.line("1", "1", str(number + 1))
    there = sheet.press("more").url
    page = sheet.client.get(there).content.decode()
    assert page.count('class="line good"') == 10 and page.count('class="line blank"') == 11
    for silly in ("lines=99999999999", "lines=-1", "lines=x"):
        assert sheet.client.get(f"{SHEET}?{silly}").status_code == 200


def test_what_was_typed_when_the_log_in_had_expired(world: SimpleNamespace, sheet: Sheet) -> None:
    sheet.line("2", "9", "1021", note="写了很久的话")
    client = sheet.client
    client.logout()
    assert "/login/" in sheet.press().url
    client.force_login(world.officer, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(SHEET).content.decode()
    assert "写了很久的话" in page and "陈芳" in page and "登录已过期" in page


def test_somebody_elses_line_and_too_many_lines_are_refused(world: SimpleNamespace, sheet: Sheet) -> None:
    sheet.line("1", "9", "20")
    sheet.press("keep")
    other = Sheet(client_of(world.administrator), list(sheet.lines))
    answer = other.client.post(f"{SHEET}line/", {**other.lines[0], "position": 1})
    assert answer.status_code == 409 and "暂存" in answer.json()["error"]
    assert lines(world)[0].typist == world.officer
    far = UserFactory()
    with pytest.raises(DomainError):
        sheets.keep_lines(village=world.village, lines=[], by=far, at=NOW)
    many = [TypedLine(id=new_id(), position=n, note="x") for n in range(sheets.MOST_LINES)]
    with pytest.raises(DomainError) as refused:
        sheets.keep_lines(village=world.village, lines=many, by=world.officer, at=NOW)
    assert refused.value.code == "too_many_lines" and len(lines(world)) == 1
    broken = sheet.client.post(SHEET, {"act": "save", "line": ["not-a-key", ""], "household": ["1"], "item": ["1"]})
    assert broken.status_code == 302 and len(claims(world)) == 1, "a line that lost its id gets one"
