"""The one source of time.

Everything asks here; ``timezone.now`` and ``date.today`` are banned elsewhere by a lint rule. So a year of history, a
day moved forward for a demonstration and the edge of New Year are ordinary inputs.

The site's day can be moved forward (embedded default only): a provider registered by the points app reads the offset,
``refresh()`` is called at the start of every request, task and command.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

#: Every village here lives by this clock; "which day" is always asked in it.
SHANGHAI = ZoneInfo("Asia/Shanghai")

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)
_offset: ContextVar[timedelta] = ContextVar("offset", default=timedelta())
#: Where the offset is read from; one at most.
_providers: list[Callable[[], timedelta]] = []


def now() -> datetime:
    """The moment, aware, in Shanghai time."""
    frozen = _frozen.get()
    if frozen is not None:
        return frozen
    return datetime.now(SHANGHAI) + _offset.get()


def today() -> date:
    """The calendar day in Shanghai."""
    return local_day(now())


def local_day(at: datetime) -> date:
    """The Shanghai calendar day of an aware moment."""
    return at.astimezone(SHANGHAI).date()


def start_of(day: date) -> datetime:
    """The first moment of a Shanghai day."""
    return datetime.combine(day, time.min, tzinfo=SHANGHAI)


def moment(day: date, hour: int = 12, minute: int = 0, second: int = 0) -> datetime:
    """A moment on a Shanghai day."""
    return datetime.combine(day, time(hour, minute, second), tzinfo=SHANGHAI)


@contextmanager
def frozen(at: datetime | date) -> Iterator[datetime]:
    """Hold the clock at a moment (a bare date means its noon), for history and for tests."""
    held = at if isinstance(at, datetime) else moment(at)
    if held.tzinfo is None:
        raise ValueError("a moment without a time zone is no moment")
    token = _frozen.set(held.astimezone(SHANGHAI))
    try:
        yield held
    finally:
        _frozen.reset(token)


def provide_offset(provider: Callable[[], timedelta]) -> None:
    """Register where the site's moved day is read from."""
    _providers[:] = [provider]


def refresh() -> None:
    """Read the site's offset anew; called where work begins."""
    _offset.set(_providers[0]() if _providers else timedelta())


def offset() -> timedelta:
    """How far the site's day has been moved."""
    return _offset.get()
