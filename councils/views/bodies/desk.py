"""Bodies at the office: the list, one with its members and history, founding and changing it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from councils.forms.bodies.founding import BodyForm, CloseForm
from councils.forms.bodies.handovers import RulesForm
from councils.models import Body, BodyRules
from councils.queries.serving import desk as queries
from councils.queries.serving.areas import area_key, areas
from councils.services.bodies import founding, procedure
from councils.views.bodies.asked import READERS, administers, body_of, found_of, who
from points.enums import Role
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view


@require_safe
@village_view(*READERS)
def listing(request: HttpRequest) -> HttpResponse:
    """Every body with its head, how many sit in it, and what is missing."""
    village, _user = who(request)
    rows = queries.listing(village, clock.today())
    context = {
        "village": village,
        "rows": rows,
        "closed": queries.closed(village, clock.today()),
        "people": queries.people_count(rows),
        "administers": administers(request),
        "ending": queries.ending(village, clock.today()),
    }
    return render(request, "councils/bodies/list.html", context)


@require_safe
@village_view(*READERS)
def body(request: HttpRequest, body_id: uuid.UUID) -> HttpResponse:
    """Members, how it is made up, who sat in it before, rules of procedure, elections."""
    village, _user = who(request)
    found, today = body_of(request, body_id), clock.today()
    context = {
        "village": village,
        "body": found,
        "seen": queries.page(found, today),
        "administers": administers(request) and not found.closed_on,
        "today": today,
    }
    return render(request, "councils/bodies/body.html", context)


@village_view(Role.ADMINISTRATOR)
def edit(request: HttpRequest, body_id: uuid.UUID | None = None) -> HttpResponse:
    """Found a body, or change what is written of one; also closed here."""
    village, user = who(request)
    found = body_of(request, body_id) if body_id else None
    close = "close" in request.POST
    data = request.POST if request.method == "POST" else None
    form = BodyForm(
        None if close else data, areas=areas(village, clock.today()), changing=found is not None,
        initial=_initial(found),
    )  # fmt: skip
    closing = CloseForm(data if close else None, initial={"last_day": clock.today().isoformat()})
    if close and found and closing.is_valid():
        try:
            founding.close_body(body=found, last_day=closing.cleaned_data["last_day"], by=user, at=clock.now())
        except DomainError as error:
            closing.add_domain_error(error)
        else:
            messages.success(request, _("The body is closed. Who sat in it stays to be read."))
            return redirect("councils:body", slug=village.slug, body_id=found.pk)
    if request.method == "POST" and not close and form.is_valid() and (made := _written(request, found, form)):
        return redirect("councils:body", slug=village.slug, body_id=made.pk)
    context = {"village": village, "body": found, "form": form, "closing": closing}
    return render(request, "councils/bodies/body_edit.html", context)


def _initial(body: Body | None) -> dict[str, Any]:
    if body is None:
        return {}
    area = area_key(body)
    return {
        "name": body.name,
        "kind": body.kind,
        "area": f"{area[0]}:{area[1]}" if area else "",
        "duty": body.duty,
        "office_phone": body.office_phone,
    }


def _written(request: HttpRequest, found: Body | None, form: BodyForm) -> Body | None:
    village, user = who(request)
    try:
        if found:
            made = founding.change_body(body=found, data=form.body(), by=user, at=clock.now())
            sentence = _("The body is saved.")
        else:
            made = founding.found_body(
                village=village, data=form.body(), id=form.cleaned_data["id"], by=user, at=clock.now()
            )
            sentence = _("The body is founded. Now enter who sits in it.")
    except DomainError as error:
        form.add_domain_error(error)
        return None
    messages.success(request, sentence)
    return made


@village_view(Role.ADMINISTRATOR)
def rules_new(request: HttpRequest, body_id: uuid.UUID) -> HttpResponse:
    """The next version of the rules of procedure."""
    village, user = who(request)
    found = body_of(request, body_id)
    initial = {
        "effective_from": clock.today().isoformat(),
        "title": _("Rules of procedure of %(body)s") % {"body": found.name},
    }
    form = RulesForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            procedure.add_rules(
                body=found, title=said["title"], effective_from=said["effective_from"], text=said["text"],
                uploads=said["paper"], id=said["id"], by=user, at=clock.now(),
            )  # fmt: skip
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("The version is kept. Everybody can read it on “Who serves here”."))
            return redirect("councils:body", slug=village.slug, body_id=found.pk)
    return render(request, "councils/bodies/rules_new.html", {"village": village, "body": found, "form": form})


@require_POST
@village_view(Role.ADMINISTRATOR)
def rules_remove(request: HttpRequest, rules_id: uuid.UUID) -> HttpResponse:
    """Take a version away that was the wrong paper."""
    village, user = who(request)
    rules: BodyRules = found_of(request, BodyRules, rules_id)
    procedure.take_away(rules=rules, by=user, at=clock.now())
    messages.success(request, _("The version is taken away."))
    return redirect("councils:body", slug=village.slug, body_id=rules.body_id)
