"""Judging: a member's marks on the phone, and the signed result of a walk round."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from boards.enums import ContestState, EntrantState, JudgingWay, Recusal
from boards.forms.contests import MarkForm, ReasonForm, WalkForm
from boards.models import Contest, ContestEntrant, ContestScore, ContestWalk, ContestWalker
from boards.queries import contests
from boards.queries.contests import ToJudge
from boards.queries.jury import Jury
from boards.services.contests import scoring, walks
from boards.views.contests import criteria, found, quarter_label
from points.enums import Role
from points.models import User, Village
from points.services import photos
from points.views.off import with_points
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view

# --------------------------------------------------------------------------------------------------------- on a phone


@require_safe
@village_view(Role.COMMITTEE)
@with_points
def judge(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Whom this member has judged, whom not yet, and from whom they keep away."""
    contest = _judged_by_phone(request, pk)
    lines = contests.to_judge(contest, request.user, clock.today())  # type: ignore[arg-type]
    context = {
        "village": contest.village,
        "contest": contest,
        "quarter": quarter_label(contest),
        "no_seat": lines is None,
        "rows": [{"line": line, "why": _why(line)} for line in lines or []],
        "left": sum(_is_open(line) for line in lines or []),
        "open": contest.state == ContestState.SCORING,
    }
    return render(request, "boards/contest_judge.html", context)


def _judged_by_phone(request: HttpRequest, pk: uuid.UUID) -> Contest:
    contest = found(request.village, pk)  # type: ignore[attr-defined]
    if contest.way != JudgingWay.PHONE:
        raise Http404(pk)
    return contest


def _is_open(line: ToJudge) -> bool:
    return line.score is None and not line.kept_away


def _why(line: ToJudge) -> str:
    if line.kept_away == "not_needed":
        return _("alternate, not needed here")
    if not line.kept_away:
        return ""
    return _("You keep away: %(why)s") % {"why": Recusal(line.kept_away).label}


@village_view(Role.COMMITTEE)
@with_points
def mark(request: HttpRequest, pk: uuid.UUID, entrant_id: uuid.UUID) -> HttpResponse:
    """One entrant before one judge."""
    contest = _judged_by_phone(request, pk)
    user: User = request.user  # type: ignore[assignment]
    lines = contests.to_judge(contest, user, clock.today()) or []
    line = next((one for one in lines if one.entrant.pk == entrant_id), None)
    if line is None:
        raise Http404(entrant_id)
    given = line.score.marks if line.score else []
    initial = {f"mark_{number}": one for number, one in enumerate(given, 1)}
    form = MarkForm(request.POST if _marks_sent(request) else None, contest=contest, initial=initial)
    if request.method == "POST" and _done(request, contest, line.entrant, form):
        return redirect(_next(contest, user, entrant_id))
    context = {
        "village": contest.village,
        "contest": contest,
        "quarter": quarter_label(contest),
        "entrant": line.entrant,
        "form": form,
        "barred": line.kept_away not in ("", Recusal.STEPPED_OUT),
        "stepped_out": line.kept_away == Recusal.STEPPED_OUT,
        "why": _why(line),
        "open": contest.state == ContestState.SCORING,
    }
    return render(request, "boards/contest_mark.html", context)


def _marks_sent(request: HttpRequest) -> bool:
    return request.method == "POST" and request.POST.get("act") != "step_out"


def _done(request: HttpRequest, contest: Contest, entrant: ContestEntrant, form: MarkForm) -> bool:
    user: User = request.user  # type: ignore[assignment]
    entrant.contest = contest
    if not _marks_sent(request):
        scoring.step_out(entrant=entrant, by=user, at=clock.now())
        messages.success(request, _("Noted: you keep away from this household."))
        return True
    if not form.is_valid():
        return False
    try:
        score = scoring.score(entrant=entrant, marks=form.marks(), by=user, at=clock.now())
    except DomainError as error:
        form.add_domain_error(error)
        return False
    messages.success(request, _("Saved: %(sum)s marks.") % {"sum": score.total})
    return True


def _next(contest: Contest, user: User, after: uuid.UUID) -> str:
    """The next one without marks, else the list."""
    lines = contests.to_judge(contest, user, clock.today()) or []
    slug = contest.village.slug
    following = next((one for one in lines if _is_open(one) and one.entrant.pk != after), None)
    if following is None:
        return reverse("boards:contest_judge", args=[slug, contest.pk])
    return reverse("boards:contest_mark", args=[slug, contest.pk, following.entrant.pk])


# --------------------------------------------------------------------------------------------------------- on a walk


