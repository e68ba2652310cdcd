"""Photos, to those who may see the claim they stand for."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from points.enums import Role
from points.models import Claim, Photo, User, Village
from points.queries import access
from points.queries import photos as queries
from points.services import photos
from villagegov.kernel.errors import NotAllowed
from villagegov.web.village import village_view

SIZES = ("small", "large")
#: Who sees every photo of the village.
SEERS = (Role.OFFICER, Role.COMMITTEE, Role.SUPERVISOR, Role.ADMINISTRATOR)


@require_safe
@village_view()
def photo(request: HttpRequest, pk: uuid.UUID, size: str) -> HttpResponse:
    """One stored photo. Never public: it may show people."""
    village: Village = request.village  # type: ignore[attr-defined]
    if not isinstance(request.user, User):
        return redirect_to_login(request.get_full_path())
    found = Photo.objects.filter(village=village, id=pk).first()
    if found is None or size not in SIZES:
        return _gone(request)
    if not _may_see(request.user, village, found):
        raise NotAllowed(_("This photo is for those who review the claim and for the household it belongs to."))
    try:
        stored = photos.read(found, size)
    except FileNotFoundError:
        return _gone(request)
    response: Any = FileResponse(stored, content_type="image/jpeg")
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.headers["Content-Disposition"] = "inline"
    return response


def _may_see(user: User, village: Village, found: Photo) -> bool:
    if user.is_superuser or found.uploaded_by_id == user.pk or access.has_role(user, village, *SEERS):
        return True
    shown_for = Claim.objects.filter(village=village, photos__photo=found)
    own = access.own_households(user, village)
    if shown_for.filter(Q(household__in=own) | Q(claimed_by=user)).exists():
        return True
    return queries.seen_by_others(user, village, found)


def _gone(request: HttpRequest) -> HttpResponse:
    sentences = [_("This photo is no longer there: it has been deleted.")]
    return render(request, "web/refused.html", {"sentences": sentences, "back": ""}, status=404)
