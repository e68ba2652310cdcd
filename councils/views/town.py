"""For the town: how many objections wait in its villages and how long. No names, no order of merit."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from councils.queries import decisions
from points.models import User
from points.queries import villages
from villagegov.kernel import clock
from villagegov.kernel.errors import NotAllowed


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """The villages below the regions of this person's role, by name."""
    user = request.user
    found = villages.below(user) if isinstance(user, User) else None
    if found is None:
        raise NotAllowed(_("This page is for people of the town who look after its villages."), code="role")
    rows = decisions.of_villages(found, clock.today())
    context = {
        "rows": rows,
        "open": sum(row.open for row in rows),
        "overdue": sum(row.overdue for row in rows),
        "days": decisions.TOWN_WINDOW.days,
    }
    return render(request, "councils/town.html", context)
