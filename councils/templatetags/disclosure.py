"""Tables of the disclosure board: cells beside the headings they stand under."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

register = template.Library()


@register.filter
def columns(table: Any) -> list[tuple[str, str]]:
    """Each heading with what was done to its column."""
    return list(zip(table.headings, table.care, strict=True))


@register.filter
def under(row: Sequence[str], table: Any) -> list[tuple[str, str]]:
    """Each value with its heading."""
    return list(zip(table.headings, row, strict=True))
