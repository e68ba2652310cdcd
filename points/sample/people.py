"""Invented people of 王家沟村: its households, and those who hold an office. The same seed gives the same people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import Literal

from points.sample.names import head_name

SEED = 20191001
"""The village's rules date from October 2019."""

RESIDENT_HOUSEHOLDS = 256
#: Resident households of groups 1 to 11.
GROUP_SIZES = (26, 24, 27, 22, 25, 20, 23, 24, 21, 23, 21)
GROUP_NAMES = ("一组", "二组", "三组", "四组", "五组", "六组", "七组", "八组", "九组", "十组", "十一组")

State = Literal["active", "away", "closed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleHousehold:
    number: str
    head_name: str
    group: int
    members: int
    resident: bool = True
    state: State = "active"
    late: bool = False
    """Joins while the sample's history is running; the loader picks the day."""
    unranked: bool = False
    """Wholly old or disabled: left out of the bottom three without a public word."""
    names_public: bool = False
    activity: float = 1.0
    """How often this household does something that counts; the average is near 1."""


#: Namesakes in different groups, as in life: whoever types must look at group and number too.
_FIXED_NAMES = {"037": "李小华", "158": "李小华", "021": "王桂芳", "126": "王桂芳", "068": "陈素琼", "202": "陈素琼"}
#: Joins half a year into the history: base points by the scheme's rule for late joiners.
_LATE = ("256",)
_UNRANKED = ("014", "033", "058", "089", "104", "131", "167", "193", "212", "240")
#: Beyond the 256: on the register, but nothing is counted for them. (group, state, resident)
_OTHERS: tuple[tuple[int, State, bool], ...] = (
    (1, "away", True), (3, "away", True), (5, "away", True), (8, "away", True), (10, "away", True),
    (2, "active", False), (7, "active", False), (9, "active", False),
    (4, "closed", True), (6, "closed", True), (11, "closed", False),
)  # fmt: skip


def households(seed: int = SEED) -> tuple[SampleHousehold, ...]:
    """256 resident households numbered by group, then eleven that are away, not resident or closed."""
    rng = Random(f"{seed}:households")
    rows: list[SampleHousehold] = []
    taken = set(_FIXED_NAMES.values())
    for group, size in enumerate(GROUP_SIZES, start=1):
        for _ in range(size):
            number = f"{len(rows) + 1:03d}"
            rows.append(
                SampleHousehold(
                    number=number,
                    head_name=_new_name(rng, group, taken),
                    group=group,
                    members=_member_count(rng),
                    late=number in _LATE,
                    names_public=rng.random() < 0.16,
                    activity=_activity(rng),
                )
            )
    for group, state, resident in _OTHERS:
        number = f"{len(rows) + 1:03d}"
        rows.append(
            SampleHousehold(
                number=number, head_name=_new_name(rng, group, taken), group=group, members=_member_count(rng),
                resident=resident, state=state, activity=0.0,
            )
        )  # fmt: skip
    return tuple(_with_fixed_facts(row) for row in rows)


def _new_name(rng: Random, group: int, taken: set[str]) -> str:
    """Namesakes come from ``_FIXED_NAMES`` alone."""
    name = head_name(rng, group)
    while name in taken:
        name = head_name(rng, group)
    taken.add(name)
    return name


def _with_fixed_facts(row: SampleHousehold) -> SampleHousehold:
    if row.number in _FIXED_NAMES:
        row = replace(row, head_name=_FIXED_NAMES[row.number])
    if row.number in ONLINE_HOUSEHOLDS:
        row = replace(row, activity=3.0 if row.number == ONLINE_HOUSEHOLDS[0] else max(row.activity, 1.6))
    if row.number in _UNRANKED:
        row = replace(row, unranked=True, members=min(row.members, 2), activity=0.25)
    return row


def _member_count(rng: Random) -> int:
    return rng.choices((1, 2, 3, 4, 5, 6, 7), weights=(9, 24, 24, 21, 13, 7, 2))[0]


def _activity(rng: Random) -> float:
    """A third of the households are seldom seen, a few are always there."""
    return rng.choices((0.45, 0.9, 1.2, 1.6, 2.2), weights=(24, 30, 26, 14, 6))[0]


# ---- offices -----------------------------------------------------------------------------------------------------

Constituency = Literal["branch", "supervision", "representatives"]
BRANCH: Constituency = "branch"
SUPERVISION: Constituency = "supervision"
REPRESENTATIVES: Constituency = "representatives"


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePerson:
    """Somebody with an office. Villagers among them head the household named; others come from outside."""

    username: str
    name: str
    office: str
    household: str = ""
    constituency: Constituency | Literal[""] = ""
    party_member: bool = False
    groups: tuple[int, ...] = ()
    """A grid officer's groups."""


_BRANCH = (
    ("zhishu", "003", "支部书记"), ("fuzhishu", "052", "支部副书记"), ("zuzhi", "079", "组织委员"),
    ("xuanchuan", "127", "宣传委员"), ("jijian", "172", "纪检委员"),
)  # fmt: skip
_SUPERVISION = (("jiandu", "098", "监委会主任"), ("jiandu2", "146", "监委会委员"), ("jiandu3", "219", "监委会委员"))
_REPRESENTATIVES = (
    ("daibiao1", "010", 1), ("daibiao2", "041", 2), ("daibiao3", "070", 3), ("daibiao4", "112", 5),
    ("daibiao5", "149", 7), ("daibiao6", "180", 8), ("daibiao7", "205", 9), ("daibiao8", "246", 11),
)  # fmt: skip
#: 一至三组, 四至六组, 七至九组, 十至十一组: they see what happens and vouch for it; none of them reviews.
_GRIDS = (
    ("wangge1", "018", (1, 2, 3)), ("wangge2", "086", (4, 5, 6)), ("wangge3", "151", (7, 8, 9)),
    ("wangge4", "230", (10, 11)),
)  # fmt: skip

#: Villagers with a log-in who claim online themselves. The first is the printed sample account.
ONLINE_HOUSEHOLDS = (
    "037", "006", "024", "029", "045", "049", "061", "066", "075", "083", "092", "095", "107", "116", "121", "134",
    "139", "143", "155", "158", "163", "170", "176", "184", "189", "197", "201", "209", "216", "223", "227", "234",
    "238", "243", "249", "253",
)  # fmt: skip

#: Near kin 近亲属 registered for the term: (office holder, household, how related). They keep out of their claims.
KIN = (("zuzhi", "081", "兄弟"), ("daibiao4", "109", "父母"), ("jiandu2", "152", "子女"))


def office_holders(seed: int = SEED) -> tuple[SamplePerson, ...]:
    """The committee's three constituencies, information officers, grid officers, administrator and town viewer."""
    heads = {row.number: row.head_name for row in households(seed)}
    rng = Random(f"{seed}:offices")
    people = [
        SamplePerson(
            username=username, name=heads[number], office=office, household=number, constituency=BRANCH,
            party_member=True,
        )
        for username, number, office in _BRANCH
    ]  # fmt: skip
    people += [
        SamplePerson(
            username=username, name=heads[number], office=office, household=number, constituency=SUPERVISION,
            party_member=rng.random() < 0.5,
        )
        for username, number, office in _SUPERVISION
    ]  # fmt: skip
    people += [
        SamplePerson(
            username=username, name=heads[number], office=f"{GROUP_NAMES[group - 1]}村民代表", household=number,
            constituency=REPRESENTATIVES, party_member=rng.random() < 0.3,
        )
        for username, number, group in _REPRESENTATIVES
    ]  # fmt: skip
    people += [
        SamplePerson(username=username, name=heads[number], office="网格员", household=number, groups=groups)
        for username, number, groups in _GRIDS
    ]
    people += [
        SamplePerson(username="xinxiyuan", name=heads["136"], office="积分信息员", household="136"),
        SamplePerson(username="xinxiyuan2", name=heads["065"], office="积分信息员", household="065"),
        SamplePerson(username="guanliyuan", name="税文娟", office="村级管理员"),
        SamplePerson(username="zhenguan", name="游若兰", office="镇级查看员"),
    ]
    return tuple(people)


def group_of(number: str) -> int:
    """The group of a resident household, from its number."""
    rest = int(number)
    for group, size in enumerate(GROUP_SIZES, start=1):
        if rest <= size:
            return group
        rest -= size
    raise ValueError(f"{number} is not among the {RESIDENT_HOUSEHOLDS} resident households")


def join_day(first_day: date, *, late: bool) -> date:
    """When a household entered the register: before the rules began, or in the sixth month of the history."""
    if not late:
        return date(2019, 10, 1)
    month = first_day.month - 1 + 5
    return date(first_day.year + month // 12, month % 12 + 1, 12)
