"""Villages that do not use points say so plainly, wherever a page is about points."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

View = Callable[..., HttpResponse]


def with_points(view: View) -> View:
    """Goes under ``village_view``: the page itself only where the village uses points."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.village.points_on:  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)
        return render(request, "points/off.html", {"village": request.village})  # type: ignore[attr-defined]

    return wrapped
