"""Visits, whom the list names and for how long, grids, and the figures."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from councils.models import Demand, Visit
from councils.queries import demand_figures, visits
from councils.queries import grids as grid_queries
from councils.services import demands, grids
from councils.services import visits as services
from points.models import AuditRow
from points.services import care
from tests.demands.support import NOW, TODAY, WORDS, answered, brought, fresh, home, seen, solved, written
from tests.factories import Cast, make_village
from villagegov.kernel import periods
from villagegov.kernel.errors import DomainError, NotAllowed


def record(cast: Cast, household: int = 0, by: Any = None, **more: Any) -> Visit:
    data = services.VisitInput(**{"visited_on": TODAY, "visitors": "罗成玉", **more})
    return services.record(household=home(cast, household), data=data, by=by or cast.officer, at=NOW)


def mark(cast: Cast, household: int, kind: str, since: date) -> None:
    care.mark(household=home(cast, household), kind=kind, since=since, by=cast.administrator, at=NOW)


def due(cast: Cast, groups: list[int] | None = None, day: date = TODAY) -> list[tuple[str, date, bool]]:
    found = visits.due(cast.village, day, visits.marks(cast.village, day, groups), groups)
    return [(row.household.number, row.due_on, row.late) for row in found]


def test_the_list_goes_by_the_rhythm(cast: Cast) -> None:
    mark(cast, 0, "lone_elderly", TODAY - timedelta(days=20))
    mark(cast, 1, "hardship", TODAY - timedelta(days=20))
    mark(cast, 3, "ill", TODAY - timedelta(days=200))
    first, second = cast.households[0].number, cast.households[1].number
    assert due(cast) == [
        (first, TODAY - timedelta(days=6), True), (second, TODAY + timedelta(days=10), False),
    ]  # fmt: skip
    record(cast, 0)
    assert due(cast)[1] == (first, TODAY + timedelta(days=14), False)
    grids.set_rhythm(village=cast.village, days={"hardship": 5}, by=cast.administrator, at=NOW)
    assert due(cast)[0] == (second, TODAY - timedelta(days=15), True)
    # The grid officer of group 1, and one without a grid.
    assert [number for number, _day, _late in due(cast, grid_queries.own_groups(cast.grid, cast.village))] == [first]  # type: ignore[attr-defined]
    assert due(cast, grid_queries.own_groups(cast.far_grid, cast.village)) == []  # type: ignore[attr-defined]


def test_a_demand_that_could_not_be_met_asks_for_one_visit(cast: Cast) -> None:
    made = written(cast)
    answer = demands.Answer("explained", "明年再修", TODAY + timedelta(days=90))
    demands.answer(demand=made, data=answer, by=cast.officer, at=NOW)
    assert due(cast) == [(cast.households[0].number, TODAY + timedelta(days=30), False)]
    assert not hasattr(Visit, "kind"), "why somebody was visited is kept nowhere"
    record(cast)
    assert due(cast) == []


def test_brought_in_on_the_spot(cast: Cast) -> None:
    raised = demands.DemandInput("dispute", "和隔壁吵田坎", "land")
    record(cast, 2, by=cast.grid, raised=raised)  # type: ignore[attr-defined]
    made = Demand.objects.get(village=cast.village)
    assert (made.kind, made.visited_on, made.online) == ("dispute", TODAY, False)


def test_what_is_refused_of_a_visit(cast: Cast) -> None:
    for more, code in (
        ({"visited_on": TODAY + timedelta(days=1)}, "future"),
        ({"visited_on": TODAY - timedelta(days=120)}, "long_ago"),
        ({"visitors": " "}, "required"),
        ({"heard": "长" * 401}, "too_long"),
    ):
        with pytest.raises(DomainError) as caught:
            record(cast, **more)
        assert caught.value.code == code
    made = brought(cast)
    with pytest.raises(DomainError) as caught:
        record(cast, visited_on=TODAY - timedelta(days=1), demand=made)
    assert caught.value.code == "before_filed"
    with pytest.raises(DomainError) as caught:
        record(cast, 2, demand=made)
    assert caught.value.code == "other_household"
    demands.withdraw(demand=made, by=cast.villager, at=NOW)
    with pytest.raises(DomainError) as caught:
        record(cast, demand=fresh(made))
    assert caught.value.code == "withdrawn"
    for by in (cast.far_grid, cast.branch, cast.villager, make_village(households=1).officer):  # type: ignore[attr-defined]
        with pytest.raises(NotAllowed):
            record(cast, by=by)
    assert not Visit.objects.filter(village=cast.village).exists()


def test_grids_share_no_group_and_no_number(cast: Cast) -> None:
    who: dict[str, Any] = {"village": cast.village, "by": cast.administrator, "at": NOW}
    one, two = cast.groups
    for wrong, code in (
        ({"number": 1}, "number_taken"),
        ({"number": 0}, "number"),
        ({"name": " "}, "name"),
        ({"groups": []}, "groups"),
        ({"groups": [one.pk]}, "group_taken"),
        ({"groups": [make_village(households=1).groups[0].pk]}, "groups"),
        ({"officers": [cast.officer.pk]}, "officers"),
    ):
        values = {"number": 2, "name": "第2网格", "groups": [two.pk], "officers": [], **wrong}
        with pytest.raises(DomainError) as caught:
            grids.save_grid(**values, **who)
        assert caught.value.code == code
    with pytest.raises(NotAllowed):
        grids.save_grid(village=cast.village, number=2, name="x", groups=[two.pk], officers=[], by=cast.officer, at=NOW)
    with pytest.raises(DomainError):
        grids.set_rhythm(village=cast.village, days={"hardship": 0}, by=cast.administrator, at=NOW)
    first = grid_queries.listing(cast.village)[0].grid
    first.village = cast.village
    brought(cast)
    with pytest.raises(DomainError) as caught:
        grids.remove_grid(grid=first, by=cast.administrator, at=NOW)
    assert caught.value.code == "grid_used"
    grids.save_grid(number=2, name="第2网格", groups=[two.pk], officers=[], **who)
    assert [row.grid.name for row in grid_queries.listing(cast.village)] == ["第1网格", "第2网格"]


def test_the_figures_say_what_they_are_a_share_of(cast: Cast) -> None:
    demands.say(demand=answered(cast), so=True, by=cast.villager, at=NOW)
    explained = written(cast)
    answer = demands.Answer("explained", "明年", TODAY + timedelta(days=90))
    demands.answer(demand=explained, data=answer, by=cast.officer, at=NOW)
    written(cast)
    brought(cast, "emergency")
    demands.withdraw(demand=brought(cast, "wish"), by=cast.villager, at=NOW)
    found = demand_figures.report(cast.village, periods.quarter(TODAY), TODAY + timedelta(days=10))
    assert found.filed == 4
    shares = (found.solved, found.explained, found.answered, found.agreed, found.in_time)
    assert [(share.part, share.of) for share in shares] == [(1, 3), (1, 1), (2, 4), (1, 2), (1, 2)]
    assert [age.count for age in found.ages] == [0, 2, 0, 0]


def test_the_public_reads_no_words_of_a_household(cast: Cast, client: Any) -> None:
    made = answered(cast, brought(cast, may_publish=True))
    demands.answer(demand=made, data=solved(public_words="路口的灯换了"), by=cast.officer, at=NOW)
    answered(cast, seen(cast, brought(cast, "dispute", text="只算数")))
    page = client.get(f"/v/{cast.village.slug}/demands/").content.decode()
    assert "路口的灯换了" in page and WORDS not in page and "只算数" not in page
    assert page.count("太少不显示") == 2 and cast.households[0].head_name not in page


def test_the_audit_has_no_words(cast: Cast) -> None:
    answered(cast)
    for row in AuditRow.objects.filter(village=cast.village):
        assert WORDS not in f"{row.before}{row.after}" and "灯" not in f"{row.before}{row.after}"
