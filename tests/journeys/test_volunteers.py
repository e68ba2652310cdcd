"""和平村: a demand goes to a volunteer by strength, is done, the hours are signed by two, and the household says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from councils.models import Demand, ServiceRecord
from points.enums import Module, Role
from tests.factories import Cast, member

VILLAGE = "/v/wangjiagou"


def test_a_demand_served_by_a_volunteer(cast: Cast, person: Callable[..., Any]) -> None:
    cast.village.modules = [Module.DEMANDS, Module.VOLUNTEERS]
    cast.village.points_on = False
    cast.village.save(update_fields=["modules", "points_on"])
    helper = member(cast.village, Role.VILLAGER, household=cast.households[1], name="石师傅")

    officer = person("officer", "desk")
    officer.goes(f"{VILLAGE}/work/volunteers/strengths/")
    officer.logs_in(cast.officer.username)
    officer.presses("加入常用的几项")
    officer.sees("strengths", "水电维修", "调解")
    officer.goes(f"{VILLAGE}/work/volunteers/new/")
    page = officer.page
    page.get_by_label("姓名", exact=True).fill("石师傅")
    page.get_by_label("哪一户").fill(cast.households[1].number)
    page.get_by_label("水电维修").check()
    page.get_by_label("随叫随到：有事可以打电话").check()
    officer.presses("保存", exact=True)
    officer.sees("volunteers", "石师傅", "水电维修", "随叫随到")

    villager = person("villager", "phone")
    villager.goes("/login/")
    villager.logs_in(cast.villager.username)
    villager.goes(f"{VILLAGE}/my/demands/new/")
    page = villager.page
    page.get_by_label("反映问题").check()
    page.locator("select[name=topic]").select_option("water")
    page.get_by_label("用几句话说清楚").fill("厨房水管漏水，关不住")
    villager.presses("提交", exact=True)
    made = Demand.objects.get(village=cast.village)

    # At the office the one whose strength fits stands first.
    officer.goes(f"{VILLAGE}/work/demands/{made.pk}/")
    offered = officer.page.locator("select[name=volunteer]")
    assert offered.locator("option").nth(1).text_content() == "石师傅 · 水电维修 · 随叫随到"
    offered.select_option(index=1)
    officer.sees("to-hand", "反映问题", "厨房水管漏水，关不住")
    officer.presses("交办", exact=True)

    volunteer = person("volunteer", "phone")
    volunteer.goes("/login/")
    volunteer.logs_in(helper.username)
    volunteer.goes(f"{VILLAGE}/my/service/")
    volunteer.sees("task", "厨房水管漏水", "手上的事")
    volunteer.page.get_by_label("您做了什么？").first.fill("换了接头，不漏了")
    volunteer.presses("办好了", exact=True)
    volunteer.sees("done", "由村里答复农户")
    page = volunteer.page
    page.locator("select[name=purpose]").select_option(value=f"demand:{made.pk}")
    page.locator("select[name=quarters]").select_option("6")
    page.get_by_label("做了什么，帮了谁").fill("换水管接头")
    volunteer.presses("填报", exact=True)
    volunteer.sees("entered", "等第二人签字", "1.5小时")

    # Whoever was helped signs; then the hours count.
    villager.goes(f"{VILLAGE}/my/service/")
    villager.sees("to-sign", "请您签字", "换水管接头")
    villager.presses("属实，签字")
    villager.sees("signed", "已签字，时长生效")
    record = ServiceRecord.objects.get(village=cast.village)
    assert record.signatures.get(village=cast.village).by == cast.villager
    volunteer.goes(f"{VILLAGE}/my/service/")
    volunteer.sees("counts", "石师傅：1.5小时（两人签字）")

    officer.goes(f"{VILLAGE}/work/demands/{made.pk}/")
    officer.sees("says-done", "石师傅说办好了", "换了接头，不漏了")
    officer.page.get_by_label("已解决").check()
    officer.page.get_by_label("答复内容").fill("志愿者上门换了接头")
    officer.presses("答复农户")
    villager.goes(f"{VILLAGE}/my/demands/{made.pk}/")
    villager.presses("是这样", exact=True)
    villager.sees("so", "已办结：您确认属实")

    nobody = person("public", "phone")
    nobody.goes(f"{VILLAGE}/volunteers/")
    nobody.sees("public", "志愿者1人", "1.5小时")
    assert "石师傅" not in nobody.reads() and "水管" not in nobody.reads()
