"""Two people in the same moment: one calls a sitting, or closes it, while the other withdraws its matter."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from councils.matter_enums import MatterState, SittingState
from councils.models import Matter, Sitting
from councils.services.matters import holding, opening
from tests.factories import Cast
from tests.matters import support as s
from tests.races.support import exactly_one, overlapping, refused, went_through
from villagegov.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast() -> Iterator[Cast]:
    with clock.frozen(s.NOW):
        yield s.council_village()


def withdrawn(cast: Cast, matter: Matter) -> Matter:
    return opening.withdraw(matter=matter, reason="资金没有着落", by=cast.branch_two, at=s.NOW)


def test_called_while_it_is_withdrawn(cast: Cast) -> None:
    """What is called is looked at under the lock: refused in words, and not by the database."""
    matter = s.opened(cast, s.procedure(cast, [s.decide(cast)]))
    _one, two = overlapping(lambda: withdrawn(cast, matter), lambda: s.called(cast, matter), at=s.NOW)
    assert two.waited
    assert refused(two).code == "not_its_turn"
    assert not Sitting.objects.filter(village=cast.village).exists()


def test_two_sittings_for_one_step(cast: Cast) -> None:
    matter = s.opened(cast, s.procedure(cast, [s.decide(cast)]))
    exactly_one(*overlapping(lambda: s.called(cast, matter), lambda: s.called(cast, matter), at=s.NOW))
    assert Sitting.objects.filter(village=cast.village).count() == 1


def test_withdrawn_while_its_sitting_is_called(cast: Cast) -> None:
    """Whoever withdraws looks at the sitting first; one that was called in that moment is not left empty."""
    matter = s.opened(cast, s.procedure(cast, [s.decide(cast)]))
    _one, two = overlapping(lambda: s.called(cast, matter), lambda: withdrawn(cast, matter), at=s.NOW)
    assert refused(two).code == "step"
    withdrawn(cast, matter)
    assert Sitting.objects.get(village=cast.village).state == SittingState.CANCELLED


@pytest.mark.parametrize("closed_first", [True, False])
def test_closed_while_it_is_withdrawn(cast: Cast, closed_first: bool) -> None:
    """Both take the sitting first, then the matter: nobody waits for the other for ever."""
    matter = s.opened(cast, s.procedure(cast, [s.decide(cast)]))
    sitting = s.called(cast, matter)
    s.voted(cast, sitting, present=8, in_favour=8)

    def closed() -> None:
        holding.close(sitting=sitting, minutes="议了", by=cast.branch, at=s.held_at(sitting))

    acts = [closed, lambda: withdrawn(cast, matter)]
    one, two = overlapping(*(acts if closed_first else acts[::-1]), at=s.NOW)
    went_through(one)
    refused(two)
    assert s.fresh(matter).state == (MatterState.PASSED if closed_first else MatterState.WITHDRAWN)
