"""Writing down what a meeting said: one page, exceptions only."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from councils.enums import MEETING_STEPS, MeetingState
from councils.forms.meetings import RecordForm
from councils.models import Meeting
from councils.queries import meetings as queries
from councils.queries.people import roll
from councils.services import meeting_record as services
from councils.views.meetings import meeting_or_404
from points.views.off import with_points
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view


@village_view(*queries.RECORDERS)
@with_points
def record(request: HttpRequest, number: int) -> HttpResponse:
    """Who came, which lines were struck, returned or changed. Everything else was approved by all who were there."""
    meeting = meeting_or_404(request, number)
    if MeetingState.RECORDED not in MEETING_STEPS[MeetingState(meeting.state)]:
        messages.info(
            request,
            _("The meeting is “%(state)s” and is recorded no more.") % {"state": MeetingState(meeting.state).label},
        )
        return redirect("councils:meeting", slug=meeting.village.slug, number=meeting.number)
    lines = queries.lines_of(meeting)
    people = queries.invited(roll(meeting.village, meeting.held_on), meeting.kind)
    sent = request.POST if request.method == "POST" else None
    form = RecordForm(sent, meeting=meeting, lines=lines, people=people, attendees=queries.attendees_of(meeting))
    if sent is not None and sent.get("act") == "more":
        form.leave_unjudged()
    elif sent is not None and form.is_valid() and _recorded(request, meeting, form):
        return redirect("councils:meeting", slug=meeting.village.slug, number=meeting.number)
    away = queries.keep_away(lines, people)
    context = {
        "village": meeting.village,
        "meeting": meeting,
        "form": form,
        "rows": [{"line": line, "away": away[line.number]} for line in lines],
    }
    return render(request, "councils/meeting_record.html", context)


def _recorded(request: HttpRequest, meeting: Meeting, form: RecordForm) -> bool:
    try:
        services.record(meeting=meeting, data=form.record(), by=request.user, at=clock.now())  # type: ignore[arg-type]
    except DomainError as error:
        form.add_domain_error(error)
        return False
    messages.success(
        request,
        _("Recorded. Upload photos of the signed sheet; then another attendee confirms it on their own account."),
    )
    return True
