"""Forms of breaches: the report, and one for each step. What may be done is decided by services."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from councils.enums import ConsequenceWay
from councils.models import RuleArticle
from councils.models.breach import SAID_LENGTH, WHO_LENGTH
from points.forms.claims import QuantityField
from points.forms.household_meant import household_meant
from points.models import Household, Item, Village
from villagegov.db.keys import new_id
from villagegov.web.forms import PlainForm


def _text(label: Any, help_text: Any = "", **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=SAID_LENGTH, widget=widget, help_text=help_text, **more)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class ReportForm(PlainForm):
    #: Made with the form: sent twice it is one report.
    id = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    household = forms.CharField(
        label=gettext_lazy("Which household"),
        help_text=gettext_lazy("Number, head of household or pinyin: 037, 李小华, lxh"),
        max_length=60,
    )
    article = forms.ChoiceField(label=gettext_lazy("Against which article"))
    day = _day(pgettext_lazy("breach", "On which day?"))
    facts = _text(
        gettext_lazy("What was seen"),
        gettext_lazy(
            "What, where and when, as the village itself saw it. No guesses, nothing from the police, no name of who "
            "told. The household reads it; it is never public."
        ),
    )

    def __init__(self, *args: Any, village: Village, articles: Sequence[RuleArticle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.village = village
        self.by_key = {str(row.pk): row for row in articles}
        field: Any = self.fields["article"]
        words = _("%(aspect)s: article %(number)s, %(text)s")
        field.choices = [
            (key, words % {"aspect": row.aspect, "number": row.number, "text": row.text})
            for key, row in self.by_key.items()
        ]

    def clean_article(self) -> RuleArticle:
        return self.by_key[self.cleaned_data["article"]]

    def clean_household(self) -> Household:
        return household_meant(self.village, self.cleaned_data["household"])


class DissuadeForm(PlainForm):
    day = _day(pgettext_lazy("breach", "On which day?"))
    who = forms.CharField(
        label=gettext_lazy("Who spoke to the household"),
        max_length=WHO_LENGTH,
        help_text=gettext_lazy("The person or the supervision team of the grid, such as: 3组义务监督队 张德明"),
    )
    said = _text(gettext_lazy("What was said to it"))
    reply = _text(
        gettext_lazy("What the household said"),
        gettext_lazy("In its own words. Silence admits nothing."),
        required=False,
    )


class ProposeForm(PlainForm):
    way = forms.ChoiceField(
        label=gettext_lazy("What is proposed"),
        choices=ConsequenceWay.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Never money: a village cannot fine."),
    )
    item = forms.ChoiceField(
        label=gettext_lazy("Item of the points rules"),
        required=False,
        help_text=gettext_lazy("Only for points: a deduction is drafted, and goes through review and telling."),
    )
    unit_points = QuantityField(
        label=gettext_lazy("Points, without the sign"),
        required=False,
        help_text=gettext_lazy("Only where the item leaves a range."),
    )
    said = _text(gettext_lazy("Why"), gettext_lazy("What two dissuasions did not bring about."))

    def __init__(self, *args: Any, items: Sequence[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {str(item.pk): item for item in items}
        field: Any = self.fields["item"]
        field.choices = [("", _("nothing")), *((key, f"{item.code} {item.name}") for key, item in self.by_key.items())]
        if not items:
            del self.fields["item"], self.fields["unit_points"]
            ways: Any = self.fields["way"]
            ways.choices = [pair for pair in ways.choices if pair[0] != ConsequenceWay.POINTS]
        elif not any(item.is_range for item in items):
            del self.fields["unit_points"]

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        said = self.cleaned_data
        points = said.get("unit_points")
        return {
            "way": said["way"],
            "said": said["said"],
            "item": self.by_key.get(said.get("item", "")),
            "unit_points": -points if points else None,
        }


class DealtForm(PlainForm):
    day = _day(pgettext_lazy("breach", "On which day?"))
    said = _text(gettext_lazy("What was done"))


class RightedForm(PlainForm):
    day = _day(pgettext_lazy("breach", "On which day?"))
    said = _text(gettext_lazy("How it was put right"))


class DropForm(PlainForm):
    said = _text(gettext_lazy("Why the report does not stand"), gettext_lazy("The household reads it."))


class WordForm(PlainForm):
    reply = _text(gettext_lazy("What do you say to it?"), gettext_lazy("The village office reads it, nobody else."))
