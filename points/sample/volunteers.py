"""Strengths, posts, services and activities of the sample villages, in the words of a village office."""

from __future__ import annotations

from dataclasses import dataclass

ON_CALL, SHIFTS = "on_call", "shifts"


@dataclass(frozen=True, slots=True)
class Post:
    name: str
    duties: str
    strength: str
    mode: str = ON_CALL
    pledge: str = ""
    #: What is done there, for the record of hours.
    services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Activity:
    kind: str
    title: str
    place: str
    host: str
    audience: str = ""
    about: str = ""
    report: str = ""
    people: int = 30


#: 和平村's list: the strength, and the demands it is offered for.
HEPING_STRENGTHS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("说理调解", ("neighbours", "land")),
    ("水电维修", ("water", "power")),
    ("照料老人", ()),
    ("环境管护", ("clean", "road")),
    ("治安巡逻", ("road",)),
    ("政策宣讲", ("benefits",)),
    ("会用手机", ("benefits", "other")),
)
HEPING_POSTS = (
    Post(
        "矛盾纠纷调解岗",
        "邻里有争执，随叫随到，当面说理，劝和为止",
        "说理调解",
        pledge="一碗水端平，说公道话，不把话传出去",
        services=("劝和楼上楼下晾衣的争执", "帮两家量地界"),
    ),
    Post(
        "水电维修岗",
        "上门看水电，小修小补，材料钱由农户出",
        "水电维修",
        pledge="接到电话当天到，修好再走",
        services=("换水龙头", "修二排路灯开关", "给独居老人换灯泡"),
    ),
    Post(
        "困难帮扶岗",
        "每周看望独居老人，买药送菜，陪去卫生院",
        "照料老人",
        pledge="把老人当自家长辈",
        services=("陪老人去卫生院拿药", "给独居老人送菜", "帮老人打扫屋子"),
    ),
    Post(
        "环境卫生监督岗",
        "每周值一周：看公共区域和垃圾点，见脏就扫、见乱就说",
        "环境管护",
        SHIFTS,
        pledge="自己先做到，再去说别人",
        services=("清理活动广场", "垃圾点值守并提醒分类"),
    ),
    Post(
        "治安巡逻岗",
        "每周值一周：晚上绕聚居点走一圈，看门窗、路灯和充电棚",
        "治安巡逻",
        SHIFTS,
        pledge="夜里多走一圈，大家睡得安稳",
        services=("夜间巡逻", "查看充电棚"),
    ),
    Post(
        "政策宣传岗",
        "坝坝会讲政策、反诈和村里的大事",
        "政策宣讲",
        services=("坝坝会讲反诈骗",),
    ),
    Post(
        "代办服务岗",
        "帮老人在手机上缴医保、查待遇、打视频",
        "会用手机",
        pledge="不怕麻烦，教到会为止",
        services=("上门帮缴医保", "教老人打视频电话"),
    ),
)
HEPING_ACTIVITIES = (
    Activity(
        "evening",
        "手机课：看病挂号",
        "村活动室",
        "代办服务岗",
        "老人",
        report="手把手教，当场挂上号的有六位。",
        people=22,
    ),
    Activity(
        "clean_up", "聚居点大扫除", "活动广场集合", "志愿服务队", report="清了两车杂物，垃圾点也冲洗了。", people=41
    ),
    Activity(
        "law",
        "反诈骗案例讲给你听",
        "活动广场",
        "清溪派出所民警",
        report="讲了三个身边的案例，散了一百份单子。",
        people=56,
    ),
    Activity(
        "folk", "重阳坝坝宴", "活动室旁坝子", "村委会", "60岁以上老人", report="八桌，志愿队洗菜端菜。", people=74
    ),
    Activity("show", "坝坝舞汇演", "活动广场", "聚居点业委会", report="六支队伍，八点半准时收场。", people=120),
)

ANPING_POSTS = (
    Post("法治宣传岗", "讲法治课，帮忙看合同，带人去找法律顾问", "法律", services=("陪村民咨询土地流转合同",)),
    Post("茵红李农技岗", "修枝、打药、疏果，谁家请都去", "农技", services=("到地里教修枝", "帮看病虫害")),
    Post("敬老助残岗", "看望老人和残疾人，代买代办", "照护", SHIFTS, services=("看望独居老人", "代买药")),
    Post("文艺队", "坝坝会、节日演出，排节目", "文艺", services=("排练重阳节目",)),
)
LAWS = (
    "民法典里的邻里关系",
    "土地流转合同怎么签",
    "养老不是可做可不做",
    "反电信诈骗",
    "酒驾的账算一算",
    "未成年人保护",
    "婚姻与彩礼",
    "劳务工资怎么要",
    "宅基地的事",
    "反家庭暴力",
    "禁毒",
    "林地防火的责任",
    "网络贷款的坑",
    "交通事故怎么处理",
    "继承与遗嘱",
    "消费维权",
    "信访的正确走法",
    "宪法宣传周",
)
ANPING_OTHERS = (
    Activity(
        "evening", "夜校：茵红李修枝", "村活动室", "县农技员", "果农", report="白天下地剪，晚上讲道理。", people=34
    ),
    Activity("evening", "夜校：手机上卖土货", "村活动室", "返乡青年", report="当晚就有三家开了小店。", people=27),
    Activity(
        "rules", "红黑双九条大家讲", "聚居点坝子", "聚居点管理委员会", report="每家讲一条，讲身边的事。", people=45
    ),
    Activity("folk", "李花节", "茵红李园", "村委会", report="外来客人也不少，停车有志愿者管。", people=180),
    Activity("clean_up", "河沟清理", "河沟边集合", "村委会", report="捞了一河沟的塑料袋。", people=38),
    Activity("show", "重阳演出", "村活动室", "文艺队", report="十二个节目，老人坐前排。", people=95),
)

WANGJIAGOU_POSTS = (
    Post("邻里调解岗", "邻里有争执，叫得应", "调解", services=("劝和两家地界",)),
    Post("水电维修岗", "老人家里的水电小毛病", "水电维修", services=("给独居老人换水管", "修灯")),
    Post("助老岗", "每周看望本组独居老人", "照护", services=("看望独居老人", "帮老人赶场带药")),
    Post("森林防火巡护岗", "防火期每周值一周，巡山劝火", "环境整治", SHIFTS, services=("巡山", "劝下烧秸秆的")),
)
WANGJIAGOU_ACTIVITIES = (
    Activity("evening", "夜校：反诈骗", "村活动室", "研经派出所民警", people=46, report="讲了五个案例，装了反诈提醒。"),
    Activity("law", "民法典讲座", "村活动室", "村法律顾问", people=38, report="重点讲了相邻关系。"),
    Activity("clean_up", "秋收后大扫除", "各组集合", "村委会", people=64, report="清沟三条，捡拾农膜。"),
    Activity("meeting", "冬修水利商量会", "村委会", "村委会", people=52, report="定了先修哪条堰。"),
)
