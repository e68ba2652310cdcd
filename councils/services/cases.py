"""Opening a case: what may be objected to now, who objects, until when it has to be decided."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from councils.enums import CorrectionState, ObjectionChannel, ObjectionKind, ObjectionState
from councils.models import Correction, Objection
from councils.queries import appeals
from councils.services import panels, tell
from points.enums import ClaimState, EntryKind
from points.models import Claim, Entry, Household, User
from points.queries.villages import settings_on
from points.services import audit, calendar
from points.services.claims import change_state
from points.services.locks import lock_village
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, TransitionError

TEXT_LENGTH = 500


@dataclass(frozen=True)
class Who:
    """Who objects, and how it reached the office."""

    channel: ObjectionChannel = ObjectionChannel.ONLINE
    objector: User | None = None
    name: str = ""
    household: Household | None = None
    slip_number: str = ""
    read_back: bool = False
    recorded_by: User | None = None


@dataclass(frozen=True)
class What:
    """What is objected to."""

    kind: ObjectionKind
    entry: Entry | None = None
    against: Objection | None = None


def lock_claim(claim: Claim) -> Claim:
    """The claim's row: the lock that objecting, posting, deciding and correcting share."""
    return (
        Claim.objects.select_for_update(of=("self",))
        .select_related("village", "household", "item__category")
        .get(village=claim.village_id, pk=claim.pk)
    )


def open_case(
    *, claim: Claim, what: What, who: Who, text: str, received_on: date, at: datetime, pk: uuid.UUID | None = None
) -> Objection:
    """Write the case down, with its number, its last day and those who decide. The claim is locked."""
    village = claim.village
    settings = settings_on(village, received_on)
    due_on = calendar.deadline(village=village, start=received_on, days=settings.objection_days, at=at)
    lock_village(village)
    slip = _free_slip(claim, who.slip_number)
    objection = Objection.objects.create(
        id=pk or new_id(),
        village=village,
        number=_next_number(village),
        claim=claim,
        kind=what.kind,
        entry=what.entry,
        against=what.against,
        channel=who.channel,
        objector=who.objector,
        objector_name=who.name,
        objector_household=who.household,
        slip_number=slip,
        recorded_by=who.recorded_by,
        read_back=who.read_back,
        text=words(text, "text", TEXT_LENGTH),
        received_on=received_on,
        made_at=at,
        due_on=due_on,
        deciders=settings.objection_deciders,
    )
    _record(objection, who, at)
    panels.ensure_deciders(objection=objection, at=at)
    tell.objection_opened(objection, at)
    return objection


def _next_number(village: Any) -> int:
    return (Objection.objects.filter(village=village).aggregate(last=Max("number"))["last"] or 0) + 1


def _free_slip(claim: Claim, number: str) -> str:
    if number and (taken := Objection.objects.filter(village=claim.village_id, slip_number=number).first()):
        sentence = _("The paper %(number)s is recorded already, as case %(case)s. Look at the number again.")
        values = {"number": number, "case": taken.number}
        raise DomainError(sentence % values, field="slip_number", code="slip_taken")
    return number


def _record(objection: Objection, who: Who, at: datetime) -> None:
    """Nobody's name: the audit is read by people who must not learn who objected. Who wrote it down, it may say."""
    claim, after = objection.claim, {"objection": str(objection.pk), "due_on": objection.due_on}
    if objection.kind == ObjectionKind.PUBLICITY:
        change_state(claims=[claim], to=ClaimState.HELD, at=at)
        audit.record(
            by=who.recorded_by,
            at=at,
            action="claim.held",
            subject=claim,
            before={"state": ClaimState.PUBLICISED},
            after={"state": ClaimState.HELD, **after},
        )
    else:
        action = "appeal.made" if objection.is_appeal else "entry.objected"
        audit.record(by=who.recorded_by, at=at, action=action, subject=claim, after=after)


# ---------------------------------------------------------------------------------------------------- what may be asked


def objectionable(claim: Claim, at: datetime) -> What:
    """What an objection to this claim would be about now. The claim is locked. Raises :class:`TransitionError`."""
    if Objection.objects.filter(village=claim.village_id, claim=claim, state=ObjectionState.OPEN).exists():
        sentence = _("Somebody has objected to this claim already. It is being checked and is not counted meanwhile.")
        if claim.state == ClaimState.POSTED:
            sentence = _("Somebody has objected to this counted claim already. It is being checked.")
        raise TransitionError(sentence, code="open_already")
    if claim.state == ClaimState.POSTED:
        return What(ObjectionKind.ENTRY, entry=_open_line(claim, at))
    _in_publicity(claim, at)
    return What(ObjectionKind.PUBLICITY)


def _open_line(claim: Claim, at: datetime) -> Entry:
    """The line of a counted claim, unless it has been or is being corrected, or its year is over."""
    entry = Entry.objects.get(village=claim.village_id, claim=claim, kind=EntryKind.CLAIM)
    if Entry.objects.filter(village=claim.village_id, reverses=entry).exists():
        raise TransitionError(_("This line has been corrected already."), code="corrected")
    proposed = Correction.objects.filter(village=claim.village_id, entry=entry, state=CorrectionState.PROPOSED)
    if proposed.exists():
        raise TransitionError(_("A correction of this line is under way already."), code="being_corrected")
    until = appeals.objection_until(claim.village, entry)
    if clock.local_day(at) > until:
        sentence = _("The year of this line is over; one could object to it until %(day)s.")
        raise TransitionError(sentence % {"day": until.isoformat()}, code="year_over")
    return entry


def _in_publicity(claim: Claim, at: datetime) -> None:
    """Refuse unless one may object now: by the day, whether or not the hourly run has been by."""
    if claim.state == ClaimState.REJECTED:
        sentence = _("This claim has been rejected meanwhile. It gives and takes no points.")
    elif claim.state != ClaimState.PUBLICISED:
        sentence = _("This claim is not in publicity. One can object when it is.")
    elif claim.publicity_until and claim.publicity_until < clock.local_day(at):
        sentence = _(
            "Its publicity ended on %(day)s and it is counted within the hour. After that one can object to what "
            "has been counted."
        ) % {"day": claim.publicity_until.isoformat()}
    else:
        return
    raise TransitionError(sentence, code="not_in_publicity")


def appealable(claim: Claim, at: datetime) -> What:
    """What an appeal of the claim's household would be against now. The claim is locked."""
    right = appeals.right_of(claim, clock.local_day(at))
    if right.refusal:
        raise TransitionError(right.refusal, code="no_appeal")
    return What(ObjectionKind.APPEAL, entry=right.entry, against=right.against)


def words(text: str, field: str, most: int) -> str:
    found = text.strip()
    if not found:
        raise DomainError(_("Say what is wrong, in a few words."), field=field, code="required")
    if len(found) > most:
        raise DomainError(_("Put it in at most %(most)s characters.") % {"most": most}, field=field, code="too_long")
    return found
