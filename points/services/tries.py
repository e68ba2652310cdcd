"""How often one may try a code or a PIN: counted in Postgres, as wrong passwords are.

A try is written down before it is looked at and struck out when it succeeds, so that a hundred tries in one second are
a hundred tries. It is no part of the transaction of what is tried: a refusal must not undo it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from points.models import WrongTry
from villagegov.kernel.errors import DomainError

#: Longer than any limit looks back.
KEPT = timedelta(days=2)


@dataclass(frozen=True)
class Limit:
    """At most ``most`` tries ``within`` a time for one thing: an address, a card, both together."""

    what: str
    value: str
    most: int
    within: timedelta
    #: Struck out whole by a success; else only the try itself (an address is many people's).
    forgiven: bool = True

    @property
    def key(self) -> str:
        return salted_hmac(f"points.tries.{self.what}", self.value, algorithm="sha256").hexdigest()


@dataclass(frozen=True)
class Try:
    """One try under its limits; ``left`` are those that remain after it."""

    limits: Sequence[Limit]
    rows: Sequence[WrongTry]
    left: int


def begin(*, limits: Sequence[Limit], at: datetime) -> Try:
    """Write a try down. Raises :class:`DomainError` (code ``too_many_tries``) where there were too many."""
    _refuse_if_over(limits, _counts(limits, at))
    rows = WrongTry.objects.bulk_create([WrongTry(key=limit.key, at=at) for limit in limits])
    # Counted anew with those that came in the same moment: of many at once only so many go on.
    counts = _counts(limits, at)
    _refuse_if_over(limits, [count - 1 for count in counts])
    return Try(limits, rows, min(limit.most - count for limit, count in zip(limits, counts, strict=True)))


def succeeded(done: Try) -> None:
    """The try was right: it counts against nobody any more."""
    forgiven = [limit.key for limit in done.limits if limit.forgiven]
    WrongTry.objects.filter(Q(key__in=forgiven) | Q(pk__in=[row.pk for row in done.rows])).delete()


def forget(limits: Sequence[Limit]) -> None:
    """Strike out what was counted, inside the transaction of whoever has made it void (a new card)."""
    WrongTry.objects.filter(key__in=[limit.key for limit in limits]).delete()


def tidy(*, before: datetime) -> int:
    """Delete tries of before a moment that no limit looks at any more."""
    return WrongTry.objects.filter(at__lt=before).delete()[0]


def _counts(limits: Sequence[Limit], at: datetime) -> list[int]:
    rows = WrongTry.objects.filter(key__in=[limit.key for limit in limits])
    sums = rows.aggregate(
        **{
            f"n{number}": Count("id", filter=Q(key=limit.key, at__gt=at - limit.within))
            for number, limit in enumerate(limits)
        }
    )
    return [sums[f"n{number}"] for number in range(len(limits))]


def _refuse_if_over(limits: Sequence[Limit], counts: Sequence[int]) -> None:
    full = [limit for limit, count in zip(limits, counts, strict=True) if count >= limit.most]
    if full:
        raise too_many(max(limit.within for limit in full))


def too_many(within: timedelta) -> DomainError:
    minutes = int(within.total_seconds()) // 60
    if minutes < 120:
        sentence = ngettext(
            "Too many wrong tries. Wait %(count)s minute and try again, or ask at the village office.",
            "Too many wrong tries. Wait %(count)s minutes and try again, or ask at the village office.",
            minutes,
        ) % {"count": minutes}
    else:
        sentence = ngettext(
            "Too many wrong tries. Try again after %(count)s hour, or ask at the village office for a new card.",
            "Too many wrong tries. Try again after %(count)s hours, or ask at the village office for a new card.",
            minutes // 60,
        ) % {"count": minutes // 60}
    return DomainError(sentence, code="too_many_tries")
