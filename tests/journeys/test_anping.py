"""安坪村, a village without points: a settlement's convention, a dividend, stars, the red and black nine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from boards.enums import EntryState, StarState
from boards.models import BoardEntry, BoardIssue, StarAward
from boards.services import nines, star_years
from councils.models import Dividend, Settlement, SettlementHousehold
from points.enums import Module
from points.models import Entry, Household, Village
from points.sample.anping import NINE_BLACK, NINE_RED
from tests.factories import Cast
from tests.journeys.walk import Person, zh
from villagegov.kernel import clock, periods

VILLAGE = "/v/wangjiagou"
MODULES = (Module.STARS, Module.VILLAGE_RULES, Module.ECONOMY)
RED, BLACK, REPLY = "带着两户学会给茵红李修枝。", "建渣倒在通组路边，两次提醒没有清走。", "等车空了就去拉。"
WHY = "老母亲卧床四年，照顾得干干净净"


def test_anping(cast: Cast, person: Callable[..., Any], days_pass: Callable[[date], None]) -> None:
    settlement = _village(cast)
    administrator = _signed_in(person, cast.administrator, "administrator")
    villager = _signed_in(person, cast.villager, "villager", "phone")
    public = person("public", "phone")
    branch = _signed_in(person, cast.branch, "branch")
    second = _signed_in(person, cast.representative, "representative", "phone")
    officer = _signed_in(person, cast.officer, "officer", "phone")

    public.goes(f"{VILLAGE}/")
    public.sees("first-page", "五星家庭")
    assert "红黑榜" not in public.page.get_by_role("main").inner_text(), "nothing is published yet"
    _convention(administrator, public, settlement)
    _dividend(cast, administrator, person, villager)

    # A star: put forward on the phone, decided by two members.
    villager.goes(f"{VILLAGE}/my/stars/")
    villager.page.get_by_label("孝爱").check()
    villager.page.get_by_label("该户做了什么").fill(WHY)
    villager.presses("申报", exact=True)
    villager.sees("nominated", "已申报", "待评议")
    for window in (branch, second):
        window.goes(f"{VILLAGE}/work/stars/decide/")
        window.page.get_by_role("checkbox").first.check()
        window.presses("同意勾选的")

    # The boards: proposed by the officer, one of the black nine named; the day of the draft is told.
    issue_day = periods.add_months(clock.today(), 1).replace(day=8)
    _proposes(officer, "提议上红榜", cast.households[3], RED)
    _proposes(officer, "提议上黑榜", cast.households[4], BLACK, "黑九条第3条")
    officer.sees("proposed", f"{zh(issue_day)}出榜日进入草稿", RED, BLACK)

    days_pass(issue_day)
    assert StarAward.objects.get(village=cast.village).state == StarState.GRANTED
    villager.comes_back(f"{VILLAGE}/my/stars/")
    villager.sees("plate", "门牌1号")
    issue = BoardIssue.objects.get(village=cast.village)
    branch.goes(f"{VILLAGE}/work/boards/")
    branch.sees("desk", "核对并表决")
    for window in (branch, second):
        window.goes(reverse("admin:boards_issue_vote", args=[issue.pk, "agree"]))
        assert "0分" not in window.reads() and RED in window.reads()
        window.page.locator("form.step button").click()
    public.comes_back(f"{VILLAGE}/")
    public.sees("red", RED, "红榜", NINE_RED[0], NINE_BLACK[2], "五星家庭")
    assert BLACK not in public.reads(), "the household does not know of it yet"

    entry = _through_the_gate(cast, branch, second)
    public.comes_back(f"{VILLAGE}/")
    public.sees("black", BLACK, "（黑九条第3条）", "增补")
    said = public.reads()
    assert cast.households[3].head_name not in said and cast.households[4].head_name not in said
    assert "积分" not in said and "+0" not in said
    assert not Entry.objects.filter(village=cast.village, kind="board").exists()
    officer.goes(f"{VILLAGE}/work/carry/")
    officer.sees("carried", "广播稿")

    assert entry.until is not None
    days_pass(entry.until + timedelta(days=1))
    entry.refresh_from_db()
    assert entry.state == EntryState.EXPIRED
    public.comes_back(f"{VILLAGE}/")
    assert BLACK not in public.reads() and RED in public.reads()


def _village(cast: Cast) -> Settlement:
    """No points; nine articles each, a year of stars that is open, a settlement of four households."""
    village = Village.objects.get(pk=cast.village.pk)
    village.points_on, village.modules = False, [module.value for module in MODULES]
    village.save(update_fields=["points_on", "modules"])
    cast.village.points_on, cast.village.modules = village.points_on, village.modules
    Household.objects.filter(village=village).update(members=3)
    today, now = clock.today(), clock.now()
    nines.adopt(
        village=village, effective_from=today, adopted="村民代表会议", red=NINE_RED, black=NINE_BLACK,
        by=cast.administrator, at=now,
    )  # fmt: skip
    year = star_years.prepare(
        village=village, year=today.year, nominate_until=today + timedelta(days=5), group_percent=70,
        by=cast.administrator, at=now,
    )  # fmt: skip
    star_years.open_year(year=year, by=cast.administrator, at=now)
    settlement = Settlement.objects.create(village=village, number=1, name="安坪新村聚居点")
    for household in cast.households[:4]:
        SettlementHousehold.objects.create(village=village, settlement=settlement, household=household)
    return settlement


def _signed_in(person: Callable[..., Any], user: Any, name: str, width: str = "desk") -> Person:
    window: Person = person(name, width)
    window.goes("/login/")
    window.logs_in(user.username)
    return window


def _convention(administrator: Person, public: Person, settlement: Settlement) -> None:
    """Drafted for the settlement, adopted by its households, read by everybody."""
    page = administrator.goes(f"{VILLAGE}/work/village-rules/")
    page.locator("button[name=settlement]").click()
    for number, text in enumerate(("房前屋后三包", "停车不占消防道"), start=1):
        page.get_by_label(f"第{number}条", exact=True).fill(text)
    administrator.presses("保存", exact=True)
    administrator.presses("录入表决结果")
    page.get_by_label("会议", exact=True).fill("聚居点户代表会议")
    page.get_by_label("召开日期").fill((clock.today() - timedelta(days=3)).isoformat())
    for label, number in (("应到人数", "4"), ("实到人数", "4"), ("同意人数", "3")):
        page.get_by_label(label).fill(str(number))
    page.get_by_label("乡镇备案号").fill("高笋乡备2号")
    administrator.presses("施行", exact=True)
    administrator.sees("convention", "已施行", "停车不占消防道")
    public.goes(f"{VILLAGE}/settlements/{settlement.pk}/convention/")


def _dividend(cast: Cast, administrator: Person, person: Callable[..., Any], villager: Person) -> None:
    """Sixty per cent of the profit, checked by a supervisor, published, read by a household."""
    page = administrator.goes(f"{VILLAGE}/work/dividends/new/")
    page.get_by_label("集体经济利润，元").fill("3000")
    page.get_by_label("拿出多少来分，%").fill("60")
    page.get_by_label("每份金额取整（不进位）").select_option("100")
    page.get_by_label("哪次会议通过的？").fill("村民代表会议")
    administrator.presses("生成方案和名单")
    made = Dividend.objects.get(village=cast.village)
    supervisor = _signed_in(person, cast.supervisor, "supervisor")
    supervisor.goes(f"{VILLAGE}/work/dividends/{made.pk}/")
    supervisor.presses("逐行核对无误")
    administrator.goes(f"{VILLAGE}/work/dividends/{made.pk}/")
    administrator.presses("公布", exact=True)
    administrator.sees("dividend", "已公布，发放中", "50.00")
    villager.goes(f"{VILLAGE}/my/dividends/")
    villager.sees("own-line", "150.00")


def _proposes(officer: Person, which: str, household: Household, reason: str, article: str = "") -> None:
    officer.goes(f"{VILLAGE}/work/boards/")
    officer.presses(which)
    page = officer.page
    page.locator("input[name=household]").fill(household.number)
    page.locator("input[name=deed_day]").fill(clock.today().isoformat())
    if article:
        page.locator("select[name=article]").select_option(article)
    page.locator("textarea[name=reason]").fill(reason)
    page.locator("form.sheet button.main").click()


def _through_the_gate(cast: Cast, branch: Person, second: Person) -> BoardEntry:
    """Letter, telling, reply, two members of different constituencies."""
    entry = BoardEntry.objects.get(village=cast.village, colour="black")
    branch.goes(f"{VILLAGE}/work/boards/entries/{entry.pk}/letter/")
    branch.sees("letter", cast.households[4].head_name, BLACK, "黑九条第3条")
    assert "积分" not in branch.page.get_by_role("main").inner_text()
    way = reverse("admin:boards_boardentry_change", args=[entry.pk])
    branch.goes(way)
    branch.page.get_by_role("radio", name="当面").check()
    branch.page.locator("form:has(input[value=tell]) button").click()
    branch.page.locator("textarea[name=reply-reply]").fill(REPLY)
    branch.page.locator("form:has(input[value=reply]) button").click()
    branch.page.get_by_text("上榜 30 天。").wait_for()
    branch.page.locator("form:has(input[value=agree]) button").click()
    second.goes(way)
    second.page.locator("form:has(input[value=agree]) button").click()
    second.page.get_by_text("已上榜").first.wait_for()
    entry.refresh_from_db()
    assert entry.supplement and (entry.points, entry.ledger_entry_id) == (0, None)
    return entry
