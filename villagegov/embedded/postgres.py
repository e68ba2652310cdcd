"""One Postgres on a unix socket: initdb once, two logins, one database."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from villagegov.embedded import process
from villagegov.embedded.errors import EmbeddedError
from villagegov.embedded.keys import Keys
from villagegov.embedded.places import Places
from villagegov.embedded.programs import POSTGRES_MAJOR, Programs

DATABASE, OWNER, APP, SUPERUSER = "villagegov", "villagegov_owner", "villagegov_app", "postgres"
START_SECONDS, STOP_SECONDS = 60.0, 30.0
NO_SUCH_PID = 2**31 - 1
THROWAWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "max_wal_size=4GB")


class Postgres:
    name = "Postgres"

    def __init__(self, places: Places, keys: Keys) -> None:
        self.places, self.keys = places, keys
        self.log = places.logs / "postgres.log"
        self.child: subprocess.Popen[bytes] | None = None

    def url(self, user: str, password: str) -> str:
        return f"postgres://{user}:{password}@/{DATABASE}?host={quote(str(self.places.sockets))}"

    def environment(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.url(APP, self.keys.app_password),
            "OWNER_DATABASE_URL": self.url(OWNER, self.keys.owner_password),
        }

    def _connect(self, user: str, password: str, database: str) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.places.sockets),
            port=5432,
            user=user,
            password=password,
            dbname=database,
            connect_timeout=5,
            autocommit=True,
        )

    def answers(self) -> bool:
        """Whether a server that is ready for work is there: a log-in that succeeds, whatever pid files say."""
        try:
            self._connect(APP, self.keys.app_password, DATABASE).close()
        except psycopg.OperationalError:
            return False
        return True

    def make(self, programs: Programs) -> None:
        """initdb, unless it was done; half a data folder left by a kill is thrown away."""
        data = self.places.postgres_data
        if data.exists():
            made_by = (data / "PG_VERSION").read_text().strip()
            if made_by != str(POSTGRES_MAJOR):
                raise EmbeddedError(
                    f"The data in {data} was made by Postgres {made_by}; this is Postgres {POSTGRES_MAJOR}.\n"
                    "Dump it with the release that made it (pg_dump) and load it here, or start afresh: make reset"
                )
            return
        draft = data.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        self.places.account.own(draft)
        with tempfile.NamedTemporaryFile("w", dir=self.places.sockets) as password:
            password.write(self.keys.superuser_password)
            password.flush()
            if not self.places.account.is_me:
                os.chown(password.name, self.places.account.uid, -1)
            command = [programs.initdb, "-D", draft, "-U", SUPERUSER, "-A", "scram-sha-256", "-E", "UTF8"]
            command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"]
            command += [f"--pwfile={password.name}", *(["--no-sync"] if self.places.temporary else [])]
            with self.log.open("ab") as log:
                child = process.spawn(command, account=self.places.account, output=log, cwd="/", env=_plain())
                if child.wait():
                    raise EmbeddedError(f"Postgres could not make its data folder {draft}.{_tail(self.log)}")
        draft.rename(data)

    def start(self, programs: Programs) -> None:
        self.make(programs)
        self._clear_stale()
        settings = [f"unix_socket_directories={self.places.sockets}", "listen_addresses=", "port=5432"]
        settings += ["unix_socket_permissions=0700", "timezone=UTC", "log_timezone=UTC", "log_statement=none"]
        settings += ["max_connections=100", "shared_buffers=128MB", "dynamic_shared_memory_type=mmap"]
        settings += [
            "log_parameter_max_length_on_error=0",
            "log_min_error_statement=panic",
            "log_error_verbosity=terse",
        ]
        settings += THROWAWAY if self.places.temporary else ()
        command = [programs.postgres, "-D", self.places.postgres_data]
        command += [word for setting in settings for word in ("-c", setting)]
        with self.log.open("ab") as log:
            self.child = process.spawn(
                command, account=self.places.account, output=log, cwd="/", death_signal=signal.SIGINT, env=_plain()
            )
        self._wait_until_ready()
        self._set_up()

    def _wait_until_ready(self) -> None:
        assert self.child is not None
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self._connect(SUPERUSER, self.keys.superuser_password, "postgres").close()
                return
            except psycopg.OperationalError as error:
                if "password authentication failed" in str(error):
                    raise EmbeddedError(
                        f"The passwords in {self.places.keys} do not open {self.places.postgres_data}.\n"
                        "Put the right file back, or start afresh: make reset"
                    ) from None
            if self.child.poll() is not None:
                raise EmbeddedError(f"Postgres did not start.{_tail(self.log)}")
            if time.monotonic() > deadline:
                raise EmbeddedError(f"Postgres did not answer within {START_SECONDS:.0f} seconds.{_tail(self.log)}")
            time.sleep(0.05)

    def _set_up(self) -> None:
        """Both logins and the database; done again at each start, so a start that was killed is made good."""
        with self._connect(SUPERUSER, self.keys.superuser_password, "postgres") as connection:
            roles = ((OWNER, self.keys.owner_password, "CREATEDB"), (APP, self.keys.app_password, "NOCREATEDB"))
            for role, password, right in roles:
                exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
                connection.execute(
                    sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEROLE {} PASSWORD {}").format(
                        sql.SQL("ALTER" if exists else "CREATE"), sql.Identifier(role), sql.SQL(right), password
                    )
                )
            if self.places.temporary:  # tests empty append-only tables, with their triggers off
                connection.execute(
                    sql.SQL("GRANT SET ON PARAMETER session_replication_role TO {}").format(sql.Identifier(OWNER))
                )
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
                )

    def stop(self) -> None:
        if self.child is not None:
            ask = signal.SIGQUIT if self.places.temporary else signal.SIGINT  # at once, or in good order
            process.stop(self.child, ask, signal.SIGQUIT, STOP_SECONDS)
            self.child = None

    def _clear_stale(self) -> None:
        """Make pid files harmless that a kill left behind.

        Postgres deals with them itself unless the number now belongs to another program of the same user; only then
        is the number replaced by an impossible one. The rest of the file stays: Postgres needs it to be sure that no
        orphan of the old server still writes. A server of ours that is about to stop is given the time to do so.
        """
        pid_file = self.places.postgres_data / "postmaster.pid"
        deadline = time.monotonic() + STOP_SECONDS
        while (pid := _first_number(pid_file)) and _is_postgres(pid, self.places.postgres_data):
            if time.monotonic() > deadline:
                raise EmbeddedError(
                    f"A Postgres (process {pid}) holds {self.places.postgres_data} and does not answer.\n"
                    f"End it (kill -INT {pid}) and try again."
                )
            time.sleep(0.1)
        if pid and _alive(pid):
            lines = pid_file.read_text().splitlines(keepends=True)
            pid_file.write_text("".join([f"{NO_SUCH_PID}\n", *lines[1:]]))
        (self.places.sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
        (self.places.sockets / ".s.PGSQL.5432").unlink(missing_ok=True)


def _plain() -> dict[str, str]:
    """An environment without the PG* variables and locale of the person who started us."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _first_number(path: Path) -> int | None:
    try:
        return abs(int(path.read_text().split("\n", 1)[0]))
    except (FileNotFoundError, ValueError):
        return None


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (ProcessLookupError, OverflowError):
        return False
    return True


def _is_postgres(pid: int, data: Path) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except FileNotFoundError:  # no such process, or no /proc here
        ps = shutil.which("ps")
        asked = [ps or "ps", "-ww", "-o", "command=", "-p", str(pid)]
        command = subprocess.run(asked, capture_output=True, text=True, check=False).stdout if ps else ""
    return re.search(r"\bpostgres\b", command) is not None and str(data) in command


def _tail(log: Path) -> str:
    try:
        lines = log.read_text(errors="replace").splitlines()[-5:]
    except OSError:
        lines = []
    return "".join([f"\nIts log {log} ends with:", *(f"\n  {line}" for line in lines)])
