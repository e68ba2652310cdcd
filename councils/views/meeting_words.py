"""What is said after a meeting was confirmed."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from councils.enums import MeetingState
from councils.services.meeting_confirm import Confirmed
from points.enums import ClaimState


def what_happened(done: Confirmed) -> str:
    if done.meeting.state != MeetingState.CONFIRMED:
        return _(
            "You stand behind this record now. It is decided when somebody of another body who was there confirms it "
            "too."
        )
    lines = [_("Confirmed.")]
    counts = {
        ClaimState.PUBLICISED: lambda n: ngettext("%(n)s claim is in publicity.", "%(n)s claims are in publicity.", n),
        ClaimState.TELLING: lambda n: ngettext(
            "%(n)s deduction is to be told to its household first.",
            "%(n)s deductions are to be told to their households first.",
            n,
        ),
        ClaimState.RETURNED: lambda n: ngettext("%(n)s is returned.", "%(n)s are returned.", n),
        ClaimState.REJECTED: lambda n: ngettext("%(n)s is rejected.", "%(n)s are rejected.", n),
    }
    lines += [said(n) % {"n": n} for state, said in counts.items() if (n := done.states.get(state, 0))]
    if n := done.waiting:
        lines.append(ngettext("%(n)s line waits; read why below.", "%(n)s lines wait; read why below.", n) % {"n": n})
    if n := done.left:
        lines.append(ngettext("%(n)s line is left as it is.", "%(n)s lines are left as they are.", n) % {"n": n})
    return " ".join(lines)
