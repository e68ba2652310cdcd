"""Forms of the rules desk: a draft's numbers, its categories and items, a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from points.enums import Disclosure, LateJoinRule, ReviewRoute
from points.forms.claims import QuantityField
from points.models import Category, Item
from points.services import item_rules
from villagegov.web.forms import PlainForm

WHOLE = {"invalid": gettext_lazy("Enter a whole number, for example 1.")}
UNITS = ("次", "人次", "件", "户", "天", "亩", "100元", "季度", "年")


def number(label: Any, *, required: bool = True, help_text: Any = "", most: int = 9999) -> QuantityField:
    widget = forms.NumberInput(attrs={"min": 1, "max": most, "inputmode": "numeric"})
    return QuantityField(label=label, required=required, help_text=help_text, widget=widget, error_messages=WHOLE)


class DraftForm(PlainForm):
    title = forms.CharField(label=gettext_lazy("title"), max_length=60)
    base_points = QuantityField(
        label=gettext_lazy("base points per household and year"),
        widget=forms.NumberInput(attrs={"min": 0, "max": 10_000, "inputmode": "numeric"}),
        error_messages=WHOLE,
    )
    late_join = forms.ChoiceField(
        label=gettext_lazy("base points of a household that joins during the year"),
        choices=LateJoinRule.choices,
        widget=forms.RadioSelect,
    )


class CategoryForm(PlainForm):
    number = number(gettext_lazy("number"), most=99)
    name = forms.CharField(label=gettext_lazy("name"), max_length=40)


class ItemForm(PlainForm):
    """One item. Points are asked without a sign: whether they are given or taken is a choice of its own."""

    AWARD, DEDUCTION = "award", "deduction"

    category = forms.ChoiceField(label=gettext_lazy("category"))
    code = number(gettext_lazy("number"), most=item_rules.MOST_CODE)
    shift = forms.BooleanField(
        required=False, label=gettext_lazy("Put it here: the item of this number and those after it move on by one")
    )
    name = forms.CharField(
        label=gettext_lazy("name"), max_length=40, help_text=gettext_lazy("Short, as people say it: voluntary labour")
    )
    wording = forms.CharField(
        label=gettext_lazy("wording"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("When does it count? Whoever reads it must be able to tell whether it fits."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Does it give points or take them?"),
        choices=[(AWARD, gettext_lazy("gives points")), (DEDUCTION, gettext_lazy("takes points"))],
        widget=forms.RadioSelect,
        initial=AWARD,
    )
    points = number(gettext_lazy("points per unit"), most=item_rules.MOST_POINTS)
    points_to = number(
        gettext_lazy("up to"),
        required=False,
        most=item_rules.MOST_POINTS,
        help_text=gettext_lazy("Only where the points lie within a range, such as 5 to 15."),
    )
    unit = forms.CharField(
        label=gettext_lazy("unit"),
        max_length=20,
        initial="次",
        widget=forms.TextInput(attrs={"list": "units", "autocomplete": "off"}),
        help_text=gettext_lazy("What is counted: times, people, 100 yuan, mu."),
    )
    max_per_month = number(gettext_lazy("a month, in units"), required=False)
    max_per_quarter = number(gettext_lazy("a quarter, in units"), required=False)
    max_per_year = number(gettext_lazy("a year, in units"), required=False)
    max_points_per_month = number(gettext_lazy("a month, in points"), required=False)
    max_points_per_quarter = number(gettext_lazy("a quarter, in points"), required=False)
    max_points_per_year = number(gettext_lazy("a year, in points"), required=False)
    evidence_required = forms.BooleanField(required=False, label=gettext_lazy("photo or paper required"))
    villagers_may_claim = forms.BooleanField(
        required=False, initial=True, label=gettext_lazy("villagers may claim it themselves")
    )
    route = forms.ChoiceField(
        label=gettext_lazy("review"),
        choices=ReviewRoute.choices,
        widget=forms.RadioSelect,
        initial=ReviewRoute.FULL,
        help_text=gettext_lazy(
            "Deductions, 20 points and more, and honours for which no paper is required always take the full quorum."
        ),
    )
    honour = forms.BooleanField(required=False, label=gettext_lazy("an honour given by others"))
    disclosure = forms.ChoiceField(
        label=gettext_lazy("on the public list"),
        choices=Disclosure.choices,
        widget=forms.RadioSelect,
        initial=Disclosure.FULL,
    )
    together = forms.ChoiceField(
        label=gettext_lazy("One deed counts once together with"),
        required=False,
        help_text=gettext_lazy("Where one deed fits two items, the higher counts. Choose the other item."),
    )
    common_rank = number(
        gettext_lazy("rank among the commonest"),
        required=False,
        most=item_rules.MOST_RANK,
        help_text=gettext_lazy("1 to 15: stands first where claims are typed in, and on the household card."),
    )
    board_only = forms.BooleanField(
        required=False, label=gettext_lazy("posted by the red and black board, claimed by nobody")
    )
    hide_optional = True

    def __init__(
        self,
        *args: Any,
        categories: Sequence[Category],
        items: Sequence[Item],
        item: Item | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.categories = {str(row.pk): row for row in categories}
        self.others = [other for other in items if item is None or other.pk != item.pk]
        self.item = item
        choices: Any = self.fields["category"]
        choices.choices = [(key, f"{row.number} {row.name}") for key, row in self.categories.items()]
        self.groups = _groups(self.others)
        choices = self.fields["together"]
        choices.choices = [("", _("nothing"))] + [(key, label) for key, label, _row in self.groups]

    @property
    def number_taken(self) -> bool:
        """Whether the tick that moves the others on is of use."""
        errors = self.errors.as_data().get("code", []) if self.is_bound else []
        return bool(self.data.get("shift")) or any(error.code == "number_taken" for error in errors)

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        sign = -1 if data["kind"] == self.DEDUCTION else 1
        values = {name: data[name] for name in item_rules.FIELDS if name in data}
        values["points"] = sign * data["points"]
        values["points_to"] = None if data["points_to"] is None else sign * data["points_to"]
        values["exclusive_group"] = ""
        if sign < 0:
            values["villagers_may_claim"] = False  # the form cannot know before; nothing is lost by it
        return {
            "category": self.categories[data["category"]],
            "values": values,
            "together": next((row for key, _label, row in self.groups if key == data["together"]), None),
            "shift": data["shift"],
        }


def _groups(others: Sequence[Item]) -> list[tuple[str, str, Item]]:
    """One line for each group of items that count once together, and one for each item without."""
    groups: dict[str, list[Item]] = {}
    for other in others:
        groups.setdefault(other.exclusive_group or str(other.pk), []).append(other)
    together = [rows for rows in groups.values() if rows[0].exclusive_group]
    single = [rows for rows in groups.values() if not rows[0].exclusive_group]
    return [(str(rows[0].pk), "、".join(str(row) for row in rows), rows[0]) for rows in (*together, *single)]


def initial_of(item: Item, others: Sequence[Item]) -> dict[str, Any]:
    """An item as the form shows it."""
    values = {name: getattr(item, name) for name in item_rules.FIELDS}
    same = [row for row in others if item.exclusive_group and row.exclusive_group == item.exclusive_group]
    return {
        **values,
        "category": str(item.category_id),
        "kind": ItemForm.DEDUCTION if item.points < 0 else ItemForm.AWARD,
        "points": abs(item.points),
        "points_to": abs(item.points_to) if item.points_to is not None else None,
        "together": str(same[0].pk) if same else "",
    }


class SheetForm(PlainForm):
    file = forms.FileField(
        label=gettext_lazy("The sheet"),
        help_text=gettext_lazy("Excel workbook (.xlsx) or .csv, up to 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    replace = forms.ChoiceField(
        label=gettext_lazy("What about items that are not in the sheet?"),
        choices=[
            ("", gettext_lazy("they stay: the sheet adds and changes")),
            ("1", gettext_lazy("they go: the sheet is the whole list")),
        ],
        widget=forms.RadioSelect,
        required=False,
        initial="",
    )
    hide_optional = True
