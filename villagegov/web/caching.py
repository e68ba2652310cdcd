"""Pages anybody may read, kept for a moment by whoever stands between."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponse]


def public_page(max_age: int = 60) -> Callable[[View], View]:
    """ETag of the page's own bytes and ``Cache-Control: public`` for people who are not signed in.

    The tag is taken from what was rendered and from nothing else: language, text size, a moved day and a corrected name
    all change it, and nothing can be forgotten. Pages of the signed-in, pages with a message or with a form's token,
    and everything but a plain answer go out as they are. Nothing but reading is allowed. ``max_age`` in seconds.
    """

    def decorate(view: View) -> View:
        @require_safe
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = view(request, *args, **kwargs)
            if not _may_be_shared(request, response):
                return response
            patch_cache_control(response, public=True, max_age=max_age)
            response.headers["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
            return get_conditional_response(request, etag=response.headers["ETag"], response=response)  # type: ignore[return-value]

        return wrapped

    return decorate


def _may_be_shared(request: HttpRequest, response: HttpResponse) -> bool:
    personal = (
        request.user.is_authenticated
        or bool(request.COOKIES.get("messages"))
        or bool(response.cookies)
        or "CSRF_COOKIE_NEEDS_UPDATE" in request.META
    )
    return request.method in {"GET", "HEAD"} and response.status_code == 200 and not personal and not response.streaming
