"""`make run`: the whole site with its real worker and beat, and what stands in its way in plain words."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ground.test_embedded import LAUNCHER, PROJECT, alive, clean, wait_for
from villagegov.embedded.errors import EmbeddedError
from villagegov.embedded.run import Address

pytestmark = pytest.mark.xdist_group("embedded")  # one site, started as seldom as can be
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


class Site:
    def __init__(self, folder: Path) -> None:
        self.port, self.var, self.output = free_port(), folder / "var", folder / "output"
        self.launcher: subprocess.Popen[bytes] | None = None

    def up(self) -> "subprocess.Popen[bytes]":
        """The running launcher, started now unless it runs."""
        if self.launcher is None or self.launcher.poll() is not None:
            self.launcher = self.begin()
        launcher = self.launcher
        wait_for(lambda: "Ctrl-C" in self.said() or launcher.poll() is not None, 180)
        assert launcher.poll() is None, self.said()
        return launcher

    def begin(self) -> "subprocess.Popen[bytes]":
        self.down()
        self.output.write_text("")
        return self.start(self.port)

    def down(self) -> None:
        if self.launcher is not None and self.launcher.poll() is None:
            self.launcher.terminate()
            self.launcher.wait(90)

    def start(self, port: int) -> "subprocess.Popen[bytes]":
        environment = {**clean(), "PORT": str(port), "SAMPLE": "no"}
        for name in ("HOST", "ALLOWED_HOSTS", "MEDIA_ROOT", "STATIC_ROOT", "DJANGO_SETTINGS_MODULE"):
            environment.pop(name, None)
        command = [*LAUNCHER, "--var", str(self.var), "--", "python", "-m", "villagegov.embedded.run"]
        with self.output.open("ab") as output:
            return subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=output, stderr=subprocess.STDOUT)

    def said(self) -> str:
        return self.output.read_text()

    def get(self, path: str) -> tuple[int, Any, bytes]:
        with DIRECT.open(f"http://127.0.0.1:{self.port}{path}", timeout=10) as response:
            return response.status, response.headers, response.read()

    def processes(self) -> dict[int, str]:
        """Everything that runs on this site's folder or was started by its launcher."""
        found = {}
        for line in subprocess.run(
            ["ps", "-ww", "-eo", "pid=,args="], capture_output=True, text=True
        ).stdout.splitlines():
            pid, command = line.split(None, 1)
            try:
                theirs = Path(f"/proc/{pid}/environ").read_bytes() if "celery" in line or "gunicorn" in line else b""
            except OSError:
                continue
            if str(self.var) in command or os.fsencode(self.var) in theirs:
                found[int(pid)] = command
        return found


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    folder = Path(tempfile.mkdtemp(prefix="villagegov-run-"))
    folder.chmod(0o755)
    one = Site(folder)
    yield one
    one.down()
    shutil.rmtree(folder)


@pytest.fixture
def running(site: Site) -> Site:
    site.up()
    return site


def test_it_prints_its_address_and_answers(running: Site) -> None:
    assert f"http://127.0.0.1:{running.port}/" in running.said()
    status, headers, body = running.get("/")
    assert status == 200 and b"<html" in body
    assert "default-src 'self'" in headers["Content-Security-Policy"]


def test_static_files_are_hashed_and_kept_by_browsers(running: Site) -> None:
    page = running.get("/")[2].decode()
    address = re.search(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', page)
    assert address, "no hashed style sheet on the page"
    status, headers, _ = running.get(address[1])
    assert status == 200 and "immutable" in headers["Cache-Control"]


def test_the_real_worker_runs_the_first_sweep_at_once(running: Site) -> None:
    def health() -> dict[str, str]:
        return json.loads(running.get("/healthz")[2])

    wait_for(lambda: health()["beat"] == "ok", 30)
    assert health() | {"beat_last_run": ""} == {
        "status": "ok",
        "calendar": "ok",
        "database": "ok",
        "redis": "ok",
        "beat": "ok",
        "beat_last_run": "",
    }


def test_long_running_processes_do_not_know_the_owners_password(running: Site) -> None:
    found = {
        pid: command for pid, command in running.processes().items() if "gunicorn" in command or "celery" in command
    }
    assert len(found) >= 5
    for pid, command in found.items():
        assert b"OWNER_DATABASE_URL" not in Path(f"/proc/{pid}/environ").read_bytes(), command


def test_a_second_one_on_the_same_data_is_refused_in_plain_words(running: Site) -> None:
    second = running.start(free_port())
    assert second.wait(60) == 1
    assert "already runs on this data" in running.said() and "Traceback" not in running.said()
    assert running.get("/healthz")[0] == 200


def test_when_a_part_dies_everything_stops_with_its_name(running: Site) -> None:
    launcher = running.up()
    beat = next(pid for pid, command in running.processes().items() if " beat " in command)
    os.kill(beat, signal.SIGKILL)
    assert launcher.wait(90) == 1
    assert "The beat process ended unexpectedly" in running.said() and "beat.log" in running.said()
    wait_for(lambda: not running.processes(), 10)


def test_kill_9_leaves_nothing_and_it_starts_again_on_the_same_data(running: Site) -> None:
    launcher = running.up()
    parts = {"postgres", "redis-server", "gunicorn", "worker", "beat"}
    found = running.processes()
    assert parts <= set(" ".join(found.values()).replace("/", " ").split())
    launcher.kill()
    launcher.wait()
    wait_for(lambda: not any(alive(pid) for pid in found), 60)
    running.up()
    assert running.get("/healthz")[0] == 200


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything(running: Site, number: int) -> None:
    launcher = running.up()
    launcher.send_signal(number)
    assert launcher.wait(90) == 0
    assert running.said().rstrip().endswith("stopped") and "Traceback" not in running.said()
    wait_for(lambda: not running.processes(), 10)


def test_term_during_the_preparation_ends_it_quietly(site: Site) -> None:
    site.launcher = launcher = site.begin()
    wait_for(lambda: "preparing" in site.said(), 90)
    time.sleep(0.3)
    launcher.terminate()
    assert launcher.wait(90) == 0
    assert "Traceback" not in site.said()
    wait_for(lambda: not site.processes(), 10)


def test_a_port_in_use_is_said_with_the_next_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = int(other.getsockname()[1])
        with pytest.raises(EmbeddedError, match=f"(?s){port} is in use.*PORT={port + 1} make run"):
            Address("127.0.0.1", port).require_free()


@pytest.mark.parametrize("port", ["eighty", "0", "70000", "-1"])
def test_a_port_that_is_none(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(EmbeddedError, match="is no port"):
        Address.from_environment()


def test_an_address_that_is_not_ours() -> None:
    with pytest.raises(EmbeddedError, match=r"HOST=203\.0\.113\.7 is no address"):
        Address("203.0.113.7", 8000).require_free()


def test_only_this_machine_unless_asked() -> None:
    assert Address("127.0.0.1", 8000).urls == ["http://127.0.0.1:8000/"]
    assert set(Address("127.0.0.1", 8000).names) == {"localhost", "127.0.0.1", "[::1]"}
    assert "*" not in Address("0.0.0.0", 8000).names


def test_it_says_how_to_start_it() -> None:
    environment = {name: value for name, value in clean().items() if not name.startswith("VILLAGEGOV")}
    done = subprocess.run(
        [sys.executable, "-m", "villagegov.embedded.run"], cwd=PROJECT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 1 and done.stderr == "villagegov: Start it with: make run\n"
