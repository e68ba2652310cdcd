"""What is written down when a household has been told of a deduction."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from councils.enums import TellingWay
from councils.services.tellings import REPLY_LENGTH, WITNESS_LENGTH
from villagegov.web.forms import PlainForm


def _reply(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=REPLY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "In its own words. The signed-in of the village read it beside the deduction; silence admits nothing."
        ),
        **more,
    )


class TellForm(PlainForm):
    way = forms.ChoiceField(
        label=_("How was the household told?"), choices=TellingWay.choices, widget=forms.RadioSelect
    )
    told_on = forms.DateField(
        label=_("On which day?"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    witness_one = forms.CharField(
        label=_("First witness"),
        max_length=WITNESS_LENGTH,
        required=False,
        help_text=_("Only for a letter that was left: both witnesses by name."),
    )
    witness_two = forms.CharField(label=_("Second witness"), max_length=WITNESS_LENGTH, required=False)
    reply = _reply(_("What did the household say?"), required=False)

    def witnesses(self) -> list[str]:
        return [self.cleaned_data["witness_one"], self.cleaned_data["witness_two"]]

    def add_domain_error(self, error: Any) -> None:
        for single in error:
            if single.field == "witnesses":
                single.field = "witness_one"
        super().add_domain_error(error)


class ReplyForm(PlainForm):
    reply = _reply(_("What did the household say later?"))
