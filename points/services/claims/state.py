"""The one place where the state of a claim is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from points.enums import CLAIM_STEPS, ClaimState
from points.models import Claim
from points.services.notices import tell_of_claims
from villagegov.kernel.errors import DomainError, Problems, TransitionError

#: The moment that goes with a state, where the caller gives none.
_MOMENTS = {ClaimState.SUBMITTED: "submitted_at", ClaimState.POSTED: "posted_at"}


def change_state(*, claims: Sequence[Claim], to: ClaimState, at: datetime, **fields: Any) -> None:
    """Take every claim to ``to`` and write ``fields`` with it, in one UPDATE; the objects follow.

    The caller holds the claims' row locks and is in a transaction. Claims are of one village. Raises
    :class:`TransitionError` (several as :class:`Problems`), naming each claim from whose state there is no such step;
    nothing is written then.
    """
    if not claims:
        return
    Problems.raise_if([_no_step(claim, to) for claim in claims if to not in CLAIM_STEPS[ClaimState(claim.state)]])
    if moment := _MOMENTS.get(to):
        fields.setdefault(moment, at)
    village_id = claims[0].village_id
    states = {claim.state for claim in claims}
    changed = Claim.objects.filter(
        village_id=village_id, id__in=[claim.pk for claim in claims], state__in=states
    ).update(state=to, **fields)
    if changed != len({claim.pk for claim in claims}):
        # Not locked, or not of one village: a fault of the caller, found before it can be committed.
        raise TransitionError(
            _("This has been changed by somebody else in the meantime. Load the page anew and look again."),
            code="state_changed",
        )
    for claim in claims:
        claim.state = to
        for name, value in fields.items():
            if not hasattr(value, "resolve_expression"):
                setattr(claim, name, value)
    tell_of_claims(claims=claims, to=to, at=at)


def _no_step(claim: Claim, to: ClaimState) -> DomainError:
    return TransitionError(
        _("“%(claim)s” of %(day)s is now “%(state)s” and cannot become “%(to)s”. Load the page anew.")
        % {
            "claim": f"{claim.item_code} {claim.item_name}",
            "day": f"{claim.day:%Y-%m-%d}",
            "state": ClaimState(claim.state).label,
            "to": ClaimState(to).label,
        },
        code="no_such_step",
        subject=claim.pk,
    )


def outline(claim: Claim) -> dict[str, object]:
    """What the audit keeps of a claim: no names, no notes."""
    return {
        "household": str(claim.household_id),
        "item": claim.item_code,
        "day": claim.day,
        "quantity": claim.quantity,
        "points": claim.points,
        "state": claim.state,
    }
