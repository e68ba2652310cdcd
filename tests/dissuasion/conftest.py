"""A village with its rules in force."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.dissuasion.support import NOW, in_force
from tests.factories import Cast, make_village
from villagegov.kernel import clock


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with clock.frozen(NOW):
        cast = make_village(households=6)
        in_force(cast)
        yield cast
