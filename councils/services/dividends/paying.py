"""Who has signed for the money: ticked off from the signed sheet, a wrong tick taken back."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from councils.enums import DIVIDEND_PUBLIC, DividendState
from councils.models import Dividend, DividendLine
from councils.queries.dividends import lists
from councils.services.dividends.common import locked, require
from councils.services.dividends.steps import reopened
from points.models import User
from points.services import audit
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, Gone


@transaction.atomic
def tick(*, dividend: Dividend, lines: Collection[uuid.UUID], paid_on: date, by: User, at: datetime) -> int:
    """Returns how many were ticked off; those that are already stay as they are. Raises naming ``paid_on``, ``lines``.

    A correction that waits for its check is not paid; that a household gave money back is ticked off the same way.
    """
    require(by, dividend.village, *lists.PAYERS)
    found = locked(dividend.village, dividend.pk, *DIVIDEND_PUBLIC)
    if paid_on > clock.local_day(at):
        raise DomainError(_("This day is still to come."), field="paid_on", code="future")
    if found.published_on and paid_on < found.published_on:
        sentence = _("It was published on %(day)s; nothing was paid before.") % {
            "day": f"{found.published_on:%Y-%m-%d}"
        }
        raise DomainError(sentence, field="paid_on", code="too_early")
    rows = DividendLine.objects.filter(lists.COUNTS, village=found.village, dividend=found, pk__in=set(lines))
    if not lines or rows.count() != len(set(lines)):
        raise DomainError(_("Tick the lines that were signed for."), field="lines", code="lines")
    ticked = rows.filter(paid_on=None).update(paid_on=paid_on, paid_by=by)
    if ticked:
        audit.record(by=by, at=at, action="dividend.ticked", subject=found, after={"lines": ticked, "paid_on": paid_on})
    return ticked


@transaction.atomic
def untick(*, dividend: Dividend, line: uuid.UUID, by: User, at: datetime) -> DividendLine:
    """A wrong tick is taken back; a dividend that was paid out is open again."""
    require(by, dividend.village, *lists.PAYERS)
    found = locked(dividend.village, dividend.pk, DividendState.PUBLISHED, DividendState.PAID)
    row = DividendLine.objects.filter(village=found.village, dividend=found, pk=line).first()
    if row is None:
        raise Gone(_("This line is no longer there."), code="line_gone")
    if row.paid_on is not None:
        reopened(found)
        row.paid_on = row.paid_by = None
        row.save(update_fields=["paid_on", "paid_by"])
        audit.record(by=by, at=at, action="dividend.unticked", subject=found, after={"line": str(row.pk)})
    return row
