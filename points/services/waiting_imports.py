"""Imports of the register that wait: thought over, given up, or swept away because nobody came back to them."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from points.enums import Role
from points.models import RegisterImport, User, Village
from points.queries import access
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, Gone

#: Who keeps the register.
MAY_IMPORT = (Role.ADMINISTRATOR,)


@transaction.atomic
def reconsider(
    *, village: Village, import_id: uuid.UUID, joined_on: date, with_base: bool, by: User, at: datetime
) -> RegisterImport:
    """Change what the person said beside the file."""
    found = held(village, import_id, by)
    must_have_come(joined_on, at)
    found.joined_on, found.with_base = joined_on, with_base
    found.save(update_fields=["joined_on", "with_base"])
    return found


@transaction.atomic
def give_up(*, village: Village, import_id: uuid.UUID, by: User) -> None:
    """Remove it; nothing of it has reached the register."""
    held(village, import_id, by).delete()


def held(village: Village, import_id: uuid.UUID, by: User) -> RegisterImport:
    """The import, its row locked. Raises :class:`Gone` where it was confirmed or given up."""
    access.require(by, village, *MAY_IMPORT)
    found = RegisterImport.objects.select_for_update().filter(village=village, pk=import_id).first()
    if found is None:
        raise Gone(
            _("This import was confirmed or given up already. Look at the register, or upload the file again."),
            code="import_gone",
        )
    found.village = village
    return found


def must_have_come(day: date, at: datetime) -> None:
    if day > clock.local_day(at):
        raise DomainError(_("This day is still to come."), field="joined_on", code="future")


@transaction.atomic
def sweep(*, village: Village, before: datetime) -> int:
    """Remove imports uploaded before a moment; returns how many."""
    count, _detail = RegisterImport.objects.filter(village=village, made_at__lt=before).delete()
    return count
