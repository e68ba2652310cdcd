"""The village's profile: projects and their progress, key figures, pictures."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from councils.enums import ProjectStage
from councils.models import Project, ProjectLine, VillageFigure, VillagePicture
from councils.models.profile import (
    ABOUT_LENGTH,
    ALT_LENGTH,
    FIGURE_LENGTH,
    FUNDING_LENGTH,
    NAME_LENGTH,
    PROGRESS_LENGTH,
    UNIT_LENGTH,
)
from councils.queries import private
from councils.services.texts import tidy
from points.enums import Role
from points.models import Photo, User, Village
from points.queries import access
from points.services import audit, photos
from points.services.locks import lock_village
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, Gone, Problems

#: Who writes how far a project is.
REPORTERS = (Role.OFFICER, Role.ADMINISTRATOR)
MOST_FIGURES, MOST_PICTURES = 40, 12
FIRST_YEAR = 1949
MOST_VALUE = Decimal("999999999999.99")


@dataclass(frozen=True)
class ProjectInput:
    name: str
    about: str
    starts_on: date
    answers: str
    stage: str = ProjectStage.PLANNED
    funding: str = ""
    ends_on: date | None = None
    result: str = ""


@dataclass(frozen=True)
class Figure:
    """``value`` in ``unit``."""

    name: str
    value: Decimal
    unit: str = ""


@transaction.atomic
def save_project(
    *, village: Village, data: ProjectInput, project: Project | None = None, id: uuid.UUID | None = None,
    by: User | None, at: datetime,
) -> Project:  # fmt: skip
    """A new project, or other words of one. Raises :class:`Problems` naming the field."""
    _require(by, village, Role.ADMINISTRATOR)
    lock_village(village)
    if project is None and id and (done := Project.objects.filter(village=village, pk=id).first()):
        return done
    Problems.raise_if(_wrong(village, project, data))
    made = project or Project(id=id or new_id(), village=village)
    for name in ("name", "about", "funding", "answers", "result"):
        setattr(made, name, getattr(data, name).strip())
    made.starts_on, made.ends_on, made.stage = data.starts_on, data.ends_on, data.stage
    made.save()
    audit.record(by=by, at=at, action="project.saved", subject=made, after={"stage": str(made.stage)})
    return made


@transaction.atomic
def add_progress(
    *, project: Project, day: date, text: str, id: uuid.UUID | None = None, by: User | None, at: datetime
) -> ProjectLine:
    """How far it is. A line is never changed; a better one follows it. Raises naming ``day`` or ``text``."""
    village = project.village
    _require(by, village, *REPORTERS)
    lock_village(village)
    if id and (done := ProjectLine.objects.filter(village=village, pk=id).first()):
        return done
    text, found = " ".join(text.split()), []
    if not 0 < len(text) <= PROGRESS_LENGTH:
        sentence = _("Say how far it is, in at most %(most)s characters.") % {"most": PROGRESS_LENGTH}
        found.append(DomainError(sentence, field="text", code="text"))
    found += private.in_words(text, "text")
    if day > clock.local_day(at):
        found.append(DomainError(_("This day is still to come."), field="day", code="future"))
    Problems.raise_if(found)
    made = ProjectLine(
        id=id or new_id(), village=village, project=project, day=day, text=text, written_by=by, written_at=at
    )
    made.save(force_insert=True)
    audit.record(by=by, at=at, action="project.progress", subject=project, after={"day": f"{day:%Y-%m-%d}"})
    return made


@transaction.atomic
def save_figures(*, village: Village, year: int, figures: Sequence[Figure], by: User | None, at: datetime) -> None:
    """All figures of a year, in order, in place of those there were. Raises naming ``year``, ``name_1`` …"""
    _require(by, village, Role.ADMINISTRATOR)
    lock_village(village)
    rows = [Figure(one.name.strip(), one.value, one.unit.strip()) for one in figures]
    Problems.raise_if(_wrong_figures(year, rows, clock.local_day(at)))
    VillageFigure.objects.filter(village=village, year=year).delete()
    VillageFigure.objects.bulk_create(
        VillageFigure(village=village, year=year, name=one.name, value=one.value, unit=one.unit, position=position)
        for position, one in enumerate(rows)
    )
    after = {"year": year, "figures": len(rows)}
    audit.record(by=by, at=at, action="figures.saved", subject=village, village_id=village.pk, after=after)


@transaction.atomic
def add_picture(*, village: Village, photo: Photo, alt: str, by: User | None, at: datetime) -> VillagePicture:
    """A kept photo becomes a picture of the village. The same photo again is the same picture. Raises naming
    ``alt``.
    """
    _require(by, village, Role.ADMINISTRATOR)
    lock_village(village)
    alt = " ".join(alt.split())
    if not 0 < len(alt) <= ALT_LENGTH:
        sentence = _("Say in at most %(most)s characters what is to be seen.") % {"most": ALT_LENGTH}
        raise DomainError(sentence, field="alt", code="alt")
    Problems.raise_if(private.in_words(alt, "alt"))
    rows = VillagePicture.objects.filter(village=village)
    if done := rows.filter(photo=photo).first():
        return done
    if rows.count() >= MOST_PICTURES:
        sentence = _("At most %(most)s pictures. Take one out first.") % {"most": MOST_PICTURES}
        raise DomainError(sentence, field="photo", code="too_many")
    made = VillagePicture.objects.create(village=village, photo=photo, alt=alt, added_at=at)
    audit.record(by=by, at=at, action="picture.added", subject=made)
    return made


@transaction.atomic
def remove_picture(*, picture: VillagePicture, by: User | None, at: datetime) -> None:
    _require(by, picture.village, Role.ADMINISTRATOR)
    lock_village(picture.village)
    row = VillagePicture.objects.filter(village=picture.village_id, pk=picture.pk).first()
    if row is None:
        raise Gone(_("This picture is no longer there."), code="picture_gone")
    audit.record(by=by, at=at, action="picture.removed", subject=row)
    row.delete()
    photos.drop_unused(village=picture.village, photo_ids=[row.photo_id])


# ------------------------------------------------------------------------------------------------------------- parts


def _require(by: User | None, village: Village, *roles: Role) -> None:
    if by is not None:
        access.require(by, village, *roles)


def _wrong(village: Village, project: Project | None, data: ProjectInput) -> list[DomainError]:
    lengths = {
        "name": NAME_LENGTH, "about": ABOUT_LENGTH, "funding": FUNDING_LENGTH, "answers": NAME_LENGTH,
        "result": ABOUT_LENGTH,
    }  # fmt: skip
    found: list[DomainError] = []
    for field, most in lengths.items():
        said = getattr(data, field).strip()
        found += tidy(said, field, most) + private.in_words(said, field)
        if not said and field in {"name", "about", "answers"}:
            found.append(DomainError(_("This must not be empty."), field=field, code="empty"))
    if data.stage not in ProjectStage.values:
        found.append(DomainError(_("This stage is not known."), field="stage", code="stage"))
    if data.ends_on is not None and data.ends_on < data.starts_on:
        found.append(DomainError(_("It cannot end before it begins."), field="ends_on", code="range"))
    if data.stage == ProjectStage.FINISHED:
        if data.ends_on is None:
            found.append(DomainError(_("On which day was it finished?"), field="ends_on", code="finished"))
        if not data.result.strip():
            found.append(DomainError(_("Say what came of it."), field="result", code="finished"))
    same = Project.objects.filter(village=village, name=data.name.strip(), starts_on=data.starts_on)
    if (same.exclude(pk=project.pk) if project else same).exists():
        found.append(DomainError(_("This project is there already."), field="name", code="name_taken"))
    return found


def _wrong_figures(year: int, rows: Sequence[Figure], today: date) -> list[DomainError]:
    found, names = [], set()
    if not FIRST_YEAR <= year <= today.year:
        found.append(DomainError(_("Choose a year that has been or is."), field="year", code="year"))
    if len(rows) > MOST_FIGURES:
        sentence = _("At most %(most)s figures a year.") % {"most": MOST_FIGURES}
        found.append(DomainError(sentence, code="too_many"))
    for number, one in enumerate(rows, start=1):
        if not 0 < len(one.name) <= FIGURE_LENGTH:
            sentence = _("Name the figure in at most %(most)s characters.") % {"most": FIGURE_LENGTH}
            found.append(DomainError(sentence, field=f"name_{number}", code="name"))
        elif one.name in names:
            found.append(DomainError(_("This figure stands twice."), field=f"name_{number}", code="twice"))
        names.add(one.name)
        found += private.in_words(one.name, f"name_{number}")
        found += tidy(one.unit, f"unit_{number}", UNIT_LENGTH)
        if abs(one.value) > MOST_VALUE:
            found.append(DomainError(_("This number is too large."), field=f"value_{number}", code="value"))
    return found
