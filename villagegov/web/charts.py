"""Where the parts of a small chart stand, in per cent of its box, so that it grows with the page and its words do not.

Charts are drawn on the server into plain SVG without style attributes, and stand beside a table of the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

#: Room above for the numbers and below for the labels.
TOP, BOTTOM = 14.0, 86.0
#: A column's share of its place.
WIDTH = 0.62
#: From so many on, every other label is left out on a phone.
CROWDED = 7


@dataclass(frozen=True)
class Mark:
    """A column or a dot. Per cent throughout; ``y`` is its upper edge, or the dot itself."""

    label: str
    value: int
    x: float
    y: float
    left: float
    width: float
    height: float
    #: The one the page is about.
    strong: bool
    #: May be left out where there is little room.
    minor: bool


@dataclass(frozen=True)
class Segment:
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Chart:
    marks: tuple[Mark, ...]
    segments: tuple[Segment, ...]
    #: Where nothing is.
    zero: float

    @property
    def few(self) -> bool:
        """Room for every word on a phone, too."""
        return len(self.marks) < CROWDED


def chart(values: Sequence[tuple[str, int]], strong: int = -1) -> Chart:
    """Columns and the line through their tops, for pairs of label and value. ``strong``: the one the page is about."""
    numbers = [value for _label, value in values]
    most, least = max([0, *numbers]), min([0, *numbers])
    scale = (BOTTOM - TOP) / ((most - least) or 1)
    zero = _round(TOP + most * scale) if most or least else BOTTOM
    place = 100 / max(len(values), 1)
    strong = strong % len(values) if values else 0
    marks = []
    for number, (label, value) in enumerate(values):
        top = zero - value * scale
        marks.append(
            Mark(
                label=label,
                value=value,
                x=_round((number + 0.5) * place),
                y=_round(min(top, zero) if value < 0 else top),
                left=_round((number + (1 - WIDTH) / 2) * place),
                width=_round(WIDTH * place),
                height=_round(abs(value) * scale),
                strong=number == strong,
                minor=len(values) >= CROWDED and (number - strong) % 2 != 0,
            )
        )
    ends = [(mark.x, _round(zero - mark.value * scale)) for mark in marks]
    segments = tuple(Segment(*one, *two) for one, two in pairwise(ends))
    return Chart(tuple(marks), segments, zero)


def _round(value: float) -> float:
    return round(value, 2)
