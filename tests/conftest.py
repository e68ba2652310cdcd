"""Real Postgres, real Redis, real Chromium; nothing inside the machine is replaced.

Databases: test databases are made and migrated by `owner`; tests run as `app` (alias `default`) in the same database.
Tests that commit (`django_db(transaction=True)`, `live_server`) are cleaned up by `owner` with triggers off for that
one transaction, because append-only tables refuse TRUNCATE and DELETE, as they should.
"""

import itertools
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client, TransactionTestCase
from django.test.utils import setup_databases, teardown_databases

from tests.schema import Schema
from tests.support import CHROMIUM_ARGUMENTS, chromium

# Playwright's sync API keeps an event loop in this thread; Django would take that for an async view.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

IN_CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")
KEPT_TABLES = ("django_migrations", "django_content_type", "auth_permission")
#: Deleted rows stay in the files until somebody truncates.
TRUNCATE_EVERY = 100
_emptied = itertools.count(1)
PAGE_FIXTURES = {"browser", "phone", "desk"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever opens a browser is marked `browser`; without Chromium it is skipped, except in CI."""
    found = chromium()
    for item in items:
        if PAGE_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
        if item.get_closest_marker("browser") and not found and not IN_CI:
            item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))


# ------------------------------------------------------------------------------------------------------- databases


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """Make the test database as `owner`, always: pytest-django would make it only for tests that name that alias."""
    verbosity = request.config.option.verbose
    owner = connections["owner"]
    with django_db_blocker.unblock():
        schema, template = Schema(owner), f"template_of_{owner.settings_dict['TEST']['NAME'] or 'tests'}"
        with schema.turn():
            known = schema.template(template)
            if known:
                owner.settings_dict["TEST"]["TEMPLATE"] = template
            owner.close()
            made = setup_databases(verbosity=verbosity, interactive=False, aliases={"owner", "default"})
            if known:
                schema.drop(template)
            else:
                schema.keep(owner.settings_dict["NAME"])
    yield
    with django_db_blocker.unblock():
        for alias in ("default", "owner"):
            end_other_sessions(alias)
        teardown_databases(made, verbosity=verbosity)


def direct(alias: str) -> Any:
    """A connection beside Django's. (Django forbids a test the aliases it does not name, and with Playwright's event
    loop in the thread it keeps a second set of connections.)"""
    wrapper = connections[alias]
    assert wrapper.settings_dict["NAME"].startswith("test_"), "only ever a test database"
    return wrapper.Database.connect(**wrapper.get_connection_params())


def end_other_sessions(alias: str) -> None:
    """End what threads of the live server and of race tests left open: it would keep the database from being dropped.

    Each login may end its own sessions; neither is a superuser.
    """
    with direct(alias) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )


def empty_the_database() -> None:
    """Remove every row tests committed, as owner and in one transaction.

    Where the owner may switch triggers off (the embedded servers and CI grant it), rows are deleted from what was
    written to; truncating the whole schema costs about a second, each time.
    """
    with direct("owner") as connection, connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '20s'")
        cursor.execute(
            "SELECT quote_ident(c.relname), pg_relation_size(c.oid) > 0,"
            " EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal) FROM pg_class c"
            " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> ALL(%s)",
            [list(KEPT_TABLES)],
        )
        tables = cursor.fetchall()
        written = [table for table, has_pages, _ in tables if has_pages]
        cursor.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
        if cursor.fetchone()[0] and next(_emptied) % TRUNCATE_EVERY:
            _delete(cursor, written)
        elif written:
            _truncate(cursor, [table for table, *_ in tables], [table for table, _, guarded in tables if guarded])


def _delete(cursor: Any, written: list[str]) -> None:
    cursor.execute("SET LOCAL session_replication_role = replica")
    cursor.execute("; ".join(f"DELETE FROM {table}" for table in written))
    cursor.execute(
        "SELECT setval(d.objid::regclass, s.seqstart, false)"
        " FROM pg_depend d JOIN pg_sequence s ON s.seqrelid = d.objid"
        " WHERE d.deptype IN ('a', 'i') AND d.refobjid = ANY(%s::regclass[])",
        [written],
    )


def _truncate(cursor: Any, tables: list[str], guarded: list[str]) -> None:
    for table in guarded:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    cursor.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY")
    for table in guarded:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture(scope="session", autouse=True)
def _flush_as_owner() -> Iterator[None]:
    """Django would flush as `app`, which may not, or, `default` being a mirror, not at all."""

    def teardown(self: TransactionTestCase) -> None:
        empty_the_database()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    yield
    cache.clear()  # this worker's own Redis database


# ---------------------------------------------------------------------------------------------------------- browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for the session."""
    from playwright.sync_api import sync_playwright

    path = chromium()
    if path is None and not IN_CI:
        pytest.skip("Chromium is not installed")
    if path is None:
        pytest.fail("CI needs Chromium for the browser tests: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_ARGUMENTS))
        yield chrome
        chrome.close()


@pytest.fixture
def open_context(browser: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """Open browser contexts on the live server; a script error or a breach of the content policy fails the test."""
    contexts: list[Any] = []
    trouble: list[str] = []

    def hear(message: Any) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            trouble.append(message.text)

    def open_one(**options: Any) -> Any:
        defaults = {"base_url": live_server.url, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
        context = browser.new_context(**{**defaults, **options})
        context.set_default_timeout(15_000)
        context.on("weberror", lambda error: trouble.append(str(error.error)))
        context.on("console", hear)
        contexts.append(context)
        return context

    yield open_one
    for context in contexts:
        context.close()
    assert not trouble, "the browser complained:\n" + "\n".join(trouble)


@pytest.fixture
def phone(open_context: Callable[..., Any]) -> Any:
    """An old phone: `page = phone.new_page(); page.goto("/")`."""
    return open_context(viewport={"width": 360, "height": 740}, device_scale_factor=2, is_mobile=True, has_touch=True)


@pytest.fixture
def desk(open_context: Callable[..., Any]) -> Any:
    """The village office's computer."""
    return open_context(viewport={"width": 1280, "height": 800})


@pytest.fixture
def sign_in(live_server: Any) -> Callable[[Any, Any], None]:
    """`sign_in(context, user)`: give a browser context the session of a user, without the log-in page."""

    def give(context: Any, user: Any) -> None:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        cookie = client.cookies["sessionid"]
        context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url, "httpOnly": True}])

    return give
