"""What a sentence on a board may not say, found word by word: insults, illness, private life, children, police matters,
numbers that lead to a person.

Words are matched as they are written; where a harmless word contains a bad one (废物利用, 儿童乐园) it is let
through by name. No list is complete: the committee reads every sentence before it votes, and this only spares it the
plain cases.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split())


INSULTS = _listed("""
    懒汉 懒鬼 好吃懒做 好逸恶劳 无赖 流氓 败类 泼妇 泼皮 刁民 地痞 恶霸 混蛋 王八 畜生 不要脸 没良心
    白眼狼 二流子 老赖 人渣 废物(?!利用|回收|处理|箱|池|分类) 傻子 蠢 骗子 小偷 丢人 可耻 无耻 缺德 不孝
    忘恩负义 败家 祸害 害群之马 没素质 素质低 素质差 赌鬼 酒鬼 泼辣 屡教不改 典型反面
""")
#: Police and courts.
POLICE = _listed("""
    派出所 公安 警察 民警 报警 出警 立案 拘留 治安处罚 行政处罚 犯罪 犯法 判刑 坐牢 刑满 吸毒 戒毒 嫖娼
    卖淫 前科 盗窃 偷窃 诈骗(?!宣传|知识) 家暴 强奸 猥亵 邪教 失信被执行 被起诉
""")
ILLNESS = _listed("""
    精神病 神经病 精神失常 疯子 发疯 艾滋 残疾 癌 肿瘤 糖尿病 抑郁 癫痫 羊癫疯 乙肝 肝炎 肺结核 梅毒
    性病 瘫痪 智障 弱智 痴呆 病历 确诊 流产 怀孕 患有?[^，。；]{0,6}病
""")
PRIVATE = _listed("""
    离婚 出轨 外遇 婚外情 私生 未婚先孕 作风问题 信教 上访 信访
""")
#: On no board at all.
MINORS = ("未成年",)
#: On the black board: nothing of children, not even that there is one.
CHILDREN = _listed("""
    (?:小|中|大)?学生 孩子 小孩 娃娃 娃儿 儿童(?!乐园|节|之家|活动|游乐) 幼儿(?!园) 婴儿 少年
    (?:上|读|念)(?:小学|初中|高中|幼儿园)
""")

ID_NUMBER = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15})(?![\dXx])")
PHONE_NUMBER = re.compile(r"(?<!\d)(?:(?:\+?86)?1[3-9]\d{9}|1\d{10}|0\d{9,11})(?!\d)|电话号?码?[:是为]?\d{7,8}(?!\d)")
CARD_NUMBER = re.compile(r"(?<!\d)\d{16,19}(?!\d)")
PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z]·?[A-HJ-NP-Z0-9]{5,6}(?![A-Z0-9])"
)
AGE = re.compile(r"(\d{1,3}|[一二三四五六七八九十两]{1,3})周?岁")
GROWN = 18

#: Who is a child, followed by a name: 学生李小明, 孙女张婷婷. Surnames that begin common words are left out.
_SURNAMES = (
    "王李张刘陈杨赵黄吴徐孙朱胡郭林罗郑梁谢宋唐韩曹彭萧蔡潘袁董吕魏蒋杜苏叶姚卢傅姜崔谭廖范汪贾韦邱侯邹熊孟秦阎薛尹雷黎"
    "陶贺郝龚邵赖欧邓冯沈钟"
)
_NAMED_CHILD = re.compile(
    rf"(?:学生|同学|孩子|小孩|娃|儿子|女儿|孙子|孙女|外孙|侄子|侄女|其子|其女)(?:叫|是|名叫)?"
    rf"([{_SURNAMES}](?:某某?|[\u4e00-\u9fff]{{1,2}}(?=[，。、；,;.!?！？和与同在把被将等的]|$)|[\u4e00-\u9fff]{{2}}))"
)
#: Words that begin like a name.
_NO_NAMES = frozenset(
    _listed("张贴 张望 张口 陈述 黄昏 徐徐 胡闹 胡说 胡乱 林间 林地 郑重 谢谢 杜绝 范围 雷雨 黎明 叶子 杨梅 苏醒")
)
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}


@dataclass(frozen=True)
class Unfit:
    """Words that have to go, and what kind they are of."""

    kind: str
    words: tuple[str, ...]


def find(text: str, *, black: bool) -> list[Unfit]:
    """Everything unfit in a sentence, each kind once with all its words, in the order in which they stand."""
    found = [
        Unfit("id_number", _numbers(ID_NUMBER, text)),
        Unfit("phone_number", _numbers(PHONE_NUMBER, text)),
        Unfit("card_number", _numbers(CARD_NUMBER, text)),
        Unfit("plate", tuple(match.group() for match in PLATE.finditer(_folded(text).upper()))),
        Unfit("insult", _words(INSULTS, text)),
        Unfit("police", _words(POLICE, text)),
        Unfit("illness", _words(ILLNESS, text)),
        Unfit("private", _words(PRIVATE, text)),
        Unfit("minor", _children(text, black)),
    ]
    kinds = {one.kind for one in found if one.words}
    if "id_number" in kinds:  # an identity number has the length of a card's
        found = [one for one in found if one.kind not in {"card_number", "phone_number"}]
    return [one for one in found if one.words]


def _words(patterns: tuple[str, ...], text: str) -> tuple[str, ...]:
    plain = re.sub(r"[\s·*＊_.…-]", "", unicodedata.normalize("NFKC", text))
    matches = [match for pattern in patterns for match in re.finditer(pattern, plain)]
    return tuple(dict.fromkeys(match.group() for match in sorted(matches, key=lambda match: match.start())))


def _folded(text: str) -> str:
    """Full-width digits and letters as narrow ones, without what people put between them."""
    return re.sub(r"[\s\-–—.()（）]", "", unicodedata.normalize("NFKC", text))


def _numbers(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match.group() for match in pattern.finditer(_folded(text))))


def _children(text: str, black: bool) -> tuple[str, ...]:
    found = [*_words(MINORS, text), *_named_children(text)]
    if black:
        found += [*_words(CHILDREN, text), *(word for word, age in _ages(text) if age < GROWN)]
    return tuple(dict.fromkeys(found))


def _named_children(text: str) -> Iterator[str]:
    for match in _NAMED_CHILD.finditer("".join(text.split())):
        if not any(match.group(1).startswith(word) for word in _NO_NAMES):
            yield match.group()


def _ages(text: str) -> Iterator[tuple[str, int]]:
    for match in AGE.finditer(unicodedata.normalize("NFKC", "".join(text.split()))):
        yield match.group(), _age(match.group(1))


def _age(word: str) -> int:
    """``7``, ``七``, ``十四``, ``二十`` …"""
    if word.isdigit():
        return int(word)
    if "十" in word:
        tens, _ten, ones = word.partition("十")
        return 10 * (_DIGITS.get(tens, 1) if tens else 1) + (_DIGITS.get(ones, 0) if ones else 0)
    return _DIGITS.get(word[-1], 0)
