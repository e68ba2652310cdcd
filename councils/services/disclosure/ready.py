"""The ready list of categories and duties, taken over with one press and then the village's own.

Made after what the Organic Law of the Villagers' Committees asks to be public (decisions, finances, subsidies, relief,
use of what the village owns); rhythms: village affairs at least quarterly, frequent finances monthly, major matters at
once. Days and names are choices of this house, to be changed by the village.
"""

from __future__ import annotations

from dataclasses import dataclass

from councils.enums_disclosure import FULFILLED_BY_BOARDS, CountedFrom, Rhythm


@dataclass(frozen=True)
class Ready:
    category: str
    name: str
    about: str
    rhythm: Rhythm
    due_day: int
    responsible: str
    counted_from: CountedFrom = CountedFrom.END
    fulfilled_by: str = ""


R = Rhythm
#: The category for villages that use points.
OF_POINTS = "积分"
CATEGORIES = ("党务", "村务", "财务", "三资", "低保救助", "惠农补贴", "积分", "其他")
DUTIES: tuple[Ready, ...] = (
    Ready(
        "党务", "党支部年度工作计划", "本年要办的事、由谁办、什么时候办完", R.YEARLY, 31, "支部书记", CountedFrom.START
    ),
    Ready("党务", "党费收缴情况", "人数和金额，不列个人", R.HALF_YEARLY, 15, "组织委员"),
    Ready("村务", "村民代表会议决定及办理情况", "议了什么、怎么定的、办到哪一步", R.QUARTERLY, 15, "村委会主任"),
    Ready("村务", "重大事项", "工程、征地、选举、突发的大事，定下来就公开", R.AS_IT_HAPPENS, 3, "村委会主任"),
    Ready("财务", "财务收支明细", "上月每笔收入和支出，结存多少", R.MONTHLY, 10, "报账员"),
    Ready("三资", "集体资金、资产、资源台账", "现有多少，年内增减", R.YEARLY, 31, "报账员"),
    Ready("三资", "资源发包和资产出租", "标的、价格、期限、承包人", R.AS_IT_HAPPENS, 5, "村委会主任"),
    Ready("低保救助", "低保、特困、临时救助名单", "本季享受人员和新增、退出", R.QUARTERLY, 15, "民政专干"),
    Ready("惠农补贴", "惠农补贴发放明细", "补贴名称、标准、面积、金额", R.HALF_YEARLY, 20, "农业专干"),
    Ready(
        "积分",
        "当月积分和红黑榜",
        "上月红黑榜出榜即算公开",
        R.MONTHLY,
        10,
        "积分信息员",
        fulfilled_by=FULFILLED_BY_BOARDS,
    ),
)
