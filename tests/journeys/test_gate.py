"""The gate of the boards as people walk it: a breach, published and lifted; the last three of a month; a consent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from boards.enums import Colour, EntryState
from boards.models import BoardEntry, BoardIssue, BoardMotion
from boards.services import black, issues
from councils.enums import TellingWay
from points.models import Entry
from points.services import consents
from tests.boards.support import deed
from tests.factories import Cast
from tests.journeys.walk import Person
from villagegov.kernel import clock, periods

VILLAGE = "/v/wangjiagou"
REASON = "两次劝阻后仍在村道上堆放建材。"
REPLY = "车坏了没拉走，这两天就清。"


def issue_day(cast: Cast, month: date) -> date:
    """Closes the month; its board is drafted."""
    return periods.add_months(month, 1).replace(day=8)


def publish(cast: Cast, month: date) -> BoardIssue:
    issue = BoardIssue.objects.get(village=cast.village, month=month)
    for voter in (cast.branch, cast.representative):
        issue = issues.vote(issue=issue, agrees=True, by=voter, at=clock.now())
    return issue


def entries(cast: Cast, colour: str, month: date) -> list[BoardEntry]:
    rows = BoardEntry.objects.filter(village=cast.village, issue__month=month, colour=colour)
    return list(rows.select_related("household", "issue").order_by("position"))


def member(person: Callable[..., Any], user: Any, name: str, width: str = "desk") -> Person:
    window = person(name, width)
    window.goes("/login/")
    window.logs_in(user.username)
    return window


def test_a_breach_through_the_whole_gate(
    cast: Cast, person: Callable[..., Any], days_pass: Callable[[date], None]
) -> None:
    month, household = periods.month_of(clock.today()), cast.households[4]

    # The officer proposes it: article, day, facts. Words that are not neutral are named.
    officer = member(person, cast.officer, "officer", "phone")
    officer.goes(f"{VILLAGE}/work/boards/")
    officer.presses("提议上黑榜")
    page = officer.page
    page.locator("input[name=household]").fill(household.number)
    page.locator("input[name=article]").fill("第六条")
    page.locator("textarea[name=reason]").fill("这个懒汉在村道上堆放建材")
    page.locator("form.sheet button.main").click()
    officer.sees("refused", "“懒汉”不是中性的话")
    page.locator("textarea[name=reason]").fill(REASON)
    page.locator("form.sheet button.main").click()
    officer.sees("proposed", "进入下一期草稿", REASON)

    # The month closes, the committee agrees to the issue; nothing is public yet.
    days_pass(issue_day(cast, month))
    publish(cast, month)
    [entry] = entries(cast, "black", month)
    public = person("public", "phone")
    public.comes_back(f"{VILLAGE}/")
    assert REASON not in public.reads()

    # The letter, the telling, the reply, two members.
    branch = member(person, cast.branch, "branch")
    branch.goes(f"{VILLAGE}/work/boards/entries/{entry.pk}/letter/")
    branch.sees("letter", household.head_name, REASON, "第六条")
    way = reverse("admin:boards_boardentry_change", args=[entry.pk])
    branch.goes(way)
    branch.page.get_by_role("radio", name="当面").check()
    branch.page.locator("form:has(input[value=tell]) button").click()
    branch.page.locator("textarea[name=reply-reply]").fill(REPLY)
    branch.page.locator("form:has(input[value=reply]) button").click()
    branch.page.locator("form:has(input[value=agree]) button").click()
    public.comes_back(f"{VILLAGE}/")
    assert REASON not in public.reads(), "one word is no quorum"
    second = member(person, cast.representative, "representative")
    second.goes(way)
    second.page.locator("form:has(input[value=agree]) button").click()
    second.page.get_by_text("已上榜").first.wait_for()

    # Public as a supplement, masked; its points are counted.
    public.comes_back(f"{VILLAGE}/")
    public.sees("supplement", REASON, "增补")
    assert household.head_name not in public.reads()
    entry.refresh_from_db()
    assert entry.supplement and Entry.objects.get(pk=entry.ledger_entry_id).points == -10

    # Put right: the officer looks, two members agree, it is gone.
    days_pass(clock.today() + timedelta(days=5))
    officer.goes(f"{VILLAGE}/work/boards/entries/{entry.pk}/")
    officer.sees("record", REPLY, "告知")
    officer.presses("已改正：提出撤榜")
    page.locator("textarea[name=reason]").fill("建材已运走，路面已清扫")
    page.get_by_label("谁去看的").fill("网格员")
    officer.presses("提出")
    motion = BoardMotion.objects.get(village=cast.village)
    for window in (branch, second):
        window.goes(f"{VILLAGE}/work/boards/motions/{motion.pk}/")
        window.sees("motion", "建材已运走")
        window.presses("同意撤榜")
    public.comes_back(f"{VILLAGE}/")
    assert REASON not in public.reads()
    entry.refresh_from_db()
    assert entry.state == EntryState.LIFTED


def test_the_last_three_with_a_tie_at_the_cut_and_a_month_with_nobody(
    cast: Cast, person: Callable[..., Any], days_pass: Callable[[date], None]
) -> None:
    month = periods.month_of(clock.today())
    for index, times in ((1, 3), (2, 2), (3, 1), (4, 1)):  # the third and the fourth are equal
        for turn in range(times):
            deed(cast, cast.households[index], cast.deduction, day=month + timedelta(days=turn))
    days_pass(issue_day(cast, month))
    named = [entry.household.number for entry in entries(cast, "black", month)]
    assert named == [cast.households[1].number, cast.households[2].number]

    # Nobody does anything: nothing is public, and the committee is reminded.
    public = person("public", "phone")
    days_pass(clock.today() + timedelta(days=6))
    public.comes_back(f"{VILLAGE}/")
    assert "焚烧秸秆" not in public.reads()
    branch = member(person, cast.branch, "branch", "phone")
    branch.goes(f"{VILLAGE}/work/")
    branch.sees("reminded", "草稿已搁置 6 天")

    # Published, told, days over, decided: the notice names the two.
    publish(cast, month)
    for entry in entries(cast, "black", month):
        black.tell(entry=entry, way=TellingWay.PHONE, told_on=clock.today(), by=cast.branch, at=clock.now())
    days_pass(clock.today() + timedelta(days=4))
    for entry in entries(cast, "black", month):
        for voter in (cast.branch, cast.representative):
            black.vote_black(entry=entry, agrees=True, by=voter, at=clock.now())
    public.comes_back(f"{VILLAGE}/board/{month:%Y-%m}/notice/")
    public.sees("notice", "积分后三名的通报", "焚烧秸秆")
    for household in cast.households[1:5]:
        assert household.head_name not in public.reads()

    # The next month nobody is named, and the notice says so; who has no points is visited.
    after = periods.add_months(month, 1)
    deed(cast, cast.households[0], day=after)
    days_pass(issue_day(cast, after))
    publish(cast, after)
    public.comes_back(f"{VILLAGE}/board/{after:%Y-%m}/notice/")
    public.sees("nobody", "本月没有需要通报的户")
    branch.goes(f"{VILLAGE}/work/visit-list/")
    branch.sees("visits", cast.households[5].head_name, "没有得分不是过错")


def test_a_consent_withdrawn(cast: Cast, person: Callable[..., Any], days_pass: Callable[[date], None]) -> None:
    month, household = periods.month_of(clock.today()), cast.households[0]
    consents.give(
        household=household, kind="names", given_on=clock.today(), paper="夹一·1", by=cast.administrator, at=clock.now()
    )
    deed(cast, household, day=month)
    days_pass(issue_day(cast, month))
    publish(cast, month)
    assert [entry.household_id for entry in entries(cast, Colour.RED, month)] == [household.pk]
    public = person("public", "phone")
    public.comes_back(f"{VILLAGE}/")
    public.sees("named", f"{household.head_name}户")

    administrator = member(person, cast.administrator, "administrator")
    administrator.goes(f"{VILLAGE}/work/privacy/{household.pk}/")
    administrator.page.get_by_role("link", name="撤回").click()
    administrator.page.get_by_label("怎样提出的？").fill("口头向管理员提出")
    administrator.presses("撤回同意")
    for address in (f"{VILLAGE}/", f"{VILLAGE}/board/{month:%Y-%m}/", f"{VILLAGE}/standing/"):
        public.comes_back(address)
        assert household.head_name not in public.reads(), address
