"""The village's own page and what it uses."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from points.enums import Module
from points.models import Village
from villagegov.web.forms import PlainForm


class ChangeVillageForm(PlainForm):
    profile = forms.CharField(
        label=_("profile"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Where it lies, what it lives on, what it is proud of. An empty line begins a new paragraph."),
    )
    privacy_contact = forms.CharField(
        label=_("contact for personal data"),
        required=False,
        max_length=Village._meta.get_field("privacy_contact").max_length,
        help_text=_("Name and telephone of whom people ask about what is kept of them; stands on the privacy notice."),
    )
    modules = forms.MultipleChoiceField(
        label=_("parts in use"),
        required=False,
        choices=Module.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What is switched off keeps everything; it is only not shown."),
    )
