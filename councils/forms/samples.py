"""What a supervisor found about a sampled claim."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from councils.enums import Finding
from councils.services.samples import WORDS_LENGTH
from villagegov.web.forms import PlainForm


class FindingForm(PlainForm):
    finding = forms.ChoiceField(
        label=_("What did you find?"),
        choices=(
            (Finding.IN_ORDER, _("In order: it happened so")),
            (Finding.WRONG, _("Wrong: it did not happen so, or counts otherwise")),
            (Finding.UNCLEAR, _("Could not be checked")),
        ),
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What did you look at, what is wrong?"),
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whom you asked, what you saw. Where it is wrong or could not be checked, say why."),
    )
