"""Forms of stars: the year, nominating, deciding, objecting, withdrawing. What may be done is decided by services."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from boards.enums import StarCheck, StarSource
from boards.models import Star
from boards.models.star import CRITERIA_LENGTH, WORDS_LENGTH
from boards.services.star_objections import NAME_LENGTH
from boards.services.star_years import NAME_LENGTH as STAR_NAME_LENGTH
from points.forms.household_meant import household_meant
from points.models import Household, Village
from villagegov.web.forms import PlainForm


def _text(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class YearForm(PlainForm):
    nominate_until = forms.DateField(label=pgettext_lazy("star", "Last day to nominate"), widget=_day())
    group_percent = forms.IntegerField(
        label=gettext_lazy("An all-excellent group needs so many star households, in per cent"),
        min_value=1,
        max_value=100,
        help_text=gettext_lazy("And nobody of the group stands on the black board when the year is closed."),
    )


class NewYearForm(YearForm):
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2199)
    field_order = ["year", "nominate_until", "group_percent"]


class StarForm(PlainForm):
    name = forms.CharField(label=pgettext_lazy("star", "Name"), max_length=STAR_NAME_LENGTH)
    criteria = forms.CharField(
        label=gettext_lazy("What it asks for"),
        max_length=CRITERIA_LENGTH,
        widget=_text(4),
        help_text=gettext_lazy("As it will stand in public: what a household does, not what it owns."),
    )
    checks = forms.MultipleChoiceField(
        label=gettext_lazy("Not awarded to who"),
        choices=StarCheck.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "The site works this out by itself. Who stands on the black board now cannot get the star at all; for the "
            "others the committee may decide otherwise with a reason, and the reason stands in public."
        ),
    )

    def __init__(self, *args: Any, points_on: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not points_on:
            field: Any = self.fields["checks"]
            field.choices = [pair for pair in field.choices if pair[0] != StarCheck.DEDUCTION_THIS_YEAR]


class _StarsForm(PlainForm):
    stars = forms.MultipleChoiceField(label=gettext_lazy("For which stars"), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label=gettext_lazy("What did the household do?"),
        max_length=WORDS_LENGTH,
        widget=_text(3),
        help_text=gettext_lazy("The committee reads it, and the household. It does not stand in public."),
    )

    def __init__(self, *args: Any, stars: Sequence[Star], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {str(star.pk): star for star in stars}
        field: Any = self.fields["stars"]
        field.choices = [(key, f"{star.name}: {star.criteria}") for key, star in self.by_key.items()]

    def clean_stars(self) -> list[Star]:
        return [self.by_key[key] for key in self.cleaned_data["stars"]]


class OwnNominationForm(_StarsForm):
    """For the household the reader belongs to."""


class EnterNominationForm(_StarsForm):
    """From paper, for any household; a group leader for one of the own group."""

    household = forms.CharField(
        label=gettext_lazy("Which household"),
        help_text=gettext_lazy("Number, head of household or pinyin: 037, 李小华, lxh"),
        max_length=60,
    )
    source = forms.ChoiceField(
        label=gettext_lazy("Who nominates"), choices=StarSource.choices, widget=forms.RadioSelect
    )
    field_order = ["household", "source", "stars", "reason"]

    def __init__(self, *args: Any, village: Village, leader: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.village = village
        if leader:
            del self.fields["source"]

    def clean_household(self) -> Household:
        return household_meant(self.village, self.cleaned_data["household"])

    @property
    def chosen_source(self) -> StarSource:
        return StarSource(self.cleaned_data.get("source", StarSource.GROUP))


class AgreeForm(PlainForm):
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=200,
        widget=_text(),
        required=False,
    )


class RefuseForm(PlainForm):
    note = forms.CharField(
        label=gettext_lazy("Why not"),
        max_length=WORDS_LENGTH,
        widget=_text(),
        help_text=gettext_lazy("The household reads it."),
    )


class ObjectForm(PlainForm):
    text = forms.CharField(label=gettext_lazy("What is wrong?"), max_length=WORDS_LENGTH, widget=_text(4))


class RecordObjectionForm(ObjectForm):
    name = forms.CharField(
        label=gettext_lazy("Who objects"),
        max_length=NAME_LENGTH,
        required=False,
        help_text=gettext_lazy("Only if they agree. The household does not learn it."),
    )


class AnswerForm(PlainForm):
    upheld = forms.ChoiceField(
        label=gettext_lazy("Is the objection right?"),
        choices=(
            ("no", gettext_lazy("No: the star stays, its publicity goes on")),
            ("yes", gettext_lazy("Yes: the star is not awarded")),
        ),
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=WORDS_LENGTH,
        widget=_text(3),
        help_text=gettext_lazy("The household reads it. Do not let on who objected."),
    )


class WithdrawForm(PlainForm):
    reason = forms.CharField(
        label=gettext_lazy("What fell away"),
        max_length=200,
        widget=_text(3),
        help_text=gettext_lazy("A fact in neutral words; the household reads it."),
    )


class KeepForm(PlainForm):
    note = forms.CharField(label=gettext_lazy("Why should it stay"), max_length=WORDS_LENGTH, widget=_text())


class NineForm(PlainForm):
    """Nine red and nine black lines, the day they hold from, and who adopted them."""

    effective_from = forms.DateField(label=gettext_lazy("They hold from"), widget=_day())
    adopted = forms.CharField(
        label=gettext_lazy("Adopted by"),
        max_length=80,
        help_text=gettext_lazy("For example: 村民代表会议，2026年11月20日"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for colour, label in (("red", gettext_lazy("Red %(number)s")), ("black", gettext_lazy("Black %(number)s"))):
            for number in range(1, 10):
                self.fields[f"{colour}_{number}"] = forms.CharField(
                    label=label % {"number": number}, max_length=60, required=False
                )
        self.hide_optional = True

    def lines(self, colour: str) -> list[str]:
        return [self.cleaned_data[f"{colour}_{number}"] for number in range(1, 10)]

    def fields_of(self, colour: str) -> list[Any]:
        return [self[f"{colour}_{number}"] for number in range(1, 10)]

    @property
    def red(self) -> list[Any]:
        return self.fields_of("red")

    @property
    def black(self) -> list[Any]:
        return self.fields_of("black")
