"""What can be erased of a household's volunteers: names and pledges of those who have left, what was done in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy

from councils.models import PostHolder, ServiceWords, Volunteer
from points.models import Household, User
from points.services.privacy import ErasePart, register_erasable


def _left(household: Household) -> Any:
    rows = Volunteer.objects.filter(village=household.village_id, household=household, left_on__isnull=False)
    return rows.filter(erased_at__isnull=True).order_by("pk")


def _erase_left(household: Household, by: User, at: datetime) -> int:
    keys = list(_left(household).select_for_update(of=("self",)).values_list("pk", flat=True))
    PostHolder.objects.filter(village=household.village_id, volunteer__in=keys).update(pledge="")
    rows = Volunteer.objects.filter(village=household.village_id, pk__in=keys)
    return rows.update(name="", public_since=None, user=None, erased_at=at)


def _words(household: Household) -> Any:
    """Of what its people did, and of what was done for it."""
    of_it = Q(record__volunteer__household=household) | Q(record__helped=household)
    return ServiceWords.objects.filter(of_it, village=household.village_id).order_by()


def _erase_words(household: Household, by: User, at: datetime) -> int:
    keys = list(_words(household).values_list("pk", flat=True))
    ServiceWords.objects.filter(village=household.village_id, pk__in=keys).delete()
    return len(keys)


def register() -> None:
    register_erasable(
        ErasePart(
            "volunteers",
            gettext_lazy("Names of volunteers who have left"),
            gettext_lazy("With their pledges. Posts, terms and hours stay without the name."),
            lambda household: _left(household).count(),
            _erase_left,
        )
    )
    register_erasable(
        ErasePart(
            "service",
            gettext_lazy("What was done in voluntary service"),
            gettext_lazy("In words, by its people and for it. Days, hours and signatures stay."),
            lambda household: _words(household).count(),
            _erase_words,
        )
    )
