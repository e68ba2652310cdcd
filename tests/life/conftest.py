"""A village on 20 November 2026; households joined in 2019, three people each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from points.enums import Role
from points.models import Household
from tests.factories import Cast, make_village, member
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError

TODAY = date(2026, 11, 20)
NOW = clock.moment(TODAY, 10)


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def cast(db: None) -> Cast:
    cast = make_village(households=4)
    Household.objects.filter(village=cast.village).update(members=3)
    for household in cast.households:
        household.refresh_from_db()
    cast.grid = member(cast.village, Role.GRID_OFFICER, name="网格员")  # type: ignore[attr-defined]
    return cast


@pytest.fixture
def code() -> Callable[..., Any]:
    """``code(act)``: (field, code) of the refusal, which must be a sentence in Chinese."""

    def refused(act: Callable[[], Any]) -> tuple[str | None, str]:
        with translation.override("zh-hans"), pytest.raises(DomainError) as caught:
            act()
        assert len(str(caught.value)) > 6
        return caught.value.field, caught.value.code

    return refused


@pytest.fixture
def sit(cast: Cast) -> Callable[..., Client]:
    """``sit(user)``: a browser of that person."""

    def client(user: Any) -> Client:
        found = Client()
        if user is not None:
            found.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return found

    return client
