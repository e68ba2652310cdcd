"""What the village's slip books say of a number that is being entered: a remark or a refusal, as it settled."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from datetime import date

from django.utils.translation import gettext as _

from points.enums import SlipBooks
from points.models import Claim, Household, Village
from points.queries import slips
from points.queries.slips import Finding
from points.queries.villages import settings_on
from villagegov.kernel.errors import DomainError


def rule_on(village: Village, day: date) -> SlipBooks:
    return SlipBooks(settings_on(village, day).slip_books)


def remarks(
    village: Village, wanted: Mapping[str, Household | None], *, own_ids: Collection[uuid.UUID] = ()
) -> dict[str, DomainError]:
    """What is to be said of each number, entered for the household beside it (None: for many); nothing of the others.

    A number that stands on its own claim already (``own_ids``) is left in peace: the books may be younger than it.
    Three queries.
    """
    if own_ids and wanted:
        rows = Claim.objects.filter(village=village, id__in=own_ids, slip_number__in=wanted)
        standing = set(rows.values_list("slip_number", flat=True))
        wanted = {slip: household for slip, household in wanted.items() if slip not in standing}
    found = slips.find(village, wanted)
    said = {slip: _remark(finding, wanted[slip]) for slip, finding in found.items()}
    return {slip: error for slip, error in said.items() if error}


def _remark(finding: Finding, household: Household | None) -> DomainError | None:
    slip, book = finding.slip, finding.book
    if book is None:
        return _error(
            _("%(slip)s is in none of the village’s slip books. Look at the paper; or enter it without a number.")
            % {"slip": slip},
            "slip_in_no_book",
        )
    if finding.printed_as:
        sentence = _("In the slip book this number is written %(printed)s.") % {"printed": finding.printed_as}
        return _error(sentence, "slip_written_otherwise")
    if finding.spoiled:
        return _error(
            _("%(slip)s is recorded as spoiled (%(reason)s). If it is not, undo that in the slip book first.")
            % {"slip": slip, "reason": finding.spoiled},
            "slip_spoiled",
        )
    if finding.of_other_group(household):
        assert household is not None and book.group is not None
        return _error(
            _("%(slip)s is from the book of %(group)s, and %(household)s lives in another group. Look at the paper.")
            % {"slip": slip, "group": book.group.name, "household": f"{household.number} {household.head_name}"},
            "slip_of_other_group",
        )
    return None


def _error(sentence: str, code: str) -> DomainError:
    return DomainError(sentence, field="slip_number", code=code)
