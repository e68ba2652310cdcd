"""Breaches of the village rules as the office works on them: the list, a report, one breach with its next step."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from councils.enums import BreachState, ConsequenceWay
from councils.forms.dissuasion import DealtForm, DissuadeForm, DropForm, ProposeForm, ReportForm, RightedForm
from councils.models import Breach, BreachClaim
from councils.queries import bodies
from councils.queries import breaches as queries
from councils.queries import village_rules as rules
from councils.services import dissuasion as services
from points.enums import ClaimState, Module
from points.models import User, Village
from points.views.off import with_module
from points.views.officer import TYPISTS
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.forms import PlainForm
from villagegov.web.templatetags.web import short_day
from villagegov.web.village import village_view

SHOWN = 40


@require_safe
@village_view(*queries.READERS)
@with_module(Module.VILLAGE_RULES)
def listing(request: HttpRequest) -> HttpResponse:
    """What is open; what is over behind a tab."""
    village: Village = request.village  # type: ignore[attr-defined]
    past = request.GET.get("over") == "1"
    mine = queries.visible(_user(request), village)
    rows = queries.is_over(mine) if past else queries.is_open(mine)
    page = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    counts = {"open": queries.is_open(mine).count(), "over": queries.is_over(mine).count()}
    context = {
        "village": village,
        "page_obj": page,
        "past": past,
        "counts": counts,
        "tabs": [
            {"label": _("Open (%(count)s)") % {"count": counts["open"]}, "url": "?", "current": not past},
            {"label": _("Over (%(count)s)") % {"count": counts["over"]}, "url": "?over=1", "current": past},
        ],
        "ready": set(queries.waiting(village, clock.today()).values_list("pk", flat=True)),
        "works": _works(request),
    }
    return render(request, "councils/dissuasion/list.html", context)


@village_view(*queries.WORKERS)
@with_module(Module.VILLAGE_RULES)
def new(request: HttpRequest) -> HttpResponse:
    """Report a breach."""
    village: Village = request.village  # type: ignore[attr-defined]
    today = clock.today()
    form = ReportForm(
        request.POST or None, village=village, articles=_articles(village, request, today), initial={"day": today}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            breach = services.report(village=village, by=_user(request), at=clock.now(), **said)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Reported. Next: speak to the household for the first time."))
            return redirect("councils:breach", slug=village.slug, breach_id=breach.pk)
    return render(request, "councils/dissuasion/new.html", {"village": village, "form": form})


def _articles(village: Village, request: HttpRequest, today: date) -> list[Any]:
    """Those of the day that was chosen; else, or where there were none then, of today."""
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        day = today
    return rules.articles_on(village, day) or rules.articles_on(village, today)


# ---------------------------------------------------------------------------------------------------------- one breach

#: Step -> what the person reads afterwards.
_DONE: dict[str, Any] = {
    "first": lambda breach: _("Written down. If it is not put right, speak to the household again."),
    "second": lambda breach: _("Written down. If it is still not put right, a consequence may be proposed."),
    "propose": lambda breach: _("Proposed. It is carried out the way it was chosen; putting it right still closes it."),
    "dealt": lambda breach: _("Written down. When the household puts it right, write that down too."),
    "void": lambda breach: _("Written down. Something else may be proposed, or points once more."),
    "righted": lambda breach: _("Closed: put right. Say thank you to the household."),
    "drop": lambda breach: _("Closed: the report does not stand."),
    "repair": lambda breach: _("The claim is drafted. It is among your drafts, to be sent up with the others."),
}


@village_view(*queries.READERS)
@with_module(Module.VILLAGE_RULES)
def breach(request: HttpRequest, breach_id: uuid.UUID) -> HttpResponse:
    """Where it stands, every step, and the forms of what may follow now."""
    village: Village = request.village  # type: ignore[attr-defined]
    row = get_object_or_404(queries.visible(_user(request), village), pk=breach_id)
    row.village = village
    claims = queries.claims_of(row)
    barred = row.household_id in bodies.barred_households(_user(request), village)
    elsewhere = _works(request) and not queries.in_own_hands(_user(request), village, row.household)
    possible = {} if barred else _forms(request, row, claims, _works(request) and not elsewhere)
    step = request.POST.get("step", "")
    if request.method == "POST":
        if step not in possible:
            messages.error(request, _("This step cannot be taken now. The page shows where the breach stands."))
            return redirect(request.path)
        if possible[step].is_valid() and _taken(request, row, step, possible[step]):
            return redirect(request.path)
    context = {
        "village": village,
        "breach": row,
        "lines": queries.lines(village, [row.pk])[row.pk],
        "claims": claims,
        "forms": possible,
        "barred": barred,
        "elsewhere": elsewhere,
        "at_the_board": queries.for_board(row),
        "steps": course(row),
        "second_from": queries.second_from(row, village) if row.state == BreachState.FIRST else None,
        "today": clock.today(),
        "repair": queries.repair_item(village, row, claims) if "repair" in possible else None,
        "typist": _types(request),
    }
    return render(request, "councils/dissuasion/breach.html", context)


def _forms(request: HttpRequest, breach: Breach, claims: list[BreachClaim], works: bool) -> dict[str, PlainForm]:
    """The forms of the steps that this person may take from here."""
    village, today, state = breach.village, clock.today(), breach.state
    roles = request.roles  # type: ignore[attr-defined]
    found: dict[str, Callable[[Any], PlainForm]] = {}
    spoken = {"day": today, "who": _user(request).name}
    if works:
        if state == BreachState.REPORTED:
            found["first"] = lambda data: DissuadeForm(data, initial=spoken, prefix="first")
        if state == BreachState.FIRST and (queries.second_from(breach, village) or today) <= today:
            found["second"] = lambda data: DissuadeForm(data, initial=spoken, prefix="second")
        if state == BreachState.SECOND:
            items = queries.deduction_items(village, breach.day) if _types(request) else []
            found["propose"] = lambda data: ProposeForm(data, items=items, prefix="propose")
        if state == BreachState.PROPOSED and _can_be_carried_out(breach, claims):
            found["dealt"] = lambda data: DealtForm(data, initial={"day": today}, prefix="dealt")
        if queries.came_to_nothing(breach, claims):
            found["void"] = PlainForm
        if breach.closed_on is None:
            found["righted"] = lambda data: RightedForm(data, initial={"day": today}, prefix="righted")
    if frozenset(services.DROPPERS) & roles and breach.closed_on is None and state != BreachState.DEALT:
        found["drop"] = lambda data: DropForm(data, prefix="drop")
    if _types(request) and queries.repair_item(village, breach, claims):
        found["repair"] = PlainForm
    step = request.POST.get("step", "")
    return {name: make(request.POST if name == step else None) for name, make in found.items()}


def _can_be_carried_out(breach: Breach, claims: list[BreachClaim]) -> bool:
    """By hand: a talk that was held, a deduction that was counted. The black board says so itself."""
    if breach.way == ConsequenceWay.BOARD:
        return False
    posted = any(row.claim.state == ClaimState.POSTED for row in claims if not row.repair)
    return breach.way != ConsequenceWay.POINTS or posted


def _taken(request: HttpRequest, breach: Breach, step: str, form: PlainForm) -> bool:
    said: dict[str, Any] = form.cleaned_data
    who: dict[str, Any] = {"by": _user(request), "at": clock.now()}
    acts: dict[str, Callable[[], Any]] = {
        "first": lambda: services.dissuade(breach=breach, number=1, **said, **who),
        "second": lambda: services.dissuade(breach=breach, number=2, **said, **who),
        "propose": lambda: services.propose(breach=breach, **form.values(), **who),  # type: ignore[attr-defined]
        "dealt": lambda: services.carry_out(breach=breach, **said, **who),
        "void": lambda: services.take_back(breach=breach, **who),
        "righted": lambda: services.put_right(breach=breach, **said, **who),
        "drop": lambda: services.drop(breach=breach, **said, **who),
        "repair": lambda: services.repair(breach=breach, **who),
    }
    try:
        acts[step]()
    except DomainError as error:
        form.add_domain_error(error)
        return False
    messages.success(request, _DONE[step](breach))
    return True


def course(breach: Breach) -> list[dict[str, Any]]:
    """Reported, first, second, consequence, closed: what is past, where it stands, what may follow."""
    over = breach.closed_on is not None
    stages = [
        (_("reported"), breach.day),
        (_("first dissuasion"), breach.first_on),
        (_("second dissuasion"), breach.second_on),
        (_("consequence"), breach.dealt_on or breach.proposed_on),
    ]
    reached = [(label, day) for label, day in stages if day is not None]
    found = [{"label": label, "state": "past", "note": short_day(day)} for label, day in reached]
    if over:
        label = breach.get_state_display()
        return [*found, {"label": label, "state": "now", "note": short_day(breach.closed_on)}]
    found[-1]["state"] = "now"
    found += [{"label": label, "state": "next", "note": ""} for label, day in stages if day is None]
    return [*found, {"label": _("put right"), "state": "next", "note": _("at any time")}]


@require_safe
@village_view(*queries.READERS)
@with_module(Module.VILLAGE_RULES)
def printed(request: HttpRequest, breach_id: uuid.UUID) -> HttpResponse:
    """The record for the household, on A4."""
    village: Village = request.village  # type: ignore[attr-defined]
    row = get_object_or_404(queries.visible(_user(request), village), pk=breach_id)
    context = {
        "village": village,
        "breach": row,
        "lines": queries.lines(village, [row.pk])[row.pk],
        "today": clock.today(),
        "issuer": _("Villagers’ committee of %(name)s") % {"name": village.name},
        "signers": [_("Household"), _("Who spoke to it"), _("Written down by")],
    }
    return render(request, "councils/dissuasion/printed.html", context)


def _works(request: HttpRequest) -> bool:
    return bool(frozenset(queries.WORKERS) & request.roles)  # type: ignore[attr-defined]


def _types(request: HttpRequest) -> bool:
    return bool(frozenset(TYPISTS) & request.roles)  # type: ignore[attr-defined]


def _user(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]
