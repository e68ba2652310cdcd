"""A village with volunteers and demands on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from points.enums import Module, Role
from tests.factories import Cast, ItemFactory, make_village, member
from tests.volunteers.support import NOW
from villagegov.kernel import clock


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """Four households; the villager is of the first, ``neighbour`` of the second."""
    with clock.frozen(NOW):
        made = make_village(households=4, modules=[Module.DEMANDS, Module.VOLUNTEERS])
        made.neighbour = member(made.village, Role.VILLAGER, household=made.households[1], name="邻居")  # type: ignore[attr-defined]
        made.grid = member(made.village, Role.GRID_OFFICER, name="网格员")  # type: ignore[attr-defined]
        made.service = ItemFactory(  # type: ignore[attr-defined]
            scheme=made.scheme, category=made.category, code=17, name="志愿服务", points=15, max_per_month=2
        )  # fmt: skip
        made.school = ItemFactory(  # type: ignore[attr-defined]
            scheme=made.scheme, category=made.category, code=28, name="参加宣讲夜校", points=5
        )
        yield made
