"""Names as people type them on a keyboard without an input method: full pinyin and initials."""

from __future__ import annotations

import os
from functools import lru_cache

# Its dictionary of phrases takes 43 MB of every process and is about other words than those of a village.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

from pypinyin import Style, lazy_pinyin, load_phrases_dict

#: Words of the rules and of the county in which a character is read otherwise than alone.
_WORDS = {
    "调解": "tiáo jiě",
    "协调": "xié tiáo",
    "重阳": "chóng yáng",
    "重复": "chóng fù",
    "重建": "chóng jiàn",
    "长期": "cháng qī",
    "长征": "cháng zhēng",
    "长江": "cháng jiāng",
    "银行": "yín háng",
    "犍为": "qián wéi",
    "都江堰": "dū jiāng yàn",
    "成都": "chéng dū",
}
load_phrases_dict({word: [[syllable] for syllable in read.split()] for word, read in _WORDS.items()})

#: Characters that are read otherwise as the first of a name.
_SURNAMES = {
    "曾": "zeng", "单": "shan", "解": "xie", "仇": "qiu", "查": "zha", "区": "ou", "盖": "ge",
    "朴": "piao", "乐": "yue", "翟": "zhai", "缪": "miao", "员": "yun", "种": "chong", "折": "she",
    "黑": "he", "秘": "bi", "召": "shao", "繁": "po", "覃": "qin", "句": "gou", "洗": "xian",
    "祭": "zhai", "郗": "chi", "隗": "wei", "澹": "tan", "阚": "kan", "都": "du", "佴": "nai",
    "卜": "bu", "藏": "zang", "贠": "yun",
}  # fmt: skip
SURNAMES = frozenset(_SURNAMES)


@lru_cache(maxsize=4096)
def spell(words: str) -> tuple[str, str]:
    """Full pinyin and initials in small letters: 积分办法 -> ``jifenbanfa``, ``jfbf``."""
    full = "".join(lazy_pinyin(words, strict=False))
    initials = "".join(syllable[:1] for syllable in lazy_pinyin(words, style=Style.NORMAL))
    return full.lower(), initials.lower()


def spell_name(name: str) -> tuple[str, str]:
    """The same of a person's name; some surnames have a reading of their own: 曾小华 -> ``zengxiaohua``, ``zxh``."""
    surname = _SURNAMES.get(name[:1])
    if surname is None:
        return spell(name)
    full, initials = spell(name[1:])
    return surname + full, surname[0] + initials
