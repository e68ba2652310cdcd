"""What the numbers were measured on, and what else it was doing."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any

from django.db import connection


def describe() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
        cursor.execute(
            "SELECT name, setting || coalesce(unit, '') FROM pg_settings"
            " WHERE name IN ('fsync', 'synchronous_commit', 'shared_buffers', 'full_page_writes')"
        )
        settings = dict(cursor.fetchall())
    return {
        "cpu": _cpu(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "postgres": version,
        "postgres_settings": settings,
    }


def load() -> dict[str, Any]:
    """Load averages, and processes ready to run this very moment besides ours."""
    one, five, _fifteen = os.getloadavg()
    running = Path("/proc/loadavg").read_text().split()[3].partition("/")[0]
    return {"one_minute": round(one, 1), "five_minutes": round(five, 1), "running": max(0, int(running) - 1)}


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith(("model name", "Model")):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
