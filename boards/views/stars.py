"""Stars in public, and what a household sees and does of its own."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from boards.enums import HAS_STAR, StarSource, StarState
from boards.forms.stars import ObjectForm, OwnNominationForm
from boards.models import StarAward, StarYear
from boards.queries import star_work
from boards.queries import stars as queries
from boards.services import star_objections, stars
from points.enums import Module, Role
from points.models import Household, User, Village
from points.queries import access
from points.queries.villages import uses
from points.views import villager
from points.views.my import Part
from points.views.off import with_module
from points.views.villager import household_page
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.caching import public_page
from villagegov.web.templatetags.web import short_day
from villagegov.web.village import village_view

with_stars = with_module(Module.STARS)


def chosen_year(years: list[StarYear], wanted: str) -> StarYear | None:
    """``?year=2026``; else the first. A year that is not there is not found."""
    if not wanted:
        return years[0] if years else None
    found = [year for year in years if str(year.year) == wanted]
    if not found:
        raise Http404(wanted)
    return found[0]


def year_tabs(years: list[StarYear], current: StarYear | None) -> list[dict[str, Any]]:
    return [
        {"label": str(year.year), "url": f"?year={year.year}", "current": year == current}
        for year in sorted(years, key=lambda year: year.year)
    ]


@village_view()
@public_page()
@with_stars
def public(request: HttpRequest) -> HttpResponse:
    """The year's star families, the stars in publicity, and the all-excellent groups."""
    village: Village = request.village  # type: ignore[attr-defined]
    years = queries.shown_years(village)
    year = chosen_year(years, request.GET.get("year", ""))
    context = {
        "village": village,
        "found": queries.page(village, year) if year else None,
        "tabs": year_tabs(years, year),
        "today": clock.today(),
        "issuer": _("Villagers’ committee of %(name)s") % {"name": village.name},
        "may_object": Role.VILLAGER in request.roles,  # type: ignore[attr-defined]
    }
    return render(request, "boards/stars/public.html", context)


# ------------------------------------------------------------------------------------------------------- the household


@household_page
@with_stars
def mine(request: HttpRequest) -> HttpResponse:
    """The household's own stars and nominations, and the form to nominate itself."""
    village: Village = request.village  # type: ignore[attr-defined]
    own = villager.own_households(request.user, village)  # type: ignore[arg-type]
    wanted = request.GET.get("household", "")
    household = villager.chosen(own, wanted)
    household.village = village
    year = star_work.open_year(village)
    nominating = year is not None and clock.today() <= year.nominate_until
    awards = star_work.of_household(village, household.pk)
    left = _left(year, awards) if year and nominating else []
    form = OwnNominationForm(request.POST or None, stars=left)
    if request.method == "POST" and left and form.is_valid() and _nominated(request, household, form):
        return redirect(f"{request.path}?household={household.pk}" if wanted else request.path)
    context = {
        "village": village,
        "household": household,
        "tabs": villager.household_tabs(own, household),
        "rows": [{"award": award, "sentence": _sentence(award)} for award in awards],
        "year": year,
        "nominating": nominating,
        "left": left,
        "form": form,
    }
    return render(request, "boards/stars/mine.html", context)


def _left(year: StarYear, awards: list[StarAward]) -> list[Any]:
    known = {award.star_id for award in awards}
    return [star for star in star_work.stars_of(year) if star.pk not in known]


def _nominated(request: HttpRequest, household: Household, form: OwnNominationForm) -> bool:
    try:
        stars.nominate(
            household=household,
            stars=form.cleaned_data["stars"],
            source=StarSource.SELF,
            reason=form.cleaned_data["reason"],
            by=request.user,  # type: ignore[arg-type]
            at=clock.now(),
        )
    except DomainError as error:
        form.add_domain_error(error)
        return False
    messages.success(request, _("Nominated. The committee decides; you read here what it says."))
    return True


def _sentence(award: StarAward) -> str:
    """Where it stands, for the household."""
    state = award.state
    if state == StarState.NOMINATED:
        return _("Waits for the committee.")
    if state == StarState.POSTED:
        return _("In publicity until %(day)s. Without an objection the star is awarded after that.") % {
            "day": short_day(award.publicity_until)
        }
    if state == StarState.OBJECTED:
        return _("Somebody objected; it is being checked.")
    if state == StarState.REFUSED:
        return _("Not awarded: %(reason)s") % {"reason": award.decision_note}
    if state == StarState.WITHDRAWN:
        return _("Withdrawn: %(reason)s") % {"reason": award.withdrawal_reason}
    if state == StarState.QUESTIONED:
        return _("Plate %(number)s. A member proposes to withdraw it: %(reason)s") % {
            "number": award.plate,
            "reason": award.withdrawal_reason,
        }
    return _("Plate %(number)s.") % {"number": award.plate}


@require_POST
@household_page
@with_stars
def take_back(request: HttpRequest, award_id: uuid.UUID) -> HttpResponse:
    """The household thinks better of its nomination, before anybody votes."""
    village: Village = request.village  # type: ignore[attr-defined]
    own = access.own_households(request.user, village)  # type: ignore[arg-type]
    award = get_object_or_404(star_work.awards(village), pk=award_id, household__in=own)
    award.village = village
    stars.take_back(award=award, by=request.user, at=clock.now())  # type: ignore[arg-type]
    messages.success(request, _("The nomination is taken back."))
    return redirect("boards:my_stars", slug=village.slug)


@household_page
@with_stars
def make_objection(request: HttpRequest, award_id: uuid.UUID) -> HttpResponse:
    """A villager objects to a star in publicity."""
    village: Village = request.village  # type: ignore[attr-defined]
    rows = star_work.awards(village).filter(state__in=[StarState.POSTED, StarState.OBJECTED])
    award = get_object_or_404(rows, pk=award_id)
    award.village = village
    form = ObjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            star_objections.object_to(award=award, text=form.cleaned_data["text"], by=request.user, at=clock.now())  # type: ignore[arg-type]
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(
                request, _("Your objection has been taken down. The star is not awarded until it has been decided.")
            )
            return redirect("boards:stars", slug=village.slug)
    open_ = award.state == StarState.POSTED and award.publicity_until >= clock.today()  # type: ignore[operator]
    context = {"village": village, "award": award, "form": form, "open": open_}
    return render(request, "boards/stars/object.html", context)


def my_part(user: User, village: Village, household: Household, year: int) -> Part | None:
    """In the passbook: the household's stars, where the village has begun with them. One or two queries."""
    if not uses(Module.STARS)(village) or not queries.shown_years(village):
        return None
    rows = star_work.of_household(village, household.pk)
    has = [award for award in rows if award.state in HAS_STAR]
    values = {"village": village, "household": household, "stars": has, "open": star_work.open_year(village)}
    return Part("boards/stars/my_part.html", values)
