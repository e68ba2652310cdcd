"""A village whose households get cards, on a fixed day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.utils import translation

from points.services import cards
from points.services.cards import Printed
from tests import stage
from tests.factories import Cast
from villagegov.kernel import clock

TODAY = date(2026, 11, 15)
NOW = clock.moment(TODAY, 10)
SEED = "s" * 32
PIN = "270935"
HERE, ELSEWHERE = "10.0.0.1", "10.0.0.2"


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with clock.frozen(NOW), translation.override("zh-hans"):
        yield stage.village()


def printed(cast: Cast, *numbers: int, seed: str = SEED, **more) -> list[Printed]:
    """Cards for households of the cast, by their place in it."""
    ids = [cast.households[number].pk for number in numbers or (1,)]
    return cards.issue(village=cast.village, household_ids=ids, seed=seed, **{"by": cast.officer, "at": NOW, **more})


def opened(cast: Cast, number: int = 1, pin: str = PIN) -> Printed:
    """A card whose household has set its PIN."""
    [one] = printed(cast, number)
    cards.redeem(card=one.card, pin=pin, at=NOW)
    return one


def log_in(cast: Cast, number: str = "002", pin: str = PIN, address: str = HERE, at=NOW):
    return cards.log_in(village=cast.village, number=number, pin=pin, address=address, at=at)
