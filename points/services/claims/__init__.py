"""Claims 申报: typing in, changing, sending up. :func:`change_state` is the one writer of ``Claim.state``."""

from points.services.claims import words
from points.services.claims.batches import look_at, recheck, send_up
from points.services.claims.changes import delete_draft, drop_draft, edit_claim, withdraw
from points.services.claims.entry import enter_claim, enter_claims, enter_deed
from points.services.claims.inputs import ClaimInput, DeedInput, next_slip
from points.services.claims.measure import set_measure, write_measures
from points.services.claims.online import claim_online, correct_online, replace_online
from points.services.claims.preview import preview
from points.services.claims.state import change_state

__all__ = [
    "ClaimInput",
    "DeedInput",
    "change_state",
    "claim_online",
    "correct_online",
    "delete_draft",
    "drop_draft",
    "edit_claim",
    "enter_claim",
    "enter_claims",
    "enter_deed",
    "look_at",
    "next_slip",
    "preview",
    "recheck",
    "replace_online",
    "send_up",
    "set_measure",
    "withdraw",
    "words",
    "write_measures",
]
