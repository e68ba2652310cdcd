"""A village that uses the disclosure board."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from points.enums import Module
from tests.disclosure.support import NOW
from tests.factories import Cast, make_village
from villagegov.kernel import clock


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with clock.frozen(NOW):
        yield make_village(households=2, modules=[Module.DISCLOSURE])
