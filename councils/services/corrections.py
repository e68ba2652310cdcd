"""Corrections 更正: one person proposes, another carries out. A line is reversed and what is right is entered anew.

Both lines count in the month of the correction, so that closed months stay as they are, and both say why.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from councils.enums import CorrectionState
from councils.models import Correction, Objection
from councils.queries import bodies
from councils.queries import corrections as queries
from councils.services import tell
from points.enums import EntryKind, HouseholdState, Role
from points.models import Claim, Entry, EntrySecret, Household, User, Village
from points.queries import access
from points.services import audit, ledger
from points.services.locks import lock_village
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError

#: Who proposes and who carries out; never the same person.
CORRECTORS = (Role.SUPERVISOR, Role.ADMINISTRATOR)
REASON_LENGTH = 300
#: Nothing in a village's rules is worth more; a typing error of a digit is found here.
MOST_POINTS = 500


@dataclass(frozen=True)
class Remedy:
    """What is right instead of a line; without points: nothing."""

    points: int | None = None
    #: None: the household of the line.
    household_id: uuid.UUID | None = None


@transaction.atomic
def propose(
    *, entry: Entry, remedy: Remedy, reason: str, objection: Objection | None = None, by: User, at: datetime
) -> Correction:
    """Propose to correct a line that the office itself found wrong, or that an ``objection`` upheld before asks for.

    Raises :class:`NotAllowed` for one's own household and near kin, :class:`TransitionError` where the line has been or
    is being corrected, :class:`DomainError` naming ``reason``, ``points`` or ``household``.
    """
    access.require(by, entry.village, *CORRECTORS)
    entry = _locked_line(entry)
    _not_own(by, entry.village, {entry.household_id, remedy.household_id})
    if entry.kind not in queries.CORRECTABLE:
        raise DomainError(_("Lines of this kind are not corrected here."), code="kind")
    if Entry.objects.filter(village=entry.village_id, reverses=entry).exists():
        raise TransitionError(_("This line has been corrected already."), code="corrected")
    if Objection.objects.filter(village=entry.village_id, entry=entry, state="open").exists():
        raise TransitionError(_("Somebody has objected to this line. Decide the objection first."), code="objected")
    words = _reason(reason)
    if objection is not None and not queries.asks_for(objection, entry):
        raise DomainError(_("This objection does not ask for a correction of this line."), code="objection")
    return _propose(entry, _checked(entry, remedy), words, objection, by, at)


def propose_after(*, objection: Objection, entry: Entry, remedy: Remedy, by: User, at: datetime) -> Correction:
    """What follows from an upheld objection to a counted line. The claim is locked by whoever decided."""
    return _propose(entry, _checked(entry, remedy), objection.reason, objection, by, at)


def put_back(*, objection: Objection, by: User, at: datetime) -> Correction | None:
    """What follows from an upheld appeal against a correction: the first line's points are entered again.

    A correction that still waits is struck; one that was carried out is answered by another one; one that was refused
    leaves nothing to do.
    """
    line = objection.entry
    assert line is not None
    rows = Correction.objects.filter(village=objection.village_id, entry=line).select_related("new_entry")
    waiting = rows.filter(state=CorrectionState.PROPOSED).first()
    if waiting is not None:
        return _refuse(waiting, objection.reason, by, at)
    done = rows.filter(state=CorrectionState.DONE).order_by("-number").first()
    if done is None and not Entry.objects.filter(village=objection.village_id, reverses=line).exists():
        return None
    wrong = done.new_entry if done is not None and done.new_entry is not None else line
    right = (line.points, line.household_id)
    return _propose(wrong, right, objection.reason, objection, by, at)


@transaction.atomic
def confirm(*, correction: Correction, by: User, at: datetime) -> Correction:
    """The second person carries it out: reversal, and the right line where there is one.

    Raises :class:`NotAllowed` for who proposed it, for own households and near kin, :class:`TransitionError` where
    somebody was quicker.
    """
    correction = _locked(correction, by)
    entry, village = correction.entry, correction.village
    reversed_already = Entry.objects.filter(village=village, reverses=entry).exists()
    if reversed_already and correction.right_points is None:
        raise TransitionError(_("This line has been corrected already."), code="corrected")
    if not reversed_already:
        correction.reversal = ledger.reverse(entry=entry, reason=correction.reason, by=by, at=at)
    if correction.right_points is not None:
        [correction.new_entry] = ledger.post(village=village, postings=[_right_line(correction, at)], by=by, at=at)
    correction.state, correction.decided_by, correction.decided_at = CorrectionState.DONE, by, at
    correction.save(update_fields=["state", "decided_by", "decided_at", "reversal", "new_entry"])
    after = {"state": correction.state, "number": correction.number, "points": correction.right_points}
    audit.record(by=by, at=at, action="correction.done", subject=correction, after=after)
    tell.corrected(correction, at)
    return correction


@transaction.atomic
def refuse(*, correction: Correction, note: str, by: User, at: datetime) -> Correction:
    """The second person finds it wrong: nothing changes. After an objection another one can be proposed anew."""
    correction = _locked(correction, by)
    return _refuse(correction, _reason(note, "note"), by, at)


def _refuse(correction: Correction, note: str, by: User, at: datetime) -> Correction:
    if correction.proposed_by_id == by.pk:
        raise _two_people()
    correction.state, correction.note = CorrectionState.REFUSED, note
    correction.decided_by, correction.decided_at = by, at
    correction.save(update_fields=["state", "note", "decided_by", "decided_at"])
    audit.record(by=by, at=at, action="correction.refused", subject=correction, after={"number": correction.number})
    return correction


def _propose(
    entry: Entry,
    right: tuple[int | None, uuid.UUID | None],
    reason: str,
    objection: Objection | None,
    by: User,
    at: datetime,
) -> Correction:
    lock_village(entry.village)
    rows = Correction.objects.filter(village=entry.village_id)
    if rows.filter(entry=entry, state=CorrectionState.PROPOSED).exists():
        raise TransitionError(_("A correction of this line is under way already."), code="being_corrected")
    points, household_id = right
    correction = Correction.objects.create(
        village=entry.village,
        number=(rows.aggregate(last=Max("number"))["last"] or 0) + 1,
        entry=entry,
        objection=objection,
        reason=reason,
        right_points=points,
        right_household_id=household_id,
        proposed_by=by,
        proposed_at=at,
    )
    after = {"number": correction.number, "entry": str(entry.pk), "points": points}
    audit.record(by=by, at=at, action="correction.proposed", subject=correction, after=after)
    return correction


def _locked_line(entry: Entry) -> Entry:
    """The line, with its claim's row locked: lines themselves never change."""
    found = Entry.objects.select_related("village", "household").get(village=entry.village_id, pk=entry.pk)
    if found.claim_id:
        list(Claim.objects.select_for_update().filter(village=found.village_id, pk=found.claim_id).values_list("pk"))
    return found


