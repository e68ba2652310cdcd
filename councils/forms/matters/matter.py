"""Writing a matter down, a minor one in a minute, its papers, and reasons."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from councils.matter_enums import MatterWeight, PaperKind
from councils.models import BodyMember, Matter, Procedure
from councils.models.matter import ANSWER_LENGTH, REASON_LENGTH, TEXT_LENGTH, TITLE_LENGTH
from councils.services.matters.opening import MatterInput, MinorInput
from points.forms.claims import DayField, PhotosField
from villagegov.db.keys import new_id
from villagegov.web.forms import PlainForm


def area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def as_key(text: str) -> uuid.UUID | None:
    return uuid.UUID(text) if text else None


def _proposers(members: Sequence[BodyMember]) -> list[tuple[str, Any]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for member in members:
        groups.setdefault(str(member.body), []).append((str(member.pk), str(member)))
    return [("", _("choose")), *groups.items()]


class MatterForm(PlainForm):
    """``kept``: of a matter that was sent back the procedure and the weight stay."""

    hide_optional = True

    id = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label=pgettext_lazy("matter", "Title"), max_length=TITLE_LENGTH)
    text = forms.CharField(
        label=gettext_lazy("What is to be decided"), max_length=TEXT_LENGTH, widget=area(6),
        help_text=gettext_lazy("So that everybody reads the same before the vote: what, where, how much, from when."),
    )  # fmt: skip
    weight = forms.ChoiceField(label=gettext_lazy("What kind of matter"), widget=forms.RadioSelect)
    procedure = forms.ChoiceField(label=gettext_lazy("By which procedure"))
    proposer = forms.ChoiceField(
        label=gettext_lazy("Who proposes it"), help_text=gettext_lazy("Any member of a body of the village.")
    )

    def __init__(
        self,
        *args: Any,
        members: Sequence[BodyMember],
        procedures: Sequence[Procedure],
        matter: Matter | None = None,
        kept: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["proposer"].choices = _proposers(members)
        fields["weight"].choices = [one for one in MatterWeight.choices if one[0] != MatterWeight.MINOR]
        fields["procedure"].choices = [("", _("choose")), *((str(one.pk), one.name) for one in procedures)]
        if kept:
            del fields["weight"], fields["procedure"]
        if not self.is_bound:
            self.initial.setdefault("id", new_id())
            self.initial.setdefault("weight", MatterWeight.MAJOR)
            if matter:
                self.initial.update({
                    "title": matter.title, "text": matter.text, "weight": matter.weight,
                    "procedure": str(matter.procedure_id), "proposer": str(matter.proposer_id or ""),
                })  # fmt: skip

    def matter(self, suggestion: uuid.UUID | None = None) -> MatterInput:
        said = self.cleaned_data
        return MatterInput(
            title=said["title"], text=said["text"], weight=said.get("weight", MatterWeight.MAJOR),
            procedure_id=as_key(said.get("procedure", "")), proposer_id=as_key(said["proposer"]),
            suggestion_id=suggestion, id=said["id"],
        )  # fmt: skip


class MinorForm(PlainForm):
    hide_optional = True

    id = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label=pgettext_lazy("matter", "What it is about"), max_length=TITLE_LENGTH)
    result = forms.CharField(label=gettext_lazy("What was decided"), max_length=REASON_LENGTH, widget=area(3))
    decided_on = DayField(label=gettext_lazy("On which day"))
    proposer = forms.ChoiceField(
        label=gettext_lazy("Who proposed it"), required=False, help_text=gettext_lazy("May be left out.")
    )
    photos = PhotosField(
        label=gettext_lazy("Photo of the minutes"), required=False, help_text=gettext_lazy("May be left out.")
    )

    def __init__(self, *args: Any, members: Sequence[BodyMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["proposer"].choices = _proposers(members)
        if not self.is_bound:
            self.initial.setdefault("id", new_id())

    def minor(self, photos: Sequence[Any]) -> MinorInput:
        said = self.cleaned_data
        return MinorInput(
            title=said["title"], result=said["result"], decided_on=said["decided_on"],
            proposer_id=as_key(said["proposer"]), photos=[photo.pk for photo in photos], id=said["id"],
        )  # fmt: skip


class PaperForm(PlainForm):
    hide_optional = True

    kind = forms.ChoiceField(label=gettext_lazy("What kind of paper"), choices=PaperKind.choices)
    dated = DayField(label=gettext_lazy("Of which day"))
    words = forms.CharField(
        label=gettext_lazy("What it says"), max_length=REASON_LENGTH, required=False, widget=area(2),
        help_text=gettext_lazy("In a sentence, or a photo, or both."),
    )  # fmt: skip
    photos = PhotosField(label=gettext_lazy("Photo"), required=False)


class ReasonForm(PlainForm):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=REASON_LENGTH, widget=area(2))


class SuperviseForm(PlainForm):
    hide_optional = True

    reason = forms.CharField(
        label=gettext_lazy("What was not done right"), max_length=REASON_LENGTH, required=False, widget=area(2),
        help_text=gettext_lazy("Only where you object; the matter goes back with these words."),
    )  # fmt: skip


class SuggestForm(PlainForm):
    id = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("What do you suggest?"), max_length=REASON_LENGTH, widget=area(4),
        help_text=gettext_lazy("The office reads it. It is taken up as a matter, or you get an answer."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("id", new_id())


class AnswerForm(PlainForm):
    words = forms.CharField(label=gettext_lazy("Answer"), max_length=ANSWER_LENGTH, widget=area(2))
