"""Proposals for the boards: by an officer or a member, at any time of the month, for one deed of one day.

A proposal comes onto the draft of its deed's month, or of a later month when that one is out already, and goes the same
way as every other entry. One deed counts once: on one day of one household, and by its lines of the ledger.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from boards.enums import Colour, IssueState, ProposalState
from boards.models import BoardIssue, BoardProposal
from boards.services import steps, taking, wording
from councils.queries import bodies
from points.enums import ConsentKind, Role
from points.models import Consent, Household, Photo, User, Village
from points.queries import access, households, presence
from points.services import audit, photos
from villagegov.kernel import clock, periods
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError

PROPOSERS = (Role.OFFICER, Role.COMMITTEE)
#: A deed older than this is no news any more.
OLDEST = timedelta(days=180)
STORY_LENGTH = 400


@transaction.atomic
def propose(
    *,
    village: Village,
    id: uuid.UUID,
    colour: Colour,
    household: Household,
    deed_day: date,
    reason: str,
    article: str = "",
    story: str = "",
    upload: photos.Upload | None = None,
    by: User,
    at: datetime,
) -> BoardProposal:
    """Propose a deed for the red board or a breach of the village rules for the black one. The same id again gives the
    first proposal. Where a draft that may take it is open it stands there at once.

    Raises :class:`NotAllowed` for own household and near kin, :class:`DomainError` naming the field: a deed that was
    proposed or stands already, wording, a story or a picture without the household's consent.
    """
    access.require(by, village, *PROPOSERS)
    draft = open_draft(village, deed_day)
    households.lock(village, [household.pk])
    known = BoardProposal.objects.filter(village=village, pk=id).first()
    if known is not None:
        return known
    refuse_own(by, village, household.pk)
    found = nameable(village, colour, household, clock.local_day(at))
    _refuse_day(found, colour, deed_day, clock.local_day(at))
    words = wording.checked(reason, found, colour=colour)
    if colour == Colour.RED:
        taking.refuse_prized(found, words, periods.month_of(deed_day))
    proposal = BoardProposal(
        id=id,
        village=village,
        colour=colour,
        household=found,
        deed_day=deed_day,
        reason=words,
        article=article_checked(article, found) if colour == Colour.BLACK else "",
        story=_story(story, found) if colour == Colour.RED else "",
        proposed_by=by,
        proposed_at=at,
    )
    if upload is not None and colour == Colour.RED:
        proposal.photo = _photo(upload, found, by, at)
    proposal.save(force_insert=True)
    audit.record(by=by, at=at, action="board_proposal.made", subject=proposal, after={"colour": str(colour)})
    if draft is not None and taking.take_onto(draft, at):
        proposal.refresh_from_db()
    return proposal


@transaction.atomic
def withdraw(*, proposal: BoardProposal, by: User, at: datetime) -> BoardProposal:
    """Take a proposal back that stands on no draft yet: whoever made it, or a member of the committee."""
    village = proposal.village
    access.require(by, village, *PROPOSERS)
    found = BoardProposal.objects.select_for_update().get(village=village, pk=proposal.pk)
    found.village = village
    if found.state != ProposalState.WAITING:
        raise TransitionError(_("This proposal stands on a draft already, or is settled."), code="proposal_settled")
    if found.proposed_by_id != by.pk and not access.has_role(by, village, Role.COMMITTEE):
        raise NotAllowed(_("Somebody else proposed it; ask them, or a member of the committee."), code="not_yours")
    found.state, found.photo = ProposalState.WITHDRAWN, None
    found.save(update_fields=["state", "photo"])
    audit.record(by=by, at=at, action="board_proposal.withdrawn", subject=found)
    return found


# ------------------------------------------------------------------------------------------------------------- checks


def refuse_own(by: User, village: Village, household_id: uuid.UUID) -> None:
    if household_id in bodies.barred_households(by, village):
        raise NotAllowed(
            _("It is your own household or near kin: ask somebody else of the office to propose it."),
            code="own_household",
        )


def nameable(village: Village, colour: Colour, household: Household, today: date) -> Household:
    """The household as it is now, if it may be named on this board."""
    found = Household.objects.select_related("group").filter(village=village, pk=household.pk).first()
    if found is None:
        raise DomainError(_("There is no such household in this village."), field="household", code="household_unknown")
    spared = presence.spared(village, today, today) if colour == Colour.BLACK else frozenset()
    if not steps.may_be_named(found, black=colour == Colour.BLACK, spared=spared):
        raise DomainError(
            _("This household is not to be named on this board now: it has left, is away or exempt. Visit it instead."),
            field="household",
            code="household_away",
        )
    return found


def _refuse_day(household: Household, colour: Colour, deed_day: date, today: date) -> None:
    if deed_day > today:
        raise DomainError(_("This day has not come yet."), field="deed_day", code="future")
    if deed_day < today - OLDEST:
        raise DomainError(_("That was too long ago for a board."), field="deed_day", code="too_old")
    taking.refuse_known_deed(household, colour, deed_day)


def article_checked(article: str, household: Household) -> str:
    words = " ".join(article.split())
    if not words:
        raise DomainError(
            _("Name the article of the village rules, for example “第六条”."), field="article", code="article_missing"
        )
    return wording.checked(words, household, field="article")


def _story(story: str, household: Household) -> str:
    if not story.strip():
        return ""
    words = wording.checked(story, household, colour=Colour.RED, field="story", most=STORY_LENGTH)
    _agreed(household, ConsentKind.STORY, "story")
    return words


def _photo(upload: photos.Upload, household: Household, by: User, at: datetime) -> Photo:
    _agreed(household, ConsentKind.PHOTOS, "photo")
    try:
        return photos.keep(village=household.village, upload=upload, by=by, at=at)
    except DomainError as error:
        raise DomainError(error.message, field="photo", code=error.code) from error


def _agreed(household: Household, kind: ConsentKind, field: str) -> None:
    running = Consent.objects.filter(village=household.village_id, household=household, kind=kind, withdrawn_on=None)
    if not running.exists():
        raise DomainError(
            _(
                "The household has not agreed on paper %(what)s. Ask it first; the administrator records the consent. "
                "Without it leave this empty."
            )
            % {"what": kind.label},
            field=field,
            code="no_consent",
        )


def open_draft(village: Village, deed_day: date) -> BoardIssue | None:
    """The draft that may take a deed of this day: of its month, or a later one. Locked before the household is."""
    month = periods.month_of(deed_day)
    drafts = BoardIssue.objects.filter(village=village, state=IssueState.DRAFT, month__gte=month).order_by("month")
    found = drafts.first()
    return steps.locked_issue(found) if found is not None else None
