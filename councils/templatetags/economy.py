"""Money and numbers of the collective economy: ``{% load economy %}``."""

from __future__ import annotations

from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def yuan(value: Decimal | None) -> str:
    """58000 as ``58,000.00``, below zero with a real minus; nothing for None."""
    if value is None:
        return ""
    return f"{value:,.2f}".replace("-", "−")


@register.filter
def trimmed(value: Decimal | int | None) -> str:
    """A number without noughts at its end: ``4``, ``3.5``, ``1,288``."""
    if value is None:
        return ""
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".").replace("-", "−") if "." in text else text.replace("-", "−")
