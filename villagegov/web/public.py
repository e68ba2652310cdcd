"""Pages that a village shows everybody besides its board: found on its first page, and in the header where it has no
points. Apps register theirs in ``ready()``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class PublicPage:
    """``view`` takes the village's address alone."""

    label: str | Promise
    #: One sentence: what one reads there.
    about: str | Promise
    view: str
    order: int = 50
    #: Where it is of use only in some villages: ``shown(village)``; it must be cheap, as every page asks for it.
    shown: Callable[[Any], bool] | None = None
    #: ``news(village)``: how things stand there, in a few words, on the first page.
    news: Callable[[Any], str] | None = None
    #: In the header of villages without points, whose header has room.
    in_header: bool = False
    #: Further views that count as this page.
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    label: str
    about: str
    url: str
    news: str


_pages: dict[str, PublicPage] = {}


def register_public_pages(*pages: PublicPage) -> None:
    """The last one registered for a view counts."""
    _pages.update({page.view: page for page in pages})


def public_pages(village: Any) -> list[PublicPage]:
    """Those the village has, in order."""
    found = [page for page in _pages.values() if page.shown is None or page.shown(village)]
    return sorted(found, key=lambda page: page.order)


def shown_pages(village: Any, *, with_news: bool = False) -> list[Shown]:
    return [
        Shown(
            str(page.label),
            str(page.about),
            reverse(page.view, kwargs={"slug": village.slug}),
            page.news(village) if with_news and page.news else "",
        )
        for page in public_pages(village)
    ]
