"""Deductions whose household is still to be told, and what was said when it was."""

from __future__ import annotations

import uuid

from django.db.models import Q, QuerySet

from councils.models import Telling
from councils.queries import bodies
from points.enums import ClaimState
from points.models import Claim, Household, User, Village

#: While a deduction stands in one of these, a later reply may be added.
OPEN_STATES = (ClaimState.PUBLICISED, ClaimState.HELD)


def waiting(village: Village) -> QuerySet[Claim]:
    """Approved deductions whose household has not been told, the longest waiting first."""
    return (
        Claim.objects.filter(village=village, state=ClaimState.TELLING)
        .select_related("household__group", "item__category")
        .order_by("decided_at", "id")
    )


def waiting_count(user: User, village: Village) -> int:
    """How many of them this person may tell."""
    return waiting(village).exclude(household__in=bodies.own_households(user, village)).count()


def recorded(village: Village) -> QuerySet[Telling]:
    """Tellings of deductions that are not posted yet: their reply can still be added to."""
    return (
        Telling.objects.filter(village=village, claim__state__in=OPEN_STATES)
        .select_related("claim__household__group", "told_by")
        .order_by("-recorded_at", "-id")
    )


def of_claim(claim: Claim) -> Telling | None:
    return Telling.objects.filter(village=claim.village_id, claim=claim).select_related("told_by").first()


def of_household(village: Village, household: Household, year: int) -> list[Telling]:
    """What the household was told in a year, and whatever is still open, the latest first."""
    return list(
        Telling.objects.filter(village=village, claim__household=household)
        .filter(Q(told_on__year=year) | Q(claim__state__in=OPEN_STATES))
        .select_related("claim", "told_by")
        .order_by("-told_on", "-id")
    )


def replies(village: Village, claim_ids: list[uuid.UUID]) -> dict[uuid.UUID, str]:
    """What the households said to these deductions."""
    found = Telling.objects.filter(village=village, claim__in=claim_ids).exclude(reply="")
    return dict(found.values_list("claim_id", "reply"))
