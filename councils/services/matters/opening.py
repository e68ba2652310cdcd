"""Writing a matter down, opening it by its procedure, taking it up again, withdrawing it; minor matters."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from councils.matter_enums import (
    MatterState,
    MatterStepState,
    MatterWeight,
    PaperKind,
    ProcedureState,
    SuggestionState,
)
from councils.models import BodyMember, Matter, MatterPaper, MatterStep, MatterSuggestion, Procedure
from councils.models.matter import REASON_LENGTH, TEXT_LENGTH, TITLE_LENGTH
from councils.queries.bodies import seats_on
from councils.queries.matters import procedures, standing
from councils.services.matters import advancing, calling
from councils.services.texts import tidy
from points.models import Photo, User, Village
from points.queries import access
from points.services import audit
from points.services.locks import lock_village
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, Problems

MOST_PAGES = 6


@dataclass(frozen=True)
class MatterInput:
    """What is proposed. The id is made with the form, so that a form sent twice is one matter."""

    title: str
    text: str
    weight: str = MatterWeight.MAJOR
    procedure_id: uuid.UUID | None = None
    #: Any member of a body; the body is whose matter it is.
    proposer_id: uuid.UUID | None = None
    suggestion_id: uuid.UUID | None = None
    id: uuid.UUID | None = None


@dataclass(frozen=True)
class MinorInput:
    """A minor matter is its result and the photographed minutes."""

    title: str
    result: str
    decided_on: date
    proposer_id: uuid.UUID | None = None
    photos: Collection[uuid.UUID] = ()
    id: uuid.UUID | None = None


@transaction.atomic
def draft(*, village: Village, data: MatterInput, by: User, at: datetime) -> Matter:
    """Write a matter down. Raises :class:`DomainError` naming ``title``, ``text``, ``procedure`` …"""
    access.require(by, village, *standing.HANDLERS)
    lock_village(village)
    if data.id and (done := Matter.objects.filter(village=village, pk=data.id, made_by=by).first()):
        return done
    fields = _checked(village, data, clock.local_day(at))
    suggestion = _taken_up(village, data.suggestion_id)
    matter = Matter(
        id=data.id or new_id(), village=village, number=_next_number(village), suggestion=suggestion, made_by=by,
        made_at=at, **fields,
    )  # fmt: skip
    matter.save(force_insert=True)
    if suggestion:
        suggestion.state, suggestion.answered_by, suggestion.answered_at = SuggestionState.TAKEN_UP, by, at
        suggestion.save(update_fields=["state", "answered_by", "answered_at"])
    audit.record(by=by, at=at, action="matter.drafted", subject=matter, after={"number": matter.number})
    return matter


@transaction.atomic
def save_draft(*, matter: Matter, data: MatterInput, by: User, at: datetime) -> Matter:
    """Change a draft; of a matter that was sent back only its words change, the procedure stays."""
    access.require(by, matter.village, *standing.HANDLERS)
    locked = advancing.lock(matter)
    if locked.state not in (MatterState.DRAFT, MatterState.RETURNED):
        advancing.require(locked, MatterState.RUNNING)
    kept = locked if locked.state == MatterState.RETURNED else None
    fields = _checked(locked.village, data, clock.local_day(at), kept)
    for name, value in fields.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(fields))
    audit.record(by=by, at=at, action="matter.changed", subject=locked, after={"number": locked.number})
    return locked


@transaction.atomic
def open_matter(*, matter: Matter, by: User, at: datetime) -> Matter:
    """Put it on its way: the procedure's steps are copied into it and frozen. Opened twice is opened once."""
    access.require(by, matter.village, *standing.HANDLERS)
    locked = advancing.lock(matter)
    if locked.state == MatterState.RUNNING and locked.round == 1:
        return locked
    if locked.state != MatterState.DRAFT:
        raise advancing.MatterStepError(_("Only a draft is opened. Load the page anew."), code="step")
    procedure = locked.procedure
    assert procedure is not None
    wrong = procedures.problems(steps := procedures.steps_of(procedure))
    if procedure.state != ProcedureState.IN_USE:
        wrong.insert(0, _("The procedure “%(name)s” is not in use.") % {"name": procedure})
    if wrong:
        raise DomainError(" ".join(wrong), field="procedure", code="procedure")
    advancing.change(locked, MatterState.RUNNING, by=by, at=at, round=1, opened_at=at, procedure_name=procedure.name)
    advancing.begin(locked, steps)
    return locked


@transaction.atomic
def take_up_again(*, matter: Matter, by: User, at: datetime) -> Matter:
    """A matter that was sent back begins its next round at the proposing."""
    access.require(by, matter.village, *standing.HANDLERS)
    locked = advancing.lock(matter)
    if locked.state != MatterState.RETURNED:
        raise advancing.MatterStepError(_("Only a matter that was sent back is taken up again."), code="step")
    advancing.change(locked, MatterState.RUNNING, by=by, at=at, reason="")
    advancing.renew(locked)
    return locked


@transaction.atomic
def withdraw(*, matter: Matter, reason: str, by: User, at: datetime) -> Matter:
    """Not followed any more, with the reason. A sitting that was called goes on with its other matters, or is called
    off where nothing is left of it.
    """
    access.require(by, matter.village, *standing.HANDLERS)
    reason = reason.strip()
    Problems.raise_if(tidy(reason, "reason", REASON_LENGTH, _("Say why it is withdrawn.")))
    sitting = calling.lock_sitting_of(matter)
    locked = advancing.lock(matter)
    advancing.require(locked, MatterState.WITHDRAWN)
    called = MatterStep.objects.filter(village=locked.village_id, matter=locked, state=MatterStepState.CALLED).first()
    if called is not None:
        if sitting is None or called.sitting_id != sitting.pk:
            raise advancing.MatterStepError(_("A sitting was called meanwhile. Load the page anew."), code="step")
        calling.withdrawn(sitting=sitting, matter=locked, reason=reason, by=by, at=at)
    advancing.change(locked, MatterState.WITHDRAWN, by=by, at=at, reason=reason, closed_at=at)
    return locked


