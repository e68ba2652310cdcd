"""One post: what one does there, who holds it for which term, its weeks, its pledge cards."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from councils.enums import PostMode
from councils.forms.volunteers.people import AssignForm, EndForm, PostForm, RotaForm, ShiftForm
from councils.models import PostHolder, VolunteerPost
from councils.queries.volunteers import people
from councils.queries.volunteers import posts as queries
from councils.services.volunteers import posts as services
from councils.views.volunteers.common import done, signed, who
from points.enums import Module
from points.models import Village
from points.views.off import with_module
from villagegov.db.keys import as_uuid
from villagegov.kernel import clock
from villagegov.web.village import village_view


@village_view(*people.MANAGERS)
@with_module(Module.VOLUNTEERS)
def new(request: HttpRequest) -> HttpResponse:
    village, _user = who(request)
    form = PostForm(request.POST or None, village=village)
    if request.method == "POST" and (made := done(form, lambda: _save(request, form, None))):
        messages.success(request, _("Set up: %(name)s. Now give it to people.") % {"name": made.name})
        return redirect("councils:volunteer_post", slug=village.slug, post_id=made.pk)
    return render(request, "councils/volunteers/post_new.html", {"village": village, "form": form})


def _save(request: HttpRequest, form: PostForm, post: VolunteerPost | None) -> VolunteerPost:
    village, _user = who(request)
    return services.save_post(village=village, data=form.post(), post=post, **signed(request))


@village_view(*people.MANAGERS)
@with_module(Module.VOLUNTEERS)
def post(request: HttpRequest, post_id: uuid.UUID) -> HttpResponse:
    """Changing it, giving it to people, ending a term, its weeks, giving it up."""
    village, _user = who(request)
    rows = VolunteerPost.objects.filter(village=village).select_related("strength", "group", "grid")
    found = get_object_or_404(rows, pk=post_id)
    found.village = village
    act = request.POST.get("act", "") if request.method == "POST" else ""
    forms = _forms(request, village, found, act)
    if act and _acted(request, found, act, forms):
        return redirect("councils:volunteer_post", slug=village.slug, post_id=found.pk)
    today = clock.today()
    context = {
        "village": village,
        "post": found,
        "forms": forms,
        "holders": list(people.holders_on(village, today).filter(post=found)),
        "coming": queries.coming_holders(found, today),
        "weeks": queries.rota(village, today).get(found.pk, []),
        "shifts": found.mode == PostMode.SHIFTS and found.closed_on is None,
        "today": today,
    }
    return render(request, "councils/volunteers/post.html", context)


def _forms(request: HttpRequest, village: Village, post: VolunteerPost, act: str) -> dict[str, Any]:
    def sent(name: str) -> Any:
        return request.POST if act == name else None

    return {
        "save": PostForm(sent("save"), village=village, post=post, auto_id="save_%s"),
        "assign": AssignForm(sent("assign"), village=village, auto_id="assign_%s"),
        "end": EndForm(sent("end"), auto_id="end_%s"),
        "rota": RotaForm(sent("rota"), auto_id="rota_%s"),
        "shift": ShiftForm(sent("shift"), village=village, auto_id="shift_%s"),
    }


def _acted(request: HttpRequest, post: VolunteerPost, act: str, forms: dict[str, Any]) -> Any:
    common: dict[str, Any] = {"post": post, **signed(request)}
    form: Any = forms.get(act)
    if act == "close":
        services.close_post(**common)
        messages.success(request, _("Given up. What was served there stays."))
        return True
    acts: dict[str, Any] = {
        "save": lambda: _save(request, form, post),
        "assign": lambda: services.assign(**form.cleaned_data, **common),
        "end": lambda: _end(request, post, form),
        "rota": lambda: str(services.plan_rota(**form.cleaned_data, **common)),
        "shift": lambda: _shift(form, common),
    }
    said = {
        "save": _("Saved."),
        "assign": _("Given. Print the pledge card if one is wanted."),
        "end": _("The term ends on that day."),
        "rota": _("Planned."),
        "shift": _("Changed."),
    }
    if form is None or act not in acts or not done(form, acts[act]):
        return False
    messages.success(request, said[act])
    return True


def _end(request: HttpRequest, post: VolunteerPost, form: EndForm) -> PostHolder:
    rows = PostHolder.objects.filter(village=post.village_id, post=post).select_related("post")
    holder = get_object_or_404(rows, pk=as_uuid(request.POST.get("holder", "")))
    holder.village = holder.post.village = post.village
    return services.end_term(holder=holder, day=form.cleaned_data["day"], **signed(request))


def _shift(form: ShiftForm, common: dict[str, Any]) -> bool:
    week, volunteers = form.values()
    services.set_shift(week=week, volunteers=volunteers, **common)
    return True


@require_safe
@village_view(*people.MANAGERS)
@with_module(Module.VOLUNTEERS)
def pledges(request: HttpRequest, post_id: uuid.UUID) -> HttpResponse:
    """Pledge cards of everybody at the post, four on a sheet."""
    village, _user = who(request)
    rows = VolunteerPost.objects.filter(village=village).select_related("group", "grid")
    found = get_object_or_404(rows, pk=post_id)
    context = {
        "village": village,
        "post": found,
        "holders": list(people.holders_on(village, clock.today()).filter(post=found)),
        "today": clock.today(),
    }
    return render(request, "councils/volunteers/pledges.html", context)
