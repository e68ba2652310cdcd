"""The draft of a year's dividend: its numbers, and the list of households frozen as of a day."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from councils.enums import DividendState, Rounding
from councils.models import Dividend, DividendLine
from councils.models.dividend import DECIDED_LENGTH
from councils.queries.dividends import lists, money
from councils.services.dividends.common import locked, recount, require
from points.enums import Role
from points.models import User, Village
from points.services import audit
from points.services.locks import lock_village
from villagegov.db.copying import insert_many
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, Problems

FIRST_YEAR = 1980
MOST_YUAN = Decimal("9999999999.99")
MOST_UNITS = Decimal("999999.99")


@dataclass(frozen=True)
class DividendInput:
    """``profit`` in yuan, ``share_percent`` in per cent, ``step`` in cents."""

    year: int
    profit: Decimal
    share_percent: Decimal
    basis: str
    entitled_on: date
    decided: str
    step: int = Rounding.CENT


@transaction.atomic
def draft(*, village: Village, data: DividendInput, id: uuid.UUID | None = None, by: User, at: datetime) -> Dividend:
    """A new year with its list. The id is made with the form: sent twice it is one.

    Raises :class:`DomainError` naming ``year``, ``profit``, ``share_percent``, ``entitled_on`` or ``decided``.
    """
    require(by, village, Role.ADMINISTRATOR)
    lock_village(village)
    if id and (done := Dividend.objects.filter(village=village, pk=id, drafted_by=by).first()):
        return done
    _check(village, None, data, clock.local_day(at))
    amount = money.amount_of(data.profit, data.share_percent)
    made = Dividend(id=id or new_id(), village=village, drafted_by=by, drafted_at=at, amount=amount, remainder=amount)
    _take(made, data)
    made.save(force_insert=True)
    _list(made, by, at)
    recount(made)
    audit.record(by=by, at=at, action="dividend.drafted", subject=made, after=_told(made))
    return made


@transaction.atomic
def change(*, dividend: Dividend, data: DividendInput, by: User, at: datetime) -> Dividend:
    """Other numbers of a draft. Another day or way makes the list anew. Raises what :func:`draft` raises."""
    require(by, dividend.village, Role.ADMINISTRATOR)
    found = locked(dividend.village, dividend.pk, DividendState.DRAFT)
    _check(found.village, found, data, clock.local_day(at))
    anew = (found.entitled_on, found.basis) != (data.entitled_on, data.basis)
    earlier = _told(found)
    _take(found, data)
    found.remark = ""
    if anew:
        _list(found, by, at)
    recount(found)
    audit.record(by=by, at=at, action="dividend.changed", subject=found, before=earlier, after=_told(found))
    return found


@transaction.atomic
def set_units(*, dividend: Dividend, units: Mapping[uuid.UUID, Decimal], by: User, at: datetime) -> int:
    """People or shares of some households of the list; returns how many changed. One household's number that cannot
    stand refuses all. Raises :class:`Problems` whose errors name ``units`` and the household.
    """
    require(by, dividend.village, Role.ADMINISTRATOR)
    found = locked(dividend.village, dividend.pk, DividendState.DRAFT)
    rows = {line.household_id: line for line in DividendLine.objects.filter(village=found.village, dividend=found)}
    Problems.raise_if([problem for key, number in units.items() if (problem := _wrong(found, rows.get(key), number))])
    changed = [rows[key] for key, number in units.items() if rows[key].units != number]
    for line in changed:
        line.units = units[line.household_id]
    DividendLine.objects.bulk_update(changed, ["units"], batch_size=500)
    found.remark = ""
    recount(found)
    audit.record(by=by, at=at, action="dividend.list_changed", subject=found, after={"lines": len(changed)})
    return len(changed)


@transaction.atomic
def delete(*, dividend: Dividend, by: User, at: datetime) -> None:
    """Throw a draft away."""
    require(by, dividend.village, Role.ADMINISTRATOR)
    found = locked(dividend.village, dividend.pk, DividendState.DRAFT)
    audit.record(by=by, at=at, action="dividend.deleted", subject=found, before=_told(found))
    DividendLine.objects.filter(village=found.village, dividend=found).delete()
    Dividend.objects.filter(village=found.village, pk=found.pk).delete()


# ------------------------------------------------------------------------------------------------------------- parts


def _take(dividend: Dividend, data: DividendInput) -> None:
    for name in ("year", "profit", "share_percent", "basis", "entitled_on", "step"):
        setattr(dividend, name, getattr(data, name))
    dividend.decided = data.decided.strip()


def _told(dividend: Dividend) -> dict[str, object]:
    names = ("year", "profit", "share_percent", "amount", "carried_in", "per_unit", "remainder")
    return {name: str(getattr(dividend, name)) for name in names}


def _list(dividend: Dividend, by: User, at: datetime) -> None:
    """The households of the register on the day, in place of whatever was listed."""
    DividendLine.objects.filter(village=dividend.village_id, dividend=dividend).delete()
    found = lists.entitled(dividend.village, dividend.entitled_on, dividend.basis)
    insert_many(
        [
            DividendLine(
                id=new_id(), village=dividend.village, dividend=dividend, household_id=key, units=number,
                amount=Decimal(0), added_by=by, added_at=at,
            )
            for key, number in found.items()
        ]
    )  # fmt: skip


def _check(village: Village, dividend: Dividend | None, data: DividendInput, today: date) -> None:
    others = Dividend.objects.filter(village=village)
    if dividend is not None:
        others = others.exclude(pk=dividend.pk)
    found = []
    if not FIRST_YEAR <= data.year <= today.year:
        found.append(DomainError(_("Choose a year that has been or is."), field="year", code="year"))
    elif others.filter(year=data.year).exists():
        sentence = _("The dividend of %(year)s is there already.") % {"year": data.year}
        found.append(DomainError(sentence, field="year", code="year_taken"))
    elif others.filter(year__gt=data.year).exclude(state=DividendState.DRAFT).exists():
        sentence = _("A later year has been shared out already; an earlier one would change what it carried over.")
        found.append(DomainError(sentence, field="year", code="year_early"))
    if not 0 < data.profit <= MOST_YUAN:
        found.append(DomainError(_("Write the profit in yuan, above zero."), field="profit", code="profit"))
    if not 0 < data.share_percent <= 100:
        found.append(DomainError(_("Choose between 0 and 100 per cent."), field="share_percent", code="share"))
    elif data.profit > 0 and money.amount_of(data.profit, data.share_percent) <= 0:
        found.append(DomainError(_("Of this nothing is left to share out."), field="share_percent", code="nothing"))
    if data.entitled_on > today:
        found.append(DomainError(_("This day is still to come."), field="entitled_on", code="future"))
    if not 0 < len(data.decided.strip()) <= DECIDED_LENGTH:
        sentence = _("Say which meeting decided on it, and when, in at most %(most)s characters.")
        found.append(DomainError(sentence % {"most": DECIDED_LENGTH}, field="decided", code="decided"))
    Problems.raise_if(found)


def _wrong(dividend: Dividend, line: DividendLine | None, number: Decimal) -> DomainError | None:
    if line is None:
        return DomainError(_("This household is not on the list of that day."), field="units", code="not_listed")
    whole = dividend.by_heads
    if not 0 <= number <= MOST_UNITS or (whole and number != int(number)) or number.as_tuple().exponent < -2:  # type: ignore[operator]
        sentence = _("Write whole people, 0 or more.") if whole else _("Write shares, 0 or more, at most two decimals.")
        return DomainError(sentence, field="units", code="units", subject=line.household_id)
    return None
