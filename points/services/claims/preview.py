"""What a claim would break, said beside the fields before it is saved. Locks nothing and promises nothing."""

from __future__ import annotations

from datetime import datetime

from points.models import Claim, Household, Village
from points.services.claims.candidates import candidate_of_input
from points.services.claims.checks import Checks
from points.services.claims.inputs import ClaimInput
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError

#: What is asked further down on the form.
_NOT_YET_ASKED = frozenset({"evidence_missing"})


def preview(
    *, village: Village, data: ClaimInput, household: Household, at: datetime, correcting: Claim | None = None
) -> list[DomainError]:
    """Refusals of a claim that is being typed in; ``correcting`` is the claim it will replace."""
    candidate = candidate_of_input(data.tidy(), id=correcting.pk if correcting else None)
    checks = Checks(village, [candidate], {household.pk: household}, clock.local_day(at), replaceable=None)
    return [error for error in checks.problems(candidate) if error.code not in _NOT_YET_ASKED]
