"""Invented people of 祝村: thirteen groups, a grid each, those who hold an office, and what households brought in."""

from __future__ import annotations

from random import Random

from points.sample.cases import Case, Told
from points.sample.names import head_name
from points.sample.people import SEED, SampleHousehold

GROUPS, HOUSEHOLDS = 13, 312
#: 户 of which the printed villager account is one; group 1.
VILLAGER = "006"
VILLAGER_LOGIN, ADMINISTRATOR, OFFICER, SECRETARY, SUPERVISOR = (
    "zccunmin", "zcguanli", "zcxinxi", "zczhishu", "zcjiandu",
)  # fmt: skip
#: Of group 5: votes on the board beside the secretary.
REPRESENTATIVE, REPRESENTATIVE_HOME = "zczudaibiao", "106"
#: The grid officer of grid 1 is printed.
GRID_LOGIN = "zcwangge"

WORDS = Told(
    cases=(
        Case("problem", "road", "路口路灯坏了半个月，晚上老人看不见", "换了灯头和线，晚上试亮过了", "路口路灯已换新"),
        Case("problem", "water", "自来水断断续续，早上做饭没水", "查到水管漏点，已换管通水", "换水管，恢复供水"),
        Case("problem", "clean", "垃圾池满了没人清，苍蝇多", "联系清运车清了，改为每两天一清", "垃圾池改为两天一清"),
        Case("problem", "road", "产业路塌了一截，三轮车过不去", "组里出工填了石头，垫平了", "塌方路段已垫平"),
        Case("problem", "power", "电压低，抽水机带不动", "电管所换了变压器档位，能抽水了", "低电压已处理"),
        Case("problem", "benefits", "耕地补贴少发了一亩", "核对台账，补录一亩，下批补发", "耕地补贴已核对补录"),
        Case("problem", "farm", "枇杷成熟了卖不出去", "联系合作社上门收，收了八成", "联系合作社收枇杷"),
        Case(
            "problem", "house", "房后土坎下滑，怕雨天出事", "设了警示牌，雨天安排转移，镇上已来看", "土坎隐患已设警示"
        ),
        Case(
            "emergency", "house", "大雨冲垮屋后堡坎，泥进了灶房", "当天组织人清泥转移，拉了警戒线", "雨后险情当天处置"
        ),
        Case("emergency", "power", "电线杆被风吹斜，线快挨到房顶", "电管所来人扶正加固", "电杆已扶正"),
        Case("emergency", "water", "山上水管爆了，水往路上冲", "关阀抢修，两小时恢复", "水管爆裂已抢修"),
        Case("dispute", "land", "和隔壁为田坎边界吵起来了", "到场丈量，双方签了调解书", "地界纠纷调解成功"),
        Case("dispute", "neighbours", "邻居家鸡鸭来吃菜，说了不听", "上门劝说，对方围了栏", "邻里纠纷已劝和"),
        Case("dispute", "water", "上下田争放水，吵了两回", "定了轮流放水的时间表", "商定轮流放水"),
        Case("wish", "road", "想在院坝边装两个健身器材", "报镇上列入计划，已安装", "院坝装了健身器材"),
        Case("wish", "farm", "想学果树修剪，盼请技术员来", "请农技员讲了两场", "请农技员教修剪"),
        Case("wish", "benefits", "老人不会用手机认证养老金", "网格员上门帮忙认证", "上门帮老人认证"),
    ),
    later=(
        ("这条路要硬化，今年没有项目资金，先铺碎石，明年再报", "明年再报项目，先铺碎石"),
        ("改水管要等镇上统一改造，明年动工", "等镇上统一改造"),
    ),
    passed=(("沙湾区供电所", "GD-2031"), ("葫芦镇民政办", "MZ-118"), ("区交通局", "JT-77")),
    heard=(
        "身体还好，菜够吃", "盼着儿子过年回来", "灶房漏雨，要找人看", "说水有时小", "地里的活做不动了，想把田转出去",
        "孩子作业没人教", "药按时在吃", "问养老金什么时候发", "说路灯装得好", "夸组里调解得公道",
        "柴火不够，让邻居帮着劈了",
    ),
    places=("三岔路口", "老井边", "堰塘坎上", "晒坝旁", "屋后竹林边", "大路口", ""),
)  # fmt: skip


def households(seed: int = SEED) -> tuple[SampleHousehold, ...]:
    """Numbered by group, all of them at home."""
    rng = Random(f"{seed}:zhucun")
    rows: list[SampleHousehold] = []
    taken: set[str] = set()
    for group in range(1, GROUPS + 1):
        for _ in range(HOUSEHOLDS // GROUPS):
            name = head_name(rng, group)
            while name in taken:
                name = head_name(rng, group)
            taken.add(name)
            rows.append(
                SampleHousehold(
                    number=f"{len(rows) + 1:03d}",
                    head_name=name,
                    group=group,
                    members=rng.choices((1, 2, 3, 4, 5, 6), weights=(8, 22, 24, 22, 14, 8))[0],
                )
            )
    return tuple(rows)
