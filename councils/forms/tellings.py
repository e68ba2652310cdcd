"""What is written down when somebody has been told of a deduction or a decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from councils.enums import TellingWay
from councils.services.delivery import READER_LENGTH, REPLY_LENGTH, WITNESS_LENGTH, Delivery
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


def _read_back() -> forms.CharField:
    return forms.CharField(
        label=_("To whom was it read back?"),
        max_length=READER_LENGTH,
        required=False,
        help_text=_("Who of them heard what you wrote and found it right. Empty if they wrote it themselves."),
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
    read_back_to = _read_back()

    def delivery(self) -> Delivery:
        answers = self.cleaned_data
        return Delivery(answers["way"], answers["told_on"], self.witnesses(), answers["reply"], answers["read_back_to"])

    def witnesses(self) -> list[str]:
        return [self.cleaned_data["witness_one"], self.cleaned_data["witness_two"]]

    def add_domain_error(self, error: Any) -> None:
        for single in error:
            if single.field == "witnesses":
                single.field = "witness_one"
        super().add_domain_error(error)


class ReplyForm(PlainForm):
    reply = _reply(_("What did the household say later?"))
    read_back_to = _read_back()


class OwnReplyForm(PlainForm):
    """By the household itself, on its phone."""

    reply = _reply(_("What do you say to it?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reply"].help_text = _("The signed-in of the village read it beside the deduction.")


class DecisionToldForm(TellForm):
    """Of a decision: nobody but the office reads what was answered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].label = _("How were they told?")
        self.fields["reply"].label = _("What did they say to it?")
        self.fields["reply"].help_text = _("In their own words. Silence admits nothing; nothing is concluded from it.")
