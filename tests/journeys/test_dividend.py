"""A dividend from the year's profit to a household's own line and the signed sheet, in a village without points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from councils.models import Dividend
from points.enums import Module
from points.models import Household, Village
from tests.factories import Cast

VILLAGE = "/v/wangjiagou"


def test_dividend(cast: Cast, person: Callable[..., Any]) -> None:
    Village.objects.filter(pk=cast.village.pk).update(points_on=False, modules=[Module.ECONOMY.value])
    Household.objects.filter(village=cast.village).update(members=4)
    Household.objects.filter(pk=cast.households[0].pk).update(members=3)

    administrator = person("administrator", "desk")
    administrator.goes(f"{VILLAGE}/work/dividends/new/")
    administrator.logs_in(cast.administrator.username)
    page = administrator.page
    page.get_by_label("集体经济利润，元").fill("3541.67")
    page.get_by_label("拿出多少来分，%").fill("60")
    page.get_by_label("每份金额取整（不进位）").select_option("100")
    page.get_by_label("哪次会议通过的？").fill("村民代表会议，1月8日")
    administrator.presses("生成方案和名单")
    # 60 per cent of 3541.67 are 2125.00 for 47 people: 45 yuan each, 10 left.
    administrator.sees("draft", "2,125.00", "45.00", "10.00")
    made = Dividend.objects.get(village=cast.village)
    administrator.goes(f"{VILLAGE}/work/dividends/{made.pk}/list/")
    administrator.sees("list", "保存本组")

    supervisor = person("supervisor", "desk")
    supervisor.goes(f"{VILLAGE}/work/dividends/{made.pk}/")
    supervisor.logs_in(cast.supervisor.username)
    supervisor.presses("逐行核对无误")
    supervisor.sees("checked", "监督已核对")

    administrator.goes(f"{VILLAGE}/work/dividends/{made.pk}/")
    administrator.presses("公布", exact=True)
    administrator.sees("published", "已公布，发放中")

    villager = person("villager", "phone")
    villager.goes("/login/")
    villager.logs_in(cast.villager.username)
    villager.goes(f"{VILLAGE}/my/")
    villager.sees("our-household", "我家分红", "135.00", "未领")

    officer = person("officer", "desk")
    officer.goes(f"{VILLAGE}/work/dividends/{made.pk}/print/")
    officer.logs_in(cast.officer.username)
    officer.sees("sheets", "签领表", cast.households[0].head_name, "每人45.00元")
    for group in (1, 2):
        officer.goes(f"{VILLAGE}/work/dividends/{made.pk}/pay/?group={group}")
        for box in officer.page.locator("input[name=lines]").all():
            box.check()
        officer.presses("登记已签领")
    officer.sees("ticked", "已登记")
    officer.goes(f"{VILLAGE}/work/dividends/{made.pk}/")
    officer.presses("全部发放完毕")
    officer.sees("paid-out", "已发放")

    villager.goes(f"{VILLAGE}/my/dividends/")
    villager.sees("own-line", "135.00")
    assert "未领" not in villager.reads()

    nobody = person("public", "phone")
    nobody.goes(f"{VILLAGE}/dividends/")
    nobody.sees("public", "元／人", "2,125.00", "已签领")
    assert cast.households[0].head_name not in nobody.reads()
