"""What every act on a dividend begins with, and the sums of a draft."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.db.models import DecimalField, F, Func, Sum
from django.utils.translation import gettext as _

from councils.enums import DividendState
from councils.models import Dividend, DividendLine
from councils.queries.dividends import lists, money
from councils.services.modules import require_used
from points.enums import Module, Role
from points.models import User, Village
from points.queries import access
from points.services.locks import lock_village
from villagegov.kernel.errors import DomainError, Gone


class DividendStepError(DomainError):
    """The dividend is not in a state from which this step can be taken."""


def require(by: User, village: Village, *roles: Role) -> None:
    """Nothing is written where the village does not use this part, nor by others."""
    require_used(village, Module.ECONOMY)
    access.require(by, village, *roles)


def locked(village: Village, key: uuid.UUID, *states: DividendState) -> Dividend:
    """The row as it is now, under the village's lock, in one of the states."""
    lock_village(village)
    found = Dividend.objects.filter(village=village, pk=key).first()
    if found is None:
        raise Gone(_("This dividend is no longer there."), code="dividend_gone")
    found.village = village
    if found.state not in states:
        sentence = _("The dividend of %(year)s is at: %(state)s. Open the page anew.")
        values = {"year": found.year, "state": found.get_state_display()}
        raise DividendStepError(sentence % values, code="dividend_state")
    return found


def trunc(value: Func | F | Decimal | object) -> Func:
    """To the cent, towards zero, in the database."""
    return Func(value, 2, function="TRUNC", output_field=DecimalField(max_digits=14, decimal_places=2))


def carried_into(dividend: Dividend) -> Decimal:
    """Yuan, from the latest earlier one."""
    earlier = lists.before(dividend)
    return lists.left_over(earlier) if earlier else Decimal(0)


def recount(dividend: Dividend) -> None:
    """Work the draft's sums out anew from its numbers and its list, and write the lines' amounts. Four queries."""
    rows = DividendLine.objects.filter(village=dividend.village_id, dividend=dividend)
    dividend.amount = money.amount_of(dividend.profit, dividend.share_percent)
    dividend.carried_in = carried_into(dividend)
    total = dividend.amount + dividend.carried_in
    if total <= 0:
        sentence = _("Nothing is left to share out: corrections of the year before took more than this amount.")
        raise DomainError(sentence, field="profit", code="nothing_left")
    dividend.units = rows.aggregate(sum=Sum("units"))["sum"] or Decimal(0)
    dividend.per_unit = money.per_unit(total, dividend.units, dividend.step)
    rows.update(amount=trunc(F("units") * dividend.per_unit))
    dividend.distributed = rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    dividend.remainder = total - dividend.distributed
    dividend.save()
