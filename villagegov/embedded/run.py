"""The whole site on one machine: what `make run` starts once Postgres and Redis are up.

Migrate, load the sample the first time (not with SAMPLE=no), collect the static files, then gunicorn, a Celery worker
and beat; it ends them all at Ctrl-C or SIGTERM, or when one of them ends by itself.
"""

import fcntl
import io
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn

from villagegov.embedded import process
from villagegov.embedded.errors import EmbeddedError
from villagegov.embedded.places import PROJECT

ANSWER_SECONDS = 180.0


class Stopped(Exception):
    """Ctrl-C or SIGTERM."""


@dataclass(frozen=True)
class Address:
    host: str
    port: int

    @classmethod
    def from_environment(cls) -> "Address":
        host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise EmbeddedError(f"PORT={port} is no port. Choose a number up to 65535: PORT=8001 make run")
        return cls(host, int(port))

    @property
    def everywhere(self) -> bool:
        return self.host in ("0.0.0.0", "::")  # noqa: S104 - asked for by the person who set HOST

    @property
    def names(self) -> list[str]:
        """Host names this machine may be called by."""
        here = ["localhost", "127.0.0.1", "[::1]"]
        if not self.everywhere:
            return list(dict.fromkeys([*here, self.host]))
        name = socket.gethostname()
        return [*here, *_own_addresses(), name, f"{name}.local"]

    @property
    def urls(self) -> list[str]:
        hosts = ["127.0.0.1", *_own_addresses()] if self.everywhere else [self.host]
        return [f"http://{host}:{self.port}/" for host in dict.fromkeys(hosts)]

    def require_free(self) -> None:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except PermissionError:
                raise EmbeddedError(
                    f"Port {self.port} needs more rights. Choose one above 1023: PORT=8001 make run"
                ) from None
            except OSError as error:
                if error.errno == 98 or "in use" in str(error):
                    raise EmbeddedError(
                        f"Port {self.port} is in use by another program. Stop it, or choose another port:\n"
                        f"  PORT={min(self.port + 1, 65535)} make run"
                    ) from None
                raise EmbeddedError(
                    f"HOST={self.host} is no address of this machine ({error.strerror}). "
                    "HOST=127.0.0.1 is this machine alone, HOST=0.0.0.0 lets phones in."
                ) from None


def _own_addresses() -> list[str]:
    """This machine's addresses in its networks. Connecting a datagram socket sends nothing."""
    found = []
    for target in ("10.255.255.255", "192.0.2.1"):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((target, 9))
                found.append(str(probe.getsockname()[0]))
            except OSError:
                continue
    return list(dict.fromkeys(address for address in found if not address.startswith(("127.", "0."))))


