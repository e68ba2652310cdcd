"""The environment is the only source of what differs; a missing piece is named with what to set."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "SECRET_KEY": "k3y-" * 5 + "0123456789abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ",
    "DATABASE_URL": "postgres://site:a@db.example/villagegov",
    "OWNER_DATABASE_URL": "postgres://owner:b@db.example/villagegov",
    "REDIS_URL": "redis://redis.example:6379/0",
    "ALLOWED_HOSTS": "village.example",
    "MEDIA_ROOT": "/srv/villagegov/media",
    "STATIC_ROOT": "/srv/villagegov/static",
    "BEHIND_PROXY": "on",
}


def manage(environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    base = {"PATH": os.environ["PATH"], "PYTHONWARNINGS": "ignore"}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=PROJECT,
        env={**base, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_check_deploy_is_clean_in_production() -> None:
    done = manage(PRODUCTION, "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize(
    "name", ["SECRET_KEY", "DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS", "MEDIA_ROOT", "STATIC_ROOT"]
)
def test_each_missing_variable_is_named(name: str) -> None:
    done = manage({key: value for key, value in PRODUCTION.items() if key != name}, "check")
    assert done.returncode == 1
    assert f"  {name}" in done.stderr and "Traceback" not in done.stderr
    assert sum(other in done.stderr for other in PRODUCTION) == 1, "only what is missing is named"


def test_migrate_names_the_owners_address() -> None:
    done = manage({key: value for key, value in PRODUCTION.items() if key != "OWNER_DATABASE_URL"}, "migrate")
    assert done.returncode == 1
    assert "OWNER_DATABASE_URL" in done.stderr and "Traceback" not in done.stderr


def test_one_login_for_both_is_refused() -> None:
    done = manage({**PRODUCTION, "OWNER_DATABASE_URL": PRODUCTION["DATABASE_URL"]}, "check")
    assert done.returncode == 1 and "same login" in done.stderr


def setting(environment: dict[str, str], expression: str) -> str:
    code = f"from villagegov import settings as s; print([{expression}])"
    base = {"PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, env={**base, **environment}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_clock_moves_only_under_the_embedded_default() -> None:
    assert setting(PRODUCTION, "s.VILLAGEGOV_MOVABLE_CLOCK") == "[False]"
    assert setting({**PRODUCTION, "VILLAGEGOV_EMBEDDED": "1"}, "s.VILLAGEGOV_MOVABLE_CLOCK") == "[True]"


def test_production_cookies_travel_over_tls_only() -> None:
    asked = "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0, s.DEBUG"
    assert setting(PRODUCTION, asked) == "[True, True, True, True, False]"


@pytest.mark.parametrize(
    ("url", "broker"),
    [
        ("redis://redis.example:6379/3", "redis://redis.example:6379/3"),
        ("unix:///srv/run/redis.sock?db=2", "redis+socket:///srv/run/redis.sock?virtual_host=2"),
    ],
)
def test_celery_uses_the_same_redis(url: str, broker: str) -> None:
    assert setting({**PRODUCTION, "REDIS_URL": url}, "s.CELERY_BROKER_URL") == str([broker])


def test_a_database_on_a_unix_socket() -> None:
    environment = {**PRODUCTION, "DATABASE_URL": "postgres://site:a@/villagegov?host=/srv/Run%20Here"}
    asked = "s.DATABASES['default']['HOST'], s.DATABASES['default']['NAME']"
    assert setting(environment, asked) == "['/srv/Run Here', 'villagegov']"
