"""Finding one's own line on the public list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from points.models import Group
from villagegov.web.forms import PlainForm


class FindForm(PlainForm):
    """Never wrong: what it does not understand is left out."""

    hide_optional = True

    group = forms.TypedChoiceField(label=_("Group"), required=False, coerce=int, empty_value=None)
    name = forms.CharField(label=_("Head of household"), required=False, max_length=20)

    def __init__(self, data: Mapping[str, Any], *, groups: Sequence[Group], by_number: bool) -> None:
        super().__init__(data)
        choices = [("", _("all groups")), *((str(group.number), group.name) for group in groups)]
        self.fields["group"].choices = choices  # type: ignore[attr-defined]
        if by_number:
            self.fields["name"].label = _("Head of household or number")

    def wanted(self) -> tuple[int | None, str]:
        self.is_valid()
        cleaned = getattr(self, "cleaned_data", {})
        return cleaned.get("group"), cleaned.get("name") or ""
