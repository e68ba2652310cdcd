"""Care marks and who read them. Whoever shows marks reads them through ``points.services.care``, which logs it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import F, Q, QuerySet

from points.enums import HouseholdState
from points.models import CareMark, CareReading, Household, Village


def of_household(household: Household) -> list[CareMark]:
    """All its marks, running ones first, then by the day they began."""
    rows = CareMark.objects.filter(village=household.village_id, household=household)
    return list(rows.select_related("marked_by").order_by(F("until").desc(nulls_first=True), "-since", "kind"))


def running(village: Village, day: date, *, kind: str = "", groups: Collection[int] = ()) -> QuerySet[CareMark]:
    """Marks that hold on the day, of households on the register, group by group."""
    rows = CareMark.objects.filter(Q(until__isnull=True) | Q(until__gt=day), village=village, since__lte=day)
    if kind:
        rows = rows.filter(kind=kind)
    if groups:
        rows = rows.filter(household__group__number__in=groups)
    return (
        rows.exclude(household__state=HouseholdState.CLOSED)
        .select_related("household__group")
        .order_by("household__group__number", "household__number", "kind")
    )


def readings(village: Village, household: Household | None = None) -> QuerySet[CareReading]:
    """Who read whose marks, the latest first."""
    rows = CareReading.objects.filter(village=village).select_related("household__group", "reader")
    if household is not None:
        rows = rows.filter(household=household)
    return rows.order_by("-at", "-id")
