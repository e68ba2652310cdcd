"""Claims 申报: typing in, changing, sending up. :func:`change_state` is the one writer of ``Claim.state``."""

from points.services.claims.batches import recheck, send_up
from points.services.claims.changes import delete_draft, edit_claim, withdraw
from points.services.claims.entry import enter_claim, enter_claims, enter_deed
from points.services.claims.inputs import ClaimInput, DeedInput
from points.services.claims.state import change_state

__all__ = [
    "ClaimInput",
    "DeedInput",
    "change_state",
    "delete_draft",
    "edit_claim",
    "enter_claim",
    "enter_claims",
    "enter_deed",
    "recheck",
    "send_up",
    "withdraw",
]
