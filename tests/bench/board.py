"""The village's front page through gunicorn, beside the least that the same bytes could cost.

Beside it stand a view that returns these bytes and does nothing else (behind the site's middleware, and behind none),
and the same server's static file of these bytes.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from boards.models import BoardIssue
from boards.services import due, issues
from points.models import Village
from tests.bench import scene
from tests.bench.pages import rate, server
from tests.bench.report import row, say
from tests.bench.scene import Sizes
from tests.bench.urls import BYTES
from villagegov.kernel import clock

PUBLISHED = clock.moment(date(2026, 11, 8), 9)
SETTINGS = "tests.bench.settings"
#: Households with one deed more than all others: they stand on the red board.
RED = 5


def run(sizes: Sizes) -> list[dict[str, Any]]:
    say("board …")
    call_command("collectstatic", interactive=False, verbosity=0)
    village = _published(sizes)
    address = f"/v/{village.slug}/"
    first = Client(SERVER_NAME="localhost").get(address)
    assert first.status_code == 200
    kept = Path(settings.STATIC_ROOT) / BYTES
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(first.content)
    queries, again = _queries(address), {"If-None-Match": first.headers["ETag"]}
    with server(DJANGO_SETTINGS_MODULE=SETTINGS) as port:
        page = rate(port, address, sizes.seconds)
        unchanged = rate(port, address, sizes.seconds, headers=again, status=304)
        inside = rate(port, "/bench/bytes", sizes.seconds)
        static = rate(port, f"{settings.STATIC_URL}{BYTES}", sizes.seconds)
    with server(DJANGO_SETTINGS_MODULE=SETTINGS, BENCH_BARE="1") as port:
        bare = rate(port, "/bench/bytes", sizes.seconds)
    what = f"board page, {len(first.content) / 1024:.0f} KB, {queries} queries"
    return [
        row(what, page, "requests/s", beside="bare view, no middleware", than=bare),
        row(what, page, "requests/s", beside="bare view, same middleware", than=inside),
        row(what, page, "requests/s", beside="static file", than=static),
        row("board page unchanged (304)", unchanged, "requests/s", beside="bare view, no middleware", than=bare),
    ]


def _published(sizes: Sizes) -> Village:
    """A month of deeds, closed, ranked, its board drafted and published."""
    typist = scene.user("board-typist")
    village, item = scene.village("board", sizes.households, typist)
    scene.claims(village, item, typist, 4 * sizes.households + RED)
    due.run_village(village, PUBLISHED)
    with transaction.atomic():
        issues._publish(BoardIssue.objects.get(village=village, month=scene.DAY.replace(day=1)), typist, PUBLISHED)
    scene.analyze()
    return village


def _queries(address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        Client(SERVER_NAME="localhost").get(address)
    return len(captured)
