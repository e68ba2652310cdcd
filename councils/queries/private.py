"""Numbers that belong to a person: found in words that are about to become public."""

from __future__ import annotations

import re
from unicodedata import normalize

from django.utils.translation import gettext as _

from villagegov.kernel.errors import DomainError
from villagegov.sheets.identity import without_identity_numbers

#: A mobile number, with the country's number and spaces or hyphens where people put them.
_MOBILE = re.compile(r"(?<![0-9])(?:\+?86[- ]?)?1[3-9][0-9](?:[- ]?[0-9]{4}){2}(?![0-9])")
#: Sixteen to nineteen digits.
_LONG = re.compile(r"(?<![0-9])[0-9](?:[ -]?[0-9]){15,18}(?![0-9])")


def has_identity_number(text: str) -> bool:
    return without_identity_numbers(normalize("NFKC", text))[1] > 0


def has_mobile_number(text: str) -> bool:
    return bool(_MOBILE.search(normalize("NFKC", text)))


def has_card_number(text: str) -> bool:
    """Numbers of bank cards begin with 62 here, or their last digit is the check digit of the others (Luhn)."""
    for match in _LONG.finditer(normalize("NFKC", text)):
        digits = re.sub("[ -]", "", match.group())
        if digits.startswith("62") or _checks(digits):
            return True
    return False


def _checks(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def in_words(text: str, field: str, *, mobile_too: bool = True) -> list[DomainError]:
    """What is wrong with words for everybody. The village's own telephone may be named, a villager's not."""
    found = []
    if has_identity_number(text):
        found.append(_wrong(_("An identity number does not belong in public. Take it out."), field))
    elif has_card_number(text):
        found.append(_wrong(_("The number of a bank card does not belong in public. Take it out."), field))
    if mobile_too and has_mobile_number(text):
        found.append(_wrong(_("A mobile number does not belong in public. Take it out."), field))
    return found


def _wrong(sentence: str, field: str) -> DomainError:
    return DomainError(sentence, field=field, code="private_number")
