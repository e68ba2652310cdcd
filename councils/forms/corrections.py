"""What is right instead of a line of the ledger."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.queries.cases import household_by_number
from councils.services.corrections import MOST_POINTS, REASON_LENGTH, Remedy
from points.models import Village
from villagegov.web.forms import PlainForm

NOTHING, OTHER = "nothing", "other"


class RightForm(PlainForm):
    """Part of a decision and of a proposal."""

    right = forms.ChoiceField(
        label=gettext_lazy("What is right instead?"),
        choices=(
            (NOTHING, gettext_lazy("Nothing: the line is taken back")),
            (OTHER, gettext_lazy("Other points, or another household")),
        ),
        widget=forms.RadioSelect,
        initial=NOTHING,
        required=False,
    )
    points = forms.IntegerField(
        label=gettext_lazy("Right points"),
        min_value=-MOST_POINTS,
        max_value=MOST_POINTS,
        required=False,
        help_text=gettext_lazy("With a minus for a deduction."),
    )
    household = forms.CharField(
        label=gettext_lazy("Right household (number)"),
        max_length=12,
        required=False,
        help_text=gettext_lazy("Only where it belongs to another household."),
    )

    def __init__(self, *args: Any, village: Village, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.village = village

    def clean_household(self) -> Any:
        number = self.cleaned_data["household"].strip()
        if not number:
            return None
        household = household_by_number(self.village, number)
        if household is None:
            raise ValidationError(_("There is no household %(number)s. Look at the number again.") % {"number": number})
        return household

    def remedy(self) -> Remedy | None:
        """None where the form does not ask."""
        if "right" not in self.fields:
            return None
        if self.cleaned_data.get("right") != OTHER:
            return Remedy()
        household = self.cleaned_data.get("household")
        return Remedy(self.cleaned_data.get("points"), household.pk if household else None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("right") == OTHER and cleaned.get("points") is None and "points" not in self.errors:
            self.add_error("points", ValidationError(_("How many points are right?"), code="required"))
        return cleaned


class ProposeForm(RightForm):
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It is made public and stands in the passbook: no names."),
    )


class RefuseForm(PlainForm):
    note = forms.CharField(
        label=gettext_lazy("Why not?"), max_length=REASON_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )
