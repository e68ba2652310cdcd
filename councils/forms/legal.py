"""Forms of the legal service. There is no field for a person who was helped."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from councils.enums import LegalKind
from councils.models.legal import (
    MOST_LISTENERS,
    MOST_NUMBER,
    NAME_LENGTH,
    PHONE_LENGTH,
    PLACE_LENGTH,
    TOPIC_LENGTH,
)
from councils.services.legal import Lecture, Room
from points.forms.claims import DayField
from villagegov.kernel import clock
from villagegov.web.forms import PlainForm


class RoomForm(PlainForm):
    place = forms.CharField(label=gettext_lazy("Where is the legal service room?"), max_length=PLACE_LENGTH)
    hours = forms.CharField(label=gettext_lazy("When is somebody there?"), max_length=PLACE_LENGTH)
    adviser = forms.CharField(label=gettext_lazy("Name of the legal adviser"), max_length=NAME_LENGTH, required=False)
    firm = forms.CharField(label=gettext_lazy("From which office"), max_length=PLACE_LENGTH, required=False)
    phone = forms.CharField(
        label=gettext_lazy("Telephone of the office"),
        help_text=gettext_lazy("It stands on the public page; no private number."),
        max_length=PHONE_LENGTH,
        required=False,
    )

    def values(self) -> Room:
        return Room(**self.cleaned_data)


class MonthForm(PlainForm):
    """A number for each kind; what is empty is nought."""

    hide_optional = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in LegalKind:
            self.fields[kind.value] = forms.IntegerField(
                label=kind.label, min_value=0, max_value=MOST_NUMBER, required=False
            )

    def numbers(self) -> dict[str, int]:
        return {kind: number or 0 for kind, number in self.cleaned_data.items()}


class LectureForm(PlainForm):
    day = DayField(label=pgettext_lazy("task", "On which day?"))
    topic = forms.CharField(
        label=gettext_lazy("What was it about?"),
        help_text=gettext_lazy("The topic alone; nobody’s name."),
        max_length=TOPIC_LENGTH,
    )
    place = forms.CharField(label=gettext_lazy("Where?"), max_length=PLACE_LENGTH, required=False)
    listeners = forms.IntegerField(
        label=pgettext_lazy("lecture", "How many came?"), min_value=0, max_value=MOST_LISTENERS
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].widget.attrs["max"] = clock.today().isoformat()

    def values(self) -> Lecture:
        return Lecture(**self.cleaned_data)
