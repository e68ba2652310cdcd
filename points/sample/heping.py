"""Invented people of 和平村: six groups, a settlement with families of all of them, and those who hold an office."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from points.sample.cases import Case, Told
from points.sample.names import head_name
from points.sample.people import SEED, SampleHousehold

GROUP_SIZES = (31, 28, 26, 30, 27, 26)
#: 和平聚居点: the first families of each group moved there, 48 in all.
SETTLED_EACH = 8
SETTLEMENT_NAME = "和平聚居点"
#: 户 of the printed villager account; it lives in the settlement.
VILLAGER = "005"
VILLAGER_LOGIN, ADMINISTRATOR, OFFICER, SECRETARY, SUPERVISOR = (
    "hpcunmin", "hpguanli", "hpxinxi", "hpzhishu", "hpjiandu",
)  # fmt: skip
#: The grid officer of grid 1 is printed.
GRID_LOGIN = "hpwangge"
#: Groups of each grid, and the household of its officer.
GRIDS = (((1, 2), "014"), ((3, 4), "075"), ((5, 6), "126"))


@dataclass(frozen=True, slots=True)
class Office:
    username: str
    household: str
    office: str
    #: ``branch``, ``supervision`` or ``representatives``.
    body: str
    party_member: bool = False


OFFICES = (
    Office("hpzhishu", "003", "支部书记", "branch", True),
    Office("hpfuzhishu", "064", "支部副书记", "branch", True),
    Office("hpzuzhi", "118", "组织委员", "branch", True),
    Office("hpjiandu", "048", "监委会主任", "supervision", True),
    Office("hpjiandu2", "106", "监委会委员", "supervision"),
    Office("hpjiandu3", "159", "监委会委员", "supervision"),
    Office("hpdaibiao1", "006", "一组村民代表", "representatives"),
    Office("hpdaibiao2", "033", "二组村民代表", "representatives"),
    Office("hpdaibiao3", "062", "三组村民代表", "representatives"),
    Office("hpdaibiao4", "088", "四组村民代表", "representatives"),
    Office("hpdaibiao5", "117", "五组村民代表", "representatives"),
    Office("hpdaibiao6", "145", "六组村民代表", "representatives"),
)

#: 聚居点党小组: log-in, household, position. The branch secretary leads it.
PARTY_GROUP = (
    ("hpzhishu", "003", "组长"), ("hpyewei2", "032", "副组长"), ("hpyewei3", "061", "组员"),
    ("hpyewei4", "087", "组员"), ("hpyewei5", "143", "组员"), ("hpfuzhishu", "064", "组员"),
    ("hpzuzhi", "118", "组员"),
)  # fmt: skip
#: 聚居点业委会: all of them party members, its head the leader of the party group.
OWNERS = (
    ("hpzhishu", "003", "主任"), ("hpyewei2", "032", "副主任"), ("hpyewei3", "061", "委员"),
    ("hpyewei4", "087", "委员"), ("hpyewei5", "143", "委员"),
)  # fmt: skip
#: 村民委员会: household, position, seat.
COMMITTEE = (("003", "主任", "head"), ("064", "副主任", "deputy"), ("095", "委员", "member"))
#: Who was put up for the owners' committee besides and not elected; the votes of all six; how the ballot was held.
NOT_ELECTED, VOTES = "037", (46, 42, 41, 39, 38, 17)
TALLY = {"entitled": 48, "present": 46, "given_out": 46, "returned": 46, "valid": 46}
OWNERS_MANAGEMENT = """\
一、业委会由聚居点农户选举产生，成员都是党员，主任由聚居点党小组组长担任。

二、业委会管聚居点的卫生、水电、停车和公共设施，每周五下午碰头。

三、收支由两人经手，每季度在聚居点公开栏公布，村务监督委员会检查。

