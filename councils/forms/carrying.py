"""Forms of carrying out what was decided. What may be done is decided by services."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from councils.models.carrying import PROGRESS_LENGTH, RESULT_LENGTH, WHAT_LENGTH, WORDS_LENGTH
from councils.queries.carrying.office import People
from councils.services.carrying.tasks import TaskInput
from villagegov.db.keys import new_id
from villagegov.web.forms import PlainForm


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def _text(label: Any, most: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": 2}), **more)


class TaskForm(PlainForm):
    id = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    what = forms.CharField(
        label=gettext_lazy("What is to be done"),
        max_length=WHAT_LENGTH,
        help_text=gettext_lazy("Everybody reads it on the page of matters: no names of villagers."),
    )
    person = forms.ChoiceField(label=gettext_lazy("Who sees to it"))
    due_on = _day(gettext_lazy("By which day"))

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        members = [(f"m{one.pk}", f"{one.name}（{one.body.name}）") for one in people.members]
        office = [(f"u{one.pk}", one.name or one.username) for one in people.office]
        field.choices = [("", "—"), (_("Members of bodies"), members), (_("The office"), office)]

    def data_of_task(self) -> TaskInput:
        said = self.cleaned_data
        kind, key = said["person"][:1], uuid.UUID(said["person"][1:])
        return TaskInput(
            said["what"],
            said["due_on"],
            member_id=key if kind == "m" else None,
            user_id=key if kind == "u" else None,
            id=said["id"],
        )


class ProgressForm(PlainForm):
    day = _day(pgettext_lazy("task", "On which day?"))
    text = _text(
        gettext_lazy("How far it is"),
        PROGRESS_LENGTH,
        help_text=gettext_lazy("Everybody reads it on the page of matters: no names of villagers."),
    )


class EndForm(PlainForm):
    done = forms.ChoiceField(
        label=gettext_lazy("What became of it"),
        choices=[("1", pgettext_lazy("task", "done")), ("0", pgettext_lazy("task", "not done"))],
        widget=forms.RadioSelect,
    )
    day = _day(pgettext_lazy("task", "On which day?"))
    words = _text(gettext_lazy("What was done, or why it was not"), WORDS_LENGTH)

    def clean_done(self) -> bool:
        return bool(self.cleaned_data["done"] == "1")


class ResultForm(PlainForm):
    text = forms.CharField(
        label=gettext_lazy("What came of it"),
        max_length=RESULT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "It is posted for everybody and closes the matter. Villagers then say whether it is so."
        ),
    )
    look_again_on = _day(
        gettext_lazy("Looked at again on"),
        required=False,
        help_text=gettext_lazy("When somebody goes and sees whether it still holds."),
    )


class LookForm(PlainForm):
    words = _text(gettext_lazy("What was found"), WORDS_LENGTH)


class FindForm(PlainForm):
    done = forms.ChoiceField(
        label=gettext_lazy("Is it done?"),
        choices=[("1", pgettext_lazy("finding", "yes, it is done")), ("0", pgettext_lazy("finding", "no, not yet"))],
        widget=forms.RadioSelect,
    )
    words = _text(
        gettext_lazy("In a few words"),
        WORDS_LENGTH,
        required=False,
        help_text=gettext_lazy("What is good, or what is missing. The office reads it; in public it is only counted."),
    )

    def clean_done(self) -> bool:
        return bool(self.cleaned_data["done"] == "1")
