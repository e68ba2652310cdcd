"""What an officer has typed and not saved yet."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from points.models import Claim, SheetLine, User, Village


def kept(user: User, village: Village) -> QuerySet[SheetLine]:
    """The lines in their order. A line that has become a claim meanwhile (saved on another computer) is not there."""
    saved = Claim.objects.filter(village=OuterRef("village"), id=OuterRef("id"))
    return SheetLine.objects.filter(~Exists(saved), village=village, typist=user).order_by("position", "id")


def above(
    user: User,
    village: Village,
    *,
    position: int,
    household_id: uuid.UUID | None,
    slip: str,
    but: Collection[uuid.UUID],
) -> list[SheetLine]:
    """Understood lines above a position that can matter to it: of the same household, or with the same slip number."""
    rows = kept(user, village).filter(position__lt=position, household__isnull=False, item__isnull=False)
    rows = rows.filter(day__isnull=False, quantity__isnull=False).exclude(id__in=but)
    same_slip = Q(slip_number=slip) if slip else Q(pk__in=[])
    return list(rows.filter(Q(household=household_id) | same_slip).select_related("household__group"))
