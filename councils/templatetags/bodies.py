"""Bodies in words: ``{% load bodies %}``."""

from __future__ import annotations

from collections.abc import Collection

from django import template

from councils.enums import CONSTITUENCIES

register = template.Library()


@register.filter
def body_words(kinds: Collection[str]) -> list[str]:
    """The bodies somebody sits in, always in the same order."""
    return [str(kind.label) for kind in CONSTITUENCIES if kind in kinds]
