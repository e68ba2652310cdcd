"""Forms of one posting: its words, its files and tables, the check, and what may become of it once it stands."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from councils.models import DisclosureCategory, DisclosureDuty, Posting
from councils.models.disclosure.posting import REASON_LENGTH, TEXT_LENGTH, TITLE_LENGTH
from councils.models.disclosure.shown import CAPTION_LENGTH
from councils.services.disclosure.postings import PostingInput
from points.forms.claims import DayField
from villagegov.db.keys import new_id
from villagegov.web.forms import PlainForm


def text_area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class WordsForm(PlainForm):
    """Title and text; for what belongs to no duty also the category and the days it is about."""

    hide_optional = True

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    category = forms.ChoiceField(label=gettext_lazy("Category"))
    title = forms.CharField(label=pgettext_lazy("posting", "Title"), max_length=TITLE_LENGTH)
    period_start = DayField(label=gettext_lazy("It is about: first day"), required=False)
    period_end = DayField(label=pgettext_lazy("posting", "last day"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy("In plain words: what, how much, why. May be left out where a table says it all."),
        max_length=TEXT_LENGTH,
        widget=text_area(6),
        required=False,
    )

    def __init__(self, *args: Any, categories: Sequence[DisclosureCategory] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {str(one.pk): one for one in categories}
        fields: Any = self.fields
        fields["category"].choices = [("", _("Choose …")), *((key, one.name) for key, one in self.by_key.items())]
        fields["period_start"].help_text = _("May be left out. For what happened on one day, twice the same.")
        if not self.is_bound:
            self.initial.setdefault("id", new_id())

    def of_duty(self) -> WordsForm:
        """What it is about is known: only the words are asked."""
        for name in ("category", "period_start", "period_end"):
            del self.fields[name]
        return self

    def posting(self, duty: DisclosureDuty | None = None, **about: Any) -> PostingInput:
        data = self.cleaned_data
        return PostingInput(
            title=data["title"],
            text=data["text"],
            category=self.by_key.get(data.get("category", "")),
            duty=duty,
            period_start=about.get("first") or data.get("period_start"),
            period_end=about.get("last") or data.get("period_end"),
            id=data["id"],
        )


class HappenedForm(WordsForm):
    """For what is made public as it happens: the day of the event is asked."""

    happened_on = DayField(label=gettext_lazy("When was it?"))
    field_order = ["id", "happened_on", "title", "text"]


class EditForm(WordsForm):
    """An open posting: what it is about stays, its words are changed."""

    def __init__(self, *args: Any, posting: Posting, **kwargs: Any) -> None:
        initial = {"category": str(posting.category_id), "title": posting.title, "text": posting.text}
        super().__init__(*args, initial=initial, **kwargs)
        for name in ("id", "period_start", "period_end"):
            del self.fields[name]
        if posting.duty_id is not None:
            del self.fields["category"]

    def posting(self, duty: DisclosureDuty | None = None, **about: Any) -> PostingInput:
        data = self.cleaned_data
        return PostingInput(data["title"], data["text"], self.by_key.get(data.get("category", "")))


class FileForm(PlainForm):
    hide_optional = True

    upload = forms.FileField(
        label=gettext_lazy("Picture or PDF"),
        help_text=gettext_lazy("Pictures lose the place and time that a phone writes into them."),
        widget=forms.FileInput(attrs={"accept": "image/*,.pdf,application/pdf"}),
        error_messages={
            "required": gettext_lazy("Choose the file first."),
            "empty": gettext_lazy("The file is empty."),
        },
    )
    caption = forms.CharField(label=gettext_lazy("What it shows"), max_length=CAPTION_LENGTH)
    looked = forms.BooleanField(
        label=gettext_lazy(
            "I looked: no identity, telephone or card number can be read in it, and no name that should not"
        ),
        help_text=gettext_lazy("Nothing in a picture or PDF is hidden here. Lists with names are added as a table."),
        required=False,
    )


class TableForm(PlainForm):
    file = forms.FileField(
        label=gettext_lazy("Table"),
        help_text=gettext_lazy(
            "Excel workbook (.xlsx) or .csv with headings. Next you say for each column what is hidden; the file "
            "itself is not kept."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": gettext_lazy("Choose the file first."),
            "empty": gettext_lazy("The file is empty. Choose the file with the table."),
        },
    )


class ReasonForm(PlainForm):
    reason = forms.CharField(label=gettext_lazy("Why?"), max_length=REASON_LENGTH, widget=text_area(2))

    def __init__(self, *args: Any, hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = hint


class CorrectForm(ReasonForm):
    id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("id", new_id())

    def key(self) -> uuid.UUID | None:
        return self.cleaned_data["id"]


class TakeDownForm(ReasonForm):
    hide_optional = True

    erase = forms.BooleanField(
        label=gettext_lazy("Delete its text, tables and files for good: they show what is private to somebody"),
        required=False,
    )
