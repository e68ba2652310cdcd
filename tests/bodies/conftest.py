"""A village with a settlement and bodies of many kinds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from points.enums import Module
from tests.bodies.support import NOW
from tests.factories import Cast, make_village
from villagegov.kernel import clock


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """Households 0, 2 and 4 are of group 1, the others of group 2."""
    with clock.frozen(NOW):
        yield make_village(households=6, modules=[Module.VILLAGE_RULES])
