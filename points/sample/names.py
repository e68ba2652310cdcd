"""Invented names as they are heard in the hills of Jingyan: surnames by frequency, given names by the age of a head."""

from __future__ import annotations

from random import Random

#: Weight of a surname in the village; 王 leads in 王家沟. In each group one of them is at home (see ``HOME_SURNAMES``).
SURNAMES: dict[str, int] = {
    "王": 26, "李": 20, "张": 16, "陈": 16, "刘": 15, "杨": 12, "周": 11, "吴": 11, "罗": 10, "何": 9, "熊": 9,
    "唐": 7, "胡": 7, "廖": 7, "曾": 6, "邓": 6, "宋": 6, "龚": 5, "雷": 5, "黄": 5, "赵": 5, "徐": 5, "税": 4,
    "代": 4, "毛": 3, "宿": 3, "余": 3, "钟": 3, "梁": 3, "谢": 3, "万": 2, "游": 2, "干": 1, "欧阳": 1,
}  # fmt: skip

#: The surname most at home in each of the eleven groups: families of one name live together.
HOME_SURNAMES = ("王", "王", "李", "熊", "陈", "刘", "张", "吴", "罗", "周", "杨")

_FIRST_MALE = "国德世永光正明志文绍成家昌兴泽仕万学天福长开树启贵银佑"
_LAST_MALE = "华明清富全安平贵才根林文武良忠云田友寿元祥成金银松洪彬福"
_FIRST_FEMALE = "小秀桂玉淑素春元德翠惠月先继"
_LAST_FEMALE = "芳英琼珍兰群芬容华蓉莲梅珠碧香菊仙会"
_SINGLE = "琼芬群莉英容惠蓉莲珍"

#: What these lists could make and everybody knows from elsewhere. Left out.
KNOWN_PEOPLE = frozenset((
    "王国平", "王文明", "王志平", "王家平", "张国清", "张志明", "陈永贵", "陈国平", "陈志清", "刘永富", "刘永清",
    "刘德华", "李文华", "周国平", "杨志明",
))  # fmt: skip


def surname(rng: Random, group: int) -> str:
    """A surname for a household of this group: four in ten carry the group's own."""
    if rng.random() < 0.4:
        return HOME_SURNAMES[(group - 1) % len(HOME_SURNAMES)]
    return rng.choices(list(SURNAMES), weights=list(SURNAMES.values()))[0]


def head_name(rng: Random, group: int) -> str:
    """An invented name of two to four characters; one head in four is a woman."""
    while True:
        family = surname(rng, group)
        if rng.random() < 1 / 7:
            given = rng.choice(_SINGLE)
        elif rng.random() < 0.2:
            given = rng.choice(_FIRST_FEMALE) + rng.choice(_LAST_FEMALE)
        else:
            given = rng.choice(_FIRST_MALE) + rng.choice(_LAST_MALE)
        name = family + given
        if name not in KNOWN_PEOPLE and len(set(given)) == len(given):
            return name