四、党员志愿服务队在业委会安排下上门服务，服务情况每月通报一次。"""
OWNERS_RULES = """\
一、涉及聚居点的重大事项，先由党小组讨论，党小组同意后提交业委会审议。没有经过党小组讨论的，业委会不审议。

二、业委会开会，成员三分之二以上到会，到会成员过半数同意方为通过。

三、业委会审议通过后，召开村民联席会议，与聚居点农户一起商定。

四、议定的事项三日内在公开栏公布，村务监督委员会监督落实。"""
#: The procedure of the second mechanism 党组织领导村民自治机制, as the village calls it.
PROCEDURE = "党小组议、业委会审"
DECIDED = (
    "聚居点停车位划线和充电棚建设",
    "在聚居点东侧空地划停车位26个，建电动车充电棚一处，资金从聚居点公共收益列支1.8万元，不向农户收费。",
)
DECIDED_MINUTES = (
    "党小组讨论：停车乱、飞线充电有隐患，同意提交业委会审议；要求先算清账，不向农户摊派。",
    "业委会审议：看了现场和报价，同意方案，充电棚离住房留足10米。",
    "住户会议：说明了方案和账目，现场回答了充电收费、老人三轮车停哪里的问题，多数住户同意。",
)
#: How many of each roll were away, how many of those present against.
DECIDED_VOTES = ((1, 0), (0, 0), (7, 3))
RUNNING = ("活动广场晚上开放时间", "坝坝舞和打球晚上八点半收场，周末延到九点；音响由志愿者开关。")
RUNNING_MINUTES = "党小组讨论：学生晚上要做作业，老人要早睡，同意定时间，提交业委会审议。"
MINOR = ("中秋坝坝席的桌椅摆放", "业委会商定：桌椅借活动室的，由环境卫生监督岗负责收拾。")
SUGGESTED = ("聚居点口子上能不能装个快递柜", "建议在活动广场加两盏灯，晚上走路看得清")
SUGGESTION_ANSWER = "已和快递站说好，每天下午送到活动室代收点，不用另装柜子。"
#: People sent from the town, who are no villagers: name, and where they come from.
FROM_TOWN = (("邹启航", "清溪镇联系村领导"), ("向若梅", "清溪镇驻村干部"))


@dataclass(frozen=True, slots=True)
class Volunteer:
    """A party member who can take part 有参与条件的党员: the household, what they are good at, the post."""

    household: str
    strength: str
    post: str


#: The twenty-three of the briefing.
VOLUNTEERS = (
    Volunteer("003", "说理调解", "矛盾纠纷调解岗"), Volunteer("032", "说理调解", "矛盾纠纷调解岗"),
    Volunteer("064", "说理调解", "矛盾纠纷调解岗"), Volunteer("140", "说理调解", "矛盾纠纷调解岗"),
    Volunteer("061", "水电维修", "水电维修岗"), Volunteer("009", "水电维修", "水电维修岗"),
    Volunteer("091", "水电维修", "水电维修岗"),
    Volunteer("087", "照料老人", "困难帮扶岗"), Volunteer("118", "照料老人", "困难帮扶岗"),
    Volunteer("037", "照料老人", "困难帮扶岗"), Volunteer("149", "照料老人", "困难帮扶岗"),
    Volunteer("143", "环境管护", "环境卫生监督岗"), Volunteer("022", "环境管护", "环境卫生监督岗"),
    Volunteer("070", "环境管护", "环境卫生监督岗"), Volunteer("121", "环境管护", "环境卫生监督岗"),
    Volunteer("048", "治安巡逻", "治安巡逻岗"), Volunteer("017", "治安巡逻", "治安巡逻岗"),
    Volunteer("099", "治安巡逻", "治安巡逻岗"),
    Volunteer("041", "政策宣讲", "政策宣传岗"), Volunteer("078", "政策宣讲", "政策宣传岗"),
    Volunteer("127", "会用手机", "代办服务岗"), Volunteer("055", "会用手机", "代办服务岗"),
    Volunteer("153", "会用手机", "代办服务岗"),
)  # fmt: skip

WORDS = Told(
    cases=(
        Case("problem", "water", "楼下水表井漏水，路面都湿了", "换了接头，水表井抽干了", "水表井漏水已修", "水电维修"),
        Case("problem", "power", "聚居点二排路灯不亮，晚上黑", "换了灯泡和控制开关", "二排路灯已修好", "水电维修"),
        Case("problem", "clean", "垃圾桶旁边堆了旧家具没人拉", "叫车拉走了，贴了提示", "旧家具已清运", "环境管护"),
        Case("problem", "clean", "污水管堵了，院坝返臭水", "疏通了管道，冲洗了院坝", "污水管已疏通", "环境管护"),
        Case("problem", "road", "停车占了消防通道，三轮进不来", "划了线，跟车主说好了", "消防通道已划线", "治安巡逻"),
        Case("problem", "benefits", "医保在手机上交不起", "上门帮忙交好了", "上门代办医保缴费", "会用手机"),
        Case("problem", "house", "屋顶缝漏雨，楼上住不得人", "请师傅补了缝，下雨看过不漏", "屋顶漏雨已补"),
        Case("emergency", "power", "配电箱冒烟，有糊味", "断电抢修，换了空开", "配电箱当天抢修", "水电维修"),
        Case("emergency", "house", "独居老人摔倒在家，起不来", "送卫生院，守到家人来", "独居老人及时送医", "照料老人"),
        Case("dispute", "neighbours", "楼上晾衣服滴水，说了还滴", "两家说好了晾衣时间", "邻里纠纷已劝和", "说理调解"),
        Case("dispute", "neighbours", "坝坝舞音响大，吵孩子做作业", "说好八点半收场", "坝坝舞时间已商定", "说理调解"),
        Case("dispute", "land", "门前菜地边界说不清", "三方丈量，栽了石桩", "菜地边界已划清", "说理调解"),
        Case("wish", "benefits", "老人想学手机视频，跟外地儿子说话", "志愿者上门教了两回", "教老人用手机", "会用手机"),
        Case("wish", "clean", "想在聚居点口子上栽几棵树", "一起栽了六棵桂花", "聚居点入口栽树"),
        Case("wish", "other", "想有个地方办坝坝席", "活动室旁边硬化了一块", "增设坝坝席场地"),
    ),
    later=(
        ("充电棚要等电网增容，明年上半年再看", "充电棚待电网增容"),
        ("加装扶手要进明年的项目，先给楼梯贴防滑条", "楼梯扶手列入明年项目"),
    ),
    passed=(("清溪供电所", "QX-118"), ("犍为县自来水公司", "JW-0427")),
    heard=(
        "身体还好，菜园子还种着", "问明年茉莉花收购价", "说路灯修得快", "想给娃儿找个地方做作业", "药按时在吃",
        "担心冬天楼梯滑", "夸志愿队送菜上门", "想把老屋基的地种起来",
    ),
    places=("聚居点二排", "活动广场", "小区门口", "村道岔路口", "老院子", ""),
)  # fmt: skip


def households(seed: int = SEED) -> tuple[SampleHousehold, ...]:
    """Numbered by group, all of them at home."""
    rng = Random(f"{seed}:heping")
    rows: list[SampleHousehold] = []
    taken: set[str] = set()
    for group, size in enumerate(GROUP_SIZES, start=1):
        for _ in range(size):
            name = head_name(rng, group + 5)
            while name in taken:
                name = head_name(rng, group + 5)
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


def in_settlement() -> tuple[str, ...]:
    """Numbers of the households that live in the settlement; they stay in the group they come from."""
    numbers: list[str] = []
    first = 1
    for size in GROUP_SIZES:
        numbers += [f"{number:03d}" for number in range(first, first + SETTLED_EACH)]
        first += size
    return tuple(numbers)
