"""An election and its tally sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.enums import ElectionRule
from councils.models import Candidate, Election, Handover
from councils.models.election import COUNTED
from councils.queries.serving.elections import counted_words
from councils.queries.serving.tally import Tally
from councils.services.bodies.elections import MOST_SEATS, ElectionInput
from points.enums import Majority
from points.forms.claims import DayField
from villagegov.db.keys import new_id
from villagegov.web.forms import PlainForm

#: More ballots than a village has people is a slip of the pen.
MOST_BALLOTS = 99_999


class ElectionForm(PlainForm):
    hide_optional = True

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    held_on = DayField(label=gettext_lazy("Day of the election"))
    seats = forms.IntegerField(label=gettext_lazy("How many are to be elected"), min_value=1, max_value=MOST_SEATS)
    turnout = forms.ChoiceField(
        label=gettext_lazy("Of the entitled must have voted"), choices=Majority.choices, initial=Majority.OVER_HALF
    )
    rule = forms.ChoiceField(
        label=gettext_lazy("Elected with"),
        choices=ElectionRule.choices,
        initial=ElectionRule.OVER_HALF,
        help_text=gettext_lazy(
            "More than half of the ballots cast; where that left seats over, a third in another election for these."
        ),
    )
    follows = forms.ChoiceField(
        label=gettext_lazy("For seats left over by"), required=False, help_text=gettext_lazy("Otherwise left out.")
    )
    handover = forms.ChoiceField(
        label=gettext_lazy("The elected begin"),
        required=False,
        help_text=gettext_lazy("At the end of a term they begin together with everybody else, with the handover."),
    )
    term_from = DayField(label=gettext_lazy("Term from"))
    term_to = DayField(label=gettext_lazy("Term to"), required=False)

    def __init__(
        self, *args: Any, follows: Sequence[Election] = (), handovers: Sequence[Handover] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.by_key: dict[str, Any] = {str(row.pk): row for row in (*follows, *handovers)}
        fields: Any = self.fields
        fields["follows"].choices = [
            ("", "—"),
            *((str(row.pk), _("election of %(day)s") % {"day": f"{row.held_on:%Y-%m-%d}"}) for row in follows),
        ]
        fields["handover"].choices = [
            ("", _("on the first day of their term")),
            *((str(row.pk), _("with the handover “%(title)s”") % {"title": row.title}) for row in handovers),
        ]
        if not follows:
            del self.fields["follows"]
        if not handovers:
            del self.fields["handover"]
        if not self.is_bound:
            self.initial.setdefault("id", new_id())

    def election(self) -> ElectionInput:
        data = self.cleaned_data
        handover = self.by_key.get(data.get("handover", ""))
        return ElectionInput(
            held_on=data["held_on"],
            seats=data["seats"],
            term_from=handover.day if handover else data["term_from"],
            term_to=(handover.term_to if handover else None) or data["term_to"],
            turnout=data["turnout"],
            rule=data["rule"],
            follows=self.by_key.get(data.get("follows", "")),
            handover=handover,
        )


class CountForm(PlainForm):
    """The tally sheet, field by field in its order; what was typed stays."""

    def __init__(self, *args: Any, candidates: Sequence[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = candidates
        for name, words in zip(COUNTED, counted_words(), strict=True):
            self.fields[name] = _number(words)
        for one in candidates:
            self.fields[f"votes_{one.pk}"] = _number(f"{one.number} {one.name}")

    def counted(self) -> list[Any]:
        return [self[name] for name in COUNTED]

    def votes(self) -> list[Any]:
        return [self[f"votes_{one.pk}"] for one in self.candidates]

    def tally(self) -> Tally:
        data = self.cleaned_data
        votes = {one.pk: data[f"votes_{one.pk}"] for one in self.candidates}
        return Tally(**{name: data[name] for name in COUNTED}, votes=votes)


def _number(label: Any) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 6})
    return forms.IntegerField(label=label, min_value=0, max_value=MOST_BALLOTS, widget=widget)
