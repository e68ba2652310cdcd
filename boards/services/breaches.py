"""Breaches of the village rules on their way to the black board: taken up from the record of two dissuasions, they go
through the same gate as every other entry, and what comes of it is told back to the record.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings as site
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from boards.enums import LIVE_PROPOSALS, Colour, ProposalState
from boards.models import BoardEntry, BoardProposal
from boards.services import proposals, taking, wording
from councils.models import Breach
from councils.services import breach_board
from points.models import Household, User, Village
from points.queries import access, households
from points.services import audit
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, TransitionError

#: Sentences that are kept in the record of a breach.
STRUCK = gettext_noop("The committee struck it off the draft of the board")
NOT_PUBLISHED = gettext_noop("After the reply the committee did not publish it")
TAKEN_BACK = gettext_noop("Taken back from the black board as wrong")
LIFTED = gettext_noop("Put right: taken off the black board early")
REASON_LENGTH, ARTICLE_LENGTH = 200, 60


@transaction.atomic
def take_up(*, village: Village, breach: Breach, id: uuid.UUID, reason: str, by: User, at: datetime) -> BoardProposal:
    """Propose for the black board what two dissuasions did not end, with a sentence that may stand in public.

    Day, household and article come from the record; the sentence is checked as every other. The same breach again gives
    the first proposal. Raises :class:`TransitionError` where it was put right meanwhile, :class:`NotAllowed` for own
    household and near kin, :class:`DomainError` naming ``reason`` or the household.
    """
    access.require(by, village, *proposals.PROPOSERS)
    draft = proposals.open_draft(village, breach.day)
    locked = breach_board.lock_for_board(Breach(village_id=village.pk, id=breach.pk))
    households.lock(village, [locked.household_id])
    known = BoardProposal.objects.filter(village=village, breach=locked, state__in=LIVE_PROPOSALS).first()
    if known is not None:
        return known
    proposals.refuse_own(by, village, locked.household_id)
    found = proposals.nameable(village, Colour.BLACK, locked.household, clock.local_day(at))
    taking.refuse_known_deed(found, Colour.BLACK, locked.day)
    proposal = BoardProposal(
        id=id,
        village=village,
        colour=Colour.BLACK,
        household=found,
        deed_day=locked.day,
        reason=wording.checked(reason, found),
        article=_article(locked, found),
        breach=locked,
        proposed_by=by,
        proposed_at=at,
    )
    proposal.save(force_insert=True)
    after = {"colour": Colour.BLACK.value, "breach": locked.number}
    audit.record(by=by, at=at, action="board_proposal.made", subject=proposal, after=after)
    if draft is not None and taking.take_onto(draft, at):
        proposal.refresh_from_db()
    return proposal


def _article(breach: Breach, household: Household) -> str:
    """``第3条 不乱倒垃圾``: what is kept is kept in the site's first language."""
    with translation.override(site.LANGUAGE_CODE):
        words = _("Article %(number)s %(text)s") % {"number": breach.article.number, "text": breach.article.text}
    return proposals.article_checked(words[:ARTICLE_LENGTH], household)


@transaction.atomic
def send_back(*, village: Village, breach: Breach, reason: str, by: User, at: datetime) -> None:
    """It is not for the board: the record says why, and something else may be proposed there."""
    access.require(by, village, *proposals.PROPOSERS)
    locked = breach_board.lock_for_board(Breach(village_id=village.pk, id=breach.pk))
    proposals.refuse_own(by, village, locked.household_id)
    words = " ".join(reason.split())
    if not words or len(words) > REASON_LENGTH:
        raise DomainError(_("Say why, in a few words."), field="reason", code="reason_missing")
    if BoardProposal.objects.filter(village=village, breach=locked, state__in=LIVE_PROPOSALS).exists():
        raise TransitionError(_("It is proposed already. Withdraw the proposal, or strike the entry."), code="proposed")
    breach_board.returned(breach=locked, said=words, by=by, at=at)


# ------------------------------------------------------------------------------------------------- on the way


def of_entries(entries: Iterable[BoardEntry]) -> dict[uuid.UUID, Breach]:
    """The breach that each entry was taken up from, by the entry. One query."""
    rows = list(entries)
    if not rows:
        return {}
    found = BoardProposal.objects.filter(
        village=rows[0].village_id, entry__in=[row.pk for row in rows], breach__isnull=False
    )
    return {row.entry_id: row.breach for row in found.select_related("breach") if row.entry_id and row.breach}


def refuse_over(village: Village, entries: Iterable[BoardEntry]) -> None:
    """Nobody is named for what was put right, or dropped, meanwhile. Locks the breaches."""
    breach_board.check_all(village, [breach.pk for breach in of_entries(entries).values()])


def published(entry: BoardEntry, by: User, at: datetime) -> None:
    """The entry is published now: the consequence of its breach was carried out."""
    for breach in of_entries([entry]).values():
        breach_board.published(breach=breach, by=by, at=at)


def returned(entry: BoardEntry, sentence: str, by: User | None, at: datetime) -> None:
    """The entry came to nothing, or was wrong: the record says so, and something else may be proposed."""
    for breach in of_entries([entry]).values():
        BoardProposal.objects.filter(village=entry.village_id, breach=breach, entry=entry).update(
            state=ProposalState.REFUSED
        )
        breach_board.returned(breach=breach, said=_in_chinese(sentence), by=by, at=at)


def lifted(entry: BoardEntry, by: User, at: datetime) -> None:
    """Somebody looked, and it was put right: that closes the breach."""
    for breach in of_entries([entry]).values():
        breach_board.righted(breach=breach, said=_in_chinese(LIFTED), by=by, at=at)


def _in_chinese(sentence: str) -> str:
    with translation.override(site.LANGUAGE_CODE):
        return translation.gettext(sentence)
