"""A matter goes its way by clicks: from what a household suggests to the notice board; and rules that were passed step
by step put a scheme in force, without anybody typing a number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from councils.enums import BodyKind
from councils.models import Body, BodyMember, Matter, MatterMandate, MatterSuggestion
from councils.services.matters import papers, procedures, watching
from points.enums import Module
from points.models import Scheme
from points.services import schemes
from tests.factories import Cast
from tests.journeys.walk import zh
from tests.matters import support as s
from villagegov.kernel import clock

VILLAGE = "/v/wangjiagou"
WORDS = "三组弯道看不见来车，装两面反光镜"
TITLE = "三组弯道装反光镜"
COUNCIL = ("税国强", "代秀英", "胡桂华", "王大明", "李春梅", "周建平", "邓小兰", "何志勇", "杨素珍", "陈光明")


def seated(cast: Cast, kind: BodyKind, name: str, people: Sequence[str]) -> Body:
    body = cast.bodies.get(kind) or Body.objects.create(village=cast.village, name=name, kind=kind)
    BodyMember.objects.bulk_create(
        BodyMember(village=cast.village, body=body, name=who, term_from=date(2024, 1, 1)) for who in people
    )
    cast.bodies[kind] = body
    return body


def test_matters(cast: Cast, person: Callable[..., Any], days_pass: Callable[[date], None]) -> None:
    cast.village.modules = [Module.MATTERS]
    cast.village.save(update_fields=["modules"])
    BodyMember.objects.filter(village=cast.village, user=cast.branch).update(name="王惠")
    seated(cast, BodyKind.COUNCIL, "村民议事会", COUNCIL)
    seated(cast, BodyKind.VILLAGE_COMMITTEE, "村委会", ("王惠民", "胡明"))

    administrator = person("administrator", "desk")
    administrator.goes(f"{VILLAGE}/work/matters/procedures/")
    page = administrator.logs_in(cast.administrator.username)
    administrator.sees("ready-made", "村民议事会", "四议两公开")
    ready = page.locator("section", has=page.get_by_role("heading", name="村民议事会", exact=True))
    administrator.presses("选用", within=ready)
    administrator.sees("procedure", "已选用“村民议事会”并启用")

    villager = person("villager", "phone")
    villager.goes("/login/")
    villager.logs_in(cast.villager.username)
    villager.goes(f"{VILLAGE}/my/suggestions/")
    villager.page.get_by_label("您有什么建议？").fill(WORDS)
    villager.presses("提交", exact=True)
    villager.sees("suggested", "已收到", WORDS)

    # Taken up: the draft begins with the household's own words.
    branch = person("branch", "desk")
    branch.goes(f"{VILLAGE}/work/matters/suggestions/")
    page = branch.logs_in(cast.branch.username)
    branch.sees("suggestions", WORDS)
    branch.presses("立为议题")
    assert page.get_by_label("议什么").input_value() == WORDS
    page.get_by_label("标题").fill(TITLE)
    page.get_by_label("谁提议").select_option("王惠")
    page.get_by_label("按哪个议事程序").select_option(label="村民议事会")
    branch.sees("draft", "事项类型")
    branch.presses("保存", exact=True)
    branch.sees("drafted", "立项后开始办理")
    branch.presses("立项，开始办理")
    branch.sees("way", "已立项", "通知开会：两委提出议题")
    matter = Matter.objects.get(village=cast.village)
    assert MatterSuggestion.objects.get(village=cast.village).state == "taken_up"

    # The two committees propose it; then the council is called, and its notice hangs at the board.
    s.held(cast, matter, at=clock.now())
    days_pass(clock.today() + timedelta(days=1))
    branch.goes(f"{VILLAGE}/work/matters/{matter.number}/")
    branch.presses("通知开会：议事会议定")
    page.get_by_label("几点").fill("19:30")
    page.get_by_label("地点").fill("村委会会议室")
    branch.sees("call", "最早可以在", "10")
    branch.presses("发出通知")
    sitting = s.turn(matter).sitting
    assert sitting is not None
    branch.sees("called", "已通知", "村民议事会")
    branch.presses("打印通知")
    branch.sees("notice", TITLE, "19:30")

    # Eight of ten come; six are in favour.
    days_pass(sitting.held_on)
    held = f"{VILLAGE}/work/sittings/{sitting.number}/"
    recorder = person("branch", "phone")
    recorder.goes(held)
    page = recorder.logs_in(cast.branch.username)
    for name in COUNCIL[:8]:
        page.get_by_label(name).check()
    recorder.presses("保存签到")
    recorder.sees("roll", "到会 8 人")
    recorder.presses("登记回避和表决")
    for name in COUNCIL[:2]:
        page.get_by_role("group", name=name).get_by_label("反对").check()
    recorder.sees("votes", "保存表决")
    recorder.presses("保存表决")
    recorder.sees("would-pass", "按现有票数可以通过")
    page.get_by_label("会议记录").fill("两人认为一面就够，多数同意装两面。")
    recorder.presses("结束会议")
    recorder.sees("closed", "结果已算出")

    supervisor = person("supervisor", "phone")
    supervisor.goes(f"{VILLAGE}/work/matters/{matter.number}/")
    supervisor.logs_in(cast.supervisor.username)
    supervisor.sees("to-supervise", "程序是否合规？", "同意")
    supervisor.presses("程序合规")
    supervisor.sees("supervised", "监督员")

    branch.goes(f"{VILLAGE}/work/matters/{matter.number}/")
    branch.presses("已张贴：从今天起公示 7 天")
    branch.sees("posted", "从今天起公示")

    # Everybody reads what was decided, with the numbers and nobody's vote.
    villager.comes_back(f"{VILLAGE}/affairs/")
    villager.sees("board", TITLE, "应到10人，实到8人，同意6人", f"{zh(clock.today())}")
    villager.page.get_by_role("link", name=TITLE).click()
    villager.sees("affair", WORDS, "应到10人，实到8人，同意6人")
    assert not any(name in villager.reads() for name in COUNCIL)
    villager.goes(f"{VILLAGE}/my/suggestions/")
    villager.sees("became", "已采纳立项", TITLE)

    days_pass(clock.today() + timedelta(days=7))
    branch.goes(f"{VILLAGE}/work/matters/{matter.number}/")
    branch.sees("passed", "已通过")


def passed_by_four_and_two(cast: Cast) -> Matter:
    """Rules that the branch proposed, both committees consulted on, the party members reviewed, the representatives
    decided, and that hung for seven days.
    """
    seated(cast, BodyKind.VILLAGE_COMMITTEE, "村委会", ("王惠民", "胡明"))
    seated(cast, BodyKind.PARTY_MEMBERS, "党员大会", COUNCIL[:5])
    seated(cast, BodyKind.REPRESENTATIVES, "村民代表会议", COUNCIL[5:])
    at = clock.now() - timedelta(days=20)
    used = procedures.take_over(village=cast.village, ready="four_two", by=cast.administrator, at=at)
    matter = s.opened(cast, used, at, title="修订积分管理办法", text="清扫每次8分", weight="rules")
    for step in (1, 2, 3, 4):
        if step == 4:
            for kind in ("town_opinion", "legal_opinion"):
                words = {"dated": clock.local_day(at), "words": "没有意见"}
                papers.add_paper(matter=matter, kind=kind, **words, by=cast.branch, at=at)
        at = s.held_at(s.held(cast, matter, at=at))
    watching.post(step=s.turn(matter), by=cast.branch, at=at)
    watching.run_matters(cast.village, clock.now())
    return s.fresh(matter)


def test_matters_rules(cast: Cast, person: Callable[..., Any]) -> None:
    cast.village.modules = [Module.MATTERS]
    cast.village.save(update_fields=["modules"])
    matter = passed_by_four_and_two(cast)
    assert matter.state == "passed"
    draft = schemes.copy_scheme(scheme=cast.scheme, title="积分管理办法", by=cast.administrator, at=clock.now())

    office = person("administrator", "desk")
    office.goes(f"{VILLAGE}/work/matters/{matter.number}/")
    page = office.logs_in(cast.administrator.username)
    office.sees("way", "村民代表会议决议", "决议落实")
    assert "已张贴" not in office.reads(), "a result is posted with its words, where it is carried out"
    page.goto(f"{VILLAGE}/work/scheme/{draft.pk}/")
    office.presses("凭会议决议施行")
    office.sees("offered", "修订积分管理办法", "应到6，实到6，同意6")
    chosen = page.locator("form", has=page.locator("input[name=on-record-filing]"))
    chosen.get_by_label("乡镇备案号").fill("研经镇备案2027-01号")
    office.presses("施行", within=chosen, exact=True)
    office.sees("in-force", "从现在起不再改动")
    mandate = Scheme.objects.get(village=cast.village, pk=draft.pk).mandate
    assert mandate is not None and (mandate.entitled, mandate.present, mandate.in_favour) == (6, 6, 6)
    assert MatterMandate.objects.get(village=cast.village).matter_id == matter.pk

    public = person("public", "phone")
    public.goes(f"{VILLAGE}/rules/")
    public.sees("rules", "村民代表会议")
