"""祝村: what the briefing counts in two years, made of rows that hold."""

from __future__ import annotations

from datetime import date

import pytest

from boards.models import BoardEntry
from boards.queries import board as boards
from boards.queries import checks
from boards.sample import loader
from councils.enums import DEMAND_OPEN, DemandOutcome, DemandState
from councils.models import Breach, Demand, DemandStep, Grid, Visit
from councils.queries import demand_figures
from points.models import Entry, Village
from points.sample.villages import ZHUCUN
from villagegov.kernel import clock, periods

NOW = clock.moment(date(2026, 11, 18), 15)


@pytest.mark.django_db
def test_two_years_of_demands() -> None:
    with clock.frozen(NOW):
        loader.load((ZHUCUN,), now=NOW, say=lambda text: None)
    village = Village.objects.get(slug="zhucun")
    rows = Demand.objects.filter(village=village)
    standing = rows.filter(state__in=[DemandState.ANSWERED, DemandState.SETTLED])
    assert rows.count() == 216 and standing.filter(outcome=DemandOutcome.SOLVED).count() == 195
    assert Grid.objects.filter(village=village).count() == 13
    assert Visit.objects.filter(village=village).count() > 10_000
    assert rows.filter(state__in=DEMAND_OPEN).count() == 7 and rows.filter(state=DemandState.UNSETTLED).count() == 1
    assert list(rows.order_by("number").values_list("number", flat=True)) == list(range(1, 217))
    steps = DemandStep.objects.filter(village=village, act="filed")
    assert steps.count() == 216 and not DemandStep.objects.filter(village=village, at__gt=NOW).exists()
    last = periods.quarter(date(2026, 8, 1))
    found = demand_figures.report(village, last, clock.local_day(NOW))
    assert found.answered.percent == 100 and found.filed > 10
    _boards_without_points(village)


def _boards_without_points(village: Village) -> None:
    """Two issues; on the black board a breach that two dissuasions did not end, masked, through the whole gate."""
    board = boards.board(village, None, clock.local_day(NOW))
    assert board is not None and (board.number, board.month) == (2, date(2026, 10, 1)) and len(board.red) == 2
    [blamed] = board.black
    assert "*" in blamed.household and "《村规民约》第9条" in blamed.article and blamed.supplement
    rows = BoardEntry.objects.filter(village=village, colour="black")
    assert set(rows.values_list("state", "points", "ledger_entry")) == {("expired", 0, None), ("published", 0, None)}
    assert Breach.objects.filter(village=village, state="dealt", way="board").count() == 2
    assert not Entry.objects.filter(village=village).exists() and checks.problems(village) == []
