"""The site's addresses, and that of the bare view."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

#: Below STATIC_ROOT, so that the server's own static files have the very bytes too.
BYTES = "bench/board.html"


@cache
def _bytes() -> bytes:
    return (Path(settings.STATIC_ROOT) / BYTES).read_bytes()


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_bytes())


urlpatterns: list[URLPattern | URLResolver] = [path("bench/bytes", bare), path("", include("villagegov.urls"))]
