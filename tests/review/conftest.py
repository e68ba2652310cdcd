from collections.abc import Iterator
from datetime import date

import pytest

from tests.factories import Cast, make_village
from villagegov.kernel import clock

DAY = date(2026, 10, 26)


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    """The evening of the committee's meeting."""
    with clock.frozen(clock.moment(DAY, 19)):
        yield


@pytest.fixture
def cast(db: None) -> Cast:
    return make_village()
