"""Nominations: a household by itself, its group leader, a committee member, or the officer from paper."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from boards.enums import ContestState, EntrantState, Nominator
from boards.models import Contest, ContestEntrant
from boards.services import wording
from boards.services.contests import steps
from councils.queries.people import roll
from points.enums import HouseholdState, Role
from points.models import Household, User
from points.queries import access
from points.services import audit
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError

PAPER_LENGTH = 30


@transaction.atomic
def nominate(
    *,
    contest: Contest,
    household: Household,
    nominator: Nominator,
    reason: str = "",
    paper: str = "",
    by: User,
    at: datetime,
) -> ContestEntrant:
    """Enter a household, once. One that had withdrawn is entered again.

    Raises :class:`TransitionError` outside the days of the call, :class:`NotAllowed` for people the title does not let
    nominate this household, :class:`DomainError` naming ``household``, ``reason`` or ``paper``.
    """
    contest = steps.locked(contest, ContestState.CALLED)
    _in_time(contest, at)
    household = _eligible(contest, household)
    _may(contest, household, Nominator(nominator), by, at)
    text = wording.checked(reason, household) if reason.strip() else ""
    if nominator != Nominator.HOUSEHOLD and not text:
        raise DomainError(_("Say in one sentence why this household."), field="reason", code="reason_missing")
    number = " ".join(paper.split())
    if nominator == Nominator.PAPER and not 1 <= len(number) <= PAPER_LENGTH:
        sentence = _("Give the paper a number of at most %(most)s characters and write it on the paper.")
        raise DomainError(sentence % {"most": PAPER_LENGTH}, field="paper", code="paper_missing")
    entrant = ContestEntrant.objects.filter(village=contest.village_id, contest=contest, household=household).first()
    if entrant is not None and entrant.state == EntrantState.ENTERED:
        raise DomainError(_("This household has been nominated already."), field="household", code="nominated")
    entrant = entrant or ContestEntrant(village=contest.village, contest=contest, household=household)
    entrant.nominator, entrant.reason, entrant.paper = nominator, text, number
    entrant.nominated_by, entrant.nominated_at, entrant.state, entrant.end_note = by, at, EntrantState.ENTERED, ""
    entrant.save()
    audit.record(by=by, at=at, action="contest.nominated", subject=entrant, after={"by": str(nominator)})
    return entrant


@transaction.atomic
def withdraw(*, entrant: ContestEntrant, reason: str = "", by: User, at: datetime) -> ContestEntrant:
    """A household does not want to take part: it says so itself, or the office writes it down with the reason."""
    contest = steps.locked(entrant.contest, ContestState.CALLED, ContestState.SCORING)
    entrant = ContestEntrant.objects.select_related("household").get(village=contest.village_id, pk=entrant.pk)
    own = entrant.household_id in access.own_households(by, contest.village)
    if not own:
        access.require(by, contest.village, *steps.RUNNERS)
    if entrant.state != EntrantState.ENTERED:
        raise TransitionError(_("This household takes no part already."), code="out_already")
    note = steps.words(reason) if not own else _("The household withdrew.")
    entrant.state, entrant.end_note = EntrantState.WITHDRAWN, note
    entrant.save(update_fields=["state", "end_note"])
    audit.record(by=by, at=at, action="contest.withdrawn", subject=entrant)
    return entrant


def _in_time(contest: Contest, at: datetime) -> None:
    assert contest.nominate_until is not None
    if clock.local_day(at) > contest.nominate_until:
        sentence = _("Nominations ended on %(day)s. The next contest is next quarter.")
        raise TransitionError(sentence % {"day": f"{contest.nominate_until:%Y-%m-%d}"}, code="too_late")


def _eligible(contest: Contest, household: Household) -> Household:
    found = Household.objects.select_for_update(of=("self",)).filter(village=contest.village, pk=household.pk).first()
    if found is None:
        raise DomainError(_("There is no such household in this village."), field="household", code="household_unknown")
    if found.state != HouseholdState.ACTIVE or not found.resident:
        sentence = _("Only households that live in the village take part; this one is away or has left.")
        raise DomainError(sentence, field="household", code="household_away")
    return found


def _may(contest: Contest, household: Household, nominator: Nominator, by: User, at: datetime) -> None:
    if nominator not in contest.nominators:
        raise NotAllowed(_("By its rules this title is not nominated in this way."), code="nominator")
    village = contest.village
    if nominator == Nominator.HOUSEHOLD:
        if household.pk not in access.own_households(by, village):
            raise NotAllowed(_("You can enter your own household only."), code="not_own")
    elif nominator == Nominator.PAPER:
        access.require(by, village, *steps.RUNNERS)
    elif nominator == Nominator.MEMBER:
        access.require(by, village, Role.COMMITTEE)
    else:
        person = roll(village, clock.local_day(at)).of_user(by.pk)
        if person is None or household.group_id not in person.leads:
            raise NotAllowed(_("Group leaders nominate households of their own group."), code="not_leader")
