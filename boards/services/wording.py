"""What may stand on a board: facts in neutral words, nothing that leads to a person beyond the masked name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from boards.queries.candidates import NamedDeed
from points.models import Household
from villagegov.kernel.errors import DomainError

REASON_LENGTH = 200
#: Deeds named in a ready reason.
NAMED_DEEDS = 3

ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
PHONE_NUMBER = re.compile(r"(?<!\d)1\d{10}(?!\d)")
# fmt: off
INSULTS = (
    "懒汉", "懒鬼", "无赖", "流氓", "败类", "泼妇", "刁民", "混蛋", "王八", "畜生", "不要脸", "没良心", "二流子",
    "老赖", "人渣", "废物", "傻子", "蠢", "骗子", "小偷", "丢人", "可耻",
)
#: Police matters, health and children are never a village's to publish.
NOT_OURS = (
    "派出所", "公安", "拘留", "治安处罚", "行政处罚", "犯罪", "判刑", "吸毒", "嫖娼", "前科", "精神病", "艾滋", "残疾",
    "未成年",
)
# fmt: on


def checked(reason: str, household: Household, *, field: str = "reason") -> str:
    """The reason as it will stand. Raises :class:`DomainError` that says what to leave out."""
    text = " ".join(unicodedata.normalize("NFC", reason).split())
    if not text:
        raise DomainError(_("Write in one sentence why."), field=field, code="reason_missing")
    if len(text) > REASON_LENGTH:
        raise DomainError(
            _("At most %(most)s characters. Keep to one sentence.") % {"most": REASON_LENGTH},
            field=field,
            code="reason_long",
        )
    digits = re.sub(r"[\s\-–—.]", "", unicodedata.normalize("NFKC", text))
    if ID_NUMBER.search(digits):
        raise DomainError(_("Leave out identity numbers."), field=field, code="id_number")
    if PHONE_NUMBER.search(digits):
        raise DomainError(_("Leave out phone numbers."), field=field, code="phone_number")
    if not household.names_public and household.head_name in text.replace(" ", ""):
        raise DomainError(
            _("Leave out the household’s name: it stands masked beside the reason."), field=field, code="name_in_reason"
        )
    _refuse_words(text, INSULTS, field, _("“%(word)s” is no neutral word. Write what happened, not what people are."))
    _refuse_words(
        text,
        NOT_OURS,
        field,
        _("Leave out “%(word)s”: police matters, health and children do not belong on the village’s board."),
    )
    return text


def _refuse_words(text: str, words: Sequence[str], field: str, sentence: str) -> None:
    for word in words:
        if word in text:
            raise DomainError(sentence % {"word": word}, field=field, code="wording")


def red_reason(month: int, deeds: Sequence[NamedDeed]) -> str:
    """``10月治安巡防 4 次、义务劳动 2 次。`` In the site's first language, whoever's job it is.

    Without the points: beside the deeds that may be named, a sum would tell that there are others.
    """
    with translation.override(settings.LANGUAGE_CODE):
        named = _named(deeds)
        values = {"month": month, "deeds": named}
        if named:
            return _("In month %(month)s: %(deeds)s.") % values
        return _("Among the first in month %(month)s.") % values


def bottom_reason(month: int, deeds: Sequence[NamedDeed]) -> str:
    """``10月积分后三名：焚烧秸秆 2 次。``"""
    with translation.override(settings.LANGUAGE_CODE):
        named = _named(deeds)
        values = {"month": month, "deeds": named}
        if named:
            return _("Among the last three of month %(month)s: %(deeds)s.") % values
        return _("Among the last three of month %(month)s.") % values


def _named(deeds: Sequence[NamedDeed]) -> str:
    """The weightiest items that may be named, with how much of each."""
    by_item: dict[str, list[NamedDeed]] = {}
    for deed in deeds:
        if deed.nameable:
            by_item.setdefault(deed.item, []).append(deed)
    weights = {item: sum(abs(deed.points) for deed in found) for item, found in by_item.items()}
    first = sorted(weights, key=lambda item: (-weights[item], item))[:NAMED_DEEDS]
    return _(", ").join(_amount(item, by_item[item]) for item in first)


def _amount(item: str, deeds: Sequence[NamedDeed]) -> str:
    """``治安巡防 3 次``; once goes without saying, and a unit that is an amount itself (100元) cannot be counted."""
    quantity, unit = sum(deed.quantity for deed in deeds), deeds[0].unit
    if quantity == 1 or any(char.isdigit() for char in unit):
        return item
    return _("%(item)s %(count)s %(unit)s") % {"item": item, "count": quantity, "unit": unit}
