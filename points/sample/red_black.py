"""What the boards of 安坪村 and 祝村 tell of in the sample, in our own words: the two have no points."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Praise:
    """A good deed of the red board: day of the month, villagers' group."""

    day: int
    group: int
    reason: str


@dataclass(frozen=True, slots=True)
class Blame:
    """A breach: day of the month, group, which article, what was seen and said, and the sentence on the board."""

    day: int
    group: int
    #: In 安坪村 of the black nine, in 祝村 of the village rules.
    article: int
    reason: str
    reply: str
    facts: str = ""
    said: str = ""


#: Of the month before last, and of last month.
ANPING_RED = (
    (
        Praise(5, 3, "带着两户学会给茵红李修枝，自己搭进去六天工。"),
        Praise(18, 6, "办喜事只请了八桌，没有收礼。"),
    ),
    (
        Praise(7, 4, "每天给隔壁独居老人送饭，一个月没有断过。"),
        Praise(15, 9, "出工四天，和邻居一起把通组路边的水沟清到底。"),
        Praise(21, 7, "把自家一角院坝让出来，拓宽了通组路。"),
    ),
)
ANPING_BLACK = (
    Blame(9, 5, 4, "在田边露天烧秸秆，劝阻后又烧了一次。", "认可，以后还田。"),
    Blame(12, 8, 3, "建渣倒在通组路边，两次上门提醒没有清走。", "等拖拉机空了就去拉。"),
)
ZHUCUN_RED = (
    (
        Praise(4, 3, "连着三个月把岔路口到井台的公路扫干净。"),
        Praise(16, 8, "收稻时帮缺劳力的邻居收了两天，没有要工钱。"),
    ),
    (
        Praise(6, 6, "雨夜带人清开被泥石堵住的水沟，三户人家没有进水。"),
        Praise(19, 11, "主动让出半分地，机耕道加宽后三轮车能过。"),
    ),
)
ZHUCUN_BLACK = (
    Blame(
        3, 10, 11, "砂石堆在公路边占了半边路，两次劝阻没有清走。", "房子封顶就清。",
        "公路边堆砂石约三方，占了半边路", "请清到院坝里，晚上过车看不见",
    ),
    Blame(
        5, 4, 9, "垃圾倒进机耕道旁的水沟，两次劝阻后仍有发生。", "晓得了，以后倒进垃圾房。",
        "垃圾倒在机耕道旁的沟里，约三筐", "请捡起来，垃圾房就在岔路口",
    ),
)  # fmt: skip
#: Proposed this month, waiting for the next issue day.
WAITING = {"anping": "替外出的邻居看护茶园，采下的茶一两不少地交还。", "zhucun": "义务给三户老人检修了灶房的电线。"}