def _locked(correction: Correction, by: User) -> Correction:
    access.require(by, correction.village, *CORRECTORS)
    _locked_line(correction.entry)
    rows = Correction.objects.select_for_update(of=("self",))
    rows = rows.select_related("village", "entry__village", "entry__household", "right_household", "objection")
    correction = rows.get(village=correction.village_id, pk=correction.pk)
    if correction.state != CorrectionState.PROPOSED:
        raise TransitionError(_("This correction has been settled already. Look at the list again."), code="settled")
    if correction.proposed_by_id == by.pk:
        raise _two_people()
    _not_own(by, correction.village, {correction.entry.household_id, correction.right_household_id})
    return correction


def _two_people() -> NotAllowed:
    return NotAllowed(_("You proposed it yourself: a second person carries it out or refuses it."), code="two_people")


def _not_own(by: User, village: Village, households: set[uuid.UUID | None]) -> None:
    if bodies.barred_households(by, village) & households:
        raise NotAllowed(_("Your own household, or near kin: somebody else corrects this line."), code="own_household")


def _reason(text: str, field: str = "reason") -> str:
    words = text.strip()
    if not words or len(words) > REASON_LENGTH:
        sentence = _("Say why, in at most %(most)s characters.") % {"most": REASON_LENGTH}
        raise DomainError(sentence, field=field, code="required")
    return words


# ------------------------------------------------------------------------------------------------------ what is right


def _checked(entry: Entry, remedy: Remedy) -> tuple[int | None, uuid.UUID | None]:
    """Points and household of the right line; refuses what would go round the gate that deductions have."""
    if remedy.points is None:
        if remedy.household_id not in (None, entry.household_id):
            raise DomainError(_("How many points does the right household get?"), field="points", code="required")
        return None, None
    household_id = remedy.household_id or entry.household_id
    if abs(remedy.points) > MOST_POINTS:
        sentence = _("At most %(most)s points in one line. Look at the number again.") % {"most": MOST_POINTS}
        raise DomainError(sentence, field="points", code="too_many")
    if (remedy.points, household_id) == (entry.points, entry.household_id):
        raise DomainError(_("That is what stands there already. What is right?"), field="points", code="unchanged")
    if entry.points < 0:
        _no_new_deduction(entry, remedy.points, household_id)
    elif remedy.points <= 0:
        sentence = _("In place of an award there is a smaller or a larger award, or nothing.")
        raise DomainError(sentence, field="points", code="sign")
    household = Household.objects.filter(village=entry.village_id, pk=household_id).first()
    if household is None or household.state == HouseholdState.CLOSED:
        raise DomainError(_("Choose a household that is on the register."), field="household", code="household")
    return remedy.points, household_id


def _no_new_deduction(entry: Entry, points: int, household_id: uuid.UUID) -> None:
    """A deduction can be taken back or made milder here. A harsher one, or another household's, is told first."""
    if household_id != entry.household_id:
        sentence = _(
            "A deduction is not moved to another household: take it back here, and enter the claim for the other "
            "household, which is told first and can answer."
        )
        raise DomainError(sentence, field="household", code="gate")
    if not entry.points < points < 0:
        sentence = _("A deduction can be taken back or made smaller here. A larger one is a new claim.")
        raise DomainError(sentence, field="points", code="gate")


def _right_line(correction: Correction, at: datetime) -> ledger.Posting:
    entry = correction.entry
    assert correction.right_points is not None and correction.right_household is not None
    same = correction.right_household_id == entry.household_id
    said = _secret_of(entry)
    return ledger.Posting(
        key=f"correction:{correction.pk}",
        kind=EntryKind.ADJUSTMENT,
        household_id=correction.right_household.pk,
        points=correction.right_points,
        deed_day=clock.local_day(at),
        claim_id=entry.claim_id,
        item_code=entry.item_code,
        category_number=entry.category_number,
        secret={
            "household": correction.right_household.number,
            "head": correction.right_household.head_name,
            "item": said.get("item", ""),
            "wording": said.get("wording", ""),
            "note": correction.reason,
            **({"replaces": entry.seq} if same else {}),
        },
    )


def _secret_of(entry: Entry) -> dict[str, Any]:
    """What the corrected line said, where that has not been erased."""
    data = EntrySecret.objects.filter(village=entry.village_id, entry=entry).values_list("data", flat=True).first()
    return dict(json.loads(bytes(data))) if data is not None else {}
