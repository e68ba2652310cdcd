"""Contests in public: what is on, one contest, the hall of honour, whether a certificate is genuine."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from boards.enums import ContestState, Nominator, place_name
from boards.models import Contest
from boards.queries import contests
from boards.views.words import label
from points.models import User, Village
from points.queries import access
from points.views.off import with_points
from villagegov.kernel import clock, periods
from villagegov.web.caching import public_page
from villagegov.web.village import village_view


@village_view()
@with_points
@public_page()
def overview(request: HttpRequest) -> HttpResponse:
    """What is on now, and the winners of the latest quarter that has some."""
    village: Village = request.village  # type: ignore[attr-defined]
    known = contests.years(village)
    latest = contests.hall(village, known[0])[:1] if known else []
    context = {
        "village": village,
        "running": [{"contest": one, "quarter": quarter_label(one)} for one in contests.running(village)],
        "quarters": _quarters(latest),
        "titles": [one for one in contests.titles(village) if one.on],
        "member": bool(request.roles),  # type: ignore[attr-defined]
    }
    return render(request, "boards/contests.html", context)


@village_view()
@with_points
@public_page()
def honours(request: HttpRequest) -> HttpResponse:
    """The hall of honour, ``?year=2026``."""
    village: Village = request.village  # type: ignore[attr-defined]
    known = contests.years(village)
    wanted = request.GET.get("year", "")
    if wanted and (not wanted.isascii() or not wanted.isdigit() or len(wanted) > 4 or int(wanted) not in known):
        raise Http404(wanted)
    year = int(wanted) if wanted else (known[0] if known else None)
    context = {
        "village": village,
        "year": year,
        "quarters": _quarters(contests.hall(village, year)) if year else [],
        "tabs": [{"label": str(one), "url": f"?year={one}", "current": one == year} for one in sorted(known)],
        "member": bool(request.roles),  # type: ignore[attr-defined]
    }
    return render(request, "boards/honours.html", context)


def _quarters(found: Any) -> list[dict[str, Any]]:
    return [{"label": label(periods.quarter(one.start)), "honours": one.honours} for one in found]


@village_view()
@with_points
@public_page()
def contest_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One contest as everybody may read it: its call, its rules, and from publicity on its result."""
    village: Village = request.village  # type: ignore[attr-defined]
    contest = found(village, pk)
    if contest.state not in contests.PUBLIC:
        raise Http404(pk)
    today = clock.today()
    everybody = contests.entrants(contest)
    shows_result = contest.state in (ContestState.PUBLICISED, ContestState.AWARDED)
    entered = [one for one in everybody if one.state == "entered"]
    context = {
        "village": village,
        "contest": contest,
        "quarter": quarter_label(contest),
        "criteria": criteria(contest),
        "prizes": [(place_name(place), points) for place, points in enumerate(contest.prizes, 1)],
        "nominators": [Nominator(one).label for one in contest.nominators],
        "steps": course(contest),
        "entrant_count": len(entered),
        "winners": contests.winners(contest) if shows_result else [],
        "shows_result": shows_result,
        "open": contest.state == ContestState.CALLED and _not_over(contest.nominate_until, today),
        "may_object": contest.state == ContestState.PUBLICISED and _not_over(contest.publicity_until, today),
        "decisions": [one for one in contests.objections_to(contest) if one.decided_at] if shows_result else [],
        "member": bool(request.roles),  # type: ignore[attr-defined]
    }
    return render(request, "boards/contest.html", context)


def _not_over(last: Any, today: Any) -> bool:
    return last is not None and today <= last


def found(village: Village, pk: uuid.UUID) -> Contest:
    contest = contests.find(village, pk)
    if contest is None:
        raise Http404(pk)
    return contest


def criteria(contest: Contest) -> list[tuple[str, int]]:
    return list(zip(contest.criteria, contest.full_marks, strict=True))


def quarter_label(contest: Contest) -> str:
    return label(periods.quarter(contest.quarter))


#: The course of a contest, and the state in which each step is under way.
COURSE = (
    ContestState.CALLED,
    ContestState.SCORING,
    ContestState.DECIDED,
    ContestState.PUBLICISED,
    ContestState.AWARDED,
)


def course(contest: Contest) -> list[dict[str, Any]]:
    """Where it stands. Nothing for a contest that is not held."""
    if contest.state == ContestState.CANCELLED:
        return []
    at = COURSE.index(ContestState(contest.state)) if contest.state in COURSE else -1
    notes = {
        ContestState.CALLED: _until(contest.nominate_until),
        ContestState.PUBLICISED: _until(contest.publicity_until),
    }
    words = (_("Nominations"), _("Judging"), _("Result"), _("Publicity"), _("Prizes"))
    last = contest.state == ContestState.AWARDED
    return [
        {
            "label": word,
            "state": "past" if number < at or last else "now" if number == at else "next",
            "note": notes.get(state, ""),
        }
        for number, (state, word) in enumerate(zip(COURSE, words, strict=True))
    ]


def _until(day: Any) -> str:
    return _("until %(day)s") % {"day": f"{day:%Y-%m-%d}"} if day else ""


@village_view()
@with_points
@public_page()
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a certificate with this number was given by the village; the address in its square code."""
    village: Village = request.village  # type: ignore[attr-defined]
    award = contests.certificate(village, code)
    context = {
        "village": village,
        "code": code[:14],
        "award": award,
        "quarter": quarter_label(award.contest) if award else "",
        "member": bool(request.roles),  # type: ignore[attr-defined]
        "own": _is_own(request, village, award),
    }
    return render(request, "boards/certificate.html", context, status=200 if award else 404)


def _is_own(request: HttpRequest, village: Village, award: Any) -> bool:
    if award is None or not isinstance(request.user, User):
        return False
    return award.household_id in access.own_households(request.user, village)
