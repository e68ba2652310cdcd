"""Forms of the register: finding households, uploading a file, confirming what it changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from points.enums import HouseholdState
from points.forms.claims import DayField
from points.models import Group
from points.queries.register import EVERY, OPEN
from villagegov.web.forms import PlainForm


class FindHouseholdsForm(PlainForm):
    """Never wrong: what it does not understand is left out."""

    hide_optional = True

    text = forms.CharField(
        label=_("Number, name or pinyin"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    group = forms.TypedChoiceField(label=_("Group"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, data: Mapping[str, Any], *, groups: Sequence[Group]) -> None:
        super().__init__(data)
        fields: Any = self.fields
        fields["group"].choices = [("", _("all groups")), *((str(group.number), group.name) for group in groups)]
        fields["state"].choices = [
            ("", _("all but the closed")),
            *HouseholdState.choices,
            (EVERY, _("all, the closed too")),
        ]

    def wanted(self) -> tuple[str, int | None, str]:
        self.is_valid()
        cleaned = getattr(self, "cleaned_data", {})
        return cleaned.get("text") or "", cleaned.get("group"), cleaned.get("state") or OPEN


class SaidBesideForm(PlainForm):
    """What the file cannot say."""

    joined_on = DayField(
        label=_("Since when are new households in the register?"),
        help_text=_(
            "Used where the file has no column for it. Base points of the first year go by this day: for a register "
            "that was kept on paper until now, take the first of January."
        ),
    )
    with_base = forms.TypedChoiceField(
        label=_("Present points in the file (if it has that column)"),
        choices=[
            ("yes", _("include this year’s base points: afterwards the passbook shows the same number")),
            ("no", _("come on top of base points: afterwards the passbook shows both together")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )

    def __init__(self, *args: Any, points: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not points:
            del self.fields["with_base"]

    def said(self) -> dict[str, Any]:
        return {"joined_on": self.cleaned_data["joined_on"], "with_base": self.cleaned_data.get("with_base", True)}

    @staticmethod
    def initial_of(joined_on: date, with_base: bool) -> dict[str, Any]:
        return {"joined_on": joined_on, "with_base": "yes" if with_base else "no"}


class UploadForm(SaidBesideForm):
    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=_(
            "Excel workbook (.xlsx) or .csv, as you keep it: headings within the first ten lines, in any order."
        ),
        error_messages={
            "required": _("Choose the file first."),
            "empty": _("The file is empty. Choose the file with the table."),
        },
    )
    field_order = ("file", "joined_on", "with_base")


class ConfirmForm(PlainForm):
    """Words of their own for what a person should not overlook."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    without_wrong = forms.BooleanField(required=False, label="")
    with_groups = forms.BooleanField(required=False, label="")

    def __init__(self, *args: Any, wrong: str = "", groups: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        for name, words in (("without_wrong", wrong), ("with_groups", groups)):
            if words:
                fields[name].label = words
            else:
                del fields[name]
