"""What the black board says back to a breach that was proposed for it: its entry stands, or does not after all.

Boards call this inside the transaction of their own step, with their issue locked. Lock order: issue, then breach.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from councils.enums import BREACH_RETURNS, BREACH_STEPS, BreachState, ConsequenceWay, StepKind
from councils.models import Breach
from councils.queries.breaches import for_board
from councils.services import breach_steps as steps
from points.models import User, Village
from villagegov.kernel import clock
from villagegov.kernel.errors import TransitionError

#: A sentence that is kept.
ON_THE_BOARD = gettext_noop("Published on the black board after telling and reply")


def _over(breach: Breach) -> TransitionError:
    sentence = _("Breach no. %(number)s was put right, dropped, or goes another way meanwhile. Take it off the board.")
    return TransitionError(sentence % {"number": breach.number}, code="breach_over", subject=breach.pk)


def lock_for_board(breach: Breach) -> Breach:
    """The breach, still proposed for the black board and not put right, locked until the transaction ends."""
    locked = steps.lock_breach(breach)
    if not for_board(locked):
        raise _over(locked)
    return locked


def check_all(village: Village, keys: Collection[uuid.UUID]) -> None:
    """None of these was put right or dropped meanwhile; locked in the order of their keys."""
    rows = Breach.objects.select_for_update(of=("self",)).filter(village=village, pk__in=keys).order_by("pk")
    for row in list(rows) if keys else ():
        if not for_board(row):
            raise _over(row)


@transaction.atomic
def published(*, breach: Breach, by: User, at: datetime) -> Breach:
    """Its entry stands on the black board: the consequence was carried out."""
    locked = lock_for_board(breach)
    steps.keep_away(by, locked.village, locked.household_id)
    today = clock.local_day(at)
    steps.take(locked, BreachState.DEALT, by, at, BREACH_STEPS, dealt_on=today)
    steps.step(locked, StepKind.DEALT, today, by, at, said=steps.in_chinese(ON_THE_BOARD))
    return locked


@transaction.atomic
def returned(*, breach: Breach, said: str, by: User | None, at: datetime) -> Breach:
    """The committee did not put it on the board, or took the entry back as wrong: the two dissuasions stand, and the
    village may propose something else. A breach that is closed stays closed.
    """
    locked = steps.lock_breach(breach)
    if locked.closed_on is not None or locked.way != ConsequenceWay.BOARD:
        return locked
    today = clock.local_day(at)
    steps.take(
        locked, BreachState.SECOND, by, at, BREACH_RETURNS, "breach.returned",
        proposed_on=None, way="", dealt_on=None,
    )  # fmt: skip
    steps.step(locked, StepKind.RETURNED, today, by, at, said=steps.tidy(said)[: steps.SAID_LENGTH])
    return locked


@transaction.atomic
def righted(*, breach: Breach, said: str, by: User, at: datetime) -> Breach:
    """Its entry was lifted because somebody went and saw it put right: that closes it, where it is not closed yet."""
    locked = steps.lock_breach(breach)
    if locked.state == BreachState.DEALT:
        today = clock.local_day(at)
        steps.take(locked, BreachState.RIGHTED, by, at, closed_on=today)
        steps.step(locked, StepKind.RIGHTED, today, by, at, said=said)
    return locked
