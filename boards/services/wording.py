"""What may stand on a board: facts in neutral words, nothing that leads to a person beyond the masked name."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from django.conf import settings
from django.db.models import F, Value
from django.db.models.functions import StrIndex
from django.utils import translation
from django.utils.translation import gettext as _

from boards.enums import Colour
from boards.queries.candidates import NamedDeed
from boards.services import unfit
from points.models import Household
from villagegov.kernel.errors import DomainError, Problems

REASON_LENGTH = 200
#: Deeds named in a ready reason.
NAMED_DEEDS = 3


def checked(
    reason: str,
    household: Household,
    *,
    colour: Colour = Colour.BLACK,
    field: str = "reason",
    most: int = REASON_LENGTH,
) -> str:
    """The reason as it will stand. Raises :class:`DomainError` that says which words to leave out, all of them at once.

    The black board says nothing of children at all; the red one may praise what was done for them.
    """
    text = " ".join(unicodedata.normalize("NFC", reason).split())
    if not text:
        raise DomainError(_("Write in one sentence why."), field=field, code="reason_missing")
    if len(text) > most:
        raise DomainError(
            _("At most %(most)s characters. Keep to one sentence.") % {"most": most},
            field=field,
            code="reason_long",
        )
    sentences = _sentences()
    found = [
        DomainError(sentences[one.kind] % {"words": _quoted(one.words)}, field=field, code=one.kind)
        for one in unfit.find(text, black=colour == Colour.BLACK)
    ]
    Problems.raise_if([*found, *_names(text, household, field)])
    return text


def _sentences() -> dict[str, str]:
    return {
        "id_number": _("Leave out identity numbers: %(words)s."),
        "phone_number": _("Leave out phone numbers: %(words)s."),
        "card_number": _("Leave out numbers of cards and accounts: %(words)s."),
        "plate": _("Leave out number plates: %(words)s."),
        "insult": _("%(words)s: no neutral words. Write what happened, not what people are."),
        "police": _("Leave out %(words)s: police matters and courts do not belong on the village’s board."),
        "illness": _("Leave out %(words)s: nobody’s health belongs on the village’s board."),
        "private": _("Leave out %(words)s: private life and belief do not belong on the village’s board."),
        "minor": _("Leave out %(words)s: children do not belong on the village’s board."),
    }


def _quoted(words: Sequence[str]) -> str:
    return "".join(f"“{word}”" for word in words)


def _names(text: str, household: Household, field: str) -> list[DomainError]:
    """The household's own name stands masked beside the sentence; nobody else is named in it. One query."""
    plain = text.replace(" ", "")
    heads = (
        Household.objects.filter(village=household.village_id)
        .annotate(place=StrIndex(Value(plain), F("head_name")))
        .filter(place__gt=0)
        .exclude(head_name="")
        .order_by("head_name")
        .values_list("pk", "head_name")
    )
    others = []
    for pk, name in heads:
        if pk == household.pk and not household.names_public:
            sentence = _("Leave out the household’s name: it stands masked beside the reason.")
            return [DomainError(sentence, field=field, code="name_in_reason")]
        if pk != household.pk and len(name) > 1 and name != household.head_name:
            others.append(name)
    if not others:
        return []
    sentence = _("Leave out the names of others: %(words)s.") % {"words": _quoted(sorted(set(others)))}
    return [DomainError(sentence, field=field, code="other_name")]


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
