"""What happens around every view."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, Gone, IdempotencyConflict, NotAllowed

logger = logging.getLogger("villagegov.web")

LARGE_TEXT_COOKIE = "large_text"
#: Nothing of the machine is asked for. (Choosing a photo in a form needs no permission.)
PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"

Handler = Callable[[HttpRequest], HttpResponse]


class ClockMiddleware:
    """Reads a moved day anew for each request."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            clock.refresh()
        except OperationalError:
            # The health page must still say that the database is away; any other page will find out for itself.
            logger.warning("the moved day could not be read")
        return self.get_response(request)


class PreferencesMiddleware:
    """Language and text size by cookie alone.

    Not by the browser's language: many phones in a village are set to English by whoever sold them. Chinese first.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.codes = {code for code, _name in settings.LANGUAGES}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        code = wanted if wanted in self.codes else settings.LANGUAGE_CODE
        request.large_text = request.COOKIES.get(LARGE_TEXT_COOKIE) == "1"  # type: ignore[attr-defined]
        request.LANGUAGE_CODE = code
        with translation.override(code):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", code)
        patch_vary_headers(response, ["Cookie"])
        return response


class PrivacyMiddleware:
    """What a signed-in person sees stays in no cache: the machine in the village office has many users."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        stored_privately = "private" in response.headers.get("Cache-Control", "")
        if not stored_privately and hasattr(request, "user") and request.user.is_authenticated:
            response.headers["Cache-Control"] = "private, no-store"
        return response


class DomainErrorMiddleware:
    """A refusal that no view turned into a message becomes one here; it is never a 500."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, IntegrityError) and _unique_violation(exception):
            # Checked before by the form; the same came in between, from somebody else or the same button.
            logger.warning("the same was entered twice in one moment")
            exception = DomainError(
                _("The same has been entered in this very moment. Load the page anew and look whether it stands there.")
            )
        if not isinstance(exception, DomainError):
            return None
        if isinstance(exception, IdempotencyConflict):
            # Nothing the person did: let it be looked into.
            logger.error("idempotency conflict", exc_info=exception)
        origin = _page_before(request)
        if request.method == "POST" and origin and "HX-Request" not in request.headers:
            for error in exception:
                messages.error(request, str(error.message))
            return HttpResponseRedirect(origin)
        status = 403 if isinstance(exception, NotAllowed) else 404 if isinstance(exception, Gone) else 409
        sentences = [str(error.message) for error in exception]
        return render(request, "web/refused.html", {"sentences": sentences, "back": origin}, status=status)


def _unique_violation(error: IntegrityError) -> bool:
    return getattr(error.__cause__, "sqlstate", None) == "23505"


def _page_before(request: HttpRequest) -> str:
    """The page of ours that sent this form, or nothing."""
    referer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        return referer
    return ""
