"""Two people in the same second: two threads, two real connections, an interleaving that is forced and not hoped
for.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError

Act = Callable[[], Any]
#: Longer than any honest wait, so that a deadlock or a lost lock is an error and not a hang.
LOCK_TIMEOUT = "15s"
PATIENCE = 30.0


@dataclass
class Side:
    """One of the two, and what became of it."""

    act: Act
    value: Any = None
    error: BaseException | None = None
    pid: int = 0
    #: Whether it had to wait for a lock of the other.
    waited: bool = False
    #: Set when the act is done and its transaction still open.
    done: threading.Event = field(default_factory=threading.Event)
    #: Set when it may commit.
    commit: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None

    def start(self, at: datetime, ready: threading.Barrier | None = None) -> None:
        self.thread = threading.Thread(target=self._run, args=(at, ready), daemon=True)
        self.thread.start()

    def _run(self, at: datetime, ready: threading.Barrier | None) -> None:
        try:
            with clock.frozen(at), connection.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
                cursor.execute("SELECT pg_backend_pid()")
                self.pid = cursor.fetchone()[0]
                if ready is not None:
                    ready.wait(PATIENCE)
                    self.value = self.act()
                else:
                    self._run_held()
        except BaseException as error:
            self.error = error
        finally:
            self.done.set()
            connection.close()

    def _run_held(self) -> None:
        with transaction.atomic():
            self.value = self.act()
            self.done.set()
            assert self.commit.wait(PATIENCE), "nobody said that it may commit"

    def end(self) -> None:
        assert self.thread is not None
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive(), "the two wait for each other"


def overlapping(first: Act, second: Act, at: datetime) -> tuple[Side, Side]:
    """``second`` begins when ``first`` has done everything but commit; ``first`` commits when ``second`` waits for it,
    or has come to its end without having to wait.
    """
    one, two = Side(first), Side(second)
    two.commit.set()
    one.start(at)
    assert one.done.wait(PATIENCE), "the first did not come to its end"
    two.start(at)
    deadline = time.monotonic() + PATIENCE
    while not two.done.is_set() and not two.waited:
        assert time.monotonic() < deadline, "the second neither waits nor ends"
        two.waited = _waits(two.pid)
    one.commit.set()
    one.end()
    two.end()
    return one, two


def at_once(*acts: Act, at: datetime) -> list[Side]:
    """All from the same start, each as it is when nobody holds its hand."""
    ready = threading.Barrier(len(acts))
    sides = [Side(act) for act in acts]
    for side in sides:
        side.start(at, ready)
    for side in sides:
        side.end()
    return sides


def _waits(pid: int) -> bool:
    time.sleep(0.01)
    with connection.cursor() as cursor:
        cursor.execute("SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = %s", [pid])
        row = cursor.fetchone()
    return bool(row and row[0])


def refused(side: Side) -> DomainError:
    """The refusal, which must be a sentence for a person; anything else is shown."""
    if side.error is None:
        raise AssertionError(f"it went through: {side.value!r}")
    if not isinstance(side.error, DomainError):
        raise side.error
    assert len(str(side.error)) > 8, "a sentence, not a word"
    return side.error


def went_through(side: Side) -> Any:
    if side.error is not None:
        raise side.error
    return side.value


def exactly_one(*sides: Side) -> tuple[Side, DomainError]:
    """One went through, and every other was refused in words: the winner and the (last) refusal."""
    winners = [side for side in sides if side.error is None]
    refusals = [refused(side) for side in sides if side.error is not None]
    assert len(winners) == 1, f"{len(winners)} of {len(sides)} went through"
    return winners[0], refusals[-1]
