"""Handover at the end of a term: prepared, filled body by body, carried out, printed."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from councils.enums import HandoverState
from councils.forms.bodies.handovers import HandoverForm
from councils.forms.bodies.seats import SeatForm
from councils.models import Handover, HandoverSeat
from councils.queries.serving import desk
from councils.queries.serving import handover as queries
from councils.queries.serving.areas import open_bodies
from councils.queries.serving.handover import BodyChange
from councils.queries.serving.people import term_end
from councils.services.bodies import handovers as services
from councils.views.bodies.asked import READERS, administers, found_of, who
from points.enums import Role
from villagegov.db.keys import as_uuid
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view


@require_safe
@village_view(*READERS)
def listing(request: HttpRequest) -> HttpResponse:
    """What is being prepared, what was carried out, and whose term ends soon."""
    village, _user = who(request)
    rows = list(Handover.objects.filter(village=village).exclude(state=HandoverState.CANCELLED).order_by("-day", "-pk"))
    context = {
        "village": village,
        "rows": rows,
        "ending": desk.ending(village, clock.today()),
        "administers": administers(request),
    }
    return render(request, "councils/bodies/handovers.html", context)


@village_view(Role.ADMINISTRATOR)
def edit(request: HttpRequest, handover_id: uuid.UUID | None = None) -> HttpResponse:
    """Title, day and bodies of a new handover, or of one being prepared."""
    village, user = who(request)
    found: Handover | None = found_of(request, Handover, handover_id) if handover_id else None
    today = clock.today()
    initial: dict[str, Any] = {
        "title": _("Handover of %(year)s") % {"year": today.year},
        "day": today.isoformat(),
        "term_to": term_end(today).isoformat(),
        "bodies": [str(body.pk) for body, _last in desk.ending(village, today)],
    }
    if found:
        initial = {
            "title": found.title, "day": found.day, "term_to": found.term_to,
            "bodies": [str(body.pk) for body in queries.bodies_of(found)],
        }  # fmt: skip
    form = HandoverForm(request.POST or None, bodies=open_bodies(village, today), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.prepare(
                village=village, handover=found, id=form.cleaned_data["id"], **form.values(), by=user, at=clock.now()
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Saved. Now say of each body who sits in it next."))
            return redirect("councils:handover", slug=village.slug, handover_id=made.pk)
    return render(request, "councils/bodies/handover_edit.html", {"village": village, "handover": found, "form": form})


@village_view(*READERS)
def handover(request: HttpRequest, handover_id: uuid.UUID) -> HttpResponse:
    """Everything on one page: who goes and what waits with them, who comes, roles, and the act itself."""
    village, user = who(request)
    found: Handover = found_of(request, Handover, handover_id, "done_by")
    may = administers(request) and found.state == HandoverState.DRAFT
    refused: list[str] = []
    if request.method == "POST" and may:
        if "give_up" in request.POST:
            services.give_up(handover=found, by=user, at=clock.now())
            messages.success(request, _("The handover is given up; the members stay who they are."))
            return redirect("councils:handovers", slug=village.slug)
        try:
            services.carry_out(handover=found, roles=request.POST.getlist("roles"), by=user, at=clock.now())
        except DomainError as error:
            refused = [str(one) for one in error]
        else:
            sentence = _("Done: the old term has ended, the new one begun. Print the sheet and let it be signed.")
            messages.success(request, sentence)
            return redirect("councils:handover", slug=village.slug, handover_id=found.pk)
    context = {**_page(found), "administers": may, "refused": refused}
    return render(request, "councils/bodies/handover.html", context)


def _page(found: Handover) -> dict[str, Any]:
    village, over = found.village, found.state != HandoverState.DRAFT
    changes = queries.changes(found)
    users = {seat.user_id for change in changes for seat in change.leaving if seat.user_id}
    waiting = queries.in_hand(village, users)
    names = {seat.user_id: seat.name for change in changes for seat in change.leaving}
    staying = {row.user_id for change in changes for row in change.coming}
    return {
        "village": village,
        "handover": found,
        "over": over,
        "changes": changes,
        "in_hand": sorted((names[key], said) for key, said in waiting.items() if key not in staying),
        "roles": queries.done_roles(found) if over else queries.role_changes(found, changes),
        "without_account": [] if over else _without_account(changes),
        "is_the_day": found.day == clock.today(),
        "empty": [change.body.name for change in changes if not change.coming],
    }


def _without_account(changes: list[BodyChange]) -> list[str]:
    """Who comes into a body whose members work here, and has no account yet."""
    names = [
        row.name
        for change in changes
        if change.body.kind in queries.ROLES_OF
        for row in change.coming
        if row.user_id is None
    ]
    return list(dict.fromkeys(names))


@village_view(Role.ADMINISTRATOR)
def of_body(request: HttpRequest, handover_id: uuid.UUID, body_id: uuid.UUID) -> HttpResponse:
    """One body of the handover: who stays, who comes, who was entered by mistake."""
    village, _user = who(request)
    found: Handover = found_of(request, Handover, handover_id)
    change = next((one for one in queries.changes(found) if one.body.pk == body_id), None)
    if change is None:
        raise Http404(body_id)
    change.body.village = village
    act = request.POST.get("act", "") if request.method == "POST" else ""
    form = SeatForm(request.POST if act == "add" else None, village=village, body=change.body)
    if act and _done(request, found, change, act, form):
        return redirect("councils:handover_body", slug=village.slug, handover_id=found.pk, body_id=body_id)
    there = {(row.name, row.household_id) for row in change.coming}
    context = {
        "village": village,
        "handover": found,
        "change": change,
        "may_stay": [seat for seat in change.leaving if (seat.name, seat.household_id) not in there],
        "form": form,
    }
    return render(request, "councils/bodies/handover_body.html", context)


def _done(request: HttpRequest, found: Handover, change: BodyChange, act: str, form: SeatForm) -> bool:
    village, user = who(request)
    common: dict[str, Any] = {"by": user, "at": clock.now()}
    if act == "keep":
        keys = [key for text in request.POST.getlist("members") if (key := as_uuid(text))]
        number = services.keep_members(handover=found, body=change.body, members=keys, **common)
        messages.success(request, _("Entered: %(count)s stay.") % {"count": number})
        return True
    if act == "drop":
        row = get_object_or_404(
            HandoverSeat.objects.select_related("handover"), village=village, handover=found,
            pk=as_uuid(request.POST.get("seat", "")),
        )  # fmt: skip
        row.village = village
        services.drop_seat(seat=row, **common)
        messages.success(request, _("%(name)s is off the list.") % {"name": row.name})
        return True
    if act != "add" or not form.is_valid():
        return False
    said = form.cleaned_data
    try:
        services.add_seat(
            handover=found, body=change.body, data=form.seat(), despite=said["despite"], id=said["id"], **common
        )
    except DomainError as error:
        form.add_domain_error(error)
        return False
    messages.success(request, _("%(name)s is entered for the new term.") % {"name": said["name"]})
    return True


@require_safe
@village_view(*READERS)
def printed(request: HttpRequest, handover_id: uuid.UUID) -> HttpResponse:
    """The handover sheet, to be signed by those who go, those who come, and whoever watches over it."""
    found: Handover = found_of(request, Handover, handover_id, "done_by")
    return render(request, "councils/bodies/handover_print.html", _page(found))
