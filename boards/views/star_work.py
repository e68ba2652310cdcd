"""The office's pages of stars: the year and its stars, nominations from paper, deciding, one star's way, plates."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from boards.enums import HAS_STAR, StarState, StarYearState
from boards.forms.stars import EnterNominationForm, NewYearForm, RefuseForm, StarForm, YearForm
from boards.models import Star, StarAward, StarYear
from boards.queries import star_checks, star_groups, star_work
from boards.queries import stars as queries
from boards.services import star_years, stars
from boards.views.stars import chosen_year, with_stars, year_tabs
from points.enums import Role
from points.models import User, Village
from points.queries import access
from villagegov.db.keys import as_uuid
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.forms import PlainForm
from villagegov.web.village import village_view

OFFICE = (Role.OFFICER, Role.COMMITTEE, Role.SUPERVISOR, Role.GRID_OFFICER, Role.ADMINISTRATOR)
PRINTERS = (Role.OFFICER, Role.COMMITTEE, Role.ADMINISTRATOR)
#: In the order in which they ask for something.
SECTIONS = (
    StarState.NOMINATED, StarState.OBJECTED, StarState.QUESTIONED, StarState.POSTED, StarState.GRANTED,
    StarState.WITHDRAWN, StarState.REFUSED,
)  # fmt: skip


def _village(request: HttpRequest) -> Village:
    return request.village  # type: ignore[attr-defined]


def _has(request: HttpRequest, *roles: Role) -> bool:
    return bool(set(roles) & request.roles)  # type: ignore[attr-defined]


# ------------------------------------------------------------------------------------------------------------ the list


@require_safe
@village_view(*OFFICE)
@with_stars
def listing(request: HttpRequest) -> HttpResponse:
    """A year at a glance: what waits, what is in publicity, who has which star."""
    village = _village(request)
    user: User = request.user  # type: ignore[assignment]
    years = star_work.years(village)
    year = chosen_year(years, request.GET.get("year", ""))
    rows = list(star_work.of_year(year)) if year else []
    context = {
        "village": village,
        "year": year,
        "tabs": year_tabs(years, year),
        "sections": [
            {"label": state.label, "state": state, "rows": found}
            for state in SECTIONS
            if (found := [award for award in rows if award.state == state])
        ],
        "undecided": star_work.undecided(user, village).count(),
        "fallen": star_checks.fallen(village, clock.today()),
        "groups": star_groups.groups_of(year) if year else [],
        "may_enter": bool(year and year.state == StarYearState.OPEN) and _may_enter(user, village),
        "administers": _has(request, Role.ADMINISTRATOR),
        "member": _has(request, Role.COMMITTEE),
        "may_print": _has(request, *PRINTERS),
        "has_star": any(award.state in HAS_STAR for award in rows),
    }
    return render(request, "boards/stars/list.html", context)


def _may_enter(user: User, village: Village) -> bool:
    return access.has_role(user, village, *stars.TYPISTS) or bool(star_work.groups_led(user, village, clock.today()))


# ------------------------------------------------------------------------------------------------------------- the year


@village_view(Role.ADMINISTRATOR)
@with_stars
def year_new(request: HttpRequest) -> HttpResponse:
    village = _village(request)
    last = next(iter(star_work.years(village)), None)
    today = clock.today()
    initial = {
        "year": last.year + 1 if last else today.year,
        "nominate_until": max(date(today.year, 11, 30), today),
        "group_percent": last.group_percent if last else 60,
    }
    form = NewYearForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = star_years.prepare(village=village, **form.cleaned_data, by=request.user, at=clock.now())  # type: ignore[arg-type]
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("The year is prepared. Look over its stars, then open it."))
            return redirect("boards:star_year", slug=village.slug, year=made.year)
    return render(request, "boards/stars/year_new.html", {"village": village, "form": form})


@village_view(Role.ADMINISTRATOR)
@with_stars
def year_page(request: HttpRequest, year: int) -> HttpResponse:
    """A year's stars and numbers; opened and closed here."""
    village = _village(request)
    found = _year(village, year)
    numbers = {"nominate_until": found.nominate_until, "group_percent": found.group_percent}
    step = request.POST.get("step", "")
    form = YearForm(request.POST if step == "change" else None, initial=numbers)
    if request.method == "POST":
        if step == "change" and not form.is_valid():
            pass
        elif _year_step(request, found, step, form):
            return redirect("boards:star_year", slug=village.slug, year=found.year)
    context = {
        "village": village,
        "year": found,
        "form": form,
        "stars": [{"star": star, "checks": star_checks.words(star.checks)} for star in star_work.stars_of(found)],
        "counts": star_work.counts(found),
        "prepared": found.state == StarYearState.PREPARED,
        "open": found.state == StarYearState.OPEN,
    }
    return render(request, "boards/stars/year.html", context)


