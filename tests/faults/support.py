"""Real processes for tests of faults: a Celery worker on the test's own database and Redis, waits that end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

from boards.models import BoardDeed, BoardEntry, BoardIssue, Ranking, RankingRow
from councils.models import Sample
from points.models import AuditRow, Claim, Entry, MonthClose
from tests.factories import Cast
from villagegov.embedded import process

PROJECT = Path(__file__).resolve().parents[2]
#: The machine may be busy with other tests.
PATIENCE = 90.0


def wait_until(what: str, holds: Callable[[], bool], seconds: float = PATIENCE, worker: Worker | None = None) -> None:
    """Poll until it holds; fail with what was waited for and, where a worker should have done it, what that said."""
    deadline = time.monotonic() + seconds
    while not holds():
        said = worker.said() if worker else ""
        assert worker is None or worker.process.poll() is None, f"the worker ended before: {what}\n{said}"
        assert time.monotonic() < deadline, f"waited {seconds:.0f} seconds in vain: {what}\n{said}"
        time.sleep(0.05)


class Worker:
    """``celery -A villagegov worker`` as production runs it, on the databases of this test."""

    def __init__(self, log: Path) -> None:
        self.log = log
        url = urlsplit(os.environ["DATABASE_URL"])
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "villagegov.settings",
            "DATABASE_URL": urlunsplit(url._replace(path=f"/{connection.settings_dict['NAME']}")),
            "REDIS_URL": settings.REDIS_URL,
            "VILLAGEGOV_EMBEDDED": "1",
        }
        environment.pop("OWNER_DATABASE_URL", None)
        command = [sys.executable, "-m", "celery", "-A", "villagegov", "worker", "--concurrency", "1"]
        command += ["--loglevel", "INFO", "--without-gossip", "--without-mingle"]
        with log.open("ab") as output:
            self.process: subprocess.Popen[bytes] = process.spawn(
                command, env=environment, cwd=PROJECT, output=output, death_signal=signal.SIGKILL
            )

    def said(self) -> str:
        return self.log.read_text()[-4000:]

    def kill(self) -> None:
        """SIGKILL to the worker and its pool, all at once, as when the machine loses its power."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def kill_pool(self) -> None:
        """SIGKILL to the process that runs the tasks, as when the machine is short of memory; the worker lives on."""
        found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True)
        [child] = found.stdout.split()
        os.kill(int(child), signal.SIGKILL)

    def stop(self) -> None:
        if self.process.poll() is None:
            process.stop(self.process, signal.SIGTERM, signal.SIGKILL, 20)


def made_of(cast: Cast) -> dict[str, list[Any]]:
    """All that time made of a village, without ids, numbers of lines and moments."""
    here = {"village": cast.village}
    return {
        "entries": sorted(
            Entry.objects.filter(**here).values_list("deed_day", "household__number", "kind", "points", "counted_in")
        ),
        "months": sorted(MonthClose.objects.filter(**here).values_list("month", flat=True)),
        "states": sorted(Claim.objects.filter(**here).values_list("day", "household__number", "item_code", "state")),
        "rankings": sorted(
            Ranking.objects.filter(**here).values_list(
                "kind", "start", "households", "scoring_households", "points_total"
            )
        ),
        "rows": sorted(
            RankingRow.objects.filter(**here).values_list(
                "ranking__kind", "ranking__start", "household__number", "rank", "earned", "year_total"
            )
        ),
        "issues": sorted(BoardIssue.objects.filter(**here).values_list("month", "state")),
        "board": list(
            BoardEntry.objects.filter(**here)
            .values_list(
                "issue__month", "colour", "position", "household__number", "reason", "points", "state", "until"
            )
            .order_by("issue__month", "colour", "position")
        ),
        "deeds on boards": sorted(
            BoardDeed.objects.filter(**here).values_list("entry__issue__month", "colour", "ledger_entry__deed_day")
        ),
        "samples": sorted(
            Sample.objects.filter(**here).values_list("month", "full_of", "full_drawn", "light_of", "light_drawn")
        ),
        "audit": sorted(AuditRow.objects.filter(**here).values_list("action", "subject_type")),
    }
