"""意见建议."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from councils.services.feedback import CONTACT_LENGTH, TEXT_LENGTH
from villagegov.web.forms import PlainForm


class FeedbackForm(PlainForm):
    text = forms.CharField(
        label=_("What do you want to say?"), max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 6})
    )
    contact = forms.CharField(
        label=_("How can we reach you?"),
        max_length=CONTACT_LENGTH,
        required=False,
        help_text=_("A name or a telephone number, if you want an answer. Without it nobody knows who wrote."),
    )
    #: A trap: people do not see it, programs that fill in every form do.
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    @property
    def trapped(self) -> bool:
        return bool(self.data.get("website"))
