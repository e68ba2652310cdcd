"""A village with dividends, legal service and visits on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from points.enums import Module
from tests.economy.support import NOW
from tests.factories import Cast, make_village
from villagegov.kernel import clock


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with clock.frozen(NOW):
        yield make_village(households=4, modules=[Module.DEMANDS, Module.ECONOMY])
