"""What every step of a contest has in common: the lock, the state, who may take it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from boards.enums import CONTEST_STEPS, ContestState, EntrantState
from boards.models import Contest, ContestEntrant
from boards.queries.jury import Jury
from councils.queries.people import Person
from points.enums import Role
from points.models import User
from points.queries import access
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError

NOTE_LENGTH = 300
#: Who runs a contest: calls it, closes it, types in what comes on paper.
RUNNERS = (Role.OFFICER, Role.ADMINISTRATOR)


def locked(contest: Contest, *states: ContestState) -> Contest:
    """The contest as it stands now, locked until the transaction ends, in one of the states a step begins from."""
    found = (
        Contest.objects.select_for_update(of=("self",))
        .select_related("village", "contest_title")
        .get(village=contest.village_id, pk=contest.pk)
    )
    if found.state not in states:
        raise wrong_state(found)
    return found


def wrong_state(contest: Contest) -> TransitionError:
    return TransitionError(
        _("This contest is “%(state)s”; this step does not follow from there. Look at its page again.")
        % {"state": ContestState(contest.state).label},
        code="contest_state",
    )


def take(contest: Contest, to: ContestState) -> None:
    """The one place that sets a contest's state; the caller saves."""
    if to not in CONTEST_STEPS[ContestState(contest.state)]:
        raise wrong_state(contest)
    contest.state = to


def entrants_of(contest: Contest) -> list[ContestEntrant]:
    """Those still in it, in the order in which they were nominated."""
    rows = ContestEntrant.objects.filter(village=contest.village_id, contest=contest, state=EntrantState.ENTERED)
    found = list(rows.select_related("household").order_by("nominated_at", "id"))
    for entrant in found:
        entrant.contest = contest
    return found


def words(text: str, field: str = "reason", most: int = NOTE_LENGTH) -> str:
    """A reason that must be given."""
    found = " ".join(text.split())
    if not found:
        raise DomainError(_("Say why, in a few words."), field=field, code="reason_missing")
    if len(found) > most:
        raise DomainError(_("Put it in at most %(most)s characters.") % {"most": most}, field=field, code="too_long")
    return found


def require_member(by: User, contest: Contest, entrants: Collection[ContestEntrant], at: datetime) -> Person:
    """A committee member with a seat today who need not keep away from any of these households."""
    access.require(by, contest.village, Role.COMMITTEE)
    jury = Jury(contest.village, clock.local_day(at))
    person = jury.person(by)
    if person is None or not person.constituencies:
        raise NotAllowed(
            _("You sit in none of the village’s bodies today. The administrator keeps the list of members."),
            code="no_constituency",
        )
    barred = next((one for one in entrants if jury.recusal(person, one)), None)
    if barred is not None:
        raise NotAllowed(
            _("%(household)s is your own household, near kin, or was nominated by you: leave it to the others.")
            % {"household": barred.household},
            code="own_household",
        )
    return person