@village_view(Role.COMMITTEE, Role.OFFICER, Role.ADMINISTRATOR)
@with_points
def walk(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Type in the signed result; or compare what somebody else typed in with the photo, and confirm it."""
    village: Village = request.village  # type: ignore[attr-defined]
    contest = found(village, pk)
    if contest.way != JudgingWay.WALK:
        raise Http404(pk)
    recorded = contests.walk_of(contest)
    act = request.POST.get("act", "")
    refusal = ReasonForm(request.POST if act == "refuse" else None)
    form = _walk_form(request, contest, recorded) if _types_in(request, contest, recorded) else None
    if request.method == "POST" and _walked(request, contest, act, form, refusal):
        return redirect("boards:contest_work", slug=village.slug, pk=contest.pk)
    context = {
        "village": village,
        "contest": contest,
        "quarter": quarter_label(contest),
        "criteria": criteria(contest),
        "open": contest.state == ContestState.SCORING,
        "walk": recorded,
        "form": form,
        "refusal": refusal,
        "typed": _typed(contest, recorded) if recorded else [],
        "walkers": _walkers(recorded) if recorded else [],
        "mine": recorded is not None and recorded.recorded_by_id == request.user.pk,
        "judges": Role.COMMITTEE in request.roles,  # type: ignore[attr-defined]
    }
    return render(request, "boards/contest_walk.html", context)


def _types_in(request: HttpRequest, contest: Contest, recorded: ContestWalk | None) -> bool:
    """The form stands there until something is typed in; again on demand, or after a refusal."""
    if contest.state != ContestState.SCORING:
        return False
    return recorded is None or bool(recorded.refusal) or "again" in request.GET


def _walk_form(request: HttpRequest, contest: Contest, recorded: ContestWalk | None) -> WalkForm:
    here = [one for one in contests.entrants(contest) if one.state == EntrantState.ENTERED]
    here = sorted((one for one in here if one.round == contest.round), key=lambda one: one.household.number)
    initial: dict[str, Any] = {"walked_on": recorded.walked_on if recorded else clock.today()}
    if recorded:
        initial["people"] = [str(one.person) for one in _walkers(recorded)]
        for row in _typed(contest, recorded):
            for number, one in enumerate(row.marks, 1):
                initial[f"mark_{row.entrant_id}_{number}"] = one
    sends = request.method == "POST" and request.POST.get("act") == "record"
    form = WalkForm(
        request.POST if sends else None,
        request.FILES if sends else None,
        contest=contest,
        entrants=here,
        people=Jury(contest.village, clock.today()).roll.committee,
        initial=initial,
    )
    form.fields["photo"].required = recorded is None
    return form


def _typed(contest: Contest, recorded: ContestWalk) -> list[ContestScore]:
    rows = ContestScore.objects.filter(
        village=contest.village, entrant__contest=contest, round=recorded.round, judge=None
    )
    return list(rows.select_related("entrant__household__group").order_by("entrant__household__number"))


def _walkers(recorded: ContestWalk) -> list[ContestWalker]:
    return list(ContestWalker.objects.filter(village=recorded.village_id, walk=recorded).order_by("name"))


def _walked(request: HttpRequest, contest: Contest, act: str, form: WalkForm | None, refusal: ReasonForm) -> bool:
    user: User = request.user  # type: ignore[assignment]
    if act == "confirm":
        text = request.POST.get("edition", "")
        edition = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
        walks.confirm(contest=contest, edition=edition, by=user, at=clock.now())
        messages.success(request, _("Confirmed. The result has been worked out."))
        return True
    if act == "refuse":
        if not refusal.is_valid():
            return False
        walks.refuse(contest=contest, reason=refusal.cleaned_data["reason"], by=user, at=clock.now())
        messages.success(request, _("Noted. It is typed in anew."))
        return True
    return form is not None and form.is_valid() and _recorded(request, contest, form)


def _recorded(request: HttpRequest, contest: Contest, form: WalkForm) -> bool:
    user: User = request.user  # type: ignore[assignment]
    data = form.cleaned_data
    before = contests.walk_of(contest)
    try:
        upload = data.get("photo")
        photo = (
            photos.keep(village=contest.village, upload=upload, by=user, at=clock.now())
            if upload
            else (before.photo if before else None)
        )
        if photo is None:
            raise DomainError(_("Add a photo of the signed sheet."), field="photo", code="photo_missing")
        people = [uuid.UUID(one) for one in data["people"]]
        walks.record(
            contest=contest,
            data=walks.WalkData(data["walked_on"], people, form.marks(), photo),
            by=user,
            at=clock.now(),
        )
    except DomainError as error:
        for single in error:
            single.field = "photo" if single.field == "photos" else single.field
        form.add_domain_error(error)
        return False
    messages.success(request, _("Typed in. A member of another constituency compares it with the photo and confirms."))
    return True
