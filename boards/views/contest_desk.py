"""The office's side of contests: the list, one contest with the step that is next, objections, the titles."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from boards.enums import ContestState, JudgingWay, ResultRemedy
from boards.forms.contests import (
    CallForm,
    CloseForm,
    DecideObjectionForm,
    JudgingForm,
    ReasonForm,
    TitleForm,
    title_initial,
)
from boards.models import Contest, ContestEntrant, ContestObjection, ContestTitle
from boards.queries import contests
from boards.queries.same_deed import counted_already
from boards.services.contests import awards, calls, entering, objections, results, titles
from boards.views.contests import course, criteria, found, quarter_label
from councils.enums import ObjectionState
from points.enums import Role
from points.models import User, Village
from points.views.off import with_points
from villagegov.db.keys import as_uuid
from villagegov.kernel import clock, periods
from villagegov.kernel.errors import DomainError
from villagegov.web.forms import PlainForm
from villagegov.web.village import village_view

OFFICE = (Role.OFFICER, Role.COMMITTEE, Role.SUPERVISOR, Role.ADMINISTRATOR)
RUNNERS = frozenset({Role.OFFICER, Role.ADMINISTRATOR})


@village_view(*OFFICE)
@with_points
def desk(request: HttpRequest) -> HttpResponse:
    """Every contest, the latest first; a contest of this quarter is begun here where the day has not done it."""
    village: Village = request.village  # type: ignore[attr-defined]
    runs = bool(request.roles & RUNNERS)  # type: ignore[attr-defined]
    if request.method == "POST":
        return _begin(request, village)
    rows = contests.listed(village)
    start = periods.quarter(clock.today()).start
    here = {one.contest_title_id for one in rows if one.quarter == start}
    known = contests.titles(village)
    context = {
        "village": village,
        "rows": [{"contest": one, "quarter": quarter_label(one)} for one in rows],
        "titles": known,
        "to_begin": [one for one in known if one.on and one.pk not in here] if runs else [],
        "administrates": Role.ADMINISTRATOR in request.roles,  # type: ignore[attr-defined]
    }
    return render(request, "boards/contest_desk.html", context)


def _begin(request: HttpRequest, village: Village) -> HttpResponse:
    key = as_uuid(request.POST.get("title", ""))
    title = ContestTitle.objects.filter(village=village, pk=key).first() if key else None
    if title is None:
        messages.error(request, _("Choose a title."))
        return redirect("boards:contest_desk", slug=village.slug)
    user: User = request.user  # type: ignore[assignment]
    contest = calls.draft(village=village, title=title, quarter=clock.today(), by=user, at=clock.now())
    return redirect("boards:contest_work", slug=village.slug, pk=contest.pk)


# ------------------------------------------------------------------------------------------------------ one contest

#: What a form of the page does: its form, and the act itself.
Act = Callable[[Contest, dict[str, Any], User, Any], Any]
ACTS: dict[str, tuple[type[PlainForm], Act]] = {
    "call": (CallForm, lambda c, d, by, at: calls.call(contest=c, until=d["until"], by=by, at=at)),
    "judge": (JudgingForm, lambda c, d, by, at: calls.begin_judging(contest=c, way=JudgingWay(d["way"]), by=by, at=at)),
    "close": (CloseForm, lambda c, d, by, at: results.close_round(contest=c, leave_out=d["leave_out"], by=by, at=at)),
    "publish": (PlainForm, lambda c, d, by, at: results.publish(contest=c, by=by, at=at)),
    "award": (PlainForm, lambda c, d, by, at: awards.award(contest=c, by=by, at=at)),
    "cancel": (ReasonForm, lambda c, d, by, at: calls.cancel(contest=c, reason=d["reason"], by=by, at=at)),
}
#: Acts on one entrant.
ENTRANT_ACTS: dict[str, tuple[type[PlainForm], Callable[[ContestEntrant, dict[str, Any], User, Any], Any]]] = {
    "withhold": (ReasonForm, lambda e, d, by, at: results.withhold(entrant=e, reason=d["reason"], by=by, at=at)),
    "give": (PlainForm, lambda e, d, by, at: results.give_after_all(entrant=e, by=by, at=at)),
    "withdraw": (ReasonForm, lambda e, d, by, at: entering.withdraw(entrant=e, reason=d["reason"], by=by, at=at)),
}


@village_view(*OFFICE)
@with_points
def work(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One contest: where it stands, who takes part, and the step that is next."""
    village: Village = request.village  # type: ignore[attr-defined]
    contest = found(village, pk)
    act = request.POST.get("act", "")
    form: PlainForm | None = None
    if request.method == "POST":
        form = _acted(request, contest, act)
        if form is None:
            return redirect("boards:contest_work", slug=village.slug, pk=contest.pk)
        contest = found(village, pk)
    return render(request, "boards/contest_work.html", _work_context(request, contest, act, form))


