"""Activities at the office: planning, the sign-in sheet on paper and its ticks, the report."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from councils.enums import ActivityState
from councils.forms.volunteers.activities import ActivityForm, CallOffForm, ReportForm, TickForm
from councils.models import Activity
from councils.queries.volunteers import activities as queries
from councils.queries.volunteers import people
from councils.services.volunteers import activities as services
from councils.services.volunteers import sign_in
from councils.views.volunteers.common import done, signed, who
from points.enums import Module
from points.models import Photo
from points.queries import access
from points.views.off import with_module
from points.views.officer import photos_of_form
from villagegov.db.keys import as_uuid
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view


@require_safe
@village_view(*people.READERS)
@with_module(Module.VOLUNTEERS)
def listing(request: HttpRequest) -> HttpResponse:
    """What comes, what waits for its report, and the year: ``?year=2026``."""
    village, user = who(request)
    today = clock.today()
    known = queries.years(village, today)
    year = next((one for one in known if str(one) == request.GET.get("year")), known[0])
    context = {
        "village": village,
        "coming": list(queries.coming(village, today)),
        "to_report": list(queries.to_report(village, today)),
        "over": list(queries.of_year(village, year).exclude(state=ActivityState.PLANNED)[:200]),
        "figures": queries.figures(village, year),
        "year": year,
        "tabs": [{"label": str(one), "url": f"?year={one}", "current": one == year} for one in reversed(known)],
        "may_write": access.has_role(user, village, *people.MANAGERS),
        "today": today,
    }
    return render(request, "councils/volunteers/activities.html", context)


@village_view(*people.MANAGERS)
@with_module(Module.VOLUNTEERS)
def new(request: HttpRequest) -> HttpResponse:
    village, _user = who(request)
    form = ActivityForm(request.POST or None)
    if request.method == "POST" and (made := done(form, lambda: _plan(request, form, None))):
        messages.success(request, _("Announced on the public page. Print the sign-in sheet."))
        return redirect("councils:activity", slug=village.slug, activity_id=made.pk)
    return render(request, "councils/volunteers/activity_new.html", {"village": village, "form": form})


def _plan(request: HttpRequest, form: ActivityForm, activity: Activity | None) -> Activity:
    village, _user = who(request)
    return services.plan(village=village, data=form.activity(), activity=activity, **signed(request))


def of_key(request: HttpRequest, activity_id: uuid.UUID) -> Activity:
    village, _user = who(request)
    found = get_object_or_404(queries.with_pictures(queries.rows(village), public=False), pk=activity_id)
    found.village = village
    return found


@village_view(*people.READERS)
@with_module(Module.VOLUNTEERS)
def activity(request: HttpRequest, activity_id: uuid.UUID) -> HttpResponse:
    """One activity: its code, its report, changing it, calling it off."""
    village, user = who(request)
    found = of_key(request, activity_id)
    writes = access.has_role(user, village, *people.MANAGERS)
    act = request.POST.get("act", "") if request.method == "POST" and writes else ""
    signed_in = queries.people_signed(found)
    shown = [row.photo for row in found.shown_photos]  # type: ignore[attr-defined]
    report = ReportForm(
        request.POST if act == "report" else None, request.FILES if act == "report" else None, activity=found,
        signed=signed_in, auto_id="report_%s",
    )  # fmt: skip
    forms: dict[str, Any] = {
        "report": report,
        "save": ActivityForm(request.POST if act == "save" else None, activity=found, auto_id="save_%s"),
        "off": CallOffForm(request.POST if act == "off" else None, auto_id="off_%s"),
    }
    if act == "report" and report.is_valid():
        shown = photos_of_form(request, report, shown)
    if act and _acted(request, found, act, forms, shown):
        return redirect("councils:activity", slug=village.slug, activity_id=found.pk)
    agreed = {row.photo_id for row in found.shown_photos if row.agreed}  # type: ignore[attr-defined]
    context = {
        "village": village,
        "activity": found,
        "forms": forms,
        "photos": [{"photo": photo, "agreed": photo.pk in agreed} for photo in shown],
        "households": queries.sign_ins(found).count(),
        "signed_in": signed_in,
        "writes": writes,
        "planned": found.state == ActivityState.PLANNED,
        "may_report": writes and found.state != ActivityState.CANCELLED and found.day <= clock.today(),
        "today": clock.today(),
    }
    return render(request, "councils/volunteers/activity.html", context)


def _acted(request: HttpRequest, found: Activity, act: str, forms: dict[str, Any], shown: list[Photo]) -> bool:
    form: Any = forms.get(act)
    acts: dict[str, Any] = {
        "save": lambda: _plan(request, form, found),
        "off": lambda: services.call_off(activity=found, **form.cleaned_data, **signed(request)),
        "report": lambda: _report(request, found, form, shown),
    }
    said = {
        "save": _("Saved."),
        "off": _("Called off; the public page says so."),
        "report": _("Reported. It stands among the year’s activities."),
    }
    if form is None or not done(form, acts[act]):
        return False
    messages.success(request, said[act])
    return True


def _report(request: HttpRequest, found: Activity, form: ReportForm, shown: list[Photo]) -> Activity:
    agreed = {key for text in request.POST.getlist("agreed") if (key := as_uuid(text))}
    everybody = bool(request.POST.get("agreed_new"))
    known = {row.photo_id for row in found.shown_photos}  # type: ignore[attr-defined]
    keys = [photo.pk for photo in shown]
    return services.report(
        activity=found,
        participants=form.cleaned_data["participants"],
        text=form.cleaned_data["text"],
        photo_ids=keys,
        agreed=[key for key in keys if key in agreed or (everybody and key not in known)],
        **signed(request),
    )


@village_view(*people.MANAGERS)
@with_module(Module.VOLUNTEERS)
def sheet(request: HttpRequest, activity_id: uuid.UUID) -> HttpResponse:
    """Ticks from the signed sheet, group by group."""
    village, _user = who(request)
    found = of_key(request, activity_id)
    form = TickForm(request.POST or None)
    if request.method == "POST":
        try:
            count = sign_in.tick(activity=found, people=form.ticked(), known=form.known(), **signed(request))
        except DomainError as error:
            form.is_valid()
            form.add_domain_error(error)
        else:
            sentence = ngettext("%(count)s household signed in.", "%(count)s households signed in.", count)
            messages.success(request, sentence % {"count": count})
            return redirect("councils:activity", slug=village.slug, activity_id=found.pk)
    groups = queries.sheet(found, clock.today())
    context = {"village": village, "activity": found, "form": form, "groups": _typed(groups, form)}
    return render(request, "councils/volunteers/sheet.html", context)


def _typed(groups: Any, form: TickForm) -> list[dict[str, Any]]:
    """As typed where the form came back, else as it stands."""
    typed = form.ticked() if form.is_bound else None
    rows = []
    for group, lines in groups:
        listed = []
        for line in lines:
            key, row = line.household.pk, line.sign_in
            people_there = (typed or {}).get(key, row.people if row else 1) or 1
            listed.append(
                {
                    "household": line.household,
                    "phone": row is not None and row.way == "phone",
                    "known": row is not None and row.way == "paper",
                    "ticked": key in typed if typed is not None else row is not None,
                    "people": people_there,
                }
            )
        there = sum(1 for line in listed if line["ticked"] or line["phone"])
        rows.append({"group": group, "lines": listed, "there": there})
    return rows


@require_safe
@village_view(*people.READERS)
@with_module(Module.VOLUNTEERS)
def printed(request: HttpRequest, activity_id: uuid.UUID) -> HttpResponse:
    """The sign-in sheet, a group on a page, with the code for phones on top."""
    village, _user = who(request)
    found = of_key(request, activity_id)
    context = {"village": village, "activity": found, "groups": queries.sheet(found, clock.today())}
    return render(request, "councils/volunteers/sign_in_print.html", context)
