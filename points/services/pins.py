"""What a PIN must be, and why some are refused. A PIN is six digits that an old person can keep in mind."""

from __future__ import annotations

from unicodedata import normalize

from django.utils.translation import gettext as _

from villagegov.kernel.errors import DomainError

LENGTH = 6
#: Those that people choose first, beside runs and repetitions: lucky numbers, keyboard patterns.
_CHOSEN_FIRST = """
    100200 112233 114514 123654 131452 147258 147369 147852 159357 168168 223344 258369 321654 332211 445566 456852
    520131 520520 521521 666888 778899 789456 888168 888666 963852 998877
"""
COMMON = frozenset(_CHOSEN_FIRST.split())
_RUNS = ("01234567890123456789", "98765432109876543210")


def tidy(text: str) -> str:
    """Full-width digits and spaces of a phone's keyboard are no mistake."""
    return "".join(normalize("NFKC", text).split())


def check(pin: str, household_number: str) -> None:
    """Raise :class:`DomainError` (field ``pin``) for a PIN that is none, or that others would guess."""
    if not (len(pin) == LENGTH and pin.isascii() and pin.isdigit()):
        raise _refused(_("The PIN is six digits, nothing else."), "shape")
    if _is_of_number(pin, household_number):
        sentence = _("This is your household number; the whole village knows it. Choose six other digits.")
        raise _refused(sentence, "number")
    if _is_easy(pin):
        sentence = _("Anybody would guess this one: runs like 123456, repeated digits, lucky numbers. Choose others.")
        raise _refused(sentence, "easy")


def _is_easy(pin: str) -> bool:
    repeated = any(pin == pin[:size] * (LENGTH // size) for size in (1, 2, 3))
    in_twos = all(pin[place] == pin[place + 1] for place in (0, 2, 4))
    in_threes = len(set(pin[:3])) == len(set(pin[3:])) == 1
    mirrored = pin == pin[::-1]
    return repeated or in_twos or in_threes or mirrored or any(pin in run for run in _RUNS) or pin in COMMON


def _is_of_number(pin: str, household_number: str) -> bool:
    """037 as 000037, 037000, 037037: the number and nothing else but noughts."""
    digits = "".join(letter for letter in household_number if letter.isdigit()).lstrip("0")
    return bool(digits) and not pin.replace(digits, "").strip("0")


def _refused(sentence: str, code: str) -> DomainError:
    return DomainError(sentence, field="pin", code=f"pin_{code}")
