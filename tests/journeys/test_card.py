"""From the card to the counted line: printed by the office, opened on the phone, claimed, approved, posted."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from django.core.management import call_command

from points.enums import Channel, ClaimState, EntryKind
from points.models import Claim, Entry, HouseholdCard, Item
from tests.factories import Cast
from tests.journeys.walk import Person, snapshot, zh
from villagegov.kernel import clock

VILLAGE = "/v/wangjiagou"
PIN = "270935"
DONE = "夜里和邻居巡了一圈，十点回来。"


def test_card(cast: Cast, person: Callable[..., Person], days_pass: Callable[[date], None]) -> None:
    Item.objects.filter(pk=cast.award.pk).update(evidence_required=True, max_per_month=4)
    code = officer_prints_a_card(person("1-officer", "desk"), cast.officer.username)
    villager = person("2-villager", "phone")
    villager_opens_the_card(villager, code)
    villager_claims_with_a_photo(villager, cast)
    claim = Claim.objects.get(village=cast.village, channel=Channel.ONLINE)
    for number, user in ((3, cast.branch), (4, cast.representative)):
        committee_approves(person(f"{number}-member", "desk"), user.username)
    claim.refresh_from_db()
    last_day = clock.today() + timedelta(days=6)
    assert (claim.state, claim.publicity_until) == (ClaimState.PUBLICISED, last_day)
    villager.comes_back(f"{VILLAGE}/my/claims/{claim.pk}/")
    villager.sees("in-publicity", zh(last_day))

    days_pass(last_day + timedelta(days=1))
    the_passbook_shows_it(villager, cast)
    call_command("check_ledger")


def officer_prints_a_card(officer: Person, username: str) -> str:
    officer.goes(f"{VILLAGE}/work/")
    page = officer.logs_in(username)
    page.goto(f"{VILLAGE}/work/")
    officer.presses("农户卡")
    page.get_by_label("户号、姓名或拼音").fill("002")
    officer.presses("查找")
    officer.sees("found", "陈秀芳", "还没有卡")
    page.get_by_role("checkbox", name=re.compile("陈秀芳")).check()
    officer.presses("给勾选的打印")
    officer.sees("question", "1张卡", "陈秀芳")
    officer.presses("打印1张")
    officer.sees("sheet", "陈秀芳户", page.locator(".hcard svg"))
    return re.sub(r"\D", "", page.locator(".digits").inner_text())


def villager_opens_the_card(villager: Person, code: str) -> None:
    """The camera opens the address of the square; the digits behind the # are put into the field."""
    page = villager.goes(f"{VILLAGE}/card/#{code}")
    page.wait_for_function("document.querySelector('#id_code').value !== ''")
    assert code not in page.url
    villager.sees("code", "卡上的10位开通码")
    villager.presses("下一步")
    villager.sees("whose", "陈秀芳户", "002")
    page.get_by_label("自己定一个6位数字的密码").fill("123456")
    page.get_by_label("再填一遍这6位数字").fill("123456")
    villager.presses("设好密码，登录")
    villager.sees("too-easy", "这个密码太好猜")
    page.get_by_label("自己定一个6位数字的密码").fill(PIN)
    page.get_by_label("再填一遍这6位数字").fill(PIN)
    villager.presses("设好密码，登录")
    villager.sees("passbook", "以后用户号002和密码登录")
    assert HouseholdCard.objects.get(replaced_at=None).used_at is not None
    villager.presses("退出", exact=True)
    villager.goes("/login/")
    villager.sees("log-in", "农户登录")
    villager.presses("农户登录")
    page.get_by_label("户号").fill("2")
    page.get_by_label("密码（6位数字）").fill("999000")
    villager.presses("登录", exact=True)
    villager.sees("wrong-pin", "户号或密码不对")
    page.get_by_label("密码（6位数字）").fill(PIN)
    villager.presses("登录", exact=True)
    villager.sees("logged-in", "积分存折")


def villager_claims_with_a_photo(villager: Person, cast: Cast) -> None:
    page = villager.page
    villager.presses("还能报什么")
    villager.sees("open", cast.award.name, "本月还能报")
    villager.presses(cast.award.name)
    villager.sees("form", cast.award.wording, "要附照片")
    page.get_by_label("做了什么").fill(DONE)
    villager.presses("报送", exact=True)
    villager.sees("photo-missing", "请拍一张，或从手机里选一张")
    page.get_by_label("照片", exact=True).set_input_files(snapshot(7))
    villager.presses("报送", exact=True)
    villager.sees("sent", "已报送", DONE, page.locator(".thumbs img"))


def committee_approves(member: Person, username: str) -> None:
    member.goes("/admin/")
    page = member.logs_in(username)
    member.presses("积分申报审核", within=page.locator(".desk"))
    page.get_by_role("link", name="陈秀芳").click()
    member.sees("claim", DONE, page.locator(".photo img"))
    member.presses("同意", exact=True)
    member.presses("确定同意")
    member.sees("voted", page.locator(".messagelist"))


def the_passbook_shows_it(villager: Person, cast: Cast) -> None:
    entry = Entry.objects.get(village=cast.village, kind=EntryKind.CLAIM)
    assert (entry.points, entry.household) == (10, cast.households[1])
    villager.comes_back(f"{VILLAGE}/my/")
    if "/pin/" in villager.page.url:  # two hours are over
        villager.page.get_by_label("户号").fill("002")
        villager.page.get_by_label("密码（6位数字）").fill(PIN)
        villager.presses("登录", exact=True)
    villager.sees("counted", villager.page.locator(".passbook").get_by_text("治安巡防"), DONE)
