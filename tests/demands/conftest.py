"""A village with demands on, a grid, and its officer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from points.enums import Module, Role
from tests.demands.support import NOW, grid
from tests.factories import Cast, make_village, member
from villagegov.kernel import clock


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """Households 0 and 2 lie in grid 1, household 1 in none."""
    with clock.frozen(NOW):
        made = make_village(households=4, modules=[Module.DEMANDS])
        made.grid = member(made.village, Role.GRID_OFFICER, name="网格员")  # type: ignore[attr-defined]
        made.far_grid = member(made.village, Role.GRID_OFFICER, name="别的网格员")  # type: ignore[attr-defined]
        grid(made, officer=made.grid)  # type: ignore[attr-defined]
        yield made
