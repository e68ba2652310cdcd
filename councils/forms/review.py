"""The note that goes with a vote."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from councils.enums import Decision
from villagegov.web.forms import PlainForm


class DecisionForm(PlainForm):
    note = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        note = self.fields["note"]
        if decision == Decision.APPROVE:
            note.label, note.required = _("Note"), False
        elif decision == Decision.RETURN:
            note.help_text = _("What is missing or wrong: the information officer reads it and mends it.")
        else:
            note.help_text = _("Why it gives no points: the information officer and the household read it.")
