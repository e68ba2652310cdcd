"""What every step of a star needs: which may follow, under which lock. Order: year, awards by id, village numbers."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from boards.enums import STAR_STEPS, STAR_YEAR_STEPS, StarState, StarVoteStage, StarYearState
from boards.models import StarAward, StarVote, StarYear
from councils.queries.people import roll
from councils.queries.quorum import quorum_reached
from points.enums import HouseholdState
from points.models import Household, Village
from points.queries.villages import settings_on
from villagegov.kernel.errors import DomainError, Gone, TransitionError


def take(award: StarAward, to: StarState) -> None:
    """The one place that sets an award's state; the caller saves."""
    if to not in STAR_STEPS[StarState(award.state)]:
        raise wrong_step(award)
    award.state = to


def wrong_step(award: StarAward) -> TransitionError:
    return TransitionError(
        _("This star is “%(state)s”; this step does not follow from there. Look at its page again.")
        % {"state": StarState(award.state).label},
        code="star_state",
        subject=award.pk,
    )


def take_year(year: StarYear, to: StarYearState) -> None:
    """The one place that sets a year's state; the caller saves."""
    if to not in STAR_YEAR_STEPS[StarYearState(year.state)]:
        raise TransitionError(
            _("The year of stars is “%(state)s”; this step does not follow from there.")
            % {"state": StarYearState(year.state).label},
            code="star_year_state",
        )
    year.state = to


def locked_year(village: Village | uuid.UUID, pk: uuid.UUID) -> StarYear:
    found = (
        StarYear.objects.select_for_update(of=("self",))
        .select_related("village")
        .filter(village=village, pk=pk)
        .first()
    )
    if found is None:
        raise Gone(_("This year of stars is no longer there. Load the page anew."), code="star_year_gone")
    return found


def locked(village: Village, award_ids: Collection[uuid.UUID]) -> list[StarAward]:
    """The awards as they stand now, by id, locked until the transaction ends; unknown ids are left out."""
    rows = StarAward.objects.select_for_update(of=("self",)).filter(village=village, pk__in=award_ids)
    found = list(rows.select_related("star__star_year", "household__group").order_by("pk"))
    for award in found:
        award.village = village
    return found


def locked_one(award: StarAward) -> StarAward:
    found = locked(award.village, [award.pk])
    if not found:
        raise Gone(_("This nomination is no longer there. Load the page anew."), code="star_gone")
    return found[0]


def unfit(household: Household) -> bool:
    """Nobody is named who has left, lives elsewhere or is away."""
    return household.state != HouseholdState.ACTIVE or not household.resident


def refuse_unfit(household: Household, *, field: str | None = None) -> None:
    if unfit(household):
        raise DomainError(
            _("Household %(number)s has left, lives elsewhere or is away: it is not nominated.")
            % {"number": household.number},
            field=field,
            code="household_unfit",
        )


class Count:
    """Whether the votes of a round decide: the village's quorum on the day, the roll read once."""

    def __init__(self, village: Village, awards: Collection[StarAward], stage: StarVoteStage, day: date) -> None:
        self.settings, self.kin = settings_on(village, day), roll(village, day).kin
        rounds = {award.pk: award.round for award in awards}
        self.votes: dict[uuid.UUID, list[StarVote]] = {pk: [] for pk in rounds}
        for vote in StarVote.objects.filter(village=village, award__in=list(rounds), stage=stage):
            if vote.round == rounds[vote.award_id]:
                self.votes[vote.award_id].append(vote)

    def reached(self, award: StarAward, agrees: bool) -> bool:
        alike = [vote for vote in self.votes[award.pk] if vote.agrees == agrees]
        return quorum_reached(alike, self.settings, kin=self.kin)
