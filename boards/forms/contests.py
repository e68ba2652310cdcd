"""Forms of contests. What may be written is decided by the services."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from boards.enums import JudgingWay, Nominator, ResultRemedy
from boards.models import Contest, ContestEntrant, ContestTitle
from boards.services.contests.entering import PAPER_LENGTH
from boards.services.contests.objections import NAME_LENGTH, TEXT_LENGTH
from boards.services.contests.titles import ABOUT_LENGTH, MOST_PRIZES, TitleValues
from boards.services.contests.titles import NAME_LENGTH as TITLE_LENGTH
from boards.services.wording import REASON_LENGTH
from councils.queries.people import Person
from points.forms.household_meant import household_meant
from points.models import Household, Village
from villagegov.db.keys import new_id
from villagegov.web.forms import PlainForm

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _text(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


# ----------------------------------------------------------------------------------------------------------- titles


class TitleForm(PlainForm):
    name = forms.CharField(label=gettext_lazy("Title"), max_length=TITLE_LENGTH)
    about = forms.CharField(
        label=gettext_lazy("What it honours"), max_length=ABOUT_LENGTH, widget=_text(2), required=False
    )
    criteria = forms.CharField(
        label=gettext_lazy("Criteria and their full marks"),
        widget=_text(5),
        max_length=400,
        help_text=gettext_lazy("One a line, with its full marks at the end; together 100. For example: 院内整洁 30"),
    )
    nominators = forms.MultipleChoiceField(
        label=gettext_lazy("Who may nominate"), choices=Nominator.choices, widget=forms.CheckboxSelectMultiple
    )
    prizes = forms.CharField(
        label=gettext_lazy("Points of the first, second and third prize"),
        max_length=40,
        required=False,
        help_text=gettext_lazy(
            "For example: 30 20 10. Empty: as the points rules say; where they say nothing, 30, 20 and 10."
        ),
    )
    minimum = forms.IntegerField(
        label=gettext_lazy("Marks needed for a prize"),
        min_value=0,
        max_value=100,
        initial=60,
        help_text=gettext_lazy("Out of 100. Who stays below gets no prize, however few take part."),
    )
    same_items = forms.CharField(
        label=gettext_lazy("Items of the rules for the same deed"),
        max_length=60,
        required=False,
        help_text=gettext_lazy(
            "Their numbers, for example 36 37. One deed counts once: what they gave in the quarter is taken off the "
            "prize."
        ),
    )
    call_days = forms.IntegerField(label=gettext_lazy("Days to nominate"), initial=10)
    on = forms.BooleanField(label=gettext_lazy("Given each quarter"), required=False, initial=True)

    def clean_criteria(self) -> list[tuple[str, int]]:
        found = []
        for line in self.cleaned_data["criteria"].splitlines():
            if not line.strip():
                continue
            match = re.fullmatch(r"(.*?)[\s:：,，]*(\d{1,3})\s*分?", line.strip())
            if match is None:
                raise forms.ValidationError(_("“%(line)s”: put the full marks at the end.") % {"line": line.strip()})
            found.append((match[1], int(match[2])))
        return found

    def clean_prizes(self) -> list[int]:
        return _numbers(self.cleaned_data["prizes"], MOST_PRIZES)

    def clean_same_items(self) -> list[int]:
        return _numbers(self.cleaned_data["same_items"], 12)

    def values(self) -> TitleValues:
        data = dict(self.cleaned_data)
        data["nominators"] = [Nominator(one) for one in data["nominators"]]
        return TitleValues(**data)


def _numbers(text: str, most: int) -> list[int]:
    words = re.split(r"[\s,，、/;；]+", text.strip()) if text.strip() else []
    if len(words) > most or any(not re.fullmatch(r"[0-9]{1,4}", word) for word in words):
        raise forms.ValidationError(_("Whole numbers with spaces between them, at most %(most)s.") % {"most": most})
    return [int(word) for word in words]


def title_initial(title: ContestTitle) -> dict[str, Any]:
    lines = [f"{name} {full}" for name, full in zip(title.criteria, title.full_marks, strict=True)]
    return {
        "name": title.name,
        "about": title.about,
        "criteria": "\n".join(lines),
        "nominators": title.nominators,
        "prizes": " ".join(map(str, title.prizes)),
        "minimum": title.minimum,
        "same_items": " ".join(map(str, title.same_items)),
        "call_days": title.call_days,
        "on": title.on,
    }


# ------------------------------------------------------------------------------------------------------ nominations


class NominateForm(PlainForm):
    """``own``: the person's households, where the household enters itself."""

    household = forms.CharField(
        label=gettext_lazy("Household"),
        help_text=gettext_lazy("Number, head of household or pinyin: 037, 李小华, lxh"),
        max_length=60,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why this household"),
        max_length=REASON_LENGTH,
        widget=_text(3),
        help_text=gettext_lazy("In one sentence what was done. No names and no phone numbers."),
    )
    paper = forms.CharField(
        label=gettext_lazy("Number of the paper"),
        max_length=PAPER_LENGTH,
        help_text=gettext_lazy("The nomination is kept with this number on it."),
    )

    def __init__(
        self, *args: Any, village: Village, nominator: Nominator, own: Sequence[Household] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.village, self.own, self.nominator = village, list(own), nominator
        if nominator != Nominator.PAPER:
            del self.fields["paper"]
        if nominator == Nominator.HOUSEHOLD:
            self.fields["reason"].required = False
            self.fields["reason"].label = _("What your household has done")
            if len(self.own) == 1:
                del self.fields["household"]
            else:
                self.fields["household"] = forms.ChoiceField(
                    label=_("Household"), choices=[(one.pk, str(one)) for one in self.own]
                )

    def clean_household(self) -> Household:
        text = self.cleaned_data["household"]
        if self.nominator == Nominator.HOUSEHOLD:
            return next(one for one in self.own if str(one.pk) == text)
        return household_meant(self.village, text)

    def chosen(self) -> Household:
        return self.cleaned_data["household"] if "household" in self.fields else self.own[0]


# ---------------------------------------------------------------------------------------------------------- running


class CallForm(PlainForm):
    until = forms.DateField(label=gettext_lazy("Last day to nominate"), widget=DAY)


class JudgingForm(PlainForm):
    way = forms.ChoiceField(
        label=gettext_lazy("How is it judged?"), choices=JudgingWay.choices, widget=forms.RadioSelect
    )


class CloseForm(PlainForm):
    leave_out = forms.BooleanField(
        label=gettext_lazy("Without the marks of members who have not judged everybody"), required=False
    )


class ReasonForm(PlainForm):
    """A reason everybody reads: it is not held, a prize is withheld, a household withdrew."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, widget=_text(2))


class MarkForm(PlainForm):
    """One mark for each criterion, on the phone."""

    def __init__(self, *args: Any, contest: Contest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, field in enumerate(mark_fields(contest), 1):
            self.fields[f"mark_{number}"] = field

    def marks(self) -> list[int]:
        return list(self.cleaned_data.values())


def mark_fields(contest: Contest) -> list[forms.IntegerField]:
    """A number field for each criterion of a contest, with its full marks beside its name."""
    return [
        forms.IntegerField(
            label=_("%(criterion)s, up to %(full)s") % {"criterion": name, "full": full},
            min_value=0,
            max_value=full,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        )
        for name, full in zip(contest.criteria, contest.full_marks, strict=True)
    ]


class WalkForm(PlainForm):
    """The signed sheet of a walk: day, who went, the photo, and the marks of every entrant."""

    walked_on = forms.DateField(label=gettext_lazy("Day of the walk"), widget=DAY)
    people = forms.MultipleChoiceField(
        label=gettext_lazy("Who went round and signed"), widget=forms.CheckboxSelectMultiple
    )
    photo = forms.FileField(
        label=gettext_lazy("Photo of the signed sheet"),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )

    def __init__(
        self, *args: Any, contest: Contest, entrants: Sequence[ContestEntrant], people: Sequence[Person], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.entrants, self.count = list(entrants), len(contest.criteria)
        self.fields["people"].choices = [  # type: ignore[attr-defined]
            (str(one.key), f"{one.name} {one.position}".strip()) for one in people
        ]
        for entrant in self.entrants:
            for number, field in enumerate(mark_fields(contest), 1):
                self.fields[f"mark_{entrant.pk}_{number}"] = field

    def rows(self) -> list[dict[str, Any]]:
        """For the page: each entrant with its fields."""
        return [
            {"entrant": one, "fields": [self[f"mark_{one.pk}_{number}"] for number in range(1, self.count + 1)]}
            for one in self.entrants
        ]

    def marks(self) -> dict[uuid.UUID, list[int]]:
        return {
            one.pk: [self.cleaned_data[f"mark_{one.pk}_{number}"] for number in range(1, self.count + 1)]
            for one in self.entrants
        }


# ------------------------------------------------------------------------------------------------------- objections


class ObjectForm(PlainForm):
    id = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    about = forms.ChoiceField(label=gettext_lazy("What is it about?"), required=False)
    text = forms.CharField(
        label=gettext_lazy("What is wrong?"),
        max_length=TEXT_LENGTH,
        widget=_text(4),
        help_text=gettext_lazy("What you saw or know yourself, in a few words."),
    )
    name = forms.CharField(
        label=pgettext_lazy("objection", "Who said it"),
        max_length=NAME_LENGTH,
        required=False,
        help_text=gettext_lazy("Empty if they wish to stay unnamed."),
    )

    def __init__(self, *args: Any, about: Sequence[tuple[str, str]], for_others: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [("", _("The result as a whole")), *about]  # type: ignore[attr-defined]
        if not for_others:
            del self.fields["name"]


class DecideObjectionForm(PlainForm):
    decision = forms.ChoiceField(
        label=pgettext_lazy("objection", "Decision"),
        choices=(
            ("dismiss", gettext_lazy("Dismissed: the result stands")),
            (ResultRemedy.EXCLUDE.value, gettext_lazy("Upheld: this household is left out, publicity begins anew")),
            (ResultRemedy.RESCORE.value, gettext_lazy("Upheld: all are judged anew")),
        ),
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=gettext_lazy("Reason of the decision"), max_length=300, widget=_text(3))
