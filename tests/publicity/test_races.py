"""Two people in the same second, on two connections: one outcome, and a sentence for whoever came second."""

from __future__ import annotations

from datetime import timedelta

import pytest

from councils.enums import ObjectionKind
from councils.models import Objection, Telling
from councils.services import objections, tellings
from points.enums import ClaimState, Role
from points.models import Claim, Entry
from points.queries import ledger_check
from points.services.due import post_released
from tests.factories import member
from tests.publicity.conftest import TODAY, UNTIL, Scene
from tests.races.support import at_once, exactly_one, overlapping, refused, went_through
from villagegov.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)
AT = clock.moment(TODAY)
#: On the last day somebody objects while, just after midnight, the sweep posts.
LAST = clock.moment(UNTIL, 23, 59)
AFTER = clock.moment(UNTIL + timedelta(days=1), 0, 0)


@pytest.fixture
def claim(transactional_db: None, scene: Scene) -> Claim:
    return scene.publicise(scene.cast.households[0])


def _object(claim: Claim, user, at=LAST):
    return lambda: objections.object_to(claim=claim, text="不对", by=user, at=at)


def _post(scene: Scene):
    return lambda: post_released(village=scene.village, before=clock.local_day(AFTER), at=AFTER)


def test_an_objection_before_posting_holds_the_claim(scene: Scene, claim: Claim) -> None:
    objecting, posting = overlapping(_object(claim, scene.neighbour), _post(scene), LAST)
    assert posting.waited, "posting must wait for the claim's row"
    went_through(objecting)
    assert went_through(posting) == 0
    claim.refresh_from_db()
    assert claim.state == ClaimState.HELD and not Entry.objects.exists()


def test_an_objection_after_posting_is_one_to_what_was_counted(scene: Scene, claim: Claim) -> None:
    posting, objecting = overlapping(_post(scene), _object(claim, scene.neighbour), LAST)
    assert went_through(posting) == 1 and objecting.waited
    case = went_through(objecting)
    assert (case.kind, case.entry) == (ObjectionKind.ENTRY, Entry.objects.get())
    assert ledger_check.problems(scene.village) == []


@pytest.mark.parametrize("_time", range(5))
def test_object_with_post_as_it_comes(scene: Scene, claim: Claim, _time: int) -> None:
    at_once(_object(claim, scene.neighbour), _post(scene), at=LAST)
    claim.refresh_from_db()
    posted, objected = Entry.objects.count(), Objection.objects.count()
    assert (claim.state, posted, objected) in {(ClaimState.POSTED, 1, 1), (ClaimState.HELD, 0, 1)}


def test_two_villagers_object_at_once(scene: Scene, claim: Claim) -> None:
    one, two = overlapping(_object(claim, scene.neighbour), _object(claim, scene.cast.villager), LAST)
    _winner, refusal = exactly_one(one, two)
    assert "已有人提出异议" in str(refusal) and Objection.objects.count() == 1


def test_one_villager_presses_twice(scene: Scene, claim: Claim) -> None:
    one, two = overlapping(_object(claim, scene.neighbour), _object(claim, scene.neighbour), LAST)
    assert went_through(one).pk == went_through(two).pk == Objection.objects.get().pk


def test_two_supervisors_decide_at_once(scene: Scene, claim: Claim) -> None:
    objection = objections.object_to(claim=claim, text="不对", by=scene.neighbour, at=AT)
    other = member(scene.village, Role.SUPERVISOR)

    def decide(user, uphold):
        return lambda: objections.decide_objection(objection=objection, uphold=uphold, reason="查过", by=user, at=AT)

    one, two = overlapping(decide(scene.cast.supervisor, True), decide(other, False), AT)
    went_through(one)
    assert "已经有结论" in str(refused(two))
    claim.refresh_from_db()
    assert claim.state == ClaimState.REJECTED


def test_two_officers_tell_at_once(transactional_db: None, scene: Scene) -> None:
    claim = scene.to_tell(scene.cast.households[0])

    def tell(user):
        return lambda: tellings.tell(claim=claim, way="phone", told_on=TODAY, by=user, at=AT)

    one, two = overlapping(tell(scene.cast.officer), tell(scene.cast.administrator), AT)
    assert went_through(one) and "不用重复告知" in str(refused(two))
    assert Telling.objects.count() == 1
