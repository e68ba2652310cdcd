"""The decision behind a version of rules, on the page that puts it in force: chosen from those on record, or typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest

from points.forms.scheme import DecisionForm, TakeEffectForm
from points.models import Village
from points.services import mandates
from villagegov.kernel import clock

PREFIX = "on-record"


@dataclass(frozen=True)
class DecisionForms:
    typed: TakeEffectForm
    #: None where no decision is on record.
    chosen: DecisionForm | None
    #: Since when the village decides on record; a typed meeting was before it.
    begun: date | None
    #: Where decisions are prepared.
    address: str
    sent: TakeEffectForm | DecisionForm


def decision_forms(
    request: HttpRequest, village: Village, initial: dict[str, Any], *, on_record: bool = True
) -> DecisionForms:
    """Both forms; the one that was sent is bound. Not ``on_record``: what an area decides for itself is typed."""
    today, data = clock.today(), request.POST or None
    decisions = mandates.offers(village) if on_record else []
    by_choice = bool(data and f"{PREFIX}-filing" in data)
    typed = TakeEffectForm(None if by_choice else data, initial=initial)
    chosen = None
    if decisions or by_choice:
        first = {"effective_from": today}
        chosen = DecisionForm(data if by_choice else None, decisions=decisions, initial=first, prefix=PREFIX)
    sent = chosen if by_choice and chosen is not None else typed
    begun = mandates.begun_on(village) if on_record else None
    return DecisionForms(typed, chosen, begun, mandates.address(village), sent)
