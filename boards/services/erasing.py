"""What boards can erase of a household: see :mod:`points.services.privacy`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy

from boards.enums import STAR_UNDER_WAY, ContestState, EntryState, StarObjectionState
from boards.models import (
    BoardEntry,
    BoardProposal,
    ContestAward,
    ContestEntrant,
    ContestObjection,
    StarAward,
    StarObjection,
)
from councils.enums import ObjectionState
from points.models import Household, User
from points.services.privacy import ErasePart, register_erasable

#: Entries nobody has to decide on any more.
OVER = (EntryState.STRUCK, EntryState.DROPPED, EntryState.LIFTED, EntryState.EXPIRED)


def _replies(household: Household) -> Any:
    rows = BoardEntry.objects.filter(village=household.village_id, household=household, state__in=OVER)
    return rows.exclude(reply="").order_by()


def _erase_replies(household: Household, by: User, at: datetime) -> int:
    return _replies(household).update(reply="")


#: Contests in which nobody has to decide on anything any more.
ENDED = (ContestState.AWARDED, ContestState.CANCELLED)


def _contest_words(household: Household) -> list[tuple[Any, str]]:
    """Rows with words of or about the household, and the column they stand in."""
    here = {"village": household.village_id, "household": household}
    ended = {**here, "contest__state__in": ENDED}
    objections = ContestObjection.objects.filter(**ended).exclude(state=ObjectionState.OPEN)
    return [
        (ContestEntrant.objects.filter(**ended).exclude(reason="").order_by(), "reason"),
        (ContestAward.objects.filter(**here).exclude(head_name="").order_by(), "head_name"),
        (objections.exclude(text="").order_by(), "text"),
    ]


def _erase_contest_words(household: Household, by: User, at: datetime) -> int:
    return sum(rows.update(**{column: ""}) for rows, column in _contest_words(household))


def _star_words(household: Household) -> Any:
    rows = StarAward.objects.filter(village=household.village_id, household=household)
    return rows.exclude(state__in=STAR_UNDER_WAY).exclude(reason="").order_by()


def _star_objections(household: Household) -> Any:
    rows = StarObjection.objects.filter(village=household.village_id, award__household=household)
    return rows.exclude(state=StarObjectionState.OPEN).exclude(text="").order_by()


def _erase_star_words(household: Household, by: User, at: datetime) -> int:
    return _star_words(household).update(reason="") + _star_objections(household).update(text="", objector_name="")


def _stories(household: Household) -> int:
    told = ~Q(story="") | Q(photo__isnull=False)
    return sum(
        model.objects.filter(told, village=household.village_id, household=household).count()
        for model in (BoardEntry, BoardProposal)
    )


def _erase_stories(household: Household, by: User, at: datetime) -> int:
    """The words, and the links to pictures; the sweep deletes the files."""
    told = ~Q(story="") | Q(photo__isnull=False)
    return sum(
        model.objects.filter(told, village=household.village_id, household=household).update(story="", photo=None)
        for model in (BoardEntry, BoardProposal)
    )


def register() -> None:
    """Called once, when the app is ready."""
    register_erasable(
        ErasePart(
            "black_replies",
            gettext_lazy("What it said to black entries"),
            gettext_lazy("Of entries that have ended. That it stood there, and when, stays."),
            lambda household: _replies(household).count(),
            _erase_replies,
        )
    )
    register_erasable(
        ErasePart(
            "contest_words",
            gettext_lazy("Words and name in contests that are over"),
            gettext_lazy("Why it was nominated, what it objected, the name on certificates. The prize itself stays."),
            lambda household: sum(rows.count() for rows, _column in _contest_words(household)),
            _erase_contest_words,
        )
    )
    register_erasable(
        ErasePart(
            "star_words",
            gettext_lazy("Words of nominations for stars"),
            gettext_lazy("Of those decided to the end, and of objections to them. What was awarded, and when, stays."),
            lambda household: _star_words(household).count() + _star_objections(household).count(),
            _erase_star_words,
        )
    )
    register_erasable(
        ErasePart(
            "board_stories",
            gettext_lazy("Stories and pictures of its good deeds"),
            gettext_lazy("They are gone from the red board at once. That it stood there, and why, stays."),
            _stories,
            _erase_stories,
        )
    )
