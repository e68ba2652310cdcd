"""The note that goes with a vote."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from councils.enums import Decision
from points.models import Claim
from villagegov.web.forms import PlainForm


class DecisionForm(PlainForm):
    note = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, decision: Decision, ranged: Claim | None = None, **kwargs: Any) -> None:
        """``ranged``: the one claim that is approved, where its item has a range."""
        super().__init__(*args, **kwargs)
        note = self.fields["note"]
        self.ranged = ranged
        if ranged is not None:
            self._ask_points(ranged)
        if decision == Decision.APPROVE:
            note.label, note.required = _("Note"), False
        elif decision == Decision.RETURN:
            note.help_text = _("What is missing or wrong: the information officer reads it and mends it.")
        else:
            note.help_text = _("Why it gives no points: the information officer and the household read it.")

    def _ask_points(self, claim: Claim) -> None:
        self.fields["unit_points"] = forms.IntegerField(
            label=_("Points each"),
            initial=abs(claim.unit_points),
            min_value=abs(claim.item.points),
            max_value=abs(claim.item.most),
            help_text=_(
                "The rules leave a range. Other points than were typed in need a reason below, and who approved before "
                "is asked again."
            ),
        )

    @property
    def unit_points(self) -> int | None:
        """As chosen, signed; None where the rules leave no choice."""
        if self.ranged is None:
            return None
        chosen: int = self.cleaned_data["unit_points"]
        return -chosen if self.ranged.item.is_deduction else chosen
