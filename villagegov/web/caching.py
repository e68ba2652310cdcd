"""Pages anybody may read: kept for a moment by whoever stands between, and by us while nothing they show changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from villagegov.kernel import clock
from villagegov.web.release import fingerprint

View = Callable[..., HttpResponse]
#: Tells in a word how things stand that a page is made from; empty where that cannot be told just now.
Stamp = Callable[[HttpRequest], str]

#: Part of every key: pages kept in an earlier form are never read.
FORM = 1
#: Seconds. A kept page is dropped by its stamp; the time only clears the store.
KEPT = 300


def public_page(max_age: int = 60, stamp: Stamp | None = None) -> Callable[[View], View]:
    """ETag of the page's own bytes and ``Cache-Control: public`` for people who are not signed in.

    The tag is taken from what was rendered and from nothing else: language, text size, a moved day and a corrected name
    all change it, and nothing can be forgotten. Pages of the signed-in, pages with a message or with a form's token,
    and everything but a plain answer go out as they are. Nothing but reading is allowed. ``max_age`` in seconds.

    With a ``stamp`` the bytes are kept under it, the day, the language, the text size and the address: whoever asks
    again gets them, or 304, for the price of the stamp. An address with a query is kept only where its view says that
    it is one of its own (``response.keep = True``): anybody can make up more of them than a store can hold.
    """

    def decorate(view: View) -> View:
        @require_safe
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            key = _key(request, stamp) if stamp and not _is_personal(request) else ""
            response = _kept(key) or view(request, *args, **kwargs)
            if not _may_be_shared(request, response):
                return response
            if "ETag" not in response.headers:
                patch_cache_control(response, public=True, max_age=max_age)
                response.headers["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
                _keep(key, response, request)
            return get_conditional_response(request, etag=response.headers["ETag"], response=response)  # type: ignore[return-value]

        return wrapped

    return decorate


def kept_by_nobody(response: HttpResponseBase) -> Any:
    """A picture or paper that may be withdrawn: no browser keeps it, no machine between, no search engine."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, noarchive"
    response.headers["Content-Disposition"] = "inline"
    return response


def _key(request: HttpRequest, stamp: Stamp) -> str:
    how_it_stands = stamp(request)
    if not how_it_stands:
        return ""
    parts = (
        fingerprint(),
        request.get_full_path(),
        translation.get_language(),
        getattr(request, "large_text", False),
        clock.today(),
        bool(clock.offset()),
        how_it_stands,
    )
    return f"page:{FORM}:{hashlib.sha256(repr(parts).encode()).hexdigest()}"


def _kept(key: str) -> HttpResponse | None:
    """A store that does not answer keeps nothing."""
    found = cache.get(key) if key else None
    return HttpResponse(found[0], headers=found[1]) if found else None


def _keep(key: str, response: HttpResponse, request: HttpRequest) -> None:
    if key and getattr(response, "keep", not request.GET):
        cache.set(key, (response.content, dict(response.headers)), KEPT)


def _is_personal(request: HttpRequest) -> bool:
    return request.user.is_authenticated or bool(request.COOKIES.get("messages"))


def _may_be_shared(request: HttpRequest, response: HttpResponse) -> bool:
    personal = _is_personal(request) or bool(response.cookies) or "CSRF_COOKIE_NEEDS_UPDATE" in request.META
    return request.method in {"GET", "HEAD"} and response.status_code == 200 and not personal and not response.streaming
