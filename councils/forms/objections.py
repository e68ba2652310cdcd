"""Objecting, and deciding an objection."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from councils.services.objections import REASON_LENGTH, TEXT_LENGTH
from villagegov.web.forms import PlainForm


class ObjectForm(PlainForm):
    text = forms.CharField(
        label=_("What is wrong with it?"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Say what you know: what happened, when, who saw it. The supervisors read it, nobody else does."),
    )


class DecideForm(PlainForm):
    decision = forms.ChoiceField(
        label=_("Is the objection right?"),
        choices=(
            ("uphold", _("Yes: the claim is not accepted")),
            ("dismiss", _("No: the claim stands and is counted when its publicity is over")),
        ),
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why?"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What you found out. Whoever objected and the household read it: do not say who objected."),
    )
