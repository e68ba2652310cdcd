"""Quantity and points as the review chose them: the ONE place where those of a claim that has been sent up change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from points.enums import ClaimState
from points.models import Claim, User
from points.services import audit
from points.services.claims import words
from points.services.claims.checks import MOST_UNITS
from points.services.claims.state import outline
from villagegov.kernel.errors import DomainError, TransitionError


def set_measure(claim: Claim, *, quantity: int | None = None, unit_points: int | None = None) -> None:
    """Set the object's quantity and points of one unit; nothing is written. ``claim.item`` should be loaded.

    A changed claim begins a new round of review: votes on other points do not count for these. Raises
    :class:`DomainError` naming ``quantity`` or ``unit_points``.
    """
    quantity = claim.quantity if quantity is None else quantity
    unit_points = claim.unit_points if unit_points is None else unit_points
    if quantity < 1:
        raise words.too_few()
    if quantity > MOST_UNITS:
        raise words.too_many(quantity, MOST_UNITS)
    if unit_points != claim.unit_points and not claim.item.is_range:
        raise DomainError(
            _("The rules give “%(item)s” %(points)s points, no more and no less.")
            % {"item": words.item_label(claim.item), "points": abs(claim.unit_points)},
            field="unit_points",
            code="no_range",
        )
    if unit_points != claim.unit_points and not claim.item.allows(unit_points):
        raise words.points_outside(claim.item)
    if (quantity, unit_points) == (claim.quantity, claim.unit_points):
        return
    claim.quantity, claim.unit_points, claim.points = quantity, unit_points, quantity * unit_points
    claim.review_round += 1


def write_measures(*, claims: Sequence[Claim], by: User, at: datetime) -> None:
    """Write what :func:`set_measure` set, in one UPDATE. The caller holds the claims' locks and has checked them anew.

    What stood before is read here, so that the audit keeps both.
    """
    if not claims:
        return
    if any(claim.state != ClaimState.SUBMITTED for claim in claims):
        raise TransitionError(
            _("Only a claim that waits for review can be changed by it. Load the page anew."), code="claim_not_open"
        )
    rows = Claim.objects.filter(village=claims[0].village_id, pk__in=[claim.pk for claim in claims])
    before = {row.pk: outline(row) for row in rows}
    Claim.objects.filter(village=claims[0].village_id).bulk_update(
        claims, ["quantity", "unit_points", "points", "review_round"]
    )
    audit.record_many(
        [
            audit.row(
                by=by,
                at=at,
                action="claim.points_chosen",
                subject=claim,
                before=before[claim.pk],
                after={**outline(claim), "round": claim.review_round},
            )
            for claim in claims
        ]
    )
