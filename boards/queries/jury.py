"""Who may judge whom in a contest: the committee, less whoever must keep away from a household."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property

from boards.enums import Nominator, Recusal
from boards.models import ContestEntrant
from councils.queries.levels import Said
from councils.queries.people import Person, Roll, roll
from councils.queries.quorum import quorum_reached
from points.models import User, Village, VillageSettings
from points.queries.villages import settings_on

#: A mark is a hundred of them.
HUNDREDTHS = 100
#: Members who nominate a household do not judge it.
_NAMED_BY_A_MEMBER = (Nominator.LEADER, Nominator.MEMBER)


def hundredths(totals: Sequence[int]) -> int:
    """The average of the judges' sums, rounded half up."""
    return (2 * HUNDREDTHS * sum(totals) + len(totals)) // (2 * len(totals))


class Jury:
    """The roll of a day, read once; everything about recusal and quorum is then worked out without asking again."""

    def __init__(self, village: Village, day: date) -> None:
        self.village, self.day = village, day

    @cached_property
    def roll(self) -> Roll:
        return roll(self.village, self.day)

    @cached_property
    def settings(self) -> VillageSettings:
        return settings_on(self.village, self.day)

    def person(self, user: User) -> Person | None:
        """The user as one of the committee on the day, member or alternate."""
        found = self.roll.of_user(user.pk)
        return found if found in self.roll.committee else None

    def recusal(self, person: Person, entrant: ContestEntrant) -> Recusal | None:
        """Why the person keeps away from this household, by the register of near kin and by what they did."""
        if entrant.household_id in person.own:
            return Recusal.OWN
        if entrant.household_id in person.kin:
            return Recusal.KIN
        named = person.user_id is not None and entrant.nominated_by_id == person.user_id
        return Recusal.NOMINATED if named and entrant.nominator in _NAMED_BY_A_MEMBER else None

    def voice(self, person: Person, entrant: ContestEntrant) -> Said | None:
        """What the person's marks count for; None for an alternate who is not needed."""
        stands_for = set(person.constituencies)
        if person.alternate_for and not self._members_reach(entrant):
            stands_for |= person.alternate_for
        return Said(person.key, sorted(stands_for)) if stands_for else None

    def to_judge(self, person: Person, entrants: Iterable[ContestEntrant]) -> list[ContestEntrant]:
        """Those whom this person is expected to judge."""
        return [one for one in entrants if not self.recusal(person, one) and self.voice(person, one)]

    def reaches(self, voices: Sequence[Said]) -> bool:
        """Whether so many people, from so many constituencies, make the village's quorum."""
        return quorum_reached(voices, self.settings, kin=self.roll.kin)

    def _members_reach(self, entrant: ContestEntrant) -> bool:
        free = [one for one in self.roll.committee if one.constituencies and not self.recusal(one, entrant)]
        return self.reaches([Said(one.key, one.constituencies) for one in free])
