"""What matters can erase of a household: see :mod:`points.services.privacy`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from councils.matter_enums import SittingState, SuggestionState
from councils.models import MatterSuggestion, SittingSeat
from points.models import Household, User
from points.services.privacy import ErasePart, register_erasable


def _suggestions(household: Household) -> Any:
    """Those that were answered or taken up, with words left."""
    rows = MatterSuggestion.objects.filter(village=household.village_id, household=household, erased_at__isnull=True)
    return rows.exclude(state=SuggestionState.OPEN).order_by()


def _erase_suggestions(household: Household, by: User, at: datetime) -> int:
    return _suggestions(household).update(text="", answer="", erased_at=at)


def _seats(household: Household) -> Any:
    rows = SittingSeat.objects.filter(village=household.village_id, household=household).exclude(name="")
    return rows.exclude(sitting__state=SittingState.CALLED).order_by()


def _erase_seats(household: Household, by: User, at: datetime) -> int:
    keys = list(_seats(household).values_list("pk", flat=True))
    return SittingSeat.objects.filter(village=household.village_id, pk__in=keys).update(name="")


def register() -> None:
    """Called once, when the app is ready."""
    register_erasable(
        ErasePart(
            "suggestions",
            gettext_lazy("Words of suggestions"),
            gettext_lazy("Of those that were answered or taken up. The matter a suggestion became stays."),
            lambda household: _suggestions(household).count(),
            _erase_suggestions,
        )
    )
    register_erasable(
        ErasePart(
            "rolls",
            gettext_lazy("Names on rolls of villagers’ meetings"),
            gettext_lazy("Of sittings that are over. That the household was due, and came or did not, stays."),
            lambda household: _seats(household).count(),
            _erase_seats,
        )
    )
