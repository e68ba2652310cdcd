"""Who can decide a claim once everybody who must keep away is taken off: members, alternates, the representatives."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from councils.enums import Level
from councils.queries.people import Person, Roll
from councils.queries.quorum import quorum_reached
from points.enums import ReviewRoute, WithoutQuorum
from points.models import Claim, VillageSettings
from points.queries.routes import route_of


@dataclass(frozen=True)
class Said:
    """A vote that would be given."""

    person: uuid.UUID
    constituencies: Collection[str]


def voice(person: Person, level: Level) -> Said | None:
    """What a person's vote on a claim of this level would count for; None for an alternate who is not needed."""
    stands_for = person.constituencies
    if level == Level.ALTERNATES:
        stands_for |= person.alternate_for
    return Said(person.key, stands_for) if stands_for else None


def levels(
    claims: Sequence[Claim],
    roll: Roll,
    settings: VillageSettings,
    *,
    out: Mapping[uuid.UUID, Collection[uuid.UUID]] | None = None,
) -> dict[uuid.UUID, Level]:
    """The level of each claim, by its id. ``claim.item`` should be loaded; asks the database nothing.

    Members are all who sit on the review committee, with a log-in or without: those without decide at a meeting.
    ``out``: people who stepped out of a meeting for a claim, by the claim's id.
    """
    reaches = quorum_finder(roll, settings)
    found = {}
    for claim in claims:
        gone = (out or {}).get(claim.pk, ())
        free = [person for person in roll.committee if not person.why_barred(claim) and person.key not in gone]
        route = route_of(claim)
        found[claim.pk] = next(
            (
                level
                for level in (Level.MEMBERS, Level.ALTERNATES)
                if reaches([said for person in free if (said := voice(person, level))], route)
            ),
            Level.ASSEMBLY if settings.without_quorum == WithoutQuorum.ASSEMBLY else Level.NOBODY,
        )
    return found


def quorum_finder(roll: Roll, settings: VillageSettings) -> Callable[[Iterable[Said], ReviewRoute], bool]:
    """:func:`quorum_reached` for one roll. Of three hundred lines most are voted on by the same people: each set of
    people is worked out once.
    """
    known: dict[tuple[frozenset[tuple[uuid.UUID, frozenset[str]]], ReviewRoute], bool] = {}

    def reached(votes: Iterable[Said], route: ReviewRoute) -> bool:
        said = list(votes)
        key = frozenset((vote.person, frozenset(vote.constituencies)) for vote in said), route
        if key not in known:
            known[key] = quorum_reached(said, settings, kin=roll.kin, route=route)
        return known[key]

    return reached


def level_words(level: Level) -> str:
    """Said beside a claim that the members alone cannot decide; empty for all others."""
    return {
        Level.MEMBERS: "",
        Level.ALTERNATES: _("So many members must keep away that the alternates step in."),
        Level.ASSEMBLY: _("So many members must keep away that the villager representatives’ meeting decides it."),
        Level.NOBODY: _("So many members must keep away that nobody can decide it until others sit on the committee."),
    }[level]
