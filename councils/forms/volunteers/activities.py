"""Activities: planning, reporting, calling off; ticks from the signed sheet; items they count for."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from councils.enums import CREDIT_SOURCES, ActivityKind
from councils.forms.demands import text_area
from councils.models import Activity
from councils.models.volunteers.activities import (
    ABOUT_LENGTH,
    AUDIENCE_LENGTH,
    HOST_LENGTH,
    MOST_PARTICIPANTS,
    PLACE_LENGTH,
    REPORT_LENGTH,
    TITLE_LENGTH,
)
from councils.queries.volunteers import credit
from councils.services.volunteers.activities import MOST_PHOTOS, REASON_LENGTH, ActivityInput
from points.forms.claims import DayField, PhotosField, QuantityField
from points.models import Village
from villagegov.db.keys import as_uuid, new_id
from villagegov.kernel import clock
from villagegov.web.forms import PlainForm


class ActivityForm(PlainForm):
    hide_optional = True

    id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=gettext_lazy("What kind"), choices=ActivityKind.choices)
    title = forms.CharField(label=pgettext_lazy("activity", "Name"), max_length=TITLE_LENGTH)
    day = DayField(label=gettext_lazy("Which day"))
    begins = forms.TimeField(
        label=gettext_lazy("From when"),
        help_text=gettext_lazy("May be left out."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        required=False,
    )
    place = forms.CharField(label=pgettext_lazy("activity", "Place"), max_length=PLACE_LENGTH)
    host = forms.CharField(label=gettext_lazy("Who holds it"), max_length=HOST_LENGTH)
    audience = forms.CharField(
        label=gettext_lazy("For whom"),
        help_text=gettext_lazy("May be left out: for everybody."),
        max_length=AUDIENCE_LENGTH,
        required=False,
    )
    about = forms.CharField(
        label=pgettext_lazy("activity", "What happens"),
        help_text=gettext_lazy("For the announcement. May be left out."),
        max_length=ABOUT_LENGTH,
        widget=text_area(3),
        required=False,
    )

    def __init__(self, *args: Any, activity: Activity | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            return
        if activity is None:
            self.initial = {"id": new_id(), "day": clock.today(), **self.initial}
        else:
            kept = ("kind", "title", "day", "begins", "place", "host", "audience", "about")
            self.initial = {"id": activity.pk} | {name: getattr(activity, name) for name in kept}

    def activity(self) -> ActivityInput:
        return ActivityInput(**self.cleaned_data)


class ReportForm(PlainForm):
    hide_optional = True

    participants = QuantityField(label=gettext_lazy("How many people came"), min_value=1, max_value=MOST_PARTICIPANTS)
    text = forms.CharField(
        label=gettext_lazy("How it went"),
        help_text=gettext_lazy("In a few sentences, for everybody; naming nobody. May be left out."),
        max_length=REPORT_LENGTH,
        widget=text_area(3),
        required=False,
    )
    photos = PhotosField(label=gettext_lazy("Photo"), required=False)

    def __init__(self, *args: Any, activity: Activity, signed: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["participants"].widget.attrs["max"] = MOST_PARTICIPANTS
        self.fields["photos"].help_text = _("May be left out; at most %(most)s.") % {"most": MOST_PHOTOS}
        if not self.is_bound:
            self.initial = {"participants": activity.participants or signed or None, "text": activity.report}


class CallOffForm(PlainForm):
    reason = forms.CharField(label=gettext_lazy("Why it is called off"), max_length=REASON_LENGTH)


class TickForm(PlainForm):
    """The sheet: ``households`` are ticked, ``people_<id>`` how many, ``known`` what stood ticked before."""

    def ticked(self) -> dict[uuid.UUID, int]:
        data: Any = self.data
        found: dict[uuid.UUID, int] = {}
        for text in data.getlist("households"):
            key = as_uuid(text)
            if key is None:
                continue
            number = str(data.get(f"people_{text}", "")).strip()
            found[key] = int(number) if number.isdecimal() and len(number) < 4 else 0 if number else 1
        return found

    def known(self) -> list[uuid.UUID]:
        data: Any = self.data
        return [key for text in data.getlist("known") if (key := as_uuid(text))]


class ItemsForm(PlainForm):
    """A field for each kind: the item of the points rules it counts for."""

    hide_optional = True

    def __init__(self, *args: Any, village: Village, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = credit.settings_of(village)
        items = credit.award_items(village, clock.today())
        choices = [("", _("for nothing")), *((str(item.code), f"{item.code} {item.name}") for item in items)]
        for source, label in CREDIT_SOURCES:
            self.fields[source] = forms.ChoiceField(label=label, choices=choices, required=False)
            self.initial.setdefault(source, str(known.get(source, "")))

    def codes(self) -> dict[str, int | None]:
        return {source: int(code) if code else None for source, code in self.cleaned_data.items()}
