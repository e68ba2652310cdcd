"""A sheet of slips in two windows, or a line on its way while the sheet is saved."""

from __future__ import annotations

import pytest

from points.models import Claim, SheetLine
from points.services import sheets
from points.services.sheets import TypedLine
from tests import stage
from tests.factories import Cast
from tests.races.support import overlapping, went_through

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast() -> Cast:
    return stage.village()


def test_a_line_on_its_way_does_not_come_back_after_the_save(cast: Cast) -> None:
    data = stage.claim_input(cast)
    line = TypedLine(id=data.id, position=1, household_text="001", item_text="1")
    same = {"village": cast.village, "by": cast.officer, "at": stage.ENTERED}
    sheets.keep_lines(lines=[line], **same)  # type: ignore[arg-type]

    saving, keeping = overlapping(
        lambda: sheets.save_lines(inputs=[data], **same),  # type: ignore[arg-type]
        lambda: sheets.keep_lines(lines=[line], **same),  # type: ignore[arg-type]
        at=stage.ENTERED,
    )
    went_through(saving)
    went_through(keeping)
    assert keeping.waited, "the typist's row is the lock"
    assert Claim.objects.filter(pk=data.id).exists() and not SheetLine.objects.exists()
