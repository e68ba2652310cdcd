"""Taking part from the phone or at the office: nominating a household, objecting to a result."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from boards.enums import ContestState, EntrantState, Nominator
from boards.forms.contests import NominateForm, ObjectForm
from boards.models import Contest, ContestEntrant
from boards.queries import contests
from boards.services.contests import entering, objections
from boards.views.contests import criteria, found, quarter_label
from councils.queries.people import roll
from points.enums import Role
from points.models import Household, User, Village
from points.queries import access
from points.views.my import Part
from points.views.off import with_points
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view

EVERY_ROLE = tuple(Role)
RECORDERS = (Role.SUPERVISOR, Role.OFFICER, Role.ADMINISTRATOR)


@village_view(*EVERY_ROLE)
@with_points
def nominate(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """``?as=household``, ``leader``, ``member`` or ``paper``; the first the person may without it."""
    village: Village = request.village  # type: ignore[attr-defined]
    user: User = request.user  # type: ignore[assignment]
    contest = found(village, pk)
    if contest.state not in contests.PUBLIC:
        raise Http404(pk)
    own = list(Household.objects.filter(village=village, pk__in=access.own_households(user, village)))
    ways = _ways(contest, user, own)
    wanted = request.GET.get("as", "")
    way = next((one for one in ways if one == wanted), ways[0] if ways else None)
    if way is None or not _is_open(contest):
        return _closed(request, contest, bool(ways))
    sent = request.POST if request.POST.get("act") == "nominate" else None
    form = NominateForm(sent, village=village, nominator=way, own=own)
    entered = _entered(contest, own) if way == Nominator.HOUSEHOLD else []
    if request.method == "POST":
        if request.POST.get("act") == "withdraw":
            return _withdrawn(request, contest, entered)
        if form.is_valid() and _nominated(request, contest, form, way):
            return redirect(request.get_full_path())
    context = {
        "village": village,
        "contest": contest,
        "quarter": quarter_label(contest),
        "criteria": criteria(contest),
        "form": form,
        "way": way,
        "own": own,
        "entered": entered,
        "all_entered": way == Nominator.HOUSEHOLD and len(entered) == len(own),
        "tabs": [{"label": Nominator(one).label, "url": f"?as={one.value}", "current": one == way} for one in ways],
    }
    return render(request, "boards/contest_nominate.html", context)


def _is_open(contest: Contest) -> bool:
    over = contest.nominate_until is None or clock.today() > contest.nominate_until
    return contest.state == ContestState.CALLED and not over


def _ways(contest: Contest, user: User, own: list[Household]) -> list[Nominator]:
    """How this person may nominate here, by the title's rules and their roles."""
    village = contest.village
    person = roll(village, clock.today()).of_user(user.pk)
    may = {
        Nominator.HOUSEHOLD: bool(own),
        Nominator.LEADER: person is not None and bool(person.leads),
        Nominator.MEMBER: access.has_role(user, village, Role.COMMITTEE),
        Nominator.PAPER: access.has_role(user, village, Role.OFFICER, Role.ADMINISTRATOR),
    }
    first = sorted(Nominator, key=lambda one: one != Nominator.PAPER) if may[Nominator.PAPER] else list(Nominator)
    return [one for one in first if may[one] and one in contest.nominators]


def _closed(request: HttpRequest, contest: Contest, may: bool) -> HttpResponse:
    context = {"village": contest.village, "contest": contest, "quarter": quarter_label(contest), "may": may}
    return render(request, "boards/contest_nominate.html", context, status=200 if may else 403)


def _entered(contest: Contest, own: list[Household]) -> list[ContestEntrant]:
    rows = ContestEntrant.objects.filter(village=contest.village, contest=contest, household__in=own)
    return list(rows.filter(state=EntrantState.ENTERED).select_related("household", "contest"))


def _nominated(request: HttpRequest, contest: Contest, form: NominateForm, way: Nominator) -> bool:
    household = form.chosen()
    try:
        entering.nominate(
            contest=contest,
            household=household,
            nominator=way,
            reason=form.cleaned_data["reason"],
            paper=form.cleaned_data.get("paper", ""),
            by=request.user,  # type: ignore[arg-type]
            at=clock.now(),
        )
    except DomainError as error:
        form.add_domain_error(error)
        return False
    sentence = _("Household %(number)s is nominated for “%(title)s”.")
    messages.success(request, sentence % {"number": household.number, "title": contest.name})
    return True


def _withdrawn(request: HttpRequest, contest: Contest, entered: list[ContestEntrant]) -> HttpResponse:
    entrant = next((one for one in entered if str(one.pk) == request.POST.get("entrant")), None)
    if entrant is None:
        raise Http404(contest.pk)
    entering.withdraw(entrant=entrant, by=request.user, at=clock.now())  # type: ignore[arg-type]
    messages.success(request, _("Withdrawn. Your household takes no part in this contest."))
    return redirect(request.get_full_path())


# ------------------------------------------------------------------------------------------------------- objections


@village_view(Role.VILLAGER, *RECORDERS)
@with_points
def object_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A household objects to the result; or the office writes down what somebody says."""
    village: Village = request.village  # type: ignore[attr-defined]
    contest = found(village, pk)
    if contest.state not in (ContestState.PUBLICISED, ContestState.AWARDED, ContestState.SCORING):
        raise Http404(pk)
    winners = contests.winners(contest)
    about = [(str(one.pk), _about(one)) for one in winners]
    for_others = access.has_role(request.user, village, *RECORDERS)  # type: ignore[arg-type]
    form = ObjectForm(request.POST or None, about=about, for_others=for_others)
    if request.method == "POST" and form.is_valid() and _objected(request, contest, winners, form):
        return redirect("boards:contest", slug=village.slug, pk=contest.pk)
    over = contest.publicity_until is None or clock.today() > contest.publicity_until
    context = {
        "village": village,
        "contest": contest,
        "quarter": quarter_label(contest),
        "form": form,
        "for_others": for_others,
        "open": contest.state == ContestState.PUBLICISED and not over,
    }
    return render(request, "boards/contest_object.html", context)


def _about(entrant: ContestEntrant) -> str:
    return f"{entrant.place_name}：{entrant.household.head_name} {entrant.household.group.name}"


def _objected(request: HttpRequest, contest: Contest, winners: list[ContestEntrant], form: ObjectForm) -> bool:
    data = form.cleaned_data
    said = objections.Said(
        id=data["id"],
        text=data["text"],
        entrant=next((one for one in winners if str(one.pk) == data["about"]), None),
        name=data.get("name", ""),
    )
    try:
        objections.object_to(contest=contest, said=said, by=request.user, at=clock.now())  # type: ignore[arg-type]
    except DomainError as error:
        form.add_domain_error(error)
        return False
    messages.success(request, _("Recorded. Nothing is awarded before a supervisor has decided on it, with a reason."))
    return True


# ---------------------------------------------------------------------------------------------------------- passbook


def my_part(user: User, village: Village, household: Household, year: int) -> Part | None:
    """In the passbook: contests one may enter, and what the household has won. Without points there are none."""
    if not village.points_on:
        return None
    entered = contests.entered_by(village, household.pk)
    known = {one.contest_id for one in entered}
    open_ones = [one for one in contests.open_for(village, clock.today()) if one.pk not in known]
    won = [one for one in contests.won_by(village, household.pk) if one.quarter.year == year]
    if not open_ones and not entered and not won:
        return None
    values: dict[str, Any] = {"village": village, "household": household}
    values |= {"open": open_ones, "entered": entered, "won": won}
    return Part("boards/my_contests_part.html", values)
