"""Carrying out what was decided, at the office: the list, one matter with its tasks, its result."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from councils.enums import TaskState
from councils.forms.carrying import EndForm, LookForm, ProgressForm, ResultForm, TaskForm
from councils.models import Matter, MatterResult, MatterTask
from councils.queries.carrying import affairs
from councils.queries.carrying import office as queries
from councils.services.carrying import results, tasks
from points.enums import Module, Role
from points.models import User, Village
from points.views.off import with_module
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.forms import PlainForm
from villagegov.web.village import village_view

SHOWN = 20
#: Days until a task is due, as the form begins.
USUAL_DAYS = 30


@require_safe
@village_view(*queries.OFFICE)
@with_module(Module.MATTERS)
def listing(request: HttpRequest) -> HttpResponse:
    """What is being carried out, what waits for its result, what is to be looked at again; closed behind a tab."""
    village: Village = request.village  # type: ignore[attr-defined]
    rows = queries.visible(_user(request), village)
    kind = request.GET.get("kind", "")
    kind = kind if kind in queries.KINDS else queries.KINDS[0]
    labels = {
        "running": pgettext("matters", "Being carried out"),
        "result": _("Result to be posted"),
        "again": _("To look again"),
        "closed": pgettext("matters", "Closed"),
    }
    context = {
        "village": village,
        "page_obj": Paginator(queries.of_kind(rows, kind), SHOWN).get_page(request.GET.get("page")),
        "kind": kind,
        "tabs": [
            {
                "label": f"{label} {queries.of_kind(rows, key).count()}",
                "url": f"?kind={key}",
                "current": key == kind,
            }
            for key, label in labels.items()
        ],
        "late": queries.late(village, clock.today()).filter(matter__in=rows.values("pk")).count(),
    }
    return render(request, "councils/carrying/list.html", context)


@village_view(*queries.OFFICE)
@with_module(Module.MATTERS)
def matter(request: HttpRequest, matter_id: uuid.UUID) -> HttpResponse:
    """Its tasks with their progress, and the forms of what may follow now."""
    village: Village = request.village  # type: ignore[attr-defined]
    row = get_object_or_404(queries.visible(_user(request), village), pk=matter_id)
    row.village = village
    [affair] = affairs.affairs(village, [row])
    for task in affair.tasks:
        task.matter, task.village = row, village
    possible = _forms(request, row, affair)
    act = request.POST.get("act", "")
    if request.method == "POST":
        if act not in possible:
            messages.error(request, _("This cannot be done now. The page shows where it stands."))
            return redirect(request.path)
        if possible[act].is_valid() and _done(request, row, affair, act, possible[act]):
            return redirect(request.path)
    context = {
        "village": village,
        "matter": row,
        "affair": affair,
        "rows": [
            {
                "task": task,
                "late": task.state == TaskState.OPEN and task.due_on < clock.today(),
                "progress": possible.get(f"progress-{task.number}"),
                "end": possible.get(f"end-{task.number}"),
            }
            for task in affair.tasks
        ],
        "forms": possible,
        "words": _words_of(request, village, affair.result),
        "open": len(queries.open_tasks(affair.tasks)),
    }
    return render(request, "councils/carrying/matter.html", context)


def _forms(request: HttpRequest, matter: Matter, affair: affairs.Affair) -> dict[str, PlainForm]:
    """By what is done: ``task``, ``progress-2``, ``end-2``, ``result``, ``look``."""
    user, today = _user(request), clock.today()
    found: dict[str, Callable[[Any], PlainForm]] = {}
    handles, result = queries.may_handle(user, matter.village), affair.result
    if result is None:
        for task in queries.open_tasks(affair.tasks):
            if queries.may_work_on(user, task):
                _of_task(found, task.number)
        if handles:
            people = queries.people(matter.village, today)
            begin = {"due_on": today + timedelta(days=USUAL_DAYS)}
            found["task"] = lambda data: TaskForm(data, people=people, initial=begin, prefix="task")
            if not queries.open_tasks(affair.tasks):
                found["result"] = lambda data: ResultForm(data, prefix="result")
    elif queries.to_look_again(result, today) and (handles or Role.SUPERVISOR in request.roles):  # type: ignore[attr-defined]
        found["look"] = lambda data: LookForm(data, prefix="look")
    act = request.POST.get("act", "")
    return {name: make(request.POST if name == act else None) for name, make in found.items()}


def _of_task(found: dict[str, Callable[[Any], PlainForm]], number: int) -> None:
    day = {"day": clock.today()}
    found[f"progress-{number}"] = lambda data: ProgressForm(data, initial=day, prefix=f"progress-{number}")
    found[f"end-{number}"] = lambda data: EndForm(data, initial=day, prefix=f"end-{number}")


def _done(request: HttpRequest, matter: Matter, affair: affairs.Affair, act: str, form: PlainForm) -> bool:
    said: dict[str, Any] = form.cleaned_data
    who: dict[str, Any] = {"by": _user(request), "at": clock.now()}
    name, _dash, number = act.partition("-")
    try:
        if name == "task":
            tasks.add_task(matter=matter, data=form.data_of_task(), **who)  # type: ignore[attr-defined]
        elif name == "progress":
            tasks.note_progress(task=_task(affair, number), **said, **who)
        elif name == "end":
            tasks.end_task(task=_task(affair, number), **said, **who)
        elif name == "result":
            results.post_result(matter=matter, **said, **who)
        else:
            assert affair.result is not None
            results.look_again(result=affair.result, **said, **who)
    except DomainError as error:
        form.add_domain_error(error)
        return False
    messages.success(request, _SAID[name]())
    return True


_SAID: dict[str, Callable[[], str]] = {
    "task": lambda: _("Given. Whoever sees to it finds it on the work page."),
    "progress": lambda: _("Written down. Everybody reads it on the page of matters."),
    "end": lambda: _("Ended. When all tasks have ended, post the result."),
    "result": lambda: _("Posted. The matter is closed; villagers may say whether it is so."),
    "look": lambda: _("Written down."),
}


def _task(affair: affairs.Affair, number: str) -> MatterTask:
    return next(task for task in affair.tasks if str(task.number) == number)


def _words_of(request: HttpRequest, village: Village, result: MatterResult | None) -> list[Any]:
    """What households said in words, for those who gave the tasks and those who supervise; without their names."""
    may = {*queries.HANDLERS, Role.SUPERVISOR} & request.roles  # type: ignore[attr-defined]
    return affairs.words_of(village, result) if may and result is not None else []


def _user(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]
