"""A procedure, step by step."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from councils.matter_enums import MajorityOf, MatterStepKind, VoteWay
from councils.models import Body, ProcedureStep
from councils.models.procedure import ABOUT_LENGTH, MOST_DAYS, MOST_STEPS, NAME_LENGTH, STEP_LENGTH
from councils.services.matters.procedures import ProcedureInput, StepInput
from points.enums import Majority
from villagegov.db.keys import new_id
from villagegov.web.forms import PlainForm

SPARE = 1
HOUSEHOLDS = "households"


class ProcedureForm(PlainForm):
    """Name and steps. A step without a name is left out; the numbers say in which order they stand."""

    hide_optional = True

    id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=pgettext_lazy("procedure", "name"), max_length=NAME_LENGTH)
    about = forms.CharField(label=gettext_lazy("What it is for"), max_length=ABOUT_LENGTH, required=False)

    def __init__(self, *args: Any, steps: Sequence[ProcedureStep], bodies: Sequence[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = sum(name.startswith("name_") for name in self.data) if self.is_bound else 0
        self.count = min(max(len(steps) + SPARE, sent), MOST_STEPS)
        self.bodies: list[tuple[str, Any]] = [("", "—"), *((str(body.pk), body.name) for body in bodies)]
        if not self.is_bound:
            self.initial.setdefault("id", new_id())
        for number in range(1, self.count + 1):
            self._add(number, steps[number - 1] if number <= len(steps) else None)

    def _add(self, number: int, step: ProcedureStep | None) -> None:
        who = HOUSEHOLDS if step and step.households else str(step.body_id or "") if step else ""
        fields: dict[str, forms.Field] = {
            "name": forms.CharField(label=_("What it is called"), max_length=STEP_LENGTH, required=False),
            "kind": forms.ChoiceField(label=_("What is done"), choices=MatterStepKind.choices),
            "who": forms.ChoiceField(
                label=pgettext("matter", "Who"), required=False,
                choices=[*self.bodies, (HOUSEHOLDS, _("villagers’ meeting by households"))],
            ),
            "with": forms.ChoiceField(label=_("Together with"), choices=self.bodies, required=False),
            "attendance": forms.ChoiceField(
                label=_("Must be present"), choices=[("", _("however many")), *Majority.choices], required=False
            ),
            "majority": forms.ChoiceField(label=_("Must be in favour"), choices=Majority.choices),
            "majority_of": forms.ChoiceField(label=_("Counted"), choices=MajorityOf.choices),
            "vote": forms.ChoiceField(label=_("How one votes"), choices=VoteWay.choices),
            "notice_days": forms.IntegerField(label=_("Days’ notice"), min_value=0, max_value=MOST_DAYS),
            "urgent_days": forms.IntegerField(
                label=_("Days when urgent (empty: not possible)"), min_value=0, max_value=MOST_DAYS, required=False
            ),
            "posted_days": forms.IntegerField(label=_("Days posted"), min_value=0, max_value=MOST_DAYS, required=False),
            "off": forms.BooleanField(
                label=_("Who keeps away is not counted as due"), required=False
            ),
            "twice": forms.BooleanField(label=_("Numbers are typed twice"), required=False),
            "town": forms.BooleanField(label=_("Rules: the township’s opinion first"), required=False),
            "legal": forms.BooleanField(label=_("Rules: the legal adviser’s opinion first"), required=False),
        }  # fmt: skip
        initial = {
            "name": step.name if step else "", "kind": step.kind if step else MatterStepKind.DECIDE, "who": who,
            "with": str(step.with_body_id or "") if step else "", "attendance": step.attendance if step else "",
            "majority": (step.majority if step else "") or Majority.OVER_HALF,
            "majority_of": step.majority_of if step else MajorityOf.PRESENT,
            "vote": step.vote if step else VoteWay.OPEN,
            "notice_days": step.notice_days if step else 1, "urgent_days": step.urgent_days if step else None,
            "posted_days": (step.posted_days if step else 0) or 7, "off": step.away_off_base if step else True,
            "twice": bool(step and step.count_twice), "town": bool(step and step.town_opinion),
            "legal": bool(step and step.legal_opinion),
        }  # fmt: skip
        for name, field in fields.items():
            field.initial = initial[name]
            self.fields[f"{name}_{number}"] = field

    def steps(self) -> list[tuple[int, dict[str, Any]]]:
        """For the page: the fields of each step by their bare names."""
        names = ("name", "kind", "who", "with", "attendance", "majority", "majority_of", "vote", "notice_days",
                 "urgent_days", "posted_days", "off", "twice", "town", "legal")  # fmt: skip
        return [(n, {name: self[f"{name}_{n}"] for name in names}) for n in range(1, self.count + 1)]

    def procedure(self) -> ProcedureInput:
        said = self.cleaned_data
        steps = [_step(said, number) for number in range(1, self.count + 1) if said[f"name_{number}"].strip()]
        return ProcedureInput(name=said["name"], about=said["about"], steps=steps, id=said["id"])


def _step(said: dict[str, Any], number: int) -> StepInput:
    def value(name: str) -> Any:
        return said[f"{name}_{number}"]

    who = value("who")
    return StepInput(
        kind=value("kind"), name=value("name"),
        body_id=uuid.UUID(who) if who not in ("", HOUSEHOLDS) else None,
        with_id=uuid.UUID(value("with")) if value("with") else None, households=who == HOUSEHOLDS,
        attendance=value("attendance"), majority=value("majority"), majority_of=value("majority_of"),
        vote=value("vote"), away_off_base=value("off"), count_twice=value("twice"),
        notice_days=value("notice_days"), urgent_days=value("urgent_days"), posted_days=value("posted_days") or 0,
        town_opinion=value("town"), legal_opinion=value("legal"),
    )  # fmt: skip
