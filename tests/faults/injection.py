"""Errors between the steps of a service: raised right before each write, and after the last."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction

WRITE = re.compile(r"\s*(INSERT|COPY|UPDATE|DELETE|WITH)\b", re.IGNORECASE)
#: A service with more writes than this is broken at as many places, spread over the whole.
MOST_POINTS = 25


class Injected(OperationalError):
    """The connection is lost, the machine goes down."""


class Writes:
    """Counts the writing queries; breaks the one it is told to, before the database hears of it.

    With ``of`` (how many there are) and ``break_at`` the same, the commit after the last one is broken.
    """

    def __init__(self, break_at: int | None = None, of: int | None = None) -> None:
        self.count, self.break_at, self.done = 0, break_at, False
        self.commit = break_at is not None and break_at == of

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        writes, here = bool(WRITE.match(sql)), self.count == self.break_at and not self.done
        if here and (writes or (self.commit and sql.startswith("RELEASE SAVEPOINT"))):
            self.done = True  # once: Django undoes what it can on the same connection
            raise Injected(f"injected before: {sql[:60]}")
        self.count += writes
        return execute(sql, params, many, context)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def break_points(act: Callable[[], Any], most: int = MOST_POINTS) -> list[int]:
    """Where to break ``act``: before each of its writes, and before its last commit."""
    writes, files = Writes(), set(_files())
    with undone(), connection.execute_wrapper(writes):
        act()
    for path in set(_files()) - files:
        Path(path).unlink()  # that the transaction did not come about is our doing
    step = max(1, -(-writes.count // most))
    return sorted({*range(0, writes.count, step), writes.count})


def broken(act: Callable[[], Any], at: int, of: int) -> bool:
    """Run ``act`` with an error at that one of its writes; True if the error came through to the caller."""
    try:
        with connection.execute_wrapper(Writes(at, of)):
            act()
    except Injected:
        return True
    return False


def _prepare_snapshot(cursor: Any) -> None:
    """Let the database plan once what it is asked some thousand times: one query of every table."""
    cursor.execute("SELECT 1 FROM pg_prepared_statements WHERE name = 'snapshot_of_everything'")
    if cursor.fetchone():
        return
    cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    parts = [
        f"SELECT '{table}', count(*), md5(string_agg(t::text, E'\\n' ORDER BY t::text)) FROM {table} t"
        for (table,) in cursor.fetchall()
        if table != "django_migrations"
    ]
    cursor.execute(f"PREPARE snapshot_of_everything AS {' UNION ALL '.join(parts)}")


def snapshot() -> dict[str, tuple[int, str]]:
    """Rows and digest of every table, and the uploaded files: equal means that nothing has changed anywhere."""
    with connection.cursor() as cursor:
        _prepare_snapshot(cursor)
        cursor.execute("EXECUTE snapshot_of_everything")
        found = {table: (count, digest) for table, count, digest in cursor.fetchall()}
    return {**found, "files": (len(_files()), " ".join(_files()))}


def _files() -> list[str]:
    return sorted(str(path) for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


def differences(before: dict[str, tuple[int, str]], after: dict[str, tuple[int, str]]) -> list[str]:
    return [
        f"{table}: {before[table][0]} -> {after[table][0]} rows" for table in before if before[table] != after[table]
    ]
