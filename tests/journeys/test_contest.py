"""A contest, from its titles to the certificate: one member keeps away, two households are level."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from boards.models import Contest, ContestAward
from councils.models import NearKin
from points.enums import EntryKind
from points.models import Entry
from tests.factories import Cast
from tests.journeys.walk import Person, zh
from tests.support import ARTEFACTS
from villagegov.kernel import clock

VILLAGE = "/v/wangjiagou"
TITLE = "洁美庭院"


def mark(person: Person, household: Any, *marks: int) -> None:
    """Open a household on the judge's list and give a mark for each criterion."""
    person.page.get_by_role("link", name=re.compile(f"(打分|分，修改).*{household.number}")).click()
    fill(person, *marks)


def fill(person: Person, *marks: int) -> None:
    for field, value in zip(person.page.get_by_role("spinbutton").all(), marks, strict=True):
        field.fill(str(value))
    person.presses("保存分数")


def test_contest(cast: Cast, person: Callable[..., Any], days_pass: Callable[[date], None]) -> None:
    mine, second, third, fourth = (cast.households[number] for number in (0, 2, 3, 5))
    NearKin.objects.create(village=cast.village, user=cast.branch, household=mine, registered_on=date(2026, 1, 1))
    until = clock.today() + timedelta(days=2)

    # The administrator adds the titles, begins this quarter's contest and calls it.
    administrator = person("administrator", "desk")
    page = administrator.goes(f"{VILLAGE}/work/contests/titles/")
    administrator.logs_in(cast.administrator.username)
    administrator.sees("no-title", "还没有称号")
    administrator.presses("添加洁美庭院")
    administrator.sees("titles", TITLE, "院内整洁")
    administrator.presses(TITLE)
    page.get_by_label("评分项和满分").fill("院内整洁 60\n房前屋后 30")
    administrator.presses("保存")
    administrator.sees("title-refused", "合计应为100分，现在是90分")
    page.get_by_label("评分项和满分").fill("院内整洁 60\n房前屋后 40")
    administrator.presses("保存")
    administrator.presses("评比", exact=True)
    administrator.sees("desk", "还没有评比")
    page.get_by_role("button", name=re.compile(f"开始.*{TITLE}")).click()
    page.get_by_label("报名截止日").fill(until.isoformat())
    administrator.sees("drafted", "待发布")
    administrator.presses("发布评比")
    administrator.sees("called", "报名中")
    contest = Contest.objects.get(village=cast.village)

    # Everybody reads the call; a household enters itself on its phone; the rest comes on paper and from a member.
    public = person("public", "phone")
    public.goes(f"{VILLAGE}/contests/")
    public.sees("contests", TITLE, "报名中")
    public.presses(TITLE)
    public.sees("call", zh(until), "+30", "60分以上才能得奖")
    villager = person("villager", "phone")
    villager.goes(f"{VILLAGE}/my/")
    villager.logs_in(cast.villager.username)
    villager.sees("passbook", TITLE)
    villager.presses("为本户报名")
    villager.sees("nominate", mine.head_name)
    villager.presses("为本户报名")
    villager.sees("nominated", "已报名“洁美庭院”评比", "退出评比")
    officer = person("officer", "desk")
    page = officer.goes(f"{VILLAGE}/contests/{contest.pk}/nominate/")
    officer.logs_in(cast.officer.username)
    for household, paper in ((second, "P-1"), (third, "P-2")):
        page.get_by_label("农户").fill(household.number)
        page.get_by_label("推荐理由").fill("院坝天天打扫，柴草码放整齐")
        page.get_by_label("书面材料编号").fill(paper)
        officer.presses("推荐", exact=True)
        officer.sees(f"paper-{household.number}", f"{household.number}号户已报名")
    supervision = person("supervision", "phone")
    page = supervision.goes(f"{VILLAGE}/contests/{contest.pk}/nominate/")
    supervision.logs_in(cast.supervision.username)
    page.get_by_label("农户").fill(second.number)
    page.get_by_label("推荐理由").fill("房前屋后种了花")
    supervision.presses("推荐", exact=True)
    supervision.sees("already", "已经报名了")
    page.get_by_label("农户").fill(fourth.number)
    supervision.presses("推荐", exact=True)
    supervision.sees("member", f"{fourth.number}号户已报名")

    # Nominations over, the members judge on their phones.
    days_pass(until + timedelta(days=1))
    officer.goes(f"{VILLAGE}/work/contests/")
    officer.presses(TITLE)
    officer.page.get_by_label("委员各自在手机上打分").check()
    officer.sees("judging", "开始评分")
    officer.presses("开始评分")
    officer.sees("progress", "委员打分进度", "王惠")
    supervision.goes(f"{VILLAGE}/work/contests/{contest.pk}/score/")
    supervision.sees("to-judge", "还有3户没打分", "推荐人")
    supervision.page.get_by_role("link", name=re.compile(f"打分.*{mine.number}")).click()
    fill(supervision, 70, 30)
    assert supervision.page.get_by_role("spinbutton").first.is_visible(), "the browser stops 70 of 60"
    fill(supervision, 55, 36)
    fill(supervision, 50, 30)
    supervision.sees("next", third.head_name)
    fill(supervision, 48, 32)
    supervision.sees("all-judged", "您已全部评完", "91分")
    branch, representative = person("branch", "phone"), person("representative", "phone")
    branch.goes(f"{VILLAGE}/work/contests/{contest.pk}/score/")
    branch.logs_in(cast.branch.username)
    branch.sees("kin", "近亲属", "还有3户没打分")
    for household, marks in ((second, (50, 30)), (third, (48, 32)), (fourth, (40, 30))):
        branch.goes(f"{VILLAGE}/work/contests/{contest.pk}/score/")
        mark(branch, household, *marks)
    representative.goes(f"{VILLAGE}/work/contests/{contest.pk}/score/")
    representative.logs_in(cast.representative.username)
    for household, marks in ((mine, (55, 34)), (second, (52, 30)), (third, (50, 32)), (fourth, (41, 30))):
        representative.goes(f"{VILLAGE}/work/contests/{contest.pk}/score/")
        mark(representative, household, *marks)

    # Two are level at the second prize: they alone are judged once more.
    officer.goes(f"{VILLAGE}/work/contests/{contest.pk}/")
    officer.presses("结束本轮")
    officer.sees("level", "有农户同分", "第2轮")
    for judge, marks in ((branch, (50, 30)), (representative, (50, 31))):
        judge.goes(f"{VILLAGE}/work/contests/{contest.pk}/score/")
        judge.sees("extra-round", "还有2户没打分")
        mark(judge, second, *marks)
        fill(judge, marks[0] + 2, marks[1])
    officer.goes(f"{VILLAGE}/work/contests/{contest.pk}/")
    officer.presses("结束本轮")
    officer.sees("decided", "结果已出", "第一名", "90.00")
    officer.presses("结果表（A4）")
    officer.sees("sheet", "近亲属", "评委签字")

    # A member puts it in publicity; strangers read masked names; after seven days it is awarded.
    representative.goes(f"{VILLAGE}/work/contests/{contest.pk}/")
    representative.presses("公示结果")
    representative.sees("publicised", "结果公示中")
    public.comes_back(f"{VILLAGE}/contests/{contest.pk}/")
    public.sees("result", "李*华户", "第一名", "对结果提异议")
    assert mine.head_name not in public.reads() and "赵" not in public.reads()
    contest.refresh_from_db()
    assert contest.publicity_until is not None
    days_pass(contest.publicity_until)
    assert not ContestAward.objects.exists(), "its last day is a whole day"
    days_pass(contest.publicity_until + timedelta(days=1))
    lines = Entry.objects.filter(village=cast.village, kind=EntryKind.AWARD)
    assert dict(lines.values_list("household__number", "points")) == {
        mine.number: 30, third.number: 20, second.number: 10,
    }  # fmt: skip

    # The certificate: in the passbook, on paper, and its page.
    villager.goes(f"{VILLAGE}/my/")
    villager.sees("award", "洁美庭院评比第一名", "+30")
    villager.presses(re.compile("^证书"))
    villager.sees("certificate", "本证书属实", f"{mine.head_name}户")
    public.goes(villager.page.url)
    public.sees("genuine", "本证书属实", "李*华户")
    assert mine.head_name not in public.reads()
    public.goes(f"{VILLAGE}/honours/")
    public.sees("honours", TITLE, "第一名")
    officer.goes(f"{VILLAGE}/work/contests/{contest.pk}/certificates/")
    officer.sees("certificates", "荣誉证书", "特发此证")
    printed = officer.page.pdf(path=ARTEFACTS / "contest-certificates.pdf", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 3, "a sheet for each"
    box = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", printed)
    assert box and float(box[1]) > float(box[2]), "A4 across"