def _acted(request: HttpRequest, contest: Contest, act: str) -> PlainForm | None:
    """None when it is done; else the form with what is wrong."""
    user: User = request.user  # type: ignore[assignment]
    if act in ENTRANT_ACTS:
        form_class, on_entrant = ENTRANT_ACTS[act]
        entrant = _entrant(contest, request.POST.get("entrant", ""))
        run = lambda data: on_entrant(entrant, data, user, clock.now())  # noqa: E731
    elif act in ACTS:
        form_class, on_contest = ACTS[act]
        run = lambda data: on_contest(contest, data, user, clock.now())  # noqa: E731
    else:
        form = PlainForm(request.POST)
        form.add_error(None, _("Choose what is to be done."))
        return form
    form = form_class(request.POST)
    if not form.is_valid():
        return form
    try:
        run(form.cleaned_data)
    except DomainError as error:
        form.add_domain_error(error)
        return form
    _say(request, found(contest.village, contest.pk), contest.round)
    return None


def _say(request: HttpRequest, contest: Contest, round_before: int) -> None:
    if contest.state == ContestState.SCORING and contest.round > max(1, round_before):
        messages.warning(request, _("Some are level where a prize hangs on it. They alone are judged once more."))
        return
    messages.success(request, _("Done. It now stands at “%(state)s”.") % {"state": contest.get_state_display()})


def _entrant(contest: Contest, key: str) -> ContestEntrant:
    found_key = as_uuid(key)
    rows = ContestEntrant.objects.filter(village=contest.village, contest=contest).select_related("household")
    entrant = rows.select_related("contest__village").filter(pk=found_key).first() if found_key else None
    if entrant is None:
        raise Http404(key)
    return entrant


def _work_context(request: HttpRequest, contest: Contest, act: str, form: PlainForm | None) -> dict[str, Any]:
    roles = request.roles  # type: ignore[attr-defined]
    today, state = clock.today(), ContestState(contest.state)
    everybody = contests.entrants(contest)
    scoring = state == ContestState.SCORING
    until = today + timedelta(days=max(contest.contest_title.call_days, calls.CALL_AT_LEAST) - 1)
    shown = _shown_form(act, form)
    return {
        "village": contest.village,
        "contest": contest,
        "quarter": quarter_label(contest),
        "criteria": criteria(contest),
        "steps": course(contest),
        "entrants": everybody,
        "counted": counted_already(contest, [one.household_id for one in everybody]) if state in RESULTS else {},
        "objections": contests.objections_to(contest),
        "progress": contests.progress(contest, today) if scoring and contest.way == JudgingWay.PHONE else [],
        "walk": contests.walk_of(contest) if scoring and contest.way == JudgingWay.WALK else None,
        "awards": contests.awards_of(contest) if state == ContestState.AWARDED else [],
        "nominations_over": contest.nominate_until is not None and today > contest.nominate_until,
        "publicity_over": contest.publicity_until is not None and today > contest.publicity_until,
        "runs": bool(roles & RUNNERS),
        "judges": Role.COMMITTEE in roles,
        "supervises": Role.SUPERVISOR in roles,
        "may_cancel": Role.ADMINISTRATOR in roles and state in CANCELLABLE,
        "call_form": shown("call", CallForm(initial={"until": until})),
        "judging_form": shown("judge", JudgingForm(initial={"way": JudgingWay.PHONE})),
        "close_form": shown("close", CloseForm()),
        "cancel_form": shown("cancel", ReasonForm(auto_id="cancel_%s")),
        "entrant_form": ReasonForm(auto_id=False),
        "failed": form if form is not None and act not in {"call", "judge", "close", "cancel"} else None,
    }


