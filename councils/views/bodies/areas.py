"""Areas of the village, and its settlements."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from councils.forms.bodies.founding import SettlementForm
from councils.models import Settlement
from councils.queries.serving.areas import areas, households_of
from councils.services.bodies import settlements as services
from councils.views.bodies.asked import READERS, administers, found_of, who
from points.enums import Module, Role
from points.queries.villages import uses
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view


@require_safe
@village_view(*READERS)
def listing(request: HttpRequest) -> HttpResponse:
    """Groups, grids and settlements, each with who looks after it and its bodies."""
    village, _user = who(request)
    found = areas(village, clock.today())
    context = {
        "village": village,
        "kinds": [
            (words, [area for area in found if area.kind == kind])
            for kind, words in (("settlement", _("Settlements")), ("grid", _("Grids")), ("group", _("Groups")))
        ],
        "administers": administers(request),
        "with_grids": uses(Module.DEMANDS)(village),
        "with_rules": uses(Module.VILLAGE_RULES)(village),
    }
    return render(request, "councils/bodies/areas.html", context)


@village_view(Role.ADMINISTRATOR)
def edit(request: HttpRequest, settlement_id: uuid.UUID | None = None) -> HttpResponse:
    """A new settlement, or one that is there; also taken away here."""
    village, user = who(request)
    found: Settlement | None = found_of(request, Settlement, settlement_id) if settlement_id else None
    homes = list(households_of(found)) if found else []
    if request.method == "POST" and "remove" in request.POST and found:
        services.remove_settlement(settlement=found, by=user, at=clock.now())
        messages.success(request, _("The settlement is taken away."))
        return redirect("councils:areas", slug=village.slug)
    initial: dict[str, Any] = {"number": Settlement.objects.filter(village=village).count() + 1}
    if found:
        numbers = " ".join(home.number for home in homes)
        initial = {"number": found.number, "name": found.name, "households": numbers}
    form = SettlementForm(request.POST or None, village=village, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_settlement(village=village, settlement=found, **form.cleaned_data, by=user, at=clock.now())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("The settlement is saved."))
            return redirect("councils:areas", slug=village.slug)
    context = {"village": village, "found": found, "form": form, "homes": homes}
    return render(request, "councils/bodies/settlement.html", context)
