"""What everybody sees: posts and how many people serve, what is coming, what was held; names by consent alone."""

from __future__ import annotations

import uuid

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from councils.enums import ActivityState
from councils.models import ActivityPhoto
from councils.queries.volunteers import activities, hours, people, posts
from councils.views.volunteers.common import who
from points.enums import Module
from points.models import Village
from points.services import photos
from points.views.off import with_module
from points.views.photos import SIZES
from villagegov.kernel import clock
from villagegov.web.caching import kept_by_nobody, public_page
from villagegov.web.templatetags.web import short_day
from villagegov.web.village import village_view

MOST_SHOWN = 100


@village_view()
@with_module(Module.VOLUNTEERS)
@public_page()
def public(request: HttpRequest) -> HttpResponse:
    """``?year=2026``; the running one by default."""
    village, _user = who(request)
    today = clock.today()
    known = activities.years(village, today)
    year = next((one for one in known if str(one) == request.GET.get("year")), known[0])
    held = activities.held(village, year)
    context = {
        "village": village,
        "posts": posts.listing(village, today),
        "people": people.of_village(village, today).count(),
        "coming": list(activities.coming(village, today)),
        "called_off": list(
            activities.rows(village).filter(state=ActivityState.CANCELLED, day__gte=today).order_by("day")
        ),
        "figures": activities.figures(village, year),
        "held": list(activities.with_pictures(held, public=True)[:MOST_SHOWN]),
        "quarters": hours.total(village, year),
        "year": year,
        "tabs": [{"label": str(one), "url": f"?year={one}", "current": one == year} for one in reversed(known)],
        "today": today,
    }
    return render(request, "councils/volunteers/public.html", context)


@village_view()
@with_module(Module.VOLUNTEERS)
@public_page()
def activity(request: HttpRequest, activity_id: uuid.UUID) -> HttpResponse:
    village, _user = who(request)
    rows = activities.with_pictures(activities.rows(village), public=True)
    context = {"village": village, "activity": get_object_or_404(rows, pk=activity_id), "today": clock.today()}
    return render(request, "councils/volunteers/activity_public.html", context)


@require_safe
@village_view()
@with_module(Module.VOLUNTEERS)
def picture(request: HttpRequest, picture_id: uuid.UUID, size: str) -> HttpResponse:
    """A picture on which everybody agreed; no other is found."""
    village, _user = who(request)
    rows = ActivityPhoto.objects.filter(village=village, agreed=True, activity__state=ActivityState.HELD)
    found = rows.filter(pk=picture_id).select_related("photo").first()
    if found is None or size not in SIZES:
        raise Http404(picture_id)
    try:
        stored = photos.read(found.photo, size)
    except FileNotFoundError as error:
        raise Http404(picture_id) from error
    return kept_by_nobody(FileResponse(stored, content_type="image/jpeg"))


def news(village: Village) -> str:
    """On the village's first page: what comes next."""
    today = clock.today()
    coming = list(activities.coming(village, today)[:1])
    if coming:
        return _("%(day)s: %(title)s") % {"day": short_day(coming[0].day), "title": coming[0].title}
    count = people.of_village(village, today).count()
    return ngettext("%(count)s volunteer", "%(count)s volunteers", count) % {"count": count} if count else ""
