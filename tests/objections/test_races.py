"""Two people in the same second: one outcome, and a sentence for whoever came second."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from councils.enums import ObjectionState
from councils.models import Correction, Objection
from councils.services import corrections, objections
from councils.services.due import run_cases
from points.enums import EntryKind, Role
from points.models import Entry
from points.queries import ledger_check
from tests import stage
from tests.factories import Cast, member
from tests.objections.conftest import COUNTED, DURING, counted, decide, record, rejected
from tests.races.support import at_once, exactly_one, overlapping, refused, went_through
from villagegov.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)
NOW = clock.moment(COUNTED)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return stage.village()


def test_an_appeal_pressed_twice_is_one(cast: Cast) -> None:
    claim = rejected(cast)

    def press() -> Objection:
        return objections.appeal(claim=claim, text="我有签到", by=cast.villager, at=NOW)

    one, two = overlapping(press, press, NOW)
    assert two.waited and went_through(one) == went_through(two) == Objection.objects.get()


def test_two_deciders_of_one_appeal(cast: Cast) -> None:
    other = member(cast.village, Role.SUPERVISOR, name="另一位")
    appeal = objections.appeal(claim=rejected(cast), text="我有签到", by=cast.villager, at=NOW)
    one, two = overlapping(_decides(appeal, cast.supervisor, True), _decides(appeal, other, False), NOW)
    went_through(one)
    assert "已经有结论" in str(refused(two))
    assert stage.fresh(appeal).state == ObjectionState.UPHELD


def _decides(objection: Objection, by: Any, uphold: bool) -> Callable[[], Objection]:
    return lambda: decide(objection, by, uphold)


def test_a_correction_is_carried_out_once(cast: Cast) -> None:
    decide(record(counted(cast).claim, cast), cast.supervisor)
    correction = Correction.objects.get()

    def confirms(by: Any) -> Callable[[], Correction]:
        return lambda: corrections.confirm(correction=correction, by=by, at=NOW)

    _winner, refusal = exactly_one(
        *at_once(confirms(cast.administrator), confirms(member(cast.village, Role.SUPERVISOR)), at=NOW)
    )
    assert "已经处理" in str(refusal)
    assert Entry.objects.filter(kind=EntryKind.REVERSAL).count() == 1 and ledger_check.problems(cast.village) == []


def test_deciding_in_the_minute_in_which_it_lapses(cast: Cast) -> None:
    objection = record(stage.deduction(cast), cast, clock.moment(DURING), received_on=DURING)
    late = clock.moment(COUNTED.replace(day=10), 0, 5)
    deciding, lapsing = overlapping(
        _decides(objection, cast.supervisor, False), lambda: run_cases(cast.village, late).lapsed, late
    )
    went_through(deciding)
    assert lapsing.waited and went_through(lapsing) == 0
    assert stage.fresh(objection).state == ObjectionState.DISMISSED
