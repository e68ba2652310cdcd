"""Forms of the privacy desk, of care marks, and of what is corrected on the register."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from points.enums import CareKind, ConsentKind
from points.forms.claims import DayField
from points.forms.life import PeopleField
from points.models import Group, Household
from points.queries import held
from points.services import assessments, care, consents, privacy
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.web.forms import PlainForm


def _today(form: PlainForm, name: str) -> None:
    today = clock.today().isoformat()
    form.fields[name].widget.attrs["max"] = today
    form.initial.setdefault(name, today)


def _line(label: Any, hint: Any, most: int, **more: Any) -> forms.CharField:
    attrs = {"autocomplete": "off"}
    return forms.CharField(label=label, help_text=hint, max_length=most, widget=forms.TextInput(attrs=attrs), **more)


class MarkForm(PlainForm):
    id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Which mark?"), choices=CareKind.choices, widget=forms.RadioSelect)
    people = PeopleField(
        label=_("How many people does it concern?"), help_text=_("Count a person under one mark only."), initial=1
    )
    since = DayField(label=_("Since which day?"))
    note = _line(
        _("Note"), _("What whoever visits must know. Nothing about illness that is not needed."), care.NOTE_LENGTH,
        required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("id", new_id())
        _today(self, "since")


class MarkEndForm(PlainForm):
    until = DayField(label=_("From which day does it no longer hold?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _today(self, "until")


class CareFilter(PlainForm):
    """Which marks, of which group; or one household by name or number."""

    hide_optional = True
    q = _line(_("Household"), "", 40, required=False)
    kind = forms.ChoiceField(label=_("Mark"), required=False)
    group = forms.ChoiceField(label=_("Group"), required=False)

    def __init__(self, *args: Any, groups: list[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [("", _("all marks")), *CareKind.choices]
        group: Any = self.fields["group"]
        group.choices = [("", _("all groups")), *((str(row.number), row.name) for row in groups)]


class ConsentForm(PlainForm):
    id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("What did the household agree to?"), choices=ConsentKind.choices, widget=forms.RadioSelect
    )
    given_on = DayField(label=_("Signed on which day?"), help_text=_("The day on the paper."))
    paper = _line(
        _("Where does the signed paper lie?"),
        _("For example “folder 3, sheet 14”. Without a signed paper there is no consent."),
        consents.PAPER_LENGTH,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("id", new_id())
        _today(self, "given_on")


class WithdrawForm(PlainForm):
    withdrawn_on = DayField(label=_("On which day did the household take it back?"))
    paper = _line(
        _("How did it tell you?"),
        _("On paper or by word of mouth; both count. The name is masked everywhere at once."),
        consents.PAPER_LENGTH,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _today(self, "withdrawn_on")


class EraseForm(PlainForm):
    parts = forms.MultipleChoiceField(label=_("What is to be erased?"), widget=forms.CheckboxSelectMultiple)
    asked_on = DayField(label=_("On which day did the household ask?"))
    paper = _line(_("How did it ask?"), _("For example “letter, folder 3, sheet 20”."), privacy.PAPER_LENGTH)

    def __init__(self, *args: Any, parts: list[tuple[privacy.ErasePart, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["parts"]
        field.choices = [(part.key, f"{part.label}（{count}）") for part, count in parts]
        field.error_messages["required"] = _("Tick what is to be erased.")
        _today(self, "asked_on")


class CorrectForm(PlainForm):
    """What is written of a household. What happened on a day goes through its events."""

    head_name = _line(_("Head of household"), _("Only a wrong spelling. A new head is recorded as an event."), 40)
    group = forms.ModelChoiceField(label=_("Group"), queryset=Group.objects.none(), empty_label=None)
    members = PeopleField(label=_("People"))
    joined_on = DayField(label=_("In the register since"))

    def __init__(self, *args: Any, household: Household, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group: Any = self.fields["group"]
        group.queryset = Group.objects.filter(village=household.village_id)
        for row in held.private_fields():
            self.fields[row.name] = row.formfield(widget=forms.TextInput(attrs={"autocomplete": "off"}))
        for name in self.fields:
            self.initial.setdefault(name, getattr(household, name))


class AssessmentForm(PlainForm):
    text = forms.CharField(
        label=_("Text"), max_length=assessments.TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 24})
    )
    author = _line(_("Who made the assessment?"), "", assessments.AUTHOR_LENGTH)
    assessed_on = DayField(label=_("Assessed on which day?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _today(self, "assessed_on")


class ContactForm(PlainForm):
    contact = _line(
        _("Whom do people turn to?"),
        _("Stands on the privacy notice: office, person, phone, hours."),
        assessments.CONTACT_LENGTH,
    )
