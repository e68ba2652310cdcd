"""What scenarios of injected errors share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

from points.models import Household, Membership
from tests import stage
from tests.factories import Cast
from villagegov.kernel import clock

NOW = clock.moment(date(2026, 11, 15), 10)
TODAY = clock.local_day(NOW)

#: What the scenario needs, and the act itself: called anew for each error, with objects as a view would read them.
Prepare = Callable[[Cast], Any]
Act = Callable[[Cast, Any], Any]


def nothing(cast: Cast) -> None:
    return None


def with_photo(cast: Cast) -> SimpleNamespace:
    return SimpleNamespace(photo=stage.photo(cast), other=stage.photo(cast, (200, 30, 30)))


def membership(cast: Cast, user: Any) -> Membership:
    return Membership.objects.get(village=cast.village, user=user)


def family(cast: Cast) -> Household:
    """The first household; three people."""
    return stage.household(cast)
