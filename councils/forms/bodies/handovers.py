"""A handover: its day and bodies; who stays; the rules of procedure of a body."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from councils.models import Body
from councils.services.bodies.handovers import TITLE_LENGTH
from councils.services.bodies.procedure import MOST_PAGES, MOST_TEXT
from councils.services.bodies.procedure import TITLE_LENGTH as RULES_TITLE
from points.forms.claims import DayField, PhotosField, PhotosInput
from villagegov.db.keys import new_id
from villagegov.web.forms import PlainForm


class HandoverForm(PlainForm):
    hide_optional = True

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=gettext_lazy("Name of the handover"), max_length=TITLE_LENGTH)
    day = DayField(label=gettext_lazy("First day of the new term"))
    term_to = DayField(
        label=gettext_lazy("Last day of the new term"),
        help_text=gettext_lazy("Left out: until it is ended."),
        required=False,
    )
    bodies = forms.MultipleChoiceField(
        label=gettext_lazy("Bodies whose term ends"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, bodies: Sequence[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["bodies"]
        field.choices = [(str(body.pk), body.name) for body in bodies]
        if not self.is_bound:
            self.initial.setdefault("id", new_id())

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "title": data["title"],
            "day": data["day"],
            "term_to": data["term_to"],
            "bodies": [uuid.UUID(key) for key in data["bodies"]],
        }


class RulesForm(PlainForm):
    """The next version of a body's rules of procedure."""

    hide_optional = True

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=pgettext_lazy("rules", "title"), max_length=RULES_TITLE)
    effective_from = DayField(label=gettext_lazy("In force from"))
    text = forms.CharField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy("Or a file below: one of the two. Everybody can read it."),
        max_length=MOST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    paper = PhotosField(
        label=gettext_lazy("File"),
        required=False,
        widget=PhotosInput(attrs={"accept": "application/pdf,image/*", "multiple": True}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = _("A PDF, or photos of the pages in their order, at most %(most)s.")
        self.fields["paper"].help_text = words % {"most": MOST_PAGES}
        if not self.is_bound:
            self.initial.setdefault("id", new_id())
