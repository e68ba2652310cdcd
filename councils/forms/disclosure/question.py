"""Asking, answering, withholding."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from councils.enums_disclosure import WithheldFor
from councils.forms.disclosure.posting import text_area
from councils.models.disclosure.question import ANSWER_LENGTH, QUESTION_LENGTH
from villagegov.db.keys import new_id
from villagegov.web.forms import PlainForm


class AskForm(PlainForm):
    hide_optional = True

    id = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("What do you want to know?"),
        help_text=gettext_lazy("About this posting. Name nobody, write no numbers of cards or telephones."),
        max_length=QUESTION_LENGTH,
        widget=text_area(4),
    )
    anonymous = forms.BooleanField(label=gettext_lazy("Do not show my name in public, not even masked"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("id", new_id())


class AnswerForm(PlainForm):
    words = forms.CharField(
        label=gettext_lazy("Answer"),
        help_text=gettext_lazy("Everybody reads question and answer. Name no villager."),
        max_length=ANSWER_LENGTH,
        widget=text_area(5),
    )


class WithholdForm(PlainForm):
    reason = forms.ChoiceField(
        label=gettext_lazy("Why is it not shown?"),
        help_text=gettext_lazy("The reason stands in public where the question would."),
        choices=WithheldFor.choices,
        widget=forms.RadioSelect,
    )
