"""/healthz tells how the parts are; the logs tell nothing about anybody."""

import json
import logging
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from points.models import JobRun
from villagegov.kernel import clock
from villagegov.logs import JsonFormatter, client_ip

SECRET = "王秀英-13800138000"


@pytest.mark.django_db
class TestHealth:
    def ask(self, client: Client) -> tuple[int, dict[str, str]]:
        response = client.get("/healthz")
        return response.status_code, response.json()

    def test_a_new_site_is_well_before_beat_ran(self, client: Client) -> None:
        status, answer = self.ask(client)
        assert status == 200
        assert answer == {
            "status": "ok",
            "database": "ok",
            "redis": "ok",
            "beat": "waiting",
            "beat_last_run": None,
            "calendar": "ok",
        }

    def test_beat_is_late_after_two_hours(self, client: Client) -> None:
        JobRun.objects.create(name="sweep", finished_at=clock.now() - timedelta(minutes=70))
        assert self.ask(client)[1]["beat"] == "ok"
        JobRun.objects.update(finished_at=clock.now() - timedelta(hours=3))
        status, answer = self.ask(client)
        assert (status, answer["beat"], answer["status"]) == (200, "late", "degraded")

    def test_without_redis_the_site_is_degraded_but_up(self, client: Client, settings) -> None:
        settings.REDIS_URL = "unix:///nowhere/redis.sock?db=0"
        status, answer = self.ask(client)
        assert (status, answer["status"], answer["redis"]) == (200, "degraded", "down")

    def test_without_the_database_it_is_down(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        from django.db import OperationalError

        def broken(*args: object, **kwargs: object) -> None:
            raise OperationalError("connection refused for villagegov_app at 10.0.0.8")

        monkeypatch.setattr(connection, "cursor", broken)
        status, answer = self.ask(client)
        assert (status, answer["status"], answer["database"]) == (503, "down", "down")
        assert "villagegov_app" not in json.dumps(answer)

    def test_only_reading_is_allowed(self, client: Client) -> None:
        assert client.post("/healthz").status_code == 405


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """Every line the site's handler would write during the test."""
    written: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(self.format(record))

    handler = Keep()
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)


@pytest.mark.django_db
def test_requests_are_logged_without_address_query_or_name(client: Client, lines: list[str]) -> None:
    client.get("/healthz", {"q": SECRET})
    client.get(f"/nothing/{SECRET}/")
    written = [json.loads(line) for line in lines]
    first = next(line for line in written if line["logger"] == "villagegov.request")
    assert first["route"] == "healthz" and first["status"] == 200 and first["milliseconds"] >= 0
    assert "13800138000" not in "".join(lines) and "秀英" not in "".join(lines)


@pytest.mark.django_db
def test_wrong_passwords_are_logged_without_the_name(client: Client, lines: list[str]) -> None:
    get_user_model().objects.create_user(username="lizhuren", password="right-horse-1")
    for _ in range(7):
        client.post("/login/", {"username": "lizhuren", "password": SECRET})
    text = "".join(lines)
    assert "lizhuren" not in text and "13800138000" not in text and "127.0.0.1" not in text


def test_an_error_keeps_its_place_but_not_its_text() -> None:
    try:
        raise ValueError(f"duplicate key: {SECRET}")
    except ValueError:
        record = logging.LogRecord(
            "django.request",
            logging.ERROR,
            __file__,
            1,
            "Internal Server Error: %s",
            (f"/v/{SECRET}/",),
            sys.exc_info(),
        )
    line = JsonFormatter().format(record)
    written = json.loads(line)
    assert SECRET not in line
    assert written["error"] == "ValueError" and written["message"] == "Internal Server Error: %s"
    assert "test_health_and_logs.py" in written["trace"][-1]


def test_our_own_lines_carry_named_numbers_only() -> None:
    record = logging.LogRecord("points.tasks", logging.INFO, __file__, 1, "swept %d villages", (4,), None)
    record.count, record.household = 4, SECRET
    written = json.loads(JsonFormatter().format(record))
    assert written["message"] == "swept 4 villages" and written["count"] == 4
    assert "household" not in written


@pytest.mark.parametrize(
    ("behind_proxy", "expected"),
    [(False, "10.0.0.2"), (True, "203.0.113.9")],
)
def test_the_lockout_counts_by_the_address_the_proxy_saw(settings, rf, behind_proxy: bool, expected: str) -> None:
    settings.BEHIND_PROXY = behind_proxy
    request = rf.get("/", REMOTE_ADDR="10.0.0.2", HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.9")
    assert client_ip(request) == expected
