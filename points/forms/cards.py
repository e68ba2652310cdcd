"""Forms of household cards: finding households, the code, the PIN."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from points.enums import CardState
from points.models import Group
from points.services import pins
from villagegov.web.forms import PlainForm

_DIGITS = {"inputmode": "numeric", "autocomplete": "off", "class": "code"}
#: Longer than what anybody types, shorter than what costs time.
_LONGEST = 60
EMPTY_PIN = _("Enter the six digits.")


def _pin(label: Any, autocomplete: str, **more: Any) -> forms.CharField:
    """Covered as a password is: in a village office somebody always looks on."""
    attrs = {"inputmode": "numeric", "autocomplete": autocomplete, "class": "code"}
    return forms.CharField(
        label=label,
        max_length=_LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs=attrs),
        error_messages={"required": EMPTY_PIN, "max_length": EMPTY_PIN},
        **more,
    )


class FindCardsForm(PlainForm):
    """Never wrong: what it does not understand is left out."""

    hide_optional = True

    text = forms.CharField(
        label=_("Number, name or pinyin"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    group = forms.TypedChoiceField(label=_("Group"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(label=_("Card"), required=False)

    def __init__(self, data: Mapping[str, Any], *, groups: Sequence[Group]) -> None:
        super().__init__(data)
        fields: Any = self.fields
        fields["group"].choices = [("", _("all groups")), *((str(group.number), group.name) for group in groups)]
        fields["state"].choices = [("", _("any")), *CardState.choices]

    def wanted(self) -> tuple[str, int | None, str]:
        self.is_valid()
        cleaned = getattr(self, "cleaned_data", {})
        return cleaned.get("text") or "", cleaned.get("group"), cleaned.get("state") or ""


class CodeForm(PlainForm):
    code = forms.CharField(
        label=_("The ten digits on your card"),
        max_length=_LONGEST,
        widget=forms.TextInput(attrs={**_DIGITS, "data-code": ""}),
        error_messages={"required": _("Enter the ten digits that stand on the card.")},
    )


class TwiceForm(PlainForm):
    """A new PIN, twice: nobody sees what they type."""

    pin = _pin(
        _("Choose six digits as your PIN"),
        "new-password",
        help_text=_("Not 123456, not your household number, no lucky number: something only your family knows."),
    )
    again = _pin(_("The same six digits once more"), "new-password")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        pin, again = data.get("pin"), data.get("again")
        if pin and again and pins.tidy(pin) != pins.tidy(again):
            self.add_error("again", _("The two are not the same. Enter both once more."))
        return data


class FirstPinForm(TwiceForm):
    stay = forms.BooleanField(label=_("This phone is our own: stay logged in for two weeks"), required=False)


class ChangePinForm(TwiceForm):
    old = _pin(_("PIN until now"), "current-password")
    field_order = ("old", "pin", "again")


class PinForm(PlainForm):
    """Household number and PIN."""

    number = forms.CharField(
        label=_("Household number"),
        max_length=_LONGEST,
        help_text=_("It stands on your card: 37 or 037."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "username", "class": "code"}),
        error_messages={"required": _("Enter your household number.")},
    )
    pin = _pin(_("PIN (six digits)"), "current-password")
    stay = forms.BooleanField(label=_("This phone is our own: stay logged in for two weeks"), required=False)