class Site:
    """The processes of a running site."""

    def __init__(self, var: Path, address: Address) -> None:
        self.var, self.address = var, address
        self.logs = var / "log"
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.busy: subprocess.Popen[bytes] | None = None
        self.env = {**os.environ, "DJANGO_SETTINGS_MODULE": "villagegov.settings", "PYTHONUNBUFFERED": "1"}
        self.env["ALLOWED_HOSTS"] = ",".join(filter(None, [os.environ.get("ALLOWED_HOSTS"), *address.names]))
        self.env |= {"HOST": address.host, "PORT": str(address.port)}
        # Processes that run for long work as `app` and do not even know the owner's password.
        self.app_env = {name: value for name, value in self.env.items() if name != "OWNER_DATABASE_URL"}

    def manage(self, *arguments: str, quiet: bool = True) -> None:
        """One step of the preparation; its output is shown only when it fails."""
        log = self.logs / "setup.log"
        with log.open("wb") as output:
            self.busy = process.spawn(
                [sys.executable, PROJECT / "manage.py", *arguments],
                output=output if quiet else None,
                env=self.env,
                cwd=PROJECT,
            )
            code = self.busy.wait()
            self.busy = None
        if code:
            said = log.read_text(errors="replace").strip() if quiet else ""
            raise EmbeddedError(f"manage.py {arguments[0]} did not succeed.\n{said}".rstrip())

    def start(self) -> None:
        (self.var / "beat").mkdir(exist_ok=True)
        celery = [sys.executable, "-m", "celery", "-A", "villagegov.celery"]
        worker = ["worker", "-c", "1", "-l", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat"]
        beat = ["beat", "-l", "WARNING", "-s", self.var / "beat" / "schedule"]
        self._spawn("web", [sys.executable, "-m", "gunicorn", "-c", "python:villagegov.serving"])
        self._spawn("worker", [*celery, *worker])
        self._spawn("beat", [*celery, *beat])

    def _spawn(self, name: str, command: list[object]) -> None:
        with (self.logs / f"{name}.log").open("ab") as log:
            self.children[name] = process.spawn(command, output=log, env=self.app_env, cwd=PROJECT)

    def check(self) -> None:
        for name, child in self.children.items():
            if child.poll() is not None:
                raise EmbeddedError(f"The {name} process ended unexpectedly. Its log: {self.logs / f'{name}.log'}")

    def wait_until_it_answers(self) -> None:
        host = "127.0.0.1" if self.address.everywhere else self.address.host
        url = f"http://{f'[{host}]' if ':' in host else host}:{self.address.port}/healthz"
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        deadline = time.monotonic() + ANSWER_SECONDS
        while True:
            self.check()
            try:
                with direct.open(url, timeout=5):
                    return
            except (urllib.error.URLError, OSError) as error:
                if time.monotonic() > deadline:
                    raise EmbeddedError(f"{url} does not answer ({error}). Log: {self.logs / 'web.log'}") from None
            time.sleep(0.2)

    def stop(self) -> None:
        """Ask all at once, then wait for each; a task in the worker gets half a minute to end."""
        if self.busy is not None:
            process.stop(self.busy, signal.SIGTERM, signal.SIGKILL, 10)
        for child in self.children.values():
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        for child in self.children.values():
            process.stop(child, signal.SIGTERM, signal.SIGQUIT, 30)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    for other in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(other, signal.SIG_IGN)
    raise Stopped


def say(text: str = "") -> None:
    print(text, flush=True)


def run(var: Path, address: Address, undo: ExitStack) -> None:
    lock = undo.enter_context((var / "site.lock").open("a"))
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise EmbeddedError(
            "The site already runs on this data. Stop it first, or start another beside it:\n"
            "  VILLAGEGOV_VAR=/some/other/folder PORT=8001 make run"
        ) from None
    address.require_free()
    site = Site(var, address)
    undo.callback(site.stop)
    say("正在准备数据库 · preparing the database …")
    sample = os.environ.get("SAMPLE", "yes").lower() not in ("no", "off", "0")
    site.manage("migrate", "--no-input")
    if sample:
        site.manage("load_sample", quiet=False)
    site.manage("collectstatic", "--no-input")
    say("正在启动 · starting …")
    site.start()
    site.wait_until_it_answers()
    say()
    for number, url in enumerate(address.urls):
        say(f"  {'打开 Open  ' if number == 0 else '手机 Phone '}  {url}")
    say("  停止 Stop    Ctrl-C\n")
    if sample:
        site.manage("sample_accounts", quiet=False)
    while True:
        site.check()
        time.sleep(0.5)


def main() -> int:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _stop)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without Chinese still starts
    try:
        with ExitStack() as undo:
            var = os.environ.get("VILLAGEGOV_VAR")
            if not os.environ.get("VILLAGEGOV_EMBEDDED") or not var:
                raise EmbeddedError("Start it with: make run")
            run(Path(var), Address.from_environment(), undo)
    except Stopped:
        say("已停止 · stopped")
        return 0
    except EmbeddedError as error:
        print(f"villagegov: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
