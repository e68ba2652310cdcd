"""``python -m tests.bench [quick]`` inside ``python -m villagegov.embedded --var DIR --``."""

from __future__ import annotations

import argparse
import os
import sys
import time
from dataclasses import replace
from typing import Any

import django

PARTS = ("importing", "posting", "pages", "board", "closing")


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("size", nargs="?", choices=("full", "quick"), default="full", help="quick: under a minute")
    parser.add_argument("--only", nargs="+", choices=PARTS, help="some parts")
    parser.add_argument("--thousand", action="store_true", help="close 1,000 villages too: 12,800,000 entries")
    options = parser.parse_args()
    if "OWNER_DATABASE_URL" not in os.environ:
        sys.exit("Start it with: make bench")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "villagegov.settings")
    os.environ["LOG_LEVEL"] = "ERROR"
    django.setup()

    from tests.bench import board, closing, importing, machine, pages, posting, report, scene

    sizes = scene.SIZES[options.size]
    if options.thousand:
        sizes = replace(sizes, closing=(*sizes.closing, 1_000))
    started = time.monotonic()
    before = machine.load()
    report.say("migrating …")
    scene.migrate()
    results: list[dict[str, Any]] = []
    runs = (importing.run, posting.run, pages.run, board.run, closing.run)
    for name, run in zip(PARTS, runs, strict=True):
        if options.only is None or name in options.only:
            results += run(sizes)
    took = time.monotonic() - started
    found = {
        "size": options.size,
        "seconds": round(took, 1),
        "machine": machine.describe(),
        "load_before": before,
        "load_after": machine.load(),
        "results": results,
    }
    report.write(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