def _year(village: Village, year: int) -> StarYear:
    found: StarYear = get_object_or_404(StarYear, village=village, year=year)
    found.village = village
    return found


def _year_step(request: HttpRequest, year: StarYear, step: str, form: PlainForm) -> bool:
    who: dict[str, Any] = {"by": request.user, "at": clock.now()}
    try:
        if step == "change":
            star_years.change_year(year=year, **form.cleaned_data, **who)
            sentence = _("Saved.")
        elif step == "open":
            star_years.open_year(year=year, **who)
            sentence = _("The year is open: households can be nominated now.")
        elif step == "close":
            star_years.close_year(year=year, **who)
            sentence = _("The year is closed and the groups are worked out.")
        else:
            raise Http404(step)
    except DomainError as error:
        form.add_domain_error(error) if form.is_bound else messages.error(request, str(error))
        return not form.is_bound
    messages.success(request, sentence)
    return True


@village_view(Role.ADMINISTRATOR)
@with_stars
def star_edit(request: HttpRequest, year: int, star_id: uuid.UUID | None = None) -> HttpResponse:
    village = _village(request)
    found = _year(village, year)
    star = get_object_or_404(Star, village=village, star_year=found, pk=star_id) if star_id else None
    initial = {"name": star.name, "criteria": star.criteria, "checks": star.checks} if star else {}
    form = StarForm(request.POST or None, initial=initial, points_on=village.points_on)
    back = redirect("boards:star_year", slug=village.slug, year=found.year)
    who: dict[str, Any] = {"by": request.user, "at": clock.now()}
    if request.method == "POST" and star and "remove" in request.POST:
        star.village = village
        star_years.remove_star(star=star, **who)
        messages.success(request, _("The star is removed."))
        return back
    if request.method == "POST" and form.is_valid():
        try:
            star_years.save_star(year=found, star=star, **form.cleaned_data, **who)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Saved."))
            return back
    context = {"village": village, "year": found, "star": star, "form": form}
    return render(request, "boards/stars/star.html", context)


# ------------------------------------------------------------------------------------------------- nominating, deciding


@village_view(*OFFICE)
@with_stars
def enter(request: HttpRequest) -> HttpResponse:
    """A nomination from paper: by the office for any household, by a group leader for one of the group."""
    village = _village(request)
    user: User = request.user  # type: ignore[assignment]
    if not _may_enter(user, village):
        sentence = _("Nominations are entered by the office and by group leaders.")
        return render(request, "web/refused.html", {"sentences": [sentence], "back": ""}, status=403)
    year = star_work.open_year(village)
    leader = not access.has_role(user, village, *stars.TYPISTS)
    listed = star_work.stars_of(year) if year else []
    form = EnterNominationForm(
        request.POST or None, village=village, leader=leader, stars=listed, initial={"source": "group"}
    )
    if request.method == "POST" and year and form.is_valid() and _entered(request, form):
        return redirect(request.path)
    context = {
        "village": village,
        "year": year,
        "form": form,
        "leader": leader,
        "nominating": year is not None and clock.today() <= year.nominate_until,
        "latest": list(star_work.awards(village).filter(nominated_by=user).order_by("-nominated_at", "-pk")[:8]),
    }
    return render(request, "boards/stars/enter.html", context)


