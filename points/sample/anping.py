"""Invented people of 安坪村: 65 star households in the first two groups, the rest of its 1,288 people, its offices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from random import Random

from points.sample.names import head_name
from points.sample.people import SEED, SampleHousehold

#: Groups 1 and 2 are those whose families earned stars.
GROUP_SIZES = (33, 32)
MORE_GROUP_SIZES = (36, 35, 38, 34, 36, 35, 37, 34, 35)
#: On the register, all groups: see ``points.sample.economy``.
PEOPLE = 1288
#: 户 of which the printed villager account is one.
VILLAGER = "012"
VILLAGER_LOGIN, ADMINISTRATOR, OFFICER = "apcunmin", "apguanli", "apxinxi"


@dataclass(frozen=True, slots=True)
class Office:
    username: str
    household: str
    office: str
    #: ``branch``, ``supervision``, ``representatives``, ``leaders``; empty for the administrator.
    body: str


OFFICES = (
    Office("apzhishu", "003", "支部书记", "branch"),
    Office("apfuzhishu", "041", "支部副书记", "branch"),
    Office("apjiandu", "019", "监委会主任", "supervision"),
    Office("apjiandu2", "055", "监委会委员", "supervision"),
    Office("apdaibiao1", "008", "一组村民代表", "representatives"),
    Office("apdaibiao2", "047", "二组村民代表", "representatives"),
    Office("apzuzhang1", "026", "一组组长", "leaders"),
    Office("apzuzhang2", "060", "二组组长", "leaders"),
)

NINE_RED = (
    "爱党爱国，听党话、跟党走",
    "孝老爱亲，常回家看看老人",
    "邻里互助，一家有事大家帮",
    "勤劳致富，带着邻居一起干",
    "院坝干净，垃圾分类不乱扔",
    "喜事新办，丧事简办不攀比",
    "爱护公物，义务修路护水沟",
    "参加村民会议，有话当面说",
    "教好子女，家里多看一本书",
)
NINE_BLACK = (
    "打架斗殴，酒后闹事",
    "不养老人，不管孩子",
    "乱倒垃圾，乱搭乱建",
    "露天焚烧秸秆、垃圾",
    "大操大办，滥发请帖",
    "聚众赌博，放高利贷",
    "占用集体道路、沟渠不退",
    "造谣传谣，挑拨邻里不和",
    "损坏公物不赔不修",
)

#: What households are nominated for, in the words of a slip; by the star's number.
REASONS = (
    (
        "种茵红李十几亩，还教邻居修枝",
        "养鸡养猪，带了三户一起卖",
        "在茶园务工，又种了自家六亩茶",
        "开小卖部，帮大家代卖土货",
    ),
    (
        "老母亲瘫在床上四年，照顾得干干净净",
        "儿媳天天给公婆送饭",
        "每周带老人去卫生站量血压",
        "外出打工，月月给父母寄生活费",
    ),
    ("院坝天天扫，柴火码得整整齐齐", "厕所改造带了头", "房前屋后种了花", "垃圾分类一次没落下"),
    ("主动劝好隔壁两家的地界纠纷", "妯娌三家一起办田，从不红脸", "邻居家办事总去帮忙"),
    ("多年没有跟人起过纠纷", "带头签了村规民约", "帮村里讲防诈骗"),
)


def households(seed: int = SEED) -> tuple[SampleHousehold, ...]:
    """Numbered by group, all of them at home."""
    rows: list[SampleHousehold] = []
    taken: set[str] = set()
    _add(rows, taken, Random(f"{seed}:anping"), enumerate(GROUP_SIZES, start=1))
    _add(rows, taken, Random(f"{seed}:anping-more"), enumerate(MORE_GROUP_SIZES, start=len(GROUP_SIZES) + 1))
    return _of_so_many(rows)


def _of_so_many(rows: list[SampleHousehold]) -> tuple[SampleHousehold, ...]:
    """One more or one less here and there in the later groups, until all together are :data:`PEOPLE`."""
    missing = PEOPLE - sum(row.members for row in rows)
    step = 1 if missing > 0 else -1
    place = sum(GROUP_SIZES)
    while missing:
        row = rows[place]
        if 1 <= row.members + step <= 7:
            rows[place] = replace(row, members=row.members + step)
            missing -= step
        place = place + 1 if place + 1 < len(rows) else sum(GROUP_SIZES)
    return tuple(rows)


def _add(rows: list[SampleHousehold], taken: set[str], rng: Random, groups: Iterable[tuple[int, int]]) -> None:
    for group, size in groups:
        for _ in range(size):
            name = head_name(rng, group + 3)
            while name in taken:
                name = head_name(rng, group + 3)
            taken.add(name)
            rows.append(
                SampleHousehold(
                    number=f"{len(rows) + 1:03d}",
                    head_name=name,
                    group=group,
                    members=rng.choices((1, 2, 3, 4, 5, 6), weights=(8, 22, 24, 22, 14, 8))[0],
                    names_public=rng.random() < 0.4,
                )
            )
