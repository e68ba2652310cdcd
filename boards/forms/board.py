"""Forms of the committee's work on the board. What may be written is decided by the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from boards.enums import MotionKind
from boards.queries import nines
from boards.services.proposals import STORY_LENGTH
from boards.services.wording import REASON_LENGTH
from councils.enums import TellingWay
from points.forms.household_meant import household_meant
from points.models import Household, Village
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.web.forms import PlainForm

NOTE_LENGTH = 300


def _text(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ReasonForm(PlainForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason as it will stand in public"),
        max_length=REASON_LENGTH,
        widget=_text(3),
        help_text=gettext_lazy(
            "One sentence: what was done and when. No names, numbers of people, or words about what people are."
        ),
    )


class EditEntryForm(ReasonForm):
    position = forms.IntegerField(label=gettext_lazy("Place on the board"), min_value=1, max_value=99)


class AddRedForm(ReasonForm):
    """A household found as on the entry page: number, head, pinyin."""

    household = forms.CharField(
        label=gettext_lazy("Household"),
        help_text=gettext_lazy("Number, head of household or pinyin: 037, 李小华, lxh"),
        max_length=60,
    )
    deed_day = forms.DateField(
        label=gettext_lazy("Day of the deed"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
        help_text=gettext_lazy("One deed of a household comes onto a board once."),
    )
    field_order = ["household", "deed_day", "article", "reason"]

    def __init__(self, *args: Any, village: Village, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.village = village

    def clean_household(self) -> Household:
        return household_meant(self.village, self.cleaned_data["household"])


class AddBlackForm(AddRedForm):
    article = forms.CharField(
        label=gettext_lazy("Article of the village rules"),
        help_text=gettext_lazy("What it stands on, for example 第六条."),
        max_length=60,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Where the village has its black nine, one of them is chosen."""
        super().__init__(*args, **kwargs)
        if articles := nines.articles_on(self.village, clock.today()):
            self.fields["article"] = forms.ChoiceField(
                label=gettext_lazy("Which of the black nine"),
                choices=[("", "—"), *((nines.named(row), f"{row.number} {row.text}") for row in articles.black)],
            )


class ProposeRedForm(AddRedForm):
    """A good deed, proposed by the office at any time of the month."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    story = forms.CharField(
        label=gettext_lazy("The story"),
        max_length=STORY_LENGTH,
        widget=_text(4),
        required=False,
        help_text=gettext_lazy("A few sentences, only where the household agreed on paper that it is told."),
    )
    photo = forms.FileField(
        label=gettext_lazy("A picture of the deed"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
        help_text=gettext_lazy("Only where the household agreed on paper that photos are shown. No children on it."),
    )
    field_order = ["id", "household", "deed_day", "reason", "story", "photo"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("id", new_id())
        self.fields["deed_day"].required = True


class ProposeBlackForm(AddBlackForm):
    """A breach of the village rules. There is no field for a picture."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ["id", "household", "deed_day", "article", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("id", new_id())
        self.fields["deed_day"].required = True


class TakeUpForm(ReasonForm):
    """A breach from its record: who, when and which article stand there already."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    field_order = ["id", "reason"]


class SendBackForm(PlainForm):
    reason = forms.CharField(
        label=gettext_lazy("Why it is not for the board"),
        max_length=REASON_LENGTH,
        widget=_text(),
        help_text=gettext_lazy("The household and the office read it in the record of the breach."),
    )


class IssueVoteForm(PlainForm):
    #: The edition that was read: a draft changed meanwhile is read again first.
    edition = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=NOTE_LENGTH,
        widget=_text(),
        required=False,
        help_text=gettext_lazy("Needed when you disagree: what should be changed."),
    )


class TellForm(PlainForm):
    way = forms.ChoiceField(label=gettext_lazy("How"), choices=TellingWay.choices, widget=forms.RadioSelect)
    told_on = forms.DateField(
        label=gettext_lazy("Told on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    witnesses = forms.CharField(
        label=gettext_lazy("Two witnesses"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Only where a letter was left: both names."),
    )

    def clean_way(self) -> TellingWay:
        return TellingWay(self.cleaned_data["way"])


class ReplyForm(PlainForm):
    reply = forms.CharField(
        label=gettext_lazy("What the household said"),
        widget=_text(4),
        max_length=1000,
        help_text=gettext_lazy(
            "In its own words; or that it did not want to say anything. The committee reads it, nobody else."
        ),
    )


class DecideForm(PlainForm):
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=NOTE_LENGTH,
        widget=_text(),
        required=False,
        help_text=gettext_lazy("Needed when you disagree: why it should not be published."),
    )


class MotionForm(PlainForm):
    """To lift an entry, or to take it back."""

    reason = forms.CharField(
        label=gettext_lazy("What the household put right"), max_length=REASON_LENGTH, widget=_text()
    )
    seen_on = forms.DateField(
        label=gettext_lazy("Day on which somebody looked"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    seen_by = forms.CharField(
        label=gettext_lazy("Who went and looked"),
        max_length=60,
        help_text=gettext_lazy("Name and office. Words are enough: no picture of a yard or of people."),
    )

    def __init__(self, *args: Any, kind: MotionKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind == MotionKind.CORRECT:
            self.fields["reason"].label = gettext_lazy("What was wrong, as it will stand in public")
            self.fields["seen_on"].label = gettext_lazy("Day on which it was checked anew")
            self.fields["seen_by"].label = gettext_lazy("Who checked it")


class MotionVoteForm(PlainForm):
    note = forms.CharField(
        label=gettext_lazy("Why not"),
        max_length=NOTE_LENGTH,
        widget=_text(),
        required=False,
        help_text=gettext_lazy("Needed when you disagree. The household reads it in its record."),
    )
