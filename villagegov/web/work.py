"""The work page of a village: every page of the office in one place, each with what it is for and what waits there.

The header names the few pages people open every day; all others are found here. Apps register theirs in ``ready()``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Sections in the order in which the page shows them.
SECTIONS: dict[str, Promise] = {
    "entry": _("Entering and sending up"),
    "decide": _("Deciding and watching"),
    "households": _("Households"),
    "rules": _("Rules and matters"),
    "boards": _("Boards and contests"),
    "service": _("Service and volunteers"),
    "records": _("Records and figures"),
}


@dataclass(frozen=True)
class WorkPage:
    """One page of the office. ``view`` takes the village's address alone."""

    section: str
    label: str | Promise
    #: One sentence: when does one come here?
    about: str | Promise
    view: str
    roles: frozenset[Any]
    order: int = 50
    #: ``waiting(user, village)``: what waits for this person there.
    waiting: Callable[[Any, Any], int] | None = None
    #: Where it is of use only in some villages: ``shown(village)``.
    shown: Callable[[Any], bool] | None = None
    #: ``alarm(user, village)``: a few words where something is pressing ("1 overdue"), else nothing.
    alarm: Callable[[Any, Any], str] | None = None
    #: Its number stands beside the work page's name in the header too: it must be cheap, as every page asks for it.
    pressing: bool = False


@dataclass(frozen=True)
class Shown:
    label: str
    about: str
    url: str
    count: int
    alarm: str = ""


_pages: dict[str, WorkPage] = {}


def register_work_pages(*pages: WorkPage) -> None:
    """The last one registered for a view counts."""
    for page in pages:
        if page.section not in SECTIONS:
            raise ValueError(page.section)
        _pages[page.view] = page


def pressing(user: Any, village: Any, roles: Iterable[Any]) -> int:
    """What waits for this person on the pages that cannot wait."""
    mine = frozenset(roles)
    pages = [page for page in _pages.values() if page.pressing and page.roles & mine and _is_shown(page, village)]
    return sum(page.waiting(user, village) for page in pages if page.waiting)


def _is_shown(page: WorkPage, village: Any) -> bool:
    return page.shown is None or page.shown(village)


def pages_for(user: Any, village: Any, roles: Iterable[Any]) -> list[tuple[str, list[Shown]]]:
    """The pages these roles may open, by section, in order."""
    mine = frozenset(roles)
    found: dict[str, list[Shown]] = {}
    for page in sorted(_pages.values(), key=lambda page: page.order):
        if page.roles & mine and _is_shown(page, village):
            count = page.waiting(user, village) if page.waiting else 0
            url = reverse(page.view, kwargs={"slug": village.slug})
            alarm = page.alarm(user, village) if page.alarm else ""
            found.setdefault(page.section, []).append(Shown(str(page.label), str(page.about), url, count, alarm))
    return [(str(label), found[key]) for key, label in SECTIONS.items() if key in found]
