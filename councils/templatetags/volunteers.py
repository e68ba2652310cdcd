"""Service in words: ``{% load volunteers %}``."""

from __future__ import annotations

from django import template

from councils.queries.volunteers.hours import in_words

register = template.Library()


@register.filter
def hours(quarters: int | None) -> str:
    """Quarters of an hour, as people say them."""
    return in_words(quarters or 0)
