"""The decision of the meeting behind a version of the rules."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from villagegov.web.forms import PlainForm


class TakeEffectForm(PlainForm):
    meeting = forms.CharField(
        label=_("meeting"), max_length=60, help_text=_("For example: villager representatives’ meeting.")
    )
    held_on = forms.DateField(label=_("held on"), widget=forms.DateInput(attrs={"type": "date"}))
    entitled = forms.IntegerField(label=_("entitled to attend"), min_value=1)
    present = forms.IntegerField(label=_("present"), min_value=1)
    in_favour = forms.IntegerField(label=_("in favour"), min_value=1)
    filing = forms.CharField(label=_("filed with the township as"), max_length=60, required=False)
    effective_from = forms.DateField(label=_("effective from"), widget=forms.DateInput(attrs={"type": "date"}))
