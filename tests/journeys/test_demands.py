"""A demand from the phone: somebody comes, it is answered, it is not so, it is answered again, and then it is so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from councils.models import Demand
from points.enums import Module, Role
from tests.factories import Cast, member

VILLAGE = "/v/wangjiagou"
WORDS = "路口的灯坏了半个月，晚上看不见"


def test_demands(cast: Cast, person: Callable[..., Any]) -> None:
    cast.village.modules = [Module.DEMANDS]
    cast.village.save(update_fields=["modules"])
    grid = member(cast.village, Role.GRID_OFFICER, name="冯网格")

    administrator = person("administrator", "desk")
    administrator.goes(f"{VILLAGE}/work/grids/new/")
    administrator.logs_in(cast.administrator.username)
    page = administrator.page
    page.get_by_label("网格名称").fill("第1网格")
    page.get_by_label(cast.households[0].group.name, exact=True).check()
    page.get_by_label("冯网格").check()
    administrator.presses("保存", exact=True)
    administrator.sees("grids", "第1网格", "冯网格")

    villager = person("villager", "phone")
    villager.goes("/login/")
    villager.logs_in(cast.villager.username)
    villager.goes(f"{VILLAGE}/my/demands/new/")
    page = villager.page
    page.get_by_label("反映问题").check()
    page.locator("select[name=topic]").select_option("road")
    page.get_by_label("用几句话说清楚").fill(WORDS)
    page.get_by_label("同意村里公开办理结果").check()
    villager.sees("form", "3个工作日内有人上门")
    villager.presses("提交", exact=True)
    villager.sees("arrived", "已收到，编号1", WORDS)
    made = Demand.objects.get(village=cast.village)

    # The grid officer has been there, on the phone and in under a minute.
    officer = person("grid", "phone")
    officer.goes(f"{VILLAGE}/work/visits/")
    officer.logs_in(grid.username)
    officer.sees("to-arrive", "反映问题 · 道路路灯")
    officer.page.get_by_role("link", name="去过了，登记").first.click()
    officer.page.get_by_label("听到了什么？").fill("灯头坏了，要换")
    officer.presses("保存走访")
    officer.sees("visited", "走访已登记")
    officer.page.get_by_label("已解决").check()
    officer.page.get_by_label("答复内容").fill("换了灯头")
    officer.presses("答复农户")
    officer.sees("answered", "等农户确认是否属实")

    villager.goes(f"{VILLAGE}/my/demands/{made.pk}/")
    villager.sees("is-it-so", "是不是真的这样", "换了灯头")
    villager.page.get_by_label("还差什么？").fill("晚上还是不亮")
    villager.presses("不是这样")
    villager.sees("not-so", "再办一次")

    officer.goes(f"{VILLAGE}/work/demands/{made.pk}/")
    officer.sees("once-more", "晚上还是不亮")
    officer.page.get_by_label("已解决").check()
    officer.page.get_by_label("答复内容").fill("线也换了，试亮过")
    officer.page.get_by_label("公开页上的话").fill("路口的灯修好了")
    officer.presses("答复农户")

    villager.goes(f"{VILLAGE}/my/demands/{made.pk}/")
    villager.presses("是这样", exact=True)
    villager.sees("so", "已办结：您确认属实")

    nobody = person("public", "phone")
    nobody.goes(f"{VILLAGE}/demands/")
    nobody.sees("public", "路口的灯修好了", "提出1件，答复1件，解决1件")
    assert WORDS not in nobody.reads() and cast.households[0].head_name not in nobody.reads()
    reader = person("supervisor", "desk")
    reader.goes(f"{VILLAGE}/work/demands/figures/")
    reader.logs_in(cast.supervisor.username)
    reader.sees("figures", "解决率", "100%")
