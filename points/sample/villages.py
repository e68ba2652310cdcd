"""The four villages of the briefing: where they lie, how their addresses read, and a short profile in our own words."""

from __future__ import annotations

from dataclasses import dataclass

from points.enums import Module

PROVINCE = "四川省"
CITY = "乐山市"


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleVillage:
    slug: str
    name: str
    county: str
    town: str
    profile: str
    """Paragraphs separated by an empty line."""
    modules: tuple[Module, ...] = ()
    points_on: bool = False
    """Only 王家沟村 comes with points and a year of history; the others have their profile page."""

    @property
    def region_path(self) -> tuple[str, str, str, str]:
        """Province, city, county, town."""
        return (PROVINCE, CITY, self.county, self.town)


WANGJIAGOU = SampleVillage(
    slug="wangjiagou",
    name="王家沟村",
    county="井研县",
    town="研经镇",
    points_on=True,
    modules=(Module.VILLAGE_RULES, Module.MATTERS, Module.DISCLOSURE, Module.DEMANDS, Module.VOLUNTEERS),
    profile="""\
王家沟村是浅丘村，常住256户，分11个村民小组。2019年10月起，村里按《村民积分管理办法》记分：5大类、69个评分项目，每户每年基础分100分。

做了好事，可以向积分信息员报，也可以自己在网上报。支部委员会、村务监督委员会和村民代表一起审核，公示没有异议才记分。

每季度评“洁美庭院”“致富能手”“脱贫标兵”，前三名加30分、20分、10分；上红榜一次加10分，上黑榜一次扣10分。""",
)

ANPING = SampleVillage(
    slug="anping",
    name="安坪村",
    county="沐川县",
    town="高笋乡",
    # Demands with its visits too: pairing is a standing duty of visits.
    modules=(
        Module.STARS,
        Module.VILLAGE_RULES,
        Module.DISCLOSURE,
        Module.DEMANDS,
        Module.VOLUNTEERS,
        Module.ECONOMY,
    ),
    profile="""\
安坪村在沐川山里，过去是贫困村，如今建成易地搬迁聚居点1个，安置31户，聚居点由自己的管理委员会议事管事。

村民定下自治“红黑双九条”，好事张榜表扬，不良行为定期公布；每年评致富、孝爱、洁美、和谐、守法“五星家庭”，已有65户获评，还有2个“全优小组”。

全村种茵红李2000多亩、茶叶800多亩。党员结对帮扶67户；集体经济盈利的六成用来分红，一次分出5.8万元，人均45元。""",
)

ZHUCUN = SampleVillage(
    slug="zhucun",
    name="祝村",
    county="沙湾区",
    town="葫芦镇",
    modules=(Module.VILLAGE_RULES, Module.MATTERS, Module.DISCLOSURE, Module.DEMANDS),
    profile="""\
祝村把400多字的村规民约改成120字的“三句半”，从法律法规、公民道德、社情民意、重点工作四个方面说清该做什么、不该做什么，人人念得出来。

全村13个网格小组都有义务监督队。看到违反规约的，先劝两次；两次劝了不听，再按规约处理。

村民议事会由每组推选的1至2名代表、乡贤和党员骨干组成，议定的事公开、受监督。两年走访1万多户次，收集诉求216件，解决195件：能解决的解决到位，暂时不能的解释到位，件件有回音。""",
)

HEPING = SampleVillage(
    slug="heping",
    name="和平村",
    county="犍为县",
    town="清溪镇",
    modules=(Module.MATTERS, Module.DISCLOSURE, Module.DEMANDS, Module.VOLUNTEERS),
    profile="""\
和平村的农村聚居点由居民自己管：先有聚居点党小组，再按程序选出业委会，业委会成员都是党员，党小组组长兼任业委会主任。

聚居点的大事，先由党小组讨论，再交业委会审议，最后与居民一起商定。

23名有条件的党员组成志愿服务队，按各人所长认领岗位，矛盾有人劝、困难有人帮、环境有人管。""",
)

VILLAGES: tuple[SampleVillage, ...] = (WANGJIAGOU, ANPING, ZHUCUN, HEPING)
