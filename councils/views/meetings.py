"""Review meetings: the list of them, a new list, its print, the page of one meeting, the photos of its sheet."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from councils.enums import Decision, LineResult, MeetingKind, MeetingState
from councils.forms.meetings import OpenForm, ReasonForm, SheetsForm
from councils.models import Meeting, MeetingSheet
from councils.queries import line_numbers
from councils.queries import meetings as queries
from councils.queries.people import Person, roll
from councils.queries.sitting import Settled
from councils.services import meeting_confirm, meetings
from councils.views.meeting_words import what_happened
from points.enums import Role
from points.models import User, Village
from points.views.off import with_points
from villagegov.db.keys import as_uuid
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed
from villagegov.web.forms import PlainForm
from villagegov.web.village import village_view

PAGE_SIZE = 30


def meeting_or_404(request: HttpRequest, number: int) -> Meeting:
    meeting = queries.find(request.village, number)  # type: ignore[attr-defined]
    if meeting is None:
        raise Http404(number)
    return meeting


@require_safe
@village_view(*queries.LOOKERS)
@with_points
def listing(request: HttpRequest) -> HttpResponse:
    """Every meeting with what came of it, and how much waits for the next one."""
    village: Village = request.village  # type: ignore[attr-defined]
    waiting = queries.waiting(village, clock.today())
    context = {
        "village": village,
        "page_obj": Paginator(queries.listing(village), PAGE_SIZE).get_page(request.GET.get("page")),
        "committee": len(waiting.committee),
        "assembly": len(waiting.assembly),
        "may_open": _is(request, *queries.OPENERS),
    }
    return render(request, "councils/meetings.html", context)


@village_view(*queries.OPENERS)
@with_points
def new(request: HttpRequest) -> HttpResponse:
    """What waits becomes a numbered list."""
    village: Village = request.village  # type: ignore[attr-defined]
    waiting = queries.waiting(village, clock.today())
    form = OpenForm(request.POST or None, batches=waiting.batches(), with_assembly=bool(waiting.assembly))
    if request.method == "POST" and form.is_valid():
        try:
            meeting = meetings.open_meeting(
                village=village,
                id=form.cleaned_data["id"],
                held_on=form.cleaned_data["held_on"],
                kind=form.cleaned_data["kind"],
                batches=form.cleaned_data.get("batches", ()),
                by=request.user,  # type: ignore[arg-type]
                at=clock.now(),
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("The list is made. Print it and take it to the meeting."))
            return redirect("councils:meeting", slug=village.slug, number=meeting.number)
    context = {
        "village": village,
        "form": form,
        "committee": len(waiting.committee),
        "assembly": len(waiting.assembly),
    }
    return render(request, "councils/meeting_new.html", context)


@require_safe
@village_view(*queries.LOOKERS)
@with_points
def printed(request: HttpRequest, number: int) -> HttpResponse:
    """The list on A4: numbered lines, who keeps away from which, columns to tick, lines to sign."""
    meeting = meeting_or_404(request, number)
    lines, everybody = queries.lines_of(meeting), roll(meeting.village, meeting.held_on)
    people = queries.invited(everybody, meeting.kind)
    away = queries.keep_away(lines, people)
    context = {
        "village": meeting.village,
        "meeting": meeting,
        "rows": [{"line": line, "away": away[line.number]} for line in lines],
        "points": sum(line.points for line in lines),
        "people": [_signing(person, lines) for person in people],
        "assembly": meeting.kind == MeetingKind.ASSEMBLY,
        "unlisted": [person.name for person in people if not person.listed],
    }
    return render(request, "councils/meeting_print.html", context)


def _signing(person: Person, lines: Sequence[Any]) -> dict[str, Any]:
    numbers = [line.number for line in lines if person.why_barred(line.claim)]
    return {"person": person, "away": line_numbers.written(numbers)}


# ------------------------------------------------------------------------------------------------------- one meeting


def _looked_at(request: HttpRequest, number: int) -> Meeting:
    """The meeting, for the office and for whoever was there; others read in words that it is not theirs."""
    found = meeting_or_404(request, number)
    if not queries.may_look(request.user, found):  # type: ignore[arg-type]
        sentence = _("The record of a meeting is read by the office, and by those who were there and are in its roll.")
        raise NotAllowed(sentence, code="was_not_there")
    return found


@village_view(*Role)
@with_points
def meeting(request: HttpRequest, number: int) -> HttpResponse:
    """Where it stands: the list, the record with what it would decide, the photos, who confirms it, what came of it."""
    found = _looked_at(request, number)
    forms: dict[str, PlainForm] = {"photos": SheetsForm(), "refuse": ReasonForm(prefix="no"), "cancel": ReasonForm()}
    if request.method == "POST":
        act = request.POST.get("act", "")
        done = _ACTS[act](request, found, forms) if act in _ACTS else None
        if done is not None:
            return done
    return render(request, "councils/meeting.html", _page(request, found, forms))


def _page(request: HttpRequest, meeting: Meeting, forms: dict[str, PlainForm]) -> dict[str, Any]:
    attendees = queries.attendees_of(meeting)
    recorded = meeting.state == MeetingState.RECORDED
    settled = meeting_confirm.preview(meeting=meeting, at=clock.now()) if recorded else []
    lines = [] if recorded else queries.lines_of(meeting)
    user: User = request.user  # type: ignore[assignment]
    everybody = roll(meeting.village, meeting.held_on)
    mine = queries.attendee_of(attendees, user)
    return {
        "village": meeting.village,
        "meeting": meeting,
        "attendees": attendees,
        "sheets": queries.sheets_of(meeting),
        "settled": settled,
        "notable": [one for one in settled if one.notable],
        "recused": [one for one in settled if one.away and not one.notable],
        "line_count": len(settled) or len(lines),
        "decided_lines": [
            line for line in lines if line.decision != Decision.APPROVE or line.changed or line.result_note
        ],
        "summary": _summary(settled),
        "forms": forms,
        "obstacle": queries.cannot_confirm(meeting, attendees, everybody, user) if recorded else "",
        "mine": mine,
        "may_record": _is(request, *queries.RECORDERS),
        "office": _is(request, *queries.LOOKERS),
        "running": meeting.state in queries.RUNNING,
        "unlisted": [one.name for one in queries.invited(everybody, meeting.kind) if not one.listed],
        "steps": _steps(meeting),
        "assembly": meeting.kind == MeetingKind.ASSEMBLY,
    }


def _summary(settled: Sequence[Settled]) -> dict[str, int]:
    decided = [one for one in settled if one.result == LineResult.DECIDED]
    return {
        "approved": sum(one.decision == Decision.APPROVE for one in decided),
        "struck": sum(one.decision == Decision.REJECT for one in decided),
        "returned": sum(one.decision == Decision.RETURN for one in decided),
        "changed": sum(one.line.changed for one in settled),
        "away": sum(bool(one.away) for one in settled),
        "waiting": sum(one.result == LineResult.WAITING for one in settled),
        "left": sum(one.result == LineResult.LEFT for one in settled),
    }


def _steps(meeting: Meeting) -> list[dict[str, Any]]:
    """Printed, recorded, confirmed."""
    order = [MeetingState.OPEN, MeetingState.RECORDED, MeetingState.CONFIRMED]
    if meeting.state not in order:
        return []
    now = order.index(MeetingState(meeting.state))
    notes = [meeting.opened_at, meeting.recorded_at, meeting.confirmed_at]
    labels = [_("List printed"), _("Meeting recorded"), _("Confirmed by a second attendee")]
    return [
        {
            "label": label,
            "state": "past" if index <= now else "now" if index == now + 1 else "next",
            "note": f"{clock.local_day(note):%m-%d}" if note and index <= now else "",
        }
        for index, (label, note) in enumerate(zip(labels, notes, strict=True))
    ]


def _confirm(request: HttpRequest, meeting: Meeting, forms: dict[str, PlainForm]) -> HttpResponse:
    done = meeting_confirm.confirm(
        meeting=meeting,
        edition=_number(request.POST.get("edition", "")),
        by=request.user,  # type: ignore[arg-type]
        at=clock.now(),
    )
    messages.success(request, what_happened(done))
    return _back(meeting)


def _refuse(request: HttpRequest, meeting: Meeting, forms: dict[str, PlainForm]) -> HttpResponse | None:
    form = forms["refuse"] = ReasonForm(request.POST, prefix="no")
    if not form.is_valid():
        return None
    meeting_confirm.refuse(
        meeting=meeting,
        edition=_number(request.POST.get("edition", "")),
        reason=form.cleaned_data["reason"],
        by=request.user,  # type: ignore[arg-type]
        at=clock.now(),
    )
    messages.success(request, _("Sent back. Whoever recorded it reads your reason and writes it down anew."))
    return _back(meeting)


def _cancel(request: HttpRequest, meeting: Meeting, forms: dict[str, PlainForm]) -> HttpResponse | None:
    form = forms["cancel"] = ReasonForm(request.POST)
    if not form.is_valid():
        return None
    meetings.cancel(meeting=meeting, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())  # type: ignore[arg-type]
    messages.success(request, _("Noted that it was not held. Its lines are free for another list."))
    return redirect("councils:meetings", slug=meeting.village.slug)


def _add_photos(request: HttpRequest, meeting: Meeting, forms: dict[str, PlainForm]) -> HttpResponse | None:
    form = forms["photos"] = SheetsForm(request.POST, request.FILES)
    if not form.is_valid():
        return None
    kept = 0
    for upload in form.cleaned_data["photos"]:
        try:
            meetings.add_sheet(meeting=meeting, upload=upload, by=request.user, at=clock.now())  # type: ignore[arg-type]
            kept += 1
        except DomainError as error:
            form.add_domain_error(error)
    if form.errors:
        return None
    messages.success(request, ngettext("%(n)s photo is kept.", "%(n)s photos are kept.", kept) % {"n": kept})
    return _back(meeting)


def _drop_photo(request: HttpRequest, meeting: Meeting, forms: dict[str, PlainForm]) -> HttpResponse:
    sheet = _sheet(meeting, request.POST.get("sheet", ""))
    if sheet is not None:
        meetings.remove_sheet(sheet=sheet, by=request.user, at=clock.now())  # type: ignore[arg-type]
        messages.success(request, _("The photo has been taken away."))
    return _back(meeting)


_ACTS = {
    "confirm": _confirm,
    "refuse": _refuse,
    "cancel": _cancel,
    "photos": _add_photos,
    "drop": _drop_photo,
}


def _back(meeting: Meeting) -> HttpResponse:
    return redirect("councils:meeting", slug=meeting.village.slug, number=meeting.number)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1


def _is(request: HttpRequest, *roles: Role) -> bool:
    return bool(set(roles) & set(request.roles))  # type: ignore[attr-defined]


# ------------------------------------------------------------------------------------------------------------ photos


@require_safe
@village_view(*Role)
@with_points
def sheet(request: HttpRequest, number: int, sheet_id: uuid.UUID, size: str) -> HttpResponse:
    """A photo of the signed sheet. Never public: it bears names and signatures."""
    found = _sheet(_looked_at(request, number), str(sheet_id))
    if found is None or found.deleted_at is not None or size not in ("small", "large"):
        raise Http404(sheet_id)
    stored = found.thumbnail if size == "small" else found.file
    try:
        response: Any = FileResponse(stored.open("rb"), content_type="image/jpeg")
    except FileNotFoundError:
        raise Http404(sheet_id) from None
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.headers["Content-Disposition"] = "inline"
    return response


def _sheet(meeting: Meeting, text: str) -> MeetingSheet | None:
    key = as_uuid(text)
    if key is None:
        return None
    rows = MeetingSheet.objects.filter(village=meeting.village_id, meeting=meeting, pk=key)
    return rows.select_related("meeting__village").first()
