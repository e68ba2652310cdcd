"""How a name stands in public when its owner has not agreed to be named."""

from __future__ import annotations

#: Surnames of two characters that are still met; everything else is taken as one.
COMPOUND_SURNAMES = (
    "欧阳 司马 诸葛 上官 司徒 夏侯 东方 皇甫 尉迟 公孙 慕容 令狐 "
    "长孙 宇文 轩辕 端木 独孤 南宫 西门 百里 呼延 公羊 申屠 澹台"
)


def mask_name(name: str) -> str:
    """李小华 -> 李*华, 李华 -> 李*, 欧阳小华 -> 欧阳*华: the family knows itself, a stranger does not."""
    name = name.strip()
    surname = name[:2] if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else name[:1]
    given = name[len(surname) :]
    if len(given) <= 1:
        return f"{surname}*"
    return f"{surname}*{given[-1]}"
