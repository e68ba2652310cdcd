from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client

from points.models import User
from tests.factories import Cast, make_village
from villagegov.kernel import clock

DAY = date(2026, 10, 26)


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with clock.frozen(clock.moment(DAY, 19)):
        yield


@pytest.fixture
def cast(db: None) -> Cast:
    return make_village(name="王家沟村", slug="wangjiagou")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
