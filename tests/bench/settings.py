"""The settings of the site with two addresses more: the same bytes as a page, from a view that does nothing else."""

from __future__ import annotations

import os

from villagegov.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
if os.environ.get("BENCH_BARE"):
    MIDDLEWARE: list[str] = []
