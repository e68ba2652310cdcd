"""The day on which the committee sits, in the language of the assertions."""

from collections.abc import Iterator
from datetime import date

import pytest

from villagegov.kernel import clock

DAY = date(2026, 10, 26)


@pytest.fixture(autouse=True)
def _evening() -> Iterator[None]:
    with clock.frozen(clock.moment(DAY, 19)):
        yield
