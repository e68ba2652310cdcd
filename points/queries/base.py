"""Base points of a household: how many from which day on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from points.enums import LateJoinRule
from points.models import Scheme, Village


def schemes_in_force(village: Village) -> list[Scheme]:
    """Versions that took effect, in order."""
    return list(Scheme.objects.filter(village=village, effective_from__isnull=False).order_by("effective_from"))


def base_of(schemes: Sequence[Scheme], day: date, *, joined_in_year: bool) -> int:
    """Base points from a day on, by the rules in force then; before the first rules, by those."""
    in_force = [scheme for scheme in schemes if scheme.effective_from <= day]  # type: ignore[operator]
    scheme = in_force[-1] if in_force else schemes[0]
    if not joined_in_year or scheme.late_join == LateJoinRule.FULL:
        return scheme.base_points
    if scheme.late_join == LateJoinRule.NONE:
        return 0
    return scheme.base_points * (13 - day.month) // 12


def of_newcomer(village: Village, day: date) -> int:
    """What a household that joins on the day gets for the rest of the year; 0 in a village without rules."""
    schemes = schemes_in_force(village)
    return base_of(schemes, day, joined_in_year=day > date(day.year, 1, 1)) if schemes else 0
