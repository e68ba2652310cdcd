"""What becomes of the columns of a table: guesses from headings and values, and the table as it will be read."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from councils.enums_disclosure import ColumnCare
from councils.models import TableToMask
from councils.queries import private
from villagegov.kernel.masking import COMPOUND_SURNAMES, hide_names, in_brackets, mask_names, mask_number, names_in

#: Left out whatever stands there: an identity number has no place in public, not even its end.
_IDENTITY = re.compile("身份证|证件号|公民身份")
_DROP = re.compile("出生|住址|家庭地址|病|残疾类|密码|签名|签字|备案照")
_NUMBER = re.compile("电话|手机|联系方式|银行|卡号|账号|帐号|账户|存折|社保号|医保号|微信")
_NAME = re.compile("姓名|户主|名字|人员名单|申请人|受益人|领款人|对象|家庭成员|配偶|监护人|代理人|经手人|联系人")
#: The commonest family names; with one of them first, two or three characters are taken for a name.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤祝文古帅"
)
_A_NAME = re.compile("[\u4e00-\u9fff·]{2,4}")
_MOST = 0.6


@dataclass(frozen=True)
class Column:
    """One column as it was uploaded, with what is proposed for it."""

    place: int
    heading: str
    guess: ColumnCare
    #: Identity numbers were cut out of it.
    identity: bool
    #: Some of its values, as they will look under each care that is offered.
    samples: dict[ColumnCare, Sequence[str]]


@dataclass(frozen=True)
class Masked:
    """A table as everybody will read it."""

    headings: list[str]
    care: list[str]
    rows: list[list[str]]

    @property
    def digest(self) -> str:
        """Of everything in it: what was looked at is what is posted, or it is looked at once more."""
        data = json.dumps([self.headings, self.care, self.rows], ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(data.encode()).hexdigest()[:32]


def columns_of(table: TableToMask) -> list[Column]:
    found = []
    for place, heading in enumerate(table.headings):
        values = [row[place] for row in table.rows]
        guess = guessed(heading, values, place in table.identity)
        some = [value for value in values if value][:3]
        samples: dict[ColumnCare, Sequence[str]] = {
            care: [APPLY[care](value) for value in some] for care in ColumnCare if care != ColumnCare.DROP
        }
        found.append(Column(place, heading, guess, place in table.identity, samples))
    return found


def guessed(heading: str, values: Sequence[str], identity: bool) -> ColumnCare:
    """The heading is believed first; then what the values look like. In doubt, hidden."""
    plain = re.sub(r"\s", "", heading)
    if _IDENTITY.search(plain) or _DROP.search(plain) or (identity and _mostly_empty(values)):
        return ColumnCare.DROP
    if _NUMBER.search(plain) or any(_is_private(value) for value in values):
        return ColumnCare.NUMBER
    if _NAME.search(plain) or _mostly(values, _looks_like_a_name):
        return ColumnCare.NAME
    return ColumnCare.SHOW


def _mostly_empty(values: Sequence[str]) -> bool:
    return sum(not value for value in values) > len(values) * (1 - _MOST)


def _mostly(values: Sequence[str], test: Callable[[str], bool]) -> bool:
    filled = [value for value in values if value]
    return bool(filled) and sum(test(value) for value in filled) >= len(filled) * _MOST


def _looks_like_a_name(value: str) -> bool:
    bare = value.replace(" ", "")
    return bool(_A_NAME.fullmatch(bare)) and (bare[0] in _SURNAMES or bare[:2] in COMPOUND_SURNAMES)


def _is_private(value: str) -> bool:
    return private.has_mobile_number(value) or private.has_card_number(value)


APPLY: dict[ColumnCare, Callable[[str], str]] = {
    ColumnCare.SHOW: lambda value: value,
    ColumnCare.NAME: mask_names,
    ColumnCare.NUMBER: mask_number,
    ColumnCare.DROP: lambda value: "",
}


def masked(headings: Sequence[str], rows: Sequence[Sequence[str]], care: Sequence[ColumnCare]) -> Masked:
    """The columns that stay, each value as its column asks for.

    Names that stand in a column which is hidden, or left out, are hidden in the columns that are shown too: a remark
    that names the person of the row would undo the mask.
    """
    kept = [place for place, what in enumerate(care) if what != ColumnCare.DROP]
    hidden = [place for place, what in enumerate(care) if _hides_names(headings[place], what)]
    found = []
    for row in rows:
        names = {name for place in hidden for name in _names(row[place])}
        found.append([_value(row[place], care[place], names) for place in kept])
    return Masked([headings[place] for place in kept], [care[place].value for place in kept], found)


def _hides_names(heading: str, care: ColumnCare) -> bool:
    return care == ColumnCare.NAME or (care == ColumnCare.DROP and bool(_NAME.search(re.sub(r"\s", "", heading))))


def _value(value: str, care: ColumnCare, names: set[str]) -> str:
    return hide_names(value, names) if care == ColumnCare.SHOW else APPLY[care](value)


def _names(cell: str) -> list[str]:
    """Whom a cell names, with those in brackets. One character alone is no name that could be looked for."""
    beside = [name for part in in_brackets(cell) for name in names_in(part) if _looks_like_a_name(name)]
    return [name for name in [*names_in(cell), *beside] if len(name) > 1]


def still_private(table: Masked) -> list[str]:
    """Headings of columns that are shown and hold a telephone or bank-card number."""
    return [
        heading
        for place, heading in enumerate(table.headings)
        if table.care[place] == ColumnCare.SHOW and any(_is_private(row[place]) for row in table.rows)
    ]
