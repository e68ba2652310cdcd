"""Forms of the slip books: giving one out, recording spoiled slips."""

from __future__ import annotations

from typing import Any
from unicodedata import normalize

from django import forms
from django.utils.translation import gettext_lazy as _

from points.forms.claims import DayField
from points.models import Group, SlipBook, Village
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.web.forms import PlainForm

NO_NUMBER = _("Enter a whole number, for example 401.")


class WholeNumberField(forms.IntegerField):
    """Takes the full-width digits of a Chinese keyboard too."""

    widget = forms.NumberInput(attrs={"min": 1, "inputmode": "numeric"})

    def to_python(self, value: Any) -> int | None:
        text = normalize("NFKC", str(value or "")).strip()
        return super().to_python(text if len(text) <= 9 else "x")


class BookForm(PlainForm):
    id = forms.UUIDField(widget=forms.HiddenInput)
    prefix = forms.CharField(  # type: ignore[assignment]
        label=_("Letters before the number"),
        required=False,
        max_length=12,
        help_text=_("As they are printed: WJG-"),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
    )
    first = WholeNumberField(label=_("From number"), error_messages=dict.fromkeys(("invalid", "required"), NO_NUMBER))
    last = WholeNumberField(label=_("To number"), error_messages=dict.fromkeys(("invalid", "required"), NO_NUMBER))
    digits = WholeNumberField(
        label=_("Digits"),
        initial=4,
        help_text=_("4: printed as 0401"),
        error_messages=dict.fromkeys(("invalid", "required"), NO_NUMBER),
    )
    group = forms.ChoiceField(label=_("For the group"), required=False)
    issued_to = forms.CharField(label=_("Given to"), max_length=40, help_text=_("The person who takes the book."))
    issued_on = DayField(label=_("Given out on"))

    def __init__(self, *args: Any, village: Village, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {str(group.pk): group for group in Group.objects.filter(village=village)}
        choice: Any = self.fields["group"]
        choice.choices = [("", _("every group")), *((key, group.name) for key, group in self.groups.items())]
        if not self.is_bound:
            self.initial = {**_next_book(village), "id": new_id(), "issued_on": clock.today(), **self.initial}

    def values(self) -> dict[str, Any]:
        """Arguments of the service."""
        data = dict(self.cleaned_data)
        return {**data, "group": self.groups.get(data["group"])}


def _next_book(village: Village) -> dict[str, Any]:
    """The book after the last one: its letters, the numbers that follow, as thick."""
    last = SlipBook.objects.filter(village=village).order_by("-created_at", "-last").first()
    if last is None:
        return {"prefix": "", "first": 1, "last": 50, "digits": 4}
    top = SlipBook.objects.filter(village=village, prefix=last.prefix).order_by("-last").values_list("last", flat=True)
    first = top[0] + 1
    return {"prefix": last.prefix, "first": first, "last": first + last.size - 1, "digits": last.digits}


class SpoilForm(PlainForm):
    numbers = forms.CharField(
        label=_("Which slips"),
        max_length=200,
        help_text=_("0412, 0415-0418"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=_("What happened to it"),
        max_length=100,
        help_text=_("Written wrongly, torn, lost, book handed back"),
        widget=forms.TextInput(attrs={"list": "reasons"}),
    )
