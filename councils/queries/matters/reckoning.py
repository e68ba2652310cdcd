"""Quorum and majority of a sitting, from its numbers alone.

The base of the quorum is who was due to attend; the base of the majority is who was present, or who was due to attend,
as the step says. Whoever must keep away never counts as present; whether they count as due, the step says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _

from councils.matter_enums import MajorityOf
from points.enums import Majority


class Asked(Protocol):
    """What is asked of a step: a step of a procedure, or of a matter."""

    attendance: str
    majority: str
    majority_of: str
    away_off_base: bool


@dataclass(frozen=True)
class Votes:
    in_favour: int
    against: int = 0
    abstained: int = 0

    @property
    def total(self) -> int:
        return self.in_favour + self.against + self.abstained


@dataclass(frozen=True)
class Reached:
    """Numbers of people. Without a quorum, or before the votes are there, the majority is open."""

    entitled: int
    kept_away: int
    present: int
    attendance_base: int
    attendance_needed: int
    votes: Votes | None = None
    majority_base: int | None = None
    majority_needed: int | None = None

    @property
    def quorate(self) -> bool:
        return self.present > 0 and self.present >= self.attendance_needed

    @property
    def passed(self) -> bool:
        return (
            self.quorate
            and self.votes is not None
            and self.majority_needed is not None
            and self.votes.in_favour >= self.majority_needed
        )

    @property
    def why_not(self) -> str:
        """What is missing, in a sentence with the numbers; empty where it passed."""
        if not self.quorate:
            needed = max(self.attendance_needed, 1)
            sentence = _("Of %(base)s due to attend %(present)s came; %(needed)s are needed, %(missing)s are missing.")
            values: dict[str, object] = {"base": self.attendance_base, "present": self.present, "needed": needed}
            return sentence % (values | {"missing": needed - self.present})
        if self.votes is None or self.majority_needed is None or self.passed:
            return ""
        sentence = _(
            "%(in_favour)s were in favour; of %(base)s counted %(needed)s are needed, %(missing)s are missing."
        )
        values = {"in_favour": self.votes.in_favour, "base": self.majority_base, "needed": self.majority_needed}
        return sentence % {**values, "missing": self.majority_needed - self.votes.in_favour}


def needed(fraction: str, base: int) -> int:
    """The smallest number of people that reaches a fraction of a base; 0 where none is asked."""
    return Majority(fraction).needed(base) if fraction else 0


def reckon(step: Asked, *, entitled: int, kept_away: int, present: int, votes: Votes | None = None) -> Reached:
    """``entitled``: on the roll; ``kept_away``: of these, who must keep away; ``present``: came, and may stay."""
    base = entitled - (kept_away if step.away_off_base else 0)
    found = Reached(entitled, kept_away, present, base, needed(step.attendance, base))
    if votes is None or not found.quorate:
        return found
    counted = present if step.majority_of == MajorityOf.PRESENT else base
    return Reached(
        entitled, kept_away, present, base, found.attendance_needed, votes, counted, needed(step.majority, counted)
    )
