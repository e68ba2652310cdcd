"""A sample that nobody chooses: drawn from a seed that is fixed only when nothing can be chosen any more.

The whole rule, so that anybody can draw it anew with paper, or with ``sha256sum``:

* The *seed* is SHA-256 of four lines, each ended by a line feed: ``villagegov sample 1``, the village's key, the month
  (``2026-10``), and the leaf hash of the last line of the ledger when the month was closed, in hexadecimal digits.
* Each ledger line of a claim counted in the month has a *ticket*: SHA-256 of the seed in hexadecimal digits, a colon,
  and the number of the line.
* The lines with the smallest tickets are the sample.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date

#: A change of the rule is a new number.
RULE = "villagegov sample 1"


def seed_of(village: str, month: date, last_leaf: bytes) -> str:
    """The seed in hexadecimal digits."""
    lines = (RULE, village, f"{month:%Y-%m}", last_leaf.hex())
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def ticket(seed: str, number: int) -> str:
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()


def draw(seed: str, numbers: Iterable[int], count: int) -> list[int]:
    """The ``count`` numbers with the smallest tickets, in the order of their tickets; all where there are fewer."""
    return sorted(set(numbers), key=lambda number: ticket(seed, number))[:count]


def size(of: int, percent: int, least: int) -> int:
    """How many of ``of`` are drawn: so many per cent, rounded up, but so many at least; none where it is 0 per cent."""
    return min(of, max(least, -(-of * percent // 100))) if percent else 0
