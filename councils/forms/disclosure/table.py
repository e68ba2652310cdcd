"""What becomes of each column of an uploaded table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.enums_disclosure import ColumnCare
from councils.models.disclosure.shown import CAPTION_LENGTH
from councils.queries.disclosure.columns import Column
from villagegov.web.forms import PlainForm


class ColumnsForm(PlainForm):
    """One choice for each column, ``column_0`` …; ``seen`` is the digest of the table that was looked at."""

    caption = forms.CharField(label=gettext_lazy("Title of the table"), max_length=CAPTION_LENGTH)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args: Any, columns: Sequence[Column], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        for column in columns:
            self.fields[f"column_{column.place}"] = forms.ChoiceField(
                label=column.heading, choices=ColumnCare.choices, initial=column.guess, help_text=_hint(column)
            )

    def care(self) -> list[str]:
        """As chosen; where a form came without a choice, what was proposed."""
        data = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return [data.get(f"column_{column.place}") or column.guess.value for column in self.columns]

    @property
    def choices(self) -> list[Any]:
        return [self[f"column_{column.place}"] for column in self.columns]


def _hint(column: Column) -> str:
    some = column.samples.get(column.guess if column.guess != ColumnCare.DROP else ColumnCare.NUMBER, [])
    words = _("for example: %(some)s") % {"some": "、".join(value for value in some if value)} if any(some) else ""
    if column.identity:
        return _("Identity numbers were cut out when it was read.")
    return words
