"""The legal service: what everybody reads, and the office's pages of room, months and lectures."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from councils.forms.legal import LectureForm, MonthForm, RoomForm
from councils.models import LegalLecture
from councils.queries import fairness
from councils.queries import legal as queries
from councils.services import legal as services
from points.enums import Module, Role
from points.models import User, Village
from points.views.off import with_module
from villagegov.kernel import clock, periods
from villagegov.kernel.errors import DomainError
from villagegov.web.caching import public_page
from villagegov.web.templatetags.web import month_name
from villagegov.web.village import village_view

#: Months one may go back to.
MONTHS = 12


def _who(request: HttpRequest) -> tuple[Village, User]:
    return request.village, request.user  # type: ignore[attr-defined,return-value]


@village_view()
@with_module(Module.ECONOMY)
@public_page()
def public(request: HttpRequest) -> HttpResponse:
    """The room, and a year (``?year=``) in figures and lectures."""
    village: Village = request.village  # type: ignore[attr-defined]
    today = clock.today()
    years, wanted = queries.years(village, today), request.GET.get("year", "")
    if wanted and wanted not in {str(one) for one in years}:
        raise Http404(wanted)
    chosen = int(wanted) if wanted else years[0]
    context = {
        "village": village,
        "room": queries.room(village),
        "found": queries.year(village, chosen),
        "least": fairness.LEAST,
        "tabs": [{"label": str(one), "url": f"?year={one}", "current": one == chosen} for one in years],
        "issuer": _("Villagers’ committee of %(name)s") % {"name": village.name},
        "today": today,
    }
    return render(request, "councils/legal/public.html", context)


@village_view(*services.WRITERS)
@with_module(Module.ECONOMY)
def desk(request: HttpRequest) -> HttpResponse:
    """The figures of a month (``?month=``) and the lectures."""
    village, user = _who(request)
    today = clock.today()
    months = [periods.add_months(periods.month_of(today), -back) for back in range(MONTHS)]
    month = _month(request.GET.get("month", ""), months)
    form = MonthForm(request.POST or None, initial=queries.month(village, month))
    if request.method == "POST" and form.is_valid():
        try:
            services.save_month(village=village, month=month, numbers=form.numbers(), by=user, at=clock.now())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("The figures of the month are saved."))
            return redirect(request.get_full_path())
    context: dict[str, Any] = {
        "village": village,
        "form": form,
        "month": month,
        "tabs": [
            {"label": month_name(one), "url": f"?month={one:%Y-%m}", "current": one == month}
            for one in months[:6][::-1]
        ],
        "lectures": list(queries.lectures(village)[:30]),
        "room": queries.room(village),
        "administers": Role.ADMINISTRATOR in request.roles,  # type: ignore[attr-defined]
    }
    return render(request, "councils/legal/desk.html", context)


def _month(wanted: str, months: list[date]) -> date:
    if not wanted:
        return months[0]
    for month in months:
        if f"{month:%Y-%m}" == wanted:
            return month
    raise Http404(wanted)


@village_view(Role.ADMINISTRATOR)
@with_module(Module.ECONOMY)
def room(request: HttpRequest) -> HttpResponse:
    village, user = _who(request)
    row = queries.room(village)
    names = ("place", "hours", "adviser", "firm", "phone")
    form = RoomForm(request.POST or None, initial={name: getattr(row, name) for name in names} if row else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_room(village=village, room=form.values(), by=user, at=clock.now())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Saved. Everybody sees it at once."))
            return redirect("councils:legal_desk", slug=village.slug)
    return render(request, "councils/legal/room.html", {"village": village, "form": form})


@village_view(*services.WRITERS)
@with_module(Module.ECONOMY)
def lecture(request: HttpRequest, lecture_id: uuid.UUID | None = None) -> HttpResponse:
    """A new lecture, or one that is there; also taken away here."""
    village, user = _who(request)
    row = LegalLecture.objects.filter(village=village, pk=lecture_id).first() if lecture_id else None
    if lecture_id and row is None:
        raise Http404(lecture_id)
    who: dict[str, Any] = {"by": user, "at": clock.now()}
    if row is not None and "remove" in request.POST:
        row.village = village
        services.remove_lecture(lecture=row, **who)
        messages.success(request, _("The lecture is taken away."))
        return redirect("councils:legal_desk", slug=village.slug)
    names = ("day", "topic", "place", "listeners")
    initial = {name: getattr(row, name) for name in names} if row else {"day": clock.today().isoformat()}
    form = LectureForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_lecture(village=village, lecture=form.values(), row=row, **who)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("The lecture is written down."))
            return redirect("councils:legal_desk", slug=village.slug)
    return render(request, "councils/legal/lecture.html", {"village": village, "form": form, "lecture": row})
