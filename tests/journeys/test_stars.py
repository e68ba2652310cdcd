"""A year of stars: opened, nominated on the phone and from paper, decided, objected to, plated, and one withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from boards.enums import StarState
from boards.models import StarAward
from points.enums import Module, Role
from points.models import Village
from tests.factories import Cast, member
from tests.journeys.walk import zh
from villagegov.kernel import clock

VILLAGE = "/v/wangjiagou"
WHY = "老母亲瘫在床上四年，照顾得干干净净"
CLEAN = "院坝天天扫，柴火码得整齐"
FELL_AWAY = "院坝长期堆放废料，两次提醒未清理"


def test_stars(cast: Cast, person: Callable[..., Any], days_pass: Callable[[date], None]) -> None:
    today = clock.today()
    Village.objects.filter(pk=cast.village.pk).update(modules=[Module.STARS])
    own, other = cast.households[0], cast.households[1]

    administrator = person("administrator", "desk")
    administrator.goes(f"{VILLAGE}/work/stars/")
    administrator.logs_in(cast.administrator.username)
    administrator.presses("建立新年度")
    page = administrator.page
    page.get_by_label("年度", exact=True).fill(str(today.year))
    page.get_by_label("申报截止日期").fill((today + timedelta(days=5)).isoformat())
    administrator.presses("建立", exact=True)
    administrator.sees("prepared", "致富", "守法", "不评：正在黑榜上")
    administrator.presses("开始评选")
    administrator.sees("opened", "评选开始，可以申报了。")

    villager = person("villager", "phone")
    villager.goes("/login/")
    villager.logs_in(cast.villager.username)
    villager.goes(f"{VILLAGE}/my/stars/")
    villager.page.get_by_label("孝爱").check()
    villager.page.get_by_label("该户做了什么").fill(WHY)
    villager.sees("form", "自荐")
    villager.presses("申报", exact=True)
    villager.sees("nominated", "已申报", "待评议")

    officer = person("officer", "desk")
    officer.goes(f"{VILLAGE}/work/stars/enter/")
    officer.logs_in(cast.officer.username)
    page = officer.page
    page.get_by_label("哪一户").fill(other.number)
    page.get_by_label("洁美").check()
    page.get_by_label("该户做了什么").fill(CLEAN)
    officer.presses("保存，录下一户")
    officer.sees("entered", "已申报：洁美")

    # Two members, one after the other, in one go each.
    windows = []
    for user, width in ((cast.branch, "desk"), (cast.representative, "phone")):
        window = person(user.username, width)
        window.goes(f"{VILLAGE}/work/stars/decide/")
        window.logs_in(user.username)
        window.sees("to-decide", WHY, CLEAN)
        for box in window.page.get_by_role("checkbox").all():
            box.check()
        window.presses("同意勾选的")
        windows.append(window)
    windows[0].sees("waits", "等其他委员")
    windows[1].sees("decided", "2条申报有了结果")

    last_day = today + timedelta(days=6)
    neighbour = member(cast.village, Role.VILLAGER, household=cast.households[3], name="冯远山")
    objector = person("objector", "phone")
    objector.goes(f"{VILLAGE}/stars/")
    objector.presses("登录", within=objector.page.get_by_role("banner"))
    objector.logs_in(neighbour.username)
    objector.goes(f"{VILLAGE}/stars/")
    objector.sees("publicity", f"{last_day.year}年{zh(last_day)}")
    objector.page.get_by_role("link", name="提异议").first.click()
    objector.page.get_by_label("哪里不对").fill("请再核实一下")
    objector.presses("提异议", exact=True)
    objector.sees("held", "有结论之前不授牌")

    supervisor = person("supervisor", "desk")
    held = StarAward.objects.get(village=cast.village, state=StarState.OBJECTED)
    supervisor.goes(f"{VILLAGE}/work/stars/{held.pk}/")
    supervisor.logs_in(cast.supervisor.username)
    supervisor.page.get_by_label("不成立").check()
    supervisor.page.get_by_label("理由").fill("走访邻居，情况属实")
    supervisor.sees("objection", "请再核实一下")
    supervisor.presses("处理", exact=True)
    supervisor.sees("dismissed", "异议不成立")

    days_pass(last_day + timedelta(days=1))
    rows = StarAward.objects.filter(village=cast.village).order_by("plate")
    assert list(rows.values_list("plate", "state")) == [(1, StarState.GRANTED), (2, StarState.GRANTED)]
    villager.comes_back(f"{VILLAGE}/my/stars/")
    villager.sees("plate", "门牌1号")
    officer.goes(f"{VILLAGE}/work/stars/print/?what=plates")
    officer.sees("plates", "孝爱家庭", "洁美家庭", own.head_name)
    administrator.goes(f"{VILLAGE}/work/stars/years/{today.year}/")
    administrator.presses("结束评选")
    administrator.sees("closed", "全优小组已核算")

    nobody = person("public", "phone")
    nobody.goes(f"{VILLAGE}/stars/?year={today.year}")
    nobody.sees("families", "2户星级家庭", "洁美")

    # What fell away goes at once.
    tidy = rows.get(star__name="洁美")
    window = windows[0]
    window.goes(f"{VILLAGE}/work/stars/{tidy.pk}/")
    window.page.get_by_label("哪一条不再符合").fill(FELL_AWAY)
    window.presses("提出", exact=True)
    window.sees("proposed", "等其他委员")
    window = windows[1]
    window.goes(f"{VILLAGE}/work/stars/{tidy.pk}/")
    window.presses("同意摘牌", exact=True)
    window.sees("withdrawn", "已摘牌，公开页面不再显示")
    nobody.comes_back(f"{VILLAGE}/stars/?year={today.year}")
    nobody.sees("families-after", "1户星级家庭", "1户的星已摘牌")
    assert FELL_AWAY not in nobody.reads() and WHY not in nobody.reads()
