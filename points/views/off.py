"""Villages that do not use points, or have no household accounts, say so plainly, wherever a page is about them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from points.enums import Module
from points.queries import cards
from points.queries.villages import uses
from villagegov.kernel import clock

View = Callable[..., HttpResponse]


def with_module(module: Module) -> Callable[[View], View]:
    """Goes under ``village_view``: the page itself only where the village uses the module."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            village = request.village  # type: ignore[attr-defined]
            if uses(module)(village):
                return view(request, *args, **kwargs)
            return render(request, "points/module_off.html", {"village": village, "module": module.label})

        return wrapped

    return decorate


def with_points(view: View) -> View:
    """Goes under ``village_view``: the page itself only where the village uses points."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.village.points_on:  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)
        return render(request, "points/off.html", {"village": request.village})  # type: ignore[attr-defined]

    return wrapped


def no_accounts(request: HttpRequest) -> HttpResponse | None:
    """The page that says so, where the village has no household accounts."""
    village = request.village  # type: ignore[attr-defined]
    if cards.accounts_on(village, clock.today()):
        return None
    context = {"village": village, "sentence": cards.closed_words(village)}
    return render(request, "points/accounts_off.html", context)


def with_accounts(view: View) -> View:
    """Goes under ``village_view``: the page itself only where households of the village have accounts."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return no_accounts(request) or view(request, *args, **kwargs)

    return wrapped