def _entered(request: HttpRequest, form: EnterNominationForm) -> bool:
    household = form.cleaned_data["household"]
    try:
        made = stars.nominate(
            household=household,
            stars=form.cleaned_data["stars"],
            source=form.chosen_source,
            reason=form.cleaned_data["reason"],
            by=request.user,  # type: ignore[arg-type]
            at=clock.now(),
        )
    except DomainError as error:
        form.add_domain_error(error)
        return False
    names = "、".join(award.star.name for award in made)
    values = {"household": household, "stars": names}
    messages.success(request, _("%(household)s is nominated: %(stars)s. Next one.") % values)
    return True


@village_view(Role.COMMITTEE)
@with_stars
def decide(request: HttpRequest) -> HttpResponse:
    """Every nomination that waits for this member, to be agreed to or refused in one go."""
    village = _village(request)
    user: User = request.user  # type: ignore[assignment]
    awards = list(star_work.undecided(user, village))
    agrees = "agree" in request.POST
    form = RefuseForm(request.POST if request.method == "POST" and not agrees else None)
    ticked = set(request.POST.getlist("award"))
    if request.method == "POST":
        chosen = [award.pk for award in awards if str(award.pk) in ticked]
        if not chosen:
            messages.error(request, _("Tick at least one line."))
        elif agrees or form.is_valid():
            note = "" if agrees else form.cleaned_data["note"]
            outcome = stars.decide(village=village, award_ids=chosen, agrees=agrees, note=note, by=user, at=clock.now())
            _tell(request, outcome, {award.pk: award for award in awards})
            return redirect(request.path)
    failing = star_checks.failing(village, awards, clock.today())
    rows = [
        {
            "award": award,
            "found": star_checks.words(failing[award.pk]),
            "hard": bool(star_checks.hard(failing[award.pk])),
            "ticked": str(award.pk) in ticked,
        }
        for award in awards
    ]
    return render(request, "boards/stars/decide.html", {"village": village, "rows": rows, "form": form})


def _tell(request: HttpRequest, outcome: stars.Outcome, awards: dict[uuid.UUID, StarAward]) -> None:
    """How many were decided, how many wait, and each that was refused with its reason."""
    if outcome.decided:
        count = len(outcome.decided)
        sentence = ngettext("%(count)s nomination is decided.", "%(count)s nominations are decided.", count)
        messages.success(request, sentence % {"count": count})
    if outcome.waiting:
        count = len(outcome.waiting)
        sentence = ngettext(
            "Your vote on %(count)s nomination is recorded; it waits for the other members.",
            "Your votes on %(count)s nominations are recorded; they wait for the other members.",
            count,
        )
        messages.success(request, sentence % {"count": count})
    for pk, error in outcome.refused.items():
        award = awards[pk]
        messages.error(request, f"{award.household} · {award.star.name}: {error}")


# --------------------------------------------------------------------------------------------------------------- paper


@require_safe
@village_view(*PRINTERS)
@with_stars
def printed(request: HttpRequest) -> HttpResponse:
    """``?what=plates`` two on a sheet of A4, ``household=<key>`` for one household's; ``what=list`` for the wall."""
    village = _village(request)
    years = queries.shown_years(village)
    year = chosen_year(years, request.GET.get("year", ""))
    if year is None:
        raise Http404("no year")
    what = request.GET.get("what", "list")
    context: dict[str, Any] = {
        "village": village,
        "year": year,
        "today": clock.today(),
        "issuer": _("Villagers’ committee of %(name)s") % {"name": village.name},
    }
    if what == "plates":
        rows = star_work.of_year(year).filter(state__in=HAS_STAR).order_by("plate")
        if request.GET.get("award"):
            rows = rows.filter(pk=_key(request.GET["award"]))
        context["awards"] = list(rows)
        return render(request, "boards/stars/plates.html", context)
    context["found"] = queries.page(village, year, full_names=True)
    return render(request, "boards/stars/print.html", context)


def _key(text: str) -> uuid.UUID:
    key = as_uuid(text)
    if key is None:
        raise Http404(text)
    return key
