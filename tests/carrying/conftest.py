"""A village that uses matters."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.carrying.support import NOW, switch_on
from tests.factories import Cast, make_village
from villagegov.kernel import clock


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with clock.frozen(NOW):
        made = make_village(households=6)
        switch_on(made)
        yield made
