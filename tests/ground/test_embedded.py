"""`python -m villagegov.embedded`: real servers, real kills, plain messages."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from villagegov.embedded.postgres import NO_SUCH_PID

pytestmark = pytest.mark.xdist_group("embedded")
PROJECT = Path(__file__).resolve().parents[2]
LAUNCHER = [sys.executable, "-m", "villagegov.embedded"]
ASK = (
    "import os, psycopg, redis;"
    "c = psycopg.connect(os.environ['DATABASE_URL']);"
    "r = redis.Redis.from_url(os.environ['REDIS_URL']);"
    "print(c.execute('select current_user').fetchone()[0], c.info.server_version // 10000, r.ping())"
)


def clean() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}


def launch(var: Path, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*LAUNCHER, "--var", str(var), "--", *command],
        cwd=PROJECT,
        env={**clean(), **more},
        capture_output=True,
        text=True,
        timeout=120,
    )


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


class Running:
    """A launcher in the background, its command waiting for a signal."""

    def __init__(self, var: Path) -> None:
        self.note = var.parent / f"note-{time.monotonic_ns()}"
        script = (
            f"import os, pathlib, time; p = pathlib.Path({str(self.note)!r}); q = p.with_suffix('.new');"
            "q.write_text(os.environ['DATABASE_URL']); q.rename(p); time.sleep(300)"
        )
        command = [*LAUNCHER, "--var", str(var), "--", "python", "-c", script]
        self.launcher = subprocess.Popen(command, cwd=PROJECT, env=clean(), stderr=subprocess.PIPE, text=True)
        wait_for(lambda: self.note.exists() or self.launcher.poll() is not None, 90)
        assert self.note.exists(), self.launcher.communicate()[1]
        self.url = self.note.read_text()
        children = Path(f"/proc/{self.launcher.pid}/task/{self.launcher.pid}/children").read_text()
        self.children = [int(pid) for pid in children.split()]

    def postmaster(self) -> int:
        return next(pid for pid in self.children if b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes())

    def end(self, number: int) -> int:
        if self.launcher.poll() is None:
            self.launcher.send_signal(number)
        code = self.launcher.wait(60)
        assert self.launcher.stderr is not None
        self.launcher.stderr.close()
        return code


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    """A folder any user can reach, used by all tests here one after the other."""
    folder = Path(tempfile.mkdtemp(prefix="villagegov-ground-"))
    folder.chmod(0o755)
    assert launch(folder / "var", "true").returncode == 0
    yield folder / "var"
    subprocess.run([*LAUNCHER, "--var", str(folder / "var"), "--reset"], cwd=PROJECT, check=True, capture_output=True)
    shutil.rmtree(folder)


@pytest.fixture
def running(var: Path) -> Iterator[Callable[[], Running]]:
    started: list[Running] = []

    def start() -> Running:
        started.append(Running(var))
        return started[-1]

    yield start
    for one in started:
        one.end(signal.SIGTERM)


def test_a_command_finds_both_servers_and_leaves_none_behind(var: Path) -> None:
    done = launch(var, "python", "-c", ASK)
    assert done.stdout == "villagegov_app 18 True\n", done.stderr
    assert oct((var / "keys.json").stat().st_mode & 0o777) == "0o600"
    assert not list((var / "run").iterdir())


def test_the_exit_code_is_the_commands(var: Path) -> None:
    assert launch(var, "python", "-c", "raise SystemExit(7)").returncode == 7


def test_an_unknown_command_is_named(var: Path) -> None:
    done = launch(var, "no-such-command")
    assert done.returncode == 1
    assert "no-such-command" in done.stderr and "Traceback" not in done.stderr


def test_neither_login_is_a_superuser_and_only_the_owner_makes_databases(var: Path) -> None:
    script = (
        "import os, psycopg\n"
        "for name in ('DATABASE_URL', 'OWNER_DATABASE_URL'):\n"
        "    c = psycopg.connect(os.environ[name])\n"
        "    print(c.execute('select rolname, rolsuper, rolcreatedb, rolcreaterole from pg_roles"
        " where rolname = current_user').fetchone())\n"
    )
    assert launch(var, "python", "-c", script).stdout.splitlines() == [
        "('villagegov_app', False, False, False)",
        "('villagegov_owner', False, True, False)",
    ]


def test_a_second_command_joins_and_does_not_stop_the_first(var: Path, running: Callable[[], Running]) -> None:
    first = running()
    done = launch(var, "python", "-c", ASK)
    assert done.stdout == "villagegov_app 18 True\n", done.stderr
    with psycopg.connect(first.url) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_everything(var: Path, running: Callable[[], Running], number: int) -> None:
    one = running()
    assert len(one.children) == 3
    code = one.end(number)
    assert code == 128 + (signal.SIGINT if number == signal.SIGINT else signal.SIGTERM) or code == 1
    wait_for(lambda: not any(alive(pid) for pid in one.children), 2)


def test_kill_9_of_the_launcher_takes_the_servers_along(var: Path, running: Callable[[], Running]) -> None:
    one = running()
    one.end(signal.SIGKILL)
    wait_for(lambda: not any(alive(pid) for pid in one.children))
    assert launch(var, "python", "-c", ASK).stdout == "villagegov_app 18 True\n"


def test_kill_9_of_everything_leaves_data_that_opens_again(var: Path, running: Callable[[], Running]) -> None:
    one = running()
    owner_url = "psycopg.connect(os.environ['OWNER_DATABASE_URL'], autocommit=True)"
    launch(var, "python", "-c", f"import os, psycopg; {owner_url}.execute('create table if not exists kept (id int)')")
    os.kill(one.postmaster(), signal.SIGKILL)
    for pid in one.children:
        if alive(pid):
            os.kill(pid, signal.SIGKILL)
    one.end(signal.SIGKILL)
    assert (var / "postgres" / "postmaster.pid").exists()
    done = launch(var, "python", "-c", f"import os, psycopg; print({owner_url}.execute('table kept').fetchall())")
    assert done.stdout == "[]\n", done.stderr


def test_a_stale_pid_that_now_belongs_to_another_program_does_no_harm(var: Path) -> None:
    pid_file, socket = var / "postgres" / "postmaster.pid", var / "run" / ".s.PGSQL.5432"
    shape = f"{{}}\n{var / 'postgres'}\n1700000000\n5432\n{var / 'run'}\n\n 12345 0\nready   \n"
    for stale in (os.getpid(), NO_SUCH_PID):
        pid_file.write_text(shape.format(stale))
        shutil.chown(pid_file, pid_file.parent.owner())
        socket.touch()
        (var / "run" / ".s.PGSQL.5432.lock").write_text(f"{stale}\n")
        (var / "run" / "redis.sock").touch()
        done = launch(var, "python", "-c", ASK)
        assert done.stdout == "villagegov_app 18 True\n", done.stderr


def test_data_without_its_passwords_says_the_way_out(var: Path) -> None:
    keys = var / "keys.json"
    kept = keys.read_text()
    try:
        keys.unlink()
        done = launch(var, "true")
        assert done.returncode == 1 and "make reset" in done.stderr and "Traceback" not in done.stderr
        keys.write_text(json.dumps({**json.loads(kept), "superuser_password": "wrong"}))
        done = launch(var, "true")
        assert done.returncode == 1 and "make reset" in done.stderr and "Traceback" not in done.stderr
    finally:
        keys.write_text(kept)


def test_data_of_another_postgres_release_is_left_alone(var: Path) -> None:
    version = var / "postgres" / "PG_VERSION"
    kept = version.read_text()
    try:
        version.write_text("16\n")
        done = launch(var, "true")
        assert done.returncode == 1 and "Postgres 16" in done.stderr and "pg_dump" in done.stderr
    finally:
        version.write_text(kept)


def test_a_folder_that_cannot_be_written_is_named_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = launch(tmp_path / "file" / "var", "true")
    assert done.returncode == 1
    assert "Cannot write to" in done.stderr and "VILLAGEGOV_VAR" in done.stderr and "Traceback" not in done.stderr


def test_reset_is_refused_while_running_and_then_removes_all(running: Callable[[], Running], var: Path) -> None:
    one = running()
    command = [*LAUNCHER, "--var", str(var), "--reset"]
    refused = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
    assert refused.returncode == 1 and "Stop them first" in refused.stderr
    one.end(signal.SIGTERM)
    assert subprocess.run(command, cwd=PROJECT, capture_output=True).returncode == 0
    assert not var.exists()
    assert launch(var, "python", "-c", ASK).stdout == "villagegov_app 18 True\n", "and it starts afresh"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another user for Postgres")
def test_root_with_a_folder_nobody_reaches_and_a_path_too_long_for_a_socket() -> None:
    top = Path(tempfile.mkdtemp(prefix="villagegov-ground-"))  # mode 700
    var = top / ("deep" * 30)
    try:
        done = launch(var, "python", "-c", ASK)
        assert done.stdout == "villagegov_app 18 True\n", done.stderr
        assert "the data lies in" in done.stderr
        home = Path(done.stderr.rsplit("the data lies in ", 1)[1].strip())
        assert (home / "postgres" / "PG_VERSION").exists() and home.stat().st_uid == 0
    finally:
        subprocess.run([*LAUNCHER, "--var", str(var), "--reset"], cwd=PROJECT, check=True, capture_output=True)
        shutil.rmtree(top)
    assert not home.exists()


def test_temporary_servers_are_gone_afterwards() -> None:
    command = [*LAUNCHER, "--temp", "--", "python", "-c", "import os; print(os.environ['VILLAGEGOV_VAR'])"]
    done = subprocess.run(command, cwd=PROJECT, env=clean(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert not Path(done.stdout.strip()).exists()
