"""From the draft to the last tick: checked by a supervisor, published by the administrator, paid out."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from councils.enums import DividendState
from councils.models import Dividend, DividendLine
from councils.models.dividend import REMARK_LENGTH
from councils.queries.dividends import lists
from councils.services import tell
from councils.services.dividends.common import DividendStepError, carried_into, locked, require
from points.enums import NoticeKind, Role
from points.models import User
from points.services import audit
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed


@transaction.atomic
def check(*, dividend: Dividend, by: User, at: datetime) -> Dividend:
    """A supervisor, who did not draft it, has looked at every line. From then on it is frozen."""
    require(by, dividend.village, Role.SUPERVISOR)
    found = locked(dividend.village, dividend.pk, DividendState.DRAFT)
    if found.drafted_by_id == by.pk:
        raise NotAllowed(_("Another person than the one who drafted it checks it."), code="own_draft")
    if not found.units:
        raise DomainError(_("The list is empty: nobody has a person or a share on it."), code="empty_list")
    earlier = lists.before(found)
    if earlier and lists.unchecked(earlier).exists():
        sentence = _("A correction of %(year)s waits to be checked; it changes what is carried over.")
        raise DomainError(sentence % {"year": earlier.year}, code="correction_waits")
    if Dividend.objects.filter(village=found.village, year__lt=found.year).exclude(
        state__in=[DividendState.PUBLISHED, DividendState.PAID]
    ).exists():  # fmt: skip
        sentence = _("An earlier year is not published yet; it changes what is carried over.")
        raise DomainError(sentence, code="earlier_open")
    if carried_into(found) != found.carried_in:
        sentence = _("What is carried over has changed. Let the administrator save the numbers once more.")
        raise DomainError(sentence, code="carried_changed")
    found.state, found.checked_by, found.checked_at, found.remark = DividendState.CHECKED, by, at, ""
    found.save(update_fields=["state", "checked_by", "checked_at", "remark"])
    audit.record(by=by, at=at, action="dividend.checked", subject=found)
    return found


@transaction.atomic
def send_back(*, dividend: Dividend, words: str, by: User, at: datetime) -> Dividend:
    """The supervisor says what is wrong; the draft goes back to the administrator. Raises naming ``words``."""
    require(by, dividend.village, Role.SUPERVISOR)
    words = " ".join(words.split())
    if not 0 < len(words) <= REMARK_LENGTH:
        sentence = _("Say what is wrong, in at most %(most)s characters.") % {"most": REMARK_LENGTH}
        raise DomainError(sentence, field="words", code="words")
    found = locked(dividend.village, dividend.pk, DividendState.DRAFT, DividendState.CHECKED)
    found.state, found.checked_by, found.checked_at, found.remark = DividendState.DRAFT, None, None, words
    found.save(update_fields=["state", "checked_by", "checked_at", "remark"])
    audit.record(by=by, at=at, action="dividend.sent_back", subject=found)
    return found


@transaction.atomic
def publish(*, dividend: Dividend, by: User, at: datetime) -> Dividend:
    """Everybody reads the amounts with masked names, each household its own line."""
    require(by, dividend.village, Role.ADMINISTRATOR)
    found = locked(dividend.village, dividend.pk, DividendState.CHECKED)
    found.state, found.published_on = DividendState.PUBLISHED, clock.local_day(at)
    found.save(update_fields=["state", "published_on"])
    audit.record(by=by, at=at, action="dividend.published", subject=found)
    shares = DividendLine.objects.filter(village=found.village, dividend=found, units__gt=0)
    tell.dividend(found, NoticeKind.DIVIDEND, shares.values_list("household_id", flat=True), at)
    return found


@transaction.atomic
def finish(*, dividend: Dividend, by: User, at: datetime) -> Dividend:
    """Every line is ticked off and no correction waits."""
    require(by, dividend.village, Role.ADMINISTRATOR, Role.OFFICER)
    found = locked(dividend.village, dividend.pk, DividendState.PUBLISHED)
    if lists.unchecked(found).exists():
        raise DividendStepError(_("A correction waits to be checked."), code="correction_waits")
    left = DividendLine.objects.filter(village=found.village, dividend=found, paid_on=None).exclude(amount=0).count()
    if left:
        sentence = _("%(count)s lines are not ticked off yet.") % {"count": left}
        raise DividendStepError(sentence, code="unpaid")
    found.state, found.paid_out_on = DividendState.PAID, clock.local_day(at)
    found.save(update_fields=["state", "paid_out_on"])
    audit.record(by=by, at=at, action="dividend.paid_out", subject=found)
    return found


def reopened(dividend: Dividend) -> None:
    """Paid out no longer: a line was added or a tick taken back. In the caller's transaction."""
    if dividend.state == DividendState.PAID:
        dividend.state, dividend.paid_out_on = DividendState.PUBLISHED, None
        dividend.save(update_fields=["state", "paid_out_on"])
