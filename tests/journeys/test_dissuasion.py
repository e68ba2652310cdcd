"""A breach of the village rules through two dissuasions and a deduction to what putting it right earns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from councils.models import Breach
from councils.services import grids
from points.enums import ClaimState, Module, Role
from points.models import Claim, Village, VillageSettings
from points.services.claims import send_up
from tests.factories import Cast, ItemFactory, member
from villagegov.kernel import clock

VILLAGE = "/v/wangjiagou"
FACTS = "组道边堆了建渣约两方"
VERSE = "垃圾入桶院坝宽\n路上不堆不为难\n大家走起都平安\n都喜欢"


def test_dissuasion(cast: Cast, person: Callable[..., Any], days_pass: Callable[[date], None]) -> None:
    today = clock.today()
    Village.objects.filter(pk=cast.village.pk).update(modules=[Module.VILLAGE_RULES.value])
    ItemFactory(scheme=cast.scheme, category=cast.category, code=70, name="主动改正", points=3)
    VillageSettings.objects.filter(village=cast.village).update(repair_item=70)
    own = cast.households[0]

    # The rules: drafted, adopted with the meeting's decision, read by everybody.
    administrator = person("administrator", "desk")
    administrator.goes(f"{VILLAGE}/work/village-rules/")
    administrator.logs_in(cast.administrator.username)
    administrator.presses("新建草稿")
    page = administrator.page
    page.get_by_label("三句半").fill(VERSE)
    for number, text in enumerate(("不赌博", "孝老人", "有事找网格员", "不占路堆放东西"), start=1):
        page.get_by_label(f"第{number}条", exact=True).fill(text)
    administrator.sees("draft", "三句半")
    administrator.presses("保存", exact=True)
    administrator.sees("saved", "已保存", "现有24字")
    administrator.presses("录入表决结果")
    page.get_by_label("会议", exact=True).fill("村民会议")
    page.get_by_label("召开日期").fill((today - timedelta(days=3)).isoformat())
    for label, number in (("应到人数", "12"), ("实到人数", "10"), ("同意人数", "9")):
        page.get_by_label(label).fill(number)
    page.get_by_label("乡镇备案号").fill("研经镇备案12号")
    administrator.presses("施行", exact=True)
    administrator.sees("adopted", "已施行", "垃圾入桶院坝宽", "不占路堆放东西")
    administrator.goes(f"{VILLAGE}/village-rules/card/")
    administrator.sees("cards", "都喜欢")

    # The grid officer reports it and speaks to the household.
    grid = member(cast.village, Role.GRID_OFFICER, name="张德明")
    grids.save_grid(
        village=cast.village, number=1, name="第1网格", groups=[group.pk for group in cast.groups], officers=[grid.pk],
        by=cast.administrator, at=clock.now(),
    )  # fmt: skip
    officer = person("grid", "phone")
    officer.goes(f"{VILLAGE}/work/breaches/new/")
    officer.logs_in(grid.username)
    officer.page.get_by_label("哪一户").fill(own.number)
    officer.page.get_by_label("违反哪一条").select_option(label="重点工作：第4条 不占路堆放东西")
    officer.page.get_by_label("看到的情况").fill(FACTS)
    officer.sees("report", "不写猜测")
    officer.presses("登记", exact=True)
    officer.sees("reported", "已登记", FACTS)
    officer.page.get_by_label("劝阻时说了什么").fill("请这几天清走")
    officer.page.get_by_label("农户怎么说").fill("等车来拉")
    officer.presses("记下", exact=True)
    officer.sees("first", "已记下", "留给本户改正的时间")

    villager = person("villager", "phone")
    villager.goes("/login/")
    villager.logs_in(cast.villager.username)
    villager.goes(f"{VILLAGE}/my/breaches/")
    villager.presses("不占路堆放东西")
    villager.page.get_by_label("您的说法", exact=False).first.fill("车坏了，过几天拉")
    villager.presses("加上", exact=True)
    villager.sees("word", "已加上", "请这几天清走", "车坏了")

    # Three days later once more; then the information officer proposes points.
    days_pass(today + timedelta(days=3))
    breach = Breach.objects.get(village=cast.village)
    officer.goes(f"{VILLAGE}/work/breaches/{breach.pk}/")
    officer.page.get_by_label("劝阻时说了什么").fill("再请清走")
    officer.presses("记下", exact=True)
    officer.sees("second", "可以提出处理")
    desk = person("officer", "desk")
    desk.goes(f"{VILLAGE}/work/breaches/{breach.pk}/")
    desk.logs_in(cast.officer.username)
    desk.page.get_by_label("扣分，按积分项目").check()
    desk.page.get_by_label("积分项目", exact=False).last.select_option(str(cast.deduction.pk))
    desk.page.get_by_label("原因").first.fill("两次劝阻后仍未清走")
    desk.sees("propose", "不能罚款")
    desk.presses("提出", exact=True)
    desk.sees("proposed", "已提出", cast.deduction.name)
    claim = Claim.objects.get(village=cast.village, state=ClaimState.DRAFT)
    send_up(village=cast.village, claim_ids=[claim.pk], by=cast.officer, at=clock.now())

    # Put right; it earns something.
    desk.goes(f"{VILLAGE}/work/breaches/{breach.pk}/")
    desk.page.get_by_label("怎么改正的").fill("建渣已清走")
    desk.presses("已改正，办结")
    desk.sees("righted", "已改正，办结", "主动改正")
    desk.presses("起草加分申报")
    desk.sees("earned", "已起草", "改正加分")
    assert Claim.objects.filter(village=cast.village, item_code=70, state=ClaimState.DRAFT).count() == 1
    desk.goes(f"{VILLAGE}/work/breaches/{breach.pk}/print/")
    desk.sees("record", "劝阻记录", FACTS, "车坏了")
    desk.goes(f"{VILLAGE}/work/breaches/?over=1")
    desk.sees("list", own.head_name)

    # Nobody else reads any of it.
    nobody = person("public", "phone")
    nobody.goes(f"{VILLAGE}/village-rules/")
    nobody.sees("rules", "垃圾入桶院坝宽", "不足5件")
    assert FACTS not in nobody.reads() and own.head_name not in nobody.reads()
