"""Founding a body, changing what is written of it, closing it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from councils.enums import BodyKind
from councils.models import Body, Grid, Settlement
from councils.models.body import DUTY_LENGTH, PHONE_LENGTH
from councils.queries.bodies import seats_on
from councils.services.texts import tidy
from points.enums import Role
from points.models import Group, User, Village
from points.queries import access
from points.services import audit
from points.services.locks import lock_village
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, Gone, Problems

NAME_LENGTH = 60
_AREAS = {"group": Group, "grid": Grid, "settlement": Settlement}
#: Bodies there is one of in a village: their members are constituencies, or supervise.
ONE_OF_A_VILLAGE = (
    BodyKind.BRANCH, BodyKind.VILLAGE_COMMITTEE, BodyKind.SUPERVISION, BodyKind.REPRESENTATIVES, BodyKind.REVIEW,
)  # fmt: skip


@dataclass(frozen=True)
class BodyInput:
    name: str
    kind: str
    #: ``("settlement", key)``; None: the village's own.
    area: tuple[str, uuid.UUID] | None = None
    duty: str = ""
    office_phone: str = ""


@transaction.atomic
def found_body(
    *, village: Village, data: BodyInput, id: uuid.UUID | None = None, by: User | None, at: datetime
) -> Body:
    """A new body. The same id again is the first one. Raises :class:`DomainError` naming the field."""
    if by is not None:
        access.require(by, village, Role.ADMINISTRATOR)
    lock_village(village)
    if id is not None and (known := Body.objects.filter(village=village, pk=id).first()):
        return known
    body = Body(village=village, **({"pk": id} if id else {}))
    _write(body, data)
    body.save(force_insert=True)
    audit.record(by=by, at=at, action="body.added", subject=body, after={"kind": data.kind})
    return body


@transaction.atomic
def change_body(*, body: Body, data: BodyInput, by: User | None, at: datetime) -> Body:
    """Another name, duty, telephone, area; the kind stays, because votes were given on it."""
    if by is not None:
        access.require(by, body.village, Role.ADMINISTRATOR)
    lock_village(body.village)
    locked = _locked(body)
    if data.kind != locked.kind:
        sentence = _("The kind of a body stays, because decisions rest on it. Close this one and found another.")
        raise DomainError(sentence, field="kind", code="kind_stays")
    before = {"name": locked.name, "duty": locked.duty}
    _write(locked, data)
    locked.save()
    after = {"name": locked.name, "duty": locked.duty}
    audit.record(by=by, at=at, action="body.changed", subject=locked, before=before, after=after)
    return locked


@transaction.atomic
def close_body(*, body: Body, last_day: date, by: User | None, at: datetime) -> Body:
    """Nobody sits in it after its last day. Refused while somebody does."""
    if by is not None:
        access.require(by, body.village, Role.ADMINISTRATOR)
    lock_village(body.village)
    locked = _locked(body)
    if last_day > clock.local_day(at):
        raise DomainError(_("This day is still to come."), field="last_day", code="future")
    after = seats_on(body.village, last_day).filter(body=locked).exclude(term_to=last_day)
    if after.exists():
        sentence = _("Somebody sits in it beyond that day. End the seats first.")
        raise DomainError(sentence, field="last_day", code="still_seated")
    locked.closed_on = last_day
    locked.save(update_fields=["closed_on"])
    audit.record(by=by, at=at, action="body.closed", subject=locked, after={"day": last_day})
    return locked


def _locked(body: Body) -> Body:
    found = Body.objects.select_for_update().filter(village=body.village_id, pk=body.pk).first()
    if found is None:
        raise Gone(_("This body is no longer there."), code="body_gone")
    if found.closed_on:
        raise DomainError(_("This body is closed and stays as it was. Found another one."), code="body_closed")
    found.village = body.village
    return found


def _write(body: Body, data: BodyInput) -> None:
    name, duty, phone = (" ".join(text.split()) for text in (data.name, data.duty, data.office_phone))
    Problems.raise_if(_wrong(body, data, name, duty, phone))
    body.name, body.kind, body.duty, body.office_phone = name, data.kind, duty, phone
    body.group_id = body.grid_id = body.settlement_id = None
    if data.area:
        setattr(body, f"{data.area[0]}_id", data.area[1])


def _wrong(body: Body, data: BodyInput, name: str, duty: str, phone: str) -> list[DomainError]:
    others = Body.objects.filter(village=body.village_id).exclude(pk=body.pk)
    found = []
    for field, value, most in (
        ("name", name, NAME_LENGTH),
        ("duty", duty, DUTY_LENGTH),
        ("office_phone", phone, PHONE_LENGTH),
    ):
        found += tidy(value, field, most)
    if not name:
        found.append(DomainError(_("Give the body a name."), field="name", code="name"))
    elif others.filter(name=name).exists():
        sentence = _("A body of this name is there already. Choose another name.")
        found.append(DomainError(sentence, field="name", code="name_taken"))
    if data.kind not in BodyKind.values:
        found.append(DomainError(_("Choose what kind of body it is."), field="kind", code="kind"))
    elif data.kind in ONE_OF_A_VILLAGE and data.area:
        sentence = _("This kind of body is the whole village’s. Choose no area.")
        found.append(DomainError(sentence, field="area", code="of_the_village"))
    elif data.kind in ONE_OF_A_VILLAGE and others.filter(kind=data.kind, closed_on=None).exists():
        sentence = _("The village has such a body already. Add its members there.")
        found.append(DomainError(sentence, field="kind", code="kind_taken"))
    if data.area and not _is_area(body.village_id, data.area):
        found.append(DomainError(_("Choose an area of this village."), field="area", code="area"))
    return found


def _is_area(village_id: uuid.UUID, area: tuple[str, uuid.UUID]) -> bool:
    model = _AREAS.get(area[0])
    return model is not None and model._default_manager.filter(village=village_id, pk=area[1]).exists()
