"""A batch as a sheet of paper: its lines in the order of the table, and their sums."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from points.models import Batch, Claim, Village


def find(village: Village, number: int) -> Batch | None:
    return Batch.objects.filter(village=village, number=number).select_related("sent_by").first()


def lines(village: Village, batch: Batch) -> list[Claim]:
    """Group by group, household by household: the numbers of the lines are the same on every sheet."""
    rows = Claim.objects.filter(village=village, batch=batch)
    return list(
        rows.select_related("household__group", "item__category", "deed").order_by(
            "household__group__number", "household__number", "day", "id"
        )
    )


@dataclass(frozen=True)
class Sum:
    label: str
    claims: int
    households: int
    awards: int
    deductions: int

    @property
    def points(self) -> int:
        return self.awards + self.deductions


def sums(claims: Iterable[Claim], key: Callable[[Claim], tuple[int, str]]) -> list[Sum]:
    """Sums by something with a number and a name, in the order of the numbers."""
    parts: dict[tuple[int, str], list[Claim]] = {}
    for claim in claims:
        parts.setdefault(key(claim), []).append(claim)
    return [total(name, parts[number, name]) for number, name in sorted(parts)]


def total(label: str, claims: Sequence[Claim]) -> Sum:
    return Sum(
        label=label,
        claims=len(claims),
        households=len({claim.household_id for claim in claims}),
        awards=sum(claim.points for claim in claims if claim.points > 0),
        deductions=sum(claim.points for claim in claims if claim.points < 0),
    )


def by_category(claim: Claim) -> tuple[int, str]:
    return claim.item.category.number, claim.item.category.name


def by_group(claim: Claim) -> tuple[int, str]:
    return claim.household.group.number, claim.household.group.name
