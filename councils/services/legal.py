"""The legal service record: room, figures of a month, lectures. No field takes a person who was helped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from councils.enums import LegalKind
from councils.models import LegalCount, LegalLecture, LegalRoom
from councils.models.legal import (
    MOST_LISTENERS,
    MOST_NUMBER,
    NAME_LENGTH,
    PHONE_LENGTH,
    PLACE_LENGTH,
    TOPIC_LENGTH,
)
from councils.queries import private
from councils.services.modules import require_used
from councils.services.texts import tidy
from points.enums import Module, Role
from points.models import User, Village
from points.queries import access
from points.services import audit
from points.services.locks import lock_village
from villagegov.kernel import clock, periods
from villagegov.kernel.errors import DomainError, Gone, Problems

WRITERS = (Role.OFFICER, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Room:
    place: str
    hours: str
    adviser: str = ""
    firm: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Lecture:
    day: date
    topic: str
    listeners: int
    place: str = ""


@transaction.atomic
def save_room(*, village: Village, room: Room, by: User, at: datetime) -> LegalRoom:
    """Place, hours, adviser: what stands on the door. Raises :class:`Problems` naming the field."""
    _require(by, village, Role.ADMINISTRATOR)
    lengths = {"place": PLACE_LENGTH, "hours": PLACE_LENGTH, "adviser": NAME_LENGTH, "firm": PLACE_LENGTH}
    said = {name: " ".join(getattr(room, name).split()) for name in (*lengths, "phone")}
    found = [problem for name, most in lengths.items() for problem in _wrong_text(name, said[name], most)]
    found += [
        DomainError(_("This must not be empty."), field=name, code="empty")
        for name in ("place", "hours")
        if not said[name]
    ]
    if len(said["phone"]) > PHONE_LENGTH or private.in_words(said["phone"], "phone", mobile_too=False):
        found.append(DomainError(_("Write the telephone of the office."), field="phone", code="phone"))
    Problems.raise_if(found)
    lock_village(village)
    row = LegalRoom.objects.filter(village=village).first() or LegalRoom(village=village)
    for name, value in said.items():
        setattr(row, name, value)
    row.save()
    audit.record(by=by, at=at, action="legal.room_saved", subject=row)
    return row


@transaction.atomic
def save_month(*, village: Village, month: date, numbers: Mapping[str, int], by: User, at: datetime) -> None:
    """The figures of a month, each anew. Raises :class:`Problems` naming ``month`` or the kind."""
    _require(by, village, *WRITERS)
    first, found = periods.month_of(month), []
    if first > clock.local_day(at):
        found.append(DomainError(_("This month is still to come."), field="month", code="future"))
    sentence = _("Choose between 0 and %(most)s.") % {"most": MOST_NUMBER}
    found += [
        DomainError(sentence, field=str(kind), code="number")
        for kind, number in numbers.items()
        if not 0 <= number <= MOST_NUMBER
    ]
    if set(numbers) - set(LegalKind.values):
        found.append(DomainError(_("This kind is not known."), code="kind"))
    Problems.raise_if(found)
    lock_village(village)
    known = {row.kind: row for row in LegalCount.objects.filter(village=village, month=first)}
    before = {kind: row.number for kind, row in known.items()}
    for kind, number in numbers.items():
        row = known.get(kind) or LegalCount(village=village, month=first, kind=kind)
        row.number = number
        row.save()
    audit.record(
        by=by, at=at, action="legal.month_saved", subject=village, village_id=village.pk, before=before,
        after={"month": f"{first:%Y-%m}", **{str(kind): number for kind, number in numbers.items()}},
    )  # fmt: skip


@transaction.atomic
def save_lecture(
    *, village: Village, lecture: Lecture, row: LegalLecture | None = None, by: User, at: datetime
) -> LegalLecture:
    """A new lecture, or other words of one. The same topic on the same day is the same lecture, so a form sent twice is
    one. Raises :class:`Problems` naming ``day``, ``topic``, ``place`` or ``listeners``.
    """
    _require(by, village, *WRITERS)
    topic, place = " ".join(lecture.topic.split()), " ".join(lecture.place.split())
    texts = (("topic", topic, TOPIC_LENGTH), ("place", place, PLACE_LENGTH))
    found = [problem for name, text, most in texts for problem in _wrong_text(name, text, most)]
    if not topic:
        found.append(DomainError(_("Say what it was about."), field="topic", code="empty"))
    if lecture.day > clock.local_day(at):
        found.append(DomainError(_("This day is still to come."), field="day", code="future"))
    if not 0 <= lecture.listeners <= MOST_LISTENERS:
        sentence = _("Choose between 0 and %(most)s.") % {"most": MOST_LISTENERS}
        found.append(DomainError(sentence, field="listeners", code="number"))
    Problems.raise_if(found)
    lock_village(village)
    row = _again(row) if row is not None else None
    same = LegalLecture.objects.filter(village=village, day=lecture.day, topic=topic).first()
    if row is not None and same is not None and same.pk != row.pk:
        sentence = _("This lecture of the day is written down already.")
        raise DomainError(sentence, field="topic", code="lecture_twice")
    made = row or same or LegalLecture(village=village)
    made.day, made.topic, made.place, made.listeners = lecture.day, topic, place, lecture.listeners
    made.save()
    audit.record(by=by, at=at, action="legal.lecture_saved", subject=made, after={"listeners": made.listeners})
    return made


@transaction.atomic
def remove_lecture(*, lecture: LegalLecture, by: User, at: datetime) -> None:
    """One that was not held, or written down by mistake."""
    _require(by, lecture.village, *WRITERS)
    lock_village(lecture.village)
    found = _again(lecture)
    audit.record(by=by, at=at, action="legal.lecture_removed", subject=found, before={"day": f"{found.day:%Y-%m-%d}"})
    found.delete()


def _again(lecture: LegalLecture) -> LegalLecture:
    """As it stands now, under the village's lock: somebody may have taken it away meanwhile."""
    found = LegalLecture.objects.filter(village=lecture.village_id, pk=lecture.pk).first()
    if found is None:
        raise Gone(_("This lecture is no longer there."), code="lecture_gone")
    return found


def _require(by: User, village: Village, *roles: Role) -> None:
    require_used(village, Module.ECONOMY)
    access.require(by, village, *roles)


def _wrong_text(field: str, text: str, most: int) -> list[DomainError]:
    """Too long, or with a number that belongs to a person."""
    return tidy(text, field, most) + private.in_words(text, field)