RESULTS = (ContestState.DECIDED, ContestState.PUBLICISED)
CANCELLABLE = (ContestState.DRAFTED, ContestState.CALLED, ContestState.SCORING, ContestState.DECIDED)


def _shown_form(act: str, form: PlainForm | None) -> Callable[[str, PlainForm], PlainForm]:
    return lambda name, fresh: form if form is not None and act == name else fresh


@village_view(Role.SUPERVISOR)
@with_points
def objection_page(request: HttpRequest, pk: uuid.UUID, objection_id: uuid.UUID) -> HttpResponse:
    """One objection to a result, decided by a supervisor who had no part in it."""
    village: Village = request.village  # type: ignore[attr-defined]
    contest = found(village, pk)
    rows = ContestObjection.objects.filter(village=village, contest=contest, pk=objection_id)
    objection = rows.select_related("entrant__household__group", "contest__village", "decided_by").first()
    if objection is None:
        raise Http404(objection_id)
    user: User = request.user  # type: ignore[assignment]
    form = DecideObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _decided(request, objection, form):
        return redirect("boards:contest_work", slug=village.slug, pk=contest.pk)
    context = {
        "village": village,
        "contest": contest,
        "quarter": quarter_label(contest),
        "objection": objection,
        "obstacle": objections.why_not(user, contest),
        "open": objection.state == ObjectionState.OPEN,
        "form": form,
    }
    return render(request, "boards/contest_objection.html", context)


def _decided(request: HttpRequest, objection: ContestObjection, form: DecideObjectionForm) -> bool:
    decision = form.cleaned_data["decision"]
    uphold = decision != "dismiss"
    try:
        objections.decide(
            objection=objection,
            uphold=uphold,
            remedy=ResultRemedy(decision) if uphold else None,
            reason=form.cleaned_data["reason"],
            by=request.user,  # type: ignore[arg-type]
            at=clock.now(),
        )
    except DomainError as error:
        form.add_domain_error(error)
        return False
    messages.success(request, _("Decided. The reason stands on the public page."))
    return True


# ----------------------------------------------------------------------------------------------------------- titles


@village_view(Role.ADMINISTRATOR)
@with_points
def title_list(request: HttpRequest) -> HttpResponse:
    """The titles the village gives; the three usual ones are added with one button."""
    village: Village = request.village  # type: ignore[attr-defined]
    if request.method == "POST":
        user: User = request.user  # type: ignore[assignment]
        added = titles.add_usual(village=village, by=user, at=clock.now())
        messages.success(request, _("%(count)s titles added. Look them over and change what does not fit.") % {
            "count": len(added)
        })  # fmt: skip
        return redirect("boards:contest_titles", slug=village.slug)
    found_titles = contests.titles(village)
    return render(request, "boards/contest_titles.html", {"village": village, "titles": found_titles})


@village_view(Role.ADMINISTRATOR)
@with_points
def title_new(request: HttpRequest) -> HttpResponse:
    return _title_page(request, None)


@village_view(Role.ADMINISTRATOR)
@with_points
def title_change(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    title = ContestTitle.objects.filter(village=request.village, pk=pk).first()  # type: ignore[attr-defined]
    if title is None:
        raise Http404(pk)
    return _title_page(request, title)


def _title_page(request: HttpRequest, title: ContestTitle | None) -> HttpResponse:
    village: Village = request.village  # type: ignore[attr-defined]
    initial = title_initial(title) if title else {"nominators": ["household", "leader", "member", "paper"]}
    form = TitleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        user: User = request.user  # type: ignore[assignment]
        try:
            titles.save_title(village=village, values=form.values(), title=title, by=user, at=clock.now())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Saved. It holds for contests called from now on."))
            return redirect("boards:contest_titles", slug=village.slug)
    return render(request, "boards/contest_title.html", {"village": village, "title_row": title, "form": form})
