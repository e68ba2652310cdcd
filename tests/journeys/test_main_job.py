"""The main job from the officer's desk to the public board, each person at a browser of their own."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from PIL import Image
from playwright.sync_api import expect

from points.enums import ClaimState, EntryKind
from points.models import Claim, Entry, Household, Photo
from tests.factories import Cast
from tests.journeys.walk import CAMERA, Person, snapshot, until, zh
from villagegov.kernel import clock, periods

VILLAGE = "/v/wangjiagou"
PRAISE = "十月以来每晚带队巡防，劝回三处野外用火。"
BLAME = "两次劝阻后仍露天焚烧秸秆"
REPLY = "已经认识到不对，秸秆都运走了。"
#: 001, 002 and a deed of group 1 (six of twelve households) and 002.
SLIPS, DEED, POINTS = 2, 7, 2 * 10 + 7 * 5


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_main_job(width: str, cast: Cast, person: Callable[..., Person], days_pass: Callable[[date], None]) -> None:
    Household.objects.filter(pk=cast.households[1].pk).update(names_public=True)
    today = clock.today()
    last_day = today + timedelta(days=6)

    officer_enters_and_sends_up(person("1-officer", width), cast, width)
    one, two = person("2-member-branch", width), person("3-member-people", width)
    first_member_approves_all_at_once(one, cast)
    second_member_looks_at_one_then_approves_the_rest(two, cast, last_day)
    public = person("4-public", width)
    everybody_reads_the_publicity(public, last_day)

    days_pass(last_day + timedelta(days=1))
    assert Claim.objects.filter(village=cast.village, state=ClaimState.POSTED).count() == SLIPS + DEED
    the_villager_finds_the_line(person("5-villager", width), cast, today)

    month = periods.month_of(today)
    days_pass(periods.add_months(month, 1).replace(day=8))
    the_committee_goes_over_the_draft(one, two, cast)
    the_board_stands_in_public(public, month)
    assert Entry.objects.filter(village=cast.village, kind=EntryKind.BOARD, points=10).count() == 2
    if width == "desk":
        the_black_entry_goes_through_its_gate(one, two, person("2-member-supervision", width), cast)
        the_supplement_stands_until_its_end(public, cast, days_pass)
    call_command("check_ledger")


# ------------------------------------------------------------------------------------------------ the officer's desk


def officer_enters_and_sends_up(officer: Person, cast: Cast, width: str) -> None:
    officer.goes(f"{VILLAGE}/work/claims/new/")
    officer.sees("log-in", "请先登录")
    page = officer.logs_in(cast.officer.username)
    officer.sees("entry", "哪一户", "哪一项")
    enter_by_keyboard(officer) if width == "desk" else enter_by_thumb(officer)
    saved = page.get_by_role("status").or_(page.get_by_role("alert")).first
    expect(saved).to_contain_text("已保存")
    expect(page.get_by_label("申报单号")).to_have_value("2026-0002")
    expect(page.get_by_role("combobox", name="哪一户")).to_be_focused()
    officer.sees("saved-next-slip", "治安巡防")
    claim = Claim.objects.get(village=cast.village)
    assert (claim.household_id, claim.item_code, claim.slip_number) == (cast.households[0].pk, 1, "2026-0001")
    the_photo_tells_nothing(Photo.objects.get(village=cast.village))

    officer.picks("哪一户", "陈秀芳", "陈秀芳")
    officer.picks("哪一项", "巡防", "治安巡防")
    officer.presses("保存，录下一张")
    expect(page.get_by_label("申报单号")).to_have_value("2026-0003")

    officer.presses("一事多户")
    officer.picks("哪一项", "34", "环境清扫")
    page.get_by_role("checkbox", name="1组全部").check()
    page.get_by_role("checkbox", name="002 陈秀芳").check()
    page.get_by_label("照片").set_input_files(snapshot(2))
    officer.sees("deed", "环境清扫")
    officer.presses("保存，每户一条")
    officer.sees("list", "环境清扫")
    officer.presses("上报勾选的")
    officer.sees("send-up", f"{SLIPS + DEED} 条")
    page.get_by_role("main").get_by_role("button", name=re.compile("^上报")).click()
    officer.sees("batch", "第 1 批", f"+{POINTS}")
    assert Claim.objects.filter(village=cast.village, state=ClaimState.SUBMITTED).count() == SLIPS + DEED


def enter_by_keyboard(officer: Person) -> None:
    """No hand leaves the keys, but for the photo."""
    page = officer.page
    expect(page.get_by_role("combobox", name="哪一户")).to_be_focused()
    options = page.get_by_role("listbox").get_by_role("option")
    page.keyboard.type("001")
    options.filter(has_text="李建华").wait_for()
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="哪一项")).to_be_focused()
    page.keyboard.type("巡防")
    options.filter(has_text="治安巡防").wait_for()
    page.keyboard.press("Enter")
    expect(page.get_by_label("哪天")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("次数")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("2026-0001")
    page.get_by_label("照片").set_input_files(snapshot(1))
    officer.sees("filled", "今年 100 分", page.locator(".pick").filter(has_text="治安巡防"))
    page.keyboard.press("Control+Enter")


def enter_by_thumb(officer: Person) -> None:
    page = officer.page
    officer.picks("哪一户", "李建", "李建华")
    page.get_by_role("button", name="治安巡防").tap()
    page.get_by_label("申报单号").fill("2026-0001")
    page.get_by_label("照片").set_input_files(snapshot(1))
    officer.sees("filled", "今年 100 分", page.locator(".pick").filter(has_text="治安巡防"))
    page.get_by_role("button", name="保存，录下一张").tap()


def the_photo_tells_nothing(photo: Photo) -> None:
    """Upright, and without the place, the camera and its owner."""
    for stored in (photo.file, photo.thumbnail):
        with stored.open() as file:
            data = file.read()
        image = Image.open(io.BytesIO(data))
        assert not image.getexif() and "comment" not in image.info
        assert CAMERA.encode() not in data
        assert image.height > image.width, "it was taken upright"


# -------------------------------------------------------------------------------------------------- the committee


def first_member_approves_all_at_once(member: Person, cast: Cast) -> None:
    member.goes("/admin/")
    page = member.logs_in(cast.branch.username)
    member.sees("desk", "积分申报审核", f"{SLIPS + DEED}")
    member.presses("积分申报审核", within=page.locator(".desk"))
    member.sees("list", "李建华", "环境清扫")
    page.locator("#action-toggle").check()
    member.presses("同意", exact=True)
    member.sees("confirm", "申报？", f"+{POINTS}")
    assert Claim.objects.filter(village=cast.village, state=ClaimState.SUBMITTED).count() == SLIPS + DEED
    member.presses("确定同意")
    member.sees("voted", "您的意见已记录")


def second_member_looks_at_one_then_approves_the_rest(member: Person, cast: Cast, last_day: date) -> None:
    member.goes("/admin/")
    page = member.logs_in(cast.representative.username)
    member.presses("积分申报审核", within=page.locator(".desk"))
    first = Claim.objects.get(village=cast.village, slip_number="2026-0001")
    page.get_by_role("row").filter(has_text="李建华").filter(has_text="治安巡防").get_by_role(
        "link", name="李建华"
    ).click()
    member.sees("one-claim", first.item_wording, page.get_by_role("img"), cast.branch.name)
    until(lambda: page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 0)"))
    member.presses("同意", exact=True)
    member.sees("one-confirm", zh(last_day))
    member.presses("确定同意")
    member.sees("one-approved", zh(last_day))
    first.refresh_from_db()
    assert first.state == ClaimState.PUBLICISED
    page.locator("#action-toggle").check()
    member.presses("同意", exact=True)
    member.presses("确定同意")
    member.sees("nothing-waits", zh(last_day))
    assert Claim.objects.filter(village=cast.village, state=ClaimState.PUBLICISED).count() == SLIPS + DEED


def everybody_reads_the_publicity(public: Person, last_day: date) -> None:
    page = public.goes(f"{VILLAGE}/")
    public.sees("no-board-yet", "王家沟村")
    public.presses("公示", within=page.get_by_role("banner"), exact=True)
    public.sees("publicity", zh(last_day), "李*华户", "陈秀芳户")
    assert "李建华" not in public.reads(), "masked: the household has not agreed to be named"
    public.presses("打印名单")
    public.sees("publicity-paper", "李*华")


def the_villager_finds_the_line(villager: Person, cast: Cast, deed_day: date) -> None:
    villager.goes(f"{VILLAGE}/my/")
    page = villager.logs_in(cast.villager.username)
    lines = page.get_by_role("row")
    patrol = lines.filter(has_text="治安巡防")
    villager.sees("passbook", patrol, lines.filter(has_text="环境清扫"), page.get_by_text("115", exact=True))
    words = patrol.inner_text()
    for part in ("+10", zh(deed_day), cast.award.wording):
        assert part in words, words


# -------------------------------------------------------------------------------------------------------- the board


def the_committee_goes_over_the_draft(one: Person, two: Person, cast: Cast) -> None:
    page = one.goes("/admin/")
    one.sees("desk-on-issue-day", "各期红黑榜")
    one.presses("各期红黑榜", within=page.locator(".desk"))
    one.sees("issues", "草稿")
    page.locator("#result_list tbody a").first.click()
    one.sees("draft", "李建华", "陈秀芳")
    draft = page.url
    one.presses("修改")
    page.get_by_label("上榜理由").fill(PRAISE)
    one.sees("edit", "榜上顺序")
    one.presses("保存")
    one.presses("提议上黑榜")
    page.get_by_label("农户").fill("010")
    page.get_by_label("村规民约条款").fill("第六条")
    page.get_by_label("上榜理由").fill(BLAME)
    one.sees("propose", "告知")
    one.presses("添加")
    one.sees("draft-edited", PRAISE, BLAME)
    one.presses("同意")
    one.sees("vote", PRAISE, BLAME)
    one.presses("同意", exact=True)
    one.sees("voted", "等其他委员")

    page = two.goes(draft)
    two.sees("draft", PRAISE, cast.branch.name)
    two.presses("同意")
    two.presses("同意", exact=True)
    two.sees("published", "第1期")


def the_board_stands_in_public(public: Person, month: date) -> None:
    page = public.comes_back(f"{VILLAGE}/board/")
    red, black = page.locator(".board.red"), page.locator(".board.black")
    public.sees("board", red.get_by_text("李*华户"), red.get_by_text("陈秀芳户"), red.get_by_text(PRAISE))
    words = public.reads()
    assert "李建华" not in words and BLAME not in words and "何*" not in words, "the black entry waits for its gate"
    assert "+10" in red.inner_text()
    expect(black).to_be_visible()
    tab = page.get_by_role("main").get_by_role("link", name=f"{month.month}月")
    tab.first.click()
    page.wait_for_url(re.compile(f"/board/{month:%Y-%m}/"))
    public.sees("month", f"{month.year}年{month.month}月")
    public.presses("排名", within=page.get_by_role("banner"), exact=True)
    public.sees("standing", "李*华户")


def the_black_entry_goes_through_its_gate(one: Person, two: Person, three: Person, cast: Cast) -> None:
    """Who proposed it tells the household and writes down its reply; two others decide."""
    page = one.goes("/admin/")
    one.presses("黑榜：告知、申辩、决定", within=page.locator(".desk"))
    one.sees("black-list", "何平")
    page.locator("#result_list").get_by_role("link", name="何平").click()
    one.sees("black-to-tell", BLAME, "第六条")
    entry = page.url
    page.get_by_role("radio", name="当面告知").check()
    one.presses("登记告知")
    one.sees("black-told", page.get_by_label("农户怎么说"))
    page.get_by_label("农户怎么说").fill(REPLY)
    one.presses("记下")
    one.sees("black-replied", REPLY, "这一条是您提出的")
    assert not page.get_by_role("button", name="同意上榜").count()
    three.goes(entry)
    three.logs_in(cast.supervision.username)
    three.goes(entry)
    three.sees("black-to-vote", REPLY)
    three.presses("同意上榜")
    three.sees("black-voted", "等其他委员")
    two.goes(entry)
    two.sees("black-to-decide", REPLY, cast.supervision.name)
    two.presses("同意上榜")
    two.sees("black-published", "公开至")


def the_supplement_stands_until_its_end(public: Person, cast: Cast, days_pass: Callable[[date], None]) -> None:
    ends = clock.today() + timedelta(days=29)
    page = public.comes_back(f"{VILLAGE}/board/")
    black = page.locator(".board.black")
    public.sees("supplement", black.get_by_text("何*户"), black.get_by_text(BLAME), black.get_by_text("增补"))
    assert zh(ends) in black.inner_text()
    assert REPLY not in public.reads(), "its reply is for the committee"
    assert "何平" not in public.reads()
    line = Entry.objects.get(village=cast.village, kind=EntryKind.BOARD, points=-10)
    assert line.household_id == cast.households[9].pk
    days_pass(ends)
    public.comes_back(f"{VILLAGE}/board/{periods.add_months(periods.month_of(line.deed_day), -1):%Y-%m}/")
    expect(page.locator(".board.black").get_by_text(BLAME)).to_be_visible()
    days_pass(ends + timedelta(days=1))
    public.comes_back(page.url)
    expect(page.locator(".board.black").get_by_text(BLAME)).to_have_count(0)
