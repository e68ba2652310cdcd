"""What the pages of the officer share: who may open them, what was typed when the log-in had expired, the tabs."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from points.enums import ClaimState, Role
from points.forms.claims import MOST_PHOTOS, too_many_photos
from points.models import Photo, User, Village
from points.queries import claims as claim_queries
from points.services import photos
from points.views.off import with_points
from villagegov.db.keys import as_uuid, new_id
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.forms import PlainForm
from villagegov.web.village import village_view

View = Callable[..., HttpResponse]

TYPISTS = (Role.OFFICER, Role.ADMINISTRATOR)
#: Kept for a person who has to log in again: bounds of what one form may leave in the session.
_LONGEST_TEXT, _LONGEST_NAME, _MOST_FIELDS, _MOST_VALUES = 2000, 60, 60, 2000
#: Characters in all; ticks of 2,000 households are 72,000. Anybody may send such a form, and it is stored.
_MOST_KEPT = 100_000
_KEPT = "kept_form"


def officer_page(view: View) -> View:
    """For officers and the administrator of a village that uses points."""
    return typist_page(with_points(view))


def typist_page(view: View) -> View:
    """The same for pages that need no points: household cards.

    Somebody whose log-in has expired in the meantime goes to the log-in; the text of the form waits in the session
    and is in the form again afterwards (:func:`kept`). Photos are not kept.
    """
    guarded = village_view(*TYPISTS)(view)

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not request.user.is_authenticated:
            keep(request)
        return guarded(request, *args, **kwargs)

    return wrapped


def officer_fragment(view: View) -> View:
    """For what JavaScript fetches: where the log-in has expired a plain 401, which the page puts into words."""
    guarded = village_view(*TYPISTS)(with_points(view))

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return guarded(request, *args, **kwargs) if request.user.is_authenticated else HttpResponse(status=401)

    return wrapped


def keep(request: HttpRequest) -> None:
    fields = {
        name: [value[:_LONGEST_TEXT] for value in values[:_MOST_VALUES]]
        for name, values in list(request.POST.lists())[:_MOST_FIELDS]
        if name != "csrfmiddlewaretoken" and len(name) <= _LONGEST_NAME
    }
    if sum(len(value) for values in fields.values() for value in values) > _MOST_KEPT:
        return
    request.session[_KEPT] = {"path": request.path, "fields": fields, "photos": bool(request.FILES)}


def kept(request: HttpRequest, *many: str) -> dict[str, Any] | None:
    """What was typed into this page before the log-in, once, as initial values; fields of ``many`` as lists."""
    held = request.session.get(_KEPT)
    if not held or held["path"] != request.path:
        return None
    del request.session[_KEPT]
    sentence = _("Your log-in had expired. What you typed is here again; please look it over and save.")
    if held["photos"]:
        sentence += _(" Only the photo has to be chosen again.")
    messages.warning(request, sentence)
    return {name: values if name in many else values[-1] for name, values in held["fields"].items() if values}


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    current: bool = False


def tabs(request: HttpRequest, current: str) -> list[Tab]:
    """One claim, one deed of many households, the list with what waits there."""
    village, user = village_and_user(request)
    waiting = claim_queries.typed_by(user, village).filter(state__in=claim_queries.OPEN_STATES).order_by()
    count = waiting.count()
    labels = {
        "points:claim_new": _("One slip"),
        "points:claim_sheet": _("A stack of slips"),
        "points:deed_new": _("One deed, many households"),
        "points:claim_list": _("Send up (%(count)s)") % {"count": count} if count else _("Drafts and returned"),
    }
    return [Tab(label, reverse(view, args=[village.slug]), view == current) for view, label in labels.items()]


def today_beside(request: HttpRequest) -> dict[str, Any]:
    """The list beside the form: what was typed in today, what can be sent up."""
    village, user = village_and_user(request)
    drafts = claim_queries.drafts_of(user, village)
    count, points = claim_queries.totals(drafts)
    return {
        "today_claims": list(claim_queries.today_of(user, village, clock.today())[:12]),
        "draft_count": count,
        "draft_points": points,
        "returned_count": claim_queries.returned_of(user, village).count(),
        "draft_state": ClaimState.DRAFT,
    }


def village_and_user(request: HttpRequest) -> tuple[Village, User]:
    return request.village, request.user  # type: ignore[attr-defined,return-value]


def sent_data(request: HttpRequest, key: uuid.UUID | None = None) -> QueryDict:
    """What was sent, as if it had been typed: what was picked from a list or by a quick button stands in its field.

    A form that has lost its key gets one.
    """
    data = request.POST.copy()
    for picked, name in (("household_pick", "household"), ("item_pick", "item"), ("quick", "item")):
        if text := data.get(picked):
            data[name], data[picked] = text, ""
    if as_uuid(data.get("id", "")) is None:
        data["id"] = str(key or new_id())
    return data


def only_looking(request: HttpRequest) -> bool:
    """Enter in a field, a quick button or “look”, where no JavaScript runs."""
    return "quick" in request.POST or request.POST.get("act") == "look"


def photos_of_form(request: HttpRequest, form: PlainForm, already: list[Photo]) -> list[Photo]:
    """Photos of this form: those kept by an earlier try and not taken away, and what was chosen now.

    Uploads are kept at once, so that a mistake elsewhere in the form does not cost the photo. Refusals go to the form.
    """
    village, user = village_and_user(request)
    wanted = {key for text in request.POST.getlist("kept_photos") if (key := as_uuid(text))}
    off = {as_uuid(text) for text in request.POST.getlist("drop_photos")}
    own = Photo.objects.filter(village=village, id__in=wanted - {photo.pk for photo in already}, uploaded_by=user)
    found = [photo for photo in already if photo.pk in wanted] + list(own.order_by("id"))
    found = [photo for photo in found if photo.pk not in off]
    for upload in form.cleaned_data.get("photos") or []:
        try:
            photo = photos.keep(village=village, upload=upload, by=user, at=clock.now())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            if photo not in found:
                found.append(photo)
    if len(found) > MOST_PHOTOS:
        form.add_error("photos", too_many_photos())
    return found
