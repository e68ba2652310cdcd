"""Settlements and the households that live in them, drawn up by the administrator."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from councils.models import Body, Settlement, SettlementHousehold, VillageRules
from councils.queries.serving.areas import on_register
from points.enums import Role
from points.models import User, Village
from points.queries import access
from points.services import audit
from points.services.locks import lock_village
from villagegov.kernel.errors import DomainError, Gone, Problems

NAME_LENGTH, MOST_NUMBER = 30, 999


@transaction.atomic
def save_settlement(
    *,
    village: Village,
    settlement: Settlement | None = None,
    number: int,
    name: str,
    households: Collection[uuid.UUID],
    by: User | None,
    at: datetime,
) -> Settlement:
    """A new settlement, or another number, name or households of one.

    Raises :class:`DomainError` naming ``number``, ``name`` or ``households``.
    """
    if by is not None:
        access.require(by, village, Role.ADMINISTRATOR)
    lock_village(village)
    name = " ".join(name.split())
    wanted = set(households)
    Problems.raise_if(_wrong(village, settlement, number, name, wanted))
    found = settlement or Settlement(village=village)
    found.number, found.name = number, name
    found.save()
    # Only where a household lives today is asked for, so the rows are simply drawn up anew.
    SettlementHousehold.objects.filter(village=village, settlement=found).delete()
    SettlementHousehold.objects.bulk_create(
        SettlementHousehold(village=village, settlement=found, household_id=key) for key in sorted(wanted)
    )
    audit.record(
        by=by, at=at, action="settlement.saved", subject=found, after={"number": number, "households": len(wanted)}
    )
    return found


def _wrong(
    village: Village, settlement: Settlement | None, number: int, name: str, wanted: set[uuid.UUID]
) -> list[DomainError]:
    others = Settlement.objects.filter(village=village)
    if settlement is not None:
        others = others.exclude(pk=settlement.pk)
    found = []
    if not 1 <= number <= MOST_NUMBER:
        found.append(DomainError(_("Number the settlement 1 or higher."), field="number", code="number"))
    elif others.filter(number=number).exists():
        sentence = _("Settlement %(number)s is there already. Choose another number.") % {"number": number}
        found.append(DomainError(sentence, field="number", code="number_taken"))
    if not name or len(name) > NAME_LENGTH:
        sentence = _("Give the settlement a name of at most %(most)s characters.") % {"most": NAME_LENGTH}
        found.append(DomainError(sentence, field="name", code="name"))
    elif others.filter(name=name).exists():
        found.append(DomainError(_("Another settlement has this name."), field="name", code="name_taken"))
    if on_register(village).filter(pk__in=wanted).count() != len(wanted):
        sentence = _("One of the households is not on the village’s register. Write the numbers anew.")
        found.append(DomainError(sentence, field="households", code="household_unknown"))
    rows = SettlementHousehold.objects.filter(village=village, household__in=wanted)
    taken = rows.exclude(settlement=settlement.pk if settlement else None).select_related("household", "settlement")
    if row := taken.first():
        sentence = _("Household %(number)s belongs to %(settlement)s. Take it out there first.")
        values = {"number": row.household.number, "settlement": row.settlement.name}
        found.append(DomainError(sentence % values, field="households", code="household_taken"))
    return found


@transaction.atomic
def remove_settlement(*, settlement: Settlement, by: User, at: datetime) -> None:
    """Take a settlement away that has neither bodies nor a convention."""
    access.require(by, settlement.village, Role.ADMINISTRATOR)
    lock_village(settlement.village)
    found = Settlement.objects.filter(village=settlement.village_id, pk=settlement.pk).first()
    if found is None:
        raise Gone(_("This settlement is no longer there."), code="settlement_gone")
    if Body.objects.filter(village=settlement.village_id, settlement=found).exists():
        raise DomainError(_("The settlement has bodies, so it stays. Rename it instead."), code="settlement_used")
    if VillageRules.objects.filter(village=settlement.village_id, settlement=found).exists():
        raise DomainError(_("The settlement has a convention, so it stays. Rename it instead."), code="settlement_used")
    audit.record(by=by, at=at, action="settlement.removed", subject=found, before={"number": found.number})
    SettlementHousehold.objects.filter(village=settlement.village_id, settlement=found).delete()
    found.delete()
