"""Forms of the village's profile: projects, progress, key figures, pictures."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from councils.enums import ProjectStage
from councils.forms.demands import text_area
from councils.models import VillageFigure
from councils.models.profile import (
    ABOUT_LENGTH,
    ALT_LENGTH,
    FIGURE_LENGTH,
    FUNDING_LENGTH,
    NAME_LENGTH,
    PROGRESS_LENGTH,
    UNIT_LENGTH,
)
from councils.services.profile import MOST_FIGURES, Figure, ProjectInput
from points.forms.claims import DayField
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.web.forms import PlainForm

#: Empty lines below those that are written.
SPARE = 4


class ProjectForm(PlainForm):
    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=pgettext_lazy("project", "Name"), max_length=NAME_LENGTH)
    about = forms.CharField(label=gettext_lazy("What is done?"), max_length=ABOUT_LENGTH, widget=text_area(3))
    funding = forms.CharField(
        label=gettext_lazy("Where does the money come from, and how much?"), max_length=FUNDING_LENGTH, required=False
    )
    starts_on = DayField(label=gettext_lazy("From"))
    ends_on = DayField(label=gettext_lazy("Until"), required=False)
    stage = forms.ChoiceField(label=gettext_lazy("Stage"), choices=ProjectStage.choices)
    answers = forms.CharField(
        label=gettext_lazy("Who answers for it?"),
        help_text=gettext_lazy("Office and name; it stands on the public page."),
        max_length=NAME_LENGTH,
    )
    result = forms.CharField(
        label=gettext_lazy("What came of it"), max_length=ABOUT_LENGTH, widget=text_area(2), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("id", new_id())

    def values(self) -> ProjectInput:
        return ProjectInput(**{name: value for name, value in self.cleaned_data.items() if name != "id"})


class ProgressForm(PlainForm):
    id = forms.UUIDField(widget=forms.HiddenInput)
    day = DayField(label=pgettext_lazy("task", "On which day?"))
    text = forms.CharField(label=gettext_lazy("How far is it?"), max_length=PROGRESS_LENGTH)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("id", new_id())
            self.initial.setdefault("day", clock.today().isoformat())


class FiguresForm(PlainForm):
    """All figures of a year, a line each. A line without a name is left out."""

    hide_optional = True

    def __init__(self, *args: Any, rows: Sequence[VillageFigure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = sum(name.startswith("name_") for name in self.data) if self.is_bound else 0
        self.count = min(max(len(rows) + SPARE, sent), MOST_FIGURES)
        for number in range(1, self.count + 1):
            row = rows[number - 1] if number <= len(rows) else None
            words = {"number": number}
            self.fields[f"name_{number}"] = forms.CharField(
                label=_("name of figure %(number)s") % words, max_length=FIGURE_LENGTH, required=False,
                initial=row.name if row else "",
            )  # fmt: skip
            self.fields[f"value_{number}"] = forms.DecimalField(
                label=_("value of figure %(number)s") % words, max_digits=14, decimal_places=2, required=False,
                initial=f"{row.value.normalize():f}" if row else "",
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )  # fmt: skip
            self.fields[f"unit_{number}"] = forms.CharField(
                label=_("unit of figure %(number)s") % words, max_length=UNIT_LENGTH, required=False,
                initial=row.unit if row else "",
            )  # fmt: skip

    def rows(self) -> list[list[Any]]:
        return [[self[f"{part}_{number}"] for part in ("name", "value", "unit")] for number in range(1, self.count + 1)]

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or self.cleaned_data
        for number in range(1, self.count + 1):
            if data.get(f"name_{number}") and data.get(f"value_{number}") is None:
                if f"value_{number}" not in self.errors:
                    self.add_error(f"value_{number}", _("Write the value."))
            elif data.get(f"value_{number}") is not None and not data.get(f"name_{number}"):
                self.add_error(f"name_{number}", _("Name the figure."))
        return data

    def figures(self) -> list[Figure]:
        said = self.cleaned_data
        return [
            Figure(said[f"name_{number}"], Decimal(said[f"value_{number}"]), said[f"unit_{number}"])
            for number in range(1, self.count + 1)
            if said[f"name_{number}"]
        ]


class PictureForm(PlainForm):
    photo = forms.FileField(
        label=gettext_lazy("Picture"),
        help_text=gettext_lazy("No homes, no faces without consent."),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    alt = forms.CharField(
        label=gettext_lazy("What is to be seen?"),
        help_text=gettext_lazy("In a sentence, for those who do not see the picture; it stands below it too."),
        max_length=ALT_LENGTH,
    )
