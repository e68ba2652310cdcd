"""A draw by lot that anybody can repeat: from a published seed and a numbered list.

Each place on the list gets the SHA-256 of ``seed/place`` (in hexadecimal, small letters); the lowest comes first. With
a seed made at random in the moment of the draw, nobody can foresee or choose who is drawn, and with the seed published
anybody can check it: ``printf %s SEED/1 | sha256sum``.
"""

from __future__ import annotations

import hashlib
import secrets

SEED_BYTES = 16


def new_seed() -> str:
    return secrets.token_hex(SEED_BYTES)


def order(seed: str, count: int) -> list[int]:
    """The places 1 to ``count`` in the order drawn."""
    return sorted(range(1, count + 1), key=lambda place: hashlib.sha256(f"{seed}/{place}".encode()).hexdigest())
