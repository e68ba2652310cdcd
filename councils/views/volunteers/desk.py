"""The office's page of volunteers: posts with their people, the people, strengths, the rota on paper."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from councils.forms.volunteers.people import LeaveForm, PersonForm, StrengthForm
from councils.models import PostHolder, Strength, Volunteer
from councils.queries.volunteers import hours, people, posts
from councils.services.volunteers import people as people_services
from councils.services.volunteers import strengths as strength_services
from councils.views.volunteers import mine
from councils.views.volunteers.common import done, signed, who
from points.enums import Module
from points.queries import access
from points.views.off import with_module
from villagegov.kernel import clock
from villagegov.web.village import village_view


@require_safe
@village_view(*people.READERS)
@with_module(Module.VOLUNTEERS)
def listing(request: HttpRequest) -> HttpResponse:
    """Posts with who holds them, and everybody with strengths and posts."""
    village, user = who(request)
    today = clock.today()
    context = {
        "village": village,
        "posts": posts.listing(village, today),
        "people": people.listing(village, today),
        "may_write": access.has_role(user, village, *people.MANAGERS),
        "waiting": hours.waiting_count(user, village),
        "serves": bool(people.mine(user, village, today)),
        "own": mine.waiting(user, village),
    }
    return render(request, "councils/volunteers/list.html", context)


@village_view(*people.MANAGERS)
@with_module(Module.VOLUNTEERS)
def person(request: HttpRequest, volunteer_id: uuid.UUID | None = None) -> HttpResponse:
    """A new volunteer, or one who is there; leaving too."""
    village, _user = who(request)
    rows = Volunteer.objects.filter(village=village).select_related("household")
    found = get_object_or_404(rows, pk=volunteer_id) if volunteer_id else None
    act = request.POST.get("act", "save") if request.method == "POST" else ""
    form = PersonForm(request.POST if act == "save" else None, village=village, volunteer=found)
    leave = LeaveForm(request.POST if act == "leave" else None, initial={"day": clock.today()}, auto_id="leave_%s")
    if act == "save" and (saved := done(form, lambda: _save(request, form, found))):
        messages.success(request, _("Saved: %(name)s.") % {"name": saved.name})
        return redirect("councils:volunteers", slug=village.slug)
    if act == "leave" and found is not None and done(leave, lambda: _leave(request, leave, found)):
        messages.success(request, _("Written down. The hours stay."))
        return redirect("councils:volunteers", slug=village.slug)
    year = clock.today().year
    context = {
        "village": village,
        "found": found,
        "form": form,
        "leave": leave,
        "held": _held(found) if found else [],
        "year": year,
        "quarters": hours.sums(village, [found], year).get(found.pk, 0) if found else 0,
    }
    return render(request, "councils/volunteers/person.html", context)


def _save(request: HttpRequest, form: PersonForm, found: Volunteer | None) -> Volunteer:
    village, _user = who(request)
    return people_services.save_volunteer(village=village, data=form.person(), volunteer=found, **signed(request))


def _leave(request: HttpRequest, form: LeaveForm, found: Volunteer) -> Volunteer:
    return people_services.leave(volunteer=found, day=form.cleaned_data["day"], **signed(request))


def _held(found: Volunteer) -> list[PostHolder]:
    rows = PostHolder.objects.filter(village=found.village_id, volunteer=found).select_related("post")
    return list(rows.order_by("-term_from", "id"))


@village_view(*people.MANAGERS)
@with_module(Module.VOLUNTEERS)
def strengths(request: HttpRequest) -> HttpResponse:
    """The village's own list; ``?strength=`` changes one of them."""
    village, _user = who(request)
    listed = people.strength_list(village)
    found = next((row for row in listed if str(row.pk) == request.GET.get("strength")), None)
    if request.method == "POST" and "usual" in request.POST:
        count = strength_services.add_usual(village=village, **signed(request))
        messages.success(request, _("Added: %(count)s.") % {"count": count})
        return redirect("councils:strengths", slug=village.slug)
    form = StrengthForm(request.POST or None, initial=_strength(found))
    if request.method == "POST" and done(form, lambda: _save_strength(request, form, found)):
        messages.success(request, _("Saved."))
        return redirect("councils:strengths", slug=village.slug)
    context = {"village": village, "rows": listed, "form": form, "found": found}
    return render(request, "councils/volunteers/strengths.html", context)


def _strength(found: Strength | None) -> dict[str, Any]:
    if found is None:
        return {}
    return {"name": found.name, "retired": found.retired, "topics": [row.topic for row in found.topics.all()]}


def _save_strength(request: HttpRequest, form: StrengthForm, found: Strength | None) -> Strength:
    village, _user = who(request)
    return strength_services.save_strength(village=village, strength=found, **form.cleaned_data, **signed(request))


@require_safe
@village_view(*people.READERS)
@with_module(Module.VOLUNTEERS)
def rota_print(request: HttpRequest) -> HttpResponse:
    """The coming weeks of every post in shifts, one sheet for the wall."""
    village, _user = who(request)
    today = clock.today()
    weeks = posts.rota(village, today)
    rows = [
        {"post": row.post, "weeks": weeks[row.post.pk]} for row in posts.listing(village, today) if row.post.pk in weeks
    ]
    return render(request, "councils/volunteers/rota_print.html", {"village": village, "rows": rows, "today": today})
