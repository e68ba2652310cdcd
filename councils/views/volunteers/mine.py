"""A person's own page: tasks, shifts, hours, what waits for the own signature, and signing in at an activity."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from councils.enums import ActivityState
from councils.forms.volunteers.hours import DoneForm, ServiceForm, SignInForm, TakeBackForm
from councils.models import Activity, Demand, SignIn, Volunteer
from councils.queries.volunteers import activities, hours, people, posts
from councils.services.volunteers import hours as services
from councils.services.volunteers import sign_in, tasks
from councils.views.volunteers.common import done, signed, who
from councils.views.volunteers.hours import record_of
from points.enums import Module
from points.models import Household, User, Village
from points.queries.villages import uses
from points.views import villager
from points.views.my import Part
from points.views.off import with_module
from villagegov.db.keys import as_uuid
from villagegov.kernel import clock


@villager.member_page
@with_module(Module.VOLUNTEERS)
def mine(request: HttpRequest) -> HttpResponse:
    """Everybody of the village: who is no volunteer signs in at activities and signs for help received."""
    village, user = who(request)
    today = clock.today()
    own = people.mine(user, village, today)
    homes = villager.own_households(user, village)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    forms = _forms(request, village, own, act)
    if act and _acted(request, village, homes, act, forms):
        return redirect("councils:my_service", slug=village.slug)
    known = people.mine(user, village)
    sign_ins = activities.mine(village, {home.pk for home in homes}, today.year)
    context = {
        "village": village,
        "volunteers": own,
        "tasks": list(people.tasks(village, own)),
        "shifts": posts.shifts_of(village, own, today),
        "records": list(hours.of_volunteers(village, known, today.year)),
        "sums": _sums(village, known, today.year),
        "to_sign": hours.to_sign(user, village),
        "sign_ins": sign_ins,
        "today_on": _today_on(village, homes, sign_ins),
        "homes": homes,
        "forms": forms,
        "year": today.year,
        "wrong": request.POST.get("record") or request.POST.get("demand") or "",
        "user_id": user.pk,
    }
    return render(request, "councils/volunteers/mine.html", context)


def _today_on(village: Village, homes: list[Household], sign_ins: list[SignIn]) -> list[Activity]:
    """Activities of today at which one of the own households is not signed in yet."""
    if not homes:
        return []
    there = {(row.activity_id, row.household_id) for row in sign_ins}
    rows = activities.rows(village).filter(day=clock.today()).exclude(state=ActivityState.CANCELLED)[:5]
    return [row for row in rows if any((row.pk, home.pk) not in there for home in homes)]


def _sums(village: Village, volunteers: list[Volunteer], year: int) -> list[dict[str, Any]]:
    found = hours.sums(village, volunteers, year)
    return [{"volunteer": row, "quarters": found.get(row.pk, 0)} for row in volunteers]


def _forms(request: HttpRequest, village: Village, own: list[Volunteer], act: str) -> dict[str, Any]:
    def sent(name: str) -> Any:
        return request.POST if act == name else None

    held = posts.held_on(village, own, clock.today())
    mine_lately = list(hours.lately_handed(village, own))
    return {
        "enter": ServiceForm(
            sent("enter"), volunteers=own, held=held, demands=mine_lately, auto_id="enter_%s",
            initial={"purpose": f"demand:{request.GET.get('demand', '')}"},
        ),
        "done": DoneForm(sent("done"), auto_id="done_%s"),
        "take_back": TakeBackForm(sent("take_back"), auto_id="back_%s"),
        "sign_in": SignInForm(sent("sign_in"), auto_id="in_%s"),
    }  # fmt: skip


def _acted(request: HttpRequest, village: Village, homes: list[Household], act: str, forms: dict[str, Any]) -> bool:
    form: Any = forms.get(act)
    if act == "sign":
        services.sign(record=record_of(request), **signed(request))
        messages.success(request, _("Signed. The hours count."))
        return True
    acts: dict[str, Any] = {
        "enter": lambda: _enter(request, village, form),
        "done": lambda: _say_done(request, village, form),
        "take_back": lambda: services.take_back(record=record_of(request), **form.cleaned_data, **signed(request)),
        "sign_in": lambda: _sign_in(request, village, homes, form),
    }
    said = {
        "enter": _("Entered. A second person signs it, then it counts."),
        "done": _("Thank you. The office answers the household. Enter your hours below."),
        "take_back": _("Taken back, with the reason."),
        "sign_in": _("You are signed in."),
    }
    if form is None or act not in acts or not done(form, acts[act]):
        return False
    messages.success(request, said[act])
    return True


def _enter(request: HttpRequest, village: Village, form: ServiceForm) -> Any:
    volunteer = form.chosen()
    volunteer.village = village
    return services.enter(volunteer=volunteer, data=form.service(), **signed(request))


def _say_done(request: HttpRequest, village: Village, form: DoneForm) -> Any:
    key = request.POST.get("demand", "")
    found = get_object_or_404(Demand.objects.filter(village=village), pk=as_uuid(key))
    found.village = village
    return tasks.say_done(demand=found, **form.cleaned_data, **signed(request))


def _sign_in(request: HttpRequest, village: Village, homes: list[Household], form: SignInForm) -> Any:
    if not homes:
        raise Http404("household")
    household = villager.chosen(homes, request.POST.get("household", ""))
    household.village = village
    return sign_in.sign_in(household=household, **form.cleaned_data, **signed(request))


def my_part(user: User, village: Village, household: Household, year: int) -> Part | None:
    """In the passbook, where the village uses volunteers."""
    if not uses(Module.VOLUNTEERS)(village):
        return None
    own = people.mine(user, village, clock.today())
    values = {
        "village": village,
        "volunteers": own,
        "tasks": people.tasks(village, own).count() if own else 0,
        "quarters": sum(hours.sums(village, own, year).values()) if own else 0,
        "to_sign": _signatures(user, village, own),
        "today_on": list(activities.rows(village).filter(day=clock.today(), state=ActivityState.PLANNED)[:3]),
        "year": year,
    }
    return Part("councils/volunteers/my_part.html", values)


def waiting(user: User, village: Village) -> int:
    """Tasks and signatures that wait for this person on their own page: every page asks, so mostly four queries."""
    if not uses(Module.VOLUNTEERS)(village):
        return 0
    own = people.mine(user, village, clock.today())
    tasks = people.tasks(village, own).count() if own else 0
    return tasks + _signatures(user, village, own)


def _signatures(user: User, village: Village, own: list[Volunteer]) -> int:
    """How many wait; asked only where there may be some."""
    return len(hours.to_sign(user, village)) if hours.may_wait_for(user, village, own) else 0
