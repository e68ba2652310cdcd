"""The village's procedures: ready-made ones to take over, an editor, and what is in use."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from councils.forms.matters.procedure import ProcedureForm
from councils.matter_enums import ProcedureState
from councils.models import Procedure
from councils.queries.matters import lists, procedures
from councils.services.matters import procedures as services
from councils.views.matters.pages import who
from points.enums import Module, Role
from points.views.off import with_module
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view


@village_view(Role.ADMINISTRATOR)
@with_module(Module.MATTERS)
def listing(request: HttpRequest) -> HttpResponse:
    """What there is, and with one press what others use."""
    village, user = who(request)
    if request.method == "POST":
        made = services.take_over(
            village=village, ready=request.POST.get("ready", ""), by=user, at=clock.now()
        )  # fmt: skip
        if made.state == ProcedureState.IN_USE:
            messages.success(request, _("“%(name)s” is taken over and in use.") % {"name": made})
        else:
            messages.warning(request, _("“%(name)s” is taken over as a draft: a body is missing.") % {"name": made})
        return redirect("councils:procedure", slug=village.slug, procedure_id=made.pk)
    found = procedures.listing(village)
    names, bodies = {row.name for row, _steps in found}, lists.bodies(village, clock.today())
    context = {
        "village": village,
        "procedures": [(row, [(step, procedures.in_words(step)) for step in steps]) for row, steps in found],
        "ready": [
            (one, list(procedures.missing_bodies(one, bodies))) for one in procedures.READY if one.name not in names
        ],
    }
    return render(request, "councils/matters/procedures.html", context)


@village_view(Role.ADMINISTRATOR)
@with_module(Module.MATTERS)
def edit(request: HttpRequest, procedure_id: uuid.UUID | None = None) -> HttpResponse:
    """One procedure; a matter on its way does not change with it."""
    village, user = who(request)
    found: Procedure | None = None
    if procedure_id:
        found = get_object_or_404(Procedure, village=village, pk=procedure_id)
        found.village = village
    act = request.POST.get("act", "")
    if found and act in ACTS:
        return _moved(request, found, act)
    steps = procedures.steps_of(found) if found else []
    form = ProcedureForm(
        request.POST or None, steps=steps, bodies=lists.bodies(village, clock.today()),
        initial={"name": found.name, "about": found.about} if found else {},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            made = services.save_procedure(
                village=village, data=form.procedure(), procedure=found, by=user, at=clock.now()
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Saved. Matters that are on their way keep the steps they were opened with."))
            return redirect("councils:procedure", slug=village.slug, procedure_id=made.pk)
    context: dict[str, Any] = {"village": village, "procedure": found, "form": form}
    context["problems"] = procedures.problems(steps) if found else []
    return render(request, "councils/matters/procedure.html", context)


ACTS = ("use", "retire", "delete")


def _moved(request: HttpRequest, found: Procedure, act: str) -> HttpResponse:
    by: Any = request.user
    if act == "delete":
        services.delete_draft(procedure=found, by=by, at=clock.now())
        messages.success(request, _("Thrown away."))
        return redirect("councils:procedures", slug=found.village.slug)
    if act == "use":
        services.put_to_use(procedure=found, by=by, at=clock.now())
        messages.success(request, _("It is in use: matters can be opened by it."))
    else:
        services.retire(procedure=found, by=by, at=clock.now())
        messages.success(request, _("No new matter is opened by it; those on their way go on."))
    return redirect("councils:procedure", slug=found.village.slug, procedure_id=found.pk)
