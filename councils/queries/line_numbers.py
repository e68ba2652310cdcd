"""Numbers of lines as people write them on paper: ``12, 15-17``. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from unicodedata import normalize

from django.utils.translation import gettext as _

from villagegov.kernel.errors import DomainError

_BETWEEN = re.compile(r"[,，、;；.。\s]+")
_DASH = re.compile(r"\s*([-~—–－至到])\s*")
_RANGE = re.compile(r"([0-9]{1,5})(?:[-~—–－至到]([0-9]{1,5}))?")


def read(text: str, known: Collection[int], *, field: str = "numbers") -> list[int]:
    """The numbers meant, each once, in order. Raises :class:`DomainError` naming ``field`` for what is none of them."""
    found: set[int] = set()
    for part in _BETWEEN.split(_DASH.sub(r"\1", normalize("NFKC", text)).strip("第号行 ")):
        if not part:
            continue
        ends = _RANGE.fullmatch(part)
        first, last = (int(ends[1]), int(ends[2] or ends[1])) if ends else (1, 0)
        if last < first:
            raise DomainError(
                _("“%(text)s” cannot be read. Write line numbers like 12, 15-17.") % {"text": part[:20]},
                field=field,
                code="numbers_unreadable",
            )
        found |= _on_the_list(first, last, known, field)
    return sorted(found)


def _on_the_list(first: int, last: int, known: Collection[int], field: str) -> set[int]:
    wanted = range(first, last + 1)
    if strange := [end for end in (first, last) if end not in known]:
        raise DomainError(
            _("The list has no line %(number)s; it has %(first)s to %(last)s.")
            % {"number": strange[0], "first": min(known), "last": max(known)},
            field=field,
            code="no_such_line",
        )
    return set(wanted)


def written(numbers: Iterable[int]) -> str:
    """``12, 15-17``."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
