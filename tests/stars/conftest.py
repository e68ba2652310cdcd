"""A village with a year of stars that has just been opened."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from boards.models import StarYear
from points.enums import Module
from tests.factories import Cast, make_village
from tests.stars.support import NOW, opened
from villagegov.kernel import clock


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with clock.frozen(NOW):
        yield make_village(households=6, modules=[Module.STARS])


@pytest.fixture
def year(cast: Cast) -> StarYear:
    return opened(cast)
