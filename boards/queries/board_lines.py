"""What a public board is made of: plain values, names masked already, kept in the cache as they are."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from boards.queries import figures
from councils.queries import publicity


@dataclass(frozen=True)
class Line:
    """An entry as it stands in public."""

    household: str
    group: str
    reason: str
    #: With what it is an article of.
    article: str
    points: int
    since: date
    supplement: bool
    until: date | None
    #: Of the month's bottom three; else a breach of the village rules, or praise.
    bottom: bool
    #: Red entries alone, while the household agrees: a few sentences, and the entry whose picture may be shown.
    story: str = ""
    picture: uuid.UUID | None = None


@dataclass(frozen=True)
class Correction:
    """An entry that was wrong, said in the place where it stood."""

    household: str
    group: str
    since: date
    words: str
    points: int
    day: date
    until: date
    bottom: bool


@dataclass(frozen=True)
class BottomThree:
    """How the month's bottom three fared, in numbers: those who are named stand on the black board."""

    named_by_rule: bool
    #: Told, or still to be told; not decided yet.
    under_way: int
    #: Let go after the reply.
    let_go: int
    #: Stood and ended.
    over: int


@dataclass(frozen=True)
class TopLine:
    place: int
    household: str
    group: str
    points: int


@dataclass(frozen=True)
class InPublicity:
    """The public list in short: how many lines, and those whose time is over first."""

    count: int
    nearest: tuple[publicity.Line, ...]


@dataclass(frozen=True)
class Board:
    """A published issue and what stands around it."""

    month: date
    number: int
    published_on: date
    red: tuple[Line, ...]
    black: tuple[Line, ...]
    red_corrections: tuple[Correction, ...]
    black_corrections: tuple[Correction, ...]
    audience: str
    bottom: BottomThree
    #: None where the month was ranked nowhere.
    households: int | None
    scoring: int
    points_total: int
    year_top: tuple[TopLine, ...]
    quarter: date | None
    quarter_top: tuple[TopLine, ...]
    #: Months with a published issue, the latest first.
    months: tuple[date, ...]
    #: Only on the latest issue.
    publicity: InPublicity | None
    #: False where the village has no points: then nothing is said of them.
    with_points: bool = True
    #: Months up to this one, and the month's categories.
    trend: tuple[figures.MonthFigure, ...] = ()
    categories: tuple[figures.Part, ...] = ()
