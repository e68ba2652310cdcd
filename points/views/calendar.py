"""The working-day calendar as everybody in the office reads it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from points.enums import Role
from points.models import User, Village
from points.queries import access, calendar
from points.views.off import with_points
from points.views.work import STAFF
from villagegov.kernel import clock
from villagegov.web.village import village_view
from villagegov.web.work import WorkPage


def missing_count(user: Any, village: Village) -> int:
    """What waits for the administrator: years nobody has entered."""
    if not isinstance(user, User) or not access.has_role(user, village, Role.ADMINISTRATOR):
        return 0
    return len(calendar.missing_years(village, clock.today()))


CALENDAR_PAGE = WorkPage(
    "rules",
    _("Working-day calendar"),
    _("Days off and make-up working days, by which deadlines are counted."),
    "points:calendar",
    frozenset(STAFF),
    order=80,
    waiting=missing_count,
)


@require_safe
@village_view(*STAFF)
@with_points
def working_days(request: HttpRequest) -> HttpResponse:
    village: Village = request.village  # type: ignore[attr-defined]
    today = clock.today()
    context = {
        "village": village,
        "years": calendar.years(village, today.year),
        "missing": calendar.missing_years(village, today),
        "may_change": Role.ADMINISTRATOR in request.roles,  # type: ignore[attr-defined]
    }
    return render(request, "points/calendar.html", context)
