"""Starting a village and changing its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from points.enums import Module, RegionLevel, Role
from points.models import LedgerHead, Region, User, Village, VillageSettings
from points.queries import access
from points.queries.villages import settings_on
from points.services import audit
from points.services.locks import lock_village
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, Problems

#: The numbers a village sets for itself.
NUMBERS = tuple(
    field.name
    for field in VillageSettings._meta.concrete_fields
    if field.name not in {"id", "village", "effective_from"}
)


@transaction.atomic
def ensure_region(*, path: list[str]) -> Region:
    """The town at the end of province/city/county/town, made where missing.

    Raises :class:`DomainError` where the path has not exactly four names.
    """
    if len(path) != len(RegionLevel) or not all(name.strip() for name in path):
        raise DomainError(
            _("Give the region as province/city/county/town, for example 四川省/乐山市/井研县/研经镇."), field="region"
        )
    parent: Region | None = None
    for level, name in zip(RegionLevel, path, strict=True):
        parent, _made = Region.objects.get_or_create(parent=parent, name=name.strip(), defaults={"level": level})
    assert parent is not None
    return parent


@transaction.atomic
def create_village(
    *,
    town: Region,
    name: str,
    slug: str,
    profile: str = "",
    points_on: bool = True,
    modules: Sequence[Module] = (),
    since: date,
    by: User | None,
    at: datetime,
) -> Village:
    """A village with its default numbers from ``since`` and an empty ledger.

    Raises :class:`DomainError` for an address that is taken or badly spelt and for a name that the town has already.
    """
    village = Village(
        town=town,
        name=name.strip(),
        slug=slug.strip(),
        profile=profile,
        points_on=points_on,
        modules=_in_order(modules),
    )
    _clean(village)
    try:
        with transaction.atomic():
            village.save(force_insert=True)
    except IntegrityError:
        _clean(village)  # somebody took the address or the name in this very moment: now it can be said
        raise
    VillageSettings.objects.create(village=village, effective_from=since)
    LedgerHead.objects.create(village=village)
    audit.record(by=by, at=at, action="village.created", subject=village, village_id=village.pk, after={"slug": slug})
    return village


@transaction.atomic
def change_village(
    *, village: Village, profile: str, privacy_contact: str, modules: Sequence[Module], by: User, at: datetime
) -> Village:
    """What the village says of itself, and what it uses. What a module has kept stays, and is shown again when it is
    switched on again. Raises :class:`DomainError` naming the field.
    """
    access.require(by, village, Role.ADMINISTRATOR)
    locked = Village.objects.select_for_update().get(pk=village.pk)
    new = {"profile": profile.strip(), "privacy_contact": privacy_contact.strip(), "modules": _in_order(modules)}
    before = {name: getattr(locked, name) for name in new}
    changed = [name for name, value in new.items() if value != before[name]]
    if not changed:
        return locked
    for name, value in new.items():
        setattr(locked, name, value)
    _clean(locked)
    locked.save(update_fields=changed)
    audit.record(
        by=by,
        at=at,
        action="village.changed",
        subject=locked,
        village_id=locked.pk,
        before={"modules": before["modules"]},
        after={"fields": changed, "modules": locked.modules},
    )
    return locked


def _in_order(modules: Sequence[Module]) -> list[str]:
    return [module.value for module in Module if module in modules]


@transaction.atomic
def change_settings(
    *, village: Village, by: User | None, at: datetime, effective_from: date, **numbers: Any
) -> VillageSettings:
    """New numbers from a day on, today at the earliest: history keeps the numbers it was made with.

    A second change for the same day replaces the first. Raises :class:`DomainError` naming each wrong number.
    """
    if effective_from < clock.local_day(at):
        raise DomainError(_("Choose today or a later day: what is past keeps its numbers."), field="effective_from")
    lock_village(village)
    current = settings_on(village, effective_from)
    before = {name: getattr(current, name) for name in NUMBERS}
    if unknown := set(numbers) - set(NUMBERS):
        raise TypeError(f"no such numbers: {sorted(unknown)}")
    row = VillageSettings.objects.filter(village=village, effective_from=effective_from).select_for_update().first()
    row = row or VillageSettings(village=village, effective_from=effective_from)
    for name in NUMBERS:
        setattr(row, name, numbers.get(name, before[name]))
    if row.quorum_constituencies > row.quorum_votes:
        raise DomainError(
            _("Members of %(count)s constituencies cannot come from fewer people. Ask for at least as many members.")
            % {"count": row.quorum_constituencies},
            field="quorum_constituencies",
        )
    _clean(row)
    row.save()
    after = {name: getattr(row, name) for name in NUMBERS}
    changed = [name for name in NUMBERS if before[name] != after[name]]
    audit.record(
        by=by,
        at=at,
        action="settings.changed",
        subject=row,
        before={name: before[name] for name in changed},
        after={"effective_from": effective_from, **{name: after[name] for name in changed}},
    )
    return row


def _clean(row: Village | VillageSettings) -> None:
    """Django's own validation, constraints included, as refusals."""
    try:
        row.full_clean(exclude=["village"] if isinstance(row, VillageSettings) and not row._state.adding else None)
    except ValidationError as error:
        fields = error.message_dict
        raise Problems(
            [
                DomainError(message, field=None if name == "__all__" else name, code="invalid")
                for name, sentences in fields.items()
                for message in sentences
            ]
        ) from error
