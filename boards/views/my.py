"""What a household reads about its own entries: the list in its passbook, and the whole record of each."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from boards.queries import record
from points.enums import Role
from points.models import Household, User, Village
from points.queries import access
from points.views.my import Part
from villagegov.kernel import clock
from villagegov.web.village import village_view


@require_safe
@village_view(Role.VILLAGER)
def my_record(request: HttpRequest, entry_id: uuid.UUID) -> HttpResponse:
    """Why one stands on a board: every step, its day, by whom in which office, the article, the reply."""
    village: Village = request.village  # type: ignore[attr-defined]
    own = access.own_households(request.user, village)  # type: ignore[arg-type]
    mine = record.entries(village).filter(household__in=own, pk=entry_id).first()
    if mine is None or mine not in record.of_household(mine.household):
        raise Http404(entry_id)
    context = {"village": village, "entry": mine, "record": record.record(mine), "today": clock.today()}
    return render(request, "boards/record.html", context)


def my_boards(user: User, village: Village, household: Household, year: int) -> Part | None:
    """Registered with the passbook: entries of the household in the year's issues. One query."""
    household.village = village
    rows = [entry for entry in record.of_household(household) if entry.issue.month.year == year]
    return Part("boards/my_boards_part.html", {"village": village, "entries": rows}) if rows else None
