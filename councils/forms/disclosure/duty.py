"""Duties and categories."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from councils.enums_disclosure import CountedFrom, Rhythm
from councils.models import DisclosureCategory, DutyTerms
from councils.models.disclosure.duty import (
    ABOUT_LENGTH,
    DUTY_LENGTH,
    MOST_DUE_DAYS,
    MOST_POSTED_DAYS,
    NAME_LENGTH,
    RESPONSIBLE_LENGTH,
)
from councils.services.disclosure.duties import DutyInput
from points.models.village import PUBLICITY_FLOOR_DAYS
from villagegov.kernel import periods
from villagegov.web.forms import PlainForm

_TERMS = ("name", "about", "rhythm", "counted_from", "due_day", "days_posted", "responsible", "fulfilled_by")


class DutyForm(PlainForm):
    hide_optional = True

    category = forms.ChoiceField(label=gettext_lazy("Category"))
    name = forms.CharField(label=gettext_lazy("What is made public"), max_length=DUTY_LENGTH)
    about = forms.CharField(
        label=gettext_lazy("What belongs to it"),
        help_text=gettext_lazy("May be left out."),
        max_length=ABOUT_LENGTH,
        required=False,
    )
    rhythm = forms.ChoiceField(label=gettext_lazy("How often"), choices=Rhythm.choices)
    counted_from = forms.ChoiceField(
        label=gettext_lazy("Days are counted"), choices=CountedFrom.choices, initial=CountedFrom.END
    )
    due_day = forms.IntegerField(
        label=gettext_lazy("Public within so many days"), min_value=1, max_value=MOST_DUE_DAYS, initial=10
    )
    days_posted = forms.IntegerField(
        label=gettext_lazy("Days kept posted at least"), min_value=PUBLICITY_FLOOR_DAYS, max_value=MOST_POSTED_DAYS,
        required=False,
    )  # fmt: skip
    responsible = forms.CharField(
        label=gettext_lazy("Who sees to it"),
        help_text=gettext_lazy("The office, not the name. May be left out."),
        max_length=RESPONSIBLE_LENGTH,
        required=False,
    )
    fulfilled_by = forms.ChoiceField(label=gettext_lazy("Also fulfilled by"), required=False)
    effective_from = forms.ChoiceField(
        label=pgettext_lazy("duty", "From"),
        help_text=gettext_lazy("What was before stays in the calendar as it was."),
    )

    def __init__(
        self,
        *args: Any,
        categories: Sequence[DisclosureCategory],
        fulfilments: Sequence[tuple[str, str]],
        today: date,
        days: int,
        terms: DutyTerms | None = None,
        **kwargs: Any,
    ) -> None:
        initial: dict[str, Any] = {name: getattr(terms, name) for name in _TERMS} if terms else {}
        if terms:
            initial["category"] = str(terms.category_id)
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        self.by_key = {str(one.pk): one for one in categories}
        fields: Any = self.fields
        fields["category"].choices = [(key, one.name) for key, one in self.by_key.items()]
        fields["days_posted"].help_text = _("May be left out: %(days)s, as in the village’s settings.") % {"days": days}
        fields["effective_from"].choices = month_choices(today)
        if fulfilments:
            fields["fulfilled_by"].choices = [("", _("nothing else")), *fulfilments]
        else:
            del fields["fulfilled_by"]

    def duty(self) -> DutyInput:
        data = {"fulfilled_by": "", **self.cleaned_data}
        data["category"] = self.by_key.get(data["category"])
        data["effective_from"] = date.fromisoformat(data["effective_from"])
        return DutyInput(**data)


def month_choices(today: date) -> list[tuple[str, str]]:
    """This month and the twelve after it."""
    months = [periods.add_months(today, ahead) for ahead in range(13)]
    return [(month.isoformat(), date_format(month, "YEAR_MONTH_FORMAT")) for month in months]


class EndForm(PlainForm):
    effective_from = forms.ChoiceField(label=gettext_lazy("No longer from"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["effective_from"]
        field.choices = month_choices(today)

    def day(self) -> date:
        return date.fromisoformat(self.cleaned_data["effective_from"])


class CategoryForm(PlainForm):
    name = forms.CharField(label=gettext_lazy("New category"), max_length=NAME_LENGTH)
