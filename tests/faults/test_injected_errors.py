"""An error between any two steps of any service leaves nothing half done.

Every public function of every ``services`` module that writes has a scenario here; a new one without fails the last
test. Each is run with an error right before each of its writes and before its commit. Services of one transaction must
leave every table and every file as it was. Runs of several transactions must end, when run again, where an undisturbed
run ends.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from datetime import date
from types import FunctionType
from typing import Any

import pytest
from django.db import transaction

from boards.queries import checks
from boards.services import due
from points.models import Household
from points.queries import ledger_check
from points.services import due as points_due
from tests import stage
from tests.factories import Cast
from tests.faults import injection
from tests.faults.boards import BOARDS
from tests.faults.bodies import BODIES, BODIES_EXEMPT
from tests.faults.carrying import CARRYING, CARRYING_EXEMPT
from tests.faults.claims import CLAIMS
from tests.faults.councils import COUNCILS
from tests.faults.demands import DEMANDS, DEMANDS_EXEMPT
from tests.faults.disclosure import DISCLOSURE, DISCLOSURE_EXEMPT
from tests.faults.dissuasion import DISSUASION, DISSUASION_EXEMPT
from tests.faults.economy import ECONOMY, ECONOMY_EXEMPT
from tests.faults.exempt import PLAIN
from tests.faults.households import HOUSEHOLDS
from tests.faults.matters import MATTERS, MATTERS_EXEMPT
from tests.faults.notices import NOTICES, NOTICES_EXEMPT
from tests.faults.scenario import NOW, TODAY, Act
from tests.faults.stars import STARS, STARS_EXEMPT
from tests.faults.support import made_of
from tests.faults.villages import VILLAGES
from tests.faults.volunteers import VOLUNTEERS, VOLUNTEERS_EXEMPT
from villagegov.kernel import clock

# ------------------------------------------------------------------------------------------------ many transactions


def busy(cast: Cast) -> None:
    """More released claims than one transaction posts, a black entry that ends, two months to close."""
    stage.black_public(cast)
    late = [stage.draft(cast, n, cast.deduction, day=date(2026, 11, 12), at=NOW) for n in (1, 3)]
    drafts = [stage.draft(cast, n, day=date(2026, 11, day), at=NOW) for n in range(4) for day in (3, 4, 5)]
    stage.send(cast, *late, *drafts, at=NOW)
    for member in (cast.branch, cast.supervision):
        stage.vote(cast, member, *late, *drafts, at=NOW)
    for claim in late:
        stage.told_of(cast, stage.fresh(claim), at=NOW)


RUNS: dict[str, Act] = {
    "points.services.due.run_points": lambda c, w: points_due.run_points(c.village, clock.moment(date(2027, 1, 8))),
    "boards.services.due.run_village": lambda c, w: due.run_village(c.village, clock.moment(date(2027, 1, 8))),
    "boards.services.due.run_days": lambda c, w: due.run_days([c.village], TODAY, clock.moment(date(2027, 1, 8))),
}

ONE_TRANSACTION = {
    **CLAIMS,
    **HOUSEHOLDS,
    **VILLAGES,
    **COUNCILS,
    **BOARDS,
    **STARS,
    **NOTICES,
    **DISSUASION,
    **DEMANDS,
    **MATTERS,
    **VOLUNTEERS,
    **BODIES,
    **DISCLOSURE,
    **ECONOMY,
    **CARRYING,
}

#: Public functions without a scenario of their own, and why.
EXEMPT = {
    **PLAIN,
    **STARS_EXEMPT,
    **NOTICES_EXEMPT,
    **DISSUASION_EXEMPT,
    **CARRYING_EXEMPT,
    **DEMANDS_EXEMPT,
    **MATTERS_EXEMPT,
    **VOLUNTEERS_EXEMPT,
    **BODIES_EXEMPT,
    **DISCLOSURE_EXEMPT,
    **ECONOMY_EXEMPT,
}


# ------------------------------------------------------------------------------------------------------------ tests


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """One village for the module; every test takes back what it did, and nothing is ever committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        cast = stage.village()
        Household.objects.filter(village=cast.village).update(members=3)
        yield cast
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.mark.parametrize("name", ONE_TRANSACTION)
def test_an_error_between_two_steps_leaves_nothing_behind(cast: Cast, name: str) -> None:
    prepare, act = ONE_TRANSACTION[name]
    with injection.undone():
        prepared = prepare(cast)
        before = injection.snapshot()
        points = injection.break_points(lambda: act(cast, prepared))
        assert len(points) > 1, "the scenario writes nothing"
        assert injection.differences(before, injection.snapshot()) == []
        for point in points:
            assert injection.broken(lambda: act(cast, prepared), at=point, of=points[-1]), (
                f"write {point}: the error was swallowed"
            )
            left = injection.differences(before, injection.snapshot())
            assert left == [], f"broken before write {point} of {points[-1]}"
        act(cast, prepared)
        assert injection.differences(before, injection.snapshot()), "afterwards it goes through"


@pytest.mark.parametrize("name", RUNS)
def test_a_run_broken_anywhere_is_finished_by_the_next(cast: Cast, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the error each transaction stands; run again, it ends in the rows an undisturbed run ends in."""
    monkeypatch.setattr(points_due, "POSTING_CHUNK", 5)
    act = RUNS[name]
    with injection.undone():
        busy(cast)
        before = injection.snapshot()
        with injection.undone():
            act(cast, None)
            undisturbed = made_of(cast)
        assert len(undisturbed["entries"]) > 25 and len(undisturbed["months"]) == 3
        points = injection.break_points(lambda: act(cast, None), most=12)
        for point in points:
            with injection.undone():
                assert injection.broken(lambda: act(cast, None), at=point, of=points[-1]), (
                    f"write {point}: the error was swallowed"
                )
                assert ledger_check.problems(cast.village) == [], f"half-way, broken before write {point}"
                act(cast, None)
                again = made_of(cast)
                for part, rows in undisturbed.items():
                    assert again[part] == rows, f"{part}, broken before write {point}"
                assert ledger_check.problems(cast.village) == []
                assert checks.problems(cast.village) == []
        assert injection.differences(before, injection.snapshot()) == []


def public_functions() -> Iterator[tuple[str, str]]:
    """Module and name of each public function of a services module."""
    for app in ("points", "councils", "boards"):
        package = importlib.import_module(f"{app}.services")
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(found.name)
            for name, function in vars(module).items():
                ours = isinstance(function, FunctionType) and inspect.unwrap(function).__module__ == module.__name__
                if ours and not name.startswith("_"):
                    yield module.__name__, name


def test_every_service_has_a_scenario() -> None:
    covered = {name.split(",")[0] for name in {**ONE_TRANSACTION, **RUNS}}
    missing = []
    for module, name in public_functions():
        short = module.split(".services.")[1]
        # A scenario names the module, or the package that gives the function to others.
        homes = {f"{module}.{name}", f"{module.rpartition('.')[0]}.{name}"}
        if not homes & covered and not {f"{short}.{name}", f"{short}.*"} & set(EXEMPT):
            missing.append(f"{module}.{name}")
    assert not missing, "write a scenario, or say in EXEMPT why none is needed"
