"""What these pages share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from points.models import User, Village
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError

#: An act: the form (None where it has none) and what it does.
Act = tuple[Any, Callable[[], Any]]


def who(request: HttpRequest) -> tuple[Village, User]:
    return request.village, request.user  # type: ignore[attr-defined,return-value]


def signed(request: HttpRequest) -> dict[str, Any]:
    """Who acts, and when: what every service is given."""
    return {"by": request.user, "at": clock.now()}


def done(form: Any, act: Callable[[], Any]) -> Any:
    """What the act gave; None where the form does not stand or the service refused, which then stands in the form."""
    if not form.is_valid():
        return None
    try:
        return act()
    except DomainError as error:
        form.add_domain_error(error)
        return None
