"""A published list is never altered: what was wrong is put right by a line of its own, which a second person checks."""

from __future__ import annotations

import uuid
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from councils.enums import DIVIDEND_PUBLIC, DividendReason, DividendState
from councils.models import Dividend, DividendLine
from councils.queries.dividends import lists, money
from councils.services import tell
from councils.services.dividends.common import locked, recount, require
from councils.services.dividends.drafting import MOST_UNITS
from councils.services.dividends.steps import reopened
from points.enums import NoticeKind, Role
from points.models import Household, User
from points.services import audit
from villagegov.db.keys import new_id
from villagegov.kernel.errors import DomainError, Gone, NotAllowed, Problems


@transaction.atomic
def add(
    *,
    dividend: Dividend,
    household: Household,
    units: Decimal,
    reason: str,
    id: uuid.UUID | None = None,
    by: User,
    at: datetime,
) -> DividendLine:
    """People or shares more, or fewer with a minus, at the year's money for each. It comes out of what is carried over.

    Counts when a supervisor has checked it. Raises :class:`DomainError` naming ``units`` or ``reason``.
    """
    require(by, dividend.village, Role.ADMINISTRATOR)
    found = locked(dividend.village, dividend.pk, *DIVIDEND_PUBLIC)
    if id and (done := DividendLine.objects.filter(village=found.village, pk=id, added_by=by).first()):
        return done
    rows = DividendLine.objects.filter(village=found.village, dividend=found, household=household)
    has = rows.aggregate(units=Sum("units"), last=Max("number"))
    Problems.raise_if(_wrong(found, household, units, has["units"] or Decimal(0), reason))
    reopened(found)
    made = DividendLine(
        id=id or new_id(), village=found.village, dividend=found, household=household, number=(has["last"] or 0) + 1,
        units=units, amount=money.line_amount(units, found.per_unit), reason=reason, added_by=by, added_at=at,
    )  # fmt: skip
    made.save(force_insert=True)
    audit.record(by=by, at=at, action="dividend.corrected", subject=found, after={"amount": str(made.amount)})
    return made


@transaction.atomic
def check(*, line: DividendLine, by: User, at: datetime) -> DividendLine:
    """A supervisor, who did not add it, has looked at it. A draft of the next year takes it into account."""
    found, row = _waiting(line, by, Role.SUPERVISOR)
    if row.added_by_id == by.pk:
        raise NotAllowed(_("Another person than the one who added it checks it."), code="own_line")
    row.checked_by, row.checked_at = by, at
    row.save(update_fields=["checked_by", "checked_at"])
    following = lists.after(found)
    if following and following.state == DividendState.DRAFT:
        following.village = found.village
        recount(following)
    audit.record(by=by, at=at, action="dividend.correction_checked", subject=found, after={"amount": str(row.amount)})
    tell.dividend(found, NoticeKind.DIVIDEND_CORRECTED, [row.household_id], at)
    return row


@transaction.atomic
def drop(*, line: DividendLine, by: User, at: datetime) -> None:
    """Nothing was wrong after all, or the supervisor does not agree: the line that waits goes."""
    found, row = _waiting(line, by, Role.SUPERVISOR, Role.ADMINISTRATOR)
    audit.record(by=by, at=at, action="dividend.correction_dropped", subject=found, before={"amount": str(row.amount)})
    DividendLine.objects.filter(village=found.village, pk=row.pk).delete()


def _waiting(line: DividendLine, by: User, *roles: Role) -> tuple[Dividend, DividendLine]:
    dividend = line.dividend
    require(by, dividend.village, *roles)
    found = locked(dividend.village, dividend.pk, *DIVIDEND_PUBLIC)
    row = DividendLine.objects.filter(village=found.village, pk=line.pk, number__gt=0, checked_by=None).first()
    if row is None:
        raise Gone(_("This correction is no longer waiting."), code="line_gone")
    return found, row


def _wrong(dividend: Dividend, household: Household, units: Decimal, has: Decimal, reason: str) -> list[DomainError]:
    found = []
    following = lists.after(dividend)
    if following and following.state != DividendState.DRAFT:
        sentence = _("What was left went into the dividend of %(year)s already. Correct it there.")
        found.append(DomainError(sentence % {"year": following.year}, code="carried_on"))
    if household.village_id != dividend.village_id:
        found.append(DomainError(_("This household belongs to another village."), field="household", code="village"))
    if not units or abs(units) > MOST_UNITS or (dividend.by_heads and units != int(units)):
        found.append(DomainError(_("Say how many more, or fewer with a minus."), field="units", code="units"))
    elif has + units < 0:
        sentence = _("It stands with %(units)s on the list; not so many can be taken off.") % {"units": f"{has:f}"}
        found.append(DomainError(sentence, field="units", code="below_zero"))
    if reason not in DividendReason.values:
        found.append(DomainError(_("Choose the reason."), field="reason", code="reason"))
    return found
