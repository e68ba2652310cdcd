"""Invented accounts, lectures, projects and figures of the four villages, around the figures of the briefing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

# ------------------------------------------------------------------------------------------------------- dividends


@dataclass(frozen=True, slots=True)
class Year:
    """``back`` years before the running one; money in yuan."""

    back: int
    profit: Decimal
    decided: str


#: 安坪村 shares out 60 per cent of the collective's profit, the last time 58,000 yuan at 45 yuan a head. Sixty per cent
#: are 58,000.00 to the cent when the profit is 96,666.67; 45 yuan a head, rounded down to the yuan, when 1,288 people
#: are entitled (58,000 / 45 = 1288.9; 1,288 x 45 = 57,960, and what is left over is carried on). What was carried in
#: from the years before is less than a yuan a head and does not change the 45.
SHARE = Decimal(60)
PEOPLE = 1288
YEARS = (
    Year(3, Decimal("71200.00"), "1月6日村民代表会议"),
    Year(2, Decimal("83500.00"), "1月9日村民代表会议"),
    Year(1, Decimal("96666.67"), "1月8日村民代表会议"),
)

# --------------------------------------------------------------------------------------------------- legal service

ROOM = ("村委会一楼法律服务室", "每周三上午9:00—11:30", "晏清源", "沐溪法律服务所", "0833-4600000")
#: Consultations, mediations, documents, applications, leaflets: the most in a month.
MOST_A_MONTH = (9, 4, 3, 2, 80)
LECTURES = (
    "民法典里的婚姻家庭", "土地承包经营权那些事", "防范电信网络诈骗", "讨薪怎么讨：劳动合同", "森林防火法律责任",
    "邻里通行、排水怎么处理", "高利贷和民间借贷", "未成年人保护法", "老年人权益和赡养", "农产品质量安全",
    "道路交通安全：摩托车、三轮车", "反家庭暴力法", "宅基地与建房审批", "禁毒宣传", "村规民约与法律",
    "养狗伤人谁负责", "集体经济收益怎么分",
)  # fmt: skip
PLACES = ("聚居点院坝", "村委会会议室", "一组晒坝", "二组院坝", "村小学")

# --------------------------------------------------------------------------------------------------------- profile


@dataclass(frozen=True, slots=True)
class Project:
    """Days counted back from today; ``lines`` as days back and words."""

    name: str
    about: str
    funding: str
    answers: str
    since: int
    until: int | None
    stage: str
    result: str
    lines: tuple[tuple[int, str], ...]


PROJECTS: dict[str, tuple[Project, ...]] = {
    "anping": (
        Project("茵红李产业路硬化", "硬化产业路2.3公里，路面宽3.5米，方便果子运出来。", "衔接资金46万元，村民投工投劳",
                "支部书记", 200, None, "running", "",
                ((190, "放线，涉及的7户都签了字"), (120, "路基完成1.4公里"), (20, "路面浇筑1.1公里"))),
        Project("聚居点雨污分流", "聚居点31户铺设雨水沟和污水管，建小型处理池1座。", "乡村建设资金28万元", "监委会主任",
                430, 240, "finished", "31户全部接通，院坝不再积水。", ((400, "开工"), (250, "通水试用"))),
        Project("茶叶初制点", "建茶叶初制加工点1处，由集体经济经营。", "集体经济自筹12万元，县里补助20万元",
                "支部副书记", 25, None, "planned", "", ((10, "村民代表会议通过，正在比价"),)),
    ),
    "heping": (
        Project("聚居点路灯更换", "更换太阳能路灯42盏。", "村集体出资6.3万元", "业委会主任", 260, 215, "finished",
                "42盏全部亮灯，晚上有人散步了。", ((240, "业委会三家比价"), (215, "验收"))),
        Project("老年活动角", "在聚居点空坝搭凉亭、安座椅。", "社会捐赠2.8万元", "党小组组长", 60, None, "running", "",
                ((40, "凉亭立柱完成"),)),
    ),
    "zhucun": (
        Project("5至8组水管改造", "更换老旧供水管3.1公里，惠及118户。", "水利资金35万元", "支部书记", 180, None,
                "running", "", ((150, "5组、6组完成"), (30, "7组沟槽开挖"))),
        Project("村口停车场", "平整村口空地，划停车位36个。", "村集体出资4万元", "综治专干", 380, 330, "finished",
                "赶场天村口不再堵车。", ((335, "划线完成"),)),
    ),
    "wangjiagou": (
        Project("柑橘园滴灌", "为柑橘园安装滴灌180亩。", "产业资金22万元，业主自筹8万元", "村委会副主任", 230, 90,
                "finished", "今夏旱了23天，果子没有减产。", ((200, "管道进场"), (90, "验收通水"))),
        Project("便民道路补坑", "修补通组路坑洼，加装错车道6处。", "一事一议奖补15万元", "支部书记", 50, None,
                "running", "", ((15, "完成4个组"),)),
    ),
}  # fmt: skip

#: By village: name, unit, values of the last three years, the latest first.
FIGURES: dict[str, tuple[tuple[str, str, tuple[str, str, str]], ...]] = {
    "anping": (
        ("户籍人口", "人", ("1288", "1288", "1288")), ("茵红李", "亩", ("2060", "2010", "1950")),
        ("茶园", "亩", ("830", "815", "800")), ("集体经济利润", "元", ("96666.67", "83500", "71200")),
        ("人均可支配收入", "元", ("19860", "18630", "17420")),
    ),
    "heping": (
        ("常住户", "户", ("168", "168", "166")), ("志愿服务队员", "人", ("23", "21", "16")),
        ("人均可支配收入", "元", ("23150", "21900", "20600")),
    ),
    "zhucun": (
        ("网格小组", "个", ("13", "13", "13")), ("耕地", "亩", ("1820", "1820", "1835")),
        ("人均可支配收入", "元", ("22480", "21240", "20010")),
    ),
    "wangjiagou": (
        ("常住户", "户", ("256", "258", "259")), ("柑橘园", "亩", ("640", "610", "560")),
        ("人均可支配收入", "元", ("21730", "20480", "19350")),
    ),
}  # fmt: skip

#: By village: scene of the drawn picture, seed, what is to be seen.
PICTURES: dict[str, tuple[tuple[str, int, str], ...]] = {
    "anping": (("road", 71, "通往李园的产业路"), ("trees", 72, "山坡上的李园")),
}

# ----------------------------------------------------------------------------------------------------------- pairs

#: Party members of 安坪村 without a log-in; the others are those who hold an office.
PARTY_MEMBERS = ("古长林", "文德兴", "晏家贵")
PAIRS = 67
RHYTHMS = (15, 30, 30, 60)

# ------------------------------------------------------------------------------------------------- rules of 安坪村

ANPING_ARTICLES = (
    ("遵纪守法", "不赌博、不放高利贷、不打架斗殴"),
    ("遵纪守法", "森林防火期不带火种上山，不烧荒"),
    ("孝老爱亲", "老人跟谁住都要一起养，生病要有人守"),
    ("孝老爱亲", "家里的事好好说，不打骂家人"),
    ("环境卫生", "院坝天天扫，垃圾入桶，畜禽圈养"),
    ("环境卫生", "不占集体道路、沟渠堆放杂物"),
    ("邻里和睦", "地界、用水有争议先找组长，两次说不好找村里调解"),
    ("邻里和睦", "红白喜事从简，不收百元以上的礼"),
    ("集体事务", "村里开会每户来一人，定下的事照着做"),
    ("集体事务", "爱护路灯、水管和健身器材，损坏照价修好"),
)
#: Days before the first day on which the villagers met.
ADOPTED_BEFORE = 24
