"""Pages that people open all day, asked for over loopback through gunicorn as `make run` starts it.

Beside each stands the health page of the same server in the same run: a round trip to the database and no more.
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from councils.enums import BodyKind
from councils.models import Body, BodyMember
from points.enums import ClaimState, Role
from points.models import Household, User, Village
from points.services import accounts, due
from tests.bench import scene
from tests.bench.report import row, say
from tests.bench.scene import Sizes
from tests.support import PROJECT
from villagegov.kernel import clock

CLIENTS = 4
START_SECONDS = 60
#: Claims of the household whose passbook is opened.
LINES = 40


def run(sizes: Sizes) -> list[dict[str, Any]]:
    say("pages …")
    call_command("collectstatic", interactive=False, verbosity=0)
    villager, member, village = _prepare(sizes)
    addresses = {
        "passbook": (villager, f"/v/{village.slug}/my/?year=2026"),
        "work list": (member, "/admin/points/claim/"),
        "entry page": (_officer(village), f"/v/{village.slug}/work/claims/new/"),
    }
    queries = {what: _queries(user, address) for what, (user, address) in addresses.items()}
    with server() as port:
        health = rate(port, "/healthz", sizes.seconds)
        found = []
        for what, (user, address) in addresses.items():
            found_rate = rate(port, address, sizes.seconds, headers={"Cookie": _session(user)})
            found.append(
                row(
                    f"{what} ({queries[what]} queries)",
                    found_rate,
                    "requests/s",
                    beside="health page",
                    than=health,
                    queries=queries[what],
                )
            )
    return found


def _officer(village: Village) -> User:
    return User.objects.get(memberships__village=village, memberships__role=Role.OFFICER)


def _prepare(sizes: Sizes) -> tuple[User, User, Village]:
    """A passbook of a year's lines, and a work list of a sitting."""
    typist = scene.user("page-typist")
    village, item = scene.village("pages", sizes.households, typist)
    scene.claims(village, item, typist, LINES * sizes.households)
    due.run_points(village, scene.POSTED)
    waiting = {"state": ClaimState.SUBMITTED, "decided_at": None, "publicity_from": None, "publicity_until": None}
    scene.claims(village, item, typist, sizes.waiting, **waiting)
    villager, member = scene.user("page-villager"), scene.user("page-member")
    at = clock.now()
    household = Household.objects.filter(village=village).earliest("number")
    accounts.grant_role(village=village, user=villager, role=Role.VILLAGER, household=household, by=None, at=at)
    accounts.grant_role(village=village, user=member, role=Role.COMMITTEE, by=None, at=at)
    body = Body.objects.create(village=village, name="村党支部委员会", kind=BodyKind.BRANCH)
    BodyMember.objects.create(village=village, body=body, name="委员", user=member, term_from=date(2024, 1, 1))
    scene.analyze()
    return villager, member, village


def _session(user: User) -> str:
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return f"sessionid={client.cookies['sessionid'].value}"


def _queries(user: User, address: str) -> int:
    """Of one request, in this process."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200, f"{address}: {response.status_code}"
    return len(captured)


@contextmanager
def server(**more: str) -> Iterator[int]:
    """gunicorn as `make run` starts it; ``more`` goes into its environment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {name: value for name, value in os.environ.items() if name != "OWNER_DATABASE_URL"}
    env |= {"HOST": "127.0.0.1", "PORT": str(port), **more}
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "python:villagegov.serving"],
        env=env,
        cwd=PROJECT,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def _wait(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            if _get(http.client.HTTPConnection("127.0.0.1", port, timeout=5), "/healthz", {}) == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("gunicorn does not answer")


def _get(client: http.client.HTTPConnection, address: str, headers: Mapping[str, str]) -> int:
    client.request("GET", address, headers=dict(headers))
    response = client.getresponse()
    response.read()
    return response.status


def rate(port: int, address: str, seconds: float, headers: Mapping[str, str] | None = None, status: int = 200) -> float:
    """Requests per second of a few clients that ask one after the other over connections they keep."""
    counts, wrong = [0] * CLIENTS, []
    begin = time.perf_counter() + 0.5  # half a second to get warm
    end = begin + seconds

    def ask(number: int) -> None:
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while (now := time.perf_counter()) < end:
            try:
                answer = _get(client, address, headers or {})
            except (http.client.HTTPException, OSError):  # a worker ends after so many requests
                client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
                continue
            if answer != status:
                wrong.append(answer)
                return
            counts[number] += now >= begin

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise SystemExit(f"{address} answered {wrong[0]}")
    return sum(counts) / seconds
