"""Start the two servers of one ``var/``, or join those that already run there."""

import fcntl
import os
import shutil
import time
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from villagegov.embedded import keys, places, programs
from villagegov.embedded.errors import EmbeddedError
from villagegov.embedded.postgres import Postgres
from villagegov.embedded.redis import Redis

JOIN_SECONDS = 90.0


class Servers:
    """A context: inside it Postgres and Redis answer; what it started is stopped at its end.

    A lock on ``var/servers.lock`` is held by whoever started the servers and falls with that process however it dies,
    so two commands that start at once never start two servers on the same data.
    """

    def __init__(self, var: Path | None = None) -> None:
        """``var`` None: temporary servers in a fresh folder that is removed at the end."""
        self._var = var
        self._lock: IO[str] | None = None
        self._undo = ExitStack()
        self.joined = False

    def __enter__(self) -> Self:
        try:
            self._enter()
        except BaseException:
            self._undo.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._undo.close()

    def _enter(self) -> None:
        temporary = self._var is None
        var = self._var or places.temporary_var()
        if temporary:
            self._undo.callback(shutil.rmtree, var, ignore_errors=True)
        self.places = places.prepare(var, temporary=temporary)
        if temporary:
            for folder in (self.places.home, self.places.sockets):
                self._undo.callback(shutil.rmtree, folder, ignore_errors=True)
        mine = self._take_lock()
        self.keys = keys.load(self.places) if mine else self._wait_for_keys()
        self.postgres, self.redis = Postgres(self.places, self.keys), Redis(self.places)
        both = (self.postgres, self.redis)
        if not mine:
            self._wait_until_they_answer()
            self.joined = True
        elif self.places.postgres_data.exists() and all(server.answers() for server in both):
            self.joined = True  # left over from a launcher that could not take them along
        else:
            found = programs.find(self.places)
            for server in both:
                if not (server is self.redis and server.answers()):
                    self._undo.callback(server.stop)
                    server.start(found)

    def _take_lock(self) -> bool:
        self._lock = self._undo.enter_context((self.places.var / "servers.lock").open("a"))
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _wait_for_keys(self) -> keys.Keys:
        deadline = time.monotonic() + JOIN_SECONDS
        while not self.places.keys.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        return keys.load(self.places)

    def _wait_until_they_answer(self) -> None:
        deadline = time.monotonic() + JOIN_SECONDS
        while not (self.postgres.answers() and self.redis.answers()):
            if time.monotonic() > deadline:
                raise EmbeddedError(
                    f"Another command holds the servers of {self.places.var}, but they do not answer.\n"
                    "End that command and try again."
                )
            time.sleep(0.2)

    def environment(self) -> dict[str, str]:
        """What the command finds in its environment; production sets the same names by hand."""
        var = self.places.var
        return {
            **self.postgres.environment(),
            **self.redis.environment(),
            "SECRET_KEY": self.keys.secret_key,
            "VILLAGEGOV_VAR": str(var),
            "VILLAGEGOV_EMBEDDED": "1",
            "MEDIA_ROOT": os.environ.get("MEDIA_ROOT") or str(var / "media"),
            "STATIC_ROOT": os.environ.get("STATIC_ROOT") or str(var / "static"),
        }


def reset(var: Path) -> list[Path]:
    """Remove everything under ``var`` and beside it. Refused while the servers run."""
    if not var.exists():
        return []
    found = places.prepare(var)
    with (found.var / "servers.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise EmbeddedError(
                f"The servers of {var} are running. Stop them first (Ctrl-C in their window)."
            ) from None
        gone = list(dict.fromkeys([found.sockets, found.home, found.var]))
        for folder in gone:
            shutil.rmtree(folder, ignore_errors=True)
    return gone
