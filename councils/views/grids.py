"""Grids and the rhythm of visits, for the administrator."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from councils.forms.visits import GridForm, RhythmForm
from councils.queries import grids as queries
from councils.queries import visits
from councils.services import grids as services
from points.enums import Module, Role
from points.models import Group, Village
from points.views.off import with_module
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view


def _village(request: HttpRequest) -> Village:
    return request.village  # type: ignore[attr-defined]


@village_view(Role.ADMINISTRATOR)
@with_module(Module.DEMANDS)
def listing(request: HttpRequest) -> HttpResponse:
    """Every grid, groups that lie in none, and the days between two visits."""
    village = _village(request)
    numbers = {kind.value: days for kind, days in visits.rhythm(village).items()}
    form = RhythmForm(request.POST or None, initial=numbers)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_rhythm(village=village, days=form.cleaned_data, by=request.user, at=clock.now())  # type: ignore[arg-type]
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Saved. The list of visits goes by it from now on."))
            return redirect("councils:grids", slug=village.slug)
    rows = queries.listing(village)
    inside = {group.pk for row in rows for group in row.groups}
    context = {
        "village": village,
        "rows": rows,
        "outside": [group for group in Group.objects.filter(village=village) if group.pk not in inside],
        "form": form,
    }
    return render(request, "councils/demands/grids.html", context)


@village_view(Role.ADMINISTRATOR)
@with_module(Module.DEMANDS)
def edit(request: HttpRequest, grid_id: uuid.UUID | None = None) -> HttpResponse:
    """A new grid, or one that is there; also taken away here."""
    village = _village(request)
    found = queries.of_key(village, grid_id) if grid_id else None
    if grid_id and found is None:
        raise Http404(grid_id)
    initial: dict[str, Any] = {"number": len(queries.listing(village)) + 1}
    if found:
        found.grid.village = village
        initial = {
            "number": found.grid.number,
            "name": found.grid.name,
            "groups": [str(group.pk) for group in found.groups],
            "officers": [str(user.pk) for user in found.officers],
        }
    remove = "remove" in request.POST
    form = GridForm(
        request.POST if request.method == "POST" and not remove else None,
        groups=list(Group.objects.filter(village=village)),
        officers=queries.possible_officers(village),
        initial=initial,
    )
    if request.method == "POST" and (_removed(request, found) if remove else _saved(request, found, form)):
        return redirect("councils:grids", slug=village.slug)
    return render(request, "councils/demands/grid.html", {"village": village, "found": found, "form": form})


def _removed(request: HttpRequest, found: queries.Listed | None) -> bool:
    if found is None:
        return False
    services.remove_grid(grid=found.grid, by=request.user, at=clock.now())  # type: ignore[arg-type]
    messages.success(request, _("The grid is taken away."))
    return True


def _saved(request: HttpRequest, found: queries.Listed | None, form: GridForm) -> bool:
    if not form.is_valid():
        return False
    try:
        services.save_grid(
            village=_village(request),
            grid=found.grid if found else None,
            **form.values(),
            by=request.user,  # type: ignore[arg-type]
            at=clock.now(),
        )
    except DomainError as error:
        form.add_domain_error(error)
        return False
    messages.success(request, _("The grid is saved."))
    return True
