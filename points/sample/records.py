"""What the planner of deeds hands to the loader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from points.sample.photos import PhotoSpec
from points.sample.scheme69 import ITEMS

Channel = Literal["paper", "online"]
Outcome = Literal["post", "return", "reject", "withdraw", "uphold", "dismiss"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleDeed:
    """What was done on a day, by one household or many, and how it was reported."""

    code: int
    day: date
    households: tuple[str, ...]
    quantity: int = 1
    note: str = ""
    channel: Channel = "paper"
    slip_number: str = ""
    photo: PhotoSpec | None = None
    vouched_by: str = ""
    """User name of the grid officer who vouches."""
    typed_at: datetime
    outcome: Outcome = "post"
    remark: str = ""
    """The committee's reason, or why it was withdrawn."""
    correction: str = ""
    """The note after a return."""

    @property
    def shared(self) -> bool:
        return len(self.households) > 1

    @property
    def points_each(self) -> int:
        return ITEMS[self.code].points * self.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleMonth:
    """What is summed up in one month: the 26th of the month before to the 25th."""

    month: date
    first_day: date
    last_day: date
    deeds: tuple[SampleDeed, ...]
    complete: bool
    """False for the month the sample ends in."""

    @property
    def claim_count(self) -> int:
        return sum(len(deed.households) for deed in self.deeds)
