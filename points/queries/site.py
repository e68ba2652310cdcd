"""What the whole site reads."""

from __future__ import annotations

from datetime import timedelta

from points.models import SiteClock


def clock_offset() -> timedelta:
    """How far the site's day has been moved forward."""
    return SiteClock.objects.values_list("offset", flat=True).first() or timedelta()
