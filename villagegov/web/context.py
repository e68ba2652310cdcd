"""What the frame of every page shows: the village, its pages, large text, language, a moved day.

This layer knows no village. The points app registers a :class:`PageSource` that does, as it does for the clock.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Protocol
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from villagegov.kernel import clock

#: Languages in their own words, as the switch shows them.
LANGUAGE_NAMES = {"zh-hans": "中文", "en": "English"}


@dataclass(frozen=True)
class Place:
    """Whose page this is: a village and the address of its first page."""

    name: str
    region: str
    url: str
    about_url: str = ""
    feedback_url: str = ""
    privacy_url: str = ""


@dataclass(frozen=True)
class NavItem:
    label: str
    url: str
    current: bool = False
    #: What waits for this person there; 0 shows nothing.
    count: int = 0


class PageSource(Protocol):
    """What the frame asks of the app that knows villages and roles."""

    def village(self, slug: str) -> Any:
        """The village at that address, or None."""

    def may(self, user: Any, village: Any, roles: Sequence[str]) -> bool:
        """Whether the person has one of the roles there."""

    def role_names(self, roles: Sequence[str]) -> str:
        """The roles in words."""

    def place(self, request: HttpRequest) -> Place | None:
        """The village of this address, or of the person, or None."""

    def nav(self, request: HttpRequest) -> Sequence[NavItem]:
        """The pages of that village which this person may open."""

    def landing(self, request: HttpRequest) -> str:
        """Where this person goes after logging in."""

    def household_login(self, request: HttpRequest) -> str:
        """Where households log in without a name and password, of the village asked for; empty where none does."""

    def secret_page(self, request: HttpRequest) -> str:
        """Where this person changes what they log in with, if it is no password; else empty."""


_sources: list[PageSource] = []
_counters: dict[str, list[Callable[[Any, Any], int]]] = {}


def register_source(source: PageSource) -> None:
    """The last one registered counts."""
    _sources[:] = [source]


def register_counter(key: str, counter: Callable[[Any, Any], int]) -> None:
    """``counter(user, village)`` tells what waits for the person behind a nav item (``work``, ``admin`` …).

    For apps above the one that builds the nav. Several behind one item are added up.
    """
    if counter not in _counters.setdefault(key, []):
        _counters[key].append(counter)


def waiting(key: str, user: Any, village: Any) -> int:
    return sum(counter(user, village) for counter in _counters.get(key, ()))


def page_source() -> PageSource:
    if not _sources:
        raise ImproperlyConfigured("no app has registered a PageSource")
    return _sources[0]


def landing(request: HttpRequest) -> str:
    """Where the signed-in person goes when no page was asked for."""
    return _sources[0].landing(request) if _sources else "/"


def secret_page(request: HttpRequest) -> str:
    return _sources[0].secret_page(request) if _sources else ""


class Page:
    """Worked out only when a template asks, so that fragments and redirects cost no query."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def large(self) -> bool:
        return getattr(self.request, "large_text", False)

    @property
    def languages(self) -> list[tuple[str, str]]:
        """The languages one can change to."""
        current = translation.get_language()
        return [(code, name) for code, name in LANGUAGE_NAMES.items() if code != current]

    @property
    def here(self) -> str:
        """The address to come back to from a switch."""
        return self.request.get_full_path()

    @property
    def login_url(self) -> str:
        """To the log-in and back here; from the log-in page itself, its own address; from another page of logging in,
        to where that one leads (``request.next_page``)."""
        login = reverse(settings.LOGIN_URL)
        if (onward := getattr(self.request, "next_page", None)) is not None:
            return f"{login}?{urlencode({'next': onward}, safe='/')}" if onward else login
        if self.request.path == login:
            return self.here
        return login if self.request.path == "/" else f"{login}?{urlencode({'next': self.here})}"

    @property
    def household_login(self) -> str:
        return _sources[0].household_login(self.request) if _sources else ""

    @cached_property
    def place(self) -> Place | None:
        return _sources[0].place(self.request) if _sources else None

    @cached_property
    def nav(self) -> Sequence[NavItem]:
        return _sources[0].nav(self.request) if _sources else ()

    @cached_property
    def moved_to(self) -> date | None:
        """Today, if the site's day was moved for a demonstration."""
        return clock.today() if clock.offset() else None


def page(request: HttpRequest) -> dict[str, Page]:
    """Context processor: ``page``."""
    return {"page": Page(request)}
