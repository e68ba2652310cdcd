"""The shape of a scheme template: plain frozen records, read by the loader and by ``create_village``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Disclosure = Literal["full", "category", "none"]
Source = Literal["found", "adjusted", "valueless", "invented", "briefing"]

FOUND: Source = "found"
"""Found in a published village rule with this value."""
ADJUSTED: Source = "adjusted"
"""Found, the value adjusted."""
VALUELESS: Source = "valueless"
"""Found without a value; the value is invented."""
INVENTED: Source = "invented"
"""Item and value invented."""
BRIEFING: Source = "briefing"
"""From the Leshan briefing on 王家沟村."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateItem:
    """One 评分项目. Its texts are village data and stay Chinese in every language of the site."""

    code: int
    name: str
    """Short name, as on a slip."""
    wording: str
    """One sentence: what counts, and per what unit."""
    points: int
    """Signed whole points per unit; below zero is a deduction."""
    source: Source
    unit: str = "次"
    max_per_month: int | None = None
    """How many units count for one household within a calendar month; None is no limit. All caps are invented."""
    max_per_quarter: int | None = None
    max_per_year: int | None = None
    evidence: bool = False
    """A photo or document is required at entry."""
    villagers_claim: bool = True
    disclosure: Disclosure = "full"
    disclosure_hint: str = ""
    """What to leave out of the note, said beside the field."""
    light: bool = False
    """The group leader or one member signs, and supervisors sample; else the full quorum."""
    honour: bool = False
    """Given by others: it takes papers or the full quorum."""
    own_observation: bool = False
    """Only from what the village itself saw and recorded, never from police or other records."""
    board_only: bool = False
    """Posted by the board; nobody claims it."""
    exclusive: str = ""
    """Items with the same group count once for one deed, at the higher value (就高不重复)."""
    common_rank: int | None = None
    """1–15: place among the fifteen commonest items of the entry page."""

    @property
    def is_deduction(self) -> bool:
        return self.points < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateCategory:
    """One of the five 类别, with its items in order."""

    number: int
    name: str
    items: tuple[TemplateItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateScheme:
    """A whole 积分管理办法."""

    title: str
    base_points: int
    """Per household and scoring year."""
    categories: tuple[TemplateCategory, ...]

    @property
    def items(self) -> tuple[TemplateItem, ...]:
        return tuple(item for category in self.categories for item in category.items)
