"""Calling a sitting, ticking its roll, votes with names or in numbers, the minutes."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from councils.matter_enums import Choice
from councils.models import MatterStep, SittingSeat
from councils.models.matter import REASON_LENGTH
from councils.models.sitting import AGENDA_LENGTH, HOUR_LENGTH, MINUTES_LENGTH, PLACE_LENGTH
from councils.queries.matters.reckoning import Votes
from councils.queries.matters.sittings import Item
from councils.services.matters.calling import Call
from councils.services.matters.holding import WHY_LENGTH
from points.forms.claims import DayField, PhotosField
from villagegov.db.keys import new_id
from villagegov.web.forms import PlainForm


class CallForm(PlainForm):
    hide_optional = True

    id = forms.UUIDField(widget=forms.HiddenInput)
    held_on = DayField(label=gettext_lazy("On which day"))
    hour = forms.CharField(label=gettext_lazy("At what time"), max_length=HOUR_LENGTH, required=False)
    place = forms.CharField(label=pgettext_lazy("matter", "Where"), max_length=PLACE_LENGTH, required=False)
    agenda = forms.CharField(
        label=gettext_lazy("What else is on the agenda"), max_length=AGENDA_LENGTH, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    more = forms.MultipleChoiceField(
        label=gettext_lazy("Deal with these at the same sitting"), required=False, widget=forms.CheckboxSelectMultiple
    )
    urgent = forms.BooleanField(label=gettext_lazy("It is urgent: shorter notice"), required=False)
    urgent_why = forms.CharField(label=gettext_lazy("Why it cannot wait"), max_length=REASON_LENGTH, required=False)

    def __init__(self, *args: Any, step: MatterStep, others: Sequence[MatterStep], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        if others:
            fields["more"].choices = [(str(one.pk), f"{one.matter.number} {one.matter.title}") for one in others]
        else:
            del fields["more"]
        if step.urgent_days is None:
            del fields["urgent"], fields["urgent_why"]
        if not self.is_bound:
            self.initial.setdefault("id", new_id())

    def call(self, step: MatterStep) -> Call:
        said = self.cleaned_data
        return Call(
            step_ids=[step.pk, *(uuid.UUID(key) for key in said.get("more", []))], held_on=said["held_on"],
            hour=said["hour"], place=said["place"], agenda=said["agenda"], urgent=said.get("urgent", False),
            urgent_why=said.get("urgent_why", ""), id=said["id"],
        )  # fmt: skip


class CountForm(PlainForm):
    """The numbers of a vote. Nothing is filled in for the second person."""

    in_favour = forms.IntegerField(label=gettext_lazy("In favour"), min_value=0, max_value=9999)
    against = forms.IntegerField(label=gettext_lazy("Against"), min_value=0, max_value=9999, initial=0)
    abstained = forms.IntegerField(
        label=gettext_lazy("Abstained, or not valid"), min_value=0, max_value=9999, initial=0
    )

    def votes(self) -> Votes:
        said = self.cleaned_data
        return Votes(said["in_favour"], said["against"], said["abstained"])


class AwayForm(PlainForm):
    """Whom the matter concerns directly."""

    hide_optional = True

    why = forms.CharField(
        label=gettext_lazy("Why they keep away"), max_length=WHY_LENGTH, required=False,
        help_text=gettext_lazy("In a few words: own land, own building work."),
    )  # fmt: skip

    def __init__(self, *args: Any, roll: Sequence[SittingSeat], item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["away"] = forms.MultipleChoiceField(
            label=gettext_lazy("Who must keep away from this matter"), required=False,
            choices=[(str(seat.pk), seat.name) for seat in roll], initial=[str(key) for key in item.kept_away],
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
        self.initial.setdefault("why", next(iter(item.kept_away.values()), ""))

    def seats(self) -> dict[uuid.UUID, str]:
        return {uuid.UUID(key): self.cleaned_data["why"] for key in self.cleaned_data["away"]}


class VotesForm(PlainForm):
    """One line for everybody who came and may stay; in favour unless something else is chosen."""

    def __init__(self, *args: Any, roll: Sequence[SittingSeat], item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.voters = [seat for seat in roll if seat.pk in item.present]
        for seat in self.voters:
            self.fields[f"vote_{seat.pk}"] = forms.ChoiceField(
                label=seat.name, choices=Choice.choices, initial=item.choices.get(seat.pk, Choice.FOR),
                widget=forms.RadioSelect,
            )  # fmt: skip

    def lines(self) -> list[Any]:
        return [(seat, self[f"vote_{seat.pk}"]) for seat in self.voters]

    def choices(self) -> dict[uuid.UUID, str]:
        return {seat.pk: self.cleaned_data[f"vote_{seat.pk}"] for seat in self.voters}


class PagesForm(PlainForm):
    photos = PhotosField(
        label=gettext_lazy("Photos of the pages"),
        help_text=gettext_lazy("Upright, all four corners in the picture. Only the office sees them."),
    )


class CloseForm(PlainForm):
    hide_optional = True

    minutes = forms.CharField(
        label=gettext_lazy("Minutes"), max_length=MINUTES_LENGTH, required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("What was said, in a few sentences; or the photos of the written page."),
    )  # fmt: skip