@transaction.atomic
def delete_draft(*, matter: Matter, by: User, at: datetime) -> None:
    """A draft nobody needs goes; what was on its way is withdrawn."""
    access.require(by, matter.village, *standing.HANDLERS)
    locked = advancing.lock(matter)
    if locked.state != MatterState.DRAFT or locked.suggestion_id:
        sentence = _("Only a draft that answers no suggestion can be deleted; withdraw it with a reason instead.")
        raise advancing.MatterStepError(sentence, code="step")
    audit.record(by=by, at=at, action="matter.deleted", subject=locked, before={"number": locked.number})
    locked.delete()


@transaction.atomic
def record_minor(*, village: Village, data: MinorInput, by: User, at: datetime) -> Matter:
    """A minor matter, done in a minute: what was decided, on which day, the photographed minutes."""
    access.require(by, village, *standing.TYPISTS)
    lock_village(village)
    if data.id and (done := Matter.objects.filter(village=village, pk=data.id, made_by=by).first()):
        return done
    title, result = data.title.strip(), data.result.strip()
    wrong = tidy(title, "title", TITLE_LENGTH, _("Say what it is about."))
    wrong += tidy(result, "result", REASON_LENGTH, _("Say what was decided."))
    if data.decided_on > clock.local_day(at):
        wrong.append(DomainError(_("This day is still to come."), field="decided_on", code="future"))
    wrong += _pages(village, data.photos, by)
    Problems.raise_if(wrong)
    proposer = _member(village, data.proposer_id, clock.local_day(at))
    matter = Matter(
        id=data.id or new_id(), village=village, number=_next_number(village), title=title, text=result, result=result,
        weight=MatterWeight.MINOR, state=MatterState.PASSED, proposer=proposer,
        body=proposer.body if proposer else None, made_by=by, made_at=at, decided_on=data.decided_on, closed_at=at,
    )  # fmt: skip
    matter.save(force_insert=True)
    MatterPaper.objects.bulk_create(
        MatterPaper(
            village=village, matter=matter, kind=PaperKind.MINUTES, dated=data.decided_on, photo_id=key, added_by=by,
            added_at=at,
        )
        for key in dict.fromkeys(data.photos)
    )  # fmt: skip
    audit.record(by=by, at=at, action="matter.minor", subject=matter, after={"number": matter.number})
    return matter


def _next_number(village: Village) -> int:
    return (Matter.objects.filter(village=village).aggregate(last=Max("number"))["last"] or 0) + 1


def _member(village: Village, key: uuid.UUID | None, day: date) -> BodyMember | None:
    """Somebody who sits in a body on the day."""
    if key is None:
        return None
    found = seats_on(village, day).filter(pk=key).select_related("body").first()
    if found is None:
        raise DomainError(_("Choose a member of a body of this village."), field="proposer", code="proposer")
    return found


def _checked(village: Village, data: MatterInput, day: date, kept: Matter | None = None) -> dict[str, object]:
    """The columns, checked. ``kept``: its weight and procedure stay as they are."""
    title, text = data.title.strip(), data.text.strip()
    wrong = tidy(title, "title", TITLE_LENGTH, _("Give it a title."))
    wrong += tidy(text, "text", TEXT_LENGTH, _("Write what is to be decided."))
    proposer, procedure = _member(village, data.proposer_id, day), None
    if proposer is None:
        wrong.append(DomainError(_("Choose which member of a body proposes it."), field="proposer", code="proposer"))
    if kept is None:
        if data.weight not in MatterWeight.values or data.weight == MatterWeight.MINOR:
            wrong.append(DomainError(_("Choose what kind of matter it is."), field="weight", code="weight"))
        chosen = Procedure.objects.filter(village=village)
        procedure = chosen.filter(pk=data.procedure_id).first() if data.procedure_id else None
        if procedure is None or procedure.state != ProcedureState.IN_USE:
            sentence = _("Choose a procedure that is in use.")
            wrong.append(DomainError(sentence, field="procedure", code="procedure"))
    Problems.raise_if(wrong)
    fields: dict[str, object] = {"title": title, "text": text, "proposer": proposer}
    fields["body"] = proposer.body if proposer else None
    return fields if kept else {**fields, "weight": data.weight, "procedure": procedure}


def _taken_up(village: Village, key: uuid.UUID | None) -> MatterSuggestion | None:
    if key is None:
        return None
    found = MatterSuggestion.objects.select_for_update(of=("self",)).filter(village=village, pk=key).first()
    if found is None or found.state != SuggestionState.OPEN:
        raise DomainError(_("This suggestion was answered or taken up already."), code="suggestion")
    return found


def _pages(village: Village, photos: Collection[uuid.UUID], by: User) -> list[DomainError]:
    wanted = set(photos)
    if len(wanted) > MOST_PAGES:
        sentence = _("At most %(most)s photos. Choose the clearest.") % {"most": MOST_PAGES}
        return [DomainError(sentence, field="photos", code="photos")]
    if wanted and Photo.objects.filter(village=village, pk__in=wanted, uploaded_by=by).count() != len(wanted):
        return [DomainError(_("A photo is no longer there. Choose it again."), field="photos", code="photo_gone")]
    return []
