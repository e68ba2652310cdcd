"""The office's page of the boards; an entry's whole record; the letter to the household."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from boards.enums import WAS_PUBLIC, Colour, EntryState
from boards.models import BoardEntry
from boards.queries import desk as queries
from boards.queries import record, work
from boards.services import papers, proposals
from boards.services.motions import PROPOSERS
from councils.views.publicity import how_to_object
from points.enums import Role
from points.models import Village
from points.queries.villages import settings_on
from villagegov.kernel import clock, periods
from villagegov.web.village import village_view

READERS = (Role.OFFICER, Role.COMMITTEE, Role.SUPERVISOR, Role.ADMINISTRATOR)
LETTER_WRITERS = (Role.OFFICER, Role.COMMITTEE, Role.ADMINISTRATOR)


@require_safe
@village_view(*READERS)
def desk(request: HttpRequest) -> HttpResponse:
    """What waits, where each black entry stands, what is printed."""
    village: Village = request.village  # type: ignore[attr-defined]
    today = clock.today()
    found = queries.desk(village, today)
    context = {
        "village": village,
        "desk": found,
        "drafts": [{"issue": issue, "days": queries.days_waiting(issue, today)} for issue in found.drafts],
        "pressing": queries.PRESSING_AFTER,
        "issue_day": None if village.points_on else papers.comes_on(village, periods.add_months(today, -1), today),
        "admin": bool({Role.COMMITTEE, Role.SUPERVISOR, Role.ADMINISTRATOR} & request.roles),  # type: ignore[attr-defined]
        "may_propose": bool(frozenset(proposals.PROPOSERS) & request.roles),  # type: ignore[attr-defined]
        "committee": Role.COMMITTEE in request.roles,  # type: ignore[attr-defined]
    }
    return render(request, "boards/desk.html", context)


@require_safe
@village_view(*READERS)
def entry(request: HttpRequest, entry_id: uuid.UUID) -> HttpResponse:
    """The whole record of an entry, to read and to print for the household."""
    village: Village = request.village  # type: ignore[attr-defined]
    found = entry_of(village, entry_id)
    may = may_propose(request) and found.household_id not in work.hands_barred(request.user, village)  # type: ignore[arg-type]
    context = {
        "village": village,
        "entry": found,
        "record": record.record(found),
        "may_lift": may and found.colour == Colour.BLACK and found.state == EntryState.PUBLISHED,
        "may_take_back": may and found.state in WAS_PUBLIC and found.state != EntryState.CORRECTED,
        "motions": work.motions_of(found),
        "letter": found.colour == Colour.BLACK and found.reviewed_at is not None and may_write(request),
        "today": clock.today(),
        "office": True,
    }
    return render(request, "boards/record.html", context)


@require_safe
@village_view(*LETTER_WRITERS)
def letter(request: HttpRequest, entry_id: uuid.UUID) -> HttpResponse:
    """What the household is told, to hand over: the facts, the article, its days to answer, what would follow."""
    village: Village = request.village  # type: ignore[attr-defined]
    found = entry_of(village, entry_id)
    if found.colour != Colour.BLACK or found.reviewed_at is None:
        raise Http404(entry_id)
    today = clock.today()
    numbers = settings_on(village, today)
    context = {
        "village": village,
        "entry": found,
        "days": numbers.black_reply_days,
        "until": found.reply_until or _until(today, numbers.black_reply_days),
        "board_days": numbers.black_days,
        "audience": numbers.black_audience,
        "today": today,
        **how_to_object(village),
    }
    return render(request, "boards/letter.html", context)


def _until(today: date, days: int) -> date:
    return today + timedelta(days=days)


def entry_of(village: Village, entry_id: uuid.UUID) -> BoardEntry:
    """An entry of this village that is no draft any more and was not struck."""
    rows = record.entries(village).exclude(state__in=[EntryState.DRAFTED, EntryState.STRUCK])
    return get_object_or_404(rows, pk=entry_id)


def may_propose(request: HttpRequest) -> bool:
    return bool(frozenset(PROPOSERS) & request.roles)  # type: ignore[attr-defined]


def may_write(request: HttpRequest) -> bool:
    return bool(frozenset(LETTER_WRITERS) & request.roles)  # type: ignore[attr-defined]
