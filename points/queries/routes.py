"""Which review a claim takes: its item's route, and the full quorum where many points come together."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from points.enums import LIGHT_BELOW, ReviewRoute
from points.models import Claim


def route_of(claim: Claim) -> ReviewRoute:
    """``claim.item`` should be loaded. The item allows it, and the claim as a whole stays below 20 points."""
    small = 0 < claim.points < LIGHT_BELOW
    return ReviewRoute.LIGHT if small and claim.item.route == ReviewRoute.LIGHT else ReviewRoute.FULL


def light(prefix: str = "") -> Q:
    """The same as a condition on claims; ``prefix`` leads to the claim (``claim__``)."""
    found: dict[str, Any] = {
        f"{prefix}item__route": ReviewRoute.LIGHT,
        f"{prefix}points__gt": 0,
        f"{prefix}points__lt": LIGHT_BELOW,
    }
    return Q(**found)
