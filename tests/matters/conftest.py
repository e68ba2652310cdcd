"""A village with matters on, its bodies with people in them, and procedures in use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.factories import Cast
from tests.matters.support import NOW, council_village
from villagegov.kernel import clock


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with clock.frozen(NOW):
        yield council_village()
