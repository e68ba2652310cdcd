"""Views of one village."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from villagegov.web.context import page_source

View = Callable[..., HttpResponse]
Before = Callable[[HttpRequest], HttpResponse | None]


def village_view(*roles: str, before: Before | None = None) -> Callable[[View], View]:
    """For views under ``/v/<slug>/``; takes the slug away.

    Sets ``request.village`` and ``request.roles`` (the person's here, perhaps none). Unknown village: 404. With roles:
    who is not logged in goes to the log-in and comes back; who has none of the roles reads in words why not (403).
    ``before`` is asked first, once the village is known: an answer of its own goes out instead.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
            source = page_source()
            village = source.village(slug)
            if village is None:
                raise Http404(slug)
            request.village = village  # type: ignore[attr-defined]
            signed_in = request.user.is_authenticated
            request.roles = request.user.roles_in(village.pk) if signed_in else frozenset()  # type: ignore[attr-defined,union-attr]
            if before is not None and (answer := before(request)) is not None:
                return answer
            if roles and not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if roles and not source.may(request.user, village, roles):
                return _not_yours(request, village, source.role_names(roles))
            return view(request, *args, **kwargs)

        return wrapped

    return decorate


def _not_yours(request: HttpRequest, village: Any, role_names: str) -> HttpResponse:
    sentence = _("This page is for: %(roles)s of %(village)s. You are logged in as %(name)s.") % {
        "roles": role_names,
        "village": village.name,
        "name": request.user.name,  # type: ignore[union-attr]
    }
    return render(request, "web/refused.html", {"sentences": [sentence], "back": "", "offer_login": True}, status=403)
