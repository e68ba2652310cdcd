"""A village on its first day with the site, people at their browsers, and days that pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command

from points.models import Item, VillageSettings
from points.services import due
from tests.boards.scene import wangjiagou
from tests.factories import Cast, ItemFactory
from tests.journeys.sizes import SIZES
from tests.journeys.walk import Person
from villagegov.kernel import clock, periods


@pytest.fixture
def cast(transactional_db: None) -> Iterator[Cast]:
    """王家沟村 with twelve households, from the first of this month on; today is the real today."""
    clock.refresh()
    cast = wangjiagou()
    VillageSettings.objects.filter(village=cast.village).update(effective_from=periods.month_of(clock.today()))
    ItemFactory(
        scheme=cast.scheme, category=cast.category, code=34, name="环境清扫", points=5, wording="参加村里组织的清扫"
    )
    for user, name in ((cast.branch, "王惠"), (cast.representative, "胡芬"), (cast.supervision, "税有才")):
        user.name = name
        user.save(update_fields=["name"])
    Item.objects.filter(pk=cast.award.pk).update(common_rank=1)
    due.post_base_points(village=cast.village, at=clock.now())
    yield cast
    # The day this test moved the site to lives in this thread too.
    clock._offset.set(timedelta())


@pytest.fixture
def person(open_context: Callable[..., Any], request: pytest.FixtureRequest) -> Iterator[Callable[..., Person]]:
    """``person("officer", "phone")``: a browser of its own. Whatever it complains of fails the test."""
    trouble: list[str] = []
    story = request.node.name.removeprefix("test_").split("[")[0]

    def sit_down(name: str, width: str) -> Person:
        page = open_context(**SIZES[width]).new_page()
        return Person(page=page, name=f"{story}-{width}-{name}", trouble=trouble)

    yield sit_down
    assert not trouble, "the browsers complained:\n" + "\n".join(trouble)


@pytest.fixture
def days_pass() -> Callable[[date], None]:
    """``days_pass(day)``: manage.py run_due --on DAY."""

    def until(day: date) -> None:
        call_command("run_due", on=day.isoformat())
        assert clock.today() == day

    return until
