"""What else fulfils a duty: pages of apps above, published elsewhere on the site. They register in ``ready()``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from points.models import Village


@dataclass(frozen=True)
class Fulfilled:
    """Made public on a day, with its title and where it stands."""

    on: date
    title: str
    url: str


#: ``found(village, first, last)``: by first day of the month, for the months from ``first`` to ``last``.
Found = Callable[[Village, date, date], Mapping[date, Fulfilled]]


@dataclass(frozen=True)
class Fulfilment:
    key: str
    label: str | Promise
    found: Found
    #: Of use only in some villages.
    shown: Callable[[Village], bool] = lambda _village: True


_known: dict[str, Fulfilment] = {}


def register_fulfilment(one: Fulfilment) -> None:
    """The last one registered under a key counts. Only monthly duties can be fulfilled so."""
    _known[one.key] = one


def choices(village: Village) -> list[tuple[str, str]]:
    return [(key, str(one.label)) for key, one in sorted(_known.items()) if one.shown(village)]


def found(village: Village, keys: set[str], first: date, last: date) -> dict[str, Mapping[date, Fulfilled]]:
    return {
        key: _known[key].found(village, first, last)
        for key in sorted(keys)
        if key in _known and _known[key].shown(village)
    }
