"""Where a claim stands, for its household: a sentence, and the steps of its course."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from points.enums import Channel, ClaimState
from points.models import Claim
from villagegov.kernel import clock
from villagegov.web.templatetags.web import short_day


def sentence_of(claim: Claim, today: date) -> str:
    """Where it stands, for its household."""
    reason = claim.decision_note
    until = claim.publicity_until
    if claim.state == ClaimState.SUBMITTED:
        return _("Waits for the committee.")
    if claim.state == ClaimState.RETURNED and claim.channel == Channel.ONLINE:
        return _("Sent back to you: %(reason)s") % {"reason": reason}
    if claim.state == ClaimState.RETURNED:
        return _("Sent back to the information officer: %(reason)s") % {"reason": reason}
    if claim.state == ClaimState.POSTED:
        return _("Counted. It stands in the passbook.")
    if claim.state == ClaimState.WITHDRAWN:
        return reason or _("Taken back; it counts for nothing.")
    if claim.state == ClaimState.REJECTED:
        return _("Not accepted: %(reason)s") % {"reason": reason}
    if claim.state == ClaimState.HELD:
        return _("Somebody objected. The supervisors are checking it; it is not counted meanwhile.")
    if until is not None and until >= today:
        return _("In publicity until %(day)s. Without an objection it counts after that.") % {"day": short_day(until)}
    return _("Publicity is over. It will be counted within the hour.")


def steps(claim: Claim) -> list[dict[str, str]]:
    """The course of a claim, for the steps component."""
    ends = [pgettext("step of a claim", "publicity"), pgettext("step of a claim", "counted")]
    course = [_("sent"), _("reviewed by the committee"), *ends]
    if claim.points < 0:
        course = [_("reviewed by the committee"), _("you were told"), *ends]
    at = _REACHED[ClaimState(claim.state)]
    notes = {0: _moment(claim.submitted_at) if claim.points > 0 else "", at: _note(claim)}
    if claim.state == ClaimState.WITHDRAWN:
        course = [_("sent"), _("taken back")]
    return [
        {
            "label": label,
            "state": "past" if number < at else "now" if number == at else "next",
            "note": notes.get(number, ""),
        }
        for number, label in enumerate(course)
    ]


#: The step on which a claim stands; beyond the last one all are done.
_REACHED = {
    ClaimState.DRAFT: 0,
    ClaimState.SUBMITTED: 1,
    ClaimState.RETURNED: 1,
    ClaimState.REJECTED: 1,
    ClaimState.WITHDRAWN: 1,
    ClaimState.TELLING: 1,
    ClaimState.PUBLICISED: 2,
    ClaimState.HELD: 2,
    ClaimState.POSTED: 4,
}


def _note(claim: Claim) -> str:
    if claim.state in (ClaimState.RETURNED, ClaimState.REJECTED, ClaimState.HELD):
        return str(claim.get_state_display())
    if claim.state == ClaimState.PUBLICISED:
        return _("until %(day)s") % {"day": short_day(claim.publicity_until)}
    return ""


def _moment(at: datetime | None) -> str:
    return short_day(clock.local_day(at)) if at else ""
