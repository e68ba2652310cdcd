"""The list of matters, writing one down, and the page of one with every step of its way."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from councils.forms.matters.matter import MatterForm, MinorForm, PaperForm, ReasonForm, SuperviseForm
from councils.matter_enums import MatterState, MatterStepKind, MatterStepState
from councils.models import Matter, MatterPaper, MatterStep
from councils.queries.matters import lists, nexts, procedures, sittings, standing
from councils.services.matters import opening, papers, watching
from points.enums import Module, Role
from points.models import User, Village
from points.queries import access
from points.views.off import with_module
from points.views.officer import photos_of_form
from villagegov.db.keys import as_uuid
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view

PER_PAGE = 30
LISTS = {
    "open": gettext_lazy("On their way"),
    "passed": gettext_lazy("Passed"),
    "withdrawn": gettext_lazy("Withdrawn"),
    "all": gettext_lazy("All"),
}


def who(request: HttpRequest) -> tuple[Village, User]:
    return request.village, request.user  # type: ignore[attr-defined,return-value]


def find(village: Village, number: int) -> Matter:
    found: Matter = get_object_or_404(standing.rows(village), number=number)
    found.village = village
    return found


@require_safe
@village_view(*standing.LOOKERS)
@with_module(Module.MATTERS)
def listing(request: HttpRequest) -> HttpResponse:
    """``?list=open`` and the others: each with what is to be done next, by whom, until when."""
    village, user = who(request)
    what = request.GET.get("list", "open")
    what = what if what in LISTS else "open"
    page = Paginator(lists.of_list(village, what), PER_PAGE).get_page(request.GET.get("page"))
    steps = standing.steps_of(village, [matter.pk for matter in page])
    today = clock.today()
    called = sittings.open_ones(village)
    context = {
        "village": village,
        "page_obj": page,
        "lines": [(matter, nexts.next_of(matter, steps[matter.pk], today)) for matter in page],
        "tabs": [{"label": label, "url": f"?list={key}", "current": key == what} for key, label in LISTS.items()],
        "count": page.paginator.count,
        "called": [(sitting, sitting.held_on <= today) for sitting in called],
        "may_write": access.has_role(user, village, *standing.HANDLERS),
        "may_type": access.has_role(user, village, *standing.TYPISTS),
        "is_administrator": access.has_role(user, village, Role.ADMINISTRATOR),
        "suggestions": lists.suggestions_waiting(user, village),
    }
    return render(request, "councils/matters/list.html", context)


@village_view(*standing.HANDLERS)
@with_module(Module.MATTERS)
def new(request: HttpRequest) -> HttpResponse:
    """``?suggestion=``: taken up from what a household suggested."""
    village, user = who(request)
    key = as_uuid(request.GET.get("suggestion", ""))
    suggestion = lists.open_suggestions(village).filter(pk=key).first() if key else None
    usable = procedures.in_use(village)
    initial = {"text": suggestion.text} if suggestion else {}
    form = MatterForm(
        request.POST or None, members=lists.members(village, clock.today()), procedures=usable, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            data = form.matter(suggestion.pk if suggestion else None)
            made = opening.draft(village=village, data=data, by=user, at=clock.now())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Written down as matter %(number)s. Open it, then it is on its way.")
                             % {"number": made.number})  # fmt: skip
            return redirect("councils:matter", slug=village.slug, number=made.number)
    context = {"village": village, "form": form, "suggestion": suggestion, "usable": usable}
    return render(request, "councils/matters/new.html", context)


@village_view(*standing.HANDLERS)
@with_module(Module.MATTERS)
def edit(request: HttpRequest, number: int) -> HttpResponse:
    village, user = who(request)
    matter = find(village, number)
    if matter.state not in (MatterState.DRAFT, MatterState.RETURNED):
        return redirect("councils:matter", slug=village.slug, number=number)
    form = MatterForm(
        request.POST or None, members=lists.members(village, clock.today()), procedures=procedures.in_use(village),
        matter=matter, kept=matter.state == MatterState.RETURNED,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            opening.save_draft(matter=matter, data=form.matter(), by=user, at=clock.now())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("councils:matter", slug=village.slug, number=number)
    return render(request, "councils/matters/new.html", {"village": village, "form": form, "matter": matter})


@village_view(*standing.TYPISTS)
@with_module(Module.MATTERS)
def minor(request: HttpRequest) -> HttpResponse:
    """A minor matter: its result and the photographed minutes, done in a minute."""
    village, user = who(request)
    form = MinorForm(
        request.POST or None, request.FILES or None, members=lists.members(village, clock.today()),
        initial={"decided_on": clock.today()},
    )  # fmt: skip
    shown: list[Any] = []
    if request.method == "POST" and form.is_valid():
        shown = photos_of_form(request, form, [])
        if form.is_valid():
            try:
                made = opening.record_minor(village=village, data=form.minor(shown), by=user, at=clock.now())
            except DomainError as error:
                form.add_domain_error(error)
            else:
                messages.success(request, _("Written down as matter %(number)s.") % {"number": made.number})
                return redirect("councils:matter", slug=village.slug, number=made.number)
    return render(request, "councils/matters/minor.html", {"village": village, "form": form, "shown_photos": shown})


@village_view(*standing.LOOKERS)
@with_module(Module.MATTERS)
def matter(request: HttpRequest, number: int) -> HttpResponse:
    """One matter: where it stands, what every step asked for and reached, and what can be done now."""
    village, user = who(request)
    found = find(village, number)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    steps = standing.steps_of(village, [found.pk])[found.pk]
    now = standing.turn(found, steps)
    forms: dict[str, Any] = {
        "paper": PaperForm(
            request.POST if act == "paper" else None, request.FILES if act == "paper" else None,
            initial={"dated": clock.today()}, auto_id="paper_%s",
        ),
        "withdraw": ReasonForm(request.POST if act == "withdraw" else None, auto_id="withdraw_%s"),
        "supervise": SuperviseForm(request.POST if act == "supervise" else None, auto_id="supervise_%s"),
    }  # fmt: skip
    if request.method == "POST" and _done(request, found, act, forms):
        if act == "delete":
            return redirect("councils:matters", slug=village.slug)
        return redirect("councils:matter", slug=village.slug, number=number)
    handles = access.has_role(user, village, *standing.HANDLERS)
    waits = bool(now and now.state == MatterStepState.WAITING)
    context = {
        "village": village,
        "matter": found,
        "way": nexts.way(found, steps),
        "next": nexts.next_of(found, steps, clock.today()),
        "now": now,
        "forms": forms,
        "papers": list(MatterPaper.objects.filter(village=village, matter=found).select_related("added_by")),
        "preview": procedures.steps_of(found.procedure) if found.state == MatterState.DRAFT and found.procedure else [],
        "handles": handles,
        "may_call": handles and waits and now and now.is_held,
        # A result is posted with its words, under “Carrying out”.
        "may_post": handles and waits and now and now.kind == MatterStepKind.PUBLISH_DECISION,
        "may_supervise": waits and now and now.is_supervised and access.has_role(user, village, Role.SUPERVISOR),
        "may_paper": access.has_role(user, village, *standing.TYPISTS) and found.state != MatterState.WITHDRAWN,
        "may_withdraw": handles and found.state in (MatterState.RUNNING, MatterState.RETURNED),
        "today": clock.today(),
    }
    return render(request, "councils/matters/matter.html", context)


def _done(request: HttpRequest, matter: Matter, act: str, forms: dict[str, Any]) -> bool:
    """One act of the page; a refusal goes beside its field, or, where there is none, above the page."""
    form: Any = forms.get(act)
    if form is not None and not form.is_valid():
        return False
    try:
        sentence = _act(request, matter, act, form)
    except DomainError as error:
        if form is None:
            raise
        form.add_domain_error(error)
        return False
    if sentence:
        messages.success(request, sentence)
    return bool(sentence)


def _act(request: HttpRequest, matter: Matter, act: str, form: Any) -> str:
    """Do it and say what comes next; empty where the act is unknown, or the form has mistakes."""
    common: dict[str, Any] = {"by": request.user, "at": clock.now()}
    if act == "open":
        opening.open_matter(matter=matter, **common)
        return _("It is on its way. Its steps do not change any more.")
    if act == "again":
        opening.take_up_again(matter=matter, **common)
        return _("Taken up again.")
    if act == "delete":
        opening.delete_draft(matter=matter, **common)
        return _("Thrown away.")
    if act == "withdraw":
        opening.withdraw(matter=matter, reason=form.cleaned_data["reason"], **common)
        return _("Withdrawn.")
    if act == "paper":
        shown = photos_of_form(request, form, [])
        if not form.is_valid():
            return ""
        said = form.cleaned_data
        papers.add_paper(
            matter=matter, kind=said["kind"], dated=said["dated"], words=said["words"],
            photo=shown[0] if shown else None, **common,
        )  # fmt: skip
        return _("Added.")
    step = _step(matter, request.POST.get("step", ""))
    if step is None:
        return ""
    if act == "post":
        watching.post(step=step, **common)
        return _("It hangs from today on. It comes down by itself when its days are over.")
    if act == "supervise":
        right = request.POST.get("right") == "yes"
        watching.supervise(step=step, right=right, reason=form.cleaned_data["reason"], **common)
        return _("Written down.")
    return ""


def _step(matter: Matter, text: str) -> MatterStep | None:
    """The step the form was made for, so that pressed twice does not do the next one."""
    key = as_uuid(text)
    if key is None:
        return None
    found = MatterStep.objects.filter(village=matter.village_id, matter=matter, pk=key).first()
    if found is not None:
        found.village, found.matter = matter.village, matter
    return found
